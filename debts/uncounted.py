"""What is typed in the debtor grid and is in none of its sums: its row could not be saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from debts.grid import Cell, Row
from fundinst.money import format_baht, read_baht
from fundinst.thai import Unreadable

UNSAVED = ("wrong", "conflict")
"""States of a row in which something was typed that is not in the books."""


@dataclass(frozen=True, slots=True)
class Uncounted:
    """In one column: ``rows`` that its sum leaves out, by how much in baht, and in how many of them
    the amount can't be read."""

    rows: int = 0
    amount: Decimal = Decimal(0)
    unread: int = 0

    @property
    def words(self) -> str:
        if not self.rows:
            return ""
        less = "ลด " if self.amount < 0 else ""
        known = f" {less}{format_baht(abs(self.amount))} บาท" if self.rows > self.unread else ""
        unread = f" (อ่านจำนวนเงินไม่ออก {self.unread} แถว)" if self.unread else ""
        return f"{self.rows} แถว{known}{unread}"


NOTHING = Uncounted()


def uncounted_in(rows: Iterable[Row]) -> dict[str, Uncounted]:
    """Account by account, what the rows that could not be saved say otherwise than the books."""
    found: dict[str, Uncounted] = {}
    for row in rows:
        if row.state not in UNSAVED:
            continue
        for cell in row.cells:
            moved = _moved(cell)
            if moved == 0:
                continue
            before = found.get(cell.field, NOTHING)
            found[cell.field] = Uncounted(
                before.rows + 1, before.amount + (moved or 0), before.unread + (moved is None)
            )
    return found


def rows_left_out(rows: Iterable[Row]) -> int:
    """In how many rows something is typed that no sum counts."""
    unsaved = (row for row in rows if row.state in UNSAVED)
    return sum(any(_moved(cell) != 0 for cell in row.cells) for row in unsaved)


def _moved(cell: Cell) -> Decimal | None:
    """By how much the cell would change its sum; None when what is typed can't be read."""
    try:
        typed = read_baht(cell.value) if cell.value.strip() else Decimal(0)
    except Unreadable:
        return None
    return typed - Decimal(cell.seen.partition(":")[2] or 0)
