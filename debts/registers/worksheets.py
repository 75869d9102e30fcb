"""Worksheet XML of an .xlsx: how far its cells reach, how much text they repeat, failed formulas.

A quick look with patterns settles ordinary files; a doubtful one is read element by element.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from xml.parsers import expat

from .cells import Fault
from .limits import Extent
from .refusals import MOST_TEXT

REFERENCE = re.compile(rb"\sr\s*=\s*[\"']\$?([A-Za-z]*)\$?(\d+)")
FAILED = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
UNCOMPUTED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</|</)"
)
STRING = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
CELL_NAME = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


def string_lengths(part: bytes) -> list[int]:
    """The lengths, in bytes and at most, of the texts in a table of shared strings."""
    if b"sst" not in part[:2048]:
        return []
    starts = [found.start() for found in STRING.finditer(part)] + [len(part)]
    return [end - start for start, end in pairwise(starts)]


def sheets_of_workbook(parts: Mapping[str, bytes]) -> list[str]:
    """The parts that hold the sheets, in the order of the workbook."""
    targets: dict[str, str] = {}
    order: list[str] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = (
                target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            )

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            identity = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            order.append(targets.get(identity, ""))

    _parse(parts["xl/_rels/workbook.xml.rels"], relation)
    _parse(parts["xl/workbook.xml"], sheet)
    return order


def _parse(part: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(part, True)


def read_worksheet(
    part: bytes, extent: Extent, lengths: Sequence[int]
) -> dict[tuple[int, int], Fault]:
    """Refuse a sheet that reaches too far or repeats too much; its formulas without a result."""
    columns, rows = _reach(part)
    shared = part.count(b'"s"') + part.count(b"'s'")
    heavy = max(lengths, default=0) * shared > MOST_TEXT
    if extent.holds(rows, columns) and not (heavy or _is_doubtful(part)):
        extent.sheet(rows, columns)
        return {}
    walk = _Walk(lengths)
    walk.read(part)
    extent.sheet(walk.rows, walk.columns)
    extent.text(walk.text)
    return walk.faults


def _is_doubtful(part: bytes) -> bool:
    """Whether a formula without a result may be in it, or a comment that hides or feigns cells."""
    failed = (b'"e"' in part or b"'e'" in part) and FAILED.search(part)
    formulas = b"<f" in part or b":f" in part
    return bool(b"<!" in part or failed or (formulas and UNCOMPUTED.search(part)))


def _reach(part: bytes) -> tuple[int, int]:
    """At most how many columns and rows the sheet has, by what is written in it."""
    names, numbers = set(), set()
    for name, number in REFERENCE.findall(part):
        names.add(name)
        numbers.add(number)
    columns = max((_column(name.decode()) for name in names if name), default=0)
    rows = max(map(int, numbers), default=0)
    cells = sum(map(part.count, (b"<c ", b"<c>", b"<c/", b"<c\n", b"<c\r", b"<c\t", b":c")))
    if cells > part.count(b'<c r="'):  # cells without a reference follow one another
        columns, rows = columns + cells, rows + part.count(b"row")
    return columns, rows


def _column(name: str) -> int:
    number = 0
    for char in name.upper()[:8]:
        number = number * 26 + ord(char) - 64
    return number


class _Walk:
    """Reads a worksheet element by element: where filled cells stand and what fails in them."""

    def __init__(self, lengths: Sequence[int]) -> None:
        self.lengths = lengths
        self.rows = self.columns = self.text = 0
        self.faults: dict[tuple[int, int], Fault] = {}
        self.row = self.column = -1
        self.kind, self.formula, self.value, self.within = "", False, "", ""

    def read(self, part: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(part, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            said = attributes.get("r", "").strip()
            self.row = int(said) - 1 if said else self.row + 1
            self.column = -1
        elif name == "c":
            self._start_cell(attributes)
        elif name == "f":
            self.formula = True
        self.within = name

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        if said := attributes.get("r", ""):
            found = CELL_NAME.fullmatch(said.strip())
            if not found:
                raise ValueError(said)
            self.column, self.row = _column(found[1]) - 1, int(found[2]) - 1
        self.kind, self.formula, self.value = attributes.get("t", ""), False, ""

    def _characters(self, text: str) -> None:
        if self.within in ("v", "t"):
            self.value += text

    def _end(self, name: str) -> None:
        self.within = ""
        if name.rpartition(":")[2] != "c":
            return
        if self.kind == "e":
            self.faults[self.row, self.column] = Fault(self.value or "#N/A")
        elif self.formula and not self.value and self.kind != "str":
            self.faults[self.row, self.column] = Fault("")
        if self.value or self.formula:
            self.rows = max(self.rows, self.row + 1)
            self.columns = max(self.columns, self.column + 1)
        if self.kind == "s":
            self.text += self.lengths[int(self.value)]
