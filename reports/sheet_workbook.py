"""A report as an Excel workbook, one tab a sheet: what offices keep and add up.

Amounts are real numbers that only look Thai, days real days. Sums are formulas and carry their
values, so that viewers that do not calculate show them too: SUBTOTAL passes over the sums within
its range, so that nothing is added twice. A figure that isn't the sum of its rows (an average, a
count of other things) stands as a number. The department's own form keeps its look
(``spreadsheet``).
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fundinst.thai import to_thai_digits
from reports.plain_table import as_text
from reports.sheet import Cell, Check, Kind, Line, LineKind, Report, Sheet
from reports.sheet_words import has_satang, mark_of
from reports.spreadsheet import A4, DOTS, FONT, INCH, WHOLE, WITH_SATANG, form_xlsx
from reports.workbook_chart import write_chart

NOT_IN_A_TAB = re.compile(r"[\[\]:*?/\\]")
LONGEST_TAB = 31
NUMBERS = {Kind.COUNT: "[$-D000000]#,##0", Kind.PERCENT: "[$-D000000]0.##"}
DAY = "[$-D070000]dd/mm/yyyy"  # the calendar and figures of Thailand
SUMS = {LineKind.SUBTOTAL, LineKind.GROUP_TOTAL, LineKind.TOTAL}


@dataclass(slots=True)
class Faces:
    """The cell formats of one workbook, each made once."""

    book: Workbook
    made: dict[tuple[object, ...], Format] = field(default_factory=dict)

    def face(self, **settings: object) -> Format:
        key = tuple(sorted(settings.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({**FONT, "valign": "vcenter", **settings})
        return self.made[key]

    def cell(self, kind: Kind, line: LineKind, *, satang: bool) -> Format:
        shape: dict[str, object] = {"border": 1, "valign": "top"}
        if line != LineKind.ROW:
            shape |= {"bold": True}
        if line in (LineKind.HEADING, LineKind.GROUP_TOTAL):
            shape |= {"bg_color": "#F0F0F0"}
        if kind == Kind.BAHT:
            return self.face(**shape, num_format=WITH_SATANG if satang else WHOLE)
        if kind in NUMBERS:
            return self.face(**shape, num_format=NUMBERS[kind])
        if kind == Kind.DATE:
            return self.face(**shape, num_format=DAY, align="center")
        align = "center" if kind == Kind.CENTRED else "left"
        return self.face(**shape, align=align, text_wrap=True, num_format="@")


def report_xlsx(report: Report) -> bytes:
    """The workbook's bytes; the same report gives the same bytes, and names no author."""
    if report.form is not None:
        return form_xlsx(report.form, report.certificate)
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        # A fixed moment: the library would put in the clock's.
        made = datetime.combine(report.as_of, time())
        book.set_properties({"title": report.title, "created": made})
        write_sheets(book, report)
    return written.getvalue()


def write_sheets(book: Workbook, report: Report) -> None:
    """The report's sheets as tabs of the book, the signatures under the last."""
    faces = Faces(book)
    for sheet in report.sheets:
        tab = book.add_worksheet(tab_name(sheet.name, [one.name for one in book.worksheets()]))
        last = _write(tab, sheet, report, faces)
        if sheet.chart:
            last = write_chart(book, tab, sheet.chart, top=last + 2)
        if sheet is report.sheets[-1]:
            last = _write_signatures(tab, report, faces, top=last + 2)
        tab.print_area(0, 0, last, max(len(sheet.columns), 4) - 1)


def tab_name(name: str, taken: Sequence[str]) -> str:
    """The name as Excel takes it: short, without its forbidden signs, once in a book."""
    plain = NOT_IN_A_TAB.sub("-", name).strip("'")[:LONGEST_TAB] or "รายงาน"
    number, found = 1, plain
    while found.casefold() in {one.casefold() for one in taken}:
        number += 1
        found = f"{plain[: LONGEST_TAB - len(str(number)) - 1]} {number}"
    return found


def _write(tab: Worksheet, sheet: Sheet, report: Report, faces: Faces) -> int:
    """Title lines, key figures, table, checks and notes; the last row written."""
    top = _write_heading(tab, sheet, report, faces)
    _set_page(tab, sheet, report, header=top)
    for at, column in enumerate(sheet.columns):
        heading = faces.face(bold=True, border=1, align="center", text_wrap=True)
        tab.write_string(top, at, as_text(column.heading), heading)
        tab.set_column(at, at, max(6, round(column.letters * 1.25)))
    _Table(tab, sheet, faces, top + 1).write()
    last = top + len(sheet.lines)
    for check in sheet.checks:
        last += 1
        _write_check(tab, last + 1, check, faces)
    for note in sheet.notes:
        last += 1
        tab.write_string(last + 1, 0, as_text(f"หมายเหตุ {to_thai_digits(note)}"), faces.face())
    return last + 1


def _write_heading(tab: Worksheet, sheet: Sheet, report: Report, faces: Faces) -> int:
    """The row of the table's header, after title lines, key figures and what the sheet is: a draft,
    or by what number it can be checked; who reads it on a screen sees no header of a page."""
    last = max(len(sheet.columns), 4) - 1
    for line, text in enumerate(sheet.heading):
        face = faces.face(bold=line < 2, align="center")
        tab.merge_range(line, 0, line, last, "", face)
        tab.write_string(line, 0, as_text(to_thai_digits(text)), face)
    line = len(sheet.heading)
    for label, value in sheet.facts:
        tab.write_string(line, 0, as_text(to_thai_digits(label)), faces.face())
        tab.write_string(line, 3, as_text(to_thai_digits(value)), faces.face(bold=True))
        line += 1
    tab.write_string(line, 0, as_text(_mark(sheet, report)), faces.face(bold=True))
    return line + 1


