"""One worksheet part of an .xlsx, edited in place: styles of cells, and texts in one column."""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy

from lxml import etree

from .layout import letter
from .xmlparts import in_xml, parse, serialize, tag

CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
BEFORE_COLUMNS = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr")
KEEPS_SPACES = "{http://www.w3.org/XML/1998/namespace}space"

Place = tuple[int, int]  # row and column from 1 and 0


class SheetPart:
    """Rows and cells by their numbers, where they are written and where they are only implied."""

    def __init__(self, part: bytes) -> None:
        self.root = parse(part)
        self.data = self.root.find(tag(self.root, "sheetData"))
        self.rows: dict[int, etree._Element] = {}
        number = 0
        for row in self.data.iterfind(tag(self.root, "row")):
            number = int(row.get("r") or number + 1)
            self.rows[number] = row
        self.cells_of: dict[int, dict[int, etree._Element]] = {}
        self.merges = [_area(one.get("ref", "")) for one in self._each("mergeCells", "mergeCell")]

    def last_column(self) -> int:
        """The last column in which anything stands, or a merged cell or a filter reaches."""
        filled = (
            column
            for number in self.rows
            for column, cell in self._cells(number).items()
            if len(cell)
        )
        filters = [_area(one.get("ref", "")) for one in self._each("autoFilter")]
        reaches = (right for _, (_, right) in (*self.merges, *filters))
        return max((*filled, *reaches), default=-1)

    def style_of(self, row: int, column: int) -> int:
        """The number of the cell's style: its own, or its row's, or its column's."""
        cell = self._cells(row).get(column)
        if cell is not None:
            return int(cell.get("s") or 0)
        holder = self.rows.get(row)
        if holder is not None and holder.get("customFormat") in ("1", "true"):
            return int(holder.get("s") or 0)
        return next(
            (int(one.get("style") or 0) for one in self._widths() if _spans(one, column)), 0
        )

    def set_style(self, row: int, column: int, style: int) -> None:
        self._cell(row, column).set("s", str(style))

    def shown_at(self, row: int, column: int) -> Place:
        """Where the cell is seen: the first cell of those it is merged with, else itself."""
        for (top, left), (bottom, right) in self.merges:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    def write_column(self, column: int, texts: Mapping[int, str]) -> None:
        """Put these texts into the column, by row; whatever else stood in it goes."""
        for number in list(self.rows):
            cell = self._cells(number).get(column)
            if cell is not None and number not in texts:
                _empty(cell)
        for number, text in texts.items():
            cell = self._cell(number, column)
            _empty(cell)
            cell.set("t", "inlineStr")
            inner = etree.SubElement(cell, tag(self.root, "is"))
            written = etree.SubElement(inner, tag(self.root, "t"))
            written.text = in_xml(text)
            written.set(KEEPS_SPACES, "preserve")
        self._reach(column, max(texts, default=1))

    def widen(self, column: int, width: int) -> None:
        """Give one column a width of its own; its neighbours keep theirs."""
        holder = self.root.find(tag(self.root, "cols"))
        if holder is None:
            holder = etree.Element(tag(self.root, "cols"))
            known = {tag(self.root, name) for name in BEFORE_COLUMNS}
            self.root.insert(sum(child.tag in known for child in self.root), holder)
        for one in [one for one in holder if _spans(one, column)]:
            for first, last in ((int(one.get("min")), column), (column + 2, int(one.get("max")))):
                if first <= last:
                    part = deepcopy(one)
                    part.set("min", str(first))
                    part.set("max", str(last))
                    one.addprevious(part)
            holder.remove(one)
        number = str(column + 1)
        own = etree.Element(
            tag(self.root, "col"), min=number, max=number, width=str(width), customWidth="1"
        )
        starts = [int(one.get("min")) for one in holder]
        holder.insert(bisect(starts, column + 1), own)

    @property
    def part(self) -> bytes:
        return serialize(self.root)

    def _each(self, *path: str) -> Iterable[etree._Element]:
        found: Iterable[etree._Element] = self.root.iterfind(
            "/".join(tag(self.root, name) for name in path)
        )
        return found

    def _widths(self) -> Iterable[etree._Element]:
        return self._each("cols", "col")

    def _cells(self, number: int) -> dict[int, etree._Element]:
        if number not in self.cells_of:
            row = self.rows.get(number)
            self.cells_of[number] = {} if row is None else dict(_numbered(row, self.root))
        return self.cells_of[number]

    def _cell(self, number: int, column: int) -> etree._Element:
        """The cell, made in its place if it isn't there."""
        cells = self._cells(number)
        if column not in cells:
            row, style = self._row(number), self.style_of(number, column)
            cell = etree.Element(tag(self.root, "c"), r=f"{letter(column)}{number}")
            if style:
                cell.set("s", str(style))
            before = [at for at in cells if at < column]
            if before:
                cells[max(before)].addnext(cell)
            else:
                row.insert(0, cell)
            cells[column] = cell
            _stretch(row, column + 1)
        return cells[column]

    def _row(self, number: int) -> etree._Element:
        if number not in self.rows:
            row = etree.Element(tag(self.root, "row"), r=str(number))
            before = [at for at in self.rows if at < number]
            if before:
                self.rows[max(before)].addnext(row)
            else:
                self.data.insert(0, row)
            self.rows[number] = row
        return self.rows[number]

    def _reach(self, column: int, row: int) -> None:
        """Let the stated size of the sheet take the column in."""
        dimension = self.root.find(tag(self.root, "dimension"))
        if dimension is not None and dimension.get("ref"):
            (top, left), (bottom, right) = _area(dimension.get("ref"))
            last = f"{letter(max(right, column))}{max(bottom, row)}"
            dimension.set("ref", f"{letter(left)}{top}:{last}")


def _numbered(row: etree._Element, root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    column = -1
    for cell in row.iterfind(tag(root, "c")):
        said = CELL.fullmatch(cell.get("r", "").strip())
        column = _column(said[1]) if said else column + 1
        yield column, cell


def _empty(cell: etree._Element) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)


def _stretch(row: etree._Element, last: int) -> None:
    first, colon, to = (row.get("spans") or "").partition(":")
    if colon and to.isdigit() and int(to) < last:
        row.set("spans", f"{first}:{last}")


def _spans(col: etree._Element, column: int) -> bool:
    return int(col.get("min")) <= column + 1 <= int(col.get("max"))


def _area(ref: str) -> tuple[Place, Place]:
    """'A1:C3' -> ((1, 0), (3, 2)); one cell is an area too. An unreadable one is the first cell."""
    corners = [CELL.fullmatch(corner) for corner in ref.split(":")]
    places = [(int(found[2]), _column(found[1])) for found in corners if found]
    return (places[0], places[-1]) if places else ((1, 0), (1, 0))


def _column(name: str) -> int:
    number = 0
    for char in name.upper():
        number = number * 26 + ord(char) - 64
    return number - 1
