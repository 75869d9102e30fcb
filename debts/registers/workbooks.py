"""Reasons in an .xlsx: its sheets and styles are edited in place, every other part stays as it is.

Formulas, charts, pictures, comments, filters, widths and other sheets are not touched. Formats are
those of ECMA-376 part 1, sections 18.3 (worksheets) and 18.8 (styles).
"""

import zipfile
from collections.abc import Sequence
from copy import copy
from io import BytesIO

from .marks import SheetMarks
from .sheetparts import SheetPart
from .styles import Styles
from .worksheets import sheets_of_workbook
from .xmlparts import parse

STYLES = "xl/styles.xml"
WIDTH = 60


def workbook_with_reasons(content: bytes, sheets: Sequence[SheetMarks]) -> bytes:
    """The workbook with cells coloured and reasons in the column after the last one."""
    if not sheets:
        return content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        known = set(archive.namelist())
        parts = {
            name: archive.read(name)
            for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", STYLES)
            if name in known
        }
        places = _parts_by_sheet(parts)
        styles = Styles(parts[STYLES]) if STYLES in parts else None
        edited = {
            places[sheet.table.sheet]: _edited(
                archive.read(places[sheet.table.sheet]), sheet, styles
            )
            for sheet in sheets
        }
        if styles and styles.made:
            edited[STYLES] = styles.part
        return _with_parts(archive, edited)


def _parts_by_sheet(parts: dict[str, bytes]) -> dict[str, str]:
    elements = parse(parts["xl/workbook.xml"]).iterfind("{*}sheets/{*}sheet")
    names = [sheet.get("name", "") for sheet in elements]
    return dict(zip(names, sheets_of_workbook(parts), strict=True))


def _edited(part: bytes, sheet: SheetMarks, styles: Styles | None) -> bytes:
    page, column = SheetPart(part), sheet.table.reasons
    if column is None:
        column = page.last_column() + 1
        page.widen(column, WIDTH)
    page.write_column(column, sheet.texts)
    if styles is None:
        return page.part
    for mark in sheet.marks:
        for place in {page.shown_at(mark.row, at) for at in mark.columns}:
            page.set_style(*place, styles.filled(page.style_of(*place), mark.colour))
    return page.part


def _with_parts(archive: zipfile.ZipFile, edited: dict[str, bytes]) -> bytes:
    """The archive again, in its own order, with these parts in the place of the old ones."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as again:
        for info in archive.infolist():
            part = edited.get(info.filename)
            again.writestr(copy(info), archive.read(info) if part is None else part)
    return written.getvalue()
