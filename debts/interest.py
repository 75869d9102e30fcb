"""Interest (ดอกเบี้ย): kinds; rates by the year, month, day or period; tiers; changes.

Pure arithmetic. Interest comes out as an exact Fraction of baht; whoever puts it on paper rounds
it, once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from debts.day_count import DayCount, Period, part_of_year, years_of
from fundinst.money import format_baht
from fundinst.thai import format_date


class Method(StrEnum):
    """On what interest is counted."""

    NONE = "none"
    FLAT = "flat"
    ON_BALANCE = "on_balance"

    @property
    def words(self) -> str:
        return METHOD_WORDS[self]


METHOD_WORDS = {
    Method.NONE: "ไม่คิดดอกเบี้ย",
    Method.FLAT: "คิดดอกเบี้ยจากเงินต้นตอนแรกทุกงวด แม้คืนเงินต้นไปบ้างแล้ว (ดอกเบี้ยคงที่)",
    Method.ON_BALANCE: "คิดดอกเบี้ยจากเงินต้นที่ยังเหลือเท่านั้น คืนเงินต้นแล้วดอกเบี้ยลดลง (ลดต้นลดดอก)",
}


class RatePer(StrEnum):
    """What a rate is for: a year, a month, a day, or one period between two instalments."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    PERIOD = "period"

    @property
    def words(self) -> str:
        return {"year": "ปี", "month": "เดือน", "day": "วัน", "period": "งวด"}[self.value]


@dataclass(frozen=True, slots=True)
class Tier:
    """The rate of what a debt is above so many baht (อัตราขั้นบันได)."""

    above: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class RateChange:
    """Another rate from a day on, that day's night counted; it replaces tiers too."""

    on: date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """``percent`` a year (month, day, period) up to the first tier; tiers and changes in order."""

    percent: Decimal
    per: RatePer = RatePer.YEAR
    tiers: tuple[Tier, ...] = ()
    changes: tuple[RateChange, ...] = ()

    @property
    def words(self) -> str:
        """As a villager understands it, to be printed on the contract."""
        of_first = f" {format_baht(self.tiers[0].above)} บาทแรก " if self.tiers else ""
        said = [f"{of_first}ร้อยละ {percent_words(self.percent)} ต่อ{self.per.words}"]
        said += [
            f"ส่วนที่เกิน {format_baht(tier.above)} บาท ร้อยละ {percent_words(tier.percent)} "
            f"ต่อ{self.per.words}"
            for tier in self.tiers
        ]
        said += [
            f"ตั้งแต่ {format_date(change.on, digits='arabic')} ร้อยละ "
            f"{percent_words(change.percent)} ต่อ{self.per.words}"
            for change in self.changes
        ]
        return " ".join(said)

    @property
    def highest(self) -> Decimal:
        """The highest percent it ever takes."""
        return max(self._percents)

    @property
    def lowest(self) -> Decimal:
        return min(self._percents)

    @property
    def _percents(self) -> list[Decimal]:
        tiers = [tier.percent for tier in self.tiers]
        return [self.percent, *tiers, *(change.percent for change in self.changes)]


@dataclass(frozen=True, slots=True)
class Interest:
    """How a fund takes interest."""

    method: Method = Method.NONE
    rate: Rate = Rate(Decimal(0))
    day_count: DayCount = DayCount.ACTUAL_365

    @property
    def is_free(self) -> bool:
        return self.method == Method.NONE or self.rate.highest == 0

    @property
    def words(self) -> tuple[str, ...]:
        """The conventions as a villager understands them, to be printed on the contract."""
        if self.is_free:
            return (Method.NONE.words,)
        said = (f"ดอกเบี้ย{self.rate.words}", self.method.words)
        by_year = self.rate.per in (RatePer.YEAR, RatePer.MONTH)
        return (*said, self.day_count.words) if by_year else said


def percent_words(percent: Decimal | Fraction) -> str:
    """A percentage to at most four decimals, without noughts at the end: 6, 7.5, 15.0012."""
    four = Decimal(round(Fraction(percent) * 10_000)) / 10_000
    return f"{four.normalize():f}"


def interest_of(amount: Fraction | Decimal, interest: Interest, period: Period) -> Fraction:
    """The interest of ``amount`` (baht) over a period, exact; nothing on nothing.

    Which amount that is, the first principal or what is left of it, the method says.
    """
    if interest.is_free or amount <= 0:
        return Fraction()
    spans = _spans(interest.rate, period)
    lengths = _lengths(interest, period, spans)
    return sum(
        (
            length * _of_one_unit(Fraction(amount), interest.rate, starts)
            for (starts, _ends), length in zip(spans, lengths, strict=True)
        ),
        Fraction(),
    )


def _spans(rate: Rate, period: Period) -> list[tuple[date, date]]:
    """The period, cut where the rate changes inside it."""
    cuts = [change.on for change in rate.changes if period.starts < change.on < period.ends]
    days = [period.starts, *sorted(cuts), period.ends]
    return list(pairwise(days))


def _lengths(interest: Interest, period: Period, spans: list[tuple[date, date]]) -> list[Fraction]:
    """How many years, months, days or periods each span is, as the rate is for."""
    if interest.rate.per == RatePer.DAY:
        return [Fraction((ends - starts).days) for starts, ends in spans]
    by_period = interest.rate.per == RatePer.PERIOD
    whole = period.parts if by_period else years_of(period, interest.day_count)
    if len(spans) == 1:
        found = [whole]
    elif not by_period and interest.day_count != DayCount.THIRTY_360:
        found = [part_of_year(interest.day_count, *span) for span in spans]
    else:  # equal months have no days of their own: by the days really in each part
        days = (period.ends - period.starts).days
        found = [whole * Fraction((ends - starts).days, days) for starts, ends in spans]
    return [part * 12 for part in found] if interest.rate.per == RatePer.MONTH else found


def _of_one_unit(amount: Fraction, rate: Rate, on: date) -> Fraction:
    """The interest of a year (month, period) at what the rate is on that day, tier by tier."""
    return sum(
        (part * Fraction(percent) / 100 for part, percent in parts_by_tier(amount, rate, on)),
        Fraction(),
    )


def parts_by_tier(amount: Fraction, rate: Rate, on: date) -> Iterator[tuple[Fraction, Decimal]]:
    """What part of the amount stands at what percent on that day."""
    changed = [change for change in rate.changes if change.on <= on]
    if changed:
        yield amount, max(changed, key=lambda change: change.on).percent
        return
    floors = [Fraction(), *(Fraction(tier.above) for tier in rate.tiers)]
    percents = [rate.percent, *(tier.percent for tier in rate.tiers)]
    for floor, top, percent in zip(floors, [*floors[1:], amount], percents, strict=True):
        if amount > floor:
            yield min(amount, max(top, floor)) - floor, percent
