"""A fund's books by month: which months are closed, and where a late paper is booked.

A fund closes its months (``month_closing.py``), its province whole periods for everybody below it
(``period_closing.py``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from consolidation.models import Contract, MonthClosing, PeriodClosing
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from fundinst.thai import FULL_MONTHS, buddhist_year
from members.models import Fund, Institution


@dataclass(frozen=True, slots=True)
class Books:
    """The months of a fund's books, each by its first day.

    ``begins`` is the month of its first contract, None without one. What lies before the first
    month that was ever closed is closed with it. ``closed_through`` is the last day of the periods
    that the province has closed, None where all are open.
    """

    begins: date | None
    first_closed: date | None
    closed: frozenset[date]
    closed_through: date | None = None

    def is_open(self, day: date) -> bool:
        month = month_of(day)
        before = self.first_closed is not None and month < self.first_closed
        return month not in self.closed and not before and not self.in_closed_period(day)

    def in_closed_period(self, day: date) -> bool:
        """Whether the province closed the period of that day."""
        return self.closed_through is not None and day <= self.closed_through

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
        closed_through=closed_through(fund.institution),
    )


def closed_through(institution: Institution) -> date | None:
    """Up to which day its province has closed the books; never those of a practice."""
    return None if institution.is_practice else last_closed_day(institution.subdistrict_id[:2])


def last_closed_day(province: str) -> date | None:
    """Up to which day the province (its code) has closed the books; None where all are open."""
    last = PeriodClosing.objects.filter(area=province).order_by("pk").last()
    return last.closed_through if last else None


def refusals_of_period(institution: Institution, on: date, what: str = "") -> Iterator[Refusal]:
    """Why nothing of that day changes any more: the province closed its period.

    ``what`` says of which day it is, where people don't see it themselves.
    """
    until = closed_through(institution)
    if until is not None and on <= until:
        yield Refusal("period_closed", "", f"{what}{period_closed_in_words(until)}")


def period_closed_in_words(until: date) -> str:
    return f"จังหวัดปิดงวดรายงานถึง {day_in_words(until)} แล้ว ถ้าต้องแก้ ให้ขอจังหวัดเปิดงวดอีกครั้ง"


def refusals_of_month(fund: Fund, on: date) -> Iterator[Refusal]:
    """Why nothing can be dated that day in the fund's books: its month or period is closed."""
    books = books_of(fund)
    since = books.booked_on(on)
    if since is not None and books.closed_through and books.in_closed_period(on):
        yield Refusal(
            "period_closed",
            "",
            f"จังหวัดปิดงวดรายงานถึง {day_in_words(books.closed_through)} แล้ว "
            f"ให้ใช้วันที่ตั้งแต่ {day_in_words(since)} หรือขอจังหวัดเปิดงวดอีกครั้ง",
        )
    elif since is not None:
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
