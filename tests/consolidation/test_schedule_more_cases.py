"""More tables than the cases' own, and plans by an agreed amount."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from consolidation.due_dates import regular
from consolidation.plan_terms import Shape, Terms
from consolidation.schedule import make_plan
from debts.day_count import DayCount
from debts.interest import Interest, Method, Rate, Tier
from debts.rounding import Place
from tests.consolidation.plan_cases import MONEY
from tests.consolidation.plan_tables import EQUAL, TABLES, whole, yearly

with (MONEY.parent / "split_remainder.csv").open(encoding="utf-8") as file:
    BY_AMOUNT = [case for case in csv.DictReader(file) if case["split"].startswith("amount")]


def brief(plan):
    rows = ((row.interest, row.principal) for row in plan.rows)
    return " ".join(f"{short(interest)}/{short(principal)}" for interest, principal in rows)


def short(amount):
    return f"{amount.normalize():f}"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_out_as_its_source_has_it(name):
    terms, rows = TABLES[name]
    assert brief(make_plan(terms)) == rows


@pytest.mark.parametrize("case", BY_AMOUNT, ids=lambda case: case["case"])
def test_an_agreed_amount_decides_how_many_instalments_there_are(case):
    terms = Terms(
        Decimal(case["total"]),
        regular(date(2024, 1, 1), 12),
        shape=Shape.FIXED_AMOUNT,
        instalment=Decimal(case["split"].removeprefix("amount ")),
        until_paid=True,
    )
    rows = [row.principal for row in make_plan(terms).rows]
    assert rows == [Decimal(part) for part in case["expected"].split(";")]


def test_an_agreed_amount_pays_what_was_carried_before_principal():
    terms = yearly(
        1000,
        12,
        12,
        Shape.FIXED_AMOUNT,
        whole(Place.LAST, unit="0.01"),
        instalment=Decimal(500),
        until_paid=True,
        carried=Decimal("700.00"),
    )
    plan = make_plan(terms)
    assert [(row.carried, row.principal) for row in plan.rows] == [
        (Decimal("490.00"), Decimal("0.00")),
        (Decimal("210.00"), Decimal("280.00")),
        (Decimal("0.00"), Decimal("492.80")),
        (Decimal("0.00"), Decimal("227.20")),
    ]
    assert plan.rows[-1].balance == 0


def test_agreed_amounts_may_be_so_many_instalments_with_the_last_taking_the_rest():
    terms = yearly(
        1000, 12, 3, Shape.FIXED_AMOUNT, whole(Place.LAST, unit="0.01"), instalment=Decimal(300)
    )
    assert brief(make_plan(terms)) == "10/290 7.1/292.9 4.17/417.1"


def test_equal_instalments_over_tiers_are_equal_but_for_the_last():
    terms = yearly(
        30_000, 0, 12, EQUAL, whole(Place.LAST), tiers=(Tier(Decimal(20_000), Decimal(7)),)
    )
    dues = [row.due for row in make_plan(terms).rows]
    assert set(dues[:-1]) == {Decimal("2512.00")}
    assert dues[-1] == Decimal("2516.00")


@pytest.mark.parametrize("day_count", [DayCount.THIRTY_360, DayCount.ACTUAL_365])
def test_odd_days_on_top_leave_the_instalments_after_the_first_as_they_would_be(day_count):
    interest = Interest(Method.ON_BALANCE, Rate(Decimal(12)), day_count)
    usual, odd = (
        make_plan(
            Terms(
                Decimal(12_000),
                regular(lent_on, 6, first_due=date(2024, 3, 1)),
                interest,
                EQUAL,
                odd_on_top=True,
            )
        )
        for lent_on in (date(2024, 2, 1), date(2024, 1, 15))
    )
    assert [row.principal for row in odd.rows] == [row.principal for row in usual.rows]
    assert [row.interest for row in odd.rows[1:]] == [row.interest for row in usual.rows[1:]]
    assert odd.rows[0].interest > usual.rows[0].interest
    assert "ดอกเบี้ยของวันที่ต่างไปคิดในงวดแรกงวดเดียว" in " ".join(odd.words)
    assert "ดอกเบี้ยของวันที่ต่างไป" not in " ".join(usual.words)
