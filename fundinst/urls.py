"""Mounts the four apps."""

from django.urls import include, path

urlpatterns = [
    path("", include("members.urls")),
    path("", include("debts.urls")),
    path("", include("consolidation.urls")),
    path("reports/", include("reports.urls")),
]
