"""What is answered when something breaks, or the database is away for a moment: ``handler500``.

Away is not broken: what was typed stands on the page and is sent again with one press. Sent forms
are done once (``members/sent_forms.py``), also where the first try had just been written.
"""

import sys
from collections.abc import Iterator

import psycopg
from django import db
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views.defaults import server_error

from members.form_owners import has_our_token
from members.kept_forms import SECRET, is_a_page

AWAY = (
    db.OperationalError,
    db.InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)
SECONDS = 5
TOKEN = "csrfmiddlewaretoken"


def went_wrong(request: HttpRequest) -> HttpResponse:
    """503 and "send again" where the database can't be reached; else that something broke."""
    if not any(isinstance(error, AWAY) for error in _chain(sys.exc_info()[1])):
        return server_error(request)
    context = {"address": request.get_full_path(), "posted": request.method == "POST"}
    if context["posted"] and _may_send_again(request):
        context |= {"fields": _fields(request), "csrf_token": get_token(request)}
    # Without the request: its context processors would ask the database who is signed in.
    answer = HttpResponse(render_to_string("503.html", context), status=503)
    answer["Retry-After"] = str(SECONDS)
    answer["Cache-Control"] = "no-store, private"
    return answer


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those because of which or during which it came up."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__


def _may_send_again(request: HttpRequest) -> bool:
    """Only a form of ours, for a person, without what isn't carried: files, passwords and codes."""
    secret = any(SECRET.search(name) for name in request.POST if name != TOKEN)
    return has_our_token(request) and is_a_page(request) and not request.FILES and not secret


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    named = ((name, values) for name, values in request.POST.lists() if name != TOKEN)
    return [(name, str(value)) for name, values in named for value in values]
