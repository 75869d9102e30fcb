"""Which offices hold for a request; a user who has none is told whom to call."""

from collections.abc import Callable

from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from members.practice_mode import PRACTISING, offices_at_hand


class OfficeMiddleware:
    """Without an office in force there is nothing to see: a page says so, not an empty system."""

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
        practising = request.session.get(PRACTISING, False)
        offices = offices_at_hand(request.user.offices_in_force, practising=practising)
        request.user.offices_in_force = offices
        if offices:
            return None
        return render(request, "members/no_office.html", status=403)
