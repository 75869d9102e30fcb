"""Which act stands behind an entry of a household's history: why it was written, and where."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from fundinst.history import Chained
from members.models import AuditEntry, Household

LONGEST_ACT = timedelta(minutes=10)
"""Between a row that is written once and the entry of the act that wrote it, an import's too."""
_SUM = re.compile(r" ?[\d,]+(?:\.\d\d)? บาท")


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of a history, or a row that is written once: what it says of the row ``of``.

    ``hand`` is the user who wrote it; ``act`` the circumstances in which a history's entry was
    made, ``context`` what was known of them.
    """

    row: Any
    tracked: type[models.Model]
    at: datetime
    of: int
    order: int
    kind: str
    hand: int | None
    act: UUID | None = None
    context: dict[str, Any] | None = None

    @property
    def is_once(self) -> bool:
        return issubclass(self.tracked, Chained)


class Acts:
    """The acts that were done to the household, to tell why an entry is there.

    Of what was done to a whole list at once only the sentence about the list is told, and without
    its sums: one household's page never shows what the others owe.
    """

    def __init__(self, household: Household, told: Sequence[Told]) -> None:
        self._pages: dict[object, str] = {
            one.act: (one.context or {}).get("url", "") for one in told if one.act
        }
        self._why: dict[object, list[str]] = {}
        self._followed_by: dict[int, list[tuple[datetime, object]]] = {}
        for entry in _acts_on(household, told):
            circumstances = entry.context or entry.pk
            said = entry.sentence if entry.household_id else _SUM.sub("", entry.sentence)
            self._why.setdefault(circumstances, []).append(said)
            self._pages.setdefault(circumstances, entry.page or "")
            acts = self._followed_by.setdefault(entry.actor_id, [])
            acts.append((entry.recorded_at, circumstances))

    def _of(self, told: Told) -> object:
        """The circumstances: of a row that is written once, those of the act that wrote it, which
        records itself after its rows.
        """
        if not told.is_once:
            return told.act
        acts = self._followed_by.get(told.hand, [])
        place = bisect_left(acts, told.at, key=itemgetter(0))
        soon = place < len(acts) and acts[place][0] - told.at < LONGEST_ACT
        return acts[place][1] if soon else None

    def why(self, told: Told) -> list[str]:
        return self._why.get(self._of(told), [])

    def page_of(self, told: Told) -> str:
        """The address from which it was done; empty where none is known."""
        return self._pages.get(self._of(told), "")


def _acts_on(household: Household, told: Sequence[Told]) -> QuerySet[AuditEntry]:
    """What was done to it, and to the lists it stood in, in the order of time."""
    hands = {one.hand for one in told if one.is_once}
    in_lists = Q(actor__in=hands, recorded_at__gte=min(one.at for one in told))
    in_lists |= Q(context__in={one.act for one in told if one.act})
    of_lists = Q(household=None, institution=household.institution_id) & in_lists
    acts = AuditEntry.objects.filter(Q(household=household) | of_lists)
    return acts.only("context", "recorded_at", "actor", "sentence", "household").order_by(
        "recorded_at", "pk"
    )
