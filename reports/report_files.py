"""The files of a report, whatever it is of: how each is made, and what a browser is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from fundinst.thai import buddhist_year
from reports.sheet import Report
from reports.sheet_csv import report_csv
from reports.sheet_pdf import report_pdf
from reports.sheet_workbook import report_xlsx


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """``name`` is what the button says."""

    name: str
    make: Callable[[Report], bytes]
    content_type: str


REPORT_FORMATS = {
    "pdf": ReportFormat("PDF", report_pdf, "application/pdf"),
    "xlsx": ReportFormat(
        "Excel",
        report_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv": ReportFormat("CSV", report_csv, "text/csv; charset=utf-8"),
}


def day_in_file_name(on: date) -> str:
    return f"{buddhist_year(on)}-{on:%m-%d}"


def attachment(plain: str, report: Report, file_format: str) -> str:
    """A name for the file that says what it is of, and of no person (RFC 6266)."""
    day = day_in_file_name(report.as_of)
    thai = f"{report.file_name} {day}.{file_format}"
    return (
        f'attachment; filename="{plain}-{day}.{file_format}"; '
        f"filename*=UTF-8''{quote(thai, safe='')}"
    )
