"""What interest the law allows: the ceiling, fees counted, and default interest by its dates.

Pure arithmetic. The law: ป.พ.พ. ๖๕๔ and the act against excessive interest of 2560 (15 % a year,
1.25 % a month; fees and other benefits count); ป.พ.พ. ๗, ๒๒๔ and ๒๒๔/๑ as changed from 11 April
2564 (default interest 3 + 2 = 5 % a year, 7.5 % before, a higher lawful one where agreed; only on
the principal of the instalment that is overdue).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from debts.day_count import DayCount
from debts.interest import Rate, RatePer, percent_words
from debts.rounding import Rounding
from fundinst.errors import Refusal
from fundinst.money import format_baht, round_to_satang

LAWFUL_PERCENT_A_YEAR = Decimal(15)
LAWFUL_PERCENT_A_MONTH = Decimal("1.25")
CEILING_CLAUSE = "ป.พ.พ. มาตรา ๖๕๔ และ พ.ร.บ. ห้ามเรียกดอกเบี้ยเกินอัตรา พ.ศ. ๒๕๖๐"
DEFAULT_CLAUSE = "ป.พ.พ. มาตรา ๒๒๔"
STATUTORY_DEFAULT_PERCENTS = (
    (date.min, Decimal("7.5")),
    (date(2021, 4, 11), Decimal(5)),
)
"""Percent a year from each day on, where nothing else is agreed."""


def percent_a_year(
    rate: Rate, day_count: DayCount = DayCount.ACTUAL_365, *, periods_a_year: int | Fraction = 12
) -> Fraction:
    """The highest yearly percentage the rate ever takes, whatever it is written for.

    1.5 a month is 18 a year; a year counted as 360 days costs 365/360 of what is written.
    ``periods_a_year`` is how many periods a rate by the period meets in a year.
    """
    by_day_count = rate.per in (RatePer.YEAR, RatePer.MONTH)
    times = {RatePer.YEAR: 1, RatePer.MONTH: 12, RatePer.DAY: 365, RatePer.PERIOD: periods_a_year}
    factor = day_count.yearly_factor if by_day_count else Fraction(1)
    return Fraction(rate.highest) * times[rate.per] * factor


def fees_a_year(fees: Decimal, principal: Decimal, years: Fraction) -> Fraction:
    """What fees (baht) paid once for so many years of a loan come to, in percent a year."""
    if not principal or not years:
        return Fraction()
    return Fraction(fees) * 100 / (Fraction(principal) * years)


def percent_of_what_was_owed(costs: Decimal, baht_years: Fraction) -> Fraction:
    """The true yearly percentage: interest and fees (baht) by what was really owed, and how long.

    ``baht_years`` is the sum of each balance times the years it stood. A flat rate, which goes on
    taking interest of what is paid back, comes out at nearly twice what is written.
    """
    return Fraction(costs) * 100 / baht_years if baht_years else Fraction()


def refusals_of_rate(percent: Fraction | Decimal) -> Iterator[Refusal]:
    """Why so many percent a year, fees counted, can't be taken; the words show the figure."""
    if percent < 0:
        yield Refusal("rate_negative", "", "อัตราดอกเบี้ยติดลบไม่ได้ ถ้าไม่คิดดอกเบี้ยให้ใส่ 0")
    if percent > LAWFUL_PERCENT_A_YEAR:
        monthly = percent_words(Fraction(percent) / 12)
        yield Refusal(
            "rate_above_law",
            CEILING_CLAUSE,
            f"ดอกเบี้ยรวมค่าธรรมเนียมเท่ากับร้อยละ {_above_in_words(Fraction(percent))} ต่อปี "
            f"(ร้อยละ {monthly} ต่อเดือน) กฎหมายให้คิดได้ไม่เกินร้อยละ 15 ต่อปี (ร้อยละ 1.25 ต่อเดือน) "
            "ให้ลดอัตราดอกเบี้ยหรือค่าธรรมเนียมลง",
        )


def _above_in_words(percent: Fraction) -> str:
    """Never "15" for what is a little above: a refusal that names the limit explains nothing."""
    written = percent_words(percent)
    return "15 เศษ" if written == "15" else written


def default_percent_on(
    day: date, agreed: Decimal | None = None, *, at_least: Decimal = Decimal(0)
) -> Decimal:
    """Percent a year of default interest on a day: the one agreed, else the law's of that day.

    Where none is agreed, a contract's own rate that is higher goes on (``at_least``, percent a
    year; ป.พ.พ. ๒๒๔).
    """
    if agreed is not None:
        return agreed
    by_law = reversed(STATUTORY_DEFAULT_PERCENTS)
    return max(at_least, next(percent for since, percent in by_law if since <= day))


def refusals_of_default_rate(agreed: Decimal | None) -> Iterator[Refusal]:
    """Why default interest can't be agreed so; None, the law's own, always can."""
    if agreed is None:
        return
    if agreed < 0:
        yield Refusal("default_rate_negative", "", "ดอกเบี้ยผิดนัดติดลบไม่ได้ ถ้าไม่คิดให้ใส่ 0")
    if agreed > LAWFUL_PERCENT_A_YEAR:
        yield Refusal(
            "default_rate_above_law",
            DEFAULT_CLAUSE,
            f"ดอกเบี้ยผิดนัดร้อยละ {percent_words(agreed)} ต่อปี เกินร้อยละ 15 ต่อปี ให้ลดลง "
            "หรือใช้อัตราตามกฎหมายร้อยละ 5 ต่อปี",
        )


