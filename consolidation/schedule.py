"""The instalment plan (แผนชำระ): pure arithmetic from terms to rows.

What always holds: the principal of the rows is the principal, the last balance is zero, no figure
is negative, due dates rise, and rounding never changes how many instalments there are. A unit that
is too coarse for that gives way to a finer one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from consolidation.equal_instalments import equal_instalment
from consolidation.fixed_amount import fixed_lines
from consolidation.plan_interest import NOTHING, InterestRows, Line, collects, exact_interest
from consolidation.plan_terms import CarriedIn, Rounds, Shape, Terms, refusals_of_terms
from debts.day_count import Period
from debts.interest import Method
from debts.rounding import Place, roundings_in_turn, share_out
from fundinst.errors import Refusal, Refused

Wish = Callable[[int, Decimal, Decimal], Decimal]
"""The principal a row would pay, of its number, its balance and its own interest."""


@dataclass(frozen=True, slots=True)
class PlannedInstalment:
    """One row, in baht; ``balance`` is the principal left after it."""

    number: int
    due_on: date
    principal: Decimal
    interest: Decimal
    carried: Decimal
    balance: Decimal
    period: Period

    @property
    def due(self) -> Decimal:
        return self.principal + self.interest + self.carried


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows, and the conventions they follow in words, to be printed on the contract."""

    rows: tuple[PlannedInstalment, ...]
    words: tuple[str, ...]

    @property
    def principal(self) -> Decimal:
        return sum((row.principal for row in self.rows), NOTHING)

    @property
    def interest(self) -> Decimal:
        return sum((row.interest for row in self.rows), NOTHING)

    @property
    def carried(self) -> Decimal:
        return sum((row.carried for row in self.rows), NOTHING)

    @property
    def due(self) -> Decimal:
        return self.principal + self.interest + self.carried


def make_plan(terms: Terms) -> Plan:
    """The plan these terms make. Raises Refused, with every reason, where they make none."""
    if refusals := [*refusals_of_terms(terms)]:
        raise Refused(refusals)
    if terms.shape == Shape.FIXED_AMOUNT:
        return _plan(terms, fixed_lines(terms))
    for rounding in roundings_in_turn(terms.rounding):
        finer = replace(terms, rounding=rounding)
        lines = _lines(finer)
        if _leaves_nobody_without(finer, lines):
            return _plan(finer, _with_carried(finer, lines))
    sentence = "จำนวนเงินน้อยเกินไปสำหรับจำนวนงวดนี้ บางงวดจะไม่มีเงินต้นให้คืน ให้ลดจำนวนงวด"
    raise Refused([Refusal("too_small_for_instalments", "", sentence)])


def _plan(terms: Terms, lines: list[Line]) -> Plan:
    rows = [
        PlannedInstalment(
            0, period.due_on, line.principal, line.interest, line.carried, line.balance, period
        )
        for line, period in zip(lines, terms.periods, strict=False)
    ]
    if terms.leave_out_empty:
        rows = _joined(rows, [_is_empty(terms, row) for row in range(len(rows))])
    numbered = (replace(row, number=number) for number, row in enumerate(rows, 1))
    return Plan(tuple(numbered), terms.words)


def _is_empty(terms: Terms, row: int) -> bool:
    """Whether nothing can ever be due in a row, however it is rounded."""
    after_grace = row - terms.grace.periods
    if weights_of(terms)[row] or row == terms.count - 1:
        return False
    if terms.interest_pattern and after_grace >= 0:
        return not terms.interest_pattern[after_grace]
    return not collects(terms, row) or not exact_interest(terms, row, terms.principal)


def _joined(rows: list[PlannedInstalment], empty: list[bool]) -> list[PlannedInstalment]:
    """Without the empty rows; the next one's period begins where theirs did."""
    kept: list[PlannedInstalment] = []
    starts = None
    for row, is_empty in zip(rows, empty, strict=True):
        if is_empty:
            starts = starts or row.period.starts
            continue
        period = replace(row.period, starts=starts, months=None) if starts else row.period
        kept.append(replace(row, period=period))
        starts = None
    return kept


def weights_of(terms: Terms) -> list[Fraction]:
    """How much of the principal each row pays back, the grace's rows nothing."""
    grace = [Fraction()] * terms.grace.periods
    if terms.shape == Shape.PATTERN:
        return grace + [Fraction(percent) for percent in terms.pattern]
    if terms.shape == Shape.AMOUNTS:
        return grace + [Fraction(amount) for amount in terms.amounts]
    return grace + [Fraction(1)] * (terms.count - terms.grace.periods)


