"""Stopping who guesses passwords: a name and an address together, after five wrong tries.

django-axes counts. The pair is locked and nobody else: a whole village signs in through one router,
and a name must not be locked from afar. What is counted (names and addresses) goes by itself at the
next sign-in after the lock is over, and at the latest with ``manage.py forget_sign_in_attempts``.
"""

from datetime import datetime
from math import ceil
from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.helpers import get_cool_off
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import models, transaction
from django.db.models import Max
from django.http import HttpRequest


class LockoutBackend(AxesStandaloneBackend):
    """Refuses a locked pair before its password is looked at; knows nobody and permits nothing."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, **credentials: Any
    ) -> None:
        """Raise what stops the sign-in where the pair is locked.

        Without a request nobody comes from anywhere: a program of ours asks, and is not counted.
        """
        if request is not None:
            super().authenticate(request, username=username, **credentials)

    def has_perm(self, user_obj: object, perm: str, obj: models.Model | None = None) -> bool:
        return False


def minutes_left(username: str, address: str | None, *, now: datetime) -> int:
    """How many minutes the pair stays locked, at least one.

    The same is told of a name that nobody has: the count doesn't ask who exists.
    """
    tries = AccessAttempt.objects.filter(username=username, ip_address=address)
    last = tries.aggregate(last=Max("attempt_time"))["last"] or now
    left = last + get_cool_off() - now
    return max(ceil(left.total_seconds() / 60), 1)


@transaction.atomic(durable=True)
def forget_attempts(*, before: datetime) -> int:
    """Delete what was written down about sign-ins before a moment; how many rows there were."""
    tables = (AccessAttempt, AccessFailureLog, AccessLog)
    return sum(table.objects.filter(attempt_time__lt=before).delete()[0] for table in tables)
