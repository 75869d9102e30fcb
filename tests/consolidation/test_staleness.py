"""Who owes something else now than was sent to the district: by how much, and since when."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.cases import move
from consolidation.models import Case
from consolidation.staleness import moved_by, staleness_of
from debts.models import JournalEntry
from tests.builders import AS_OF, make_household, make_loan
from tests.consolidation.registered import SENT_ON, ready, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(household, treasurer) -> Case:
    ready(household, treasurer)
    send([household], treasurer)
    return household.cases.get()


def entry(loan, actor, on=date(2017, 8, 1), **parts) -> JournalEntry:
    return JournalEntry.objects.create(loan=loan, kind="register", on=on, actor=actor, **parts)


def test_a_household_that_owes_what_was_sent_is_not_stale(sent):
    assert staleness_of([sent]) == {sent.pk: []}
    assert moved_by([]) is None


def test_a_later_entry_says_by_how_much_and_since_when(sent, household, treasurer):
    loan = household.loans.order_by("pk").first()
    first = entry(loan, treasurer, principal=-500)
    entry(loan, treasurer, principal=200, interest_under_year=50)

    (moved,) = staleness_of([sent])[sent.pk]

    assert (moved.loan, moved.by, moved.amount, moved.since) == (loan, -250, 250, first)
    assert (moved.was["principal"], moved.now["principal"]) == (Decimal(4100), Decimal(3800))
    assert moved_by([moved]) == -250


def test_one_component_for_another_is_stale_although_the_sum_stands(sent, household, treasurer):
    loan = household.loans.order_by("pk").first()
    entry(loan, treasurer, principal=-100, penalty=100)

    assert [(one.loan, one.by) for one in staleness_of([sent])[sent.pk]] == [(loan, 0)]


def test_an_entry_that_is_taken_back_leaves_nothing_stale(sent, household, treasurer):
    loan = household.loans.order_by("pk").first()
    entry(loan, treasurer, principal=-100)
    entry(loan, treasurer, principal=100)

    assert staleness_of([sent]) == {sent.pk: []}


def test_a_loan_that_came_since_counts_with_all_of_it(sent, household, savings_group, treasurer):
    move(sent, Case.Status.RETURNED, on=SENT_ON, actor=treasurer)
    loan = make_loan(household, savings_group, 700, on=date(2017, 8, 1))

    assert [(one.loan, one.by) for one in staleness_of([sent])[sent.pk]] == [(loan, 700)]


def test_what_was_booked_after_the_cut_off_but_before_sending_is_told(household, treasurer):
    ready(household, treasurer)
    loan = household.loans.order_by("pk").first()
    booked = entry(loan, treasurer, on=date(2017, 7, 3), principal=-100)
    send([household], treasurer)
    case = household.cases.get()

    assert [(one.by, one.since) for one in staleness_of([case])[case.pk]] == [(-100, booked)]


@pytest.mark.parametrize("status", [Case.Status.RETURNED, Case.Status.APPROVED])
def test_it_counts_until_the_contract(status, sent, household, treasurer):
    entry(household.loans.first(), treasurer, principal=-1)

    move(sent, status, on=SENT_ON, actor=treasurer)

    assert len(staleness_of([sent])[sent.pk]) == 1


def test_a_case_that_was_never_sent_is_never_stale(household, treasurer):
    ready(household, treasurer)
    entry(household.loans.first(), treasurer, principal=-1)
    case = household.cases.get()

    assert staleness_of([case]) == {case.pk: []}


def test_many_cases_ask_no_more_than_one(
    institution, village_fund, savings_group, treasurer, django_assert_num_queries
):
    homes = [make_household(institution, str(number)) for number in range(1, 4)]
    for home in homes:
        make_loan(home, village_fund)
        make_loan(home, savings_group)
        ready(home, treasurer)
    send(homes, treasurer)
    for home in homes:
        entry(home.loans.first(), treasurer, on=AS_OF, principal=-1)
    cases = [home.cases.get() for home in homes]

    with django_assert_num_queries(4):
        staleness_of(cases[:1])
    with django_assert_num_queries(4):
        assert [len(moved) for moved in staleness_of(cases).values()] == [1, 1, 1]
