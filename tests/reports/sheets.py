"""A report of invented debtors, of as many rows as a test wants."""

from datetime import date
from decimal import Decimal
from typing import Any

from reports.district_form import Signature
from reports.sheet import Certificate, Check, Column, Kind, Line, LineKind, Report, Sheet

COLUMNS = (
    Column("ลำดับ", Kind.COUNT, 5),
    Column("ผู้กู้", Kind.TEXT, 18),
    Column("บ้านเลขที่", Kind.CENTRED, 8),
    Column("ครบกำหนด", Kind.DATE, 10),
    Column("หนี้คงเหลือ (บาท)", Kind.BAHT, 12),
    Column("สัญญา", Kind.COUNT, 8),
    Column("ร้อยละ", Kind.PERCENT, 8),
    Column("สถาบัน", Kind.TEXT, 20, only_in_files=True),
)
NAMES = ("นางทองม้วน แบบอย่าง", "นายก่ำ น้ำใจดี", "นางสาวปี่ ฟ้าฝั่ง", "ด.ต.ญี่ปุ่น กตัญญู")
SIGNED_BY = (
    Signature("ผู้จัดทำ", "", "เลขานุการสถาบัน"),
    Signature("ผู้ตรวจสอบ", "นางกองแก้ว ทดสอบไทย", "ประธานกรรมการสถาบัน"),
)
CERTIFICATE = Certificate(
    number="3/2560",
    certified_on=date(2017, 8, 1),
    certifier="นางกองแก้ว ทดสอบไทย",
    position="ประธานกรรมการสถาบัน",
    code="123456789012",
    address="https://fundinst.example/check/123456789012/",
)


def amount(number: int) -> Decimal:
    return Decimal(1000 * number) + Decimal("13.25")


def make_line(number: int) -> Line:
    name = NAMES[number % len(NAMES)]
    cells = (number, name, f"{number}/1", date(2017, 6, 30), amount(number), 2, Decimal("12.5"))
    return Line((*cells, "บ้านทดลอง"))


def sums(label: str, numbers: range, kind: LineKind) -> Line:
    total = sum(map(amount, numbers), Decimal(0))
    return Line((None, label, None, None, total, 2 * len(numbers), Decimal("12.5"), None), kind)


def make_lines(rows: int) -> tuple[Line, ...]:
    """Two institutions of a tambon, each with a heading and its sum, then the tambon's and all."""
    half = rows // 2
    parts = (range(1, half + 1), range(half + 1, rows + 1))
    lines: list[Line] = []
    for name, numbers in zip(("บ้านเหนือ", "บ้านใต้"), parts, strict=True):
        lines.append(Line((name,), LineKind.HEADING))
        lines += map(make_line, numbers)
        lines.append(sums(f"รวม{name}", numbers, LineKind.SUBTOTAL))
    every = range(1, rows + 1)
    lines.append(sums("รวมตำบลปราสาท", every, LineKind.GROUP_TOTAL))
    return (*lines, sums("รวมทั้งหมด", every, LineKind.TOTAL))


def make_sheet(rows: int = 6, **changes: Any) -> Sheet:
    values: dict[str, Any] = {
        "name": "ทะเบียน",
        "heading": (
            "ทะเบียนลูกหนี้",
            "สถาบันการจัดการเงินทุนชุมชนบ้านทดลอง หมู่ที่ 3 ตำบลปราสาท",
            "ปีงบประมาณ 2560 ข้อมูล ณ วันที่ 31 กรกฎาคม 2560",
        ),
        "columns": COLUMNS,
        "lines": make_lines(rows),
        "checks": (Check("หนี้ในทะเบียน = หนี้ตามบัญชี", Decimal(0)),),
        "notes": ("ร้อยละของหนี้ทั้งหมด",),
    }
    return Sheet(**{**values, **changes})


def make_report(rows: int = 6, **changes: Any) -> Report:
    values: dict[str, Any] = {
        "title": "ทะเบียนลูกหนี้",
        "file_name": "ทะเบียนลูกหนี้ บ้านทดลอง",
        "as_of": date(2017, 7, 31),
        "sheets": (make_sheet(rows),),
        "signatures": SIGNED_BY,
    }
    return Report(**{**values, **changes})
