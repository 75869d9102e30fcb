"""Signing in: name and password, and a page that says how long a locked pair has to wait."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator

from members.calling import put_out, whom_to_call
from members.coming_in import come_in, wait_for_code
from members.form_owners import last_owner
from members.forms import SignInForm
from members.kept_forms import opened
from members.lockout import minutes_left
from members.second_step import is_on


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    template_name = "members/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sent here for a part of a page (signed out meanwhile), htmx opens the whole page anew."""
        response = super().dispatch(request, *args, **kwargs)
        if request.htmx:
            response["HX-Refresh"] = "true"
        return response

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """In, or to the page that asks for the second step."""
        user, sealed = form.get_user(), self.request.POST.get("kept", "")
        if is_on(user):
            wait_for_code(self.request, user, go_to=self.get_success_url(), sealed=sealed)
            return redirect("members:second_step_code")
        return come_in(self.request, user, go_to=self.get_success_url(), sealed=sealed)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        kept = kept_context(self.request.POST.get("kept", ""))
        return super().get_context_data(**context) | kept | put_out_context(self.request)


def sign_in_page(request: HttpRequest, sealed: str, go_to: str) -> HttpResponse:
    """The sign-in page in answer to a form that came too late: it carries what was typed."""
    context = {"form": SignInForm(request), "next": go_to, **kept_context(sealed)}
    context |= put_out_context(request)
    return render(request, "members/sign_in.html", context, status=403)


def put_out_context(request: HttpRequest) -> dict[str, Any]:
    """Why who was here last can't go on, and whom they call: their office has ended meanwhile."""
    user = put_out(last_owner(request), on=timezone.localdate())
    return {"put_out": True, "whom": whom_to_call(user)} if user else {}


def kept_context(sealed: str) -> dict[str, Any]:
    """What the page carries; nothing where it doesn't open."""
    return {"kept": sealed} if sealed and opened(sealed) else {}


@login_not_required
def locked_out(request: HttpRequest, credentials: dict[str, Any] | None) -> HttpResponse:
    """The pair of name and address is locked: how long, and whom to call; the same for any name."""
    name = (credentials or {}).get(get_user_model().USERNAME_FIELD, "")
    minutes = minutes_left(name, request.axes_ip_address, now=timezone.now())
    context = {"minutes": minutes, **kept_context(request.POST.get("kept", ""))}
    return render(request, "members/locked_out.html", context, status=429)
