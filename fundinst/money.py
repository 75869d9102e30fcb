"""Money: reading it, writing it, rounding to the satang, splitting without losing one.

Every amount is a ``Decimal`` in baht. Nothing here, and nothing anywhere else, uses float.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from .thai import MOST_BAHT, Digits, Unreadable, clean, to_arabic_digits, to_thai_digits

SATANG = Decimal("0.01")
NONE_AT_ALL = {"-", "–", "—", "−", ".-"}  # how registers write an empty amount
HOW_TO_TYPE_BAHT = "ให้พิมพ์เช่น 13,200 หรือ 13,200.50"

BAHT_SIGNS = re.compile(r"^฿ ?| ?(?:\.[-–—])? ?(?:บาท(?:ถ้วน)?|บ\.|฿)?$")
NEGATIVE = re.compile(r"[-–—−] ?[0-9].*|\( ?[0-9].*\)|[0-9].*[0-9][-–—−]")
AMOUNT = re.compile(
    r"(?P<whole>0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:(?P<gap>[, ])[0-9]{3}(?:(?P=gap)[0-9]{3})*)?)"
    r"(?:\.(?P<satang>[0-9]{1,2})0*)?"
)


def round_to_satang(value: Decimal) -> Decimal:
    """To the nearest satang, half a satang away from zero; other units: ``debts/rounding.py``."""
    return value.quantize(SATANG, rounding=ROUND_HALF_UP)


def read_baht(text: str) -> Decimal:
    """The amount people mean by ๑๓,๒๐๐ · 13200 บาท · 35 000 · ฿35,000.50 · 8,900.- · - (nothing).

    Two decimals, 0 to 999,999,999,999.99. Raises Unreadable on anything that could be read two
    ways or isn't plain digits: 1.000 (thousands or decimals?), misplaced commas, a number that
    starts with 0 (a code?), negative amounts in any writing, 1_000, 1e5, other digits, words.
    """
    typed = clean(text)
    if typed in NONE_AT_ALL:
        return Decimal("0.00")
    number = BAHT_SIGNS.sub("", to_arabic_digits(typed))
    if not typed:
        raise Unreadable(f"ยังไม่มีจำนวนเงิน {HOW_TO_TYPE_BAHT} ถ้าไม่มียอดให้พิมพ์ -")
    if NEGATIVE.fullmatch(number):
        raise Unreadable(
            f"จำนวนเงินติดลบไม่ได้ “{typed[:40]}” ให้พิมพ์โดยไม่มีเครื่องหมายลบ {HOW_TO_TYPE_BAHT}"
        )
    if re.fullmatch(r"[1-9][0-9]{0,2}(\.[0-9]{3})+", number):
        raise Unreadable(f"“{typed[:40]}” ไม่แน่ว่าจุดคือหลักพันหรือทศนิยม {HOW_TO_TYPE_BAHT}")
    if len(number) > 40 or not (found := AMOUNT.fullmatch(number)):
        raise Unreadable(f"อ่านจำนวนเงิน “{typed[:40]}” ไม่ออก {HOW_TO_TYPE_BAHT}")
    whole = re.sub("[, ]", "", found["whole"])
    amount = Decimal(f"{whole}.{found['satang'] or '00'}").quantize(SATANG)
    if amount > MOST_BAHT:
        raise Unreadable(f"จำนวนเงิน “{typed[:40]}” มากเกินไป ให้ตรวจว่าพิมพ์เลขเกินหรือไม่")
    return amount


def format_baht(
    amount: Decimal, *, digits: Digits = "arabic", satang: Literal["auto", "always"] = "auto"
) -> str:
    """13,200 or 13,200.50, rounded to the satang; ``auto`` leaves out .00."""
    rounded = round_to_satang(amount)
    whole = satang == "auto" and rounded == rounded.to_integral_value()
    written = f"{rounded:,.0f}" if whole else f"{rounded:,.2f}"
    return to_thai_digits(written) if digits == "thai" else written


def format_signed(amount: Decimal) -> str:
    """A difference in baht with its sign: +500.00, -500.00, 0.00."""
    return f"{'+' if amount > 0 else '-' if amount < 0 else ''}{format_baht(abs(amount))}"


def split(
    amount: Decimal, weights: Sequence[Decimal | int], *, unit: Decimal = SATANG
) -> list[Decimal]:
    """Shares of ``amount`` in proportion to ``weights``, whole in units, that sum to it exactly.

    Largest remainder: every share is the exact one rounded up or down, and those with the largest
    remainders are rounded up. Among equal remainders the last shares take what is over or missing.
    Raises ValueError without a positive weight, with a negative weight or amount, or when
    ``amount`` isn't whole in units.
    """
    units = Fraction(amount) / Fraction(unit)
    total = sum(map(Fraction, weights), Fraction())
    if amount < 0 or total <= 0 or min(weights) < 0 or units.denominator != 1:
        raise ValueError(f"can't split {amount} by {list(weights)} in units of {unit}")
    exact = [units * Fraction(weight) / total for weight in weights]
    shares = [int(share + Fraction(1, 2)) for share in exact]
    over = int(units) - sum(shares)
    step = 1 if over > 0 else -1
    by_need = sorted(range(len(exact)), key=lambda i: (step * (shares[i] - exact[i]), -i))
    for i in by_need[: abs(over)]:
        shares[i] += step
    return [share * unit for share in shares]
