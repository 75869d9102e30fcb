"""What closes a contract on a day is the same before and after other terms are agreed that day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from consolidation.changing_terms import Change, change_terms
from consolidation.closing import close
from consolidation.paying_early import closing_of
from consolidation.planning import PlanWishes
from tests.consolidation.repaid import FIRST, SECOND, make_repayable, pay, stands

pytestmark = pytest.mark.django_db

METHODS = ["on_balance", "flat"]
LATE = date(2018, 8, 31)
"""A month after the first instalment's day."""


@pytest.fixture(params=METHODS)
def contract(request, savings_group, treasurer):
    return make_repayable(savings_group, treasurer, method=request.param)


def pay_off(contract, on):
    repayment = stands(contract, on)
    return repayment.due + closing_of(repayment).total


def change(contract, count, on, **said):
    agreed = Change(PlanWishes(count, "yearly"), reason="น้ำท่วมนา", paper=f"บันทึก {on}", **said)
    actor = contract.plans.get(version=1).actor
    return change_terms(contract, agreed, on=on, actor=actor)


@pytest.mark.parametrize("paid", [100, 1800, 6000, 11_800])
@pytest.mark.parametrize("on", [FIRST, LATE, date(2019, 1, 31), SECOND, date(2019, 12, 1)])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_other_terms_ask_nothing_more_or_less_that_day(contract, paid, on, count):
    pay(contract, FIRST, paid)
    whole = pay_off(contract, on)

    change(contract, count, on)

    assert pay_off(contract, on) == whole


def test_agreed_twice_and_paid_early_between_nothing_is_lost(contract):
    pay(contract, FIRST, 100)
    change(contract, 2, LATE)
    autumn = LATE + timedelta(days=60)
    whole = pay_off(contract, autumn)
    pay(contract, autumn, 6000, "lower")
    assert pay_off(contract, autumn) == whole - 6000
    winter = autumn + timedelta(days=90)
    whole = pay_off(contract, winter)

    change(contract, 3, winter)

    assert pay_off(contract, winter) == whole


def test_flat_interest_of_the_new_plan_runs_from_the_day_it_was_agreed(savings_group, treasurer):
    flat = make_repayable(savings_group, treasurer, method="flat")
    pay(flat, FIRST, 100)
    change(flat, 2, LATE)

    # 1,700 overdue and 31 days of the second year waited; then 1,800 a year, day by day.
    waited = 1700 + round(Decimal(1800 * 31) / 365)
    assert closing_of(stands(flat, LATE)).interest == waited
    assert closing_of(stands(flat, LATE + timedelta(days=73))).interest == waited + 360


def test_the_whole_sum_closes_it(contract, treasurer):
    pay(contract, FIRST, 100)
    whole = pay_off(contract, LATE)
    change(contract, 2, LATE)

    pay(contract, LATE, whole, "shorter")

    assert close(contract, on=LATE, actor=treasurer).status == "closed"
