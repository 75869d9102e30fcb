"""Where the bars of a household's months stand, in per cent of the chart's width; pure geometry.

Drawn by ``templates/components/month_bars.html``: a row a month, two bars in it, and a mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from consolidation.affordability import MonthAhead

WIDTH = Decimal(100)
_STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MonthBars:
    """A month's two bars (from the left edge) and where what is there to pay with ends.

    ``mark`` is None where nobody entered income; at 0 nothing is there to pay with.
    """

    month: MonthAhead
    before: Decimal
    after: Decimal
    mark: Decimal | None
    is_lowest: bool


def month_bars(months: Sequence[MonthAhead], lowest: MonthAhead | None) -> list[MonthBars]:
    """All on one scale: the longest bar, or the farthest mark, takes the whole width."""
    amounts = [amount for month in months for amount in (month.before, month.after)]
    amounts += [month.to_live for month in months if month.to_live is not None]
    whole = max([*amounts, Decimal(0)])
    return [
        MonthBars(
            month,
            _width(month.before, whole),
            _width(month.after, whole),
            None if month.to_live is None else _width(month.to_live, whole),
            month is lowest,
        )
        for month in months
    ]


def _width(amount: Decimal, whole: Decimal) -> Decimal:
    return (max(amount, Decimal(0)) / whole * WIDTH).quantize(_STEP) if whole else Decimal(0)
