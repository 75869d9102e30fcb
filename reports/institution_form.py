"""The district's form of one institution, said as a report (แบบรายงานส่งอำเภอ).

On paper and in a workbook it keeps the look of the department's own form (``printing``,
``spreadsheet``); as a report it has its checks, its certificate, and its rows like any other.
"""

from decimal import Decimal

from django.urls import reverse

from reports.asking import Asked, Place
from reports.district_form import BETWEEN_FUNDS, COLUMNS, CSV_COLUMNS, DistrictForm, district_form
from reports.sheet import Check, Column, Kind, Line, LineKind, Report, Sheet

NAME = "แบบรายงาน 1 ครัวเรือน 1 สัญญา"
KIND_OF_INSTITUTION = "สถาบันการจัดการเงินทุนชุมชน"
KINDS_OF_COLUMNS = (
    (Kind.COUNT, 5),
    (Kind.TEXT, 18),
    (Kind.CENTRED, 7),
    (Kind.TEXT, 28),
    (Kind.BAHT, 12),
    (Kind.TEXT, 18),
    (Kind.BAHT, 12),
)
FORM_COLUMNS = tuple(
    Column(heading, kind, letters, plain)
    for heading, plain, (kind, letters) in zip(COLUMNS, CSV_COLUMNS, KINDS_OF_COLUMNS, strict=True)
)


def institution_form(place: Place, asked: Asked) -> DistrictForm:
    """The form of the place's institution as of the day."""
    assert place.institution is not None
    return district_form(place.institution, on=asked.on)


def institution_form_said(form: DistrictForm) -> Report:
    sheet = Sheet(
        name="แบบรายงาน",
        heading=form.heading,
        columns=FORM_COLUMNS,
        lines=(*form_lines(form), total_line(form, "รวม", LineKind.TOTAL)),
        checks=(Check(form.check, form.difference),),
    )
    return Report(
        title=form.heading[0],
        file_name=f"{NAME} {form.institution.removeprefix(KIND_OF_INSTITUTION)}",
        as_of=form.as_of,
        sheets=(sheet,),
        signatures=form.signatures,
        form=form,
    )


def form_lines(form: DistrictForm) -> tuple[Line, ...]:
    """A line a household; its numbers start from 1 in each institution."""
    return tuple(
        Line(
            (
                row.order,
                row.name,
                row.house_number,
                BETWEEN_FUNDS.join(row.funds),
                row.debt,
                row.receiving_fund,
                row.new_amount,
            ),
            link=reverse("consolidation:household", args=[row.household]) if row.household else "",
        )
        for row in form.rows
    )


def total_line(form: DistrictForm, label: str, kind: LineKind) -> Line:
    return sums_line(label, form.households, form.total_debt, form.total_new, kind)


def sums_line(label: str, households: int, before: Decimal, after: Decimal, kind: LineKind) -> Line:
    """The sums of some institutions' rows, in baht."""
    named = f"{label} {households:,} ครัวเรือน"
    return Line((None, named, None, None, before, None, after), kind)
