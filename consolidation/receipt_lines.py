"""Where the baht of a receipt went, as its paper says it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch

from consolidation.models import AgreedPlan, Instalment, Receipt, ReceiptReversal
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
    return each_as_issued([receipt])[0]


def each_as_issued(receipts: Sequence[Receipt]) -> list[Repayment]:
    """``as_issued`` of each; the database is asked as often for many as for one."""
    contracts = {one.contract_id for one in receipts}
    plans: defaultdict[int, list[AgreedPlan]] = defaultdict(list)
    rows = Prefetch("instalments", Instalment.objects.order_by("number"))
    for plan in AgreedPlan.objects.filter(contract__in=contracts).prefetch_related(rows):
        plans[plan.contract_id].append(plan)
    given: defaultdict[int, list[Receipt]] = defaultdict(list)
    known = Receipt.objects.filter(contract__in=contracts).select_related("reversal")
    for one in known.prefetch_related("charges").order_by("on", "pk"):
        given[one.contract_id].append(one)
    return [_as_issued(one, plans[one.contract_id], given[one.contract_id]) for one in receipts]


def _as_issued(
    receipt: Receipt, plans: Sequence[AgreedPlan], given: Sequence[Receipt]
) -> Repayment:
    plan = _plan_of(receipt, sorted(plans, key=lambda one: one.version))
    counted = [one for one in given if one.pk <= receipt.pk and _counted(one, receipt.recorded_at)]
    return Repayment(receipt.contract, plan, [*plan.instalments.all()], counted, receipt.on)


def _counted(receipt: Receipt, at: datetime) -> bool:
    reversal: ReceiptReversal | None = getattr(receipt, "reversal", None)
    return reversal is None or reversal.recorded_at > at


def _plan_of(receipt: Receipt, plans: Sequence[AgreedPlan]) -> AgreedPlan:
    """Of the contract's plans by version: the one the receipt made, else the one in force then."""
    then = receipt.recorded_at
    made = [one for one in plans if one.receipt_id == receipt.pk]
    if not made and receipt.rest in CHOICES:
        made = [one for one in plans if one.recorded_at >= then]
    return made[0] if made else [one for one in plans if one.recorded_at <= then][-1]


@dataclass(frozen=True, slots=True)
class MovedSince:
    """Where a receipt's baht stand by what is known now, when its paper says something else.

    Because of receipts of before it that were entered ``late`` or taken back (``undone``) since.
    ``left`` is what was left of the plan once this one had been paid, in baht.
    """

    late: tuple[Receipt, ...]
    undone: tuple[Receipt, ...]
    now: Placed
    left: Decimal


def moved_since(receipt: Receipt, then: Repayment) -> MovedSince | None:
    """What other receipts changed of this one since ``then``, when it was issued; None: nothing.

    By the plan of then: what a later one changed of it is on that one's paper.
    """
    if hasattr(receipt, "reversal"):
        return None
    before = receipt.contract.receipts.filter(on__lte=receipt.on).select_related("reversal")
    counting = before.filter(reversal__isnull=True).prefetch_related("charges")
    place = (receipt.on, receipt.pk)
    receipts = [one for one in counting.order_by("on", "pk") if (one.on, one.pk) <= place]
    now = replace(then, receipts=receipts)
    went = placed(now, receipt.pk)
    if went == placed(then, receipt.pk) and now.left == then.left:
        return None
    known = {one.pk for one in then.receipts}
    counted = {one.pk for one in receipts}
    return MovedSince(
        late=tuple(one for one in receipts if one.pk not in known),
        undone=tuple(
            one for one in then.receipts if one.on <= receipt.on and one.pk not in counted
        ),
        now=went,
        left=now.left,
    )


def receipts_of(repayment: Repayment | None) -> Sequence[Receipt]:
    """Every receipt of the contract, those taken back too, the latest first."""
    if repayment is None:
        return []
    given = repayment.contract.receipts.select_related("reversal").prefetch_related("charges")
    return [*given.order_by("-on", "-pk")]
