"""Settling between the funds said as a report (รายงานการหักล้างระหว่างกองทุน): ``settlement``.

Of an institution what was to be transferred for each household, what netting left to be paid, and
each two funds' running balance; of a district a line an institution, and a line for each fund that
is to pay another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.urls import reverse

from reports.asking import Asked, Level, Place
from reports.district_form import Signature
from reports.settlement import NOTHING, Movement, Settlement, settlements
from reports.sheet import Check, Column, Kind, Line, LineKind, Report, Sheet
from reports.title_lines import signatures_of, title_lines

TITLE = "รายงานการหักล้างระหว่างกองทุน"
MONEY = (
    Column("จำนวนเงิน (บาท)", Kind.BAHT, 11),
    Column("ชำระแล้ว (บาท)", Kind.BAHT, 11),
    Column("ยังค้าง (บาท)", Kind.BAHT, 11),
)
FUNDS = (Column("กองทุนที่จ่าย", Kind.TEXT, 17), Column("กองทุนที่รับ", Kind.TEXT, 17))
IN_ALL = (
    Column("รายการโอน", Kind.COUNT, 8),
    *MONEY,
    Column("ยอดสุทธิตามใบหักล้าง (บาท)", Kind.BAHT, 11),
    Column("โอนจริงแล้ว (บาท)", Kind.BAHT, 11),
    Column("ยังต้องโอนทั้งหมด (บาท)", Kind.BAHT, 11),
)
"""In the order of ``_figures``."""
PAID = "“ชำระแล้ว” คือรายการที่โอนตรงแล้ว หรือนำไปหักล้างในใบหักล้างแล้ว ส่วนที่หักล้างแล้วยังเหลือ อยู่ในยอดสุทธิ"


@dataclass(frozen=True, slots=True)
class SettlementReport:
    heading: tuple[str, ...]
    place: str
    level: str
    as_of: date
    settlements: tuple[Settlement, ...]
    signatures: tuple[Signature, ...] = ()


def settlement_report(place: Place, asked: Asked) -> SettlementReport:
    return SettlementReport(
        heading=title_lines(TITLE, place, asked.on),
        place=place.institution.name if place.institution else str(place),
        level=place.level,
        as_of=asked.on,
        settlements=tuple(settlements(place.each(), asked.on)),
        signatures=signatures_of(place, asked.on),
    )


def settlement_report_said(found: SettlementReport) -> Report:
    if found.level == Level.VILLAGE:
        (one,) = found.settlements
        sheets: tuple[Sheet, ...] = (
            _transfers(found, one),
            _nets(found, one),
            _running(found, one),
        )
        named: tuple[tuple[int, int], ...] = ((one.institution.pk, len(one.transfers)),)
    else:
        sheets, named = (_by_institution(found), _by_fund(found)), ()
    return Report(
        title=TITLE,
        file_name=f"{TITLE} {found.place}",
        as_of=found.as_of,
        sheets=sheets,
        signatures=found.signatures,
        named=named,
    )


def _heading(found: SettlementReport, title: str) -> tuple[str, ...]:
    return (title, *found.heading[1:])


def _money(amount: Decimal, paid: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    return amount, paid, amount - paid


def _transfers(found: SettlementReport, one: Settlement) -> Sheet:
    lines = [
        Line(
            (
                order,
                each.transfer.contract.opened_on,
                str(each.transfer.contract),
                str(each.transfer.contract.borrower),
                str(each.transfer.from_fund),
                str(each.transfer.to_fund),
                *_money(each.transfer.amount, each.paid),
                each.paid_on,
                each.by,
            ),
            link=reverse("consolidation:contract", args=[each.transfer.contract_id]),
        )
        for order, each in enumerate(one.transfers, start=1)
    ]
    amount = sum((each.transfer.amount for each in one.transfers), NOTHING)
    paid = sum((each.paid for each in one.transfers), NOTHING)
    total = (None, None, None, "รวม", None, None, *_money(amount, paid), None, None)
    columns = (
        Column("ลำดับ", Kind.COUNT, 5),
        Column("วันทำสัญญา", Kind.DATE, 10),
        Column("เลขที่สัญญา", Kind.CENTRED, 14),
        Column("ผู้กู้", Kind.TEXT, 16),
        *FUNDS,
        *MONEY,
        Column("ชำระเมื่อ", Kind.DATE, 10),
        Column("ชำระด้วย", Kind.TEXT, 12),
    )
    return Sheet(
        "รายการโอน",
        _heading(found, f"{TITLE}: รายการของแต่ละครัวเรือน"),
        columns,
        (*lines, Line(total, LineKind.TOTAL)),
        facts=(("ยังต้องโอนทั้งหมด", f"{one.left:,.2f} บาท"),),
        notes=_explained([one]),
    )


def _nets(found: SettlementReport, one: Settlement) -> Sheet:
    lines = [
        Line(
            (
                str(each.payment.batch),
                each.payment.batch.on,
                str(each.payment.from_fund),
                str(each.payment.to_fund),
                *_money(each.payment.amount, each.paid),
                ", ".join(f"{slip.number}/{slip.year}" for slip in each.slips),
            ),
            link=reverse("consolidation:netting", args=[each.payment.batch_id]),
        )
        for each in one.nets
    ]
    amount = sum((each.payment.amount for each in one.nets), NOTHING)
    paid = sum((each.paid for each in one.nets), NOTHING)
    total = (None, None, "รวม", None, *_money(amount, paid), None)
    columns = (
        Column("ใบหักล้าง", Kind.CENTRED, 10),
        Column("ลงวันที่", Kind.DATE, 10),
        *FUNDS,
        *MONEY,
        Column("ใบโอนเงิน", Kind.CENTRED, 14),
    )
    return Sheet(
        "ยอดสุทธิ",
        _heading(found, f"{TITLE}: ยอดสุทธิที่ต้องโอนตามใบหักล้าง"),
        columns,
        (*lines, Line(total, LineKind.TOTAL)),
    )


def _running(found: SettlementReport, one: Settlement) -> Sheet:
    """Each two funds' movements, and what the one owes the other after each."""
    of_pair: dict[frozenset[int], list[Movement]] = {}
    for movement in one.movements:
        pair = frozenset((movement.debtor.pk, movement.creditor.pk))
        of_pair.setdefault(pair, []).append(movement)
    lines: list[Line] = []
    owed_in_all = NOTHING
    for movements in of_pair.values():
        rows, owed = _of_pair(movements)
        lines += rows
        owed_in_all += owed
    columns = (
        Column("วันที่", Kind.DATE, 10),
        Column("รายการ", Kind.TEXT, 26),
        Column("เพิ่ม (บาท)", Kind.BAHT, 12),
        Column("ลด (บาท)", Kind.BAHT, 12),
        Column("คงค้าง (บาท)", Kind.BAHT, 12),
        *(Column(one.heading, one.kind, one.letters, only_in_files=True) for one in FUNDS),
    )
    return Sheet(
        "ยอดเคลื่อนไหว",
        _heading(found, f"{TITLE}: ยอดเคลื่อนไหวระหว่างสองกองทุน"),
        columns,
        tuple(lines),
        checks=(Check("ยอดคงค้างของทุกคู่กองทุน = ยอดที่ยังต้องโอน", owed_in_all - one.left),),
        notes=("คงค้างติดลบ คือ กองทุนที่สองกลับเป็นฝ่ายต้องจ่าย",),
        landscape=False,
    )


