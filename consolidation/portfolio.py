"""What an institution's single contracts are worth on a day: arrears, portfolio at risk, KPI.

Everything follows from the contracts' papers up to that day (``past_repayment.py``). Portfolio at
risk takes the whole principal of a contract that is more than so many days late (CGAP). Every
single contract is a restructured debt, so what is counted apart is those whose terms were changed
once more after it was made. CDD asks for two figures a fiscal year (1 October to 30 September):
ลดหนี้, debts made smaller, and ปลดหนี้, debts cleared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, reduce
from operator import add

from django.db.models import F, Q, Sum

from consolidation.ageing import (
    AgedContract,
    Arrears,
    AtRisk,
    Bucket,
    bucket_of,
    buckets_up_to,
    portfolio_at_risk,
)
from consolidation.loan_terms import INTEREST, VOID_BY_LAW
from consolidation.models import Contract
from consolidation.open_instalments import NOTHING
from consolidation.past_repayment import (
    fall_of_debt,
    made_by,
    ran_on,
    repayment_as_of,
    terms_changed_by,
    with_end,
    with_its_past,
)
from consolidation.repayment import Repayment
from debts.models import COMPONENTS
from fundinst.days import fiscal_year_began
from fundinst.thai import fiscal_year
from members.models import Fund, Institution

BUCKETS = buckets_up_to(30, 90, 180, 365)
AT_RISK_OVER = (30, 90)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HeldContract:
    """A running contract as a portfolio counts it on a day; ``late`` is what is overdue of it."""

    contract: Contract
    late: Arrears
    principal: Decimal
    terms_changed: bool

    @property
    def bucket(self) -> Bucket:
        return bucket_of(self.late.days, BUCKETS)

    @property
    def aged(self) -> AgedContract:
        return AgedContract(
            str(self.contract),
            self.principal,
            self.late.oldest_due,
            restructured=self.terms_changed,
            worst_days_before=self.contract.worst_days or 0,
        )


@dataclass(frozen=True, slots=True)
class AgedSum:
    """How many contracts, what is overdue of them, and their whole principal (baht)."""

    contracts: int
    overdue_principal: Decimal
    overdue_interest: Decimal
    principal: Decimal

    @property
    def overdue(self) -> Decimal:
        return self.overdue_principal + self.overdue_interest


@dataclass(frozen=True, slots=True)
class AgedLine:
    """One bucket of a fund's contracts."""

    bucket: Bucket
    sum: AgedSum


@dataclass(frozen=True)
class FundPortfolio:
    """A holding fund's running contracts on a day (``fund`` None: of all funds together)."""

    fund: Fund | None
    held: Sequence[HeldContract]
    on: date

    @cached_property
    def lines(self) -> list[AgedLine]:
        """The buckets in which there is a contract."""
        in_each = {bucket: [one for one in self.held if one.bucket == bucket] for bucket in BUCKETS}
        return [AgedLine(bucket, _sum(found)) for bucket, found in in_each.items() if found]

    @property
    def total(self) -> AgedSum:
        return _sum(self.held)

    @property
    def at_risk(self) -> list[AtRisk]:
        aged = [one.aged for one in self.held]
        return [portfolio_at_risk(aged, self.on, days) for days in AT_RISK_OVER]


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """What became of the debts in a fiscal year, or in what has passed of it (contracts, baht).

    A debt is the contract's principal and what it carried over. ``reduced`` counts contracts whose
    debt fell and that hadn't ended, by how much; ``cleared`` those that were ended in the year,
    with the debt they began with. ``grown_baht`` is what debts grew by, because a payment of an
    earlier year was taken back: it lessens nobody's fall. ``waived`` is what creditors let go of in
    that year's contracts, and ``void`` the old interest that the law made nothing of in them.
    """

    year: int
    reduced: int
    reduced_baht: Decimal
    cleared: int
    cleared_baht: Decimal
    grown_baht: Decimal
    waived_baht: Decimal
    void_baht: Decimal


@dataclass(frozen=True, slots=True)
class Portfolio:
    """An institution's single contracts on a day; ``without_plan`` can't be said of anything."""

    institution: Institution
    on: date
    funds: Sequence[FundPortfolio]
    years: Sequence[FiscalYear]
    without_plan: int

    @property
    def all(self) -> FundPortfolio:
        return FundPortfolio(None, [one for fund in self.funds for one in fund.held], self.on)

    @property
    def late(self) -> list[HeldContract]:
        """Contracts with something overdue, the latest first."""
        late = [one for one in self.all.held if one.late.days]
        return sorted(late, key=lambda one: (-one.late.days, one.contract.pk))


