"""An .xls or .ods with reasons: its values in a new .xlsx, since it can't be changed in place."""

import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from .cells import Cell, Fault
from .files import Sheet, open_register
from .marks import SheetMarks
from .sheetnames import sheet_name

WIDTH, WIDTH_OF_REASONS = 16, 60


def rewritten(content: bytes, file_name: str, sheets: Sequence[SheetMarks]) -> bytes:
    """A workbook of the same values, sheet by sheet, with the wrong cells coloured and why."""
    marked = {sheet.table.sheet: sheet for sheet in sheets}
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        faces = _Faces(book)
        visible = False
        for sheet in open_register(content, file_name):
            taken = [page.name for page in book.worksheets()]
            page = book.add_worksheet(sheet_name(sheet.name, taken))
            if sheet.hidden:
                page.hide()
            elif not visible:
                page.activate()
                page.set_first_sheet()
                visible = True
            _write(page, sheet, marked.get(sheet.name), faces)
    return written.getvalue()


class _Faces:
    """The formats of one workbook, made as they are asked for."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[str, str], Format] = {}

    def of(self, colour: str, shown: str) -> Format | None:
        if not (colour or shown):
            return None
        if (colour, shown) not in self.made:
            settings: dict[str, Any] = {"num_format": shown} if shown else {}
            settings |= {"bg_color": f"#{colour[2:]}"} if colour else {}
            self.made[colour, shown] = self.book.add_format(settings)
        return self.made[colour, shown]


def _write(page: Worksheet, sheet: Sheet, marked: SheetMarks | None, faces: _Faces) -> None:
    colours, texts, ours = _marks(marked)
    rows = list(sheet.rows)
    width = max((len(cells) for _, cells in rows), default=0)
    reasons = width if ours is None else ours
    page.set_column(0, max(width - 1, 0), WIDTH)
    for (top, left), (bottom, right) in sheet.merges:
        if (top, left) != (bottom, right):
            with suppress(OverlappingRange):
                page.merge_range(top, left, bottom, right, "")
    for number, cells in rows:
        for column, cell in enumerate(cells):
            if not (marked and column == ours):
                _put(page, number - 1, column, cell, colours.get((number, column), ""), faces)
    if marked:
        page.set_column(reasons, reasons, WIDTH_OF_REASONS)
        for number, text in texts.items():
            page.write_string(number - 1, reasons, text)


def _marks(
    marked: SheetMarks | None,
) -> tuple[dict[tuple[int, int], str], dict[int, str], int | None]:
    if marked is None:
        return {}, {}, None
    colours = {(mark.row, c): mark.colour for mark in marked.marks for c in mark.columns}
    return colours, marked.texts, marked.table.reasons


def _put(page: Worksheet, row: int, column: int, cell: Cell, colour: str, faces: _Faces) -> None:
    if isinstance(cell, datetime | date):
        page.write_datetime(row, column, cell, faces.of(colour, "d/m/yyyy"))
    elif isinstance(cell, time | timedelta):
        page.write_datetime(row, column, cell, faces.of(colour, "hh:mm"))
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, faces.of(colour, ""))
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell, faces.of(colour, ""))
    elif isinstance(cell, Fault):  # stays a failed formula, for the reader to refuse again
        shown = cell.shown if cell.shown.startswith("#") else "#N/A"
        page.write_formula(row, column, "=NA()", faces.of(colour, ""), shown)
    elif cell:
        page.write_string(row, column, cell, faces.of(colour, ""))
    elif colour:
        page.write_blank(row, column, None, faces.of(colour, ""))
