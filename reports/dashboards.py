"""How far a place has come (ความก้าวหน้า): what its page shows, in numbers and sentences.

A village is counted when it is asked for; an area is in ``area_dashboards.py``. Each number knows
where it opens: the households behind it; above several provinces the places it is the sum of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.urls import reverse

from fundinst.days import day_in_words
from fundinst.money import format_baht
from members.models import Institution
from reports.asking import DIGITS, Asked
from reports.behind_figures import MADE, OWED, ROAD, label_of
from reports.figures import Figures, figures_of
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
    "owed": "ยังไม่รวม",
    "before": "ก่อนรวม",
    "after": "สัญญาใหม่",
    "outstanding": "คงเหลือ",
    "overdue": "ค้างชำระ",
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
        if isinstance(self.value, int):
            return f"{self.value:,}"
        return format_baht(self.value)


@dataclass(frozen=True, slots=True)
class Pair:
    """Contracts and their baht, of one holder or age."""

    label: str
    contracts: Number
    baht: Number


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the page of every place shows; ``on`` is the day its arrears are of.

    ``code`` is that of the place, "" for the country or several areas.
    """

    name: str
    code: str
    figures: Figures
    on: date
    steps: tuple[Number, ...]
    debt: tuple[Number, ...]
    holders: tuple[Pair, ...]
    ages: tuple[Pair, ...]

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
        less += f" กฎหมายไม่ให้คิด {format_baht(made.void)} บาท" if made.void else ""
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
        late = [Number("", pair.label, pair.baht.value, pair.baht.address) for pair in self.ages]
        return _chart("ค้างชำระตามอายุ", self.late_said, late, "บาท")


def _chart(title: str, sentence: str, numbers: Sequence[Number], unit: str) -> Chart:
    bars = tuple((one.label, (one.value,)) for one in numbers)
    return Chart(title, sentence, (unit,), bars, unit, tuple(one.address for one in numbers))


def of_institution(institution: Institution, *, today: date) -> Dashboard:
    """The village's own, counted now."""
    asked = Asked(today, today, today)
    figures = figures_of([institution], asked)[institution.pk]
    code = institution.code
    return Dashboard(institution.name, code, figures, today, **numbers_of(figures, code))


def numbers_of(figures: Figures, code: str) -> dict[str, Any]:
    """The numbers of a ``Dashboard`` by their fields; ``code`` an institution's, "" above one."""
    debt = [one for one in DEBT if one != "void" or figures.void]
    return {
        "steps": _numbers(figures, STEPS, code),
        "debt": _numbers(figures, debt, code),
        "holders": tuple(
            _pair(one.words, f"holder-{one.kind}", one.contracts, one.baht, code)
            for one in figures.held
        ),
        "ages": tuple(
            _pair(one.words, f"overdue-{one.least}", one.contracts, one.overdue, code)
            for one in figures.ages
            if one.contracts
        ),
    }


@lru_cache(maxsize=4096)
def page_of(code: str) -> str:
    """The address of a place's dashboard."""
    return reverse("reports:dashboard", args=[code])


def _numbers(figures: Figures, names: Iterable[str], code: str) -> tuple[Number, ...]:
    return tuple(
        Number(name, LABELS[name], value, _opens(name, code) if value else "")
        for name in names
        for value in [getattr(figures, name)]
    )


def in_columns(
    figures: Figures, code: str, institution: Institution | None = None
) -> tuple[Number, ...]:
    """A place's numbers over the columns of a table of places."""
    return tuple(
        Number(name, label, value, _opens(name, code, institution) if value else "")
        for name, label in IN_COLUMNS.items()
        for value in [getattr(figures, name)]
    )


def _opens(name: str, code: str, institution: Institution | None = None) -> str:
    if not code:
        return PLACES
    if label_of(name):
        return f"{page_of(code)}{name}/"  # reports:figure
    if len(code) in DIGITS.values():  # of an area, institution by institution
        return page_of(code) + PLACES
    query = {"institution": str(institution.pk)} if institution else {}
    return reverse("consolidation:household_list", query=query)


def _pair(label: str, name: str, contracts: int, baht: Decimal, code: str) -> Pair:
    address = _opens(name, code)
    return Pair(label, Number(name, label, contracts, address), Number(name, label, baht, address))
