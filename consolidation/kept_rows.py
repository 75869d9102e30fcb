"""Rows of a long list in little memory, to be counted first and read after."""

import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from consolidation.flat_workbook import Cell, widths_of

ROWS_AT_ONCE = 1000


class KeptRows:
    """The rows as they were when they were read, packed: a tenth of what they take as objects.

    How many there are must be known, and recorded, before the first is written to the file;
    ``widths``, the characters of each column's longest cell, before a workbook's first row.
    """

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._packed: list[bytes] = []
        self._count = 0
        self.widths: list[int] = []
        coming = iter(rows)
        while chunk := [*islice(coming, ROWS_AT_ONCE)]:
            self._count += len(chunk)
            widths = widths_of(chunk)
            self.widths = [*map(max, self.widths, widths)] if self.widths else widths
            self._packed.append(zlib.compress(pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL), 1))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for packed in self._packed:
            yield from pickle.loads(zlib.decompress(packed))  # our own, of a moment ago
