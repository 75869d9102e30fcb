"""What must be paid on a day to close a loan (ยอดปิดหนี้), component by component, line by line.

Pure arithmetic. Old interest keeps its age: what fell due a year or more before the day is apart
from the rest, for only that may be added to principal (ป.พ.พ. ๖๕๕).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from debts.day_count import DayCount, Period, months_after
from debts.interest import Interest, Method, Rate, RatePer, interest_of, percent_words
from debts.lawful_rates import (
    LAWFUL_PERCENT_A_YEAR,
    default_interest,
    percent_a_year,
    refusals_of_default_rate,
    refusals_of_rate,
)
from debts.rounding import Rounding
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from fundinst.thai import format_date

OVER_YEAR, UNDER_YEAR = "interest_over_year", "interest_under_year"


@dataclass(frozen=True, slots=True)
class InterestOwed:
    """Interest (baht) unpaid from before; ``due_on`` None where nobody knows since when.

    ``since`` says in words what is known where that isn't the day it fell due: then ``due_on`` is
    the latest that it can be.
    """

    amount: Decimal
    due_on: date | None = None
    since: str = ""


@dataclass(frozen=True, slots=True)
class OverduePrincipal:
    """The principal (baht) of an instalment that was not paid on its day."""

    amount: Decimal
    due_on: date


@dataclass(frozen=True, slots=True)
class LoanState:
    """A loan as it stood on the day up to which its interest was counted (``counted_to``).

    ``overdue`` is part of ``principal``. ``interest_dues`` are the days, later than ``counted_to``,
    on which interest falls due. ``lent`` is the first principal, for flat rates. With
    ``charges_default`` the overdue principal bears default interest (``default_percent``, else the
    law's or the contract's if higher) in place of the contract's, never both.
    """

    principal: Decimal
    counted_to: date
    interest: Interest
    owed: tuple[InterestOwed, ...] = ()
    penalty: Decimal = Decimal("0.00")
    fee: Decimal = Decimal("0.00")
    interest_dues: tuple[date, ...] = ()
    lent: Decimal | None = None
    overdue: tuple[OverduePrincipal, ...] = ()
    charges_default: bool = False
    default_percent: Decimal | None = None
    rounding: Rounding = field(default_factory=Rounding)


@dataclass(frozen=True, slots=True)
class PayOffLine:
    """One line of the calculation: to which component, how it comes about in words, baht."""

    component: str
    words: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PayOff:
    """What closes a loan on a day; the components are the sums of the lines."""

    on: date
    lines: tuple[PayOffLine, ...]

    def of(self, component: str) -> Decimal:
        parts = (line.amount for line in self.lines if line.component == component)
        return sum(parts, Decimal("0.00"))

    @property
    def components(self) -> dict[str, Decimal]:
        names = ("principal", OVER_YEAR, UNDER_YEAR, "penalty", "fee")
        return {name: self.of(name) for name in names}

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))


def pay_off(loan: LoanState, on: date) -> PayOff:
    """What closes the loan on a day. Raises Refused, with every reason."""
    if refusals := [*refusals_to_pay_off(loan, on)]:
        raise Refused(refusals)
    lines = [
        PayOffLine("principal", "เงินต้นคงเหลือ", loan.principal),
        *_old_interest(loan.owed, on),
        *_new_interest(loan, on),
        *_default_lines(loan, on),
        PayOffLine("penalty", "ค่าปรับที่ค้าง", loan.penalty),
        PayOffLine("fee", "ค่าธรรมเนียมที่ค้าง", loan.fee),
    ]
    return PayOff(on, tuple(line for line in lines if line.amount))


def refusals_to_pay_off(loan: LoanState, on: date) -> Iterator[Refusal]:
    """Why no pay-off can be worked out for that day."""
    if on < loan.counted_to:
        yield Refusal(
            "pay_off_before_balance",
            "",
            f"ยอดของหนี้นี้คิดถึงวันที่ {_day(loan.counted_to)} แล้ว ให้เลือกวันปิดหนี้ตั้งแต่วันนั้นเป็นต้นไป",
        )
    amounts = [loan.principal, loan.penalty, loan.fee, *(owed.amount for owed in loan.owed)]
    if min(amounts) < 0 or any(part.amount < 0 for part in loan.overdue):
        yield Refusal("amount_negative", "", "มียอดติดลบ ให้ตรวจยอดของหนี้นี้ก่อน")
    if sum(part.amount for part in loan.overdue) > loan.principal:
        yield Refusal(
            "overdue_above_principal", "", "เงินต้นที่ค้างงวดรวมกันมากกว่าเงินต้นคงเหลือ ให้ตรวจยอดก่อน"
        )
    if loan.interest.rate.per == RatePer.PERIOD and not loan.interest.is_free:
        yield Refusal("rate_by_period", "", "อัตราต่องวดคิดเป็นรายวันไม่ได้ ให้ใส่เป็นต่อปีหรือต่อเดือน")
    yield from refusals_of_default_rate(loan.default_percent)


def is_a_year_overdue(due_on: date | None, on: date) -> bool:
    """Whether what fell due then is overdue for a year or more; unknown counts as no."""
    return due_on is not None and months_after(due_on, 12) <= on


def _component(due_on: date | None, on: date) -> str:
    return OVER_YEAR if is_a_year_overdue(due_on, on) else UNDER_YEAR


def _old_interest(owed: Iterable[InterestOwed], on: date) -> Iterator[PayOffLine]:
    for part in owed:
        known = f"ครบกำหนด {_day(part.due_on)}" if part.due_on else "ไม่ทราบวันครบกำหนด"
        words = f"ดอกเบี้ยค้างเดิม {part.since or known}"
        yield PayOffLine(_component(part.due_on, on), words, part.amount)


def _new_interest(loan: LoanState, on: date) -> Iterator[PayOffLine]:
    """Interest since it was last counted: one line up to each day on which it fell due."""
    dues = sorted(day for day in loan.interest_dues if loan.counted_to < day <= on)
    ends = dues if dues and dues[-1] == on else [*dues, on]
    starts = loan.counted_to
    for day in ends:
        due_on = day if day in dues else None
        for base, until in _bases(loan, starts, day):
            yield from _interest_line(loan, base, until, _component(due_on, on))
        starts = day


def _bases(loan: LoanState, starts: date, ends: date) -> Iterator[tuple[Decimal, Period]]:
    """What bears the contract's interest, stretch by stretch.

    Overdue principal leaves it from its due date on, where it bears default interest instead.
    """
    leaving = [part for part in loan.overdue if loan.charges_default]
    cuts = sorted({part.due_on for part in leaving if starts < part.due_on < ends})
    days = [starts, *cuts, ends]
    for since, until in pairwise(days):
        gone = sum((part.amount for part in leaving if part.due_on <= since), Decimal(0))
        flat = loan.interest.method == Method.FLAT and loan.lent is not None
        whole = loan.lent if flat and loan.lent is not None else loan.principal
        yield max(whole - gone, Decimal(0)), _period(since, until)


def _period(starts: date, ends: date) -> Period:
    """Days between two days; from one day to the same of a later month, whole months."""
    months = (ends.year - starts.year) * 12 + ends.month - starts.month
    whole = months > 0 and months_after(starts, months) == ends
    return Period(starts, ends, ends, months if whole else None)


def _interest_line(
    loan: LoanState, base: Decimal, period: Period, component: str
) -> Iterator[PayOffLine]:
    amount = loan.rounding(interest_of(base, loan.interest, period))
    if amount:
        yield PayOffLine(component, _sum_in_words(loan, base, period), amount)


def _sum_in_words(loan: LoanState, base: Decimal, period: Period) -> str:
    interest = loan.interest
    days = (period.ends - period.starts).days
    months = interest.day_count == DayCount.THIRTY_360 and period.months is not None
    return (
        f"ดอกเบี้ย {_day(period.starts)} ถึง {_day(period.ends)}: เงินต้น {format_baht(base)} บาท "
        f"{interest.rate.words} {f'{period.months} เดือน' if months else f'{days:,} วัน'}"
    )


def _default_lines(loan: LoanState, on: date) -> Iterator[PayOffLine]:
    """Default interest on each overdue instalment's principal, counted as a penalty."""
    if not loan.charges_default:
        return
    for part in loan.overdue:
        since = max(part.due_on, loan.counted_to)
        for stretch in default_interest(
            part.amount, since, on, loan.default_percent, at_least=_contract_percent(loan)
        ):
            yield PayOffLine(
                "penalty",
                f"ดอกเบี้ยผิดนัด {_day(stretch.starts)} ถึง {_day(stretch.ends)}: เงินต้นงวดที่ค้าง "
                f"{format_baht(part.amount)} บาท ร้อยละ {percent_words(stretch.percent)} ต่อปี "
                f"{stretch.days:,} วัน",
                loan.rounding(stretch.exact),
            )


def _contract_percent(loan: LoanState) -> Decimal:
    """The contract's own lawful rate in percent a year, the lowest where it has several."""
    rate = Rate(loan.interest.rate.lowest, loan.interest.rate.per)
    percent = Fraction(0) if loan.interest.is_free else percent_a_year(rate)
    lawful = percent <= LAWFUL_PERCENT_A_YEAR
    return Decimal(percent.numerator) / percent.denominator if lawful else Decimal(0)


def warnings_of_loan(loan: LoanState) -> Iterator[Refusal]:
    """What people should know of a loan before they pay it off: a rate above the law's.

    Interest at such a rate is void; how much of it is owed at all is theirs to settle first.
    """
    if not loan.interest.is_free and loan.interest.rate.per != RatePer.PERIOD:
        yield from refusals_of_rate(percent_a_year(loan.interest.rate, loan.interest.day_count))


def _day(value: date) -> str:
    return format_date(value, style="medium", digits="arabic")
