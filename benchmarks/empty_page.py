"""The project's addresses and an empty page behind the same middleware: the floor of every page.

It is asked for by the same person, who is signed in: her session, her office and the trace of when
she was last here are the server's part, and are read and written for it too. It has no template,
and asks the database nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<title>{request.user.pk}</title>")


urlpatterns = [path("empty-page/", empty), path("", include("fundinst.urls"))]
