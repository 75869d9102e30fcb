"""How far an area has come: its dashboard, with the places below it.

It reads what is kept of these places (``keeping_figures.py``), after whatever changed within it was
counted again: the page of a province costs the same whatever lies beneath its districts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from members.models import User
from reports import chain
from reports.asking import Asked, Level, Place
from reports.dashboards import (
    Dashboard,
    Number,
    in_columns,
    numbers_of,
    of_institution,
    page_of,
)
from reports.figures import Figures, in_all
from reports.keeping_figures import freshen, read
from reports.models import FiguresChanged, PlaceFigures


@dataclass(frozen=True, slots=True)
class Below:
    """A place below, with its numbers in the order of ``dashboards.IN_COLUMNS``.

    ``sent`` is how its report of the fiscal year stands (tone, words), ``reports`` where it opens.
    """

    name: str
    address: str
    numbers: tuple[Number, ...]
    sent: tuple[str, str] | None = None
    reports: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaDashboard(Dashboard):
    """``below`` is what a row of ``places`` is called, ``totals`` their sums.

    ``waiting`` institutions are still to be counted; ``sent`` of the places have sent the report
    that is expected of them, which ``expected`` have to. ``place`` is the one area that it is of,
    ``lower`` how each place in it stands in the chain of reports.
    """

    below: str
    places: tuple[Below, ...]
    totals: tuple[Number, ...]
    waiting: int
    sent: int = 0
    expected: int = 0
    place: Place | None = None
    lower: tuple[chain.Below, ...] = ()


def of_place(place: Place, *, today: date) -> Dashboard:
    """Of a village, or of an area by the places below it."""
    if place.institution:
        return of_institution(place.institution, today=today)
    freshen(place.code, on=today)
    kept = PlaceFigures.objects.select_related("institution", "area")
    if place.level == Level.DISTRICT:
        within = kept.filter(institution__subdistrict__code__startswith=place.code)
        rows = [*within.order_by("institution__code")]
    else:
        rows = [*kept.filter(area__parent=place.code).order_by("area")]
    figures = {_code(row): read(row.figures) for row in rows}
    states = {
        one.place.code: one for one in chain.below(place, Asked(today, today, today), figures)
    }
    below = "สถาบัน" if place.level == Level.DISTRICT else "อำเภอ"
    made = _of_rows(
        str(place), below, rows, [place.code], today, [*figures.values()], code=place.code
    )
    return replace(
        made,
        places=tuple(
            _with_state(one, states.get(_code(row)))
            for one, row in zip(made.places, rows, strict=True)
        ),
        sent=sum(one.counts for one in states.values()),
        expected=sum(one.is_expected for one in states.values()),
        place=place,
        lower=tuple(states.values()),
    )


def _with_state(one: Below, state: chain.Below | None) -> Below:
    if state is None:
        return one
    address = reverse("reports:certified_reports", args=[state.place.code])
    return replace(one, sent=state.status, reports=address)


def of_areas(codes: Sequence[str], *, today: date) -> Dashboard:
    """Of everything a user oversees: the areas by name, or the provinces of the country (none)."""
    for code in codes or [""]:
        freshen(code, on=today)
    kept: QuerySet[PlaceFigures] = PlaceFigures.objects.select_related("area").order_by("area")
    if codes:
        of = ("ทั้งหมดในความดูแล", "เขต", [*kept.filter(area__in=codes)], codes)
    else:
        provinces = kept.filter(area__isnull=False, area__parent__isnull=True)
        of = ("ทั้งประเทศ", "จังหวัด", [*provinces], [""])
    rows = of[2]
    alone = _code(rows[0]) if len(rows) == 1 else ""
    return _of_rows(*of, today, [read(row.figures) for row in rows], opens=alone)


def overseen(user: User) -> list[str] | None:
    """Codes of the areas a user oversees, none of them inside another; empty for the country.

    None for who oversees no area.
    """
    offices = [one for one in user.offices_in_force if one.institution_id is None]
    codes = sorted({one.area_id or "" for one in offices})
    if not codes:
        return None
    return [
        code
        for code in codes
        if not any(other != code and code.startswith(other) for other in codes) and code
    ]


def _of_rows(
    name: str,
    below: str,
    rows: Sequence[PlaceFigures],
    codes: Sequence[str],
    today: date,
    figures: Sequence[Figures],
    *,
    code: str = "",
    opens: str = "",
) -> AreaDashboard:
    """``opens`` is the code of the one place in which all that is counted lies, if there is one."""
    opens = opens or code
    total = in_all(figures)
    return AreaDashboard(
        name=name,
        code=code,
        figures=total,
        on=min((row.counted_on for row in rows), default=today),
        **numbers_of(total, opens),
        below=below,
        places=tuple(_below(row, of_row) for row, of_row in zip(rows, figures, strict=True)),
        totals=in_columns(total, opens),
        waiting=_waiting(codes),
    )


def _waiting(codes: Sequence[str]) -> int:
    within = Q(pk__in=[])
    for code in codes:
        within |= Q(institution__subdistrict__code__startswith=code)
    return FiguresChanged.objects.filter(within).values("institution").distinct().count()


def _code(row: PlaceFigures) -> str:
    return row.institution.code if row.institution else str(row.area_id)


def _below(row: PlaceFigures, figures: Figures) -> Below:
    if row.institution:
        code = row.institution.code
        return Below(
            row.institution.name, page_of(code), in_columns(figures, code, row.institution)
        )
    code = _code(row)
    return Below(str(row.area), page_of(code), in_columns(figures, code))
