"""Which letters of default were printed for guarantors: told by the app that prints them.

Printed is not told: the law asks for the day it was sent (``consolidation/guarantor_notices.py``).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PrintedNotice:
    """A letter that was issued under a number on a day; ``paper`` is the number of its row."""

    on: date
    number: str
    paper: int


Asked = Callable[[Collection[int]], Mapping[int, Sequence[PrintedNotice]]]
"""Of guarantors, by number: their letters, the first first."""
_PRINTERS: list[Asked] = []


def tell_of_printed(asked: Asked) -> None:
    """Ask this from now on; called once the app that prints is ready."""
    _PRINTERS.append(asked)


def printed_for(guarantors: Collection[int]) -> dict[int, list[PrintedNotice]]:
    """Every letter that was printed for these guarantors of contracts."""
    found: dict[int, list[PrintedNotice]] = {}
    for asked in _PRINTERS if guarantors else ():
        for guarantor, notices in asked(guarantors).items():
            found.setdefault(guarantor, []).extend(notices)
    return found
