"""Mounts the four apps; and what stands on printed papers, as short as it can be."""

from django.urls import include, path, re_path

from reports import check_page

urlpatterns = [
    path("", include("members.urls")),
    path("", include("debts.urls")),
    path("", include("consolidation.urls")),
    path("reports/", include("reports.urls")),
    path("check/", check_page.check, name="check"),
    re_path(r"^check/(?P<digits>[0-9]{12})/$", check_page.check_code, name="check_code"),
]
