"""Arrears by fund and age, and the portfolio at risk (รายงานหนี้ค้างตามกองทุนและอายุหนี้).

Of an institution its funds with their ranges of days, and who is behind; of a district the kinds of
its funds and a line an institution; of a province its kinds and districts (``arrears_by_kind``).
PAR takes the whole principal of contracts more than so many days late (CGAP), once without and once
with those whose terms were changed after they were made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.urls import reverse

from consolidation.models import Contract
from consolidation.past_repayment import ran_on, repayment_as_of, terms_changed_by, with_its_past
from consolidation.portfolio import BUCKETS, FundPortfolio, HeldContract
from members.models import Institution
from reports.arrears_by_kind import (
    ProvinceArrears,
    kind_sheet,
    of_held,
    province_arrears,
    province_arrears_said,
)
from reports.asking import Asked, Level, Place
from reports.district_form import Signature
from reports.sheet import Cell, Check, Column, Kind, Line, LineKind, Report, Sheet
from reports.title_lines import signatures_of, title_lines

TITLE = "รายงานหนี้ค้างชำระตามกองทุนและอายุหนี้"
NOTHING = Decimal(0)
NOTES = (
    "หนี้ค้างเกิน 30 วัน คือ เงินต้นคงเหลือของสัญญาที่ค้างเกิน 30 วัน เป็นร้อยละของเงินต้นคงเหลือทั้งหมด",
    "รวมที่เปลี่ยนเงื่อนไข คือ นับสัญญาที่เปลี่ยนเงื่อนไขหลังทำสัญญาเป็นหนี้เสี่ยงด้วย แม้ไม่ค้าง",
)
SUMS = (
    Column("สัญญา", Kind.COUNT, 7),
    Column("เงินต้นค้าง (บาท)", Kind.BAHT, 11),
    Column("ดอกเบี้ยและค่าใช้จ่ายค้าง (บาท)", Kind.BAHT, 11),
    Column("รวมค้าง (บาท)", Kind.BAHT, 11),
    Column("เงินต้นคงเหลือ (บาท)", Kind.BAHT, 12),
)
RISK = (
    Column("ค้างเกิน 30 วัน (ร้อยละของเงินต้น)", Kind.PERCENT, 10),
    Column("ค้างเกิน 30 วัน รวมที่เปลี่ยนเงื่อนไข (ร้อยละของเงินต้น)", Kind.PERCENT, 10),
    Column("ค้างเกิน 90 วัน (ร้อยละของเงินต้น)", Kind.PERCENT, 10),
    Column("ค้างเกิน 90 วัน รวมที่เปลี่ยนเงื่อนไข (ร้อยละของเงินต้น)", Kind.PERCENT, 10),
)


@dataclass(frozen=True, slots=True)
class ArrearsReport:
    """The contracts that ran on the day; ``without_plan`` can't be said of anything."""

    heading: tuple[str, ...]
    place: str
    level: str
    as_of: date
    institutions: tuple[Institution, ...]
    held: tuple[HeldContract, ...]
    without_plan: int
    signatures: tuple[Signature, ...] = ()

    @property
    def all(self) -> FundPortfolio:
        return FundPortfolio(None, self.held, self.as_of)

    @property
    def late(self) -> list[HeldContract]:
        late = [one for one in self.held if one.late.days]
        return sorted(late, key=lambda one: (-one.late.days, one.contract.pk))


def arrears_report(place: Place, asked: Asked) -> ArrearsReport | ProvinceArrears:
    """Within ``asked.reading()``."""
    if place.level == Level.PROVINCE:
        return province_arrears(place, asked, TITLE)
    return _arrears_of(place, asked)


