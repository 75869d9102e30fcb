"""How many households are of which class (สรุปการจัดประเภทลูกหนี้), by lateness and by judgement.

Of an institution both classings one below the other; of a district a line an institution.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.urls import reverse

from debts.class_figures import UNSAID, ClassFigures, ClassRow, figures_of_classes
from members.models import Institution
from reports.asking import Asked, Level, Place
from reports.district_form import Signature
from reports.sheet import Cell, Check, Column, Kind, Line, LineKind, Report, Sheet
from reports.title_lines import signatures_of, title_lines

TITLE = "สรุปการจัดประเภทลูกหนี้"
NOTHING = Decimal(0)
BY_LATENESS, BY_JUDGEMENT = "ตามการค้างชำระ", "ตามที่กรรมการจัดประเภท"
COLUMNS = (
    Column("ประเภท", Kind.TEXT, 20),
    Column("ความหมาย", Kind.TEXT, 22),
    Column("ครัวเรือน", Kind.COUNT, 9),
    Column("ร้อยละ", Kind.PERCENT, 7),
    Column("หนี้คงเหลือ (บาท)", Kind.BAHT, 13),
    Column("จัดตาม", Kind.TEXT, 20, only_in_files=True),
)


@dataclass(frozen=True, slots=True)
class ClassesOfInstitution:
    institution: Institution
    figures: ClassFigures


@dataclass(frozen=True, slots=True)
class ClassesReport:
    """The classes of households that owed on the day, institution by institution."""

    heading: tuple[str, ...]
    place: str
    level: str
    as_of: date
    institutions: tuple[ClassesOfInstitution, ...]
    signatures: tuple[Signature, ...] = ()


def classes_report(place: Place, asked: Asked) -> ClassesReport:
    institutions = place.each()
    figures = figures_of_classes(institutions, asked.on)
    return ClassesReport(
        heading=title_lines(TITLE, place, asked.on),
        place=place.institution.name if place.institution else str(place),
        level=place.level,
        as_of=asked.on,
        institutions=tuple(ClassesOfInstitution(one, figures[one.pk]) for one in institutions),
        signatures=signatures_of(place, asked.on),
    )


def classes_report_said(found: ClassesReport) -> Report:
    sheet = _of_one(found) if found.level == Level.VILLAGE else _of_several(found)
    return Report(
        title=TITLE,
        file_name=f"{TITLE} {found.place}",
        as_of=found.as_of,
        sheets=(sheet,),
        signatures=found.signatures,
    )


def _of_one(found: ClassesReport) -> Sheet:
    figures = found.institutions[0].figures
    lines: list[Line] = []
    for heading, rows in ((BY_LATENESS, figures.bands), (BY_JUDGEMENT, figures.results)):
        lines.append(Line((heading,), LineKind.HEADING))
        lines += [_row(row, heading) for row in rows if row.households or row.code != UNSAID]
        lines.append(_sums(rows))
    without = figures.without_due_date
    return Sheet(
        name="ประเภทลูกหนี้",
        heading=found.heading,
        columns=COLUMNS,
        lines=tuple(lines),
        facts=(
            ("ครัวเรือนที่เป็นหนี้", f"{figures.households:,} ครัวเรือน"),
            ("จัดประเภทแล้ว", f"{figures.classified:,} ครัวเรือน"),
            ("ยังไม่ได้จัดประเภท", f"{figures.unclassified:,} ครัวเรือน"),
        ),
        checks=_checks([figures]),
        notes=(f"ไม่รู้วันครบกำหนด {without:,} สัญญา",) if without else (),
        landscape=False,
    )


def _row(row: ClassRow, heading: str) -> Line:
    return Line((row.name, row.meaning, row.households, row.share, row.owed, heading))


def _sums(rows: Sequence[ClassRow]) -> Line:
    households, owed = sum(row.households for row in rows), sum((row.owed for row in rows), NOTHING)
    return Line(("รวม", "", households, None, owed, None), LineKind.SUBTOTAL)


def _checks(figures: Sequence[ClassFigures]) -> tuple[Check, ...]:
    """Both classings are of the same households and baht."""
    apart = sum(
        sum(row.households for row in one.bands) - sum(row.households for row in one.results)
        for one in figures
    )
    owed = sum(
        (sum((row.owed for row in one.bands), NOTHING) - one.owed for one in figures), NOTHING
    )
    return (
        Check(f"ครัวเรือน{BY_LATENESS} = ครัวเรือน{BY_JUDGEMENT}", apart),
        Check("หนี้รวมทุกประเภท = หนี้ของทุกครัวเรือน", owed),
    )


def _of_several(found: ClassesReport) -> Sheet:
    bands = _names([one.figures.bands for one in found.institutions])
    results = _names([one.figures.results for one in found.institutions])
    lines: list[Line] = []
    by_tambon = groupby(found.institutions, lambda one: str(one.institution.subdistrict))
    for subdistrict, of_it in by_tambon:
        rows = [_line(one, bands, results, subdistrict) for one in of_it]
        lines += [*rows, _added(f"รวมตำบล{subdistrict}", rows, LineKind.GROUP_TOTAL)]
    rows = [line for line in lines if line.kind == LineKind.ROW]
    return Sheet(
        name="ประเภทลูกหนี้",
        heading=found.heading,
        columns=(
            Column("สถาบัน", Kind.TEXT, 20),
            Column("ครัวเรือนที่เป็นหนี้", Kind.COUNT, 8),
            Column("หนี้คงเหลือ (บาท)", Kind.BAHT, 12),
            *(Column(name, Kind.COUNT, 8, f"{name} ({BY_LATENESS})") for name in bands),
            *(Column(name, Kind.COUNT, 8, f"{name} ({BY_JUDGEMENT})") for name in results),
            Column("ตำบล", Kind.TEXT, 14, only_in_files=True),
        ),
        lines=(*lines, _added("รวมทั้งหมด", rows, LineKind.TOTAL)),
        checks=_checks([one.figures for one in found.institutions]),
        notes=(f"หน่วยเป็นครัวเรือน {len(bands)} ช่องแรกหลังยอดหนี้จัด{BY_LATENESS} ช่องต่อไป{BY_JUDGEMENT}",),
    )


def _names(several: Sequence[Sequence[ClassRow]]) -> list[str]:
    """The names of the classes, in the order of the schemes; a scheme of one's own adds its own."""
    unsaid = dict.fromkeys(row.name for rows in several for row in rows if row.code == UNSAID)
    said = dict.fromkeys(row.name for rows in several for row in rows if row.code != UNSAID)
    return [*said, *unsaid]


def _line(
    one: ClassesOfInstitution, bands: Sequence[str], results: Sequence[str], subdistrict: str
) -> Line:
    figures = one.figures
    counts: list[Cell] = []
    for names, rows in ((bands, figures.bands), (results, figures.results)):
        found = {row.name: row.households for row in rows}
        counts += [found.get(name, 0) for name in names]
    cells = (one.institution.name, figures.households, figures.owed, *counts, subdistrict)
    link = reverse("reports:report", args=["classes", one.institution.code])
    return Line(cells, LineKind.ROW, link)


def _added(label: str, rows: Sequence[Line], kind: LineKind) -> Line:
    """The sums of the lines, column by column, between the name and the tambon."""
    columns = zip(*(row.cells[1:-1] for row in rows), strict=True) if rows else ()
    sums = [sum(column[1:], column[0]) for column in columns]
    return Line((label, *sums, None), kind)
