"""Stamp duty on the one contract and its guarantees (อากรแสตมป์); pure, in whole baht.

ประมวลรัษฎากร บัญชีอัตราอากรแสตมป์ ลักษณะ ๕ (กู้ยืมเงิน) and ๑๗ (ค้ำประกัน). A paper without its
stamps is no evidence in a civil case until they are paid (มาตรา ๑๑๘).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from fundinst.money import format_baht

LOAN_UNIT = Decimal(2000)
LOAN_MOST = Decimal(10_000)
NOTHING = Decimal(0)

GUARANTEE_STEPS = ((Decimal(1000), Decimal(1)), (Decimal(10_000), Decimal(5)))
GUARANTEE_ABOVE = Decimal(10)

EXEMPT_KINDS: frozenset[str] = frozenset()
"""Kinds of funds whose contracts bear no duty: none. The schedule exempts what members borrow from
a cooperative, and no fund here is one. Should a decree exempt a kind, it is named here."""

CLAUSE = "ประมวลรัษฎากร มาตรา ๑๑๘"


@dataclass(frozen=True, slots=True)
class StampDuty:
    """What stamps a contract bears: on the loan, and on each guarantee; in baht."""

    loan: Decimal
    guarantees: tuple[Decimal, ...] = ()
    exempt: bool = False

    @property
    def total(self) -> Decimal:
        return self.loan + sum(self.guarantees, NOTHING)

    @property
    def words(self) -> list[str]:
        """One sentence for each paper: how much, who pays, who cancels the stamps."""
        if self.exempt:
            return ["สัญญาของกองทุนนี้ได้รับยกเว้นอากรแสตมป์"]
        said = [f"ติดอากรแสตมป์ {format_baht(self.loan)} บาท ผู้ให้กู้เป็นผู้เสีย ผู้กู้เป็นผู้ขีดฆ่า"]
        if self.guarantees:
            each = " และ ".join(format_baht(one) for one in sorted({*self.guarantees}))
            said.append(
                f"สัญญาค้ำประกัน {len(self.guarantees)} ฉบับ ฉบับละ {each} บาท "
                f"รวม {format_baht(sum(self.guarantees, NOTHING))} บาท ผู้ค้ำประกันเป็นผู้เสียและขีดฆ่า"
            )
        return said


def loan_duty(amount: Decimal) -> Decimal:
    """One baht for each 2,000 baht lent or part of it, 10,000 baht at the most."""
    units = (amount / LOAN_UNIT).to_integral_value(rounding=ROUND_CEILING)
    return min(units, LOAN_MOST)


def guarantee_duty(most: Decimal) -> Decimal:
    """By the amount that is guaranteed: 1 baht up to 1,000, 5 up to 10,000, 10 above."""
    for up_to, duty in GUARANTEE_STEPS:
        if most <= up_to:
            return duty
    return GUARANTEE_ABOVE


def stamp_duty(
    amount: Decimal, guaranteed: Sequence[Decimal] = (), *, exempt: bool = False
) -> StampDuty:
    """Of a contract over ``amount`` with guarantees up to these amounts (baht).

    The loan is what the contract is over when it is signed; interest to come bears no duty.
    """
    if exempt:
        return StampDuty(NOTHING, (), exempt=True)
    return StampDuty(loan_duty(amount), tuple(guarantee_duty(most) for most in guaranteed))
