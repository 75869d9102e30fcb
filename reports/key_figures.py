"""The key figures of a place, and its debts before and after as bars: what is read first."""

from collections.abc import Sequence
from decimal import Decimal

from fundinst.money import format_baht
from reports.figures import Figures, in_all
from reports.sheet import Cell, Chart, Column, Kind

KEY_COLUMNS = (
    Column("รายการ", Kind.TEXT, 24),
    Column("หน่วยนับ", Kind.CENTRED, 9),
    Column("ปีนี้ (จำนวน)", Kind.COUNT, 8),
    Column("ปีนี้ (บาท)", Kind.BAHT, 14),
    Column("ตั้งแต่เริ่ม (จำนวน)", Kind.COUNT, 8),
    Column("ตั้งแต่เริ่ม (บาท)", Kind.BAHT, 14),
)
MOST_BARS = 3
"""Districts whose bars fit on the one page; of more, those that owed least stand together there,
and all of them have a page of their own."""


def key_facts(total: Figures) -> tuple[tuple[str, str], ...]:
    """What stands above everything else: label and value with its unit."""
    share = Decimal(100 * total.contracted) / total.targets if total.targets else Decimal(0)
    return (
        ("ครัวเรือนที่ทำสัญญา", f"{total.contracted:,} จาก {total.targets:,} ({share:.0f}%)"),
        ("หนี้เดิม", f"{format_baht(total.before)} บาท"),
        ("วงเงินสัญญาใหม่", f"{format_baht(total.after)} บาท"),
    )


def key_figures(total: Figures) -> tuple[tuple[Cell, ...], ...]:
    """What is counted and its unit; number and baht of this fiscal year, and of all years; None
    where that isn't counted."""
    households, loans = "ครัวเรือน", "สัญญา"
    made, made_now = total.contracts, total.contracts_this_year
    reduced = (total.reduced_this_year, total.reduced_baht_this_year)
    cleared = (total.cleared_this_year, total.cleared_baht_this_year)
    return (
        ("ครัวเรือนเป้าหมาย", households, total.targets_this_year, None, total.targets, None),
        ("ขึ้นทะเบียนกับอำเภอ", households, None, None, total.registered, None),
        ("ผ่านการตรวจของอำเภอ", households, total.approved_this_year, None, total.approved, None),
        ("ทำสัญญาเดียวแล้ว", households, total.contracted_this_year, None, total.contracted, None),
        (
            *("หนี้เดิมที่รวม", loans, total.old_loans_this_year, total.before_this_year),
            *(total.old_loans, total.before),
        ),
        ("กองทุนลดให้", "", None, total.waived_this_year, None, total.waived),
        ("ดอกเบี้ยที่กฎหมายไม่ให้คิด", "", None, total.void_this_year, None, total.void),
        ("สัญญาใหม่", loans, made_now, total.after_this_year, made, total.after),
        ("ลดหนี้", households, *reduced, None, None),
        ("ปลดหนี้", households, *cleared, total.cleared, total.cleared_baht),
        ("หนี้คงเหลือ ไม่รวมดอกเบี้ยหลังทำสัญญา", loans, None, None, total.running, total.outstanding),
        ("เกินกำหนดชำระ (รวมดอกเบี้ย)", loans, None, None, total.overdue_contracts, total.overdue),
    )


def before_and_after(places: Sequence[tuple[str, Figures]]) -> Chart:
    """What was owed before and after, a pair of bars a place."""
    total = in_all(figures for _name, figures in places)
    off = total.waived + total.void
    less = f" น้อยลง {format_baht(off)} บาท" if off else ""
    return Chart(
        title="หนี้ก่อนและหลังรวมเป็นสัญญาเดียว",
        sentence=f"หนี้เดิม {format_baht(total.before)} บาท เป็นสัญญาใหม่ "
        f"{format_baht(total.after)} บาท{less}",
        series=("หนี้เดิม", "วงเงินสัญญาใหม่"),
        bars=tuple((name, (figures.before, figures.after)) for name, figures in places),
    )


def fitting(places: Sequence[tuple[str, Figures]]) -> Sequence[tuple[str, Figures]]:
    """Those that owed most, and the sum of the rest, where not all fit."""
    if len(places) <= MOST_BARS:
        return places
    by_debt = sorted(places, key=lambda place: (-place[1].before, place[0]))
    shown = {name for name, _figures in by_debt[: MOST_BARS - 1]}
    rest = [figures for name, figures in places if name not in shown]
    own = [(name, figures) for name, figures in places if name in shown]
    return [*own, (f"อีก {len(rest):,} อำเภอรวมกัน", in_all(rest))]
