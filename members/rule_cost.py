"""What flat interest (ดอกเบี้ยคงที่) really costs: in percent a year of what is still owed.

Pure arithmetic. The law looks at what is paid for what is owed (ป.พ.พ. ๖๕๔, the act of 2560), and
flat interest goes on for principal that was paid back long ago: the rate written isn't the rate
paid. A contract's own plan is counted by its own days, in ``consolidation/plan_costs.py``.
"""

from collections.abc import Sequence
from decimal import ROUND_UP, Decimal
from fractions import Fraction
from itertools import accumulate

HUNDREDTH = Decimal("0.01")


def flat_percent_of_owed(
    percent: Decimal, parts: Sequence[Decimal | int], *, without: int = 0
) -> Fraction:
    """Flat interest of so many percent a year, in percent a year of the principal still owed.

    ``parts`` is what of the principal each instalment pays back, in any unit, the instalments being
    equally far apart; for ``without`` of them no interest is taken.
    """
    whole = sum(map(Fraction, parts))
    paid_before = [*accumulate(map(Fraction, parts), initial=Fraction())][:-1]
    owed = sum(whole - paid for paid in paid_before)
    return Fraction(percent) * (len(parts) - without) * whole / owed


def in_hundredths(percent: Fraction) -> Decimal:
    """As people read it, never less than it is: 23.04."""
    exact = Decimal(percent.numerator) / Decimal(percent.denominator)
    return exact.quantize(HUNDREDTH, rounding=ROUND_UP)
