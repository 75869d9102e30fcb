"""Mounts the four apps; and what stands on printed papers, as short as it can be."""

from django.urls import include, path, register_converter

from reports import check_page

handler500 = "members.views.away.went_wrong"
register_converter(check_page.CodeAddress, "check_code")

urlpatterns = [
    path("", include("members.urls")),
    path("", include("debts.urls")),
    path("", include("consolidation.urls")),
    path("reports/", include("reports.urls")),
    path("check/", check_page.check, name="check"),
    path("check/<check_code:digits>/", check_page.check_code, name="check_code"),
]
