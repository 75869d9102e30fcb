"""What flat interest costs by what is still owed; recomputed from the figures of small plans."""

from decimal import Decimal
from fractions import Fraction

import pytest

from members.rule_cost import flat_percent_of_owed, in_hundredths


@pytest.mark.parametrize(
    ("parts", "without", "percent"),
    [
        ([1], 0, Fraction(12)),
        ([1, 1], 0, Fraction(16)),  # 24 of what was owed for a year and a half
        ([1] * 24, 0, Fraction(24 * 12 * 2, 25)),
        ([0, 1], 0, Fraction(12)),  # in its grace, all of it is owed
        ([0, 1], 1, Fraction(6)),
        ([Decimal(40), Decimal(60)], 0, Fraction(15)),  # 24 of 1 and then of 0.6
    ],
)
def test_flat_interest_is_measured_by_what_is_still_owed(parts, without, percent):
    assert flat_percent_of_owed(Decimal(12), parts, without=without) == percent


def test_the_figure_is_never_less_than_it_is():
    assert [in_hundredths(Fraction(*one)) for one in ((576, 25), (15_000_001, 1_000_000))] == [
        Decimal("23.04"),
        Decimal("15.01"),
    ]
