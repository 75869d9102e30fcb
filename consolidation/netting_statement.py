"""What a netting batch and a payment slip say, for their pages and papers: facts, no decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consolidation.models import NetPayment, NettingBatch, NettingLine, PaymentSlip
from consolidation.netting_lines import lines_of, netted_of, why_out
from consolidation.netting_sums import NetTransfer
from consolidation.slip_sums import paid_by
from members.models import Fund, Institution

A = NettingLine.Answer
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class FundNet:
    """What a fund's lines come to in baht: what it owes, what it is owed, the household lines."""

    fund: Fund
    owes: Decimal
    is_owed: Decimal
    lines: tuple[NettingLine, ...]

    @property
    def net(self) -> Decimal:
        """Positive: the fund pays; negative: it is paid."""
        return self.owes - self.is_owed

    @property
    def pays(self) -> Decimal:
        return max(self.net, NOTHING)

    @property
    def receives(self) -> Decimal:
        return max(-self.net, NOTHING)


@dataclass(frozen=True, slots=True)
class NetTransferLine:
    """What one fund is to pay another (baht), with what was paid of it.

    ``payment`` is None while the batch is open: then it is what would come of it.
    """

    from_fund: Fund
    to_fund: Fund
    amount: Decimal
    lines: tuple[NettingLine, ...]
    payment: NetPayment | None = None
    slips: tuple[PaymentSlip, ...] = ()

    @property
    def paid(self) -> Decimal:
        return paid_by(self.slips)

    @property
    def left(self) -> Decimal:
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class AnsweringFund:
    """The lines that one fund has to answer, and how far it is."""

    fund: Fund
    lines: tuple[NettingLine, ...]

    @property
    def waiting(self) -> int:
        return sum(line.answer == A.WAITING and not why_out(line) for line in self.lines)

    @property
    def total(self) -> Decimal:
        return sum((line.transfer.amount for line in self.lines), NOTHING)


@dataclass(frozen=True, slots=True)
class NettingStatement:
    """A batch as it stands; while it is open, as if what still waits were accepted (baht)."""

    batch: NettingBatch
    institution: Institution
    lines: tuple[NettingLine, ...]
    """Those that are netted."""
    left_open: tuple[NettingLine, ...]
    """Those that were refused, or aren't owed any more."""
    answering: tuple[AnsweringFund, ...]
    nets: tuple[FundNet, ...]
    transfers: tuple[NetTransferLine, ...]

    @property
    def gross(self) -> Decimal:
        """What the netted lines come to."""
        return sum((line.transfer.amount for line in self.lines), NOTHING)

    @property
    def cash(self) -> Decimal:
        """What really moves."""
        return sum((one.pays for one in self.nets), NOTHING)

    @property
    def paid(self) -> Decimal:
        return sum((one.paid for one in self.transfers), NOTHING)

    @property
    def left(self) -> Decimal:
        return sum((one.left for one in self.transfers), NOTHING)

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.answering)


def netting_statement(batch: NettingBatch) -> NettingStatement:
    """The batch with its lines, nets and transfers; each net opens to its household lines."""
    lines = lines_of(batch)
    by_key = {str(line.pk): line for line in lines}
    netted = netted_of(lines)
    taken = tuple(by_key[line.reference] for line in netted.lines)
    funds = {fund.code: fund for fund in batch.institution.funds.order_by("position")}
    return NettingStatement(
        batch=batch,
        institution=batch.institution,
        lines=taken,
        left_open=tuple(by_key[line.reference] for line in netted.left_open),
        answering=_answering(lines),
        nets=tuple(_net_of(fund, taken) for code, fund in funds.items() if code in netted.nets),
        transfers=_transfers(batch, netted.transfers, funds, taken),
    )


def _answering(lines: Sequence[NettingLine]) -> tuple[AnsweringFund, ...]:
    funds = list(dict.fromkeys(line.transfer.to_fund for line in lines))
    return tuple(
        AnsweringFund(fund, tuple(line for line in lines if line.transfer.to_fund == fund))
        for fund in funds
    )


def _net_of(fund: Fund, lines: Sequence[NettingLine]) -> FundNet:
    moved = [line.transfer for line in lines]
    return FundNet(
        fund,
        sum((one.amount for one in moved if one.from_fund_id == fund.pk), NOTHING),
        sum((one.amount for one in moved if one.to_fund_id == fund.pk), NOTHING),
        _between({fund.pk}, lines),
    )


def _between(funds: set[int], lines: Sequence[NettingLine]) -> tuple[NettingLine, ...]:
    """The lines that a net opens to: all of these funds."""
    return tuple(
        line for line in lines if funds & {line.transfer.from_fund_id, line.transfer.to_fund_id}
    )


def _transfers(
    batch: NettingBatch,
    proposed: Sequence[NetTransfer],
    funds: Mapping[str, Fund],
    lines: Sequence[NettingLine],
) -> tuple[NetTransferLine, ...]:
    if batch.status == NettingBatch.Status.NETTED:
        payments = batch.payments.select_related("from_fund", "to_fund").order_by("pk")
        return tuple(_of_payment(one, lines) for one in payments)
    return tuple(
        NetTransferLine(
            funds[one.payer],
            funds[one.payee],
            one.amount,
            _between({funds[one.payer].pk, funds[one.payee].pk}, lines),
        )
        for one in proposed
    )


def _of_payment(payment: NetPayment, lines: Sequence[NettingLine]) -> NetTransferLine:
    return NetTransferLine(
        payment.from_fund,
        payment.to_fund,
        payment.amount,
        _between({payment.from_fund_id, payment.to_fund_id}, lines),
        payment,
        tuple(payment.slips.select_related("reversal", "actor").order_by("on", "pk")),
    )


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """A payment slip as it is printed: who paid whom, on what, and what was left then (baht)."""

    slip: PaymentSlip
    payment: NetPayment
    institution: Institution
    paid_before: Decimal

    @property
    def on(self) -> date:
        return self.slip.on

    @property
    def left(self) -> Decimal:
        """What is still to be paid after it."""
        return self.payment.amount - self.paid_before - self.slip.amount


def slip_of(slip: PaymentSlip) -> SlipPaper:
    """The slip with what was paid before it, by the slips that count."""
    payment = slip.payment
    earlier = payment.slips.filter(pk__lt=slip.pk).select_related("reversal")
    return SlipPaper(slip, payment, payment.batch.institution, paid_by(earlier))
