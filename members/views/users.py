"""The users an officer looks after: the list, one of them, and what was done about them."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from fundinst.paging import paged
from members.models import Office, User
from members.office_terms import refusals_to_end
from members.posts import LOOK_AFTER, offices_under, users_under
from members.second_step import is_on
from members.user_accounts import refusals_of_new_code, refusals_to_close
from members.user_lists import (
    STANDINGS,
    entries_about,
    entries_about_users,
    looked_for,
    standing_of,
    with_standing,
    words_asked,
)
from members.user_tables import UserHistoryTable, UserTable

LATEST = 20


@permission_required(LOOK_AFTER, raise_exception=True)
def users(request: HttpRequest) -> HttpResponse:
    """Everybody, or those with a word (?q=) or who stand in one way (?standing=)."""
    everybody = with_standing(request.user, now=timezone.now())
    found, words = everybody, words_asked(request.GET.get("q", ""))
    if words:
        found = looked_for(found, words, actor=request.user)
    chosen = STANDINGS.get(request.GET.get("standing", ""))
    if chosen:
        found = found.filter(standing_code=chosen.code)
    context = {
        "table": paged(UserTable(found), request),
        "q": words,
        "standings": STANDINGS.values(),
        "chosen": chosen,
        "kept": [("standing", chosen.code)] if chosen else [],
        "nobody": not (words or chosen or everybody.exists()),
    }
    return render(request, "members/user_list.html", context)


@permission_required(LOOK_AFTER, raise_exception=True)
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    not_oneself(request, user_id)
    now = timezone.now()
    whose = get_object_or_404(with_standing(request.user, now=now), pk=user_id)
    today = timezone.localdate(now)
    context = {
        "whose": whose,
        "standing": standing_of(whose),
        "offices": [
            (office, not any(refusals_to_end(office, max(today, office.started_on))))
            for office in whose.offices_here
        ],
        "may_have_code": not any(refusals_of_new_code(whose, request.user, today)),
        "has_second_step": is_on(whose),
        "may_be_closed": not any(refusals_to_close(whose, request.user, today)),
        "entries": entries_about(whose, request.user)[:LATEST],
    }
    return render(request, "members/user.html", context)


@permission_required(LOOK_AFTER, raise_exception=True)
def user_history(request: HttpRequest) -> HttpResponse:
    table = paged(UserHistoryTable(entries_about_users(request.user)), request)
    return render(request, "members/user_history.html", {"table": table})


def not_oneself(request: HttpRequest, user_id: int) -> None:
    """Raise PermissionDenied, in words, for one's own account."""
    if user_id == request.user.pk:
        raise PermissionDenied("บัญชีของท่านเอง ผู้ที่ดูแลระดับเหนือขึ้นไปเป็นผู้แก้ไข ท่านเปลี่ยนได้เฉพาะรหัสผ่าน")


def looked_after(request: HttpRequest, user_id: int) -> User:
    """The user of a page; 403 for oneself, 404 for who isn't under the officer."""
    not_oneself(request, user_id)
    return get_object_or_404(users_under(request.user), pk=user_id)


def office_looked_after(request: HttpRequest, office_id: int) -> Office:
    """The office of a page; 403 for one's own, 404 for one that isn't under the officer."""
    if request.user.offices.filter(pk=office_id).exists():
        not_oneself(request, request.user.pk)
    offices = offices_under(request.user).select_related("institution", "area", "user")
    return get_object_or_404(offices, pk=office_id)
