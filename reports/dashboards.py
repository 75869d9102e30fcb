"""How far a place has come (ความก้าวหน้า): of a village, or of an area with the places below it.

A village is counted when it is asked for; an area reads what is kept of the places below
(``keeping_figures.py``), after whatever changed within it was counted again. Each number knows
where it opens: at a village the households behind it, above the places it is the sum of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db.models import QuerySet
from django.urls import reverse

from fundinst.days import day_in_words
from fundinst.money import format_baht
from members.models import Institution, User
from reports.asking import Asked, Level, Place
from reports.behind_figures import MADE, OWED, ROAD, label_of
from reports.figures import Figures, figures_of, in_all
from reports.keeping_figures import freshen, read
from reports.models import FiguresChanged, PlaceFigures
from reports.sheet import Chart

PLACES = "#places"
STEPS = ("targets", "registered", "approved", "contracted", "cleared")
DEBT = ("before", "waived", "void", "after", "outstanding", "owed")
LABELS = {
    "households": "ครัวเรือนในทะเบียน",
    "owed": OWED,
    **ROAD,
    **{name: label for name, (label, _value) in MADE.items()},
}

IN_COLUMNS = {
    "households": "ในทะเบียน",
    "targets": "เป้าหมาย",
    "registered": "ขึ้นทะเบียน",
    "approved": "ผ่านตรวจ",
    "contracted": "ทำสัญญา",
    "owed": "ยังไม่รวม (บาท)",
    "before": "ก่อนรวม (บาท)",
    "after": "สัญญาใหม่ (บาท)",
    "outstanding": "คงเหลือ (บาท)",
    "overdue": "ค้างชำระ (บาท)",
}
"""The same in few letters: over the columns of places."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that opens: its label, the number in words, where it leads ("" for nought)."""

    name: str
    label: str
    value: int | Decimal
    address: str

    @property
    def figure(self) -> str:
        return format_baht(Decimal(self.value))


@dataclass(frozen=True, slots=True)
class Below:
    """A place below, with its numbers in the order of ``IN_COLUMNS``."""

    name: str
    address: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Contracts and their baht, of one holder or age."""

    label: str
    contracts: Number
    baht: Number


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the page of a place shows. ``below`` is what a row of ``places`` is called.

    ``on`` is the day its arrears are of; ``waiting`` how many institutions are still to be counted.
    """

    name: str
    figures: Figures
    on: date
    steps: tuple[Number, ...]
    debt: tuple[Number, ...]
    holders: tuple[Pair, ...]
    ages: tuple[Pair, ...]
    places: tuple[Below, ...] = ()
    totals: tuple[Number, ...] = ()
    below: str = ""
    waiting: int = 0

    @property
    def progress(self) -> str:
        """The sentence that the steps show."""
        done, wanted = self.figures.contracted, self.figures.targets
        if not wanted:
            return "ยังไม่มีครัวเรือนเป้าหมาย ตัวเลขจะขึ้นเองเมื่อกรรมการคัดเลือกครัวเรือน"
        share = f"{Decimal(100 * done) / wanted:.0f}"
        return f"ทำสัญญาเดียวแล้ว {done:,} จากเป้าหมาย {wanted:,} ครัวเรือน (ร้อยละ {share})"

    @property
    def debt_said(self) -> str:
        made = self.figures
        if not made.contracts:
            return "ยังไม่มีสัญญาเดียว ตัวเลขจะขึ้นเองเมื่อทำสัญญาแรก"
        less = f" กองทุนลดให้ {format_baht(made.waived)} บาท" if made.waived else ""
        return (
            f"หนี้เดิม {format_baht(made.before)} บาท รวมเป็นสัญญา {format_baht(made.after)} บาท{less}"
            f" วันนี้เหลือ {format_baht(made.outstanding)} บาท"
        )

    @property
    def late_said(self) -> str:
        late, day = self.figures.overdue_contracts, day_in_words(self.on)
        if not late:
            return f"ไม่มีสัญญาที่ค้างชำระ นับถึงวันที่ {day}"
        baht = format_baht(self.figures.overdue)
        return f"ค้างชำระ {late:,} สัญญา {baht} บาท นับถึงวันที่ {day}"

    @property
    def steps_chart(self) -> Chart:
        return _chart("ความก้าวหน้า", self.progress, self.steps, "ครัวเรือน")

    @property
    def debt_chart(self) -> Chart:
        merged = [one for one in self.debt if one.name != "owed"]
        return _chart("หนี้ก่อนและหลังรวมสัญญา", self.debt_said, merged, "บาท")

    @property
    def ages_chart(self) -> Chart:
        late = [Number("", pair.label, pair.baht.value, "") for pair in self.ages]
        return _chart("ค้างชำระตามอายุ", self.late_said, late, "บาท")


def _chart(title: str, sentence: str, numbers: Sequence[Number], unit: str) -> Chart:
    bars = tuple((one.label, (one.value,)) for one in numbers)
    return Chart(title, sentence, (unit,), bars, unit)


