"""How long the holders of a whole village take to choose, and what is proven; `make bench`.

Villages as they are: one fund that nearly all owe, one to three others beside it. Amounts in whole
fifties, and to the satang. A goal of 150 households and 8 funds: five seconds, proven.
"""

from time import perf_counter

import pytest

from benchmarks.measuring import Figure, tell
from consolidation.holder_solving import best_holders
from consolidation.holder_sums import Goal
from tests.consolidation.test_holder_sums import large_village

FIFTY, SATANG = 5000, 1
SIZES = [(15, 3, FIFTY), (20, 4, FIFTY), (30, 3, SATANG), (60, 4, SATANG), (150, 3, SATANG)]
LARGEST = (150, 8, SATANG)
GOAL = 5.0


@pytest.mark.parametrize(("households", "funds", "unit"), [*SIZES, LARGEST])
def test_holders(households, funds, unit):
    village = large_village(households, funds, unit)
    begun = perf_counter()
    best = best_holders(village, Goal.LEAST_NET)
    took = perf_counter() - begun
    sure = "proven" if best.is_proven else f"at most {best.gap} baht from the best"
    print(
        f"\n{households} households, {funds} funds, in {unit} satang: {took:.1f} s, "
        f"{village.cash_if_held(best.holders)} baht move, {sure}"
    )
    if (households, funds, unit) == LARGEST:
        what = f"best holders of {households} households and {funds} funds, {sure}"
        tell(Figure("grid", what, f"{took:.1f} s", f"{GOAL:.0f} s", took / GOAL, 1))
        assert best.is_proven
        assert took < GOAL
