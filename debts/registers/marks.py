"""What is written into a user's own file when it goes back: which cells, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .headers import REASONS
from .reading import TablePlace

WRONG, DOUBTFUL = "FFFFC7CE", "FFFFE699"
"""A light red for what can't be read, a light amber for what somebody has to decide."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of a sheet: its cells to colour (columns from 0) and the reason to write beside it.

    ``row`` is the number people see; in a csv the line the row starts on.
    """

    sheet: str
    row: int
    columns: tuple[int, ...]
    reason: str
    doubtful: bool = False

    @property
    def colour(self) -> str:
        return DOUBTFUL if self.doubtful else WRONG


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """A sheet's table and the marks that go into it."""

    table: TablePlace
    marks: Sequence[Mark]

    @property
    def texts(self) -> dict[int, str]:
        """What is written into the column of reasons, by row; its heading first."""
        return {self.table.heading: REASONS} | {mark.row: mark.reason for mark in self.marks}


def by_sheet(tables: Iterable[TablePlace], marks: Iterable[Mark]) -> list[SheetMarks]:
    """The tables that have something to be told, or once had."""
    marks = list(marks)
    found = [SheetMarks(table, [m for m in marks if m.sheet == table.sheet]) for table in tables]
    return [one for one in found if one.marks or one.table.reasons is not None]
