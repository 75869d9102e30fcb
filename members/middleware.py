"""In which office a request is made; and who must set a password, or has no office, first."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from members.calling import last_office, whom_to_call
from members.models import Office
from members.one_time_codes import code_has_ended
from members.practice_mode import PRACTISING, offices_at_hand

ACTING = "acting_office"
"""In the session: the office that somebody with several has chosen to act in."""
OWN_PASSWORD = "members:own_password"
WITH_A_CODE = {OWN_PASSWORD, "members:sign_out", "members:stay", "members:text_size"}
"""All that opens for who has come in by a one-time code."""


class OfficeMiddleware:
    """One request, one office: ``user.offices_in_force`` holds the one that is acted in.

    What may be seen and done follows from it, so that nobody acts in two offices at once. All that
    are in force stand in ``request.offices_held``; those that could be acted in, practice and real
    life apart, in ``request.offices_at_hand``. Without an office in force there is nothing to see:
    a page says so, not an empty system.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, arguments: tuple, named: dict
    ) -> HttpResponse | None:
        leaving = getattr(view, "view_class", None) is LogoutView
        if leaving or not request.user.is_authenticated:
            return None
        if request.user.password_is_temporary:
            return _own_password_first(request)
        request.offices_held = request.user.offices_in_force
        practising = request.session.get(PRACTISING, False)
        offices = offices_at_hand(request.user.offices_in_force, practising=practising)
        request.offices_at_hand = offices
        request.user.offices_in_force = _acted_in(request, offices)
        own = request.resolver_match.view_name == OWN_PASSWORD
        return None if offices or own else _without_office(request)


def _own_password_first(request: HttpRequest) -> HttpResponse | None:
    """Whoever came in by a code sets a password before anything else; an old code opens nothing."""
    user = request.user
    user.offices_in_force = []
    if code_has_ended(user, now=timezone.now()):
        called = {"whom": whom_to_call(user)}
        logout(request)
        return render(request, "members/code_ended.html", called, status=403)
    if request.resolver_match.view_name in WITH_A_CODE:
        return None
    return redirect(OWN_PASSWORD)


def _acted_in(request: HttpRequest, offices: list[Office]) -> list[Office]:
    """The office chosen, or else the first; whose chosen one has ended meanwhile is told so."""
    chosen = request.session.get(ACTING)
    acted_in = [office for office in offices if office.pk == chosen] or offices[:1]
    practising = any(office.institution and office.institution.is_practice for office in offices)
    if chosen and acted_in and acted_in[0].pk != chosen and not practising:
        del request.session[ACTING]
        messages.warning(request, f"หน้าที่ที่ท่านทำอยู่สิ้นสุดแล้ว ตอนนี้ท่านทำในหน้าที่{acted_in[0]}")
    return acted_in


def _without_office(request: HttpRequest) -> HttpResponse:
    last = last_office(request.user)
    context = {"last": last, "today": timezone.localdate(), "whom": whom_to_call(request.user)}
    return render(request, "members/no_office.html", context, status=403)
