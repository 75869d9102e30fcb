"""Netting between funds (หักกลบหนี้ระหว่างกองทุน): from what each owes each to few transfers.

Pure arithmetic. A fund's net is what it owes less what it is owed: the nets of a batch sum to zero,
and at most one transfer fewer than there are funds with a net settles them. A line that a fund
refused stays open and is counted apart. The same lines give the same transfers, whatever their
order.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fundinst.errors import Refusal, Refused
from fundinst.money import SATANG, format_baht

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Line:
    """What one fund owes another for a household (baht); ``reference`` names that line."""

    payer: str
    payee: str
    amount: Decimal
    reference: str = ""
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class NetTransfer:
    """One payment that settles part of the batch."""

    payer: str
    payee: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Netted:
    """A batch netted: the nets (positive: the fund pays), the transfers, what stays open (baht)."""

    lines: tuple[Line, ...]
    left_open: tuple[Line, ...]
    nets: dict[str, Decimal]
    transfers: tuple[NetTransfer, ...]

    @property
    def gross(self) -> Decimal:
        return sum((line.amount for line in self.lines), NOTHING)

    @property
    def cash(self) -> Decimal:
        """What really moves: the sum of what the paying funds pay."""
        return sum((net for net in self.nets.values() if net > 0), NOTHING)

    def lines_of(self, fund: str) -> tuple[Line, ...]:
        """The household lines a fund's net opens to: what it owes, and what it is owed."""
        return tuple(line for line in self.lines if fund in (line.payer, line.payee))


def net(lines: Sequence[Line]) -> Netted:
    """Net a batch of lines. Raises Refused, with every line that can't stand in one."""
    if refusals := [*refusals_of_lines(lines)]:
        raise Refused(refusals)
    taken = tuple(line for line in lines if line.accepted)
    left_open = tuple(line for line in lines if not line.accepted)
    nets = nets_of(taken)
    return Netted(taken, left_open, nets, tuple(_transfers(nets)))


def refusals_of_lines(lines: Sequence[Line]) -> Iterator[Refusal]:
    """Why lines can't be netted."""
    for line in lines:
        if line.payer == line.payee:
            yield Refusal(
                "same_fund", "", f"รายการ {_named(line)} จ่ายให้กองทุนเดียวกัน ให้เอาออกหรือแก้กองทุนที่รับ"
            )
        if line.amount <= 0 or line.amount != line.amount.quantize(SATANG):
            yield Refusal(
                "line_amount", "", f"รายการ {_named(line)} ต้องมากกว่า 0 บาท และไม่ละเอียดกว่าหนึ่งสตางค์"
            )


def _named(line: Line) -> str:
    return f"{line.reference} {line.payer}–{line.payee} {format_baht(line.amount)} บาท".strip()


def nets_of(lines: Sequence[Line]) -> dict[str, Decimal]:
    """Each fund's net in baht, in the order of names; they sum to zero."""
    nets: defaultdict[str, Decimal] = defaultdict(lambda: NOTHING)
    for line in lines:
        nets[line.payer] += line.amount
        nets[line.payee] -= line.amount
    return dict(sorted(nets.items()))


def _transfers(nets: dict[str, Decimal]) -> Iterator[NetTransfer]:
    """The largest payer pays the largest payee what both can, until none is left.

    Each transfer brings one of the two to zero and the last one both: so at most one fewer than
    there are funds with a net.
    """
    left = dict(nets)
    while any(left.values()):
        payer = min(left, key=lambda fund: (-left[fund], fund))
        payee = min(left, key=lambda fund: (left[fund], fund))
        amount = min(left[payer], -left[payee])
        left[payer] -= amount
        left[payee] += amount
        yield NetTransfer(payer, payee, amount)


@dataclass(frozen=True, slots=True)
class PaidTransfer:
    """A transfer with what was paid of it so far, in baht."""

    transfer: NetTransfer
    paid: Decimal = NOTHING

    @property
    def left(self) -> Decimal:
        return self.transfer.amount - self.paid

    def with_payment(self, amount: Decimal) -> "PaidTransfer":
        """After a further part payment. Raises Refused for none, or for more than is left."""
        if amount <= 0 or amount > self.left or amount != amount.quantize(SATANG):
            sentence = (
                f"{self.transfer.payer} ค้างโอนให้ {self.transfer.payee} อีก "
                f"{format_baht(self.left)} บาท บันทึกการโอน {format_baht(amount)} บาทไม่ได้ "
                "ให้ใส่จำนวนที่โอนจริงไม่เกินยอดที่ค้าง"
            )
            raise Refused([Refusal("part_payment", "", sentence)])
        return PaidTransfer(self.transfer, self.paid + amount)
