"""Coming in, once name, password and maybe the second step have been told rightly."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from members.kept_forms import opened, take_up
from members.models import User

BACKEND = "members.access.OfficeBackend"
WAITING = "waiting_for_code"
"""In the session: who has told name and password, and is now asked for a code."""
WAITS_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Waiting:
    user: User
    go_to: str
    sealed: str


def come_in(request: HttpRequest, user: User, *, go_to: str, sealed: str) -> HttpResponse:
    """Begin the user's session, and go on; first to what was typed before, if it is this user's."""
    login(request, user, backend=BACKEND)
    if take_up(request, sealed):
        return redirect("members:kept")
    if sealed and opened(sealed):
        messages.info(request, "สิ่งที่พิมพ์ค้างไว้เป็นของผู้ใช้อื่น จึงไม่แสดงและไม่ได้ส่ง")
    return redirect(go_to)


def wait_for_code(request: HttpRequest, user: User, *, go_to: str, sealed: str) -> None:
    """Remember that name and password were right; nobody is signed in yet."""
    request.session[WAITING] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "go_to": go_to,
        "sealed": sealed,
    }


def waiting(request: HttpRequest) -> Waiting | None:
    """Who is asked for a code; None after ten minutes, or where the password was changed since."""
    told = request.session.get(WAITING)
    if not told or timezone.now() - datetime.fromisoformat(told["at"]) > WAITS_FOR:
        return None
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    if user is None or not constant_time_compare(told["password"], user.get_session_auth_hash()):
        return None
    return Waiting(user, told["go_to"], told["sealed"])
