"""Reading a table of village figures, pasted or as a file: เรื่อง, ตัวเลข, หน่วย; errors by row."""

import csv
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

from debts.registers.cells import Cell, read_text
from debts.registers.files import open_register
from fundinst.errors import Refusal, Refused
from fundinst.money import SATANG
from fundinst.thai import Unreadable, clean, to_arabic_digits
from members.village_figures import MOST_FIGURES, StatedFigure

HEADINGS = {
    "name": {"เรื่อง", "รายการ", "ตัวชี้วัด", "ข้อมูล", "ชื่อเรื่อง", "หัวข้อ"},
    "value": {"ตัวเลข", "จำนวน", "ค่า", "ผล", "ข้อมูลตัวเลข"},
    "unit": {"หน่วย", "หน่วยนับ"},
}
IN_ORDER = {"name": 0, "value": 1, "unit": 2}
NUMBER = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?")
HOW_TO_TYPE = "ให้พิมพ์ตัวเลขอย่างเดียว เช่น 1,250 หรือ 12.5 แล้วใส่หน่วยในช่องหน่วย"
# Cells that people part by hand: a tab, a bar, a semicolon, several spaces; a comma only before a
# space, since one also stands inside 1,250.
PARTED = re.compile(r"\t|\||;|,\s+| {2,}")

Row = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class ReadFigures:
    """What was read, and (row, reason) of every row that couldn't be."""

    figures: tuple[StatedFigure, ...]
    errors: tuple[tuple[int, str], ...]


def read_pasted(text: str) -> ReadFigures:
    """Rows pasted from a spreadsheet or typed, one figure a line."""
    return _read((number, _parted(line)) for number, line in enumerate(text.splitlines(), 1))


def read_file(content: bytes, filename: str) -> ReadFigures:
    """The first sheet with rows in it. Raises Refused for a file that can't be opened."""
    try:
        for sheet in open_register(content, filename):
            rows = [(number, cells) for number, cells in sheet.rows if any(map(_says, cells))]
            if rows and not sheet.hidden:
                return _read(rows)
    except Refused as refused:
        # The reader is the registers'; what people brought here is no register.
        raise Refused(
            Refusal(one.code, one.clause, one.sentence.replace("ทะเบียนลูกหนี้", "ข้อมูลหมู่บ้าน"))
            for one in refused.refusals
        ) from None
    return ReadFigures((), ())


def as_text(figures: Iterable[StatedFigure]) -> str:
    """The figures as rows to paste: what a page carries from the preview to the confirmation."""
    written = StringIO()
    csv.writer(written, delimiter="\t", lineterminator="\n").writerows(
        figure.values for figure in figures
    )
    return written.getvalue()


def read_figure(cell: Cell) -> Decimal:
    """A number from 0 up with at most two decimals; Thai digits and commas are understood."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if not math.isfinite(cell) or cell < 0:
            raise Unreadable("ตัวเลขติดลบไม่ได้")
        exact = Decimal(repr(cell))
        if abs(exact - exact.quantize(SATANG)) > Decimal("0.000001"):
            raise Unreadable("มีทศนิยมเกินสองตำแหน่ง ให้ปัดเป็นสองตำแหน่ง")
        return exact.quantize(SATANG)
    typed = to_arabic_digits(read_text(cell))
    if not NUMBER.fullmatch(typed):
        raise Unreadable(f"อ่านตัวเลข “{typed[:30]}” ไม่ออก {HOW_TO_TYPE}")
    return Decimal(typed.replace(",", "")).quantize(SATANG)


def _parted(line: str) -> list[str]:
    if "\t" in line:  # from a spreadsheet, which quotes what holds a tab or a line end
        return next(csv.reader([line], delimiter="\t"), [])
    parts = PARTED.split(line.strip())
    return parts if len(parts) > 1 else next(csv.reader([line]), [])


def _read(rows: Iterable[Row]) -> ReadFigures:
    figures: list[StatedFigure] = []
    errors: list[tuple[int, str]] = []
    columns: dict[str, int] | None = None
    for number, cells in rows:
        if not any(map(_says, cells)):
            continue
        if columns is None:
            columns = _heading(cells)
            if columns:
                continue
            columns = IN_ORDER
        if len(figures) + len(errors) > MOST_FIGURES:
            break
        try:
            figures.append(_figure(cells, columns))
        except Unreadable as unreadable:
            errors.append((number, str(unreadable)))
    return ReadFigures(tuple(figures), tuple(errors))


def _figure(cells: Sequence[Cell], columns: dict[str, int]) -> StatedFigure:
    def cell(name: str) -> Cell:
        column = columns.get(name, len(cells))
        return cells[column] if column < len(cells) else ""

    name, value, unit = clean(read_text(cell("name"))), cell("value"), read_text(cell("unit"))
    if not name:
        raise Unreadable("ไม่มีชื่อเรื่อง ให้ใส่ว่าเป็นตัวเลขเรื่องอะไร")
    if not _says(value):
        raise Unreadable(f"เรื่อง “{name[:30]}” ไม่มีตัวเลข ให้ใส่ตัวเลขในช่องถัดไป")
    if isinstance(value, str) and value.strip().endswith("%"):
        value, unit = value.strip().removesuffix("%"), unit or "ร้อยละ"
    return StatedFigure(name, read_figure(value), clean(unit))


def _heading(cells: Sequence[Cell]) -> dict[str, int]:
    """Which column is which, by its heading; empty unless name and number are both named."""
    found = {
        meaning: column
        for column, cell in reversed([*enumerate(cells)])
        for meaning, words in HEADINGS.items()
        if isinstance(cell, str) and re.sub(r"[\s.()]", "", cell) in words
    }
    return found if {"name", "value"} <= set(found) else {}


def _says(cell: Cell) -> bool:
    return bool(str(cell).strip())


def row_errors(read: ReadFigures) -> Iterator[Refusal]:
    """Every row that couldn't be read, by its number."""
    for number, reason in read.errors:
        yield Refusal("row_unreadable", "", f"แถว {number}: {reason}")
