"""Keeping figures (ยอดที่นับไว้): what changed is counted again before anybody reads the sums.

A page above a village reads one row a place below it, whatever lies beneath. The database writes
down whose figures a statement touched (``reports.models.kept``); here these institutions are
counted again, then the sums of their districts and provinces, in one transaction that sees one
moment and takes away exactly the rows it saw: what is written meanwhile waits with a row of its
own. A province is counted by one after another; no writer waits for that.

What is late grows by the day alone, so figures of an older day are counted again too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from consolidation.stage_counts import Counts
from members.models import Institution
from reports import kept_stages
from reports.asking import DIGITS, Asked, Level
from reports.figures import NAMES, NO_FIGURES, Aged, Figures, Held, in_all
from reports.figures import figures_of as counted_now
from reports.models import FiguresChanged, PlaceFigures

AT_ONCE = 20
"""Institutions that a page counts again before it is shown, in a second or two; a worker does what
is more."""
BATCH = 200
"""Institutions that a worker counts in one transaction."""
COUNTING = 1481
"""The name of the lock under which a province is counted; no other uses it."""


def freshen(area: str, *, on: date, most: int = AT_ONCE) -> int:
    """Count again what changed within the area ("" is the country), and what is of an older day.

    At most so many institutions; how many there were.
    """
    waiting = _waiting(area, on, most)
    return count_again(waiting, on=on) if waiting else 0


def keep_all(*, on: date) -> int:
    """Count again everywhere what changed or is of an older day; how many institutions."""
    counted = 0
    while done := freshen("", on=on, most=BATCH):
        counted += done
    return counted


def mark_all() -> int:
    """Have every institution counted again: what figures mean has changed. How many they are."""
    real = Institution.objects.filter(is_practice=False)
    return len(FiguresChanged.objects.bulk_create([FiguresChanged(institution=i) for i in real]))


def _waiting(area: str, on: date, most: int) -> list[int]:
    """The institutions whose figures aren't of now: first what changed, then what is older."""
    within = {"institution__subdistrict__code__startswith": area} if area else {}
    changed = FiguresChanged.objects.filter(**within).values("institution").annotate(Min("pk"))
    older = PlaceFigures.objects.filter(institution__isnull=False, counted_on__lt=on, **within)
    found = [*changed.order_by("pk__min").values_list("institution", flat=True)[:most]]
    found += older.order_by("counted_on", "institution__subdistrict").values_list(
        "institution", flat=True
    )[:most]
    return [*dict.fromkeys(found)][:most]


def count_again(institutions: Collection[int], *, on: date) -> int:
    """Count these institutions anew, and the sums of all areas they lie in; how many they were."""
    real = Institution.objects.filter(pk__in=institutions, is_practice=False).order_by("pk")
    of_province: defaultdict[str, list[Institution]] = defaultdict(list)
    for one in real:
        of_province[one.subdistrict_id[: DIGITS[Level.PROVINCE]]].append(one)
    for province in sorted(of_province):
        with _alone_in(province), _one_moment():
            _count_again(of_province[province], on)
    return sum(map(len, of_province.values()))


