"""What a late payer may be charged, reckoned a second time; nothing of the project is imported.

Default interest is on the principal of an instalment that is late, by real days of 365, and each
stretch of days is rounded once (ป.พ.พ. ๒๒๔, ๒๒๔/๑); a fine is what the fund's rule says.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import groupby

from tests.life.second_books import SecondContract
from tests.life.second_law import LAWFUL
from tests.life.second_plan import rounded

NEW_LAW = date(2021, 4, 10)
"""The last day of 7.5 percent a year; from the day after it is 5."""
Stretch = tuple[date, date, int]


def claims(contract: SecondContract, on: date) -> dict[tuple[str, date], int]:
    """The most that may still be charged that day, by kind and the due date that was missed."""
    found: dict[tuple[str, date], int] = {}
    late = Late(contract)
    for due in sorted({row.due for row in contract.rows if row.due < on}):
        if not late(due, on):
            continue
        stretches = [*_stretches(contract, late, due, on)]
        for kind, whole in (
            ("default_interest", _default(contract, stretches)),
            ("fine", _fine(contract, stretches)),
        ):
            before = sum(one.charged.get((kind, due), 0) for one in contract.paid)
            if whole > before:
                found[kind, due] = whole - before
    return found


class Late:
    """What is open of an evening of the principal agreed for a due date; asked once an evening."""

    def __init__(self, contract: SecondContract) -> None:
        self.contract = contract
        self.evenings: dict[date, Counter[date]] = {}

    def __call__(self, due: date, on: date) -> int:
        if on not in self.evenings:
            self.evenings[on] = Counter()
            for row, parts in zip(self.contract.rows, self.contract.is_open(on), strict=True):
                self.evenings[on][row.due] += 0 if row.early else parts[2]
        return self.evenings[on][due]


def _stretches(contract: SecondContract, late: Late, due: date, on: date) -> Iterator[Stretch]:
    days = [due, *sorted({one.on for one in contract.paid if due < one.on < on})]
    of_days = [(day, late(due, day)) for day in days]
    alike = [(amount, next(of)[0]) for amount, of in groupby(of_days, key=lambda one: one[1])]
    for (amount, starts), ends in zip(alike, [*(day for _, day in alike[1:]), on], strict=True):
        if amount:
            yield starts, ends, amount


def _default(contract: SecondContract, stretches: list[Stretch]) -> int:
    rules = contract.rules
    own = 0 if rules.flat else min(rules.percent, LAWFUL)
    found = 0
    for starts, ends, amount in stretches:
        if rules.default is not None:
            found += _of_days(amount, Fraction(rules.default), starts, ends)
            continue
        turn = min(max(NEW_LAW, starts), ends)
        found += _of_days(amount, max(Fraction(15, 2), Fraction(own)), starts, turn)
        found += _of_days(amount, Fraction(max(5, own)), turn, ends)
    return found


def _of_days(amount: int, percent: Fraction, starts: date, ends: date) -> int:
    return rounded(amount * percent * (ends - starts).days / 36500, 1)


def _fine(contract: SecondContract, stretches: list[Stretch]) -> int:
    kind, amount = contract.rules.fine
    if kind == "baht_once":
        return amount if stretches else 0
    if kind == "baht_a_day":
        return sum(amount * (ends - starts).days for starts, ends, _late in stretches)
    if kind == "percent_a_year":
        return sum(
            _of_days(late, Fraction(amount), starts, ends) for starts, ends, late in stretches
        )
    return 0
