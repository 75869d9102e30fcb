"""The second step at sign-in: switching it on and off, and the page that asks for the code."""

import segno
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from fundinst.errors import Refused
from members.coming_in import WAITING, come_in, waiting
from members.models import User
from members.second_step import (
    address_to_scan,
    ask_code,
    is_on,
    new_seal,
    offered_to,
    recovery_codes_left,
    renew_recovery_codes,
    secret_under,
    switch_off,
    switch_on,
    to_type,
)
from members.second_step_forms import CodeForm, FirstCodeForm, SealedCodeForm
from members.sent_forms import answers_repeats_itself


@login_not_required
def second_step_code(request: HttpRequest) -> HttpResponse:
    """The second page of signing in."""
    asked = waiting(request)
    if asked is None or request.user.is_authenticated:
        request.session.pop(WAITING, None)
        return redirect("members:sign_in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            ask_code(asked.user, form.cleaned_data["code"])
        except Refused as refused:
            form.show(refused)
        else:
            del request.session[WAITING]
            return come_in(request, asked.user, go_to=asked.go_to, sealed=asked.sealed)
    return render(request, "members/second_step_code.html", {"form": form})


@answers_repeats_itself
def second_step(request: HttpRequest) -> HttpResponse:
    """Whether it is on; if not, how to switch it on. Recovery codes stand on the answer alone."""
    user = _offered(request)
    if is_on(user) and request.method != "POST":
        context = {"left": recovery_codes_left(user)}
        return render(request, "members/second_step.html", context)
    form = FirstCodeForm(request.POST or None, initial={"seal": new_seal(user)})
    secret = _secret(form, user)
    if secret and form.is_valid():
        try:
            codes = switch_on(user, secret, form.cleaned_data["code"], at=timezone.now())
        except Refused as refused:
            form.show(refused)
        else:
            return render(request, "members/second_step_papers.html", {"codes": codes, "on": True})
    if secret is None:  # the page was left open too long: a new picture
        form = FirstCodeForm(initial={"seal": new_seal(user)})
        return _to_switch_on(request, form, _secret(form, user), stale=True)
    return _to_switch_on(request, form, secret)


def _to_switch_on(
    request: HttpRequest, form: FirstCodeForm, secret: str, *, stale: bool = False
) -> HttpResponse:
    picture = segno.make(address_to_scan(request.user, secret), error="m")
    context = {
        "form": form,
        "picture": picture.svg_data_uri(scale=5, dark="#000", light="#fff"),
        "secret": to_type(secret),
        "stale": stale,
    }
    return render(request, "members/second_step_on.html", context)


def _secret(form: SealedCodeForm, user: User) -> str | None:
    """The secret that the form carries; None where it can't be used any more."""
    try:
        return secret_under(form["seal"].value() or "", user)
    except Refused:
        return None


def second_step_off(request: HttpRequest) -> HttpResponse:
    """Off again, with a code."""
    user = _offered(request)
    if not is_on(user):
        return redirect("members:second_step")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            switch_off(user, form.cleaned_data["code"], actor=user)
        except Refused as refused:
            form.show(refused)
        else:
            return redirect("members:second_step")
    return render(request, "members/second_step_off.html", {"form": form})


@answers_repeats_itself
def second_step_papers(request: HttpRequest) -> HttpResponse:
    """New recovery codes, with a code; they stand on the answer alone."""
    user = _offered(request)
    if not is_on(user):
        return redirect("members:second_step")
    form = SealedCodeForm(request.POST or None, initial={"seal": new_seal(user)})
    secret = _secret(form, user)
    if secret and form.is_valid():
        try:
            codes = renew_recovery_codes(user, secret, form.cleaned_data["code"])
        except Refused as refused:
            form.show(refused)
        else:
            return render(request, "members/second_step_papers.html", {"codes": codes})
    if secret is None:
        form = SealedCodeForm(initial={"seal": new_seal(user)})
    return render(request, "members/second_step_renew.html", {"form": form})


def _offered(request: HttpRequest) -> User:
    if not offered_to(request.user):
        raise PermissionDenied("การยืนยันสองขั้นมีให้เจ้าหน้าที่ระดับอำเภอขึ้นไป")
    return request.user
