"""The page before each district's forms in a volume (ใบคั่นภาคผนวก): what is enclosed, with its sums.

It says of every institution whether its certified form is enclosed, by its number, or a draft, and
of the district whether its own report was certified.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from fundinst.days import day_in_words
from fundinst.thai import fiscal_year, format_date, to_thai_digits
from reports.area_forms import FormOfInstitution
from reports.asking import Place
from reports.chain import number_of
from reports.models import CertifiedReport
from reports.sheet import Cell, Certificate, Column, Kind, Line, LineKind, Report, Sheet
from reports.title_lines import whole_name

DRAFT = "ร่าง"
COLUMNS = (
    Column("ลำดับ", Kind.COUNT, 6),
    Column("สถาบัน", Kind.TEXT, 26),
    Column("ครัวเรือน", Kind.COUNT, 9),
    Column("หนี้เดิม (บาท)", Kind.BAHT, 14),
    Column("วงเงินสัญญาใหม่ (บาท)", Kind.BAHT, 14),
    Column("แบบรายงานที่แนบ", Kind.TEXT, 20),
)


def annex_title(number: int | None, place: Place) -> str:
    """As the outline and the page say it: ภาคผนวก ๑ แบบรายงานของสถาบันในอำเภอห้วยทับทัน."""
    numbered = f"ภาคผนวก {number}" if number else "ภาคผนวก"
    return f"{numbered} แบบรายงานของสถาบันใน{place}"


def annex_said(
    place: Place,
    forms: Sequence[FormOfInstitution],
    standing: Mapping[int, str],
    *,
    number: int | None,
    on: date,
    own: CertifiedReport | None,
    certificate: Certificate | None,
) -> Report:
    """The page: ``standing`` says of an institution (by pk) which form is enclosed, ``own`` is the
    last report that the district itself certified, None in the district's own volume."""
    title = annex_title(number, place)
    day = f"ปีงบประมาณ {fiscal_year(on)} ข้อมูล ณ วันที่ {format_date(on)}"
    sheet = Sheet(
        name="ภาคผนวก",
        heading=(title, whole_name(place), day),
        columns=COLUMNS,
        lines=(*_lines(forms, standing), _sums("รวมทั้งอำเภอ", forms, LineKind.TOTAL)),
        notes=_notes(own) if number else (),
        landscape=False,
    )
    return Report(
        title=to_thai_digits(title),
        file_name=title,
        as_of=on,
        sheets=(sheet,),
        certificate=certificate,
        goes_on=True,
    )


def _lines(forms: Sequence[FormOfInstitution], standing: Mapping[int, str]) -> list[Line]:
    lines: list[Line] = []
    numbered = [*enumerate(forms, start=1)]
    for subdistrict, of_it in groupby(numbered, key=lambda one: one[1].subdistrict):
        found = [*of_it]
        lines.append(Line((f"ตำบล{subdistrict}",), LineKind.HEADING))
        lines += [
            Line((order, one.name, *_figures([one]), standing.get(one.pk, DRAFT)))
            for order, one in found
        ]
        within = [one for _order, one in found]
        lines.append(_sums(f"รวมตำบล{subdistrict}", within, LineKind.SUBTOTAL))
    return lines


def _sums(label: str, forms: Sequence[FormOfInstitution], kind: LineKind) -> Line:
    return Line((None, f"{label} {len(forms):,} สถาบัน", *_figures(forms), None), kind)


def _figures(forms: Sequence[FormOfInstitution]) -> tuple[Cell, ...]:
    return (
        sum(one.form.households for one in forms),
        sum((one.form.total_debt for one in forms), Decimal(0)),
        sum((one.form.total_new for one in forms), Decimal(0)),
    )


def _notes(own: CertifiedReport | None) -> tuple[str, ...]:
    if own is None:
        return ("อำเภอยังไม่มีรายงานที่รับรองและส่งจังหวัดในปีงบประมาณนี้",)
    return (
        f"รายงานของอำเภอที่รับรองแล้ว เลขที่ {number_of(own)} ข้อมูล ณ {day_in_words(own.as_of)} "
        f"รับรองโดย {own.certifier} {own.position} รหัสตรวจ {own.code_in_groups}",
    )
