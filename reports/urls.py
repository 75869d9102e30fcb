from django.urls import path, register_converter

from reports import (
    certified_pages,
    certify_page,
    contract_pages,
    dashboard_pages,
    paper_pages,
    period_pages,
    repayment_pages,
    report_pages,
    survey_pages,
    views,
    volume_pages,
    wording_pages,
)
from reports.addresses import KindSlug, PlaceCode

register_converter(PlaceCode, "place")
register_converter(KindSlug, "report")

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("progress/", dashboard_pages.overview, name="dashboards"),
    path("progress/<place:code>/", dashboard_pages.dashboard, name="dashboard"),
    path("progress/<place:code>/<slug:name>/", dashboard_pages.figure, name="figure"),
    path("of/<place:code>/", views.reports_of, name="reports_of"),
    path(
        "district-form/<institution:code>/",
        report_pages.report,
        {"slug": "district-form"},
        name="district_form",
    ),
    path(
        "district-form/<institution:code>.<slug:file_format>",
        report_pages.report_file,
        {"slug": "district-form"},
        name="district_form_file",
    ),
    path(
        "survey-form/<institution:code>.pdf",
        survey_pages.survey_form_file,
        name="survey_form_file",
    ),
    path(
        "receipts/of/<institution:code>.pdf",
        repayment_pages.receipts_of_day_file,
        name="receipts_of_day_file",
    ),
    path("receipts/<int:receipt_id>.pdf", repayment_pages.receipt_file, name="receipt_file"),
    path(
        "contracts/<int:contract_id>/contract.pdf",
        contract_pages.contract_file,
        name="contract_file",
    ),
    path(
        "contracts/<int:contract_id>/card.pdf",
        repayment_pages.repayment_card_file,
        name="repayment_card_file",
    ),
    path(
        "contracts/<int:contract_id>/closing-letter.pdf",
        contract_pages.closing_letter_file,
        name="closing_letter_file",
    ),
    path("papers/<slug:kind>/<int:subject_id>/", paper_pages.paper, name="paper"),
    path(
        "papers/<slug:kind>/<int:subject_id>/draft.pdf",
        paper_pages.paper_draft,
        name="paper_draft",
    ),
    path(
        "households/<int:household_id>/papers/",
        paper_pages.household_papers,
        name="household_papers",
    ),
    path("issued/<int:paper_id>.pdf", paper_pages.issued_file, name="issued_file"),
    path(
        "issued/of/<institution:code>/",
        paper_pages.issued_papers,
        name="issued_papers",
    ),
    path(
        "certified/of/<place:code>/",
        certified_pages.certified_reports,
        name="certified_reports",
    ),
    path("certify/<place:code>/", certify_page.certify_report, name="certify_report"),
    path("certified/<int:report_id>/", certified_pages.certified, name="certified"),
    path("certified/<int:report_id>/return/", certified_pages.report_return, name="report_return"),
    path(
        "certified/<int:report_id>.<slug:file_format>",
        certified_pages.certified_file,
        name="certified_file",
    ),
    path("periods/<str:province>/", period_pages.periods, name="periods"),
    path("periods/<str:province>/close/", period_pages.period_close, name="period_close"),
    path("periods/<str:province>/open/", period_pages.period_open, name="period_open"),
    path("wordings/", wording_pages.wording_list, name="wording_list"),
    path("wordings/<slug:kind>/", wording_pages.wording, name="wording"),
    path("wordings/<slug:kind>/edit/", wording_pages.wording_edit, name="wording_edit"),
    path("wordings/<slug:kind>/example.pdf", wording_pages.wording_file, name="wording_file"),
    path("made/<int:file_id>/", volume_pages.made_file, name="made_file"),
    path("<report:slug>/<place:code>/volume/", volume_pages.volume, name="volume"),
    path("<report:slug>/<place:code>/", report_pages.report, name="report"),
    path(
        "<report:slug>/<place:code>.<slug:file_format>",
        report_pages.report_file,
        name="report_file",
    ),
]
