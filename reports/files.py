"""The formats a report can be had in: how each is made, and what a browser has to be told."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.district_form import DistrictForm
from reports.plain_table import form_csv
from reports.printing import form_pdf
from reports.spreadsheet import form_xlsx


@dataclass(frozen=True, slots=True)
class FileFormat:
    make: Callable[[DistrictForm], bytes]
    content_type: str


FORMATS = {
    "csv": FileFormat(form_csv, "text/csv; charset=utf-8"),
    "pdf": FileFormat(form_pdf, "application/pdf"),
    "xlsx": FileFormat(
        form_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
}
