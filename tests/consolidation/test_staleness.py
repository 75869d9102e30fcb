"""Who owes something else now than was sent to the district: by how much, and since when."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.correcting import ask_for_correction
from consolidation.models import Case
from consolidation.review_rules import under_review
from consolidation.reviewing import approve
from consolidation.staleness import moved_by, said_since, staleness_of
from debts.models import JournalEntry
from fundinst.errors import Refused
from tests.builders import AS_OF, make_household, make_loan
from tests.consolidation.registered import SENT_ON, confirmed, ready, send

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
    ask_for_correction(sent, reason="ยังขาดหนี้", on=SENT_ON, actor=treasurer)
    sent.refresh_from_db()
    loan = make_loan(household, savings_group, 700, on=date(2017, 8, 1))

    assert [(one.loan, one.by) for one in staleness_of([sent])[sent.pk]] == [(loan, 700)]


def test_what_was_booked_after_the_cut_off_but_before_sending_is_told(household, treasurer):
    ready(household, treasurer)
    loan = household.loans.order_by("pk").first()
    booked = entry(loan, treasurer, on=date(2017, 7, 3), principal=-100)
    send([household], treasurer)
    case = household.cases.get()

    assert [(one.by, one.since) for one in staleness_of([case])[case.pk]] == [(-100, booked)]


def test_it_counts_after_the_approval_and_after_it_came_back(
    sent, household, treasurer, district_officer
):
    approve([sent.submissions.get()], on=SENT_ON, actor=district_officer)
    entry(household.loans.first(), treasurer, principal=-1)
    sent.refresh_from_db()
    assert len(staleness_of([sent])[sent.pk]) == 1

    ask_for_correction(sent, reason="ยอดผิด", on=SENT_ON, actor=treasurer)

    sent.refresh_from_db()
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
    cases = [home.cases.get() for home in homes]
    with django_assert_num_queries(3):
        assert [*staleness_of(cases).values()] == [[], [], []]
    for home in homes:
        entry(home.loans.first(), treasurer, on=AS_OF, principal=-1)

    with django_assert_num_queries(5):
        staleness_of(cases[:1])
    with django_assert_num_queries(5):
        assert [len(moved) for moved in staleness_of(cases).values()] == [1, 1, 1]


def test_what_the_household_said_of_a_loan_since_it_was_sent_is_its_last_word(
    sent, household, treasurer
):
    first, second, _third = household.loans.order_by("pk")
    assert said_since([sent]) == {sent.pk: []}

    confirmed(household, treasurer, disputed={first.pk: "ไม่เคยกู้", second.pk: "ผิด"})
    confirmed(household, treasurer, disputed={first.pk: "คืนแล้ว"})

    said = {word.loan: (word.outcome, word.reason) for word in said_since([sent])[sent.pk]}
    assert (said[first], said[second]) == (("disputed", "คืนแล้ว"), ("confirmed", ""))


def test_sent_again_what_was_said_before_is_said_no_more(
    sent, household, treasurer, district_officer
):
    confirmed(household, treasurer, disputed={household.loans.first().pk: "ไม่เคยกู้"})
    ask_for_correction(sent, reason="ยอดผิด", on=SENT_ON, actor=treasurer)
    send([household], treasurer)

    assert said_since([sent]) == {sent.pk: []}


@pytest.fixture
def submission(sent):
    return sent.submissions.get()


def seen_now(submission) -> dict[int, str]:
    (one,) = under_review([submission])
    return {submission.case_id: one.version_of_changes}


def refused(submission, actor, seen) -> list[str]:
    with pytest.raises(Refused) as stopped:
        approve([submission], on=SENT_ON, actor=actor, seen_stale=seen)
    return [refusal.code for refusal in stopped.value.refusals]


def test_another_loan_that_moves_by_the_same_is_another_change(
    submission, household, treasurer, district_officer
):
    one, other = household.loans.order_by("pk")[:2]
    entry(one, treasurer, principal=500)
    seen = seen_now(submission)
    entry(one, treasurer, principal=-500)
    entry(other, treasurer, principal=500)

    assert refused(submission, district_officer, seen) == ["stale_unseen"]
    approve([submission], on=SENT_ON, actor=district_officer, seen_stale=seen_now(submission))


def test_what_was_seen_stays_seen_when_it_is_the_same_again(
    submission, household, treasurer, district_officer
):
    loan = household.loans.first()
    entry(loan, treasurer, principal=500)
    seen = seen_now(submission)
    entry(loan, treasurer, principal=-500)
    entry(loan, treasurer, principal=500)

    (review,) = approve([submission], on=SENT_ON, actor=district_officer, seen_stale=seen)
    assert review.outcome == "approved"


def test_a_dispute_or_a_new_confirmation_while_it_waits_is_looked_at_first(
    submission, household, treasurer, district_officer
):
    loan = household.loans.first()
    confirmed(household, treasurer, disputed={loan.pk: "ไม่เคยกู้"})
    assert refused(submission, district_officer, {}) == ["stale_unseen"]
    seen = seen_now(submission)

    confirmed(household, treasurer, disputed={loan.pk: "คืนไปแล้ว"})

    assert refused(submission, district_officer, seen) == ["stale_unseen"]
