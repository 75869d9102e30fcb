"""Principal paid before its time: the plan that follows, and what closes the contract on a day."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.paying_early import closing_of
from tests.consolidation.repaid import (
    FIRST,
    SECOND,
    THIRD,
    figures,
    in_force,
    make_repayable,
    pay,
    refused,
    rows,
    stands,
)

pytestmark = pytest.mark.django_db

WINTER = date(2018, 1, 31)
SPRING = date(2018, 4, 30)


RAN = [(12_000, 10), (11_000, 10), (10_000, 5)]
"""Baht owed, and for how many days of August."""


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer)


def closing(contract, on):
    found = closing_of(stands(contract, on))
    return found.principal, found.interest, found.carried


def test_what_closes_it_is_the_principal_and_the_interest_of_the_days_that_passed(contract):
    assert closing(contract, date(2017, 7, 31)) == (30_000, 0, 0)
    assert closing(contract, WINTER) == (30_000, 900, 0)
    assert closing(contract, FIRST) == (20_000, 0, 0)
    assert closing(contract, THIRD) == (0, 0, 0)


def test_carried_interest_is_paid_off_whole(village_fund, treasurer):
    contract = make_repayable(village_fund, treasurer, carried=300)

    assert closing(contract, WINTER) == (30_000, 900, 300)


@pytest.fixture
def flat(village_fund, treasurer):
    """1,800 baht of interest a year, whatever is left."""
    return make_repayable(village_fund, treasurer, method="flat")


def test_of_flat_interest_too_only_the_days_that_passed_are_paid_off(flat):
    passed = round(Decimal(1800 * 184) / 365)

    assert closing(flat, date(2017, 7, 31)) == (30_000, 0, 0)
    assert closing(flat, WINTER) == (30_000, passed, 0) == (30_000, 907, 0)
    assert closing(flat, FIRST) == (20_000, 0, 0)


def test_flat_interest_of_rows_that_fall_away_falls_away_with_them(flat):
    pay(flat, FIRST, 11_800 + 12_000, "shorter")

    assert rows(in_force(flat))[2:] == [(SECOND, 8000, 1800, 0)]
    assert closing(flat, SECOND) == (0, 0, 0)


def test_flat_interest_is_paid_off_by_days_also_after_principal_was_paid_early(flat):
    pay(flat, WINTER, 6000, "lower")

    whole = Decimal(1800 * 273) / 365
    assert closing(flat, SPRING) == (24_000, round(whole), 0)
    pay(flat, SPRING, 24_000 + round(whole), "shorter")
    assert figures(flat, THIRD) == (0, 0, 0, 0)


@pytest.mark.parametrize("rest", ["shorter", "lower"])
def test_the_pay_off_leaves_one_last_row_and_nothing_to_pay(contract, rest):
    pay(contract, WINTER, 30_900, rest)

    assert rows(in_force(contract)) == [(WINTER, 30_000, 900, 0)]
    assert figures(contract, THIRD) == (0, 0, 0, 0)


def test_the_pay_off_after_instalments_keeps_their_rows(contract):
    pay(contract, FIRST, 11_800)
    pay(contract, date(2019, 1, 31), 20_600, "shorter")

    assert rows(in_force(contract)) == [
        (FIRST, 10_000, 1800, 20_000),
        (date(2019, 1, 31), 20_000, 600, 0),
    ]


@pytest.mark.parametrize("amount", ["30000.00", "30899.99", "30900.01", "33600"])
def test_nearly_the_pay_off_is_told_the_whole_sum(contract, amount):
    codes = refused(contract, lambda: pay(contract, WINTER, amount, "shorter"))

    assert codes == ["not_the_pay_off"]


def test_nothing_to_come_can_be_made_shorter(contract):
    pay(contract, THIRD, 33_599)

    assert refused(contract, lambda: pay(contract, THIRD, 2, "shorter")) == ["not_the_pay_off"]


def test_shorter_takes_it_off_the_last_rows(contract):
    pay(contract, FIRST, 23_800, "shorter")

    assert rows(in_force(contract)) == [
        (FIRST, 10_000, 1800, 20_000),
        (FIRST, 12_000, 0, 8000),
        (SECOND, 8000, 480, 0),
    ]


def test_lower_takes_it_off_every_row(contract):
    pay(contract, FIRST, 15_800, "lower")

    assert rows(in_force(contract)) == [
        (FIRST, 10_000, 1800, 20_000),
        (FIRST, 4000, 0, 16_000),
        (SECOND, 8000, 960, 8000),
        (THIRD, 8000, 480, 0),
    ]


def test_in_the_middle_of_a_period_each_balance_bears_interest_for_its_own_days(contract):
    pay(contract, WINTER, 6000, "lower")

    first = rows(in_force(contract))[1]
    assert first == (FIRST, 8000, 900 + 720, 16_000)


def test_paid_early_twice_in_a_period_no_day_is_lost(contract):
    pay(contract, WINTER, 6000, "lower")
    pay(contract, SPRING, 6000, "lower")

    # Half a year on 30,000, a quarter on 24,000, a quarter on 18,000.
    assert rows(in_force(contract))[2] == (FIRST, 6000, 900 + 360 + 270, 12_000)


def test_the_pay_off_after_principal_was_paid_early_asks_for_all_days(contract):
    pay(contract, WINTER, 6000, "lower")

    assert closing(contract, SPRING) == (24_000, 900 + 360, 0)
    assert closing(contract, WINTER) == (24_000, 900, 0)
    pay(contract, SPRING, 25_260, "shorter")
    assert figures(contract, THIRD) == (0, 0, 0, 0)


def test_shorter_leaves_the_equal_instalment_as_it_was_agreed(village_fund, treasurer):
    rule = {"shape": "equal_instalments", "due": "monthly", "term_months": 12, "rate_percent": 12}
    contract = make_repayable(village_fund, treasurer, principal=12_000, **rule)
    agreed = {one.due for one in in_force(contract).instalments.filter(number__lt=12)}

    for day in (10, 20, 25):
        pay(contract, date(2017, 8, day), 1000, "shorter")

    _three, _early, _rows, running, *others, _last = in_force(contract).instalments.all()
    assert agreed == {one.due for one in others} == {1066}
    so_far = [round(amount * 12 * days / Decimal(36_000)) for amount, days in RAN]
    assert running.due == 1066 + sum(so_far)


def test_every_version_is_the_contracts_principal_and_the_old_one_stays_readable(contract):
    signed = rows(in_force(contract))
    pay(contract, WINTER, 6000, "lower")
    pay(contract, FIRST, 11_620, "shorter")

    versions = contract.plans.order_by("version")
    assert rows(versions[0]) == signed
    assert [sum(row[1] for row in rows(plan)) for plan in versions] == [30_000] * 3
    assert [plan.made_on for plan in versions] == [contract.opened_on, WINTER, FIRST]
    assert [plan.reason for plan in versions] == [
        "",
        "ชำระเกินตามใบเสร็จ 1/2561: ลดเงินต้นทุกงวดที่เหลือ ชำระงวดละน้อยลง",
        "ชำระเกินตามใบเสร็จ 2/2561: ลดเงินต้นจากงวดสุดท้าย หมดหนี้เร็วขึ้น",
    ]


def test_an_interest_of_satang_is_kept_to_the_satang(village_fund, treasurer):
    rule = {"day_count": "actual/365", "rounding_unit": Decimal("0.01")}
    contract = make_repayable(village_fund, treasurer, **rule)

    found = closing(contract, date(2017, 8, 10))

    assert found == (30_000, round(Decimal(30_000 * 6 * 10) / 36_500, 2), 0)


def test_a_plan_is_not_changed_behind_a_later_receipt(contract):
    pay(contract, FIRST, 11_800)

    assert refused(contract, lambda: pay(contract, WINTER, 100, "lower")) == ["plan_changed_since"]


@pytest.mark.parametrize("ahead", ["keep", "next_instalments"])
def test_a_plan_is_not_changed_while_money_waits_that_was_paid_ahead(contract, ahead):
    pay(contract, WINTER, 500, ahead)

    assert refused(contract, lambda: pay(contract, SPRING, 100, "lower")) == ["paid_ahead"]


GRACE = {"grace_instalments": 1}


@pytest.mark.parametrize("kind", ["interest_deferred", "interest_forgiven", "interest_paid"])
@pytest.mark.parametrize("rest", ["shorter", "lower"])
def test_during_the_grace_principal_is_not_paid_early(village_fund, treasurer, kind, rest):
    contract = make_repayable(village_fund, treasurer, grace=kind, **GRACE)

    assert refused(contract, lambda: pay(contract, WINTER, 6000, rest)) == ["in_grace"]


def test_with_its_interest_paid_as_it_runs_it_can_be_paid_off_during_the_grace(
    village_fund, treasurer
):
    contract = make_repayable(village_fund, treasurer, **GRACE)

    pay(contract, WINTER, 30_900, "shorter")

    assert rows(in_force(contract)) == [(WINTER, 30_000, 900, 0)]


def test_interest_that_waits_is_paid_before_principal_is_paid_early(village_fund, treasurer):
    contract = make_repayable(village_fund, treasurer, grace="interest_deferred", **GRACE)
    assert rows(in_force(contract))[1] == (SECOND, 15_000, 3600, 15_000)

    early = refused(contract, lambda: pay(contract, FIRST, 33_600, "shorter"))
    pay(contract, SECOND, 18_600 + 5000, "shorter")

    assert early == ["in_grace"]
    assert rows(in_force(contract))[-1] == (THIRD, 10_000, 600, 0)
