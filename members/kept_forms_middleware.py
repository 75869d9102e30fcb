"""Who has not signed in comes to the sign-in page, and what they had typed comes along."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from members.kept_forms import keep
from members.views.signing_in import sign_in_page


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Django's own, but a form that came after its session keeps what was typed in it."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        sealed = keep(request) if request.method == "POST" else ""
        if sealed:
            return sign_in_page(request, sealed, reverse("consolidation:home"))
        return super().handle_no_permission(request, view_func)
