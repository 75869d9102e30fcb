"""Reviewers, editors and offices that meet at one moment: real threads, real PostgreSQL."""

from uuid import uuid4

import pytest

from consolidation.correcting import ask_for_correction
from consolidation.models import Case, Registration, Review, Submission, Transition
from consolidation.registering import submit_households
from consolidation.reviewing import approve, return_for_mending
from members.householding import state_house_number
from members.models import Office
from members.versions import version_of
from tests.builders import AS_OF, make_user
from tests.consolidation.registered import ready
from tests.consolidation.submitted import SENT, make_clean_household, make_submission
from tests.consolidation.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = pytest.mark.parametrize("attempt", range(3))


@pytest.fixture
def submission(household, treasurer):
    return make_submission(household, treasurer)


def approving(submission, actor):
    return lambda: approve([submission], on=SENT, actor=actor)


def returning(submission, actor):
    return lambda: return_for_mending(
        submission, remarks=(), reason="เอกสารไม่ครบ", step="registration", on=SENT, actor=actor
    )


@TIMES
def test_one_approves_and_one_returns_and_the_second_hears_who_was_first(
    attempt, submission, district_officer
):
    colleague = make_user("district", area="3312")

    outcomes = at_once(approving(submission, district_officer), returning(submission, colleague))

    review = Review.objects.get()
    assert ["already_decided"] in outcomes
    assert Case.objects.get().status == review.outcome


@TIMES
def test_one_reviewer_who_presses_twice_approves_once(attempt, submission, district_officer):
    first, second = at_once(*[approving(submission, district_officer)] * 2)

    assert first == second
    assert Transition.objects.filter(to_status="approved").count() == 1


@TIMES
def test_an_editor_changes_the_household_before_or_after_it_is_returned_but_never_while_it_waits(
    attempt, submission, household, treasurer, district_officer
):
    def edit():
        return state_house_number(household, "9", seen=version_of("32/1"), actor=treasurer)

    _returned, edited = at_once(returning(submission, district_officer), edit)

    household.refresh_from_db()
    assert (edited == ["household_locked"]) == (household.house_number == "32/1")
    assert Case.objects.get().status == "returned"


@TIMES
def test_what_is_approved_is_what_stands_when_it_is_had_back_at_the_same_moment(
    attempt, submission, treasurer, district_officer
):
    def correct():
        return ask_for_correction(submission.case, reason="ผิด", on=SENT, actor=treasurer)

    at_once(approving(submission, district_officer), correct)

    assert Case.objects.get().status == "returned"
    assert Review.objects.last().outcome == "correction"


@TIMES
def test_a_form_that_is_sent_twice_at_once_is_one_registration(attempt, household, treasurer):
    ready(household, treasurer)
    key = uuid4()

    def submit():
        return submit_households(
            household.institution, [household], cut_off=AS_OF, key=key, on=SENT, actor=treasurer
        )

    first, second = at_once(submit, submit)

    assert first == second
    assert (Registration.objects.count(), Submission.objects.count()) == (1, 1)


@TIMES
def test_a_form_that_is_sent_with_two_lists_at_once_is_one_registration(
    attempt, household, institution, treasurer
):
    homes = [ready(household, treasurer), make_clean_household(institution, treasurer, "7")]
    key = uuid4()

    def submitting(home):
        return lambda: submit_households(
            institution, [home], cut_off=AS_OF, key=key, on=SENT, actor=treasurer
        )

    outcomes = at_once(*map(submitting, homes))

    assert ["form_used"] in outcomes
    assert Submission.objects.get().registration == Registration.objects.get()


@TIMES
def test_an_office_that_ends_meanwhile_ends_before_the_decision_or_after_it(
    attempt, submission, district_officer
):
    def end():
        return Office.objects.filter(user=district_officer).update(ended_on=AS_OF)

    decided, _ended = at_once(approving(submission, district_officer), end)

    assert (decided == ["office_ended"]) == (not Review.objects.exists())


def test_an_office_that_ended_in_the_session_decides_nothing_at_the_next_press(
    submission, district_officer, client
):
    client.force_login(district_officer)
    assert client.get(f"/reviews/{submission.pk}/").status_code == 200
    Office.objects.filter(user=district_officer).update(ended_on=AS_OF)

    answer = client.post(f"/reviews/{submission.pk}/", {"decision": "approve"})

    assert answer.status_code in (302, 403)
    assert not Review.objects.exists()
