"""What has changed since a report was certified: line by line, before and after.

The report is made again as it was known when it was certified, and as it is known now, both of the
same day; whichever lines don't say the same are listed. A line is known by what it leads to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from fundinst.thai import to_arabic_digits
from members.past import known_until
from reports.asking import Asked
from reports.chain import place_of
from reports.kinds import certified_kind
from reports.models import CertifiedReport
from reports.sheet import Cell, Column, Kind, Line, LineKind, Report
from reports.sheet_words import in_words

IN_ALL = "รวม"
ORDER = "ลำดับ"
"""How the heading of the column begins that counts the lines: one more line moves all after it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a line says in a column, before and after; "" where there is no such line."""

    name: str
    column: str
    before: str
    after: str
    link: str

    @property
    def in_words(self) -> str:
        return f"{self.name} {self.column} จาก {self.before or 'ไม่มี'} เป็น {self.after or 'ไม่มี'}"


def differences_since(report: CertifiedReport, *, today: date) -> list[Difference]:
    """What was written down since of the report's own day; none means that it still holds."""
    kind, place = certified_kind(report.level), place_of(report)
    asked = Asked(report.as_of, today, today)
    with known_until(report.known_at):
        then = kind.said(kind.build(place, asked))
    return [*compared(then, kind.report(place, asked))]


def compared(then: Report, now: Report) -> Iterator[Difference]:
    """Sheet by sheet: the lines of today in their order, then those that are gone."""
    for before, after in zip(then.sheets, now.sheets, strict=False):
        old, new = _by_key(before.lines), _by_key(after.lines)
        for key in [*new, *(key for key in old if key not in new)]:
            yield from _of_line(old.get(key), new.get(key), after.columns)


def _of_line(
    before: Line | None, after: Line | None, columns: tuple[Column, ...]
) -> Iterator[Difference]:
    """Of a line that is new or gone its sums; of one that stands whatever differs."""
    shown = after or before
    assert shown is not None
    is_total = shown.kind == LineKind.TOTAL
    name = IN_ALL if is_total else _name(shown)
    for place, column in enumerate(columns):
        heading = column.plain or column.heading
        is_sum = column.kind in (Kind.BAHT, Kind.COUNT) and not heading.startswith(ORDER)
        old, new = _cell(before, place), _cell(after, place)
        stands = before is not None and after is not None and not is_total
        if old != new and (is_sum or (stands and not heading.startswith(ORDER))):
            words = (_said(old, column.kind), _said(new, column.kind))
            yield Difference(name, heading, *words, urlsplit(shown.link).path)


def _by_key(lines: tuple[Line, ...]) -> dict[tuple[str, int], Line]:
    """The rows and the total by what they lead to, or else by name; and which of that name."""
    found: dict[tuple[str, int], Line] = {}
    for line in lines:
        if line.kind == LineKind.TOTAL:
            found[IN_ALL, -1] = line
        elif line.kind == LineKind.ROW:
            key = urlsplit(line.link).path or _name(line)
            found[key, sum(one == key for one, _which in found)] = line
    return found


def _cell(line: Line | None, place: int) -> Cell:
    return line.cells[place] if line and place < len(line.cells) else None


def _name(line: Line) -> str:
    return next((cell for cell in line.cells if isinstance(cell, str) and cell), "")


def _said(cell: Cell, kind: Kind) -> str:
    return to_arabic_digits(in_words(cell, kind))
