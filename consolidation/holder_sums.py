"""Which fund holds which household's contract (เลือกกองทุนที่ถือสัญญา); pure arithmetic, in baht.

Three goals that can disagree, so each is named: the least money moved (gross), the least cash that
really moves once a whole village is netted (net), the least interest for the households. People
choose; these are the figures beside it. Among equals the one that moves less gross is taken, then
the funds' order.

Netted, a fund pays what the contracts it holds come to, less what it was owed itself: who holds
whose doesn't matter beyond those sums. ``holder_solving.py`` finds the best way for a village.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from consolidation.netting_sums import NOTHING, Line, nets_of


class Goal(StrEnum):
    """What a choice is measured by."""

    LEAST_GROSS = "least_gross"
    LEAST_NET = "least_net"
    CHEAPEST = "cheapest"


@dataclass(frozen=True, slots=True)
class Owing:
    """A household: what its loans come to, fund by fund; which funds may hold its contract.

    ``may_hold`` is in the funds' order. ``interest`` is what the contract would cost with each of
    them, to its end.
    """

    household: str
    payoffs: Mapping[str, Decimal]
    may_hold: tuple[str, ...] = ()
    interest: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum(self.payoffs.values(), NOTHING)

    def moved_into(self, fund: str) -> Decimal:
        """What a fund would pay the others if it held the contract."""
        return sum((amount for owed, amount in self.payoffs.items() if owed != fund), NOTHING)

    def interest_at(self, fund: str) -> Decimal:
        return self.interest.get(fund, NOTHING)


@dataclass(frozen=True, slots=True)
class Village:
    """The households whose holders are chosen together.

    ``cash`` is what a fund has to pay the others with, after netting; one that isn't there never
    said. ``nets`` is what the funds owe each other already (positive: pays).
    """

    households: tuple[Owing, ...]
    cash: Mapping[str, Decimal] = field(default_factory=dict)
    nets: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def funds(self) -> tuple[str, ...]:
        """Every fund that has a part in it, in order of appearance."""
        named = [fund for owing in self.households for fund in (*owing.may_hold, *owing.payoffs)]
        return tuple(dict.fromkeys([*named, *self.nets]))

    def nets_if_held(self, holders: Sequence[str]) -> dict[str, Decimal]:
        """What each fund would pay after netting; less than nothing is what it would receive."""
        nets = {fund: self.nets.get(fund, NOTHING) for fund in self.funds}
        for fund, amount in nets_of(lines_if_held(self.households, holders)).items():
            nets[fund] += amount
        return nets

    def cash_if_held(self, holders: Sequence[str]) -> Decimal:
        """The cash that really moves after netting."""
        return sum((net for net in self.nets_if_held(holders).values() if net > 0), NOTHING)

    def gross_if_held(self, holders: Sequence[str]) -> Decimal:
        """What moves household by household, before any netting."""
        pairs = zip(self.households, holders, strict=True)
        return sum((owing.moved_into(holder) for owing, holder in pairs), NOTHING)

    def interest_if_held(self, holders: Sequence[str]) -> Decimal:
        pairs = zip(self.households, holders, strict=True)
        return sum((owing.interest_at(holder) for owing, holder in pairs), NOTHING)

    def without_cash(self, holders: Sequence[str]) -> list[str]:
        """The funds that would have to pay more than they have."""
        nets = self.nets_if_held(holders)
        return [
            fund for fund, has in self.cash.items() if nets.get(fund, NOTHING) > max(has, NOTHING)
        ]

    def cost(self, goal: Goal, holders: Sequence[str]) -> tuple[Decimal, Decimal]:
        """What the goal makes small, and what decides among equals."""
        gross = self.gross_if_held(holders)
        if goal == Goal.LEAST_NET:
            return self.cash_if_held(holders), gross
        return (self.interest_if_held(holders) if goal == Goal.CHEAPEST else gross), gross


def least_gross(owing: Owing) -> str:
    """The fund that moves the least for this household; the first of the order among equals."""
    return min(owing.may_hold, key=owing.moved_into)


def cheapest(owing: Owing) -> str:
    """The fund with which the household pays the least interest; of equals, that moves least."""
    return min(owing.may_hold, key=lambda fund: (owing.interest_at(fund), owing.moved_into(fund)))


def one_by_one(village: Village, goal: Goal) -> tuple[str, ...]:
    """Each household's own best; of the least net, where a village is netted as a whole, the gross.

    Where no fund lacks the cash for it, nothing can be better for the two goals that add up
    household by household.
    """
    choose = cheapest if goal == Goal.CHEAPEST else least_gross
    return tuple(choose(owing) for owing in village.households)


def lines_if_held(households: Sequence[Owing], holders: Sequence[str]) -> list[Line]:
    """What the funds would owe each other, household by household, if these funds held."""
    return [
        Line(holder, fund, amount, owing.household)
        for owing, holder in zip(households, holders, strict=True)
        for fund, amount in owing.payoffs.items()
        if fund != holder and amount
    ]
