"""What holds for any plan, whatever its terms: tried on plans nobody thought of."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation.due_dates import Frequency, Holidays, Unit, regular
from consolidation.plan_terms import (
    CarriedIn,
    DeferredTo,
    Grace,
    GraceKind,
    Rounds,
    Shape,
    Terms,
)
from consolidation.schedule import make_plan
from debts.day_count import DayCount
from debts.interest import Interest, Method, Rate, RateChange, RatePer, Tier
from debts.rounding import Direction, Place, Rounding
from fundinst.errors import Refused

UNITS = [Decimal(unit) for unit in ("0.01", "0.25", "1", "5", "100", "1000")]
LENT_ON = date(2024, 1, 31)
A_LITTLE = settings(max_examples=60, deadline=None)

roundings = st.builds(
    Rounding, st.sampled_from(UNITS), st.sampled_from(Direction), st.sampled_from(Place)
)
percents = st.decimals(0, 15, places=2)
rates = st.builds(
    Rate,
    percents,
    st.just(RatePer.YEAR),
    st.lists(st.builds(Tier, st.just(Decimal(20_000)), percents), max_size=1).map(tuple),
    st.lists(st.builds(RateChange, st.dates(LENT_ON, date(2026, 1, 1)), percents), max_size=1).map(
        tuple
    ),
)
interests = st.builds(Interest, st.sampled_from(Method), rates, st.sampled_from(DayCount))


@st.composite
def graces(draw, count):
    return Grace(
        draw(st.integers(0, count - 1)),
        draw(st.sampled_from(GraceKind)),
        deferred_to=draw(st.sampled_from(DeferredTo)),
    )


@st.composite
def terms(draw):
    count = draw(st.integers(1, 12))
    grace = draw(graces(count))
    shape = draw(st.sampled_from([Shape.EQUAL_INSTALMENTS, Shape.EQUAL_PRINCIPAL, Shape.PATTERN]))
    frequency = draw(
        st.sampled_from([Frequency(), Frequency(1, Unit.YEAR), Frequency(14, Unit.DAY)])
    )
    return Terms(
        draw(st.decimals(100, 200_000, places=2)),
        regular(LENT_ON, count, frequency, holidays=draw(st.sampled_from([WEEKEND, Holidays()]))),
        draw(interests),
        shape,
        draw(roundings),
        draw(st.sampled_from(Rounds)),
        grace,
        pattern=draw(patterns(count - grace.periods)) if shape == Shape.PATTERN else (),
        interest_with_principal=draw(st.booleans()),
        carried=draw(st.decimals(0, 5000, places=2)),
        carried_in=draw(st.sampled_from(CarriedIn)),
    )


WEEKEND = Holidays(frozenset({5, 6}))


@st.composite
def patterns(draw, rows):
    """Percentages that sum to a hundred, some of them none, the last one some."""
    cuts = sorted(draw(st.lists(st.integers(0, 99), min_size=rows - 1, max_size=rows - 1)))
    return tuple(Decimal(b - a) for a, b in pairwise([0, *cuts, 100]))


@A_LITTLE
@given(terms())
def test_the_columns_sum_and_nothing_is_negative_and_the_dates_rise(given_terms):
    plan = make_plan(given_terms)

    assert plan.principal == given_terms.principal
    assert plan.carried == given_terms.carried
    assert plan.rows[-1].balance == 0
    assert all(min(row.principal, row.interest, row.carried, row.balance) >= 0 for row in plan.rows)
    assert all(before.due_on < after.due_on for before, after in pairwise(plan.rows))
    assert [row.number for row in plan.rows] == list(range(1, given_terms.count + 1))
    balances = [given_terms.principal, *(row.balance for row in plan.rows)]
    assert [a - b for a, b in pairwise(balances)] == [row.principal for row in plan.rows]


@A_LITTLE
@given(terms(), roundings, st.sampled_from(Rounds))
def test_rounding_never_changes_how_many_instalments_there_are(given_terms, rounding, rounds):
    other = replace(given_terms, rounding=rounding, rounds=rounds)
    for keep_empty in (False, True):
        first = make_plan(replace(given_terms, leave_out_empty=keep_empty))
        second = make_plan(replace(other, leave_out_empty=keep_empty))
        assert [row.due_on for row in first.rows] == [row.due_on for row in second.rows]


@settings(max_examples=40, deadline=None)
@given(terms())
def test_the_same_terms_make_the_same_plan(given_terms):
    assert make_plan(given_terms) == make_plan(replace(given_terms))


@settings(max_examples=40, deadline=None)
@given(terms())
def test_forgiven_interest_costs_no_more_than_deferred_and_deferred_what_is_paid_at_once(
    given_terms,
):
    """Putting interest off adds nothing to it: there is no interest on interest."""
    satang = replace(given_terms, rounding=Rounding(), rounds=Rounds.EACH)
    paid, deferred, forgiven = (
        make_plan(replace(satang, grace=replace(satang.grace, kind=kind))).interest
        for kind in (
            GraceKind.INTEREST_PAID,
            GraceKind.INTEREST_DEFERRED,
            GraceKind.INTEREST_FORGIVEN,
        )
    )
    a_satang_a_row = Decimal("0.01") * satang.count
    assert abs(paid - deferred) <= a_satang_a_row
    assert forgiven <= paid + a_satang_a_row


@settings(max_examples=40, deadline=None)
@given(
    principal=st.decimals(1000, 100_000, places=2),
    instalment=st.decimals(1, 20_000, places=2),
    percent=percents,
    until_paid=st.booleans(),
)
def test_an_agreed_amount_pays_off_or_says_why_not(principal, instalment, percent, until_paid):
    agreed = Terms(
        principal,
        regular(LENT_ON, 24),
        Interest(Method.ON_BALANCE, Rate(percent), DayCount.THIRTY_360),
        Shape.FIXED_AMOUNT,
        instalment=instalment,
        until_paid=until_paid,
    )
    try:
        plan = make_plan(agreed)
    except Refused as refused:
        codes = {refusal.code for refusal in refused.refusals}
        assert codes <= {"payment_below_interest", "not_paid_by_end", "paid_before_end"}
    else:
        assert plan.principal == principal
        assert {row.due for row in plan.rows[:-1]} <= {instalment}
        assert plan.rows[-1].due <= instalment or not until_paid
