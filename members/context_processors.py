"""What every page's frame says."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from members.jobs import UNDER_WAY
from members.models import Job
from members.practice_mode import practising_now


def office(request: HttpRequest) -> dict[str, object]:
    """``office_name``: the offices the user holds; ``jobs_under_way``: the keys of the user's own;
    ``practising``: the practice institution, while the user practises.

    All for the bands on top of every page, and read when a page shows them: the pages that say what
    went wrong must open without a database.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    mine = Job.objects.filter(requested_by=user, status__in=UNDER_WAY)
    return {
        "office_name": SimpleLazyObject(lambda: ", ".join(map(str, user.offices_in_force))),
        "practising": SimpleLazyObject(lambda: practising_now(user)),
        "jobs_under_way": SimpleLazyObject(lambda: list(mine.values_list("pk", flat=True))),
    }
