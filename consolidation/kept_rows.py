"""Rows of a long list in little memory, to be counted first and read after."""

import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

ROWS_AT_ONCE = 1000

Cell = str | int | Decimal


class KeptRows:
    """The rows as they were when they were read, packed: a tenth of what they take as objects.

    How many there are must be known, and recorded, before the first is written to the file.
    """

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._packed: list[bytes] = []
        self._count = 0
        coming = iter(rows)
        while chunk := [*islice(coming, ROWS_AT_ONCE)]:
            self._count += len(chunk)
            self._packed.append(zlib.compress(pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL), 1))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for packed in self._packed:
            yield from pickle.loads(zlib.decompress(packed))  # our own, of a moment ago