def _arrears_of(place: Place, asked: Asked) -> ArrearsReport:
    institutions = tuple(place.each())
    running = ran_on(Contract.objects.filter(household__institution__in=institutions), asked.on)
    ordered = with_its_past(running).order_by(
        "household__institution__code", "fund__position", "pk"
    )
    found = [(one, repayment_as_of(one, asked.on)) for one in ordered]
    return ArrearsReport(
        heading=title_lines(TITLE, place, asked.on),
        place=place.institution.name if place.institution else str(place),
        level=place.level,
        as_of=asked.on,
        institutions=institutions,
        held=tuple(
            HeldContract(one, paid.arrears, paid.principal_left, terms_changed_by(one, asked.on))
            for one, paid in found
            if paid
        ),
        without_plan=sum(paid is None for _one, paid in found),
        signatures=signatures_of(place, asked.on),
    )


def arrears_report_said(found: ArrearsReport | ProvinceArrears) -> Report:
    if isinstance(found, ProvinceArrears):
        return province_arrears_said(found, TITLE, SUMS)
    named: tuple[tuple[int, int], ...] = ()
    if found.level == Level.VILLAGE:
        sheets: tuple[Sheet, ...] = (_by_fund(found), _at_risk(found), _who_is_late(found))
        named = ((found.institutions[0].pk, len(found.late)),)
    else:
        kinds = kind_sheet(of_held(found.held), found.heading, SUMS)
        sheets = (kinds, _by_institution(found))
    return Report(
        title=TITLE,
        file_name=f"{TITLE} {found.place}",
        as_of=found.as_of,
        sheets=sheets,
        signatures=found.signatures,
        named=named,
    )


def _sums(portfolio: FundPortfolio) -> tuple[Cell, ...]:
    total = portfolio.total
    return (
        total.contracts,
        total.overdue_principal,
        total.overdue_interest,
        total.overdue,
        total.principal,
    )


def _risks(portfolio: FundPortfolio) -> list[Cell]:
    return [
        percent
        for risk in portfolio.at_risk
        for percent in (risk.overdue_percent, risk.with_restructured_percent)
    ]


def _funds(found: ArrearsReport) -> list[FundPortfolio]:
    by_fund = groupby(found.held, key=lambda one: one.contract.fund)
    return [FundPortfolio(fund, [*held], found.as_of) for fund, held in by_fund]


def _by_fund(found: ArrearsReport) -> Sheet:
    lines: list[Line] = []
    for portfolio in _funds(found):
        name = str(portfolio.fund)
        lines.append(Line((name,), LineKind.HEADING))
        for bucket in BUCKETS:
            held = [one for one in portfolio.held if one.bucket == bucket]
            sums = _sums(FundPortfolio(portfolio.fund, held, found.as_of))
            lines.append(Line((bucket.words, *sums, name)))
        lines.append(Line((f"รวม{name}", *_sums(portfolio), None), LineKind.SUBTOTAL))
    lines.append(Line(("รวมทั้งหมด", *_sums(found.all), None), LineKind.TOTAL))
    columns = (
        Column("ค้างมาแล้ว", Kind.TEXT, 20),
        *SUMS,
        Column("กองทุนที่ถือสัญญา", Kind.TEXT, 20, only_in_files=True),
    )
    return Sheet(
        "ค้างตามกองทุน",
        found.heading,
        columns,
        tuple(lines),
        checks=_checks(found),
        landscape=False,
    )


def _checks(found: ArrearsReport) -> tuple[Check, ...]:
    """Every running contract is counted once, in one range of days."""
    in_ranges = sum(sum(one.bucket == bucket for one in found.held) for bucket in BUCKETS)
    return (Check("สัญญาทุกช่วง = สัญญาที่มีผลอยู่", in_ranges - len(found.held)),)


