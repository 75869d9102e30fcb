"""Which months of a fund's books are closed, reckoned a second time; a month is year * 12 + month.

Nothing of the project is imported.
"""

from dataclasses import dataclass, field
from datetime import date


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


@dataclass
class SecondMonths:
    """By fund: when its books begin, its closed months, the first that was ever closed."""

    begins: dict[int, int] = field(default_factory=dict)
    closed: dict[int, set[int]] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)

    def begin(self, fund: int, on: date) -> None:
        self.begins[fund] = min(self.begins.get(fund, month_of(on)), month_of(on))

    def close(self, fund: int, month: int) -> None:
        """That month and every open one before it."""
        begins = min(self.begins[fund], self.first.get(fund, month))
        closed = self.closed.setdefault(fund, set())
        now = [one for one in range(begins, month + 1) if self._is_open(fund, one)]
        closed.update(now)
        self.first[fund] = min([*now, self.first.get(fund, month)])

    def open_again(self, fund: int, month: int) -> None:
        self.closed[fund].remove(month)

    def is_open(self, fund: int, on: date) -> bool:
        return self._is_open(fund, month_of(on))

    def booked(self, fund: int, on: date) -> date | None:
        """Where a paper of a closed month stands: the first day of the next open one."""
        month = month_of(on)
        if self._is_open(fund, month):
            return None
        while not self._is_open(fund, month):
            month += 1
        return first_day(month)

    def _is_open(self, fund: int, month: int) -> bool:
        return month not in self.closed.get(fund, set()) and month >= self.first.get(fund, 0)
