"""How a contract is being repaid, on any day: what is open, overdue, and what would close it.

Nothing of it is stored. It follows from the plan in force and the receipts up to that day, in the
order of their dates: the same question about a past day always has the same answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from consolidation.ageing import Arrears, arrears
from consolidation.due_dates import whole_months
from consolidation.models import AgreedPlan, Contract, Instalment, Receipt
from consolidation.open_instalments import NOTHING, OpenInstalment
from consolidation.overpaying import Overpayment
from consolidation.plan_record import read
from consolidation.plan_terms import Terms
from consolidation.replaying import DatedPayment, Standing, replay
from consolidation.schedule import PlannedInstalment
from debts.day_count import Period


@dataclass(frozen=True)
class Repayment:
    """A contract's plan and receipts, as they stand at the end of the day ``on``; in baht."""

    contract: Contract
    plan: AgreedPlan
    instalments: Sequence[Instalment]
    receipts: Sequence[Receipt]
    on: date

    @cached_property
    def standing(self) -> Standing:
        return self.standing_on(self.on)

    def standing_on(self, on: date, *, also: Sequence[DatedPayment] = ()) -> Standing:
        """As of that day, with further payments that nobody has written down yet."""
        paid = [payment(receipt) for receipt in self.receipts if receipt.on_plan]
        return replay(self.planned, [*paid, *also], on)

    @property
    def planned(self) -> list[OpenInstalment]:
        """The instalments as they were before any receipt."""
        return [
            OpenInstalment(
                row.number,
                row.due_on,
                principal=row.principal,
                interest=row.interest,
                carried=row.carried,
            )
            for row in self.instalments
        ]

    @property
    def open(self) -> dict[int, OpenInstalment]:
        """What is still open of each instalment, by number."""
        return {one.number: one for one in self.standing.open}

    @property
    def left(self) -> Decimal:
        """What is still to be paid of the plan, less what waits as paid in advance."""
        return _left(self.standing)

    @property
    def owed_in_all(self) -> Decimal:
        """What is left once every receipt counts, also those of later days."""
        return _left(self.standing_on(date.max))

    @property
    def due(self) -> Decimal:
        """What is to be paid by that day and isn't yet."""
        return sum((one.open for one in self.standing.open if one.is_payable(self.on)), NOTHING)

    @property
    def paid(self) -> Decimal:
        """What was received for the plan until that day."""
        return sum((one.on_plan for one in self.receipts if one.on <= self.on), NOTHING)

    @property
    def charged(self) -> Decimal:
        """What was received beside the plan until that day."""
        return sum((one.charged for one in self.receipts if one.on <= self.on), NOTHING)

    @property
    def arrears(self) -> Arrears:
        return arrears(self.standing.open, self.on)

    @property
    def next_due(self) -> OpenInstalment | None:
        """The oldest instalment with something open, overdue or still to come."""
        return next((one for one in self.standing.open if one.open), None)

    @property
    def is_paid_ahead(self) -> bool:
        """Whether baht stand on what isn't due yet, or are kept for it."""
        planned = {one.number: one.open for one in self.planned}
        ahead = (
            one.due_on > self.on and one.open != planned[one.number] for one in self.standing.open
        )
        return bool(self.standing.kept) or any(ahead)

    @property
    def principal_left(self) -> Decimal:
        return sum((one.principal for one in self.standing.open), NOTHING)

    @property
    def terms(self) -> Terms:
        return read(self.plan.terms)

    @property
    def rows(self) -> list[PlannedInstalment]:
        """The plan's rows as the arithmetic takes them."""
        known = {(one.starts, one.due_on): one for one in self.terms.periods}
        return [
            PlannedInstalment(
                row.number,
                row.due_on,
                row.principal,
                row.interest,
                row.carried,
                row.balance,
                known.get((row.starts_on, row.due_on)) or _period(row),
            )
            for row in self.instalments
        ]


def _left(standing: Standing) -> Decimal:
    return sum((one.open for one in standing.open), NOTHING) - standing.kept


def _period(row: Instalment) -> Period:
    period = Period(row.starts_on, row.due_on, row.due_on)
    return Period(row.starts_on, row.due_on, row.due_on, months=whole_months(period))


def payment(receipt: Receipt) -> DatedPayment:
    """A receipt as the replay takes it.

    What a change of the plan took in stands in the new plan as a row of that day. Whatever finds no
    place because of a receipt entered late is kept for the next instalment: no baht is lost.
    """
    ahead = receipt.rest == Receipt.Rest.NEXT_INSTALMENTS
    rest = Overpayment.NEXT_INSTALMENTS if ahead else Overpayment.KEEP
    return DatedPayment(receipt.on, receipt.on_plan, receipt.pk, rest)


def repayment_of(contract: Contract, *, on: date) -> Repayment | None:
    """None for a contract of before plans were kept."""
    plan = contract.plans.order_by("version").last()
    if plan is None:
        return None
    counted = contract.receipts.filter(reversal__isnull=True).prefetch_related("charges")
    receipts = counted.order_by("on", "pk")
    return Repayment(contract, plan, [*plan.instalments.order_by("number")], [*receipts], on)
