"""The running account between two funds (บัญชีเดินสะพัดระหว่างกองทุน): what moved, day by day.

What a contract makes one fund owe the other raises it; a transfer, a batch or a slip that pays
lowers it. A batch nets among many funds: it takes the two funds' lines off, and puts on what the
one is to pay the other instead. What was undone or taken back stands twice, and comes to nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from consolidation.models import NetPayment, NettingBatch, NettingLine, PaymentSlip, Transfer
from consolidation.slip_sums import left_of
from consolidation.worklist import unpaid
from members.models import Fund, Institution

NOTHING = Decimal(0)
_NETTED = Q(answer=NettingLine.Answer.ACCEPTED, batch__status=NettingBatch.Status.NETTED)


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the account (baht): by whose debt, whose payment, on which paper.

    ``change`` is what the first fund owes the second more by it; ``balance`` what it owes then,
    negative where the second owes the first. ``url`` leads to the paper.
    """

    on: date
    what: str
    paper: str
    url: str
    change: Decimal
    balance: Decimal = NOTHING

    @property
    def more(self) -> Decimal:
        """What the first fund came to owe, or the second paid."""
        return max(self.change, NOTHING)

    @property
    def less(self) -> Decimal:
        return max(-self.change, NOTHING)


@dataclass(frozen=True, slots=True)
class BalanceBetween:
    """Of two funds, in baht: what the first owes the second; negative where it is the other way."""

    first: Fund
    second: Fund
    balance: Decimal

    @property
    def debtor(self) -> Fund:
        return self.first if self.balance >= 0 else self.second

    @property
    def creditor(self) -> Fund:
        return self.second if self.balance >= 0 else self.first

    @property
    def left(self) -> Decimal:
        """What the debtor owes the creditor."""
        return abs(self.balance)


@dataclass(frozen=True, slots=True)
class FundAccountBetween(BalanceBetween):
    """The same with every movement that led there, in order of its day."""

    movements: tuple[Movement, ...]


def account_between(first: Fund, second: Fund) -> FundAccountBetween:
    """The running account of two funds of an institution; as many queries for many movements."""
    found = [
        *_of_transfers(first, second),
        *_of_payments(first, second),
    ]
    balance, movements = NOTHING, []
    for one in sorted(found, key=lambda one: one.on):  # stable: a debt before what pays it
        balance += one.change
        movements.append(
            Movement(one.on, one.what, one.paper, one.url, one.change, balance=balance)
        )
    return FundAccountBetween(first, second, balance, tuple(movements))


def _among(rows: QuerySet, first: Fund, second: Fund) -> QuerySet:
    both = [first.pk, second.pk]
    return rows.filter(from_fund__in=both, to_fund__in=both)


def _of_transfers(first: Fund, second: Fund) -> Iterator[Movement]:
    """Each contract's debt, and what settled it: a transfer, a batch, or the merge's undoing."""
    funds = {fund.pk: fund for fund in (first, second)}
    transfers = _among(Transfer.objects, first, second).select_related(
        "contract__fund", "contract__borrower"
    )
    batches = {
        line.transfer_id: line.batch
        for line in NettingLine.objects.filter(_NETTED, transfer__in=transfers).select_related(
            "batch"
        )
    }
    for one in transfers.order_by("contract__opened_on", "pk"):
        contract, payer = one.contract, funds[one.from_fund_id]
        amount = one.amount if payer == first else -one.amount
        said = f"{payer} ต้องจ่าย {funds[one.to_fund_id]} แทน {contract.borrower}"
        url = contract.get_absolute_url()
        yield Movement(contract.opened_on, said, f"สัญญา {contract}", url, amount)
        if one.cancelled_on:
            yield Movement(one.cancelled_on, "เลิกทำสัญญา", f"สัญญา {contract}", url, -amount)
        elif batch := batches.get(one.pk):
            what = f"หักล้างรายการของ {contract.borrower}"
            yield Movement(batch.on, what, f"ใบหักล้าง {batch}", _address(batch), -amount)
        elif one.paid_on:
            yield Movement(one.paid_on, f"{payer} โอนแล้ว", one.slip, url, -amount)


