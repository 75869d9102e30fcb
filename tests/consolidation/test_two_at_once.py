"""Two people press at the same moment: real threads, real PostgreSQL."""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from consolidation.merging import merge_debts, undo_merge
from consolidation.models import Contract
from consolidation.selecting import select_household
from debts.drafting import upload_register
from debts.models import Loan, Register
from debts.recording import record_register
from fundinst.errors import Refused
from members.joining import write_rule
from members.models import Fund, Household, Person
from members.rule_terms import Terms
from tests.builders import AS_OF, BEFORE_REVIEW, SIGNED, make_household, make_loan

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in a thread each, let go at one moment; what each returned or raised."""
    outcomes: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            outcomes[place] = act()
        except Refused as refused:
            outcomes[place] = [refusal.code for refusal in refused.refusals]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def merging(household, loans, fund, actor):
    return lambda: merge_debts(
        household,
        [loan.pk for loan in loans],
        into=fund,
        borrower=household.persons.get(is_head=True),
        on=SIGNED,
        actor=actor,
        **BEFORE_REVIEW,
    )


@pytest.mark.parametrize("attempt", range(5))
def test_two_who_merge_the_same_loans_make_one_contract_and_one_hears_why(
    attempt, household, savings_group, village_fund, treasurer
):
    select_household(household, on=AS_OF, actor=treasurer)
    loans = list(household.loans.all())

    outcomes = at_once(
        merging(household, loans, savings_group, treasurer),
        merging(household, loans, village_fund, treasurer),
    )

    contract = Contract.objects.get()
    assert contract in outcomes
    assert ["contract_open", "debt_closed", "debt_closed", "debt_closed"] in outcomes


@pytest.mark.parametrize("attempt", range(5))
def test_two_who_merge_different_loans_of_a_household_make_one_contract(
    attempt, household, savings_group, village_fund, treasurer
):
    make_loan(household, savings_group, 1000)
    select_household(household, on=AS_OF, actor=treasurer)
    first, second, third, fourth = household.loans.order_by("pk")

    outcomes = at_once(
        merging(household, [first, second], savings_group, treasurer),
        merging(household, [third, fourth], village_fund, treasurer),
    )

    assert Contract.objects.count() == 1
    assert ["contract_open"] in outcomes
    assert Loan.objects.open().count() == 2


def test_households_that_merge_into_one_fund_at_once_get_numbers_without_gap_or_double(
    institution, village_fund, savings_group, treasurer
):
    households = [make_household(institution, str(number)) for number in range(1, 9)]
    for household in households:
        make_loan(household, village_fund)
        make_loan(household, savings_group)
        select_household(household, on=AS_OF, actor=treasurer)

    at_once(*(merging(one, list(one.loans.all()), village_fund, treasurer) for one in households))

    numbers = Contract.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_an_undo_pressed_twice_at_once_is_done_once(household, savings_group, treasurer):
    select_household(household, on=AS_OF, actor=treasurer)
    contract = merging(household, list(household.loans.all()), savings_group, treasurer)()

    def undo():
        return undo_merge(contract, reason="ผิด", on=SIGNED, actor=treasurer)

    outcomes = at_once(undo, undo)

    assert ["contract_not_open"] in outcomes
    assert sorted(contract.household.loans.values_list("outstanding", flat=True)) == [
        3100,
        4400,
        5700,
    ]


def test_two_registers_that_bring_the_same_households_at_once_make_each_once(
    village_fund, savings_group, treasurer
):
    content = "ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\nนายหนึ่ง สมมุติ,1,1000\nนางสอง ทดสอบ,2,2000\n".encode()
    drafts = [
        upload_register(
            fund.accounts.get(),
            file_name="ทะเบียน.csv",
            content=content,
            as_of=AS_OF,
            actor=treasurer,
        )
        for fund in (village_fund, savings_group)
    ]

    at_once(*(lambda draft=draft: record_register(draft, actor=treasurer) for draft in drafts))

    assert (Household.objects.count(), Person.objects.count(), Loan.objects.count()) == (2, 2, 4)


def test_a_register_recorded_twice_at_once_is_recorded_once(village_fund, treasurer):
    draft = upload_register(
        village_fund.accounts.get(),
        file_name="ทะเบียน.csv",
        content="ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\nนายหนึ่ง สมมุติ,1,1000\n".encode(),
        as_of=AS_OF,
        actor=treasurer,
    )

    def press():
        return record_register(draft, actor=treasurer)

    at_once(press, press)

    assert (Loan.objects.count(), Register.objects.get().status) == (1, "recorded")


def test_a_rule_is_written_after_the_contract_that_is_just_being_made(savings_group, treasurer):
    terms = Terms(date(2017, 7, 1), rate_percent=Decimal(15))

    def write():
        try:
            write_rule(savings_group, terms, actor=treasurer)
        finally:
            connection.close()

    other = threading.Thread(target=write)
    with transaction.atomic():
        Fund.objects.select_for_update(no_key=True).get(pk=savings_group.pk)  # as merging holds it
        other.start()
        other.join(0.5)
        assert (other.is_alive(), savings_group.rules.count()) == (True, 0)
    other.join()

    assert savings_group.rules.count() == 1