def _mark(sheet: Sheet, report: Report) -> str:
    return to_thai_digits(sheet.mark) or mark_of(report.certificate)


def _set_page(tab: Worksheet, sheet: Sheet, report: Report, *, header: int) -> None:
    """A4, one page wide, the header on every page, at the foot what the report is and its page."""
    if sheet.landscape:
        tab.set_landscape()
    tab.set_paper(A4)
    tab.fit_to_pages(1, 0)
    tab.center_horizontally()
    tab.set_margins(left=1.5 / INCH, right=1.5 / INCH, top=1.8 / INCH, bottom=1.8 / INCH)
    tab.repeat_rows(header)
    tab.freeze_panes(header + 1, 0)
    face = '&"TH SarabunPSK,Bold"&14'
    tab.set_header(f"&R{face}{_mark(sheet, report)}")
    tab.set_footer(f"&C{face}หน้า &P จาก &N")


@dataclass(slots=True)
class _Table:
    """The lines of a sheet below its header, and from where on each kind of sum adds."""

    tab: Worksheet
    sheet: Sheet
    faces: Faces
    first: int

    def write(self) -> None:
        satang = has_satang(self.sheet)
        since = dict.fromkeys(SUMS, self.first)
        for number, line in enumerate(self.sheet.lines):
            at = self.first + number
            if line.kind == LineKind.HEADING:
                self._heading(at, line)
                since[LineKind.SUBTOTAL] = at + 1
                continue
            for place, cell in enumerate(line.cells):
                self._cell(at, place, cell, line.kind, since, satang)
            if line.kind == LineKind.SUBTOTAL:
                since[LineKind.SUBTOTAL] = at + 1
            if line.kind == LineKind.GROUP_TOTAL:
                since[LineKind.SUBTOTAL] = since[LineKind.GROUP_TOTAL] = at + 1
        if texts := [at for at, one in enumerate(self.sheet.columns) if one.kind == Kind.CENTRED]:
            last = self.first + len(self.sheet.lines)
            ranges = [
                f"{xl_col_to_name(at)}{self.first + 1}:{xl_col_to_name(at)}{last + 1}"
                for at in texts
            ]
            # Excel marks texts that look like numbers with a green corner; these are meant so.
            self.tab.ignore_errors({"number_stored_as_text": " ".join(ranges)})

    def _heading(self, at: int, line: Line) -> None:
        face = self.faces.cell(Kind.TEXT, LineKind.HEADING, satang=False)
        text = as_text(to_thai_digits(str(line.cells[0] or "")))
        if len(self.sheet.columns) > 1:
            self.tab.merge_range(at, 0, at, len(self.sheet.columns) - 1, "", face)
        self.tab.write_string(at, 0, text, face)

    def _cell(
        self,
        at: int,
        place: int,
        cell: Cell,
        kind: LineKind,
        since: dict[LineKind, int],
        satang: bool,
    ) -> None:
        column = self.sheet.columns[place]
        face = self.faces.cell(column.kind, kind, satang=satang)
        match cell:
            case None | "":
                self.tab.write_blank(at, place, None, face)
            case date():
                self.tab.write_datetime(at, place, datetime.combine(cell, time()), face)
            case Decimal() | int() if kind in SUMS and self._adds_up(at, place, cell, since[kind]):
                name = xl_col_to_name(place)
                formula = f"=SUBTOTAL(9,{name}{since[kind] + 1}:{name}{at})"
                self.tab.write_formula(at, place, formula, face, value=cell)
            case Decimal() | int():
                self.tab.write_number(at, place, cell, face)
            case str():
                self.tab.write_string(at, place, as_text(cell), face)

    def _adds_up(self, at: int, place: int, cell: Decimal | int, since: int) -> bool:
        """Whether the figure is the sum of the rows that its formula would add."""
        if since >= at:
            return False
        lines = self.sheet.lines[since - self.first : at - self.first]
        rows = [line.cells[place] for line in lines if line.kind == LineKind.ROW]
        numbers = [one for one in rows if isinstance(one, Decimal | int)]
        return bool(numbers) and sum(numbers, Decimal(0)) == cell


def _write_check(tab: Worksheet, line: int, check: Check, faces: Faces) -> None:
    sentence = to_thai_digits(f"ตรวจสอบ: {check.words} {check.result}")
    tab.write_string(line, 0, as_text(sentence), faces.face(bold=bool(check.difference)))


def _write_signatures(tab: Worksheet, report: Report, faces: Faces, *, top: int) -> int:
    """One below the other, for a table's columns are of any width. The last row written."""
    face = faces.face()
    last = top - 2
    for signature in report.signatures:
        for offset, text in enumerate(
            (
                f"ลงชื่อ{DOTS}{signature.role}",
                f"({signature.name or DOTS})",
                f"ตำแหน่ง {signature.position or DOTS}",
            )
        ):
            tab.write_string(top + offset, 0, as_text(to_thai_digits(text)), face)
        last = top + 2
        top += 4
    return last
