"""How far the reading of a file is, for who waits for it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from .cells import Cell
from .files import Sheet

Told = Callable[[int, int], None]
"""Told, now and then, how many rows of about how many are read; what it raises stops it."""
TOLD_EVERY = 500  # rows


def tell_nobody(done: int, of: int) -> None:
    """For who doesn't wait."""


def counted(sheets: Iterable[Sheet], told: Told) -> Iterator[Sheet]:
    """The sheets, whose rows are counted together as they are taken."""
    every = list(sheets)
    height = sum(sheet.height for sheet in every)
    done = 0
    for sheet in every:
        yield replace(sheet, rows=_told(sheet.rows, done, height, told))
        done += sheet.height


def _told(
    rows: Iterable[tuple[int, list[Cell]]], before: int, of: int, told: Told
) -> Iterator[tuple[int, list[Cell]]]:
    for count, row in enumerate(rows, before):
        if count % TOLD_EVERY == 0:
            told(min(count, of), of)
        yield row
