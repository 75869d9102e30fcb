"""What a plan really costs a year, and when that is above the law."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from consolidation.due_dates import once, regular
from consolidation.plan_costs import percent_a_year, refusals_of_cost
from consolidation.plan_terms import Shape, Terms
from consolidation.schedule import make_plan
from debts.day_count import DayCount
from debts.interest import Interest, Method, Rate, RatePer
from debts.rounding import Direction, Rounding

MONTHLY_FIFTEEN = Interest(
    Method.ON_BALANCE, Rate(Decimal("1.25"), RatePer.MONTH), DayCount.THIRTY_360
)
TERMS = Terms(Decimal(12_000), regular(date(2023, 1, 31), 12), MONTHLY_FIFTEEN)


def flat(percent):
    rate = Rate(Decimal(percent), RatePer.MONTH)
    return replace(TERMS, interest=Interest(Method.FLAT, rate, DayCount.THIRTY_360))


def refused(terms, fees=0):
    return [*refusals_of_cost(terms, make_plan(terms), Decimal(fees))]


def test_a_flat_rate_costs_nearly_twice_what_is_written():
    terms = flat(1)
    assert make_plan(terms).interest == 1440
    assert 22 < percent_a_year(terms, make_plan(terms)) < Decimal("22.2")
    [refusal] = refused(terms)
    assert refusal.code == "cost_above_law"
    assert "เท่ากับร้อยละ 22.1538 ต่อปี" in refusal.sentence


def test_a_low_flat_rate_is_within_the_law():
    assert refused(flat("0.5")) == []


@pytest.mark.parametrize("shape", [Shape.EQUAL_PRINCIPAL, Shape.EQUAL_INSTALMENTS])
@pytest.mark.parametrize("unit", ["0.01", "1"])
@pytest.mark.parametrize("day_count", list(DayCount)[:3])
def test_the_highest_lawful_rate_is_never_refused_for_its_rounding_or_its_days(
    shape, unit, day_count
):
    rounding = Rounding(Decimal(unit), Direction.UP)
    interest = replace(MONTHLY_FIFTEEN, day_count=day_count)
    assert refused(replace(TERMS, shape=shape, rounding=rounding, interest=interest)) == []


def test_a_year_of_360_days_makes_the_highest_rate_too_high():
    interest = replace(MONTHLY_FIFTEEN, day_count=DayCount.ACTUAL_360)
    assert [one.code for one in refused(replace(TERMS, interest=interest))] == ["cost_above_law"]


def test_fees_are_part_of_the_cost():
    six = Interest(Method.ON_BALANCE, Rate(Decimal(6)), DayCount.ACTUAL_365)
    one = Terms(Decimal(20_000), once(date(2022, 7, 31), months=12), six)
    assert percent_a_year(one, make_plan(one), Decimal(400)) == 8
    assert refused(one, 1800) == []
    assert "เท่ากับร้อยละ 15.5 ต่อปี" in refused(one, 1900)[0].sentence


def test_an_interest_free_plan_costs_nothing_but_its_fees():
    free = replace(TERMS, interest=Interest())
    assert percent_a_year(free, make_plan(free)) == 0
    assert refused(free) == []
