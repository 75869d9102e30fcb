"""What a payment would do, shown before it is written: nothing here writes anything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import accumulate
from operator import sub

from consolidation.charging import Charge, Overcharged, overcharged, total
from consolidation.models import Instalment, Receipt
from consolidation.open_instalments import NOTHING
from consolidation.paying_early import CHOICES, NewRow, closing_of, rows_after
from consolidation.receipt_lines import Placed, placed
from consolidation.receiving_rules import refusals_to_receive
from consolidation.repayment import Repayment
from consolidation.replaying import moved_by
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from fundinst.money import format_baht

NOT_WRITTEN = 2**62
"""The number of a receipt that nobody has written yet: after all others."""
NAMED_ROWS = 3
"""So many instalments are named one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Payment:
    """What was handed over: the day, the baht, by whom, and what of it is charged first."""

    on: date
    amount: Decimal
    payer: str
    charges: tuple[Charge, ...] = ()

    @property
    def charged(self) -> Decimal:
        return total(self.charges)

    @property
    def on_plan(self) -> Decimal:
        """What of it pays the plan, in baht."""
        return self.amount - self.charged


@dataclass(frozen=True, slots=True)
class Choice:
    """What can become of the rest, what follows from it in words, or why it can't be chosen."""

    rest: Receipt.Rest
    follows: tuple[str, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A receipt of a later day whose baht would stand elsewhere."""

    receipt: Receipt
    before: Placed
    after: Placed


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """Everything that is looked at before a receipt is written; in baht.

    ``now`` is where what is due goes; ``over`` what is paid above it, which ``choices`` are about.
    ``rest`` is the choice that everything was worked out with; without one, what is ``over`` is
    left out. ``after`` is the repayment as it would be then, ``left`` what is left of the plan at
    the end of its day and ``left_in_all`` once receipts of later days are counted too.
    """

    now: Placed
    over: Decimal
    choices: tuple[Choice, ...]
    moved: tuple[Moved, ...]
    left: Decimal
    left_in_all: Decimal
    after: Repayment
    rest: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to be chosen: what is shown is what would be written."""
        return not self.over or bool(self.rest)

    @property
    def differences(self) -> tuple[tuple[Moved, ...], tuple[Overcharged, ...]]:
        """What it changes of the receipts given: where their baht go, what they overcharge."""
        return self.moved, self.overcharged

    @property
    def overcharged(self) -> tuple[Overcharged, ...]:
        """What receipts charged above what would be lawful then."""
        return tuple(overcharged(self.after))


def check(repayment: Repayment, paid: Payment, *, today: date, rest: str = "") -> ReceiptCheck:
    """What a payment that can be taken would do; ``repayment`` is as of its day.

    A ``rest`` that can't be chosen is none.
    """
    over = max(paid.on_plan - repayment.due, NOTHING)
    choices = tuple(_choices(repayment, paid, over)) if over else ()
    chosen = rest if any(one.rest == rest and not one.refusals for one in choices) else ""
    kept = paid.on_plan if chosen else paid.on_plan - over
    after = after_receiving(repayment, kept, chosen) if kept else repayment
    return ReceiptCheck(
        now=placed(after, NOT_WRITTEN),
        over=over,
        choices=choices,
        moved=tuple(_moved(repayment, after, today=today)),
        left=after.left,
        left_in_all=after.owed_in_all,
        after=after,
        rest=chosen,
    )


def after_receiving(repayment: Repayment, amount: Decimal, rest: str) -> Repayment:
    """The repayment as it would be if so much paid the plan, with that choice; none is written."""
    over = max(amount - repayment.due, NOTHING)
    receipt = Receipt(
        pk=NOT_WRITTEN,
        on=repayment.on,
        amount=amount,
        rest=rest if over else "",
        given_back=over if rest == Receipt.Rest.GIVE_BACK else NOTHING,
    )
    receipt.charged = NOTHING  # ``amount`` is what pays the plan
    rows = repayment.instalments
    if over and rest in CHOICES:
        rows = _unwritten(rows_after(repayment, over, rest), repayment.contract.principal)
    return replace(repayment, instalments=rows, receipts=[*repayment.receipts, receipt])


def _unwritten(rows: Sequence[NewRow], principal: Decimal) -> list[Instalment]:
    balances = [*accumulate((row.principal for row in rows), sub, initial=principal)][1:]
    return [
        Instalment(
            number=number,
            balance=balance,
            starts_on=row.starts_on,
            due_on=row.due_on,
            principal=row.principal,
            interest=row.interest,
            carried=row.carried,
            paid_early=row.paid_early,
        )
        for number, (row, balance) in enumerate(zip(rows, balances, strict=True), 1)
    ]


def _instalments_to_come(repayment: Repayment) -> int:
    """Those with something left that aren't due yet: with one alone, shorter is lower."""
    return sum(bool(one.open) and one.due_on > repayment.on for one in repayment.standing.open)


def _choices(repayment: Repayment, paid: Payment, over: Decimal) -> list[Choice]:
    """Every choice; of the two that change the plan, one where both would come to the same."""
    same = over == closing_of(repayment).total or _instalments_to_come(repayment) < 2
    found = []
    for rest in Receipt.Rest:
        if same and rest == Receipt.Rest.LOWER:
            continue
        refusals = tuple(
            refusals_to_receive(
                repayment.contract,
                repayment,
                on=paid.on,
                amount=paid.amount,
                payer=paid.payer,
                rest=rest,
                charged=paid.charged,
            )
        )
        follows = () if refusals else tuple(_follows(repayment, paid.on_plan, rest, over))
        found.append(Choice(rest, follows, refusals))
    return found


def _follows(repayment: Repayment, amount: Decimal, rest: str, over: Decimal) -> list[str]:
    """What follows from a choice, in baht and days."""
    after = after_receiving(repayment, amount, rest)
    if rest == Receipt.Rest.GIVE_BACK:
        kept = format_baht(amount - over)
        return [f"คืนเงิน {format_baht(over)} บาท คงรับไว้ {kept} บาท"]
    if rest == Receipt.Rest.NEXT_INSTALMENTS:
        return _of_next(repayment, after)
    if rest == Receipt.Rest.KEEP:
        return [f"ตัดงวดที่ครบกำหนด {_next_due(repayment)} เมื่อถึงวันนั้น ดอกเบี้ยและแผนชำระเท่าเดิม"]
    return _of_new_plan(repayment, after)


def _of_next(repayment: Repayment, after: Repayment) -> list[str]:
    rows = [
        row
        for row in placed(after, NOT_WRITTEN).rows
        if row.instalment.due_on > repayment.on and row.total
    ]
    said = [
        f"งวดที่ {row.instalment.number} ครบกำหนด {day_in_words(row.instalment.due_on)} "
        f"{format_baht(row.total)} บาท" + _still(row.instalment.open)
        for row in rows[:NAMED_ROWS]
    ]
    more = rows[NAMED_ROWS:]
    return [*said, f"และอีก {len(more)} งวด"] if more else said


def _still(left: Decimal) -> str:
    return f" เหลืองวดนี้อีก {format_baht(left)} บาท" if left else " ครบทั้งงวด"


def _of_new_plan(repayment: Repayment, after: Repayment) -> list[str]:
    coming = [row for row in after.instalments if row.due_on > repayment.on]
    saved = _interest(repayment) - _interest(after)
    less = [f"ดอกเบี้ยทั้งสัญญาลดลง {format_baht(saved)} บาท"] if saved > 0 else []
    if not coming:
        return ["ชำระครบทั้งสัญญา ไม่มีงวดเหลือ ปิดสัญญาได้", *less]
    before = [row for row in repayment.instalments if row.due_on > repayment.on]
    return [
        f"งวดถัดไป {day_in_words(coming[0].due_on)} ชำระ {format_baht(coming[0].due)} บาท "
        f"(เดิม {format_baht(before[0].due)} บาท)",
        f"งวดสุดท้าย {day_in_words(coming[-1].due_on)} (เดิม {day_in_words(before[-1].due_on)}) "
        f"เหลือ {len(coming)} งวด",
        *less,
    ]


def _interest(repayment: Repayment) -> Decimal:
    return sum((row.interest for row in repayment.instalments), NOTHING)


def _next_due(repayment: Repayment) -> str:
    coming = [one for one in repayment.standing.open if one.due_on > repayment.on and one.open]
    return day_in_words(coming[0].due_on)


def _moved(repayment: Repayment, after: Repayment, *, today: date) -> list[Moved]:
    """The receipts of later days whose baht would go elsewhere, by today."""
    until = max([today, *(receipt.on for receipt in repayment.receipts)])
    before, then = replace(repayment, on=until), replace(after, on=until)
    known = {receipt.pk: receipt for receipt in repayment.receipts}
    moved = moved_by(before.standing, then.standing)
    return [
        Moved(known[one.entered], placed(before, one.entered), placed(then, one.entered))
        for one in moved
    ]