def of_institution(institution: Institution, *, today: date) -> Dashboard:
    """The village's own, counted now."""
    asked = Asked(today, today, today)
    figures = figures_of([institution], asked)[institution.pk]
    return _made(institution.name, figures, today, institution.code)


def of_place(place: Place, *, today: date) -> Dashboard:
    """Of a village, or of an area by the places below it."""
    if place.institution:
        return of_institution(place.institution, today=today)
    assert place.area is not None
    code = place.area.code
    freshen(code, on=today)
    if place.level == Level.DISTRICT:
        within = PlaceFigures.objects.filter(institution__subdistrict__code__startswith=code)
        return _of_area(str(place), "สถาบัน", within.order_by("institution__code"), code, today)
    districts = PlaceFigures.objects.filter(area__parent=code).order_by("area")
    return _of_area(str(place), "อำเภอ", districts, code, today)


def of_areas(codes: Sequence[str], *, today: date) -> Dashboard:
    """Of everything a user oversees: the areas by name, or the provinces of the country (none)."""
    kept = PlaceFigures.objects.order_by("area")
    if not codes:
        freshen("", on=today)
        provinces = kept.filter(area__isnull=False, area__parent__isnull=True)
        return _of_area("ทั้งประเทศ", "จังหวัด", provinces, "", today)
    for code in codes:
        freshen(code, on=today)
    return _of_area("ทั้งหมดในความดูแล", "เขต", kept.filter(area__in=codes), "", today)


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
        if code and not any(other != code and code.startswith(other) for other in codes)
    ]


def _of_area(
    name: str, below: str, kept: QuerySet[PlaceFigures], code: str, today: date
) -> Dashboard:
    rows = [*kept.select_related("institution", "area")]
    figures = [read(row.figures) for row in rows]
    total = in_all(figures)
    oldest = min((row.counted_on for row in rows), default=today)
    places = tuple(_below(row, of_row) for row, of_row in zip(rows, figures, strict=True))
    made = _made(name, total, oldest, "")
    return Dashboard(
        **{field: getattr(made, field) for field in ("name", "figures", "on", "steps", "debt")},
        holders=made.holders,
        ages=made.ages,
        places=places,
        totals=_in_columns(total, ""),
        below=below,
        waiting=_waiting(code),
    )


def _waiting(code: str) -> int:
    changed = FiguresChanged.objects.filter(institution__subdistrict__code__startswith=code)
    return changed.values("institution").distinct().count()


def _made(name: str, figures: Figures, on: date, code: str) -> Dashboard:
    """The parts that every place has; ``code`` is an institution's, "" above one."""
    debt = [one for one in DEBT if one != "void" or figures.void]
    return Dashboard(
        name=name,
        figures=figures,
        on=on,
        steps=_numbers(figures, STEPS, code),
        debt=_numbers(figures, debt, code),
        holders=tuple(
            _pair(one.words, f"holder-{one.kind}", one.contracts, one.baht, code)
            for one in figures.held
        ),
        ages=tuple(
            _pair(one.words, f"overdue-{one.least}", one.contracts, one.overdue, code)
            for one in figures.ages
            if one.contracts
        ),
    )


def _below(row: PlaceFigures, figures: Figures) -> Below:
    if row.institution:
        code = row.institution.code
        numbers = _in_columns(figures, code, row.institution)
        return Below(row.institution.name, _page(code), numbers)
    assert row.area is not None
    address = _page(row.area.code)
    numbers = [
        replace(one, address=address + PLACES if one.value else "")
        for one in _in_columns(figures, "")
    ]
    return Below(row.area.name, address, tuple(numbers))


@lru_cache(maxsize=4096)
def _page(code: str) -> str:
    return reverse("reports:dashboard", args=[code])


def _numbers(figures: Figures, names: Iterable[str], code: str) -> tuple[Number, ...]:
    return tuple(
        Number(name, LABELS[name], value, _opens(name, code) if value else "")
        for name in names
        for value in [getattr(figures, name)]
    )


def _in_columns(
    figures: Figures, code: str, institution: Institution | None = None
) -> tuple[Number, ...]:
    return tuple(
        Number(name, label, value, _opens(name, code, institution) if value else "")
        for name, label in IN_COLUMNS.items()
        for value in [getattr(figures, name)]
    )


def _opens(name: str, code: str, institution: Institution | None = None) -> str:
    if not code:
        return PLACES
    if label_of(name):
        return f"{_page(code)}{name}/"  # reports:figure
    query = {"institution": str(institution.pk)} if institution else {}
    return reverse("consolidation:household_list", query=query)


def _pair(label: str, name: str, contracts: int, baht: Decimal, code: str) -> Pair:
    address = _opens(name, code)
    return Pair(label, Number(name, label, contracts, address), Number(name, label, baht, address))
