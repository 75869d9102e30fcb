"""Stopping who guesses check codes: an address, after so many wrong ones, in whatever process.

Counted where wrong sign-ins are counted (``members/lockout.py``), under a name that no user can
have; it goes with them.
"""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.db.models import F, QuerySet

WHO = "check:"
"""No user's name: it holds a sign that none may."""
MOST_WRONG, FORGOTTEN_AFTER = 20, timedelta(minutes=10)
"""Wrong codes from one address until none is answered any more, and for how long."""


def is_stopped(address: str | None, *, now: datetime) -> bool:
    """Whether codes from that address aren't answered for a while."""
    tries = _tries(address).filter(attempt_time__gt=now - FORGOTTEN_AFTER)
    return tries.filter(failures_since_start__gte=MOST_WRONG).exists()


def count_wrong(address: str | None, *, now: datetime) -> None:
    """One more wrong code from that address; the first after a while begins anew."""
    _tries(address).filter(attempt_time__lte=now - FORGOTTEN_AFTER).delete()
    if not _tries(address).update(failures_since_start=F("failures_since_start") + 1):
        AccessAttempt.objects.bulk_create(
            [
                AccessAttempt(
                    username=WHO, ip_address=address, path_info="/check/", failures_since_start=1
                )
            ],
            ignore_conflicts=True,  # somebody at the same address was quicker by a moment
        )


def _tries(address: str | None) -> QuerySet[AccessAttempt]:
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(username=WHO, ip_address=address)
    return found.order_by()
