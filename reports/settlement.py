"""What the funds of an institution owe each other on a day, movement by movement, in baht.

A transfer (รายการโอน) is owed from the day of its contract until it is paid, by itself or by a
netting batch; a batch then leaves net payments, which slips pay. An undone contract never was, nor
a batch that isn't netted.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from consolidation.models import NetPayment, NettingBatch, NettingLine, PaymentSlip, Transfer
from members.models import Fund, Institution

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class SettledTransfer:
    """What the holding fund owes another for a household; ``by`` is what it was paid by."""

    transfer: Transfer
    paid_on: date | None
    by: str

    @property
    def paid(self) -> Decimal:
        return self.transfer.amount if self.paid_on else NOTHING

    @property
    def left(self) -> Decimal:
        left: Decimal = self.transfer.amount - self.paid
        return left


@dataclass(frozen=True, slots=True)
class SettledNet:
    """What one fund is to pay another by a netted batch, and what of it was paid by that day."""

    payment: NetPayment
    slips: tuple[PaymentSlip, ...]

    @property
    def paid(self) -> Decimal:
        """By the slips of that day: one taken back later counts, unlike in ``slip_sums``."""
        return sum((slip.amount for slip in self.slips), NOTHING)

    @property
    def left(self) -> Decimal:
        left: Decimal = self.payment.amount - self.paid
        return left


@dataclass(frozen=True, slots=True)
class Movement:
    """Something by which ``debtor`` comes to owe ``creditor`` more, or less (a negative amount)."""

    on: date
    debtor: Fund
    creditor: Fund
    words: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Settlement:
    """The settling between the funds of one institution as of a day."""

    institution: Institution
    on: date
    transfers: tuple[SettledTransfer, ...]
    nets: tuple[SettledNet, ...]

    @property
    def left(self) -> Decimal:
        """What is still to be paid: transfers that nobody paid, and net payments in part."""
        every: Sequence[SettledTransfer | SettledNet] = (*self.transfers, *self.nets)
        return sum((one.left for one in every), NOTHING)

    @property
    def by_pair(self) -> list[tuple[Fund, Fund, "Settlement"]]:
        """The same of each fund that is to pay another, in the order of the institution's funds."""
        found: dict[tuple[Fund, Fund], Settlement] = {}
        for moved in self.transfers:
            pair = (moved.transfer.from_fund, moved.transfer.to_fund)
            held = found.get(pair) or replace(self, transfers=(), nets=())
            found[pair] = replace(held, transfers=(*held.transfers, moved))
        for net in self.nets:
            pair = (net.payment.from_fund, net.payment.to_fund)
            held = found.get(pair) or replace(self, transfers=(), nets=())
            found[pair] = replace(held, nets=(*held.nets, net))
        ordered = sorted(found, key=lambda pair: [(one.position, one.pk) for one in pair])
        return [(*pair, found[pair]) for pair in ordered]

    @property
    def movements(self) -> list[Movement]:
        """In the order of their days."""
        found = [*_of_transfers(self.transfers), *_of_nets(self.nets)]
        return sorted(found, key=lambda one: one.on)


def settlements(institutions: Sequence[Institution], on: date) -> list[Settlement]:
    """The settlement of each; as many questions for a district as for a village."""
    by_transfer = _batches_of_transfers(institutions, on)
    made = Transfer.objects.filter(
        Q(cancelled_on__isnull=True) | Q(cancelled_on__gt=on),
        contract__household__institution__in=institutions,
        contract__opened_on__lte=on,
    ).exclude(contract__status="cancelled")
    known = made.select_related("contract__household", "contract__borrower", "from_fund", "to_fund")
    transfers: dict[int, list[SettledTransfer]] = {}
    for one in known.order_by("contract__opened_on", "pk"):
        paid = one.paid_on if one.paid_on and one.paid_on <= on else None
        by = (by_transfer.get(one.pk) or one.slip or "โอนตรง") if paid else ""
        transfers.setdefault(one.contract.household.institution_id, []).append(
            SettledTransfer(one, paid, by)
        )
    nets = _nets(institutions, on)
    return [
        Settlement(one, on, tuple(transfers.get(one.pk, ())), tuple(nets.get(one.pk, ())))
        for one in institutions
    ]


def _batches_of_transfers(institutions: Sequence[Institution], on: date) -> dict[int, str]:
    lines = NettingLine.objects.filter(
        answer=NettingLine.Answer.ACCEPTED,
        batch__status=NettingBatch.Status.NETTED,
        batch__on__lte=on,
        batch__institution__in=institutions,
    )
    return {one.transfer_id: f"ใบหักล้าง {one.batch}" for one in lines.select_related("batch")}


def _nets(institutions: Sequence[Institution], on: date) -> dict[int, list[SettledNet]]:
    payments = NetPayment.objects.filter(
        batch__status=NettingBatch.Status.NETTED,
        batch__on__lte=on,
        batch__institution__in=institutions,
    )
    counting = PaymentSlip.objects.filter(
        Q(reversal__isnull=True) | Q(reversal__on__gt=on), payment__in=payments, on__lte=on
    )
    slips: dict[int, list[PaymentSlip]] = {}
    for slip in counting.order_by("on", "pk"):
        slips.setdefault(slip.payment_id, []).append(slip)
    found: dict[int, list[SettledNet]] = {}
    ordered = payments.select_related("batch", "from_fund", "to_fund").order_by("batch__on", "pk")
    for payment in ordered:
        net = SettledNet(payment, tuple(slips.get(payment.pk, ())))
        found.setdefault(payment.batch.institution_id, []).append(net)
    return found


def _of_transfers(transfers: Iterable[SettledTransfer]) -> Iterator[Movement]:
    for one in transfers:
        moved, contract = one.transfer, one.transfer.contract
        pair = (moved.from_fund, moved.to_fund)
        yield Movement(contract.opened_on, *pair, f"สัญญา {contract}", moved.amount)
        if one.paid_on:
            yield Movement(one.paid_on, *pair, f"ชำระ {one.by}", -moved.amount)


def _of_nets(nets: Iterable[SettledNet]) -> Iterator[Movement]:
    for one in nets:
        payment = one.payment
        pair = (payment.from_fund, payment.to_fund)
        yield Movement(payment.batch.on, *pair, f"ยอดสุทธิ ใบหักล้าง {payment.batch}", payment.amount)
        for slip in one.slips:
            words = f"ใบโอนเงิน {slip.number}/{slip.year}"
            yield Movement(slip.on, *pair, words, -slip.amount)
