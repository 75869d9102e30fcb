"""The district's summary (รายงานสรุปของอำเภอ): a line an institution, sums a tambon and of all.

Certified by the head of the district office and sent to the province.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from reports.asking import Asked, Place
from reports.district_form import Signature
from reports.figures import Figures
from reports.institution_rows import (
    FromHouseholds,
    InstitutionRow,
    Tambon,
    TotalsOfRows,
    checks_of,
    checks_of_sent,
    from_households,
    holders_in_words,
    rows_of,
    tambons,
)
from reports.sheet import Cell, Check, Column, Kind, Line, LineKind, Report, Sheet
from reports.title_lines import heading_of

CellsOf = Callable[[Figures, tuple[str, ...]], tuple[Cell, ...]]

TITLE = "รายงานสรุปผล ๑ ครัวเรือน ๑ สัญญา ระดับอำเภอ"
NAME = "รายงานสรุปอำเภอ 1 ครัวเรือน 1 สัญญา"
PLACE_COLUMNS = (
    Column("ลำดับ", Kind.COUNT, 5),
    Column("สถาบัน", Kind.TEXT, 17),
    Column("ตำบล", Kind.TEXT, 10, only_in_files=True),
)
RESULT_COLUMNS = (
    *PLACE_COLUMNS,
    Column("เป้าหมาย (คร.)", Kind.COUNT, 8, "เป้าหมาย (ครัวเรือน)"),
    Column("ขึ้นทะเบียน (คร.)", Kind.COUNT, 8, "ขึ้นทะเบียน (ครัวเรือน)"),
    Column("ผ่านการตรวจ (คร.)", Kind.COUNT, 8, "ผ่านการตรวจ (ครัวเรือน)"),
    Column("ทำสัญญา (คร.)", Kind.COUNT, 8, "ทำสัญญา (ครัวเรือน)"),
    Column("หนี้เดิม (สัญญา)", Kind.COUNT, 8),
    Column("สัญญาใหม่ (สัญญา)", Kind.COUNT, 8),
    Column("หนี้เดิม (บาท)", Kind.BAHT, 12),
    Column("ลดให้ (บาท)", Kind.BAHT, 10),
    Column("ดอกเบี้ยที่กฎหมายไม่ให้คิด (บาท)", Kind.BAHT, 10),
    Column("วงเงินสัญญาใหม่ (บาท)", Kind.BAHT, 12),
)
AFTER_COLUMNS = (
    *PLACE_COLUMNS,
    Column("ลดหนี้ปีนี้ (คร.)", Kind.COUNT, 7, "ลดหนี้ปีนี้ (ครัวเรือน)"),
    Column("ลดหนี้ปีนี้ (บาท)", Kind.BAHT, 10),
    Column("ปลดหนี้ปีนี้ (คร.)", Kind.COUNT, 7, "ปลดหนี้ปีนี้ (ครัวเรือน)"),
    Column("ปลดหนี้ปีนี้ (บาท)", Kind.BAHT, 10),
    Column("หนี้คงเหลือ ไม่รวมดอกเบี้ย (บาท)", Kind.BAHT, 11),
    Column("กองทุนที่ถือสัญญา (จำนวนสัญญา)", Kind.TEXT, 22),
    Column("ปัญหาและข้อสังเกต", Kind.TEXT, 34),
)
NOTES = (
    "คร. = ครัวเรือน ปีนี้ = ปีงบประมาณของรายงาน ตัวเลขอื่นนับตั้งแต่เริ่มจนถึงวันของข้อมูล",
    "ลดหนี้ = ครัวเรือนที่หนี้ตามสัญญาลดลงในปีและยังไม่หมด ปลดหนี้ = ชำระหมดในปี นับวงเงินเมื่อทำสัญญา",
)


@dataclass(frozen=True, slots=True)
class DistrictReport(TotalsOfRows):
    """A district on a day: its tambons with their institutions, by code.

    ``households`` are those with a contract; amounts are baht. ``counted`` is what the households
    say, counted apart from the institutions; ``query`` asks the same of the lower reports.
    """

    name: str
    code: str
    province: str
    fiscal_year: int
    as_of: date
    tambons: tuple[Tambon, ...]
    counted: FromHouseholds
    query: dict[str, str]

    @property
    def rows(self) -> tuple[InstitutionRow, ...]:
        return tuple(row for tambon in self.tambons for row in tambon.rows)

    @property
    def checks(self) -> tuple[Check, ...]:
        below = [(row.place, row.report, row.figures) for row in self.rows]
        return (
            *checks_of("ผลรวมรายสถาบัน", self.total, self.counted),
            *checks_of_sent("รายงานหมู่บ้าน", below),
        )


def district_report(place: Place, asked: Asked) -> DistrictReport:
    """The district's report as of the day. Within ``asked.reading()``."""
    assert place.area is not None
    institutions = place.institutions().select_related("subdistrict", "village")
    return DistrictReport(
        name=str(place),
        code=place.code,
        province=f"จังหวัด{place.area.parent}",
        fiscal_year=asked.fiscal_year,
        as_of=asked.on,
        tambons=tambons(rows_of(institutions, place.code, asked)),
        counted=from_households(place.code, asked),
        query=asked.query,
    )


