"""Counting time for interest (การนับวัน): how much of a year lies between two days.

Pure arithmetic. The first day is not counted, the last one is (ป.พ.พ. ๑๙๓/๓): money lent on the
1st and paid back on the 2nd is owed for one day.
"""

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class DayCount(StrEnum):
    """How days become a part of a year."""

    THIRTY_360 = "30/360"
    ACTUAL_365 = "actual/365"
    ACTUAL_ACTUAL = "actual/actual"
    ACTUAL_364 = "actual/364"
    ACTUAL_360 = "actual/360"

    @property
    def words(self) -> str:
        """The convention as a villager understands it, to be printed on the contract."""
        return DAY_COUNT_WORDS[self]

    @property
    def yearly_factor(self) -> Fraction:
        """What a year of 365 days costs of the yearly rate: more than one where a year is short."""
        return Fraction(365, DAYS_OF_A_YEAR[self]) if self in SHORT_YEARS else Fraction(1)


DAY_COUNT_WORDS = {
    DayCount.THIRTY_360: "คิดทุกเดือนเท่ากัน เดือนละ 30 วัน ปีละ 360 วัน (หนึ่งปีคือ 12 เดือนพอดี)",
    DayCount.ACTUAL_365: "คิดตามจำนวนวันจริง หนึ่งปีมี 365 วัน",
    DayCount.ACTUAL_ACTUAL: "คิดตามจำนวนวันจริง ปีปกติ 365 วัน ปีที่เดือนกุมภาพันธ์มี 29 วันคิด 366 วัน",
    DayCount.ACTUAL_364: "คิดตามจำนวนวันจริง หนึ่งปีคิด 364 วัน (52 สัปดาห์)",
    DayCount.ACTUAL_360: "คิดตามจำนวนวันจริง แต่หนึ่งปีคิดเพียง 360 วัน ดอกเบี้ยจริงจึงสูงกว่าอัตราที่เขียนเล็กน้อย",
}
DAYS_OF_A_YEAR = {DayCount.ACTUAL_365: 365, DayCount.ACTUAL_364: 364, DayCount.ACTUAL_360: 360}
SHORT_YEARS = (DayCount.ACTUAL_364, DayCount.ACTUAL_360)


@dataclass(frozen=True, slots=True)
class Period:
    """The time an instalment pays for: interest runs from ``starts`` to ``ends``.

    ``due_on`` is the day it is paid, later than ``ends`` where that is a holiday. ``months`` is how
    many whole months it has, None where it has odd days: months are equal under 30/360, whichever
    they are. ``parts`` is how much of the usual period it is, for rates by the period. ``usual`` is
    the period it would be if it had the usual length, where it hasn't.
    """

    starts: date
    ends: date
    due_on: date
    months: int | None = None
    parts: Fraction = Fraction(1)
    usual: "Period | None" = None


def part_of_year(day_count: DayCount, starts: date, ends: date) -> Fraction:
    """How much of a year lies between two days; nothing where they are the wrong way round."""
    if ends <= starts:
        return Fraction()
    if day_count == DayCount.THIRTY_360:
        return Fraction(_days_by_months_of_thirty(starts, ends), 360)
    if day_count == DayCount.ACTUAL_ACTUAL:
        return _by_calendar_years(starts, ends)
    return Fraction((ends - starts).days, DAYS_OF_A_YEAR[day_count])


def years_of(period: Period, day_count: DayCount) -> Fraction:
    """How much of a year the period is; whole months are equal under 30/360."""
    if day_count == DayCount.THIRTY_360 and period.months is not None:
        return Fraction(period.months, 12)
    return part_of_year(day_count, period.starts, period.ends)


def _days_by_months_of_thirty(starts: date, ends: date) -> int:
    """From the end of one month to the end of another are whole months."""
    first = 30 if _ends_a_month(starts) else min(starts.day, 30)
    last = 30 if _ends_a_month(ends) and first == 30 else min(ends.day, 30)
    return (ends.year - starts.year) * 360 + (ends.month - starts.month) * 30 + last - first


def _ends_a_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _by_calendar_years(starts: date, ends: date) -> Fraction:
    """Days in each year by that year's own length (ISDA)."""
    found = Fraction()
    for year in range(starts.year, ends.year + 1):
        begins, stops = max(starts, date(year, 1, 1)), min(ends, date(year + 1, 1, 1))
        found += Fraction((stops - begins).days, 366 if isleap(year) else 365)
    return found


def months_after(day: date, months: int, *, keep_day: int | None = None) -> date:
    """The same day so many months later; the last of the month where it has no such day (ป.พ.พ.
    ๑๙๓/๕). ``keep_day`` is the day of the month meant, where ``day`` itself was cut short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(keep_day or day.day, monthrange(year, month + 1)[1]))
