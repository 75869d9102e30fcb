"""Households shared out so that each fund holds exactly what it was owed: then nothing need move.

Whole numbers only. A solver comes close quickly and to the last satang slowly; from close by, the
rest is a question of which few households change hands between two funds. Half of those that could
are tried in every combination, and so is the other half; two that fit together to the satang are
found by sorting (Horowitz and Sahni, 1974). Nothing is claimed that isn't found.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

HALF = 16
"""So many households a half: 65,536 combinations each."""
Whole = NDArray[np.int64]


def meet_targets(
    holders: Sequence[int],
    *,
    totals: Sequence[int],
    owed: Sequence[int],
    may_hold: Sequence[Sequence[int]],
    cost: Sequence[Mapping[int, int]],
) -> tuple[int, ...]:
    """The holders, changed so that what each fund holds comes to what it was owed, where found.

    Fund after fund is put right against the one that holds most households; of the ways that fit,
    the one that costs least is taken. What can't be put right stays as it was.
    """
    found = [*holders]
    hub = max(range(len(owed)), key=found.count)
    others = sorted((fund for fund in range(len(owed)) if fund != hub), key=found.count)
    for fund in others:
        held = sum(total for total, by in zip(totals, found, strict=True) if by == fund)
        changes = [
            (cost[home][other] - cost[home][by], home, other)
            for home, by in enumerate(found)
            if by in (fund, hub) and (other := hub if by == fund else fund) in may_hold[home]
        ]
        for home, other in _put_right(sorted(changes), totals, fund, owed[fund] - held):
            found[home] = other
    return tuple(found)


def _put_right(
    changes: Sequence[tuple[int, int, int]], totals: Sequence[int], fund: int, target: int
) -> list[tuple[int, int]]:
    """The changes (cost, household, its new fund) that bring the fund to its target.

    The cheapest are tried first, then those that come after them.
    """
    if not target:
        return []
    for first in range(0, max(len(changes) - HALF, 1), HALF):
        tried = changes[first : first + 2 * HALF]
        moved = [totals[home] if other == fund else -totals[home] for _cost, home, other in tried]
        if fitting := _fitting(moved, [change[0] for change in tried], target):
            return [tried[number][1:] for number in fitting]
    return []


def _fitting(moved: Sequence[int], costs: Sequence[int], target: int) -> list[int]:
    """Which of these changes come to the target together, at the least cost; none if none do."""
    left_sums, left_costs = _every(moved[::2], costs[::2])
    right_sums, right_costs = _every(moved[1::2], costs[1::2])
    order = np.lexsort((right_costs, right_sums))
    wanted = target - left_sums
    at = np.searchsorted(right_sums[order], wanted)
    fits = at < len(order)
    fits[fits] = right_sums[order[at[fits]]] == wanted[fits]
    if not fits.any():
        return []
    left = np.flatnonzero(fits)
    right = order[at[left]]
    best = int(np.argmin(left_costs[left] + right_costs[right]))
    chosen = [2 * bit for bit in range(HALF) if int(left[best]) >> bit & 1]
    return chosen + [2 * bit + 1 for bit in range(HALF) if int(right[best]) >> bit & 1]


def _every(moved: Sequence[int], costs: Sequence[int]) -> tuple[Whole, Whole]:
    """The sums of every combination; the combination's number says by its bits which are in."""
    sums, prices = np.zeros(1, np.int64), np.zeros(1, np.int64)
    for amount, cost in zip(moved, costs, strict=True):
        sums = np.concatenate([sums, sums + amount])
        prices = np.concatenate([prices, prices + cost])
    return sums, prices
