"""The district's form of every institution of a district, one below the other (แบบรายงานทั้งอำเภอ).

Tambon by tambon, the numbers starting from 1 in each institution, with the sums of each institution
and tambon.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from fundinst.thai import fiscal_year
from reports.asking import Asked, Place
from reports.district_form import TITLE, DistrictForm, Signature, district_forms
from reports.institution_form import FORM_COLUMNS, form_lines, sums_line, total_line
from reports.sheet import Check, Column, Line, LineKind, Report, Sheet
from reports.title_lines import signatures_of, title_lines

COLUMNS = (
    *FORM_COLUMNS,
    Column("ตำบล", plain="ตำบล", only_in_files=True),
    Column("สถาบัน", letters=24, plain="สถาบัน", only_in_files=True),
)


@dataclass(frozen=True, slots=True)
class FormOfInstitution:
    """One institution's form, its tambon and its primary key."""

    form: DistrictForm
    name: str
    subdistrict: str
    pk: int


@dataclass(frozen=True, slots=True)
class AreaForms:
    """The forms of an area's institutions that have contracts, by tambon and institution."""

    heading: tuple[str, ...]
    place: str
    as_of: date
    forms: tuple[FormOfInstitution, ...]
    without: int
    """How many institutions have none."""
    signatures: tuple[Signature, ...] = ()

    @property
    def whole(self) -> DistrictForm:
        """All rows as one form, for the sums and their check."""
        return DistrictForm(
            institution=self.place,
            place="",
            fiscal_year=fiscal_year(self.as_of),
            as_of=self.as_of,
            rows=tuple(row for one in self.forms for row in one.form.rows),
        )


def area_forms(place: Place, asked: Asked) -> AreaForms:
    """The forms of the place's institutions as of the day."""
    institutions = place.each()
    forms = [
        FormOfInstitution(form, one.name, str(one.subdistrict), one.pk)
        for one, form in zip(institutions, district_forms(institutions, on=asked.on), strict=True)
    ]
    made = tuple(one for one in forms if one.form.rows)
    return AreaForms(
        heading=title_lines(TITLE, place, asked.on),
        place=str(place),
        as_of=asked.on,
        forms=made,
        without=len(forms) - len(made),
        signatures=signatures_of(place, asked.on),
    )


def area_forms_said(found: AreaForms) -> Report:
    sheet = Sheet(
        name="แบบรายงาน",
        heading=found.heading,
        columns=COLUMNS,
        lines=(*_lines(found), _sums("รวมทั้งหมด", found.forms, LineKind.TOTAL)),
        checks=(Check(found.whole.check, found.whole.difference),),
        notes=(f"ไม่มีครัวเรือนที่ทำสัญญาเดียว {found.without:,} สถาบัน",) if found.without else (),
    )
    return Report(
        title=TITLE,
        file_name=f"แบบรายงาน 1 ครัวเรือน 1 สัญญา {found.place}",
        as_of=found.as_of,
        sheets=(sheet,),
        signatures=found.signatures,
        named=tuple((one.pk, one.form.households) for one in found.forms),
    )


def _lines(found: AreaForms) -> list[Line]:
    lines: list[Line] = []
    for subdistrict, of_it in groupby(found.forms, key=lambda one: one.subdistrict):
        forms = [*of_it]
        for one in forms:
            lines.append(Line((f"{one.form.institution} {one.form.place}",), LineKind.HEADING))
            lines += [
                Line((*line.cells, subdistrict, one.name), line.kind, line.link)
                for line in form_lines(one.form)
            ]
            total = total_line(one.form, f"รวม{one.name}", LineKind.SUBTOTAL)
            lines.append(Line((*total.cells, subdistrict, one.name), total.kind))
        lines.append(_sums(f"รวมตำบล{subdistrict}", forms, LineKind.GROUP_TOTAL))
    return lines


def _sums(label: str, forms: Sequence[FormOfInstitution], kind: LineKind) -> Line:
    found = [one.form for one in forms]
    households = sum(form.households for form in found)
    before = sum((form.total_debt for form in found), Decimal(0))
    after = sum((form.total_new for form in found), Decimal(0))
    line = sums_line(label, households, before, after, kind)
    return Line((*line.cells, None, None), kind)