def _of_payments(first: Fund, second: Fund) -> Iterator[Movement]:
    """What batches made the one owe the other instead, and the slips that paid it."""
    payments = _among(NetPayment.objects, first, second).select_related("batch")
    for one in payments.prefetch_related("slips__reversal").order_by("pk"):
        payer, sign = (first, 1) if one.from_fund_id == first.pk else (second, -1)
        batch = one.batch
        what = f"ยอดสุทธิที่ {payer} ต้องโอน"
        yield Movement(batch.on, what, f"ใบหักล้าง {batch}", _address(batch), sign * one.amount)
        for slip in one.slips.all():
            yield from _of_slip(slip, f"{payer} โอนแล้ว", sign * slip.amount)


def _of_slip(slip: PaymentSlip, what: str, amount: Decimal) -> Iterator[Movement]:
    url = slip.get_absolute_url()
    yield Movement(slip.on, what, f"ใบโอนเงิน {slip}", url, -amount)
    if hasattr(slip, "reversal"):
        yield Movement(slip.reversal.on, "ยกเลิกใบโอนเงิน", f"ใบโอนเงิน {slip}", url, amount)


def _address(batch: NettingBatch) -> str:
    return batch.get_absolute_url()


@dataclass(frozen=True, slots=True)
class Owed:
    """What one fund owes another now, in baht: by lines that wait, and by batches not yet paid."""

    from_fund: Fund
    to_fund: Fund
    lines: int
    by_lines: Decimal
    by_batches: Decimal

    @property
    def total(self) -> Decimal:
        return self.by_lines + self.by_batches


def owed_between(institution: Institution) -> list[Owed]:
    """What every fund owes every other now; pairs that owe nothing are left out."""
    funds = {fund.pk: fund for fund in institution.funds.order_by("position")}
    waiting = unpaid(Transfer.objects.filter(from_fund__in=funds))
    lines = _by_pair(waiting.values_list("from_fund", "to_fund", "amount"))
    payments = NetPayment.objects.filter(batch__institution=institution).prefetch_related(
        "slips__reversal"
    )
    rest = _by_pair((one.from_fund_id, one.to_fund_id, left_of(one)) for one in payments)
    found = [
        Owed(
            funds[payer],
            funds[payee],
            len(lines.get((payer, payee), [])),
            sum(lines.get((payer, payee), []), NOTHING),
            sum(rest.get((payer, payee), []), NOTHING),
        )
        for payer in funds
        for payee in funds
    ]
    return [one for one in found if one.total]


def _by_pair(
    rows: Iterable[tuple[int, int, Decimal]],
) -> dict[tuple[int, int], list[Decimal]]:
    found: dict[tuple[int, int], list[Decimal]] = {}
    for payer, payee, amount in rows:
        found.setdefault((payer, payee), []).append(amount)
    return found


def balances_between(institution: Institution, owed: Iterable[Owed]) -> list[BalanceBetween]:
    """The balance of every running account of the institution, by what its funds owe now."""
    totals = {(one.from_fund, one.to_fund): one.total for one in owed}
    return [
        BalanceBetween(
            first,
            second,
            totals.get((first, second), NOTHING) - totals.get((second, first), NOTHING),
        )
        for first, second in pairs_of(institution)
    ]


def pairs_of(institution: Institution) -> Sequence[tuple[Fund, Fund]]:
    """The pairs of funds that ever owed each other something, in the institution's order."""
    funds = [*institution.funds.order_by("position")]
    moved = {
        frozenset(pair)
        for rows in (Transfer.objects, NetPayment.objects)
        for pair in rows.filter(from_fund__in=funds).values_list("from_fund", "to_fund").distinct()
    }
    return [
        (first, second)
        for place, first in enumerate(funds)
        for second in funds[place + 1 :]
        if frozenset((first.pk, second.pk)) in moved
    ]
