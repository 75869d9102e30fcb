"""The days on which instalments fall due (วันครบกำหนดชำระ), and the time each one pays for.

Pure arithmetic. Patterns: every so many days, weeks, months or years; fixed days of the year (5
November and 5 July); one payment; days as agreed. A due date on a holiday moves; the interest is
that of the date itself, unless it is said to follow.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from debts.day_count import Period, months_after
from fundinst.errors import Refusal, Refused
from fundinst.thai import format_date

MOST_INSTALMENTS = 600
MOST_YEARS = 60


class Unit(StrEnum):
    """What a frequency is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    @property
    def words(self) -> str:
        return {"day": "วัน", "week": "สัปดาห์", "month": "เดือน", "year": "ปี"}[self.value]


class Move(StrEnum):
    """Where a due date goes that falls on a holiday."""

    NEXT = "next"
    BEFORE = "before"
    NEXT_IN_MONTH = "next_in_month"

    @property
    def words(self) -> str:
        return {
            Move.NEXT: "ถ้าวันครบกำหนดตรงกับวันหยุด ให้เลื่อนไปวันทำการถัดไป",
            Move.BEFORE: "ถ้าวันครบกำหนดตรงกับวันหยุด ให้เลื่อนมาวันทำการก่อนหน้า",
            Move.NEXT_IN_MONTH: "ถ้าวันครบกำหนดตรงกับวันหยุด ให้เลื่อนไปวันทำการถัดไป แต่ไม่ข้ามเดือน",
        }[self]


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days without business: ``weekdays`` (Monday is 0) and dates; and where due dates go then."""

    weekdays: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()
    move: Move = Move.NEXT
    interest_follows: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        if not self.weekdays and not self.dates:
            return ()
        follows = "ดอกเบี้ยคิดถึงวันที่เลื่อนไป" if self.interest_follows else "ดอกเบี้ยไม่เปลี่ยน"
        return (f"{self.move.words} {follows}",)

    def is_holiday(self, day: date) -> bool:
        return day.weekday() in self.weekdays or day in self.dates

    def moved(self, day: date) -> date:
        """The day of business instead; the day itself where a whole month has none."""
        step = -1 if self.move == Move.BEFORE else 1
        found = self._first_from(day, step)
        if self.move == Move.NEXT_IN_MONTH and (found.year, found.month) != (day.year, day.month):
            return self._first_from(day, -1)
        return found

    def _first_from(self, day: date, step: int) -> date:
        days = (day + timedelta(days=step * away) for away in range(32))
        return next((one for one in days if not self.is_holiday(one)), day)


NO_HOLIDAYS = Holidays()


@dataclass(frozen=True, slots=True)
class Frequency:
    """Every so many days, weeks, months or years."""

    every: int = 1
    unit: Unit = Unit.MONTH

    @property
    def words(self) -> str:
        return (
            f"ชำระทุก {self.every} {self.unit.words}"
            if self.every > 1
            else f"ชำระทุก{self.unit.words}"
        )

    @property
    def months(self) -> int | None:
        """How many months a period has; None where it is counted in days."""
        return {Unit.MONTH: self.every, Unit.YEAR: 12 * self.every}.get(self.unit)

    @property
    def a_year(self) -> Fraction:
        """How many periods a year has."""
        if self.months:
            return Fraction(12, self.months)
        return Fraction(365, self.every * (7 if self.unit == Unit.WEEK else 1))

    def after(self, day: date, times: int, *, keep_day: int | None = None) -> date:
        """The day so many periods later; the last of a month that has no such day."""
        if self.months:
            return months_after(day, times * self.months, keep_day=keep_day)
        return day + timedelta(days=times * self.every * (7 if self.unit == Unit.WEEK else 1))


MONTHLY, YEARLY = Frequency(), Frequency(1, Unit.YEAR)


def regular(
    lent_on: date,
    count: int,
    frequency: Frequency = MONTHLY,
    *,
    first_due: date | None = None,
    day_of_month: int | None = None,
    first_by_days: bool = False,
    holidays: Holidays = NO_HOLIDAYS,
) -> tuple[Period, ...]:
    """Due dates at equal distances.

    Without ``first_due`` the first is one period after lending. ``day_of_month`` is the day meant
    where it isn't the first due date's own (31 is the end of every month). A first period of
    another length bears a rate by the period whole, or ``first_by_days`` in proportion to its days.
    Raises Refused for a count or a first due date that makes no plan.
    """
    if refusals := [*_refusals_of_count(count), *_refusals_of_frequency(frequency, count)]:
        raise Refused(refusals)
    first = first_due or frequency.after(lent_on, 1, keep_day=day_of_month)
    if refusals := [*_refusals_of_days(lent_on, [first])]:
        raise Refused(refusals)
    keep_day = day_of_month or (lent_on.day if not first_due else first.day)
    dues = [first, *(frequency.after(first, k, keep_day=keep_day) for k in range(1, count))]
    nominal_start = frequency.after(first, -1, keep_day=keep_day)
    head, *rest = _in_months(_periods(lent_on, dues, holidays), [lent_on, *dues], frequency)
    usual = Period(nominal_start, first, head.due_on, frequency.months)
    return (_odd_first(head, usual, first_by_days), *rest)


def _in_months(
    periods: Sequence[Period], dates: Sequence[date], frequency: Frequency
) -> Iterator[Period]:
    """A period has the frequency's months, unless a holiday moved the day its interest ends."""
    for period, nominal in zip(periods, pairwise(dates), strict=True):
        regular_one = (period.starts, period.ends) == nominal
        yield replace(period, months=frequency.months if regular_one else None)


