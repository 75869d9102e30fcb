"""Rounding of money (การปัดเศษ): to which unit, which way, and which instalment takes the rest.

Pure arithmetic. What is not yet rounded is a Fraction, so that half a satang is exactly half;
what has been rounded is a Decimal in baht.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from fundinst.money import SATANG, format_baht


class Direction(StrEnum):
    """Which way what lies between two units goes."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"

    @property
    def words(self) -> str:
        return DIRECTION_WORDS[self]


class Place(StrEnum):
    """Which instalment takes what rounding leaves over or makes missing."""

    LAST = "last"
    FIRST = "first"
    SPREAD = "spread"

    @property
    def words(self) -> str:
        return PLACE_WORDS[self]


DIRECTION_WORDS = {
    Direction.HALF_UP: "ครึ่งหนึ่งขึ้นไปปัดขึ้น ไม่ถึงครึ่งปัดลง",
    Direction.HALF_EVEN: "เกินครึ่งปัดขึ้น ไม่ถึงครึ่งปัดลง ครึ่งพอดีปัดไปหาเลขคู่",
    Direction.UP: "เศษปัดขึ้นเสมอ",
    Direction.DOWN: "เศษปัดทิ้งเสมอ",
}
PLACE_WORDS = {
    Place.LAST: "ส่วนที่ขาดหรือเกินจากการปัดเศษอยู่ในงวดสุดท้าย",
    Place.FIRST: "ส่วนที่ขาดหรือเกินจากการปัดเศษอยู่ในงวดแรก",
    Place.SPREAD: "ส่วนที่ขาดหรือเกินจากการปัดเศษเฉลี่ยไปทุกงวด งวดจึงต่างกันได้เล็กน้อย",
}


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a fund rounds; ``unit`` in baht: 0.01, 0.25, 1, 5, 10 …"""

    unit: Decimal = SATANG
    direction: Direction = Direction.HALF_UP
    place: Place = Place.LAST

    @property
    def words(self) -> str:
        """The convention as a villager understands it, to be printed on the contract."""
        return f"ปัดเศษเป็น{unit_words(self.unit)} ({self.direction.words}) {self.place.words}"

    def __call__(self, value: Fraction | Decimal) -> Decimal:
        return rounded(value, self.unit, self.direction)


def unit_words(unit: Decimal) -> str:
    """How people name the unit: สตางค์ · 25 สตางค์ · บาทเต็ม · จำนวนเต็ม 5 บาท."""
    if unit == SATANG:
        return "สตางค์"
    if unit == 1:
        return "บาทเต็ม"
    return f"จำนวนเต็ม {unit * 100:.0f} สตางค์" if unit < 1 else f"จำนวนเต็ม {format_baht(unit)} บาท"


def rounded(value: Fraction | Decimal, unit: Decimal, direction: Direction) -> Decimal:
    """``value`` in whole units, in baht with two decimals."""
    (number, of), (unit_number, unit_of) = value.as_integer_ratio(), unit.as_integer_ratio()
    return (_whole(number * unit_of, of * unit_number, direction) * unit).quantize(SATANG)


def _whole(number: int, of: int, direction: Direction) -> int:
    """``number`` by ``of`` as a whole number, in integers alone: exact, and many times faster."""
    below, left = divmod(number, of)
    if direction == Direction.HALF_UP:
        return below + (2 * left >= of)
    if direction == Direction.HALF_EVEN:
        return below + (2 * left > of or (2 * left == of and below % 2 == 1))
    return below + (direction == Direction.UP and left > 0)


def share_out(amount: Decimal, weights: Sequence[Fraction], rounding: Rounding) -> list[Decimal]:
    """Shares of ``amount`` (baht) by weight, each in whole units but for the one with the rest.

    They sum to the amount and none is negative: a share that would be more than what is left is
    what is left. Where nothing has a weight, the last takes all.
    """
    if not any(weights):
        return [Decimal("0.00")] * (len(weights) - 1) + [amount]
    if rounding.place == Place.FIRST:
        return _first_takes_the_rest(amount, weights, rounding)
    taking = _spread if rounding.place == Place.SPREAD else _each
    return list(_up_to(amount, weights, taking(amount, weights, rounding)))


def _up_to(
    amount: Decimal, weights: Sequence[Fraction], wishes: Iterator[Decimal]
) -> Iterator[Decimal]:
    """Each wish as far as the amount reaches; the last that has a weight takes the rest."""
    left = amount
    last = max(k for k, weight in enumerate(weights) if weight)
    for k, wish in enumerate(wishes):
        share = left if k == last else min(wish, left)
        left -= share
        yield share.quantize(SATANG)


def _each(amount: Decimal, weights: Sequence[Fraction], rounding: Rounding) -> Iterator[Decimal]:
    total = sum(weights, Fraction())
    for weight in weights:
        yield rounding(Fraction(amount) * weight / total)


def _spread(amount: Decimal, weights: Sequence[Fraction], rounding: Rounding) -> Iterator[Decimal]:
    """Equal weights: what is left by the shares left. Others: what the shares so far fall short."""
    total = left_weight = sum(weights, Fraction())
    equal = len({weight for weight in weights if weight}) == 1
    due, given = Fraction(), Decimal(0)
    for weight in weights:
        due += Fraction(amount) * weight / total
        left = Fraction(amount - given)
        exact = left * weight / left_weight if equal and weight else due - Fraction(given)
        share = rounding(exact) if weight else Decimal(0)
        left_weight -= weight
        given += share
        yield share


def _first_takes_the_rest(
    amount: Decimal, weights: Sequence[Fraction], rounding: Rounding
) -> list[Decimal]:
    """As with the last, read from the other end: the first of a weight has the rest."""
    turned = Rounding(rounding.unit, rounding.direction, Place.LAST)
    return share_out(amount, weights[::-1], turned)[::-1]


def roundings_in_turn(rounding: Rounding) -> list[Rounding]:
    """The rounding asked for, then finer ones.

    A unit too coarse for an amount would leave instalments with nothing; rounding must never
    change how many there are, so the next finer one is taken then.
    """
    finer = [
        rounding,
        Rounding(rounding.unit, Direction.DOWN, rounding.place),
        Rounding(SATANG, rounding.direction, rounding.place),
        Rounding(SATANG, Direction.DOWN, rounding.place),
    ]
    return list(dict.fromkeys(finer))
