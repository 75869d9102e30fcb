from django.contrib.auth.views import LogoutView
from django.urls import path, register_converter

from members.addresses import InstitutionCode
from members.views import changing, filters, founding, funds, jobs, settings, signing_in, undoing

# Mounted first, so that every app may say <institution:code> in its addresses.
register_converter(InstitutionCode, "institution")

app_name = "members"
urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("funds/", funds.fund_list, name="fund_list"),
    path("funds/<institution:code>/add/", changing.fund_add, name="fund_add"),
    path("funds/<int:fund_id>/account/", changing.account_add, name="account_add"),
    path("funds/<int:fund_id>/rule/", changing.rule_add, name="rule_add"),
    path("funds/<int:fund_id>/take-out/", changing.fund_take_out, name="fund_take_out"),
    path("committee/<institution:code>/seat/", changing.seat_add, name="seat_add"),
    path("committee/<int:member_id>/correct/", changing.seat_correct, name="seat_correct"),
    path("committee/<int:member_id>/end/", changing.term_end, name="term_end"),
    path("found/", founding.found, name="found"),
    path("found/<institution:code>/name/", changing.name_correct, name="name_correct"),
    path("found/<institution:code>/funds/", founding.found_funds, name="found_funds"),
    path("found/<institution:code>/committee/", founding.found_committee, name="found_committee"),
    path("found/<institution:code>/check/", founding.found_check, name="found_check"),
    path("found/<institution:code>/user/", founding.found_user, name="found_user"),
    path("filters/", filters.filter_list, name="filter_list"),
    path("filters/keep/<str:page>/", filters.filter_keep, name="filter_keep"),
    path("filters/<int:filter_id>/rename/", filters.filter_rename, name="filter_rename"),
    path("filters/<int:filter_id>/remove/", filters.filter_remove, name="filter_remove"),
    path("text-size/", settings.text_size, name="text_size"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/<int:job_id>/", jobs.job, name="job"),
    path("jobs/<int:job_id>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("undo/<int:entry_id>/", undoing.undo_act, name="undo"),
]
