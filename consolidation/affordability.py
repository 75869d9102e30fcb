"""Whether a household can carry its payments (ชำระไหวหรือไม่): the old loans beside the one contract.

Pure arithmetic, in baht. Twelve months and the one that runs are looked at: what falls due in each,
beside what the household has left to live on. Interest is set side by side for the whole time, so
that a longer term is never shown as a gift.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from consolidation.schedule import PlannedInstalment
from debts.day_count import DayCount, months_after, part_of_year
from debts.lawful_rates import LAWFUL_PERCENT_A_YEAR
from debts.rounding import Rounding
from fundinst.thai import SHORT_MONTHS, buddhist_year

NOTHING = Decimal("0.00")
MONTHS_AHEAD = 12
_to_satang = Rounding()


@dataclass(frozen=True, slots=True)
class OldDebt:
    """A loan as it stands that day: principal, all that is owed, its due date and rate.

    ``due_on`` None is what nobody stated; ``percent`` is a year's, None where nobody stated it.
    Interest above the law's rate is void, so nothing is counted for it (ป.พ.พ. ๖๕๔).
    """

    name: str
    principal: Decimal
    owed: Decimal
    due_on: date | None
    percent: Decimal | None

    @property
    def is_above_law(self) -> bool:
        return self.percent is not None and self.percent > LAWFUL_PERCENT_A_YEAR

    @property
    def counted(self) -> Fraction:
        """The rate that is counted, as a part of one."""
        known = self.percent is not None and not self.is_above_law
        return Fraction(self.percent or 0) / 100 if known else Fraction()

    def interest_until_due(self, on: date) -> Decimal:
        """What it costs from that day until it is paid on its due date; nothing if past."""
        if self.due_on is None:
            return NOTHING
        years = part_of_year(DayCount.ACTUAL_365, on, self.due_on)
        return _to_satang(Fraction(self.principal) * self.counted * years)

    def interest_along(self, rows: Sequence[PlannedInstalment], principal: Decimal) -> Decimal:
        """What it would cost if its principal were paid back as these rows pay theirs."""
        if not principal:
            return NOTHING
        left, found = principal, Fraction()
        for row in rows:
            years = part_of_year(DayCount.ACTUAL_365, row.period.starts, row.period.ends)
            found += Fraction(left) / Fraction(principal) * years
            left -= row.principal
        return _to_satang(found * Fraction(self.principal) * self.counted)


@dataclass(frozen=True, slots=True)
class MonthAhead:
    """A month: what the old loans ask (``before``), what the plan asks (``after``), in baht.

    ``to_live`` is what income leaves after living, before any debt; None when nobody entered it.
    """

    first_day: date
    before: Decimal
    after: Decimal
    to_live: Decimal | None

    @property
    def name(self) -> str:
        year = buddhist_year(self.first_day) % 100
        return f"{SHORT_MONTHS[self.first_day.month - 1]} {year:02}"

    @property
    def short(self) -> Decimal:
        """What is missing to pay the plan with; nothing where money is left, or nobody knows."""
        return max(-(self.left_after or NOTHING), NOTHING)

    @property
    def short_before(self) -> Decimal:
        """What is missing to pay the old loans with."""
        return max(-(self.left_before or NOTHING), NOTHING)

    @property
    def left_before(self) -> Decimal | None:
        return None if self.to_live is None else self.to_live - self.before

    @property
    def left_after(self) -> Decimal | None:
        return None if self.to_live is None else self.to_live - self.after


@dataclass(frozen=True)
class Affordability:
    """The old loans and the plan of one contract, from a day on."""

    on: date
    debts: tuple[OldDebt, ...]
    rows: tuple[PlannedInstalment, ...]
    to_live: Mapping[int, Decimal] | None
    """What is left to live on by month of the year (1 to 12); None when nobody entered it."""
    knows_new_rate: bool = True
    """Whether the holding fund has said what it takes: until then nobody knows the cost."""

    @property
    def knows_old_rates(self) -> bool:
        return all(debt.percent is not None for debt in self.debts)

    @property
    def is_all_overdue(self) -> bool:
        """Whether every old loan is past its due date already."""
        return bool(self.debts) and all(one.due_on and one.due_on < self.on for one in self.debts)

    @cached_property
    def months(self) -> tuple[MonthAhead, ...]:
        """The running month and twelve more; what is overdue is asked for in the running one."""
        starts = [months_after(self.on.replace(day=1), n) for n in range(MONTHS_AHEAD + 1)]
        return tuple(
            MonthAhead(
                first,
                before=sum((paid for day, paid in self._old_payments if _in(day, first)), NOTHING),
                after=sum((row.due for row in self.rows if _in(row.due_on, first)), NOTHING),
                to_live=None if self.to_live is None else self.to_live[first.month],
            )
            for first in starts
        )

    @cached_property
    def _old_payments(self) -> list[tuple[date, Decimal]]:
        return [
            (max(debt.due_on, self.on), debt.owed + debt.interest_until_due(self.on))
            for debt in self.debts
            if debt.due_on is not None
        ]

    @property
    def overdue(self) -> Decimal:
        """What of the old loans is past its due date already."""
        passed = (debt.owed for debt in self.debts if debt.due_on and debt.due_on < self.on)
        return sum(passed, NOTHING)

    @property
    def undated(self) -> Decimal:
        """What has no due date stated, and so stands in no month."""
        return sum((debt.owed for debt in self.debts if debt.due_on is None), NOTHING)

    @property
    def due_dates_before(self) -> int:
        """On how many days of these months something of the old loans falls due."""
        return len({day for day, _paid in self._old_payments if self._is_shown(day)})

    @property
    def due_dates_after(self) -> int:
        return len({row.due_on for row in self.rows if self._is_shown(row.due_on)})

    def _is_shown(self, day: date) -> bool:
        return day < months_after(self.months[-1].first_day, 1)

    @property
    def last_before(self) -> date | None:
        """The last due date of the old loans; None where one isn't known."""
        if any(debt.due_on is None for debt in self.debts) or not self.debts:
            return None
        return max(max(debt.due_on, self.on) for debt in self.debts if debt.due_on)

    @property
    def last_after(self) -> date:
        return self.rows[-1].due_on

    @property
    def owed(self) -> Decimal:
        return sum((debt.owed for debt in self.debts), NOTHING)

    @cached_property
    def interest_on_time(self) -> Decimal:
        """What the old loans cost from that day if each is paid on its due date."""
        return sum((debt.interest_until_due(self.on) for debt in self.debts), NOTHING)

    @cached_property
    def interest_as_long(self) -> Decimal:
        """What the old loans cost at their own rates if paid back over the plan's own time."""
        principal = sum((row.principal for row in self.rows), NOTHING)
        each = (debt.interest_along(self.rows, principal) for debt in self.debts)
        return sum(each, NOTHING)

    @cached_property
    def interest_after(self) -> Decimal:
        return sum((row.interest for row in self.rows), NOTHING)

    @property
    def total_on_time(self) -> Decimal:
        """All that the old loans ask for, if each is paid on its due date."""
        return self.owed + self.interest_on_time

    @property
    def due_after(self) -> Decimal:
        """All that the plan asks for, to its last row."""
        return sum((row.due for row in self.rows), NOTHING)

    @property
    def more_interest(self) -> Decimal:
        """How much more the contract costs than the old loans paid on time; less is negative."""
        return self.interest_after - self.interest_on_time

    @property
    def for_longer(self) -> Decimal:
        """What of that comes from paying for longer, at the old rates."""
        return self.interest_as_long - self.interest_on_time

    @property
    def for_the_rate(self) -> Decimal:
        """What of that comes from another rate and another way of counting."""
        return self.interest_after - self.interest_as_long

    @property
    def lowest_before(self) -> MonthAhead | None:
        return _lowest(self.months, [month.left_before for month in self.months])

    @property
    def lowest_after(self) -> MonthAhead | None:
        return _lowest(self.months, [month.left_after for month in self.months])

    @property
    def year_left(self) -> Decimal | None:
        """What the plan leaves of the twelve months to come together; None without income."""
        ahead = self.months[1:]
        each = [month.left_after for month in ahead if month.left_after is not None]
        return sum(each, NOTHING) if each else None


def _in(day: date, first: date) -> bool:
    return (day.year, day.month) == (first.year, first.month)


def _lowest(months: Sequence[MonthAhead], left: Sequence[Decimal | None]) -> MonthAhead | None:
    """The first month in which least is left."""
    known = [(amount, n) for n, amount in enumerate(left) if amount is not None]
    return months[min(known)[1]] if known else None