@contextmanager
def _alone_in(province: str) -> Iterator[None]:
    """Nobody else counts in the province meanwhile: its sum is written by one after another.

    Held by the session, from before the moment that is counted until it is committed. No act asks
    for it.
    """
    key = [COUNTING, int(province)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", key)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction whose queries all see the database as it was at the first of them."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _count_again(institutions: list[Institution], on: date) -> None:
    changed = FiguresChanged.objects.filter(institution__in=institutions)
    seen = [*changed.values_list("pk", flat=True)]
    counted = counted_now(institutions, Asked(on, on, on))
    stages = kept_stages.counted_now([one.pk for one in institutions])
    _keep(
        "institution",
        [
            PlaceFigures(
                institution=one, figures=_written(counted[one.pk], stages[one.pk]), counted_on=on
            )
            for one in institutions
        ],
    )
    _sum_up({one.subdistrict_id for one in institutions})
    FiguresChanged.objects.filter(pk__in=seen).delete()


def _sum_up(subdistricts: Iterable[str]) -> None:
    """The sums of every district and then of every province that these lie in."""
    districts = sorted({code[: DIGITS[Level.DISTRICT]] for code in subdistricts})
    provinces = sorted({code[: DIGITS[Level.PROVINCE]] for code in districts})
    institutions = PlaceFigures.objects.filter(institution__isnull=False)
    inside = [
        (code, institutions.filter(institution__subdistrict__code__startswith=code))
        for code in districts
    ]
    _keep("area", [_sum(code, parts) for code, parts in inside])
    below = [(code, PlaceFigures.objects.filter(area__parent=code)) for code in provinces]
    _keep("area", [_sum(code, parts) for code, parts in below])


def _sum(area: str, parts: QuerySet[PlaceFigures]) -> PlaceFigures:
    found = [*parts.values_list("figures", "counted_on", "institutions")]
    return PlaceFigures(
        area_id=area,
        figures=_written(
            in_all(read(figures) for figures, _on, _number in found),
            kept_stages.in_all(kept_stages.read_stages(figures) for figures, _on, _number in found),
        ),
        counted_on=min(counted_on for _figures, counted_on, _number in found),
        institutions=sum(number for _figures, _on, number in found),
    )


def _written(figures: Figures, stages: Counts) -> dict[str, Any]:
    return asdict(figures) | {kept_stages.NAME: kept_stages.as_kept(stages)}


def _keep(of: str, rows: list[PlaceFigures]) -> None:
    """Write the rows in place of those that are kept of the same institution or area."""
    for row in rows:
        row.counted_at = timezone.now()
    PlaceFigures.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=[of],
        update_fields=["figures", "institutions", "counted_on", "counted_at"],
    )


def read(kept: dict[str, Any]) -> Figures:
    """The figures of a row. A name that came later counts as nothing until it is counted again."""
    found = {name: kept[name] for name in NAMES if name in kept}
    typed: dict[str, Any] = {name: _as_typed(name, value) for name, value in found.items()}
    return Figures(**typed)


def _as_typed(name: str, value: Any) -> Any:
    if name == "holders":
        held = {one["kind"]: one for one in value}
        return tuple(
            Held(of.kind, held[of.kind]["contracts"], Decimal(held[of.kind]["baht"]))
            if of.kind in held
            else of
            for of in NO_FIGURES.holders
        )
    if name == "ages":
        return tuple(
            Aged(one["least"], one["contracts"], Decimal(one["overdue"]), Decimal(one["principal"]))
            for one in value
        )
    return Decimal(value) if isinstance(value, str) else value


def off(institutions: Iterable[Institution], *, on: date) -> dict[str, list[str]]:
    """Where kept figures aren't what counting anew gives: names of figures by institution's code.

    For ``manage.py keep_figures --check``; what waits to be counted again isn't off.
    """
    institutions = [*institutions]
    counted = counted_now(institutions, Asked(on, on, on))
    stages = kept_stages.counted_now([one.pk for one in institutions])
    waiting = {*FiguresChanged.objects.values_list("institution", flat=True)}
    kept = {
        row.institution_id: row.figures
        for row in PlaceFigures.objects.filter(institution__in=institutions, counted_on=on)
    }
    wrong: defaultdict[str, list[str]] = defaultdict(list)
    for one in institutions:
        if one.pk in kept and one.pk not in waiting:
            figures = read(kept[one.pk])
            for name in NAMES:
                if getattr(figures, name) != getattr(counted[one.pk], name):
                    wrong[one.code].append(name)
            if kept_stages.read_stages(kept[one.pk]) != stages[one.pk]:
                wrong[one.code].append(kept_stages.NAME)
    return dict(wrong)