@dataclass(frozen=True, slots=True)
class DefaultInterest:
    """One stretch of default interest (ดอกเบี้ยผิดนัด) at one rate, with its sum written out."""

    principal: Decimal
    starts: date
    ends: date
    percent: Decimal

    @property
    def days(self) -> int:
        return (self.ends - self.starts).days

    @property
    def exact(self) -> Fraction:
        """In baht; a year has 365 days."""
        return Fraction(self.principal) * Fraction(self.percent) / 100 * self.days / 365

    @property
    def amount(self) -> Decimal:
        return Rounding()(self.exact)


def default_interest(
    overdue_principal: Decimal,
    due_on: date,
    on: date,
    agreed: Decimal | None = None,
    *,
    at_least: Decimal = Decimal(0),
) -> list[DefaultInterest]:
    """Default interest on an overdue instalment's principal (baht), from its due date to ``on``.

    One stretch a rate: the law's changed on 11 April 2564. ``at_least`` as ``default_percent_on``
    takes it. Never on interest, and never on principal that isn't due yet (ป.พ.พ. ๒๒๔/๑).
    """
    if overdue_principal <= 0 or on <= due_on:
        return []
    # Of the days of a stretch the last one is counted and the first is not.
    changes = [] if agreed is not None else [since for since, _ in STATUTORY_DEFAULT_PERCENTS[1:]]
    turns = [since - timedelta(days=1) for since in changes]
    days = [due_on, *(day for day in turns if due_on < day < on), on]
    found = []
    for starts, ends in pairwise(days):
        percent = default_percent_on(starts + timedelta(days=1), agreed, at_least=at_least)
        found.append(DefaultInterest(overdue_principal, starts, ends, percent))
    return found


def default_words(
    on: date, agreed: Decimal | None = None, *, at_least: Decimal = Decimal(0)
) -> str:
    """The convention as a villager understands it, to be printed on a contract of that day."""
    percent = percent_words(default_percent_on(on, agreed, at_least=at_least))
    return (
        f"ถ้าไม่ชำระตามกำหนด คิดดอกเบี้ยผิดนัดร้อยละ {percent} ต่อปี ตามจำนวนวันที่ค้าง หนึ่งปีมี 365 วัน "
        "เฉพาะจากเงินต้นของงวดที่ค้าง ไม่คิดจากดอกเบี้ย"
    )


class FineKind(StrEnum):
    """How a fund fines who pays late; a court may lower any fine (ป.พ.พ. ๓๘๓)."""

    OFF = "off"
    BAHT_ONCE = "baht_once"
    BAHT_A_DAY = "baht_a_day"
    PERCENT_A_DAY = "percent_a_day"
    PERCENT_A_YEAR = "percent_a_year"


@dataclass(frozen=True, slots=True)
class Fine:
    """A fund's fine (ค่าปรับ), off unless it says otherwise; ``amount`` in baht or percent."""

    kind: FineKind = FineKind.OFF
    amount: Decimal = Decimal(0)

    @property
    def words(self) -> str:
        """As a villager understands it, to be printed on the contract."""
        baht, percent = format_baht(self.amount), percent_words(self.amount)
        return {
            FineKind.OFF: "ไม่มีค่าปรับเมื่อชำระช้า",
            FineKind.BAHT_ONCE: f"ชำระช้าเสียค่าปรับงวดละ {baht} บาท",
            FineKind.BAHT_A_DAY: f"ชำระช้าเสียค่าปรับวันละ {baht} บาท",
            FineKind.PERCENT_A_DAY: f"ชำระช้าเสียค่าปรับร้อยละ {percent} ต่อวันของเงินต้นงวดที่ค้าง",
            FineKind.PERCENT_A_YEAR: f"ชำระช้าเสียค่าปรับร้อยละ {percent} ต่อปีของเงินต้นงวดที่ค้าง",
        }[self.kind]


def fine_of(fine: Fine, overdue_principal: Decimal, days: int) -> Decimal:
    """The fine in baht for an instalment so many days late; nothing while nothing is overdue."""
    if days <= 0 or overdue_principal <= 0:
        return Decimal("0.00")
    once = {
        FineKind.OFF: Decimal(0),
        FineKind.BAHT_ONCE: fine.amount,
        FineKind.BAHT_A_DAY: fine.amount * days,
        FineKind.PERCENT_A_DAY: overdue_principal * fine.amount / 100 * days,
        FineKind.PERCENT_A_YEAR: overdue_principal * fine.amount / 100 * days / 365,
    }
    return round_to_satang(once[fine.kind])


def warnings_of_fine(fine: Fine, principal: Decimal, percent: Fraction) -> Iterator[Refusal]:
    """What a fine costs a year of an instalment's principal (baht), with interest on top of it.

    ``percent`` is the contract's yearly percentage. A warning where both are above the law's.
    """
    if fine.kind == FineKind.OFF or principal <= 0:
        return
    yearly = Fraction(fine_of(fine, principal, 365)) * 100 / Fraction(principal) + percent
    if yearly > LAWFUL_PERCENT_A_YEAR:
        yield Refusal(
            "fine_above_law",
            "ป.พ.พ. มาตรา ๓๘๓",
            f"ดอกเบี้ยรวมค่าปรับของผู้ที่ค้างหนึ่งปีเท่ากับร้อยละ {percent_words(yearly)} ต่อปี เกินร้อยละ 15 "
            "ศาลอาจลดค่าปรับลง ให้ลดค่าปรับหรือไม่คิดค่าปรับ",
        )
