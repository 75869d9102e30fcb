"""What the department's BPM entry needs (ข้อมูลสำหรับบันทึกระบบ BPM): a page to type from.

The figures of the fiscal year, in the order in which the district's report says them: households,
loans, baht before and after, ลดหนี้ and ปลดหนี้, who holds the contracts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from members.models import Area
from reports.asking import Asked, Level, Place
from reports.figures import Figures, in_all
from reports.institution_rows import InstitutionRow, rows_of
from reports.sheet import Cell, Column, Kind, Line, LineKind, Report, Sheet
from reports.title_lines import heading_of

TITLE = "ข้อมูลสำหรับบันทึกในระบบ BPM"
ENTRY_COLUMNS = (
    Column("รายการ (หน่วยนับ)", Kind.TEXT, 24),
    Column("จำนวน", Kind.COUNT, 6),
    Column("เงิน (บาท)", Kind.BAHT, 15),
)
PLACE_COLUMNS = (
    Column("ลำดับ", Kind.COUNT, 5),
    Column("สถาบัน", Kind.TEXT, 18),
    Column("ตั้งอยู่ที่", Kind.TEXT, 16, "ตำบล อำเภอ"),
    Column("เป้าหมายปีนี้ (คร.)", Kind.COUNT, 8, "เป้าหมายปีนี้ (ครัวเรือน)"),
    Column("ทำสัญญาปีนี้ (คร.)", Kind.COUNT, 8, "ทำสัญญาปีนี้ (ครัวเรือน)"),
    Column("หนี้เดิมปีนี้ (สัญญา)", Kind.COUNT, 8),
    Column("หนี้เดิมปีนี้ (บาท)", Kind.BAHT, 12),
    Column("วงเงินใหม่ปีนี้ (บาท)", Kind.BAHT, 12),
    Column("ลดหนี้ (คร.)", Kind.COUNT, 7, "ลดหนี้ (ครัวเรือน)"),
    Column("ลดหนี้ (บาท)", Kind.BAHT, 11),
    Column("ปลดหนี้ (คร.)", Kind.COUNT, 7, "ปลดหนี้ (ครัวเรือน)"),
    Column("ปลดหนี้ (บาท)", Kind.BAHT, 11),
)
NOTE = (
    "ตัวเลขเป็นของปีงบประมาณนี้ถึงวันของข้อมูล "
    "จำนวนผู้ผ่านการอบรมและโครงการเพิ่มรายได้ไม่อยู่ในโปรแกรมนี้ ให้กรอกจากแฟ้มของอำเภอ"
)


@dataclass(frozen=True, slots=True)
class BpmFigures:
    """A district or province on a day, as it is typed into BPM; its institutions below.

    ``districts`` are the names of a province's by code: tambons and villages of two may be called
    alike.
    """

    name: str
    fiscal_year: int
    as_of: date
    rows: tuple[InstitutionRow, ...]
    districts: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> Figures:
        return in_all(row.figures for row in self.rows)

    @property
    def entries(self) -> tuple[tuple[str, int | None, str, Decimal | None], ...]:
        """Each field in order: its label, number, unit, and baht where there are any."""
        total = self.total
        households, loans = "ครัวเรือน", "สัญญา"
        off = (("กองทุนลดให้", total.waived_this_year), ("ดอกเบี้ยเกินกฎหมาย", total.void_this_year))
        made, made_baht = total.contracts_this_year, total.after_this_year
        old, old_baht = total.old_loans_this_year, total.before_this_year
        reduced = (total.reduced_this_year, households, total.reduced_baht_this_year)
        cleared = (total.cleared_this_year, households, total.cleared_baht_this_year)
        return (
            ("สถาบัน", len(self.rows), "แห่ง", None),
            ("ครัวเรือนเป้าหมาย", total.targets_this_year, households, None),
            ("ผ่านการตรวจของอำเภอ", total.approved_this_year, households, None),
            ("ทำสัญญาเดียว", total.contracted_this_year, households, None),
            ("หนี้เดิมที่รวม", old, loans, old_baht),
            *((label, None, "", baht) for label, baht in off),
            ("สัญญาใหม่", made, loans, made_baht),
            ("ลดหนี้", *reduced),
            ("ปลดหนี้", *cleared),
            ("ทำสัญญาเดียว สะสมทุกปี", total.contracted, households, total.after),
            ("ปลดหนี้ สะสมทุกปี", total.cleared, households, total.cleared_baht),
            *((f"ถือโดย{one.words} สะสมทุกปี", one.contracts, loans, one.baht) for one in total.held),
        )


def bpm_figures(place: Place, asked: Asked) -> BpmFigures:
    """The place's figures for BPM as of the day. Within ``asked.reading()``."""
    institutions = place.institutions().select_related("subdistrict", "village")
    province = f" จังหวัด{place.area.parent}" if place.level == Level.DISTRICT and place.area else ""
    return BpmFigures(
        name=f"{place}{province}",
        fiscal_year=asked.fiscal_year,
        as_of=asked.on,
        rows=tuple(rows_of(institutions, place.code, asked)),
        districts=dict(Area.objects.filter(parent=place.code).values_list("code", "name"))
        if place.level == Level.PROVINCE
        else {},
    )


def bpm_said(bpm: BpmFigures) -> Report:
    heading = heading_of(TITLE, bpm.name, bpm.as_of)
    entry = Sheet(
        name="บันทึก BPM",
        heading=heading,
        columns=ENTRY_COLUMNS,
        lines=tuple(_entry(number, *one) for number, one in enumerate(bpm.entries, start=1)),
        notes=(NOTE,),
        landscape=False,
    )
    rows = [
        Line((order, row.name, _where(row, bpm.districts), *_cells(row.figures)))
        for order, row in enumerate(bpm.rows, start=1)
    ]
    summed = (None, f"รวม {len(rows):,} สถาบัน", None, *_cells(bpm.total))
    by_place = Sheet(
        name="รายสถาบัน",
        heading=(f"{heading[0]} (รายสถาบัน)", *heading[1:]),
        columns=PLACE_COLUMNS,
        lines=(*rows, Line(summed, LineKind.TOTAL)),
    )
    return Report(
        title=TITLE, file_name=f"BPM {bpm.name}", as_of=bpm.as_of, sheets=(entry, by_place)
    )


def _where(row: InstitutionRow, districts: Mapping[str, str]) -> str:
    district = districts.get(row.subdistrict[:4])
    return f"{row.tambon} อำเภอ{district}" if district else row.tambon


def _entry(order: int, label: str, number: int | None, unit: str, baht: Decimal | None) -> Line:
    """Three columns, so that a telephone shows what is typed without moving sideways."""
    return Line((f"{order}. {label} ({unit})" if unit else f"{order}. {label}", number, baht))


def _cells(figures: Figures) -> tuple[Cell, ...]:
    return (
        figures.targets_this_year,
        figures.contracted_this_year,
        figures.old_loans_this_year,
        figures.before_this_year,
        figures.after_this_year,
        figures.reduced_this_year,
        figures.reduced_baht_this_year,
        figures.cleared_this_year,
        figures.cleared_baht_this_year,
    )
