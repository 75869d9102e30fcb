"""Reasons in a .csv: one more field in the rows concerned, everything else as it was written."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from .marks import SheetMarks
from .texts import BYTE_ORDER_MARKS, decode, separator_of

NOT_IN_CP874 = str.maketrans({"·": "-", "→": "-", "−": "-", "≥": ">", "≤": "<"})
LINE_ENDS = ("\r\n", "\n", "\r")


def text_with_reasons(content: bytes, sheets: Sequence[SheetMarks]) -> bytes:
    """The same encoding, separator, quotes and line ends, with a field of ours at rows' ends."""
    if not sheets:
        return content
    (sheet,) = sheets
    mark, encoding = _encoding(content)
    text = decode(content, "")
    separator = separator_of(text)
    records = dict(_records(text, separator))
    column = sheet.table.reasons
    if column is None:
        column = max(len(_fields(record, separator)) for record in records.values())
    quoting = records[sheet.table.heading].startswith('"')
    texts = sheet.texts
    written = (
        _with_field(record, separator, column, texts.get(line, ""), quoting=quoting)
        for line, record in records.items()
    )
    text = "".join(written)
    if encoding == "cp874":
        text = text.translate(NOT_IN_CP874)
    return mark + text.encode(encoding, "replace")


def _encoding(content: bytes) -> tuple[bytes, str]:
    """The byte order mark and the encoding, as ``texts.decode`` took them."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return mark, encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return b"", "cp874"
    return b"", "utf-8"


def _records(text: str, separator: str) -> Iterator[tuple[int, str]]:
    """Each record as written, line end and all, by the number of the line it starts on."""
    lines = list(StringIO(text, newline=""))
    reader, start = csv.reader(lines, delimiter=separator, strict=True), 0
    for _ in reader:
        yield start + 1, "".join(lines[start : reader.line_num])
        start = reader.line_num


def _fields(record: str, separator: str) -> list[tuple[int, int]]:
    """Where each field of a record begins and ends, quotes included, the line end not."""
    end = len(record) - len(_line_end(record))
    places, start, quoted = [], 0, False
    for at in range(end):
        if record[at] == '"' and (quoted or at == start):
            quoted = not quoted
        elif record[at] == '"' and record[at - 1] == '"' and record[start] == '"':
            quoted = True  # a quote written twice inside quotes
        elif record[at] == separator and not quoted:
            places.append((start, at))
            start = at + 1
    return [*places, (start, end)]


def _line_end(record: str) -> str:
    return next((end for end in LINE_ENDS if record.endswith(end)), "")


def _with_field(record: str, separator: str, column: int, text: str, *, quoting: bool) -> str:
    """The record with this text in this column; a record that has none and needs none as it is."""
    fields = _fields(record, separator)
    special = {separator, '"', "\n", "\r"} & set(text)
    field = '"{}"'.format(text.replace('"', '""')) if special or (quoting and text) else text
    if column < len(fields):
        start, end = fields[column]
        return record[:start] + field + record[end:]
    if not text:
        return record
    end = fields[-1][1]
    return record[:end] + separator * (column - len(fields) + 1) + field + record[end:]
