"""What was typed is not lost: by who has not signed in, nor by who switched offices meanwhile."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from members.kept_forms import keep
from members.kept_pages import about
from members.other_office import keep_for, opened_in_another
from members.views.signing_in import sign_in_page


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Django's own, but a form that came after its session keeps what was typed in it."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        sealed = keep(request) if request.method == "POST" else ""
        if sealed:
            return sign_in_page(request, sealed, reverse("consolidation:home"))
        return super().handle_no_permission(request, view_func)


class OtherOfficeMiddleware:
    """A form that was opened in another of one's offices is not done in this one, but shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, arguments: tuple, named: dict
    ) -> HttpResponse | None:
        office = opened_in_another(request)
        if office is None:
            return None
        kept = keep_for(office, request)
        context = {"kept": kept, "office": office, "now": request.user.offices_in_force[0]}
        return render(request, "members/kept.html", context | about(kept, request.user), status=409)
