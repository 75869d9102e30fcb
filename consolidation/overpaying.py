"""What a payment above what is due can become (ชำระเกิน): people choose, nothing is assumed.

Pure arithmetic. Principal paid early lowers later interest where interest is on the balance; the
new plan of what is left comes from ``replanning.py``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from consolidation.open_instalments import LAWFUL_ORDER, NOTHING, OpenInstalment, Part
from debts.rounding import Place, Rounding, share_out


class Overpayment(StrEnum):
    """The choices, in the order the page offers them."""

    NEXT_INSTALMENTS = "next_instalments"
    SHORTER = "shorter"
    NEXT_PRINCIPAL = "next_principal"
    LOWER = "lower"
    KEEP = "keep"
    GIVE_BACK = "give_back"

    @property
    def words(self) -> str:
        return OVERPAYMENT_WORDS[self]


OVERPAYMENT_WORDS = {
    Overpayment.NEXT_INSTALMENTS: "ชำระงวดถัดไปล่วงหน้า ทั้งดอกเบี้ยและเงินต้น",
    Overpayment.SHORTER: "ลดเงินต้นจากงวดสุดท้าย หมดหนี้เร็วขึ้น งวดอื่นชำระเท่าเดิม",
    Overpayment.NEXT_PRINCIPAL: "ลดเงินต้นของงวดถัดไป",
    Overpayment.LOWER: "ลดเงินต้นทุกงวดที่เหลือ จำนวนงวดเท่าเดิม ชำระงวดละน้อยลง",
    Overpayment.KEEP: "เก็บไว้เป็นเงินรับล่วงหน้า ตัดเมื่องวดถัดไปครบกำหนด",
    Overpayment.GIVE_BACK: "คืนเงินให้ผู้ชำระ",
}


@dataclass(frozen=True, slots=True)
class Share:
    """So many baht of a payment for one part of one instalment."""

    number: int
    part: Part
    amount: Decimal


def shares_of_the_rest(
    left: Decimal, instalments: Sequence[OpenInstalment], choice: Overpayment
) -> list[Share]:
    """Where the rest (baht) goes by that choice; what finds no place is not in the shares."""
    by_date = sorted(instalments, key=lambda one: (one.due_on, one.number))
    if choice == Overpayment.NEXT_INSTALMENTS:
        turns = [(one, part) for one in by_date for part in LAWFUL_ORDER]
        return [*_in_turn(left, turns)]
    principal = [(one, Part.PRINCIPAL) for one in by_date if one.principal > 0]
    if choice == Overpayment.SHORTER:
        return [*_in_turn(left, principal[::-1])]
    if choice == Overpayment.NEXT_PRINCIPAL:
        return [*_in_turn(left, principal)]
    if choice == Overpayment.LOWER:
        return [*_evenly(left, [one for one, _ in principal])]
    return []


def _in_turn(left: Decimal, turns: Sequence[tuple[OpenInstalment, Part]]) -> Iterator[Share]:
    for one, part in turns:
        if paid := min(left, one.of(part)):
            left -= paid
            yield Share(one.number, part, paid)


def _evenly(left: Decimal, instalments: Sequence[OpenInstalment]) -> Iterator[Share]:
    """In proportion to each one's principal, so that none gets more than it has."""
    whole = sum((one.principal for one in instalments), NOTHING)
    weights = [Fraction(one.principal) for one in instalments]
    if not weights:
        return
    shares = share_out(min(left, whole), weights, Rounding(place=Place.SPREAD))
    over = NOTHING
    for one, share in zip(instalments, shares, strict=True):
        paid = min(share + over, one.principal)
        over += share - paid
        if paid:
            yield Share(one.number, Part.PRINCIPAL, paid)
