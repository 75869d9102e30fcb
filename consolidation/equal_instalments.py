"""Equal instalments (ชำระเท่ากันทุกงวด): the amount that pays a balance off in the periods left.

Pure arithmetic. Periods may differ in length and rate: the instalment is the balance times the
product of all (1 + interest of a period), over the sum of the products that follow each payment.
"""

from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction

from consolidation.plan_interest import usual_interest
from consolidation.plan_terms import Terms

DIGITS = 50
"""Places kept while products are built; the result is rounded once, to the plan's unit."""


def equal_instalment(terms: Terms, row: int, balance: Decimal) -> Fraction:
    """The unrounded instalment (baht) from ``row`` to the end, at the rate known by then.

    A later change of rate makes a new instalment when it comes, not before.
    """
    terms = _as_known_in(terms, row)
    left = terms.count - row
    if terms.interest.is_free:
        return Fraction(balance) / left
    if terms.interest.rate.tiers:
        return _by_trial(terms, row, balance)
    rates = [usual_interest(terms, later, Fraction(1)) for later in range(row, terms.count)]
    if not any(rates):
        return Fraction(balance) / left
    return Fraction(_by_products(rates, balance))


def _as_known_in(terms: Terms, row: int) -> Terms:
    rate = terms.interest.rate
    if not rate.changes:
        return terms
    known = tuple(change for change in rate.changes if change.on < terms.periods[row].ends)
    interest = replace(terms.interest, rate=replace(rate, changes=known))
    return replace(terms, interest=interest)


def _by_products(rates: list[Fraction], balance: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        product, sum_of_products = Decimal(1), Decimal(0)
        for rate in reversed(rates):
            sum_of_products += product
            product *= 1 + Decimal(rate.numerator) / Decimal(rate.denominator)
        return balance * product / sum_of_products


def _by_trial(terms: Terms, row: int, balance: Decimal) -> Fraction:
    """With tiers no formula holds: the interest falls faster than the balance. Halved in."""
    first = usual_interest(terms, row, balance)
    low = Fraction(balance) / (terms.count - row)
    high = low + first * (terms.count - row)
    for _ in range(60):
        middle = _short((low + high) / 2)
        if _left_over(terms, row, balance, middle) > 0:
            low = middle
        else:
            high = middle
    return high


def _left_over(terms: Terms, row: int, balance: Decimal, instalment: Fraction) -> Fraction:
    left = Fraction(balance)
    for later in range(row, terms.count):
        left = _short(left + usual_interest(terms, later, left) - instalment)
    return left


def _short(value: Fraction) -> Fraction:
    """Kept to a millionth of a satang, so that sixty trials stay fast."""
    return Fraction(round(value * 10**8), 10**8)
