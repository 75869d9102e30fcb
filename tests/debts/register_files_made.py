"""Registers made for a test: the same rows as .xlsx, .xls, .ods or .csv, and hostile archives."""

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from xml.sax.saxutils import escape

import openpyxl
import xlwt

from debts.registers import ReadRegister, read_register

TODAY = date(2026, 6, 1)
HEADINGS = ["ที่", "ชื่อ-สกุล", "บ้านเลขที่", "เงินต้นคงเหลือ", "ดอกเบี้ยค้าง", "ครบกำหนด"]

Rows = Iterable[Sequence[object]]


def read(content: bytes, name: str = "ทะเบียน.xlsx") -> ReadRegister:
    """Read a register as if today were 1 June 2569."""
    return read_register(content, name, today=TODAY)


def xlsx(rows: Rows, merges: Iterable[str] = (), *, sheet: str = "ลูกหนี้") -> bytes:
    """One sheet; a cell that is a date is written as an Excel date."""
    return workbook({sheet: rows}, merges)


def workbook(sheets: Mapping[str, Rows], merges: Iterable[str] = ()) -> bytes:
    """Several sheets; the merges go into the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    for merge in merges:
        book.worksheets[0].merge_cells(merge)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """An openpyxl workbook as bytes."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows: Rows) -> bytes:
    """The old binary format."""
    book = xlwt.Workbook()
    page = book.add_sheet("ลูกหนี้")
    day = xlwt.easyxf(num_format_str="D/M/YYYY")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value not in ("", None):
                page.write(
                    number,
                    column,
                    value,
                    day if isinstance(value, date) else xlwt.Style.default_style,
                )
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: Rows) -> bytes:
    """A document as LibreOffice writes it, with the empty rest of the sheet repeated to its end."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}{ODS_REST}" for row in rows)
    return ods_of(f"{body}{ODS_EMPTY_ROWS}")


ODS_REST = '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
ODS_EMPTY_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def _ods_cell(value: object) -> str:
    if value in ("", None):
        return "<table:table-cell/>"
    if isinstance(value, (int, float)):
        kind = f'office:value-type="float" office:value="{value}"'
    elif isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def ods_of(table_rows: str, **parts: str) -> bytes:
    """An .ods with these table rows as XML, and further parts by name."""
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="ลูกหนี้">'
        f"{table_rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></manifest>'
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": content,
            **parts,
        }
    )


def text(
    rows: Rows, separator: str = ",", encoding: str = "utf-8", quoting: int = csv.QUOTE_MINIMAL
) -> bytes:
    """A csv."""
    out = StringIO()
    csv.writer(out, delimiter=separator, quoting=quoting).writerows(rows)
    return out.getvalue().encode(encoding)


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive with these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return out.getvalue()


def with_parts(workbook_bytes: bytes, **parts: str | bytes) -> bytes:
    """A workbook with parts put in or replaced; in a name '__' is '/' and '_dot_' is '.'."""
    with zipfile.ZipFile(BytesIO(workbook_bytes)) as made:
        everything = {name: made.read(name) for name in made.namelist()}
    for name, part in parts.items():
        everything[name.replace("__", "/").replace("_dot_", ".")] = part
    return archive(everything)


def with_sheet_xml(sheet_data: str, before: str = "") -> bytes:
    """A workbook whose only sheet holds this XML."""
    return with_parts(
        xlsx([["x"]]),
        xl__worksheets__sheet1_dot_xml=(
            f'{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{sheet_data}</sheetData></worksheet>"
        ),
    )


CELL_OF_TEXT = '<x:c t="inlineStr"><x:is><x:t>{}</x:t></x:is></x:c>'
"""A cell that doesn't say where it stands, in a sheet whose names have a prefix."""
