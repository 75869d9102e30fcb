"""Act: take a list out as a file (ส่งออก), exactly as it was searched, and write down who did."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import QuerySet

from consolidation.flat_workbook import FlatSheet, widths_of, write_workbook
from consolidation.kept_rows import Cell, KeptRows
from consolidation.resources import ListResource, inert
from fundinst.thai import format_date
from members.audit import record
from members.models import Institution, User


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
    rows = exported.rows
    longest = rows.widths if isinstance(rows, KeptRows) else widths_of(rows)
    headings = map(len, exported.headers)
    list_of_rows = FlatSheet(
        exported.title,
        rows,
        len(rows),
        [*map(max, headings, longest)] if longest else [*headings],
        exported.headers,
    )
    origin = FlatSheet(
        "ที่มาของแฟ้ม", exported.origin, len(exported.origin), widths_of(exported.origin)
    )
    write_workbook([list_of_rows, origin], file)


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
