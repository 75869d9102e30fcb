"""Registers as text (.csv): the encoding, the separator, and the line each row starts on."""

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from .cells import Cell
from .headers import known_headings
from .layout import letter
from .refusals import MOST_COLUMNS, MOST_ROWS, ROWS_BESIDE_THE_LOANS, refused

SEPARATORS = ",;\t|"
SNIFFED, ROWS_SNIFFED = 100_000, 200  # characters, rows
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def read_lines(content: bytes, file: str) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of a text file with the number of the line each starts on.

    Raises Refused, before the first row, when no encoding fits or the file holds too much.
    """
    text = decode(content, file)
    if not text.strip():
        raise refused("register_empty", file=file)
    separator = separator_of(text)
    _refuse_too_much(text, separator, file)
    return _rows(text, separator)


def decode(content: bytes, file: str) -> str:
    """By byte order mark; else UTF-8 if it is that without a flaw; else Thai Windows (cp874)."""
    mark = next((mark for mark in BYTE_ORDER_MARKS if content.startswith(mark)), b"")
    for encoding in [BYTE_ORDER_MARKS[mark]] if mark else ["utf-8", "cp874"]:
        try:
            return content[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused("register_encoding", file=file)


def separator_of(text: str) -> str:
    """The separator under which a row holds most headings we know, then most rows are as wide."""
    beginning = text[:SNIFFED]
    return max(SEPARATORS, key=lambda separator: _fitness(beginning, separator))


def _fitness(text: str, separator: str) -> tuple[int, float, int]:
    rows = [row for row in islice(_parsed(text, separator), ROWS_SNIFFED) if any(row)]
    headings = max((len(known_headings(row)) for row in rows[:60]), default=0)
    width, times = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
    return headings, times / len(rows) if width > 1 else 0.0, width


def _parsed(text: str, separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        return


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 0
    for row in reader:
        start, line = line + 1, reader.line_num
        yield start, [*row] if any(cell.strip() for cell in row) else []


def _refuse_too_much(text: str, separator: str, file: str) -> None:
    """Parse the whole file once before anything is made of it."""
    filled = line = 0
    try:
        for line, row in _rows(text, separator):
            filled += bool(row)
            if filled > MOST_ROWS + ROWS_BESIDE_THE_LOANS:
                raise refused("register_too_many_rows", file=file, rows=f"{line:,}")
            if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
                raise refused("register_far_cell", file=file, column=letter(len(row) - 1))
    except csv.Error:
        raise refused("register_quotes", file=file, line=line + 1) from None
