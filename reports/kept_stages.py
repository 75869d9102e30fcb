"""Households by stage as they are kept with a place's figures (``keeping_figures.py``).

What was written since is counted anew, institution by institution, each time it is asked for: a
number of the status matrix opens exactly so many names at every moment.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from consolidation.stage_counts import (
    INSTITUTION,
    Counts,
    count_stages,
    keep_stages,
    place_key,
)
from consolidation.stages import Stage
from members.models import Household
from reports.models import FiguresChanged, PlaceFigures

NAME = "stages"
"""The name in a row's ``figures`` under which they stand, beside those of ``Figures``."""


def counted_now(institutions: Collection[int]) -> dict[int, Counts]:
    """The counts of each of these institutions, from its households; one query."""
    counted = count_stages(Household.objects.listed().filter(institution__in=institutions))
    found = {pk: counts for (pk, _subdistrict), counts in counted.items()}
    return {pk: found.get(pk, Counter()) for pk in institutions}


def as_kept(counts: Counts) -> list[list[Any]]:
    """In JSON's own types: stage, day or null, households."""
    every = sorted(counts.items(), key=lambda one: (one[0][0], one[0][1] or date.min))
    return [[stage.value, day, number] for (stage, day), number in every]


def read_stages(figures: dict[str, Any]) -> Counts:
    """The counts of a row; none before it was counted with them."""
    return _read(figures.get(NAME))


def _read(kept: list[list[Any]] | None) -> Counts:
    return Counter(
        {
            (_STAGES[stage], date.fromisoformat(day) if day else None): number
            for stage, day, number in kept or ()
        }
    )


_STAGES = {stage.value: stage for stage in Stage}


def in_all(parts: Iterable[Counts]) -> Counts:
    total: Counts = Counter()
    for one in parts:
        total.update(one)
    return total


def kept_stages(area: str, digits: int) -> dict[str, Counts]:
    """Of an area ("" is the country): the counts of the places in it, of so many digits each.

    Kept counts, less what was kept of the institutions that changed since, and these as they stand
    now. What changed is asked for first: what is counted meanwhile is then in both or in neither.
    """
    changed = _changed(area)
    found: defaultdict[str, Counts] = defaultdict(Counter)
    rows = _rows(area, digits, changed)
    columns = ("area", "institution", "institution__subdistrict", f"figures__{NAME}")
    for code, institution, subdistrict, kept in rows.values_list(*columns):
        if code:
            found[code].update(_read(kept))
        elif institution not in changed:
            found[str(institution)].update(_read(kept))
        elif digits != INSTITUTION:
            found[subdistrict[:digits]].subtract(_read(kept))
    if changed:
        again = count_stages(Household.objects.listed().filter(institution__in=changed))
        for (pk, subdistrict), counts in again.items():
            found[place_key(pk, subdistrict, digits)].update(counts)
    return {key: +counts for key, counts in found.items()}


def _changed(area: str) -> set[int]:
    within = {"institution__subdistrict__code__startswith": area} if area else {}
    return {*FiguresChanged.objects.filter(**within).values_list("institution", flat=True)}


def _rows(area: str, digits: int, changed: set[int]) -> QuerySet[PlaceFigures]:
    """The rows of the places, and of an area those of what changed in it, as of one moment."""
    rows = PlaceFigures.objects.all()
    if digits == INSTITUTION:
        return rows.filter(institution__subdistrict__code__startswith=area)
    of_areas = Q(area__code__startswith=area, area__code__regex=f"^.{{{digits}}}$")
    return rows.filter(of_areas | Q(institution__in=changed)) if changed else rows.filter(of_areas)


keep_stages(kept_stages)
