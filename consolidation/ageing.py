"""How late contracts are on a day, past or coming (อายุหนี้): days, arrears, buckets, PAR.

Pure arithmetic over what was open on that day; no flag is stored, so a report for a past date is
the same whenever it is run. Days past due are the days since the oldest due date with something
open: on the due date itself none (ป.พ.พ. ๒๐๔). Portfolio at risk takes a contract's whole
principal, not its overdue instalments (CGAP).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from consolidation.open_instalments import NOTHING, OpenInstalment, Part

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A range of days past due; ``most`` None is without end."""

    least: int
    most: int | None

    @property
    def words(self) -> str:
        if self.most is None:
            return f"เกิน {self.least - 1:,} วัน"
        return "ไม่ค้าง" if self.most == 0 else f"{self.least:,}–{self.most:,} วัน"

    def holds(self, days: int) -> bool:
        return self.least <= days and (self.most is None or days <= self.most)


def buckets_up_to(*mosts: int) -> tuple[Bucket, ...]:
    """Buckets that end at these days, one without end after them, and one for nothing overdue."""
    ends = (0, *sorted(mosts))
    ranges = [Bucket(before + 1, most) for before, most in pairwise(ends)]
    return (Bucket(0, 0), *ranges, Bucket(ends[-1] + 1, None))


BUCKETS = buckets_up_to(30, 60, 90, 180, 365)


def bucket_of(days: int, buckets: Sequence[Bucket] = BUCKETS) -> Bucket:
    """The bucket those days past due are in."""
    return next(bucket for bucket in buckets if bucket.holds(days))


def days_past_due(oldest_unpaid_due: date | None, on: date) -> int:
    """Days since the oldest due date that is unpaid; none before it has passed."""
    return max((on - oldest_unpaid_due).days, 0) if oldest_unpaid_due else 0


@dataclass(frozen=True, slots=True)
class Arrears:
    """What is overdue on a day (baht), in how many instalments, and since when."""

    principal: Decimal
    interest: Decimal
    costs: Decimal
    instalments: int
    oldest_due: date | None
    days: int

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.costs


def arrears(instalments: Sequence[OpenInstalment], on: date) -> Arrears:
    """What is overdue of these instalments as they were open on that day."""
    late = [one for one in instalments if one.is_overdue(on)]
    oldest = min((one.due_on for one in late), default=None)
    return Arrears(
        principal=_sum(late, Part.PRINCIPAL),
        interest=_sum(late, Part.INTEREST) + _sum(late, Part.CARRIED),
        costs=_sum(late, Part.PENALTY) + _sum(late, Part.FEE),
        instalments=len(late),
        oldest_due=oldest,
        days=days_past_due(oldest, on),
    )


def _sum(instalments: Sequence[OpenInstalment], part: Part) -> Decimal:
    return sum((one.of(part) for one in instalments), NOTHING)


@dataclass(frozen=True, slots=True)
class AgedContract:
    """A contract or old loan as a portfolio counts it.

    ``oldest_unpaid_due`` is as of the report's day. ``restructured`` stays for its whole life, as
    does ``worst_days_before``: how late the worst of the loans merged into it was on that day.
    """

    name: str
    principal: Decimal
    oldest_unpaid_due: date | None = None
    restructured: bool = False
    worst_days_before: int = 0

    def days(self, on: date) -> int:
        return days_past_due(self.oldest_unpaid_due, on)

    def is_at_risk(self, on: date, over_days: int) -> bool:
        return self.days(on) > over_days


@dataclass(frozen=True, slots=True)
class AgedLoan:
    """An old loan, and the day on which a merge took it into a contract, if one did."""

    name: str
    principal: Decimal
    oldest_unpaid_due: date | None
    merged_on: date | None = None

    def on(self, day: date) -> AgedContract | None:
        """As a report for that day counts it; None from the day of the merge on."""
        if self.merged_on is not None and self.merged_on <= day:
            return None
        return AgedContract(self.name, self.principal, self.oldest_unpaid_due)


def merged_contract(name: str, loans: Sequence[AgedLoan], merged_on: date) -> AgedContract:
    """The contract that replaces the loans: nothing overdue, and yet marked for its life."""
    return AgedContract(
        name,
        sum((loan.principal for loan in loans), NOTHING),
        restructured=True,
        worst_days_before=max(
            (days_past_due(loan.oldest_unpaid_due, merged_on) for loan in loans), default=0
        ),
    )


@dataclass(frozen=True, slots=True)
class AgedRow:
    """One bucket: how many contracts, and their principal in baht."""

    bucket: Bucket
    contracts: int
    principal: Decimal


def aged(
    contracts: Sequence[AgedContract], on: date, buckets: Sequence[Bucket] = BUCKETS
) -> tuple[AgedRow, ...]:
    """The contracts by bucket; the sums of the rows are those of all contracts."""
    rows = []
    for bucket in buckets:
        found = [one for one in contracts if bucket.holds(one.days(on))]
        rows.append(AgedRow(bucket, len(found), _principal(found)))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Portfolio at risk over so many days: without restructured contracts, and with all of them.

    Baht, and percent of the whole principal to two decimals.
    """

    over_days: int
    portfolio: Decimal
    overdue: Decimal
    with_restructured: Decimal

    @property
    def overdue_percent(self) -> Decimal:
        return _percent(self.overdue, self.portfolio)

    @property
    def with_restructured_percent(self) -> Decimal:
        return _percent(self.with_restructured, self.portfolio)


def portfolio_at_risk(contracts: Sequence[AgedContract], on: date, over_days: int = 30) -> AtRisk:
    """The principal of what is more than ``over_days`` late; exactly so many days is not more."""
    late = [one for one in contracts if one.is_at_risk(on, over_days)]
    risky = [one for one in contracts if one.is_at_risk(on, over_days) or one.restructured]
    return AtRisk(over_days, _principal(contracts), _principal(late), _principal(risky))


def _principal(contracts: Sequence[AgedContract]) -> Decimal:
    return sum((one.principal for one in contracts), NOTHING)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    percent = part * 100 / whole if whole else Decimal(0)
    return percent.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