def district_report_said(report: DistrictReport) -> Report:
    heading = heading_of(TITLE, f"{report.name} {report.province}", report.as_of)
    return Report(
        title=TITLE,
        file_name=f"{NAME} {report.name}",
        as_of=report.as_of,
        sheets=district_sheets(report, heading),
        signatures=(
            Signature("ผู้จัดทำ", "", "พัฒนากร"),
            Signature("ผู้รับรอง", "", f"พัฒนาการ{report.name}"),
        ),
    )


def district_sheets(report: DistrictReport, heading: tuple[str, ...]) -> tuple[Sheet, Sheet]:
    """The table of what was done, with its checks, and that of what became of it."""
    return (
        Sheet(
            name="ผลการดำเนินงาน",
            heading=heading,
            columns=RESULT_COLUMNS,
            lines=_lines(report, _result_cells),
            checks=report.checks,
        ),
        Sheet(
            name="ลดหนี้ ปลดหนี้ ปัญหา",
            heading=(f"{heading[0]} (ลดหนี้ ปลดหนี้ ผู้ถือสัญญา และปัญหา)", *heading[1:]),
            columns=AFTER_COLUMNS,
            lines=_lines(report, _after_cells),
            notes=NOTES,
            follows=True,
        ),
    )


def _lines(report: DistrictReport, cells: CellsOf) -> tuple[Line, ...]:
    """A heading, rows and a sum a tambon; the sum of all."""
    lines, order = [], 0
    for tambon in report.tambons:
        lines.append(Line((tambon.name,), LineKind.HEADING))
        for row in tambon.rows:
            order += 1
            link = reverse("reports:district_form", args=[row.code], query=report.query)
            of_row = cells(row.figures, row.problems)
            lines.append(Line((order, row.name, tambon.name, *of_row), link=link))
        summed = cells(tambon.figures, ())
        named = f"รวม{tambon.name}"
        lines.append(Line((None, named, tambon.name, *summed), LineKind.SUBTOTAL))
    summed = cells(report.total, ())
    return (*lines, Line((None, f"รวม {order:,} สถาบัน", None, *summed), LineKind.TOTAL))


def _result_cells(figures: Figures, _problems: tuple[str, ...]) -> tuple[Cell, ...]:
    return (
        figures.targets,
        figures.registered,
        figures.approved,
        figures.contracted,
        figures.old_loans,
        figures.contracts,
        figures.before,
        figures.waived,
        figures.void,
        figures.after,
    )


def _after_cells(figures: Figures, problems: tuple[str, ...]) -> tuple[Cell, ...]:
    return (
        figures.reduced_this_year,
        figures.reduced_baht_this_year,
        figures.cleared_this_year,
        figures.cleared_baht_this_year,
        figures.outstanding,
        holders_in_words(figures),
        " ".join(f"{number}) {words}" for number, words in enumerate(problems, start=1)),
    )