def _odd_first(period: Period, usual: Period, by_days: bool) -> Period:
    """The first period, where it isn't of the usual length, with that length beside it."""
    if (period.starts, period.ends) == (usual.starts, usual.ends):
        return period
    days, usual_days = (period.ends - period.starts).days, (usual.ends - usual.starts).days
    parts = Fraction(days, usual_days) if by_days else Fraction(1)
    return replace(period, months=None, parts=parts, usual=usual)


def fixed_days(
    lent_on: date,
    count: int,
    days: Sequence[tuple[int, int]],
    *,
    not_before: date | None = None,
    holidays: Holidays = NO_HOLIDAYS,
) -> tuple[Period, ...]:
    """Fixed days of every year, as (month, day), the first after lending or ``not_before``.

    29 February is the 28th where the year has none. Raises Refused for days that don't exist.
    """
    refusals = [*_refusals_of_count(count), *_refusals_of_year_days(days)]
    if refusals:
        raise Refused(refusals)
    after = max(lent_on, not_before - timedelta(days=1)) if not_before else lent_on
    dues = []
    for day in _days_of_years(after.year, sorted(set(days))):
        if day > after:
            dues.append(day)
        if len(dues) == count:
            break
    return _with_months(_periods(lent_on, dues, holidays))


def _days_of_years(first_year: int, days: Sequence[tuple[int, int]]) -> Iterator[date]:
    for year in range(first_year, first_year + MOST_INSTALMENTS + 2):
        for month, day in days:
            yield months_after(date(year, month, 1), 0, keep_day=day)


def on_days(
    lent_on: date, dues: Sequence[date], *, holidays: Holidays = NO_HOLIDAYS
) -> tuple[Period, ...]:
    """Days as agreed, one payment among them. Raises Refused where they don't rise."""
    refusals = [*_refusals_of_count(len(dues)), *_refusals_of_days(lent_on, dues)]
    if refusals:
        raise Refused(refusals)
    return _with_months(_periods(lent_on, dues, holidays))


def once(lent_on: date, *, months: int, holidays: Holidays = NO_HOLIDAYS) -> tuple[Period, ...]:
    """One payment so many months after lending. Raises Refused for none, or for very many."""
    if refusals := [*_refusals_of_frequency(Frequency(months), 1)]:
        raise Refused(refusals)
    return on_days(lent_on, [months_after(lent_on, months)], holidays=holidays)


def _with_months(periods: Iterable[Period]) -> tuple[Period, ...]:
    """A period from a day to the same of a later month has whole months."""
    return tuple(replace(period, months=whole_months(period)) for period in periods)


def whole_months(period: Period) -> int | None:
    starts, ends = period.starts, period.ends
    months = (ends.year - starts.year) * 12 + ends.month - starts.month
    return months if months > 0 and months_after(starts, months) == ends else None


def _periods(lent_on: date, dues: Sequence[date], holidays: Holidays) -> list[Period]:
    """Raises Refused where holidays bring two instalments to one day."""
    moved = [holidays.moved(day) for day in dues]
    ends = moved if holidays.interest_follows else dues
    refusals = [*_refusals_of_days(lent_on, moved)]
    if refusals:
        raise Refused(refusals)
    spans = pairwise([lent_on, *ends])
    return [Period(a, b, day) for (a, b), day in zip(spans, moved, strict=True)]


def _refusals_of_count(count: int) -> Iterator[Refusal]:
    if not 1 <= count <= MOST_INSTALMENTS:
        yield Refusal(
            "instalment_count", "", f"จำนวนงวดต้องอยู่ระหว่าง 1 ถึง {MOST_INSTALMENTS} งวด ให้แก้จำนวนงวด"
        )


def _refusals_of_frequency(frequency: Frequency, count: int) -> Iterator[Refusal]:
    if frequency.every < 1:
        yield Refusal("frequency_unknown", "", "ระยะห่างระหว่างงวดต้องอย่างน้อย 1 ให้แก้ระยะห่าง")
    elif count > MOST_YEARS * frequency.a_year:
        yield Refusal(
            "term_too_long", "", f"แผนชำระยาวเกิน {MOST_YEARS} ปี ให้ลดจำนวนงวดหรือระยะห่างระหว่างงวด"
        )


def _refusals_of_days(lent_on: date, dues: Sequence[date]) -> Iterator[Refusal]:
    for before, day in pairwise([lent_on, *dues]):
        if day <= before:
            yield Refusal(
                "due_dates_not_rising",
                "",
                f"วันครบกำหนด {format_date(day, digits='arabic')} ต้องหลังวันที่ "
                f"{format_date(before, digits='arabic')} ให้เลือกวันใหม่",
            )


def _refusals_of_year_days(days: Sequence[tuple[int, int]]) -> Iterator[Refusal]:
    if not days:
        yield Refusal("no_due_days", "", "ยังไม่ได้เลือกวันครบกำหนดของปี ให้เลือกอย่างน้อยหนึ่งวัน")
    for month, day in days:
        if not 1 <= month <= 12 or not 1 <= day <= _longest(month):
            yield Refusal(
                "due_day_unknown", "", f"ไม่มีวันที่ {day} เดือน {month} ในปฏิทิน ให้เลือกวันครบกำหนดใหม่"
            )


def _longest(month: int) -> int:
    """The days of a month in a leap year."""
    return (months_after(date(2024, month, 1), 1) - date(2024, month, 1)).days


def harvest(
    pattern: Sequence[tuple[date, Decimal]],
) -> tuple[tuple[date, ...], tuple[Decimal, ...]]:
    """Harvest days with the percent of the principal paid on each, in the order of days."""
    ordered = sorted(pattern)
    return tuple(day for day, _ in ordered), tuple(percent for _, percent in ordered)
