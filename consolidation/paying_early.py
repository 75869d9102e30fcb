"""What a contract costs to close before its time, and its plan after principal was paid early."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from consolidation.due_dates import whole_months
from consolidation.models import Receipt
from consolidation.open_instalments import NOTHING
from consolidation.overpaying import Overpayment
from consolidation.plan_interest import interest_rounding
from consolidation.plan_terms import Terms
from consolidation.repayment import Repayment
from consolidation.replanning import plan_after
from consolidation.schedule import PlannedInstalment, make_plan
from debts.day_count import Period
from debts.interest import Method, interest_of

CHOICES = {Receipt.Rest.SHORTER: Overpayment.SHORTER, Receipt.Rest.LOWER: Overpayment.LOWER}
"""The choices that change the plan."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What closes the contract on a day, above what is due by then (baht).

    Interest is the price of time: of the period that runs it is owed for the days that passed, and
    not at all of periods that never come. Flat interest too, though it was agreed as a sum: whoever
    pays back early might otherwise pay above 15 % a year of what was owed (ป.พ.พ. ๖๕๔). An early
    payment that lets the last instalments fall away lets their interest fall away with them.
    """

    principal: Decimal
    interest: Decimal
    carried: Decimal

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.carried


@dataclass(frozen=True, slots=True)
class NewRow:
    """An instalment of a plan to be written."""

    starts_on: date
    due_on: date
    principal: Decimal
    interest: Decimal
    carried: Decimal
    paid_early: bool = False


def closing_of(repayment: Repayment) -> Closing:
    """What, beside what is due, would close the contract on the repayment's day."""
    to_come = [row for row in repayment.rows if row.due_on > repayment.on]
    principal = sum((row.principal for row in to_come), NOTHING)
    carried = sum((row.carried for row in to_come), NOTHING)
    if not to_come:
        return Closing(principal, NOTHING, carried)
    if repayment.terms.interest.method == Method.FLAT:
        return Closing(principal, _flat_so_far(repayment, to_come[0]), carried)
    ran = _ran_before(repayment, to_come[0], principal)
    return Closing(principal, ran + _interest_so_far(repayment, to_come[0], principal), carried)


def _flat_so_far(repayment: Repayment, row: PlannedInstalment) -> Decimal:
    """What waited when the terms were agreed, and the running row's own flat interest by days.

    Its period began where the last one ended, or on the day of those terms; also where principal
    was paid early in it since.
    """
    terms = repayment.terms
    agreed = {one.number for one in repayment.instalments if not one.paid_early}
    before = [one.period.ends for one in repayment.rows if one.number in agreed]
    starts = max([terms.periods[0].starts, *(day for day in before if day <= repayment.on)])
    own = _own_flat(terms, row)
    days = Fraction((repayment.on - starts).days, (row.period.ends - starts).days)
    ran = interest_rounding(terms)(Fraction(own) * max(min(days, Fraction(1)), Fraction()))
    return row.interest - own + ran


def _own_flat(terms: Terms, row: PlannedInstalment) -> Decimal:
    """A row's flat interest without what its plan moved into it of the time before."""
    own = {one.due_on: one.interest for one in make_plan(terms).rows}
    return min(own.get(row.due_on, row.interest), row.interest)


def _ran_before(repayment: Repayment, row: PlannedInstalment, owed: Decimal) -> Decimal:
    """What waits in this row: its period was cut by a payment of principal, or by new terms."""
    cut = {one.due_on for one in repayment.instalments if one.paid_early}
    agreed_on = repayment.terms.periods[0].starts
    if agreed_on > repayment.contract.opened_on:
        cut.add(agreed_on)
    if row.period.starts not in cut or repayment.terms.interest.method == Method.FLAT:
        return NOTHING
    own = interest_rounding(repayment.terms)(
        interest_of(owed, repayment.terms.interest, row.period)
    )
    return max(row.interest - own, NOTHING)


def _interest_so_far(repayment: Repayment, row: PlannedInstalment, owed: Decimal) -> Decimal:
    """What the running period has borne by that day."""
    period, terms = row.period, repayment.terms
    if repayment.on <= period.starts:
        return NOTHING
    part = Fraction((repayment.on - period.starts).days, (period.ends - period.starts).days)
    ran = replace(period, ends=repayment.on, parts=period.parts * part)
    exact = interest_of(owed, terms.interest, replace(ran, months=whole_months(ran)))
    return interest_rounding(terms)(exact)


def interest_borne(repayment: Repayment) -> Decimal:
    """What the running period has borne by the repayment's day, of what isn't due yet; in baht."""
    return closing_of(repayment).interest


def rows_after(repayment: Repayment, over: Decimal, choice: str) -> list[NewRow]:
    """The whole plan after ``over`` baht more than is due were paid on the repayment's day.

    What closes the contract becomes one last row. Raises Refused where the choice makes no plan.
    """
    on = repayment.on
    past = [as_it_was(repayment, row) for row in repayment.rows if row.due_on <= on]
    closing = closing_of(repayment)
    if over == closing.total:
        last = NewRow(on, on, closing.principal, closing.interest, closing.carried, paid_early=True)
        return [*past, last]
    waits, rows = _without_what_waits(repayment, len(past), closing.principal)
    plan = plan_after(repayment.terms, rows, over, on, CHOICES[Receipt.Rest(choice)])
    early = NewRow(on, on, over, NOTHING, NOTHING, paid_early=True)
    running, *others = (_new(row, row.period) for row in plan.rows)
    return [*past, early, replace(running, interest=running.interest + waits), *others]


def _without_what_waits(
    repayment: Repayment, running: int, owed: Decimal
) -> tuple[Decimal, list[PlannedInstalment]]:
    """What waits in the running row of an early payment before, and the rows without it.

    It is no part of what an instalment was agreed to be.
    """
    rows = [*repayment.rows]
    if running == len(rows):
        return NOTHING, rows
    waits = _ran_before(repayment, rows[running], owed)
    rows[running] = replace(rows[running], interest=rows[running].interest - waits)
    return waits, rows


def as_it_was(repayment: Repayment, row: PlannedInstalment) -> NewRow:
    """A row of the plan in force, to be written once more."""
    early = {one.number: one.paid_early for one in repayment.instalments}[row.number]
    return replace(_new(row, row.period), paid_early=early)


def _new(row: PlannedInstalment, period: Period) -> NewRow:
    return NewRow(period.starts, row.due_on, row.principal, row.interest, row.carried)
