"""The best holders for a whole village, proven best (HiGHS, a mixed-integer solver).

Each household has one holder; a fund pays, netted, what it holds less what it was owed. Two steps:
the goal is made as small as it can be, then, with the goal held there, the money moved gross. All
amounts are whole numbers of the greatest unit that divides them, so that nothing is rounded; what
comes back is counted anew, exactly. When time runs out the best way that was found is told apart
from one that is proven, with how much better another could be at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from math import ceil, gcd, inf

import highspy

from consolidation.exact_shares import meet_targets
from consolidation.holder_sums import Goal, Village, one_by_one
from fundinst.money import SATANG

SECONDS = 4.0
"""How long the first step may take, and the second a third of it; people wait for it."""
_NEARLY = 1e-4


@dataclass(frozen=True, slots=True)
class Best:
    """A holder for each household.

    ``gap``: by how much (baht) another way could be better by the goal, at most; nothing is proven
    best. ``gap_of_gross``: the same of the money moved, among the ways that are as good.
    ``lacking``: the funds that would pay more than they have, because no way spares them that.
    """

    holders: tuple[str, ...]
    gap: Decimal = Decimal(0)
    gap_of_gross: Decimal = Decimal(0)
    lacking: tuple[str, ...] = ()

    @property
    def is_proven(self) -> bool:
        return not self.gap


def best_holders(village: Village, goal: Goal, *, seconds: float = SECONDS) -> Best:
    """The best way by a goal, within the funds' cash; every household has a fund that may hold."""
    if not village.households:
        return Best(())
    alone = one_by_one(village, goal)
    if goal != Goal.LEAST_NET and not village.without_cash(alone):
        return Best(alone)
    for capped in (True, False):
        best = _solve(village, goal, alone, capped, seconds)
        if best:
            return best
    return Best(alone, lacking=tuple(village.without_cash(alone)))


def _solve(
    village: Village, goal: Goal, alone: tuple[str, ...], capped: bool, seconds: float
) -> Best | None:
    sums = _Sums(village)
    start = _start(sums, village, goal, alone, capped)
    if start and goal == Goal.LEAST_NET and not sums.goal_of(goal, start):
        first, bound = start, 0  # less than nothing can't move: proven
    else:
        found = _Model(sums, goal, capped).run(seconds, start)
        if found is None:
            return None
        first, bound = found[0], max(found[1], 0)
    reached = sums.goal_of(goal, first)
    second, gross_bound = first, sums.gross(first)
    if goal != Goal.LEAST_GROSS:
        again = _Model(sums, Goal.LEAST_GROSS, capped, keep=(goal, reached)).run(seconds / 3, first)
        if again and sums.goal_of(goal, again[0]) <= reached:
            second, gross_bound = again
    holders = sums.named(second)
    return Best(
        holders,
        gap=sums.baht(max(sums.goal_of(goal, second) - bound, 0)),
        gap_of_gross=sums.baht(max(sums.gross(second) - gross_bound, 0)),
        lacking=tuple(village.without_cash(holders)),
    )


def _start(
    sums: "_Sums", village: Village, goal: Goal, alone: tuple[str, ...], capped: bool
) -> tuple[int, ...] | None:
    """A good way to begin with: for the least net, one in which nothing moves at all, if found."""
    if goal == Goal.LEAST_NET:
        rounded = _Model(sums, Goal.LEAST_GROSS, capped, keep=(goal, 0), whole=False).relaxed()
        if rounded is None:
            return None
        return meet_targets(
            rounded, totals=sums.totals, owed=sums.owed, may_hold=sums.may, cost=sums.moved
        )
    if capped and village.without_cash(alone):
        return None
    return tuple(sums.funds.index(fund) for fund in alone)


