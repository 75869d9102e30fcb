"""Act: take a list out as a file (ส่งออก), exactly as it was searched, and write down who did."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import IO

import xlsxwriter
from django.db import transaction
from django.db.models import QuerySet
from xlsxwriter.worksheet import Worksheet

from consolidation.kept_rows import Cell, KeptRows
from consolidation.resources import ListResource, inert
from fundinst.thai import format_date
from members.audit import record
from members.models import Institution, User

WIDEST = 50  # characters of a column


@dataclass(frozen=True, slots=True)
class ExportedList:
    """A list as it was searched, and where it comes from: pairs of word and text."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]] | KeptRows
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
    kept = KeptRows(resource.rows_of(rows))
    searched = words or "ทั้งหมด ไม่ได้กรอง"
    record(
        "exported",
        institution or actor,
        f"ส่งออกรายการ{title} {len(kept):,} {unit} เงื่อนไข: {searched}"[:500],
        actor=actor,
        institution=institution,
    )
    moment = f"{format_date(at.date(), style='medium', digits='arabic')} {at:%H:%M} น."
    origin = [
        ("รายการ", title),
        ("เงื่อนไข", searched),
        ("จำนวน", f"{len(kept):,} {unit}"),
        ("ทำแฟ้มเมื่อ", moment),
        ("ทำโดย", str(actor)),
    ]
    return ExportedList(
        title,
        resource.get_export_headers(),
        kept,
        [(word, inert(text)) for word, text in origin],
    )


def as_csv(exported: ExportedList, file: IO[bytes]) -> None:
    """UTF-8 with the mark by which Excel knows it; where it comes from stands below the rows."""
    written = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(written)
    writer.writerow(exported.headers)
    writer.writerows(exported.rows)
    writer.writerow([])
    writer.writerows(exported.origin)
    written.detach()


def as_workbook(exported: ExportedList, file: IO[bytes]) -> None:
    """A sheet of rows to sort and filter, and a sheet that says where they come from."""
    # Texts are texts: no cell of a name becomes a formula or a link. One row at a time is held.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(file, plain) as book:
        bold, baht = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet(exported.title)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(exported.rows), len(exported.headers) - 1)
        sheet.write_row(0, 0, exported.headers, bold)
        widths = [len(heading) for heading in exported.headers]
        for line, row in enumerate(exported.rows, 1):
            _write_row(sheet, line, row, baht)
            widths = [*map(max, widths, map(len, map(str, row)))]
        _widen(sheet, widths)
        origin = book.add_worksheet("ที่มาของแฟ้ม")
        for line, (word, text) in enumerate(exported.origin):
            origin.write_string(line, 0, word, bold)
            origin.write_string(line, 1, text)
        _widen(origin, [max(map(len, cells)) for cells in zip(*exported.origin, strict=True)])


def _write_row(sheet: Worksheet, line: int, row: Sequence[Cell], baht: object) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(line, column, value)
        elif isinstance(value, Decimal):
            sheet.write_number(line, column, value, baht)
        else:
            sheet.write_number(line, column, value)


def _widen(sheet: Worksheet, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + 2, WIDEST))


@dataclass(frozen=True, slots=True)
class FileFormat:
    content_type: str
    write: Callable[[ExportedList, IO[bytes]], None]


FORMATS = {
    "xlsx": FileFormat(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_workbook
    ),
    "csv": FileFormat("text/csv; charset=utf-8", as_csv),
}
