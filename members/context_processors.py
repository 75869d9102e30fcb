"""What every page's frame says."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from members.jobs import UNDER_WAY, jobs_shown_to
from members.models import Job, Office, User
from members.notices import unread_in_words
from members.practice_mode import practising_now
from members.second_step import holds_office_above


def office(request: HttpRequest) -> dict[str, object]:
    """``office_name``: the office the user acts in; ``other_offices``: those to switch to;
    ``jobs_under_way``: the keys of the user's own; ``practising``: the practice institution, while
    the user practises; ``unread``: how many notices wait to be read, "" for none;
    ``second_step_offered``: whether the user may ask for a code at sign-in.

    All for the bands on top of every page, and read when a page shows them: the pages that say what
    went wrong must open without a database.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "office_name": SimpleLazyObject(lambda: ", ".join(map(str, user.offices_in_force))),
        "other_offices": SimpleLazyObject(lambda: _to_switch_to(request)),
        "practising": SimpleLazyObject(lambda: practising_now(user)),
        "second_step_offered": SimpleLazyObject(lambda: holds_office_above(user)),
        "unread": SimpleLazyObject(lambda: unread_in_words(user)),
        "jobs_under_way": SimpleLazyObject(lambda: _under_way(user)),
    }


def _under_way(user: User) -> list[int]:
    """Those of the user's own whose page the user may open in the office acted in."""
    mine = Job.objects.filter(requested_by=user, status__in=UNDER_WAY).values_list("pk", flat=True)
    if not mine:  # as nearly always
        return []
    return list(jobs_shown_to(user).filter(pk__in=mine).values_list("pk", flat=True))


def _to_switch_to(request: HttpRequest) -> list[Office]:
    acted_in = request.user.offices_in_force
    return [one for one in getattr(request, "offices_at_hand", []) if one not in acted_in]
