"""A report as a csv file, for people who go on calculating and for other systems.

Rows only: no title, no sums. UTF-8 with a byte order mark, CRLF line ends, plain figures, days as
2017-06-30. Sheets of the same columns stand under one header row; other sheets below, after an
empty line. The same report always gives the same bytes.
"""

import csv
import io
from datetime import date
from decimal import Decimal

from reports.plain_table import as_text, plain_amount
from reports.sheet import Cell, Kind, LineKind, Report, Sheet


def report_csv(report: Report) -> bytes:
    written = io.StringIO(newline="")
    table = csv.writer(written)
    header: list[str] = []
    for sheet in report.sheets:
        named = _header(sheet)
        if not named:
            continue
        if named != header:
            table.writerows([[], named] if header else [named])
            header = named
        kinds = [column.kind for column in sheet.columns]
        for line in sheet.lines:
            if line.kind == LineKind.ROW:
                table.writerow(map(_plain, line.cells, kinds))
    return written.getvalue().encode("utf-8-sig")


def _header(sheet: Sheet) -> list[str]:
    return [as_text(column.plain or column.heading) for column in sheet.columns]


def _plain(cell: Cell, kind: Kind) -> str:
    match cell:
        case None:
            return ""
        case date():
            return cell.isoformat()
        case Decimal() if kind == Kind.BAHT:
            return plain_amount(cell)
        case Decimal():
            return f"{cell.normalize():f}"
        case int():
            return str(cell)
    return as_text(cell)