def portfolio_of(institution: Institution, *, on: date) -> Portfolio:
    """The contracts of the institution's funds as they stood at the end of that day."""
    contracts = Contract.objects.filter(household__institution=institution)
    running = [*with_its_past(ran_on(contracts, on)).order_by("fund__position", "pk")]
    found = [(contract, repayment_as_of(contract, on)) for contract in running]
    held = [_held(contract, one) for contract, one in found if one]
    funds: dict[Fund, list[HeldContract]] = {}
    for one in held:
        funds.setdefault(one.contract.fund, []).append(one)
    return Portfolio(
        institution,
        on,
        [FundPortfolio(fund, of_fund, on) for fund, of_fund in funds.items()],
        [*_fiscal_years([*with_its_past(made_by(contracts, on)).order_by("opened_on")], on)],
        without_plan=len(running) - len(held),
    )


def _held(contract: Contract, repayment: Repayment) -> HeldContract:
    changed = terms_changed_by(contract, repayment.on)
    return HeldContract(contract, repayment.arrears, repayment.principal_left, changed)


def _sum(held: Sequence[HeldContract]) -> AgedSum:
    return AgedSum(
        len(held),
        sum((one.late.principal for one in held), NOTHING),
        sum((one.late.interest + one.late.costs for one in held), NOTHING),
        sum((one.principal for one in held), NOTHING),
    )


def _fiscal_years(contracts: Sequence[Contract], on: date) -> Iterator[FiscalYear]:
    """Every year from the first contract to the day, the latest first."""
    if not contracts:
        return
    off = _taken_off_by_year(contracts)
    for year in range(fiscal_year(on), fiscal_year(contracts[0].opened_on) - 1, -1):
        began, ends = fiscal_year_began(year), min(fiscal_year_began(year + 1) - DAY, on)
        ended = _ended(contracts, ends)
        cleared = [one for one in contracts if one.pk in ended and ended[one.pk] >= began]
        falls = [_fall(one, began, ends) for one in contracts if one.pk not in ended]
        fell = [fall for fall in falls if fall > 0]
        yield FiscalYear(
            year,
            len(fell),
            sum(fell, NOTHING),
            len(cleared),
            sum((one.amount for one in cleared), NOTHING),
            -sum((fall for fall in falls if fall < 0), NOTHING),
            *off.get(year, (NOTHING, NOTHING)),
        )


def _ended(contracts: Sequence[Contract], on: date) -> dict[int, date]:
    """Those that had ended at the end of that day, by pk: when."""
    found = with_end(Contract.objects.filter(pk__in=[one.pk for one in contracts]), on)
    return dict(found.exclude(ended_on=None).order_by().values_list("pk", "ended_on"))


def _fall(contract: Contract, began: date, ends: date) -> Decimal:
    """By how much the debt of a contract that hadn't ended fell in the year until that day."""
    if contract.opened_on > ends:
        return NOTHING
    before = _debt(contract, began - DAY) if contract.opened_on < began else None
    now = _debt(contract, ends)
    return fall_of_debt(contract.amount, contract.opened_on, since=began, before=before, now=now)


def _debt(contract: Contract, on: date) -> Decimal:
    """What was open of principal and of what was carried over at the end of a day."""
    repayment = repayment_as_of(contract, on)
    if repayment is None:
        amount: Decimal = contract.amount
        return amount
    return sum((one.principal + one.carried for one in repayment.standing.open), NOTHING)


def _taken_off_by_year(contracts: Sequence[Contract]) -> dict[int, tuple[Decimal, Decimal]]:
    """What creditors let go of, and what was void, by the fiscal year of the contract's making."""
    off, interest = (
        reduce(add, (F(f"parts__waiver_entry__{one}") for one in parts))
        for parts in (COMPONENTS, INTEREST)
    )
    by_law = Q(parts__waiver_entry__reference__endswith=VOID_BY_LAW)
    rows = Contract.objects.filter(pk__in=[one.pk for one in contracts]).annotate(
        off=Sum(off), void=Sum(interest, filter=by_law)
    )
    found: dict[int, tuple[Decimal, Decimal]] = {}
    for opened_on, taken, void in rows.values_list("opened_on", "off", "void"):
        year, gone = fiscal_year(opened_on), -(void or NOTHING)
        waived, lost = found.get(year, (NOTHING, NOTHING))
        found[year] = (waived - (taken or NOTHING) - gone, lost + gone)
    return found
