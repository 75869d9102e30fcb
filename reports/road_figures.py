"""How many households of each institution came how far on the road, from their cases' steps.

A case that an act began and its undo ended never was (``consolidation/stages.py`` holds to the
same).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from consolidation.cases import SELECTION_UNDONE
from consolidation.models import Case, Transition
from fundinst.thai import fiscal_year

S = Case.Status
LEAVING = (S.WITHDRAWN, S.MOVED, S.DECEASED)
DECIDED = (S.SUBMITTED, S.RETURNED, S.APPROVED)
"""The steps of the district's review; an approval stands while it is the last of them."""


@dataclass(frozen=True, slots=True)
class Road:
    """How far a case had come: the last step of each sort, None where none was taken."""

    institution: int
    household: int
    opened_on: date
    last: int | None
    left: int | None
    sent: int | None
    decided: int | None
    approved: int | None
    approved_on: date | None

    @property
    def counts(self) -> bool:
        return self.last is not None and self.left != self.last

    @property
    def is_approved(self) -> bool:
        return self.approved is not None and self.approved == self.decided


def road_figures(pks: Sequence[int], on: date) -> dict[int, dict[str, int]]:
    """By institution, the ``Figures`` of the road by their names: households, each counted once.

    A household belongs to one institution, so the figures of several can be added.
    """
    return {
        pk: {name: len(households) for name, households in names.items()}
        for pk, names in road_households(pks, on).items()
    }


def road_households(pks: Sequence[int], on: date) -> dict[int, dict[str, set[int]]]:
    """The households behind ``road_figures``, by primary key."""
    found: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for road in roads(pks, on):
        for name in _counted_in(road, fiscal_year(on)):
            found[road.institution][name].add(road.household)
    return {pk: dict(names) for pk, names in found.items()}


def _counted_in(road: Road, year: int) -> Iterable[str]:
    yield "targets"
    if fiscal_year(road.opened_on) == year:
        yield "targets_this_year"
    if road.sent is not None:
        yield "registered"
    if road.is_approved and road.approved_on:
        yield "approved"
        if fiscal_year(road.approved_on) == year:
            yield "approved_this_year"


def roads(pks: Sequence[int], on: date) -> Iterator[Road]:
    """The cases that count on that day; one query."""
    by_then = Q(on__lte=on)
    taken_back = Q(to_status=S.WITHDRAWN) & (
        Q(from_status=S.CONTRACTED) | Q(reason=SELECTION_UNDONE)
    )
    steps = Transition.objects.filter(
        case__household__institution__in=pks, case__opened_on__lte=on
    ).order_by()
    rows = steps.values_list(
        "case__household__institution", "case__household", "case__opened_on", "case"
    ).annotate(
        last=Max("pk", filter=by_then),
        left=Max("pk", filter=by_then & Q(to_status__in=LEAVING)),
        sent=Max("pk", filter=by_then & Q(to_status=S.SUBMITTED)),
        decided=Max("pk", filter=by_then & Q(to_status__in=DECIDED)),
        approved=Max("pk", filter=by_then & Q(to_status=S.APPROVED)),
        approved_on=Max("on", filter=by_then & Q(to_status=S.APPROVED)),
        undone=Count("pk", filter=taken_back),
    )
    for institution, household, opened_on, _case, *steps_taken, undone in rows:
        road = Road(institution, household, opened_on, *steps_taken)
        if road.counts and not undone:
            yield road
