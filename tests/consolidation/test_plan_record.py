"""What a plan follows from is kept as JSON and read again without losing anything."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation.due_dates import MONTHLY, regular
from consolidation.plan_record import read, written
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
from debts.day_count import DayCount, Period
from debts.interest import Interest, Method, Rate, RateChange, RatePer, Tier
from debts.rounding import Direction, Place, Rounding

DAYS = st.dates(date(1900, 1, 1), date(2199, 1, 1))
BAHT = st.decimals(0, 999_999, places=2)
PERCENT = st.decimals(0, 15, places=4)
MAYBE = st.none() | st.integers(1, 12)


@st.composite
def periods(draw, usual=True):
    starts, days = draw(DAYS), draw(st.integers(1, 400))
    ends = starts + timedelta(days=days)
    return Period(
        starts,
        ends,
        ends + timedelta(days=draw(st.integers(0, 5))),
        months=draw(MAYBE),
        parts=draw(st.fractions(Fraction(1, 400), 3)),
        usual=draw(st.none() | periods(usual=False)) if usual else None,
    )


RATES = st.builds(
    Rate,
    PERCENT,
    st.sampled_from(RatePer),
    st.lists(st.builds(Tier, BAHT, PERCENT), max_size=3).map(tuple),
    st.lists(st.builds(RateChange, DAYS, PERCENT), max_size=2).map(tuple),
)
ROUNDINGS = st.builds(
    Rounding,
    st.sampled_from([Decimal("0.01"), Decimal("0.25"), Decimal(1), Decimal(10)]),
    st.sampled_from(Direction),
    st.sampled_from(Place),
)
PARTS = st.lists(st.decimals(0, 100, places=2), max_size=4).map(tuple)
TERMS = st.builds(
    Terms,
    principal=BAHT,
    periods=st.lists(periods(), max_size=3).map(tuple),
    interest=st.builds(Interest, st.sampled_from(Method), RATES, st.sampled_from(DayCount)),
    shape=st.sampled_from(Shape),
    rounding=ROUNDINGS,
    rounds=st.sampled_from(Rounds),
    grace=st.builds(
        Grace,
        st.integers(0, 5),
        st.sampled_from(GraceKind),
        MAYBE,
        st.sampled_from(DeferredTo),
    ),
    pattern=PARTS,
    interest_pattern=PARTS,
    amounts=PARTS,
    instalment=st.none() | BAHT,
    until_paid=st.booleans(),
    interest_with_principal=st.booleans(),
    leave_out_empty=st.booleans(),
    odd_on_top=st.booleans(),
    carried=BAHT,
    carried_in=st.sampled_from(CarriedIn),
    calendar_words=st.lists(st.text(max_size=10), max_size=2).map(tuple),
)


@settings(max_examples=80, deadline=None)
@given(TERMS)
def test_terms_come_back_from_the_database_as_they_went_in(terms):
    again = read(json.loads(json.dumps(written(terms))))

    assert again == terms
    assert written(again) == written(terms)  # 5 and 5.00 are equal, and written differently


def test_the_plan_of_terms_that_were_read_is_the_plan_that_was_agreed():
    terms = Terms(
        Decimal("35000.50"),
        regular(date(2024, 1, 31), 12, MONTHLY),
        Interest(Method.ON_BALANCE, Rate(Decimal(6), tiers=(Tier(Decimal(9000), Decimal(3)),))),
        Shape.EQUAL_INSTALMENTS,
        carried=Decimal("123.45"),
    )

    assert make_plan(read(json.loads(json.dumps(written(terms))))) == make_plan(terms)


def test_amounts_and_days_are_written_as_people_read_them():
    period = Period(date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 1), parts=Fraction(1, 3))
    content = written(Terms(Decimal("1000.10"), (period,), shape=Shape.PATTERN))

    assert (content["principal"], content["shape"], content["instalment"]) == (
        "1000.10",
        "pattern",
        None,
    )
    assert content["periods"] == [
        {
            "starts": "2024-01-31",
            "ends": "2024-02-29",
            "due_on": "2024-03-01",
            "months": None,
            "parts": "1/3",
            "usual": None,
        }
    ]


def test_what_a_later_version_of_the_program_adds_has_its_default():
    terms = Terms(Decimal(1000), regular(date(2024, 1, 31), 2, MONTHLY), odd_on_top=True)
    content = written(terms)
    del content["odd_on_top"], content["grace"]["deferred_to"]

    assert read(content) == replace(terms, odd_on_top=False)
