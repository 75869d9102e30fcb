"""How much money each choice of a holding fund moves (เลือกกองทุนที่ถือสัญญา); pure arithmetic.

Two goals that can disagree, so each is named: the least money moved for one household (gross), and
the least cash after netting a whole village (net). People choose; these are the figures beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from consolidation.netting_sums import NOTHING, Line, nets_of

MOST_WAYS = 4096
"""Up to so many combinations every one is tried; beyond, one household at a time is improved."""


@dataclass(frozen=True, slots=True)
class Owing:
    """A household and what its loans come to, fund by fund, in baht."""

    household: str
    payoffs: Mapping[str, Decimal]

    def moved_into(self, fund: str) -> Decimal:
        """What a fund would pay the others if it held the contract."""
        return sum((amount for owed, amount in self.payoffs.items() if owed != fund), NOTHING)


def moved_by_holder(owing: Owing, funds: Sequence[str]) -> dict[str, Decimal]:
    """Baht that would move for each fund that may hold the contract, in the order given."""
    return {fund: owing.moved_into(fund) for fund in funds}


def least_gross(owing: Owing, funds: Sequence[str]) -> str:
    """The fund that moves the least for this household; the first of the order among equals."""
    return min(funds, key=owing.moved_into)


def lines_if_held(village: Sequence[Owing], holders: Sequence[str]) -> list[Line]:
    """What the funds would owe each other, household by household, if these funds held."""
    return [
        Line(holder, fund, amount, owing.household)
        for owing, holder in zip(village, holders, strict=True)
        for fund, amount in owing.payoffs.items()
        if fund != holder and amount
    ]


def cash_if_held(village: Sequence[Owing], holders: Sequence[str]) -> Decimal:
    """The cash that really moves after netting, in baht."""
    nets = nets_of(lines_if_held(village, holders))
    return sum((net for net in nets.values() if net > 0), NOTHING)


def least_net(village: Sequence[Owing], funds: Sequence[str]) -> tuple[str, ...]:
    """A holder for each household, with the least cash after netting.

    Among equals the one that moves least gross, then the funds' order. In a large village it is the
    best that can be reached from the least gross by changing one household at a time.
    """
    if len(funds) ** len(village) <= MOST_WAYS:
        ways = product(funds, repeat=len(village))
        return min(ways, key=lambda holders: _cost(village, holders))
    holders = tuple(least_gross(owing, funds) for owing in village)
    while (better := _better(village, funds, holders)) != holders:
        holders = better
    return holders


def _cost(village: Sequence[Owing], holders: Sequence[str]) -> tuple[Decimal, Decimal]:
    pairs = zip(village, holders, strict=True)
    gross = sum((owing.moved_into(holder) for owing, holder in pairs), NOTHING)
    return cash_if_held(village, holders), gross


def _better(
    village: Sequence[Owing], funds: Sequence[str], holders: tuple[str, ...]
) -> tuple[str, ...]:
    """The best of the ways that differ in one household, this way itself among them."""
    ways = [holders]
    for row in range(len(village)):
        ways += [(*holders[:row], fund, *holders[row + 1 :]) for fund in funds]
    return min(ways, key=lambda way: _cost(village, way))
