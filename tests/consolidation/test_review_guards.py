"""What was sent and what was decided of it, in the database: raw SQL gets round no review."""

from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction

from consolidation.cases import open_case
from consolidation.correcting import ask_for_correction
from consolidation.models import Case, Remark, Review, SubmittedLoan
from consolidation.reviewing import approve, return_for_mending, withdraw_approval
from members.verifying import verify_history
from tests.builders import make_household, make_loan, make_user
from tests.consolidation.submitted import SENT, make_clean_submission, make_submission
from tests.members.tampering import tamper

pytestmark = pytest.mark.django_db

STEP = """INSERT INTO consolidation_transition
    (case_id, from_status, to_status, "on", reason, document, actor_id)
    VALUES (%(case)s, %(start)s, %(end)s, '2017-07-20', '', '', %(actor)s)"""
REVIEW = """INSERT INTO consolidation_review (submission_id, outcome, reason, step, actor_id)
    VALUES (%(submission)s, %(outcome)s, 'x', '', %(actor)s)"""
SUBMISSION = """INSERT INTO consolidation_submission
    (case_id, registration_id, version, content, actor_id, answers_id)
    VALUES (%(case)s, %(registration)s, 2, '{}', %(actor)s, %(answers)s)"""
REMARK = """INSERT INTO consolidation_remark (review_id, field, label, sentence)
    VALUES (%(review)s, 'a', 'a', 'a')"""


@pytest.fixture
def submission(household, treasurer):
    return committed(make_submission(household, treasurer))


