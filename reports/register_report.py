"""The debtor register said as a report, household by household (``household_register``)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import groupby
from operator import add

from django.db.models import F, Sum
from django.urls import reverse

from debts.models import COMPONENTS, JournalEntry
from members.models import Institution
from reports.asking import Asked, Level, Place
from reports.district_form import Signature
from reports.household_register import (
    NOTHING,
    RegisteredDebt,
    RegisteredHousehold,
    debts_of,
    households_registered,
)
from reports.sheet import Check, Column, Kind, Line, LineKind, Report, Sheet
from reports.title_lines import signatures_of, title_lines

TITLE = "ทะเบียนลูกหนี้รายครัวเรือน"
COLUMNS = (
    Column("ลำดับ", Kind.COUNT, 5),
    Column("ผู้กู้", Kind.TEXT, 15),
    Column("กองทุน/บัญชี", Kind.TEXT, 14),
    Column("เลขที่สัญญา", Kind.CENTRED, 12),
    Column("วันกู้", Kind.DATE, 10),
    Column("เงินต้นเดิม (บาท)", Kind.BAHT, 9),
    Column("อัตรา (ร้อยละต่อปี)", Kind.PERCENT, 6),
    Column("ครบกำหนด", Kind.DATE, 10),
    Column("เงินต้นคงเหลือ (บาท)", Kind.BAHT, 9),
    Column("ดอกเบี้ยค้าง (บาท)", Kind.BAHT, 8),
    Column("ค่าปรับและค่าธรรมเนียม (บาท)", Kind.BAHT, 8),
    Column("คงเหลือ รวมดอกเบี้ย (บาท)", Kind.BAHT, 9),
    Column("วันค้าง", Kind.COUNT, 6),
    Column("ผู้ค้ำ", Kind.TEXT, 14),
    Column("หมายเหตุ", Kind.TEXT, 9),
    Column("สถาบัน", Kind.TEXT, 24, only_in_files=True),
    Column("บ้านเลขที่", Kind.CENTRED, 9, only_in_files=True),
    Column("หัวหน้าครัวเรือน", Kind.TEXT, 20, only_in_files=True),
    Column("ประเภท", Kind.TEXT, 12, only_in_files=True),
)
NOTES = (
    "สัญญาเดียว คือ สัญญาที่รวมหนี้ของครัวเรือนไว้แล้ว ดอกเบี้ยของงวดที่ยังไม่ถึงกำหนดไม่นับเป็นหนี้ค้าง",
    "ช่องว่าง คือ ไม่มีผู้แจ้งไว้",
)


@dataclass(frozen=True, slots=True)
class HouseholdRegister:
    """The register of an institution or of every one of a district.

    ``in_the_books`` is what the loans' journal says was owed that day, counted by itself.
    """

    heading: tuple[str, ...]
    place: str
    level: str
    as_of: date
    institutions: tuple[Institution, ...]
    households: tuple[RegisteredHousehold, ...]
    in_the_books: Decimal
    signatures: tuple[Signature, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((one.total for one in self.households), NOTHING)

    @property
    def of_loans(self) -> Decimal:
        """What is owed on old loans alone."""
        return sum((one.total for one in debts_of(self.households) if not one.is_contract), NOTHING)


def household_register(place: Place, asked: Asked) -> HouseholdRegister:
    return HouseholdRegister(
        heading=title_lines(TITLE, place, asked.on),
        place=place.institution.name if place.institution else str(place),
        level=place.level,
        as_of=asked.on,
        institutions=tuple(place.each()),
        households=tuple(households_registered(place, asked)),
        in_the_books=_in_the_books(place, asked.on),
        signatures=signatures_of(place, asked.on),
    )


def _in_the_books(place: Place, on: date) -> Decimal:
    entries = JournalEntry.objects.filter(
        loan__household__institution__in=place.institutions(), on__lte=on
    )
    everything = reduce(add, map(F, COMPONENTS))
    return entries.aggregate(owed=Sum(everything))["owed"] or NOTHING


def household_register_said(found: HouseholdRegister) -> Report:
    of_each = {pk: [*homes] for pk, homes in groupby(found.households, lambda one: one.institution)}
    several = found.level != Level.VILLAGE
    lines: list[Line] = []
    for institution in found.institutions:
        homes = of_each.get(institution.pk, [])
        lines += _of_institution(institution, homes, named=several)
        if several and homes:
            lines.append(_sum(f"รวม{institution.name}", homes, LineKind.GROUP_TOTAL))
    lines.append(_sum("รวมทั้งหมด", found.households, LineKind.TOTAL))
    sheet = Sheet(
        name="ทะเบียนลูกหนี้",
        heading=found.heading,
        columns=COLUMNS,
        lines=tuple(lines),
        checks=(Check("หนี้ตามสัญญาเดิม = ยอดตามบัญชีหนี้", found.of_loans - found.in_the_books),),
        notes=NOTES,
    )
    return Report(
        title=TITLE,
        file_name=f"{TITLE} {found.place}",
        as_of=found.as_of,
        sheets=(sheet,),
        signatures=found.signatures,
        named=tuple((pk, sum(len(home.debts) for home in homes)) for pk, homes in of_each.items()),
    )


def _of_institution(
    institution: Institution, homes: Sequence[RegisteredHousehold], *, named: bool
) -> list[Line]:
    """A heading, a line a debt and a sum for each household; debts count from 1."""
    lines, order = [], 0
    for home in homes:
        link = reverse("consolidation:household", args=[home.pk])
        lines.append(
            Line((_heading(home, institution.name if named else ""),), LineKind.HEADING, link)
        )
        known = (institution.name, home.house_number, home.head, home.class_name)
        for debt in home.debts:
            order += 1
            lines.append(Line((*_cells(order, debt), *known), LineKind.ROW, link))
        if len(home.debts) > 1:
            lines.append(_sum("รวมครัวเรือน", [home], LineKind.SUBTOTAL))
    return lines


def _heading(home: RegisteredHousehold, institution: str) -> str:
    house = f"บ้านเลขที่ {home.house_number}" if home.house_number else "ไม่มีบ้านเลขที่"
    classed = f"ประเภท {home.class_name}" if home.class_name else ""
    return " · ".join(filter(None, (f"{house} {home.head}".strip(), institution, classed)))


def _cells(order: int, debt: RegisteredDebt) -> tuple[str | int | Decimal | date | None, ...]:
    return (
        order,
        debt.borrower,
        debt.fund,
        debt.number,
        debt.lent_on,
        debt.original,
        debt.rate,
        debt.due_on,
        debt.principal,
        debt.interest,
        debt.penalty,
        debt.total,
        debt.days,
        ", ".join(debt.guarantors),
        debt.note,
    )


def _sum(label: str, homes: Sequence[RegisteredHousehold], kind: LineKind) -> Line:
    debts = [*debts_of(homes)]
    named = label if kind == LineKind.SUBTOTAL else f"{label} {len(homes):,} ครัวเรือน"
    sums = [
        sum((getattr(one, part) for one in debts), NOTHING)
        for part in ("principal", "interest", "penalty", "total")
    ]
    return Line((None, named, *[None] * 6, *sums, *[None] * 7), kind)
