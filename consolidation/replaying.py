"""All payments of a contract placed in the order of their dates (เรียงการรับชำระตามวันที่).

Pure arithmetic. A receipt entered late gives the same result as if it had been entered on its day;
which earlier ones it moves is shown before anything is saved. What is open on any date, past or
coming, follows from the payments up to it and from nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from consolidation.allocation import LAWFUL, Allocation, Order, allocate
from consolidation.open_instalments import NOTHING, OpenInstalment, Part
from consolidation.overpaying import Overpayment


@dataclass(frozen=True, slots=True)
class DatedPayment:
    """One payment received; ``entered`` is the order in which receipts were written down."""

    on: date
    amount: Decimal
    entered: int
    rest: Overpayment | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """Where a payment's baht went on a day; ``from_kept`` where they had been kept until then."""

    payment: DatedPayment
    on: date
    allocation: Allocation
    from_kept: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a contract stands at a date: what is open, what is kept for later, what nobody placed."""

    open: tuple[OpenInstalment, ...]
    replayed: tuple[Replayed, ...]
    kept: Decimal
    left_over: Decimal

    def went_to(self, entered: int) -> dict[int, dict[Part, Decimal]]:
        """Where the baht of one payment went, instalment by instalment, part by part."""
        found: dict[int, dict[Part, Decimal]] = {}
        for one in self.replayed:
            if one.payment.entered != entered:
                continue
            for number, parts in one.allocation.by_instalment().items():
                row = found.setdefault(number, {})
                for part, amount in parts.items():
                    row[part] = row.get(part, NOTHING) + amount
        return found


@dataclass(slots=True)
class _Book:
    """The walk along the dates: what is open, and what was kept, the oldest first."""

    order: Order
    open: tuple[OpenInstalment, ...]
    kept: list[tuple[DatedPayment, Decimal]] = field(default_factory=list)
    replayed: list[Replayed] = field(default_factory=list)

    def take(self, payment: DatedPayment) -> None:
        allocation = allocate(
            payment.amount, self.open, payment.on, order=self.order, rest=payment.rest
        )
        self.open = allocation.open
        self.replayed.append(Replayed(payment, payment.on, allocation))
        if allocation.kept:
            self.kept.append((payment, allocation.kept))

    def use_kept(self, until: date) -> None:
        """What was kept pays each instalment on the day it falls due."""
        for day in sorted({one.due_on for one in self.open if one.due_on <= until}):
            waiting, self.kept = self.kept, []
            for payment, amount in waiting:
                self._pay_from(payment, amount, day)

    def _pay_from(self, payment: DatedPayment, amount: Decimal, day: date) -> None:
        allocation = allocate(amount, self.open, day, order=self.order, rest=Overpayment.KEEP)
        self.open = allocation.open
        if allocation.shares:
            self.replayed.append(Replayed(payment, day, allocation, from_kept=True))
        if allocation.kept:
            self.kept.append((payment, allocation.kept))


def replay(
    instalments: Sequence[OpenInstalment],
    payments: Sequence[DatedPayment],
    on: date,
    *,
    order: Order = LAWFUL,
) -> Standing:
    """How things stand at the end of a day, from the instalments as they were before any payment.

    Receipts of later days don't count. Raises Refused as ``allocate`` does.
    """
    book = _Book(order, tuple(instalments))
    known = (payment for payment in payments if payment.on <= on)
    for payment in sorted(known, key=lambda one: (one.on, one.entered)):
        book.use_kept(payment.on)
        book.take(payment)
    book.use_kept(on)
    left_over = sum((one.allocation.left_over for one in book.replayed), NOTHING)
    kept = sum((amount for _, amount in book.kept), NOTHING)
    return Standing(book.open, tuple(book.replayed), kept, left_over)


def moved_by(before: Standing, after: Standing) -> list[DatedPayment]:
    """The payments whose baht stand elsewhere after a late one came in, by date."""
    known = {one.payment.entered: one.payment for one in before.replayed}
    moved = [
        payment
        for entered, payment in known.items()
        if before.went_to(entered) != after.went_to(entered)
    ]
    return sorted(moved, key=lambda one: (one.on, one.entered))
