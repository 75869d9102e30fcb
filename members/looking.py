"""Who looked at a household and who took data out (บันทึกการเข้าดู), for the institution to read.

PDPA s. 37 (1) asks the keeper of personal data to know who came near it. A page calls
``looked_at`` once it has found the household it shows, a list with names or sums ``looked_over``
once it has found its rows; a file calls ``took_out`` once it is made. Pages that only count (the
matrix, the summary of classes) show nobody.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from members.models import AccessEntry, Household, Institution, User

ONE_LOOK = timedelta(minutes=5)
"""Coming back to the same page so soon is the same look: going to and fro doesn't fill the list."""


def looked_at(household: Household, *, actor: User, what: str, now: datetime | None = None) -> None:
    """Write down that the actor saw the household's page ``what`` (its Thai name, as it heads it).

    The same person, household and page within ``ONE_LOOK`` is written once.
    """
    since = (now or timezone.now()) - ONE_LOOK
    looks = AccessEntry.objects.filter(household=household, actor=actor, what=what)
    if looks.filter(kind=AccessEntry.Kind.VIEWED, recorded_at__gt=since).exists():
        return
    AccessEntry.objects.create(
        institution_id=household.institution_id,
        household=household,
        actor=actor,
        kind=AccessEntry.Kind.VIEWED,
        what=what,
    )


def looked_over(
    institutions: Iterable[int], *, actor: User, what: str, now: datetime | None = None
) -> None:
    """Write down that the actor saw a list of each institution's households (by pk).

    ``what`` is the list's Thai name. One row an institution, and within ``ONE_LOOK`` only once,
    however often the list is turned over or searched in.
    """
    since = (now or timezone.now()) - ONE_LOOK
    shown = {*institutions}
    looks = AccessEntry.objects.filter(institution__in=shown, actor=actor, household=None)
    looks = looks.filter(kind=AccessEntry.Kind.VIEWED, what=what, recorded_at__gt=since)
    AccessEntry.objects.bulk_create(
        AccessEntry(
            institution_id=institution, actor=actor, kind=AccessEntry.Kind.VIEWED, what=what
        )
        for institution in sorted(shown - {*looks.values_list("institution", flat=True)})
    )


def printed(household: Household, *, actor: User, what: str) -> None:
    """Write down that the actor opened a paper of the household for printing."""
    AccessEntry.objects.create(
        institution_id=household.institution_id,
        household=household,
        actor=actor,
        kind=AccessEntry.Kind.PRINTED,
        what=what,
    )


def took_out(
    institution: Institution,
    *,
    actor: User,
    what: str,
    rows: int = 0,
    household: Household | None = None,
) -> None:
    """Write down that a file with ``rows`` rows of the institution left the product."""
    AccessEntry.objects.create(
        institution=institution,
        household=household,
        actor=actor,
        kind=AccessEntry.Kind.EXPORTED,
        what=what,
        rows=rows,
    )


def took_out_of_each(rows: Mapping[int, int], *, actor: User, what: str) -> None:
    """The same for a file that goes over several institutions: how many rows of which (by pk)."""
    AccessEntry.objects.bulk_create(
        AccessEntry(
            institution_id=institution,
            actor=actor,
            kind=AccessEntry.Kind.EXPORTED,
            what=what,
            rows=count,
        )
        for institution, count in sorted(rows.items())
    )
