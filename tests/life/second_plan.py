"""A contract's plan reckoned a second time, from the words that stand on the contract.

Nothing of the project is imported. Money is whole satang; what isn't rounded yet is a Fraction.
An instalment is what it pays of the principal, of what was carried over, and the interest of one or
more stretches of days: principal paid early ends a stretch, and another balance bears the next.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import floor

Split = Callable[[int, Sequence["Row"]], list[int]]


@dataclass(frozen=True)
class Rules:
    """A holder's lending rules: percent a year by real days of 365, and how its plan runs.

    ``unit`` is what is rounded to, in satang; ``equal`` is one amount an instalment, else equal
    principal; ``flat`` is interest on the first principal throughout. ``default`` is the percent a
    year agreed for what is late, ``fine`` a kind and so many satang or percent.
    """

    percent: int
    every_months: int
    count: int
    unit: int
    equal: bool = False
    flat: bool = False
    default: int | None = None
    fine: tuple[str, int] = ("off", 0)


@dataclass(frozen=True)
class Row:
    """One instalment; ``ran`` is interest of stretches that ended before ``starts``.

    ``began`` is where its period began, whatever was paid early in it since.
    """

    starts: date
    due: date
    principal: int = 0
    interest: int = 0
    carried: int = 0
    ran: int = 0
    early: bool = False
    began: date | None = None

    @property
    def parts(self) -> tuple[int, int, int]:
        """In the order in which the law pays them."""
        return self.carried, self.interest + self.ran, self.principal

    @property
    def total(self) -> int:
        return sum(self.parts)


def rounded(exact: Fraction, unit: int, half_up: bool = True) -> int:
    return floor(exact / unit + Fraction(1, 2) * half_up) * unit


def later(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def bears(rules: Rules, amount: int, starts: date, ends: date) -> Fraction:
    return Fraction(amount * rules.percent * (ends - starts).days, 36500)


def signed_plan(rules: Rules, on: date, principal: int, carried: int) -> list[Row]:
    """The plan that a contract begins with."""
    days = [later(on, rules.every_months * at) for at in range(rules.count + 1)]
    rows = [Row(*span, began=span[0]) for span in pairwise(days)]
    return planned(rules, rows, principal, carried)


def planned(rules: Rules, rows: Sequence[Row], principal: int, carried: int) -> list[Row]:
    """Those days with what is paid on each; a unit too coarse for that gives way to a finer one."""
    for unit, half_up in ((rules.unit, True), (rules.unit, False), (1, True), (1, False)):
        of = replace(rules, unit=unit)
        split = equal_amount if rules.equal and rules.percent else equal_principal
        found = split(of, rows, principal, half_up)
        if all(row.principal > 0 for row in found):
            return with_carried(found, carried, unit, half_up)
    raise AssertionError("such a plan should have been refused")


def even(amount: int, count: int, unit: int, half_up: bool) -> list[int]:
    """Equal shares in whole units, as far as the amount reaches; the last takes the rest."""
    shares, left = [], amount
    for _ in range(count - 1):
        shares.append(min(left, rounded(Fraction(amount, count), unit, half_up)))
        left -= shares[-1]
    return [*shares, left]


def with_carried(rows: Sequence[Row], carried: int, unit: int, half_up: bool = True) -> list[Row]:
    shares = even(carried, len(rows), unit, half_up)
    return [replace(row, carried=share) for row, share in zip(rows, shares, strict=True)]


def equal_principal(rules: Rules, rows: Sequence[Row], principal: int, up: bool) -> list[Row]:
    if rules.flat:
        whole = sum(bears(rules, principal, row.starts, row.due) for row in rows)
        return flat_rows(rules, rows, principal, rounded(Fraction(whole), rules.unit, up), up)
    return with_amounts(rules, rows, even(principal, len(rows), rules.unit, up), up)


def flat_rows(
    rules: Rules, rows: Sequence[Row], principal: int, interest: int, up: bool
) -> list[Row]:
    """The whole interest is rounded once, and shared out by the days of each instalment."""
    days = [(row.due - row.starts).days for row in rows]
    shares = [rounded(Fraction(interest * one, sum(days)), rules.unit, up) for one in days[:-1]]
    shares.append(interest - sum(shares))
    principals = even(principal, len(rows), rules.unit, up)
    return [
        replace(row, principal=amount, interest=share)
        for row, amount, share in zip(rows, principals, shares, strict=True)
    ]


def with_amounts(
    rules: Rules, rows: Sequence[Row], amounts: Sequence[int], up: bool = True
) -> list[Row]:
    """So much principal a row, and the interest of what is left before it."""
    found, balance = [], sum(amounts)
    for row, amount in zip(rows, amounts, strict=True):
        exact = bears(rules, balance, row.starts, row.due)
        found.append(replace(row, principal=amount, interest=rounded(exact, rules.unit, up)))
        balance -= amount
    return found


def equal_amount(rules: Rules, rows: Sequence[Row], principal: int, up: bool) -> list[Row]:
    """One amount an instalment. What is left at the end falls evenly with it: solved by that."""

    def left_at_the_end(amount: Fraction) -> Fraction:
        left = Fraction(principal)
        for row in rows:
            left += left * Fraction(rules.percent * (row.due - row.starts).days, 36500) - amount
        return left

    without, with_one = left_at_the_end(Fraction(0)), left_at_the_end(Fraction(1))
    amount = rounded(without / (without - with_one), rules.unit, up)
    found, balance = [], principal
    for at, row in enumerate(rows):
        own = rounded(bears(rules, balance, row.starts, row.due), rules.unit, up)
        pays = balance if at == len(rows) - 1 else amount - own
        found.append(replace(row, principal=pays, interest=own))
        balance -= pays
    return found


def agreed_amount(rules: Rules, rows: Sequence[Row], principal: int, amount: int) -> list[Row]:
    """Rows of an agreed amount until nothing is left: interest, then principal."""
    found: list[Row] = []
    for row in rows:
        own = rounded(bears(rules, principal, row.starts, row.due), rules.unit)
        pays = min(principal, amount - own)
        found.append(replace(row, principal=pays, interest=own))
        principal -= pays
        if not principal:
            return found
    raise AssertionError("an amount too small should have been refused")


@dataclass(frozen=True)
class Ending:
    """What closes a contract on a day, above what is due by then."""

    principal: int
    interest: int
    carried: int

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.carried


def ending(rules: Rules, rows: Sequence[Row], on: date) -> Ending:
    to_come = [row for row in rows if row.due > on]
    principal = sum(row.principal for row in to_come)
    carried = sum(row.carried for row in to_come)
    if not to_come:
        return Ending(0, 0, 0)
    first = to_come[0]
    if rules.flat:
        assert first.began
        days = max((on - first.began).days, 0)
        ran = Fraction(first.interest * days, (first.due - first.began).days)
        return Ending(principal, first.ran + rounded(ran, rules.unit), carried)
    return Ending(principal, first.ran + so_far(rules, first, principal, on), carried)


def so_far(rules: Rules, row: Row, owed: int, on: date) -> int:
    return rounded(bears(rules, owed, row.starts, max(on, row.starts)), rules.unit)


@dataclass
class EarlyPayment:
    """Principal paid before its time, and the rows it leaves."""

    rules: Rules
    rows: Sequence[Row]
    on: date
    amount: int
    past: list[Row] = field(init=False)
    left: list[Row] = field(init=False)

    def __post_init__(self) -> None:
        self.past = [row for row in self.rows if row.due <= self.on]
        self.left = [row for row in self.rows if row.due > self.on]

    def plan(self, shorter: bool) -> list[Row]:
        end = ending(self.rules, self.rows, self.on)
        if self.amount == end.total:
            last = Row(self.on, self.on, end.principal, end.interest, end.carried, early=True)
            return [*self.past, last]
        new = self._shorter(end) if shorter else self._lower(end)
        ran = end.interest if not self.rules.flat else self.left[0].ran
        early = Row(self.on, self.on, self.amount, early=True)
        return [*self.past, early, replace(new[0], ran=ran), *new[1:]]

    def _days(self) -> list[Row]:
        """The days that are left, the running period beginning today."""
        first, *others = [Row(row.starts, row.due, began=row.began) for row in self.left]
        return [replace(first, starts=max(first.starts, self.on)), *others]

    def _lower(self, end: Ending) -> list[Row]:
        return planned(self.rules, self._days(), end.principal - self.amount, end.carried)

    def _with_what_waits(self, rows: list[Row], days: Sequence[Row]) -> list[Row]:
        """What was carried: each row its own, then what is left, no instalment above the usual."""
        whole = [row.carried + row.interest + row.principal for row in self.left]
        most = max(whole[:-1] or whole)
        given = [
            replace(row, carried=old.carried) for row, old in zip(rows, self.left, strict=False)
        ]
        rest = sum(row.carried for row in self.left[len(rows) :])
        *first, last = given
        for row in [last, *days]:
            more = min(rest, max(most - row.principal - row.interest - row.carried, 0))
            if more or row is last:
                first.append(replace(row, carried=row.carried + more))
            rest -= more
        assert not rest
        return first

    def _shorter(self, end: Ending) -> list[Row]:
        days, owed = self._days(), end.principal - self.amount
        if self.rules.equal:
            bearing = [row.interest + row.principal for row in self.left]
            rows = agreed_amount(self.rules, days, owed, max(bearing[:-1] or bearing))
            return self._with_what_waits(rows, days[len(rows) :])
        amounts = []
        for row in self.left:
            amounts.append(min(row.principal, owed))
            owed -= amounts[-1]
        kept = len([one for one in amounts if one])
        rows = with_amounts(self.rules, days[:kept], amounts[:kept])
        if self.rules.flat:  # agreed as a sum: that of the rows that are left stays
            both = zip(rows, self.left, strict=False)
            rows = [replace(row, interest=old.interest) for row, old in both]
        return with_carried(rows, end.carried, self.rules.unit)


def other_terms(
    rules: Rules, rows: Sequence[Row], is_open: Sequence[tuple[int, int, int]], on: date, new: Rules
) -> list[Row]:
    """What is paid stands as it was paid; the rest in new periods from that day on.

    ``is_open`` is what of each row isn't paid: carried, interest, principal. Interest that waits,
    overdue or of the running days, is paid with the first new row and bears none (ป.พ.พ. ๖๕๕).
    """
    waits = ending(rules, rows, on).interest
    stand, principal, carried = [], 0, 0
    for row, (old, interest, capital) in zip(rows, is_open, strict=True):
        paid = replace(
            row,
            principal=row.principal - capital,
            interest=row.interest + row.ran - interest,
            carried=row.carried - old,
            ran=0,
        )
        stand += [paid] if paid.total else []
        principal, carried = principal + capital, carried + old
        waits += interest if row.due <= on else 0
    days = [later(on, new.every_months * at) for at in range(new.count + 1)]
    first, *others = planned(
        new, [Row(*span, began=span[0]) for span in pairwise(days)], principal, carried
    )
    return [*stand, replace(first, ran=waits), *others]