def _lines(terms: Terms) -> list[Line]:
    wish, is_planned = _wish_of(terms)
    lines = _run(terms, wish)
    if terms.rounding.place == Place.FIRST and not is_planned:
        return _first_takes_the_rest(terms, lines)
    return lines


def _first_takes_the_rest(terms: Terms, lines: list[Line]) -> list[Line]:
    """What the last row would pay more, or less, is moved to the first that pays principal.

    The interest stays as it was counted before that: counted anew it could move the rest again.
    """
    over, last = lines[-1].over, terms.count - 1
    first = next((row for row, weight in enumerate(weights_of(terms)) if weight), last)
    if first == last:
        return lines
    moved = {first: over, last: -over}
    return [
        replace(
            line,
            principal=line.principal + moved.get(row, NOTHING),
            balance=line.balance - (over if first <= row < last else NOTHING),
        )
        for row, line in enumerate(lines)
    ]


def _run(terms: Terms, wish: Wish) -> list[Line]:
    interest, balance, lines = InterestRows(terms), terms.principal, []
    for row in range(terms.count):
        of_row = interest.of_row(row, balance)
        principal = wished = NOTHING
        if row >= terms.grace.periods:
            wished = wish(row, balance, of_row.own)
            principal = balance if row == terms.count - 1 else wished
        balance -= principal
        lines.append(Line(principal, of_row.collected, balance, over=principal - wished))
    return lines


def _wish_of(terms: Terms) -> tuple[Wish, bool]:
    """How the rows' principal comes about, and whether it is shared out beforehand."""
    flat = terms.interest.method == Method.FLAT or terms.interest.is_free
    if terms.shape == Shape.EQUAL_INSTALMENTS and not flat:
        return EqualInstalments(terms), False
    if terms.shape == Shape.AMOUNTS:
        agreed = [NOTHING] * terms.grace.periods + list(terms.amounts)
        return lambda row, balance, own: agreed[row], True
    if terms.rounds == Rounds.EACH:
        shares = share_out(terms.principal, weights_of(terms), terms.rounding)
        return lambda row, balance, own: shares[row], True
    return lambda row, balance, own: _in_multiples(terms, row, balance, own), False


def _in_multiples(terms: Terms, row: int, balance: Decimal, own: Decimal) -> Decimal:
    """The principal that makes an instalment whole in units, its interest being to the satang."""
    weights = weights_of(terms)
    if terms.rounding.place == Place.SPREAD:
        exact = Fraction(balance) * weights[row] / sum(weights[row:], Fraction())
    else:
        exact = Fraction(terms.principal) * weights[row] / sum(weights, Fraction())
    if not exact:
        return NOTHING
    if terms.rounds == Rounds.INSTALMENT:
        return terms.rounding(exact + Fraction(own)) - own
    return terms.rounding(exact) + terms.rounding(own) - own


class EqualInstalments:
    """What the equal instalment leaves after its interest; a new rate makes a new instalment."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.amount = NOTHING

    def __call__(self, row: int, balance: Decimal, own: Decimal) -> Decimal:
        first = row == self.terms.grace.periods
        if first or self.terms.rounding.place == Place.SPREAD or self._rate_changes_in(row):
            self.amount = self.terms.rounding(equal_instalment(self.terms, row, balance))
        return self.amount - own

    def _rate_changes_in(self, row: int) -> bool:
        period = self.terms.periods[row]
        changes = self.terms.interest.rate.changes
        return any(period.starts <= change.on < period.ends for change in changes)


def _leaves_nobody_without(terms: Terms, lines: list[Line]) -> bool:
    """Whether every row that should pay principal back does."""
    if not terms.principal:
        return True
    due = zip(lines, weights_of(terms), strict=True)
    return all(line.principal > 0 if weight else line.principal == 0 for line, weight in due)


def _with_carried(terms: Terms, lines: list[Line]) -> list[Line]:
    """What was carried over without interest, shared out to the rows that pay it."""
    paying = [row for row, weight in enumerate(weights_of(terms)) if weight]
    chosen = {
        CarriedIn.EVENLY: paying,
        CarriedIn.FIRST: paying[:1],
        CarriedIn.LAST: paying[-1:],
    }[terms.carried_in]
    weights = [Fraction(row in chosen) for row in range(terms.count)]
    shares = share_out(terms.carried, weights, terms.rounding)
    return [replace(line, carried=share) for line, share in zip(lines, shares, strict=True)]
