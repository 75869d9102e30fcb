"""Sheets of an .ods: how far its filled cells reach, repeats unfolded, and its failed formulas."""

from xml.parsers import expat

from .cells import Fault
from .limits import Extent

Faults = dict[tuple[int, int], Fault]


def read_document_sheets(part: bytes, extent: Extent) -> dict[int, Faults]:
    """Refuse a document that reaches too far; its failed formulas, by sheet and cell (from 0)."""
    walk = _Walk(extent)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.characters
    parser.Parse(part, True)
    return {index: faults for index, faults in walk.faults.items() if faults}


class _Walk:
    """A cell repeated 16,384 times in a row repeated 1,048,576 times is two short elements."""

    def __init__(self, extent: Extent) -> None:
        self.extent = extent
        self.faults: dict[int, Faults] = {}
        self.sheet = -1
        self.rows = self.columns = self.row = self.column = self.filled_to = 0
        self.row_repeats = self.cell_repeats = 1
        self.has_value = self.failed = False
        self.text = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "table":
            self.sheet += 1
            self.faults[self.sheet] = {}
            self.rows = self.columns = self.row = 0
        elif name == "table-row":
            self.row_repeats = _repeats(attributes, "number-rows-repeated")
            self.column = self.filled_to = 0
        elif name in ("table-cell", "covered-table-cell"):
            self.cell_repeats = _repeats(attributes, "number-columns-repeated")
            types = [value for key, value in attributes.items() if key.endswith(":value-type")]
            self.has_value, self.failed, self.text = bool(types), "error" in types, ""

    def characters(self, text: str) -> None:
        self.text += text

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "table-row":
            if self.filled_to:
                self.rows = self.row + self.row_repeats
                self.columns = max(self.columns, self.filled_to)
            self.row += self.row_repeats
        elif name == "table":
            self.extent.sheet(self.rows, self.columns)

    def _end_cell(self) -> None:
        if self.failed:
            self.faults[self.sheet][self.row, self.column] = Fault(self.text.strip() or "#N/A")
        self.column += self.cell_repeats
        if self.has_value or self.text.strip():
            self.filled_to = self.column
            self.extent.text(len(self.text) * self.cell_repeats * self.row_repeats)


def _repeats(attributes: dict[str, str], which: str) -> int:
    said = next(
        (value for key, value in attributes.items() if key.rpartition(":")[2] == which), "1"
    )
    return max(int(said), 1)
