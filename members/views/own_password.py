"""A password of one's own: the first page for who came in by a one-time code."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fundinst.errors import Refused
from members.own_password import set_own_password
from members.sent_forms import answers_repeats_itself
from members.user_forms import OwnPasswordForm


@answers_repeats_itself  # or a digest of the password would be kept with the answer
def own_password(request: HttpRequest) -> HttpResponse:
    """Set it, and go on signed in; whatever else is open under the old one is signed out."""
    first = request.user.password_is_temporary
    form = OwnPasswordForm(request.POST or None, request=request)
    if form.is_valid():
        try:
            user = set_own_password(
                request.user, form.cleaned_data["password"], seen=request.user.password
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "ตั้งรหัสผ่านแล้ว ครั้งต่อไปใช้รหัสผ่านนี้")
            return redirect("/")
    context = {"form": form, "first": first, "rules": password_validators_help_texts()}
    return render(request, "members/own_password.html", context)