class _Sums:
    """The village in whole numbers: funds by their place, amounts in the greatest common unit."""

    def __init__(self, village: Village) -> None:
        self.funds = village.funds
        place = {fund: number for number, fund in enumerate(self.funds)}
        satang = [
            {place[fund]: _satang(amount) for fund, amount in one.payoffs.items()}
            for one in village.households
        ]
        nets = [_satang(village.nets.get(fund, Decimal(0))) for fund in self.funds]
        interest = [
            {place[fund]: _satang(one.interest_at(fund)) for fund in one.may_hold}
            for one in village.households
        ]
        every = [amount for one in (*satang, *interest) for amount in one.values()]
        self.unit = reduce(gcd, [*every, *nets], 0) or 1
        self.may = [tuple(place[fund] for fund in one.may_hold) for one in village.households]
        self.totals = [sum(one.values()) // self.unit for one in satang]
        self.moved = [
            {fund: total - one.get(fund, 0) // self.unit for fund in range(len(self.funds))}
            for one, total in zip(satang, self.totals, strict=True)
        ]
        self.interest = [
            {fund: amount // self.unit for fund, amount in one.items()} for one in interest
        ]
        # What a fund owes already counts against what it is owed.
        self.owed = [
            (sum(one.get(fund, 0) for one in satang) - nets[fund]) // self.unit
            for fund in range(len(self.funds))
        ]
        self.cash = {
            place[fund]: max(_satang(has), 0) // self.unit
            for fund, has in village.cash.items()
            if fund in place
        }

    def gross(self, holders: Sequence[int]) -> int:
        return sum(one[fund] for one, fund in zip(self.moved, holders, strict=True))

    def net(self, holders: Sequence[int]) -> int:
        held = [0] * len(self.funds)
        for total, fund in zip(self.totals, holders, strict=True):
            held[fund] += total
        return sum(max(has - owed, 0) for has, owed in zip(held, self.owed, strict=True))

    def goal_of(self, goal: Goal, holders: Sequence[int]) -> int:
        if goal == Goal.LEAST_NET:
            return self.net(holders)
        if goal == Goal.CHEAPEST:
            return sum(one[fund] for one, fund in zip(self.interest, holders, strict=True))
        return self.gross(holders)

    def cost(self, goal: Goal, household: int, fund: int) -> int:
        """What this holder of this household adds to the goal by itself."""
        if goal == Goal.LEAST_NET:
            return 0
        of = self.interest if goal == Goal.CHEAPEST else self.moved
        return of[household][fund]

    def named(self, holders: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.funds[fund] for fund in holders)

    def baht(self, amount: int) -> Decimal:
        return amount * self.unit * SATANG


def _satang(amount: Decimal) -> int:
    return int(amount / SATANG)


class _Model:
    """The village as the solver takes it: one yes-or-no for each fund that may hold a household.

    The solver counts in binary floats. Amounts are whole satang, which floats hold exactly up to
    2**53, and of its answer only who holds what is taken: the sums are counted again in integers.
    Its bound, which says what is proven, is rounded to whole satang (``_NEARLY``).
    """

    def __init__(
        self,
        sums: _Sums,
        goal: Goal,
        capped: bool,
        *,
        keep: tuple[Goal, int] | None = None,
        whole: bool = True,
    ) -> None:
        """``keep``: another goal that may not become more than so much; not ``whole``: in parts."""
        # The package comes without types.
        self.sums, self.solver = sums, highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in {
            "output_flag": False,
            "threads": 1,
            "random_seed": 1,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.5,
            "mip_feasibility_tolerance": 1e-9,
        }.items():
            self.solver.setOptionValue(option, value)
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        self.holds = [
            {
                fund: self.solver.addVariable(0, 1, float(sums.cost(goal, home, fund)), kind)
                for fund in may
            }
            for home, may in enumerate(sums.may)
        ]
        self.pays = [
            self.solver.addVariable(
                0, sums.cash.get(fund, inf) if capped else inf, float(goal == Goal.LEAST_NET)
            )
            for fund in range(len(sums.funds))
        ]
        self._bind(keep)

    def _bind(self, keep: tuple[Goal, int] | None) -> None:
        add, sums = self.solver.addConstr, self.sums
        for holds in self.holds:
            add(sum(holds.values()) == 1)
        for fund, pays in enumerate(self.pays):
            held = sum(
                float(total) * holds[fund]
                for total, holds in zip(sums.totals, self.holds, strict=True)
                if fund in holds
            )
            add(pays - held >= -sums.owed[fund])
        if keep and keep[0] == Goal.LEAST_NET:
            add(sum(self.pays) <= keep[1])
        elif keep:
            add(
                sum(
                    float(sums.cost(keep[0], home, fund)) * holds[fund]
                    for home, holds in enumerate(self.holds)
                    for fund in holds
                )
                <= keep[1]
            )

    def run(
        self, seconds: float, start: Sequence[int] | None
    ) -> tuple[tuple[int, ...], int] | None:
        """The best way found and the least that any could cost; None where there is none."""
        self.solver.setOptionValue("time_limit", seconds)
        if start:
            self._begin_with(start)
        self.solver.run()
        info = self.solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        return self._nearest(), ceil(info.mip_dual_bound - _NEARLY)

    def relaxed(self) -> tuple[int, ...] | None:
        """Where households may be shared out: the fund that would hold most of each."""
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return self._nearest()

    def _nearest(self) -> tuple[int, ...]:
        values = self.solver.getSolution().col_value
        return tuple(
            max(holds, key=lambda fund: (values[holds[fund].index], -fund)) for holds in self.holds
        )

    def _begin_with(self, start: Sequence[int]) -> None:
        values = [0.0] * self.solver.getNumCol()
        held = [0] * len(self.sums.funds)
        for home, fund in enumerate(start):
            values[self.holds[home][fund].index] = 1.0
            held[fund] += self.sums.totals[home]
        for fund, pays in enumerate(self.pays):
            values[pays.index] = float(max(held[fund] - self.sums.owed[fund], 0))
        solution = highspy.HighsSolution()
        solution.col_value = values
        self.solver.setSolution(solution)
