"""Where the baht of a receipt went, as its paper says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from consolidation.models import AgreedPlan, Receipt
from consolidation.open_instalments import LAWFUL_ORDER, NOTHING, OpenInstalment, Part
from consolidation.paying_early import CHOICES
from consolidation.repayment import Repayment


@dataclass(frozen=True, slots=True)
class PaidTo:
    """What one instalment got of a payment, part by part; ``instalment`` is as open after it.

    ``paid_early``: it is principal paid before its time, and no instalment that was agreed.
    """

    instalment: OpenInstalment
    parts: dict[Part, Decimal]
    paid_early: bool = False

    @property
    def total(self) -> Decimal:
        return sum(self.parts.values(), NOTHING)


@dataclass(frozen=True, slots=True)
class Placed:
    """A payment and where it went: the instalments, and what waits as paid in advance (baht)."""

    rows: tuple[PaidTo, ...]
    kept: Decimal

    @property
    def parts(self) -> list[Part]:
        """The parts that got anything, in the order the law pays them."""
        return [part for part in LAWFUL_ORDER if any(part in row.parts for row in self.rows)]

    @property
    def headings(self) -> list[str]:
        return [part.words for part in self.parts]

    @property
    def cells(self) -> list[tuple[PaidTo, list[tuple[str, Decimal]]]]:
        """Each row with its amounts under the headings."""
        return [
            (row, [(part.words, row.parts.get(part, NOTHING)) for part in self.parts])
            for row in self.rows
        ]

    @property
    def sums(self) -> list[tuple[str, Decimal]]:
        """What each part got in all."""
        return [
            (part.words, sum((row.parts.get(part, NOTHING) for row in self.rows), NOTHING))
            for part in self.parts
        ]

    @property
    def total(self) -> Decimal:
        return sum((row.total for row in self.rows), NOTHING)


def placed(repayment: Repayment, entered: int) -> Placed:
    """Where the payment entered under that number stands on the repayment's day."""
    standing = repayment.standing
    after = {one.number: one for one in standing.open}
    early = {one.number for one in repayment.instalments if one.paid_early}
    rows = [
        PaidTo(after[number], parts, number in early)
        for number, parts in standing.went_to(entered).items()
    ]
    kept = [one.allocation.kept for one in standing.replayed if one.payment.entered == entered]
    return Placed(tuple(rows), kept[-1] if kept else NOTHING)


def as_issued(receipt: Receipt) -> Repayment:
    """The repayment as it stood when the receipt was written: its paper never says otherwise.

    By the plan in force then, or the one the receipt itself made, and the receipts that counted.
    """
    contract, then = receipt.contract, receipt.recorded_at
    counted = contract.receipts.filter(
        Q(reversal__isnull=True) | Q(reversal__recorded_at__gt=then), pk__lte=receipt.pk
    )
    plan = _plan_of(receipt)
    rows = [*plan.instalments.order_by("number")]
    known = counted.prefetch_related("charges").order_by("on", "pk")
    return Repayment(contract, plan, rows, [*known], receipt.on)


def _plan_of(receipt: Receipt) -> AgreedPlan:
    plans = receipt.contract.plans.order_by("version")
    if made := plans.filter(receipt=receipt).first():
        return made
    if receipt.rest in CHOICES:
        return plans.filter(recorded_at__gte=receipt.recorded_at)[0]
    return plans.filter(recorded_at__lte=receipt.recorded_at).order_by("-version")[0]


def receipts_of(repayment: Repayment | None) -> Sequence[Receipt]:
    """Every receipt of the contract, those taken back too, the latest first."""
    if repayment is None:
        return []
    given = repayment.contract.receipts.select_related("reversal").prefetch_related("charges")
    return [*given.order_by("-on", "-pk")]
