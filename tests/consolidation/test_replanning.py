"""The plan of what is left after principal was paid early."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from consolidation.due_dates import YEARLY, regular
from consolidation.overpaying import Overpayment
from consolidation.plan_terms import CarriedIn, Shape, Terms
from consolidation.replanning import plan_after
from consolidation.schedule import make_plan
from debts.day_count import DayCount
from debts.interest import Interest, Method, Rate
from debts.rounding import Rounding
from fundinst.errors import Refused

ON_BALANCE = Interest(Method.ON_BALANCE, Rate(Decimal(12)), DayCount.THIRTY_360)
EQUAL = Terms(
    Decimal(12_000),
    regular(date(2024, 1, 1), 6),
    ON_BALANCE,
    Shape.EQUAL_INSTALMENTS,
    Rounding(Decimal(1)),
)
FLAT = replace(EQUAL, interest=replace(ON_BALANCE, method=Method.FLAT), shape=Shape.EQUAL_PRINCIPAL)
MARCH = date(2024, 3, 1)


def rows_after(terms, choice, *, paid=3000, on=MARCH):
    plan = plan_after(terms, make_plan(terms).rows, Decimal(paid), on, choice)
    return [(row.number, row.principal, row.interest) for row in plan.rows]


def test_shorter_keeps_the_amount_and_drops_the_last_rows():
    assert rows_after(EQUAL, Overpayment.SHORTER) == [(3, 2020, 51), (4, 2040, 31), (5, 1018, 10)]


@pytest.mark.parametrize(
    ("carried_in", "carried"),
    [
        (CarriedIn.EVENLY, [100, 100, 200]),
        (CarriedIn.LAST, [0, 0, 600]),
        (CarriedIn.FIRST, [0, 0, 0]),
    ],
)
def test_shorter_pays_what_was_carried_where_it_was_agreed(carried_in, carried):
    terms = replace(EQUAL, carried=Decimal(600), carried_in=carried_in)
    plan = plan_after(terms, make_plan(terms).rows, Decimal(3000), MARCH, Overpayment.SHORTER)

    assert [(row.principal, row.interest) for row in plan.rows] == [
        (2020, 51),
        (2040, 31),
        (1018, 10),
    ]
    assert [row.carried for row in plan.rows] == carried


def test_shorter_never_raises_the_interest_and_what_was_carried_follows_the_principal():
    terms = replace(
        EQUAL,
        principal=Decimal(100_000),
        carried=Decimal(30_000),
        periods=regular(date(2017, 7, 31), 10, YEARLY),
        interest=replace(ON_BALANCE, rate=Rate(Decimal(6))),
    )
    whole = make_plan(terms)
    first, *left = whole.rows
    plan = plan_after(terms, whole.rows, Decimal(40_000), first.due_on, Overpayment.SHORTER)

    usual = max(row.due for row in left)
    assert plan.interest < sum(row.interest for row in left)
    assert (plan.principal, plan.carried) == (first.balance - 40_000, 27_000)
    assert [row.due for row in plan.rows[:-1]] == [usual] * (len(plan.rows) - 1)
    assert 0 < plan.rows[-1].due <= usual
    assert (len(plan.rows), plan.rows[-1].number) == (6, 7)  # not the nine that were left


def test_lower_keeps_the_rows_and_lowers_each():
    assert rows_after(EQUAL, Overpayment.LOWER) == [
        (3, 1250, 51),
        (4, 1263, 38),
        (5, 1275, 26),
        (6, 1290, 13),
    ]


def test_next_takes_it_off_the_rows_that_come_first():
    assert rows_after(EQUAL, Overpayment.NEXT_PRINCIPAL) == [
        (3, 0, 51),
        (4, 1000, 51),
        (5, 2030, 41),
        (6, 2048, 20),
    ]


def test_inside_a_period_each_day_bears_interest_on_what_was_owed_that_day():
    terms = replace(
        EQUAL,
        interest=replace(ON_BALANCE, day_count=DayCount.ACTUAL_365),
        rounding=Rounding(),
        shape=Shape.EQUAL_PRINCIPAL,
    )
    found = rows_after(terms, Overpayment.LOWER, on=date(2024, 3, 16))
    old, new = 8000 * 12 * 15 / Decimal(36_500), 5000 * 12 * 16 / Decimal(36_500)
    assert found[0] == (3, 1250, round(old, 2) + round(new, 2))
    assert [principal for _, principal, _ in found] == [1250] * 4


@pytest.mark.parametrize(
    ("choice", "rows"),
    [
        (Overpayment.SHORTER, [(3, 2000, 120), (4, 2000, 120), (5, 1000, 120)]),
        (Overpayment.LOWER, [(n, 1250, 120) for n in range(3, 7)]),
        (
            Overpayment.NEXT_PRINCIPAL,
            [(3, 0, 120), (4, 1000, 120), (5, 2000, 120), (6, 2000, 120)],
        ),
    ],
)
def test_a_flat_rate_goes_on_as_if_nothing_had_been_paid_back(choice, rows):
    assert rows_after(FLAT, choice) == rows


def test_all_principal_paid_leaves_no_rows():
    assert rows_after(EQUAL, Overpayment.SHORTER, paid=8078) == []


@pytest.mark.parametrize(
    ("choice", "paid", "on", "codes"),
    [
        (Overpayment.KEEP, 3000, MARCH, ["plan_unchanged"]),
        (Overpayment.LOWER, 8079, MARCH, ["early_amount"]),
        (Overpayment.LOWER, 0, MARCH, ["early_amount"]),
        (Overpayment.GIVE_BACK, 3000, date(2024, 7, 1), ["plan_unchanged", "no_rows_left"]),
    ],
)
def test_what_changes_no_plan_is_refused(choice, paid, on, codes):
    with pytest.raises(Refused) as stopped:
        rows_after(EQUAL, choice, paid=paid, on=on)
    assert [refusal.code for refusal in stopped.value.refusals] == codes


def test_a_pattern_keeps_its_shape_when_every_row_is_lowered():
    halves = replace(
        EQUAL,
        shape=Shape.PATTERN,
        pattern=tuple(map(Decimal, (0, 0, 50, 0, 0, 50))),
        rounding=Rounding(),
    )
    found = rows_after(halves, Overpayment.LOWER)
    assert [principal for _, principal, _ in found] == [4500, 0, 0, 4500]