def _of_pair(movements: Sequence[Movement]) -> tuple[list[Line], Decimal]:
    """The lines of two funds, and what is open between them, both ways added."""
    first = movements[0]
    payer, payee = first.debtor, first.creditor
    lines = [Line((f"{payer} ต้องจ่าย {payee}",), LineKind.HEADING)]
    owed, ways = NOTHING, {True: NOTHING, False: NOTHING}
    up, down = NOTHING, NOTHING
    for one in movements:
        forward = one.debtor == payer
        ways[forward] += one.amount
        moved = one.amount if forward else -one.amount
        owed += moved
        more, less = max(moved, NOTHING), max(-moved, NOTHING)
        up, down = up + more, down + less
        cells = (one.on, one.words, more or None, less or None, owed, str(payer), str(payee))
        lines.append(Line(cells))
    total = (None, "รวม", up, down, owed, None, None)
    lines.append(Line(total, LineKind.SUBTOTAL))
    return lines, sum(ways.values(), NOTHING)


def _by_institution(found: SettlementReport) -> Sheet:
    lines: list[Line] = []
    by_tambon = groupby(found.settlements, lambda one: str(one.institution.subdistrict))
    for subdistrict, of_it in by_tambon:
        each = [*of_it]
        lines += [_line(one, subdistrict) for one in each]
        lines.append(_sum(f"รวมตำบล{subdistrict}", each, LineKind.GROUP_TOTAL))
    columns = (
        Column("สถาบัน", Kind.TEXT, 20),
        *IN_ALL,
        Column("ตำบล", Kind.TEXT, 14, only_in_files=True),
    )
    total = _sum("รวมทั้งหมด", found.settlements, LineKind.TOTAL)
    notes = _explained(found.settlements)
    return Sheet("หักล้าง", found.heading, columns, (*lines, total), notes=notes)


