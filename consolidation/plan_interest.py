"""The interest of each instalment of a plan: forgiven, deferred, collected with principal or not.

Pure arithmetic. Interest that waits never bears interest itself (ป.พ.พ. ๖๕๕).
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from consolidation.plan_terms import DeferredTo, GraceKind, Shape, Terms
from debts.day_count import Period
from debts.interest import Method, interest_of
from debts.rounding import Rounding, rounded, share_out

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class RowInterest:
    """Of one instalment, in baht: what a period of the usual length bears; what is collected."""

    own: Decimal
    collected: Decimal


@dataclass(slots=True)
class Line:
    """A row in the making; ``over`` is what the last one pays more than it would of itself."""

    principal: Decimal
    interest: Decimal
    balance: Decimal
    carried: Decimal = NOTHING
    over: Decimal = NOTHING


def interest_rounding(terms: Terms) -> Rounding:
    """Interest is in the unit of the plan where each part is rounded, else in satang."""
    return Rounding(terms.interest_unit, terms.rounding.direction, terms.rounding.place)


def exact_interest(terms: Terms, row: int, amount: Decimal | Fraction) -> Fraction:
    """What ``amount`` bears in a row's period; nothing where interest is forgiven."""
    return _unless_forgiven(terms, row, amount, terms.periods[row])


def usual_interest(terms: Terms, row: int, amount: Decimal | Fraction) -> Fraction:
    """The same for a period of the usual length, where odd days are to come on top."""
    period = terms.periods[row]
    usual = period.usual if terms.odd_on_top and period.usual else period
    return _unless_forgiven(terms, row, amount, usual)


def _unless_forgiven(
    terms: Terms, row: int, amount: Decimal | Fraction, period: Period
) -> Fraction:
    forgiven = terms.grace.kind == GraceKind.INTEREST_FORGIVEN
    if forgiven and row < terms.grace.of_interest:
        return Fraction()
    return interest_of(amount, terms.interest, period)


def collects(terms: Terms, row: int) -> bool:
    """Whether interest is paid in a row at all; what isn't waits for the next that pays."""
    if terms.grace.kind == GraceKind.INTEREST_DEFERRED and row < terms.grace.of_interest:
        return False
    after_grace = row - terms.grace.periods
    if not terms.interest_with_principal or row == terms.count - 1:
        return True
    given = {Shape.PATTERN: terms.pattern, Shape.AMOUNTS: terms.amounts}.get(terms.shape)
    return after_grace >= 0 and (given is None or given[after_grace] > 0)


class InterestRows:
    """The interest of the rows, asked one after another with the balance each begins with."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.waiting = Fraction()
        self.extra: list[Decimal] = []
        self.flat = flat_interest(terms) if terms.interest.method == Method.FLAT else []

    def of_row(self, row: int, balance: Decimal) -> RowInterest:
        if self.flat:
            return RowInterest(self.flat[row], self.flat[row])
        exact = exact_interest(self.terms, row, balance)
        own = self._round(usual_interest(self.terms, row, balance))
        if not collects(self.terms, row):
            self.waiting += exact
            return RowInterest(own, NOTHING)
        return RowInterest(own, self._round(exact + self._waited(row)) + self._spread_over(row))

    def _round(self, value: Fraction) -> Decimal:
        return rounded(value, self.terms.interest_unit, self.terms.rounding.direction)

    def _waited(self, row: int) -> Fraction:
        """What falls due in this row of what waited, and isn't spread over the rest."""
        grace, last = self.terms.grace, row == self.terms.count - 1
        deferred = grace.kind == GraceKind.INTEREST_DEFERRED and grace.of_interest > 0
        if deferred and grace.deferred_to == DeferredTo.LAST and not last:
            return Fraction()
        if deferred and grace.deferred_to == DeferredTo.SPREAD and row == grace.of_interest:
            rows = [Fraction(1)] * (self.terms.count - row)
            self.extra = share_out(self._round(self.waiting), rows, interest_rounding(self.terms))
            self.waiting = Fraction()
        waited, self.waiting = self.waiting, Fraction()
        return waited

    def _spread_over(self, row: int) -> Decimal:
        return self.extra[row - self.terms.grace.of_interest] if self.extra else NOTHING


def flat_interest(terms: Terms) -> list[Decimal]:
    """Flat interest row by row: the whole is rounded once and shared out, so it can't drift."""
    exact = [exact_interest(terms, row, terms.principal) for row in range(terms.count)]
    weights = _by_pattern(terms, _collected(terms, exact))
    rounding = interest_rounding(terms)
    return share_out(rounding(sum(exact, Fraction())), weights, rounding)


def _collected(terms: Terms, exact: list[Fraction]) -> list[Fraction]:
    """Each row's interest moved to the row in which it is collected."""
    grace = terms.grace
    first = grace.of_interest if grace.kind == GraceKind.INTEREST_DEFERRED else 0
    deferred = sum(exact[:first], Fraction())
    found = [Fraction()] * first + exact[first:]
    if grace.deferred_to == DeferredTo.SPREAD and first:
        found[first:] = [part + deferred / (terms.count - first) for part in found[first:]]
    else:
        found[-1 if grace.deferred_to == DeferredTo.LAST else first] += deferred
    waiting = Fraction()
    for row, part in enumerate(found):
        waits = not collects(terms, row)
        found[row], waiting = (
            (Fraction(), waiting + part) if waits else (waiting + part, Fraction())
        )
    return found


def _by_pattern(terms: Terms, exact: list[Fraction]) -> list[Fraction]:
    """The interest after the grace by the percentages agreed for it, where there are any."""
    if not terms.interest_pattern:
        return exact
    grace = terms.grace.periods
    rest = sum(exact[grace:], Fraction())
    shares = [rest * Fraction(percent) / 100 for percent in terms.interest_pattern]
    return exact[:grace] + shares
