"""The contract ends when it is paid to the satang, and its household is free of debt."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from consolidation.closing import close
from consolidation.merging import undo_merge
from consolidation.models import Case, Contract
from consolidation.receiving import receive, reverse
from members.models import AuditEntry
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person
from tests.consolidation.repaid import (
    FIRST,
    PAYER,
    SECOND,
    THIRD,
    make_repayable,
    pay,
    refused,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer)


@pytest.fixture
def paid(contract):
    for on, amount in ((FIRST, 11_800), (SECOND, 11_200), (THIRD, 10_600)):
        pay(contract, on, amount)
    return contract


def ending(contract, actor, on=THIRD):
    return lambda: close(contract, on=on, actor=actor)


def test_a_contract_that_is_paid_ends_and_clears_its_household(paid, treasurer):
    ended = ending(paid, treasurer)()

    case = Case.objects.get(pk=ended.case_id)
    assert (ended.status, ended.closed_on, ended.closing_reason) == (
        Contract.Status.CLOSED,
        THIRD,
        "ชำระครบตามสัญญา",
    )
    assert (case.status, case.closed_on) == (Case.Status.CLEARED, THIRD)
    entry = AuditEntry.objects.get(act="contract_closed")
    assert entry.sentence == (f"ปิดสัญญาเลขที่ {paid} ชำระครบตามสัญญา 30,000 บาท คืนสัญญาให้ผู้กู้")


@pytest.mark.parametrize("satang", ["10599.99", "1"])
def test_with_anything_left_it_does_not_end(contract, treasurer, satang):
    pay(contract, SECOND, 23_000)
    pay(contract, THIRD, satang)

    assert refused(contract, ending(contract, treasurer)) == ["not_paid_in_full"]


def test_with_nothing_paid_it_does_not_end(contract, treasurer):
    assert refused(contract, ending(contract, treasurer)) == ["not_paid_in_full"]


def test_what_waits_as_paid_ahead_counts(contract, treasurer):
    pay(contract, FIRST, 33_600, "keep")

    assert ending(contract, treasurer, FIRST)().closed_on == FIRST


def test_it_does_not_end_before_its_last_receipt(paid, treasurer):
    early = refused(paid, ending(paid, treasurer, date(2020, 7, 30)))

    assert early == ["before_last_receipt"]


def test_a_receipt_that_was_taken_back_is_missing(paid, treasurer):
    last = paid.receipts.order_by("pk").last()
    reverse(last, on=THIRD, reason="เช็คไม่ผ่าน", actor=treasurer)

    assert refused(paid, ending(paid, treasurer)) == ["not_paid_in_full"]


def test_after_a_pay_off_it_ends_years_before_its_time(contract, treasurer):
    winter = date(2018, 1, 31)
    pay(contract, winter, 30_900, "shorter")

    assert ending(contract, treasurer, winter)().closed_on == winter


def test_pressed_twice_it_ends_once(paid, treasurer):
    ending(paid, treasurer)()

    again = ending(paid, treasurer, date(2020, 8, 1))()

    assert again.closed_on == THIRD
    assert AuditEntry.objects.filter(act="contract_closed").count() == 1
    assert paid.case.transitions.filter(to_status="cleared").count() == 1


def test_a_contract_that_was_undone_does_not_end_again(contract, treasurer):
    undo_merge(contract, reason="ผิดกองทุน", on=SIGNED, actor=treasurer)

    assert refused(contract, ending(contract, treasurer)) == ["contract_not_open"]


def test_a_household_that_is_free_of_debt_may_owe_and_be_contracted_again(
    paid, savings_group, treasurer
):
    ending(paid, treasurer)()
    for amount in (1000, 2000):
        make_loan(paid.household, savings_group, amount, on=THIRD)

    again = make_contract(paid.household, savings_group, treasurer, on=date(2020, 8, 1))

    assert (again.status, again.plans.count()) == (Contract.Status.OPEN, 1)
    assert [str(case.status) for case in Case.objects.order_by("pk")] == ["cleared", "contracted"]


def test_a_contract_of_before_plans_were_kept_says_what_it_lacks(contract, treasurer):
    with connection.cursor() as cursor:
        cursor.execute(
            """SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;
            SET LOCAL session_replication_role = replica;
            DELETE FROM consolidation_instalment; DELETE FROM consolidation_agreedplan;
            UPDATE consolidation_contractevent SET pgh_created_at = '2017-08-01';
            SET LOCAL session_replication_role = origin"""
        )

    def paying():
        receive(contract, on=FIRST, amount=Decimal(1), payer=PAYER, actor=treasurer)

    assert refused(contract, paying) == ["no_plan"]
    assert refused(contract, ending(contract, treasurer)) == ["no_plan"]


def test_the_household_next_door_goes_on(paid, savings_group, treasurer):
    neighbour = make_household(savings_group.institution)
    make_person(neighbour, PAYER)
    for amount in (1000, 2000):
        make_loan(neighbour, savings_group, amount)
    other = make_contract(neighbour, savings_group, treasurer)

    ending(paid, treasurer)()

    other.refresh_from_db()
    assert other.status == Contract.Status.OPEN