def committed(written):
    """As at the end of each act's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return written


def refused_by(*statements) -> str:
    """Which guard refuses (statement, parameters), at once or at the commit."""
    with (
        pytest.raises(IntegrityError) as stopped,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return stopped.value.__cause__.diag.constraint_name


def step(submission, start, end, actor):
    of = {"case": submission.case_id, "start": start, "end": end, "actor": actor.pk}
    return STEP, of


def review(submission, outcome, actor):
    return REVIEW, {"submission": submission.pk, "outcome": outcome, "actor": actor.pk}


def status(submission) -> str:
    return Case.objects.get(pk=submission.case_id).status


def returned(submission, officer) -> Review:
    return committed(
        return_for_mending(
            submission, remarks=[], reason="ขาด", step="debts", on=SENT, actor=officer
        )
    )


@pytest.mark.parametrize("end", ["approved", "returned"])
def test_no_case_is_decided_without_a_review_by_whoever_it_is(
    submission, treasurer, district_officer, end
):
    sender = refused_by(step(submission, "submitted", end, treasurer))
    officer = refused_by(step(submission, "submitted", end, district_officer))

    assert sender == "transition_by_who_holds_the_office"
    assert officer == "transition_follows_its_review"
    assert (status(submission), Review.objects.count()) == ("submitted", 0)


def test_a_review_of_another_outcome_or_another_hand_takes_no_step(submission, district_officer):
    colleague = make_user("district", area="3312")
    sent_back = review(submission, "returned", district_officer)

    for end, actor in (("approved", district_officer), ("returned", colleague)):
        guard = refused_by(sent_back, step(submission, "submitted", end, actor))
        assert guard == "transition_follows_its_review"


def test_an_approval_is_not_withdrawn_or_corrected_without_a_word(
    submission, treasurer, district_officer
):
    committed(approve([submission], on=SENT, actor=district_officer))

    for end in ("submitted", "returned"):
        guard = refused_by(step(submission, "approved", end, district_officer))
        assert guard == "transition_follows_its_review"


def test_a_review_is_used_once(submission, district_officer):
    committed(approve([submission], on=SENT, actor=district_officer))
    committed(withdraw_approval(submission, reason="ผิด", on=SENT, actor=district_officer))

    guard = refused_by(step(submission, "submitted", "approved", district_officer))
    assert guard == "transition_follows_its_review"


def test_nothing_waits_for_the_district_without_what_was_sent(
    submission, household, treasurer, district_officer
):
    returned(submission, district_officer)

    guard = refused_by(step(submission, "returned", "submitted", treasurer))
    assert guard == "transition_waits_with_a_submission"


def walked(case, road, actor, reason=""):
    """The steps of a road, each with the same reason."""
    said = STEP.replace("'', ''", f"'{reason}', ''")
    return [
        (said, {"case": case.pk, "start": start, "end": end, "actor": actor.pk})
        for start, end in pairwise(road)
    ]


def test_no_contract_is_reached_past_the_district_without_a_word(institution, treasurer):
    case = open_case(make_household(institution, "77"), on=SENT, actor=treasurer)
    steps = walked(case, ["selected", "negotiating", "agreed", "contracted"], treasurer)

    assert refused_by(*steps) == "transition_to_the_contract_was_reviewed"


def test_an_undone_contract_leaves_no_approval_that_never_was(institution, treasurer):
    """The way back from a contract needs the approval that the case had before it."""
    road = ["selected", "negotiating", "agreed", "contracted", "approved"]
    case = open_case(make_household(institution, "77"), on=SENT, actor=treasurer)
    steps = walked(case, road, treasurer, reason="ลอง")

    assert refused_by(*steps) == "transition_follows_its_review"


@pytest.mark.parametrize(
    ("role", "where"),
    [("district", "3305"), ("province", "33"), ("administrator", ""), ("department", "")],
)
def test_who_decides_is_the_officer_of_the_households_own_district(submission, role, where):
    actor = make_user(role, area=where)
    both = review(submission, "approved", actor), step(submission, "submitted", "approved", actor)

    assert refused_by(*both) == "transition_by_who_holds_the_office"


def test_an_office_that_ended_decides_nothing_any_more(submission, district_officer):
    district_officer.offices.update(ended_on="2017-07-01")
    actor = district_officer
    both = review(submission, "approved", actor), step(submission, "submitted", "approved", actor)

    assert refused_by(*both) == "transition_by_who_holds_the_office"


def test_only_the_committee_corrects_what_it_sent(submission, district_officer, outsider):
    for actor in (district_officer, outsider):
        both = (
            review(submission, "correction", actor),
            step(submission, "submitted", "returned", actor),
        )
        assert refused_by(*both) == "transition_by_who_holds_the_office"


@pytest.mark.parametrize("outcome", ["approved", "returned", "withdrawn"])
def test_what_does_not_wait_is_not_decided_again(submission, district_officer, outcome):
    returned(submission, district_officer)

    guard = refused_by(review(submission, outcome, district_officer))
    assert guard == "review_is_of_a_case_that_waits"


def test_a_review_takes_its_step_in_the_same_transaction(submission, district_officer):
    guard = refused_by(review(submission, "approved", district_officer))
    assert guard == "review_takes_its_step"


def test_a_submission_is_of_its_own_registration_and_by_who_sent_it(
    submission, treasurer, district_officer, outsider, other_institution
):
    returned(submission, district_officer)
    others = committed(make_clean_submission(other_institution, outsider, "7"))
    own = {"case": submission.case_id, "actor": treasurer.pk, "answers": None}

    for wrong in (
        own | {"registration": others.registration_id},
        own | {"registration": submission.registration_id, "actor": outsider.pk},
        own | {"registration": submission.registration_id, "case": others.case_id},
    ):
        assert refused_by((SUBMISSION, wrong)) == "submission_is_of_its_registration"


def test_a_submission_answers_a_review_of_its_own_case(
    submission, treasurer, district_officer, institution
):
    returned(submission, district_officer)
    neighbour = committed(make_clean_submission(institution, treasurer, "8"))
    theirs = returned(neighbour, district_officer)
    wrong = {
        "case": submission.case_id,
        "registration": submission.registration_id,
        "actor": treasurer.pk,
        "answers": theirs.pk,
    }

    assert refused_by((SUBMISSION, wrong)) == "submission_answers_a_review_of_its_case"


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_and_what_was_said_gets_no_further_line(
    household, treasurer, district_officer
):
    submission = make_submission(household, treasurer)
    ask_for_correction(submission.case, reason="ยังขาดหนี้", on=SENT, actor=treasurer)
    loan = make_loan(household, household.institution.funds.first(), 1)
    decided = Review.objects.get()
    further = """INSERT INTO consolidation_submittedloan
        (submission_id, loan_id, is_disputed, principal, interest_over_year,
         interest_under_year, penalty, fee) VALUES (%(of)s, %(loan)s, false, 1, 0, 0, 0, 0)"""
    added = further, {"of": submission.pk, "loan": loan.pk}

    assert refused_by(added) == "submitted_loan_comes_with_its_submission"
    assert refused_by((REMARK, {"review": decided.pk})) == "remark_comes_with_its_review"
    assert (SubmittedLoan.objects.count(), Remark.objects.count()) == (3, 0)


def test_a_step_taken_away_with_what_followed_shows_beside_its_review(submission, district_officer):
    committed(approve([submission], on=SENT, actor=district_officer))
    tamper(
        "consolidation_review", "DELETE FROM consolidation_review WHERE outcome = %s", "approved"
    )

    said = [(one.table, one.sentence) for one in verify_history().broken]
    odd = "ผลการตรวจของอำเภอไม่ตรงกับการเปลี่ยนสถานะ"
    assert ("เรื่องของครัวเรือน", odd) in said
