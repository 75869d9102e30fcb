"""Act: take a list out as a file (ส่งออก), exactly as it was searched, and write down who did."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from django.db import transaction
from django.db.models import QuerySet
from tablib import Dataset
from xlsxwriter.worksheet import Worksheet

from consolidation.resources import ListResource, inert
from fundinst.thai import format_date
from members.audit import record
from members.models import Institution, User

WIDEST = 50  # characters of a column


@dataclass(frozen=True, slots=True)
class ExportedList:
    """A list as it was searched, and where it comes from: pairs of word and text."""

    title: str
    rows: Dataset
    origin: Sequence[tuple[str, str]]


@transaction.atomic(durable=True)
def export_list(
    resource: ListResource,
    rows: QuerySet,
    *,
    title: str,
    unit: str,
    words: str,
    institution: Institution | None,
    actor: User,
    at: datetime,
) -> ExportedList:
    """The rows with what the file has to say of itself; the export stands in the record.

    ``words`` is the search, empty for the whole list; ``institution`` the one all rows are of, None
    when they are of several; ``at`` local time.
    """
    dataset = resource.export(rows)
    searched = words or "ทั้งหมด ไม่ได้กรอง"
    record(
        "exported",
        institution or actor,
        f"ส่งออกรายการ{title} {len(dataset):,} {unit} เงื่อนไข: {searched}"[:500],
        actor=actor,
        institution=institution,
    )
    moment = f"{format_date(at.date(), style='medium', digits='arabic')} {at:%H:%M} น."
    origin = [
        ("รายการ", title),
        ("เงื่อนไข", searched),
        ("จำนวน", f"{len(dataset):,} {unit}"),
        ("ทำแฟ้มเมื่อ", moment),
        ("ทำโดย", str(actor)),
    ]
    return ExportedList(title, dataset, [(word, inert(text)) for word, text in origin])


def as_csv(exported: ExportedList) -> bytes:
    """UTF-8 with the mark by which Excel knows it; where it comes from stands below the rows."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(exported.rows.headers)
    writer.writerows(exported.rows)
    writer.writerow([])
    writer.writerows(exported.origin)
    return written.getvalue().encode("utf-8-sig")


def as_workbook(exported: ExportedList) -> bytes:
    """A sheet of rows to sort and filter, and a sheet that says where they come from."""
    written = io.BytesIO()
    # Texts are texts: no cell of a name becomes a formula or a link.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(written, plain) as book:
        bold, baht = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet(exported.title)
        sheet.write_row(0, 0, exported.rows.headers, bold)
        for line, row in enumerate(exported.rows, 1):
            _write_row(sheet, line, row, baht)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(exported.rows), exported.rows.width - 1)
        _widen(sheet, [exported.rows.headers, *exported.rows])
        origin = book.add_worksheet("ที่มาของแฟ้ม")
        for line, (word, text) in enumerate(exported.origin):
            origin.write_string(line, 0, word, bold)
            origin.write_string(line, 1, text)
        _widen(origin, exported.origin)
    return written.getvalue()


def _write_row(
    sheet: Worksheet, line: int, row: Sequence[str | int | Decimal], baht: object
) -> None:
    for column, value in enumerate(row):
        if isinstance(value, Decimal):
            sheet.write_number(line, column, value, baht)
        elif isinstance(value, int):
            sheet.write_number(line, column, value)
        else:
            sheet.write_string(line, column, value)


def _widen(sheet: Worksheet, rows: Sequence[Sequence[object]]) -> None:
    for column, cells in enumerate(zip(*rows, strict=True)):
        sheet.set_column(column, column, min(max(len(str(cell)) for cell in cells) + 2, WIDEST))


@dataclass(frozen=True, slots=True)
class FileFormat:
    content_type: str
    make: Callable[[ExportedList], bytes]


FORMATS = {
    "xlsx": FileFormat(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_workbook
    ),
    "csv": FileFormat("text/csv; charset=utf-8", as_csv),
}