def _by_fund(found: SettlementReport) -> Sheet:
    """A line for each fund that is to pay another, institution by institution."""
    lines: list[Line] = []
    for one in found.settlements:
        if not (pairs := one.by_pair):
            continue
        name = one.institution.name
        lines.append(Line((name,), LineKind.HEADING))
        lines += [
            Line((str(payer), str(payee), *_figures([between]), name))
            for payer, payee, between in pairs
        ]
        lines.append(Line((f"รวม{name}", None, *_figures([one]), None), LineKind.SUBTOTAL))
    total = Line(("รวมทั้งหมด", None, *_figures(found.settlements), None), LineKind.TOTAL)
    columns = (*FUNDS, *IN_ALL, Column("สถาบัน", Kind.TEXT, 20, only_in_files=True))
    heading = _heading(found, f"{TITLE}: แต่ละคู่กองทุน")
    return Sheet("รายกองทุน", heading, columns, (*lines, total))


def _explained(each: Sequence[Settlement]) -> tuple[str, ...]:
    """How the three sums that stand side by side belong together, with their figures."""
    _count, _amount, _paid, waiting, netted, transferred, left = _figures(each)
    return (
        f"ยังต้องโอนทั้งหมด {left:,.2f} บาท มาจากรายการโอนที่ยังค้าง {waiting:,.2f} บาท "
        f"บวกยอดสุทธิตามใบหักล้าง {netted:,.2f} บาท ลบที่โอนจริงแล้ว {transferred:,.2f} บาท",
        PAID,
    )


def _line(one: Settlement, subdistrict: str) -> Line:
    link = reverse("reports:report", args=["settlement", one.institution.code])
    return Line((one.institution.name, *_figures([one]), subdistrict), LineKind.ROW, link)


def _sum(label: str, each: Sequence[Settlement], kind: LineKind) -> Line:
    return Line((label, *_figures(each), None), kind)


def _figures(each: Sequence[Settlement]) -> tuple[int | Decimal, ...]:
    """How many transfers; of them owed, paid, open; of net payments owed, paid; what is left."""
    transfers = [line for one in each for line in one.transfers]
    nets = [line for one in each for line in one.nets]
    amount = sum((line.transfer.amount for line in transfers), NOTHING)
    paid = sum((line.paid for line in transfers), NOTHING)
    return (
        len(transfers),
        *_money(amount, paid),
        sum((line.payment.amount for line in nets), NOTHING),
        sum((line.paid for line in nets), NOTHING),
        sum((one.left for one in each), NOTHING),
    )
