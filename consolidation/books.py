"""A fund's books by month: which months are closed, and where a late paper is booked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from consolidation.models import Contract, MonthClosing
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from fundinst.thai import FULL_MONTHS, buddhist_year
from members.models import Fund


@dataclass(frozen=True, slots=True)
class Books:
    """The months of a fund's books, each by its first day.

    ``begins`` is the month of its first contract, None without one. What lies before the first
    month that was ever closed is closed with it.
    """

    begins: date | None
    first_closed: date | None
    closed: frozenset[date]

    def is_open(self, day: date) -> bool:
        month = month_of(day)
        before = self.first_closed is not None and month < self.first_closed
        return month not in self.closed and not before

    def booked_on(self, day: date) -> date | None:
        """The first day of the open month that takes what was paid in a closed one."""
        if self.is_open(day):
            return None
        month = month_after(day)
        while not self.is_open(month):
            month = month_after(month)
        return month

    def open_until(self, month: date) -> list[date]:
        """The open months up to and with that one, in their order."""
        return [one for one in self.until(month) if self.is_open(one)]

    def until(self, month: date) -> list[date]:
        """Every month of the books up to and with that one."""
        found, one = [], self.begins
        while one is not None and one <= month:
            found.append(one)
            one = month_after(one)
        return found


def books_of(fund: Fund) -> Books:
    rows = MonthClosing.objects.filter(fund=fund).order_by("pk")
    states = dict(rows.values_list("month", "is_closed"))  # the last row of a month counts
    first = Contract.objects.filter(fund=fund).aggregate(first=Min("opened_on"))["first"]
    return Books(
        begins=min([*states, *([month_of(first)] if first else [])], default=None),
        first_closed=min(states, default=None),
        closed=frozenset(month for month, is_closed in states.items() if is_closed),
    )


def refusals_of_month(fund: Fund, on: date) -> Iterator[Refusal]:
    """Why nothing can be dated that day in the fund's books: its month is closed."""
    books = books_of(fund)
    if (since := books.booked_on(on)) is not None:
        yield Refusal(
            "month_closed",
            "",
            f"{fund}ปิดบัญชีเดือน{month_in_words(on)}แล้ว ให้ใช้วันที่ตั้งแต่ {day_in_words(since)} "
            "หรือขอให้อำเภอเปิดเดือนนั้นอีกครั้ง",
        )


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month_in_words(day: date) -> str:
    """กรกฎาคม 2561."""
    return f"{FULL_MONTHS[day.month - 1]} {buddhist_year(day)}"
