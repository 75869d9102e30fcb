"""The project's addresses and an empty page behind the same middleware: the floor of every page."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<title>{request.user.pk}</title>")


urlpatterns = [path("empty-page/", empty), path("", include("fundinst.urls"))]