def _at_risk(found: ArrearsReport) -> Sheet:
    lines = [Line((str(one.fund), one.total.principal, *_risks(one))) for one in _funds(found)]
    lines.append(Line(("รวมทั้งหมด", found.all.total.principal, *_risks(found.all)), LineKind.TOTAL))
    columns = (Column("กองทุนที่ถือสัญญา", Kind.TEXT, 18), SUMS[-1], *RISK)
    return Sheet(
        "หนี้ที่เสี่ยง",
        ("หนี้ที่เสี่ยงของแต่ละกองทุน", *found.heading[1:]),
        columns,
        tuple(lines),
        notes=(*NOTES, *_without_plan(found)),
        landscape=False,
    )


def _without_plan(found: ArrearsReport) -> Iterable[str]:
    if found.without_plan:
        yield f"ไม่นับ {found.without_plan:,} สัญญาที่ยังไม่มีแผนชำระ"


def _who_is_late(found: ArrearsReport) -> Sheet:
    lines = [
        Line(
            (
                order,
                str(one.contract.borrower),
                one.contract.household.house_number,
                str(one.contract),
                str(one.contract.fund),
                one.late.days,
                one.late.instalments,
                one.late.principal,
                one.late.interest + one.late.costs,
                one.late.total,
                one.principal,
                "ใช่" if one.terms_changed else "",
            ),
            link=reverse("consolidation:contract", args=[one.contract.pk]),
        )
        for order, one in enumerate(found.late, start=1)
    ]
    lines.append(Line(_late_total(found.late), LineKind.TOTAL))
    columns = (
        Column("ลำดับ", Kind.COUNT, 5),
        Column("ผู้กู้", Kind.TEXT, 16),
        Column("บ้านเลขที่", Kind.CENTRED, 8),
        Column("เลขที่สัญญา", Kind.CENTRED, 14),
        Column("กองทุนที่ถือสัญญา", Kind.TEXT, 16),
        Column("ค้าง (วัน)", Kind.COUNT, 6),
        Column("งวดที่ค้าง", Kind.COUNT, 8),
        *SUMS[1:],
        Column("เปลี่ยนเงื่อนไข", Kind.CENTRED, 8),
    )
    title = "รายชื่อผู้ค้างชำระ เรียงจากค้างนานที่สุด"
    return Sheet("ผู้ค้างชำระ", (title, *found.heading[1:]), columns, tuple(lines))


def _late_total(late: Sequence[HeldContract]) -> tuple[Cell, ...]:
    sums = _sums(FundPortfolio(None, late, date.min))[1:]
    return (None, f"รวม {len(late):,} สัญญา", *[None] * 5, *sums, None)


def _by_institution(found: ArrearsReport) -> Sheet:
    lines: list[Line] = []
    for subdistrict, of_it in groupby(found.institutions, lambda one: str(one.subdistrict)):
        institutions = [*of_it]
        for one in institutions:
            held = _held_in(found, [one])
            link = reverse("reports:report", args=["arrears", one.code])
            cells = (one.name, *_sums(held), *_risks(held), subdistrict)
            lines.append(Line(cells, LineKind.ROW, link))
        held = _held_in(found, institutions)
        cells = (f"รวมตำบล{subdistrict}", *_sums(held), *_risks(held), None)
        lines.append(Line(cells, LineKind.GROUP_TOTAL))
    total = ("รวมทั้งหมด", *_sums(found.all), *_risks(found.all), None)
    lines.append(Line(total, LineKind.TOTAL))
    columns = (
        Column("สถาบัน", Kind.TEXT, 20),
        *SUMS,
        *RISK,
        Column("ตำบล", Kind.TEXT, 14, only_in_files=True),
    )
    notes = (*NOTES, *_without_plan(found))
    heading = (f"{TITLE} (รายสถาบัน)", *found.heading[1:])
    return Sheet("หนี้ค้าง", heading, columns, tuple(lines), checks=_checks(found), notes=notes)


def _held_in(found: ArrearsReport, institutions: Iterable[Institution]) -> FundPortfolio:
    inside = {one.pk for one in institutions}
    held = [one for one in found.held if one.contract.household.institution_id in inside]
    return FundPortfolio(None, held, found.as_of)
