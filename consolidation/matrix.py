"""The status matrix (ตารางสถานะ): how many households of each place stand at each stage.

A district counts its institutions, a province its districts, the department its provinces. What a
committee practises on is counted nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from consolidation.stage_counts import Counts, number_at, oldest_at, stages_of
from consolidation.stages import Stage, days_waiting, is_stale
from members.models import Area, Institution, User


class Level(IntEnum):
    """What a row of the matrix is: as many digits as the code of it has."""

    PROVINCE = 2
    DISTRICT = 4
    INSTITUTION = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """Households of one place at one stage; ``days`` the oldest of them waits, where one waits.

    ``query`` opens the same households in their list.
    """

    stage: Stage
    count: int
    days: int | None
    query: str

    @property
    def figure(self) -> str:
        return f"{self.count:,}"

    @property
    def is_stale(self) -> bool:
        return is_stale(self.days)


@dataclass(frozen=True, slots=True)
class Row:
    """A place: its name, what narrows a list of households to it, and a cell a stage.

    ``code`` is the institution's, where the row is one.
    """

    key: str
    name: str
    narrowed: Mapping[str, str]
    cells: tuple[Cell, ...]
    code: str = ""

    @property
    def total(self) -> int:
        return sum(cell.count for cell in self.cells)

    @property
    def figure(self) -> str:
        return f"{self.total:,}"

    @property
    def query(self) -> str:
        return urlencode(self.narrowed)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows of one level, and their sums."""

    level: Level
    rows: tuple[Row, ...]
    totals: Row


def may_open(user: User, area: str) -> bool:
    """Whether an office in force reaches over the whole area of this code; "" is all one sees."""
    return not area or any(
        office.institution_id is None and area.startswith(office.area_id or "")
        for office in user.offices_in_force
    )


def areas_to_choose(user: User) -> list[tuple[str, str]]:
    """Codes and names of the areas below the user's that have institutions, as choices of a form.

    Provinces, each with its districts after it; none for who sees one district or less.
    """
    level = _level(user, "")
    if level == Level.INSTITUTION:
        return []
    seen = _real(Institution.objects.visible_to(user), "").order_by()
    codes = Q()
    for below in (one for one in (Level.PROVINCE, Level.DISTRICT) if one >= level):
        codes |= Q(code__in=seen.annotate(place=Left("subdistrict", int(below))).values("place"))
    areas = Area.objects.filter(codes).order_by("code")
    return [(area.code, area_in_words(area)) for area in areas]


def area_in_words(area: Area) -> str:
    return f"{'จังหวัด' if len(area.code) == Level.PROVINCE else 'อำเภอ'}{area}"


def status_matrix(user: User, *, area: str, today: date) -> Matrix:
    """The matrix of all that the user sees, or of an area they ``may_open``."""
    level = _level(user, area)
    counted = stages_of(user, area=area, digits=level)
    names = _names(_real(Institution.objects.visible_to(user), area), level)
    rows = tuple(
        _row(key, named, _narrowed(level, key), counted.get(key, Counts()), today)
        for key, named in names.items()
    )
    return Matrix(level, rows, _sum(rows, {"area": area} if area else {}))


def _level(user: User, area: str) -> Level:
    """One below the area, or below the widest office."""
    reach = {
        len(office.area_id or "") for office in user.offices_in_force if not office.institution
    }
    digits = len(area) if area else min(reach, default=Level.INSTITUTION)
    return next((level for level in Level if level > digits), Level.INSTITUTION)


def _real(institutions: QuerySet, area: str) -> QuerySet:
    return institutions.filter(is_practice=False, subdistrict__code__startswith=area)


def _names(institutions: QuerySet, level: Level) -> dict[str, tuple[str, str]]:
    """Every place there is by its key, also where no household is counted yet: name and code."""
    if level == Level.INSTITUTION:
        return {str(one.pk): (one.name, one.code) for one in institutions.order_by("code")}
    codes = institutions.order_by().annotate(place=Left("subdistrict", int(level))).values("place")
    areas = Area.objects.filter(code__in=codes).order_by("code")
    return {code: (name, "") for code, name in areas.values_list("code", "name")}


def _narrowed(level: Level, key: str) -> dict[str, str]:
    return {"institution" if level == Level.INSTITUTION else "area": key}


def _row(
    key: str,
    named: tuple[str, str],
    narrowed: Mapping[str, str],
    counted: Counts,
    today: date,
) -> Row:
    place = urlencode(narrowed)
    cells = tuple(
        Cell(
            stage=stage,
            count=number_at(counted, stage),
            days=days_waiting(since, today=today) if since else None,
            query=f"{place}&stage={stage.value}" if place else f"stage={stage.value}",
        )
        for stage in Stage
        for since in [oldest_at(counted, stage)]
    )
    name, code = named
    return Row(key, name, narrowed, cells, code)


def _sum(rows: Sequence[Row], narrowed: Mapping[str, str]) -> Row:
    cells = []
    for place, stage in enumerate(Stage):
        column = [row.cells[place] for row in rows]
        cells.append(
            Cell(
                stage=stage,
                count=sum(cell.count for cell in column),
                days=max((cell.days for cell in column if cell.days is not None), default=None),
                query=urlencode({**narrowed, "stage": stage.value}),
            )
        )
    return Row("", "รวม", narrowed, tuple(cells))
