"""The paper with a one-time code: shown once, right after the act, and never again."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from fundinst.errors import Refused
from fundinst.public_address import public_address
from members.calling import whom_to_call
from members.models import User
from members.one_time_codes import code_under, in_groups
from members.posts import LOOK_AFTER, offices_to_come_or_held, offices_under, users_under

ON_PAPER = "code_on_paper"
"""In the session until the paper was shown: for whom, under which seal, and where to go then."""


def hand_over(request: HttpRequest, user: User, seal: str, *, then: str = "") -> HttpResponse:
    """Answer the act with the way to the paper; ``then`` is where its button leads."""
    request.session[ON_PAPER] = {"user": user.pk, "seal": seal, "then": then}
    return redirect("members:code_paper", user.pk)


@permission_required(LOOK_AFTER, raise_exception=True)
def code_paper(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(users_under(request.user), pk=user_id)
    kept = request.session.get(ON_PAPER, {})
    kept = request.session.pop(ON_PAPER) if kept.get("user") == user.pk else {}
    code = _code(request, user, kept.get("seal", ""))
    if not code:
        return render(request, "members/code_shown.html", {"whose": user})
    context = {
        "whose": user,
        "code": in_groups(code),
        "offices": offices_under(request.user)
        .filter(pk__in=offices_to_come_or_held(user, localdate()))
        .select_related("institution", "area"),
        "whom": whom_to_call(user),
        "sign_in": public_address(request, reverse("members:sign_in")),
        "then": kept["then"],
    }
    return render(request, "members/code_paper.html", context)


def _code(request: HttpRequest, user: User, seal: str) -> str:
    """The code, while it is the one that opens the account; empty once it was overtaken."""
    try:
        code = code_under(seal, by=request.user)
    except Refused:
        return ""
    return code if user.password_is_temporary and user.check_password(code) else ""
