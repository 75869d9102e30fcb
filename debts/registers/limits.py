"""How far a sheet may reach before it is refused: it is laid out in memory as a full rectangle."""

from .layout import letter
from .refusals import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
    ROWS_BESIDE_THE_LOANS,
    refused,
)


class Extent:
    """Adds up, over the sheets of one file, what its filled cells will take; refuses too much."""

    def __init__(self, file: str) -> None:
        self.file, self.characters, self.cells, self.all_rows = file, 0, 0, 0

    def sheet(self, rows: int, columns: int) -> None:
        """A sheet whose filled cells reach to this row and column (counted from 1)."""
        self.all_rows += rows
        self.cells += rows * columns
        if not self.holds(rows, columns) and columns > MOST_COLUMNS:
            raise refused("register_far_cell", file=self.file, column=letter(columns - 1))
        if self.all_rows > MOST_ROWS + ROWS_BESIDE_THE_LOANS:
            raise refused("register_too_many_rows", file=self.file, rows=f"{self.all_rows:,}")
        if self.cells > MOST_CELLS:
            raise refused("register_far_cell", file=self.file, column=letter(columns - 1))

    @staticmethod
    def holds(rows: int, columns: int) -> bool:
        """Whether one sheet of this size is nothing to look at twice."""
        small = rows * columns <= MOST_CELLS
        return small and columns <= MOST_COLUMNS and rows <= MOST_ROWS + ROWS_BESIDE_THE_LOANS

    def text(self, characters: int) -> None:
        """Texts that will stand in cells; one text may be repeated in a million of them."""
        self.characters += characters
        if self.characters > MOST_TEXT:
            raise refused("register_expands", file=self.file)
