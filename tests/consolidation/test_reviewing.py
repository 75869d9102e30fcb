"""The district's decisions: approved, returned, an approval withdrawn; and every reason not to."""

import pytest
from django.db import IntegrityError, transaction

from consolidation.merging import merge_debts
from consolidation.models import Consent, Remark, Review, Transition
from consolidation.reviewing import NewRemark, approve, return_for_mending, withdraw_approval
from fundinst.errors import Refused
from members.models import AuditEntry, Office
from tests.builders import SIGNED, make_household, make_loan, make_person, make_user
from tests.consolidation.submitted import SENT, make_submission

pytestmark = pytest.mark.django_db
REMARK = NewRemark("house_number", "บ้านเลขที่", "ไม่ตรงกับทะเบียนบ้าน")


@pytest.fixture
def submission(household, treasurer):
    return make_submission(household, treasurer)


@pytest.fixture
def other(institution, village_fund, savings_group, treasurer):
    household = make_household(institution, "7")
    make_person(household, "นายก้อน ตัวอย่าง")
    make_loan(household, village_fund, 900)
    make_loan(household, savings_group, 1100)
    return make_submission(household, treasurer)


def send_back(submission, actor, *, remarks=(REMARK,), reason="", step="information"):
    return return_for_mending(
        submission, remarks=remarks, reason=reason, step=step, on=SENT, actor=actor
    )


def withdraw(submission, actor, reason="ตรวจผิดครัวเรือน"):
    return withdraw_approval(submission, reason=reason, on=SENT, actor=actor)


def codes(act, *arguments, **named) -> list[str]:
    with pytest.raises(Refused) as stopped:
        act(*arguments, **named)
    return [refusal.code for refusal in stopped.value.refusals]


def status_of(submission) -> str:
    submission.case.refresh_from_db()
    return submission.case.status


def test_two_households_are_approved_at_once(submission, other, district_officer):
    reviews = approve([submission, other], on=SENT, actor=district_officer)

    assert [(one.submission, one.outcome, one.actor) for one in reviews] == [
        (submission, "approved", district_officer),
        (other, "approved", district_officer),
    ]
    assert (status_of(submission), status_of(other)) == ("approved", "approved")
    entry = AuditEntry.objects.get(household=other.case.household, act="review_approved")
    assert (entry.sentence, entry.actor) == ("อำเภอให้ผ่านการตรวจ ฉบับที่ 1", district_officer)


def test_one_household_that_cannot_be_approved_keeps_the_others_from_it(
    submission, other, district_officer
):
    send_back(other, district_officer)

    assert codes(approve, [submission, other], on=SENT, actor=district_officer) == [
        "already_decided"
    ]
    assert (status_of(submission), Review.objects.count()) == ("submitted", 1)


def test_pressed_twice_by_the_same_reviewer_it_is_one_approval(submission, district_officer):
    first = approve([submission], on=SENT, actor=district_officer)

    assert approve([submission], on=SENT, actor=district_officer) == first
    assert Review.objects.count() == 1


def test_who_comes_second_hears_who_decided_and_when(submission, district_officer):
    approve([submission], on=SENT, actor=district_officer)
    late = make_user("district", area="3312")

    with pytest.raises(Refused) as stopped:
        send_back(submission, late)

    (refusal,) = stopped.value.refusals
    assert refusal.code == "already_decided"
    assert refusal.sentence.startswith(f"{district_officer} ให้ผ่านการตรวจไปแล้วเมื่อ ")
    assert (status_of(submission), Review.objects.count()) == ("approved", 1)


def test_a_return_keeps_its_remarks_by_field_and_says_what_needs_mending(
    submission, district_officer
):
    review = send_back(submission, district_officer, reason="  เอกสารไม่ครบ ")

    assert (review.outcome, review.reason, review.step) == (
        "returned",
        "เอกสารไม่ครบ",
        "information",
    )
    assert [*review.remarks.values_list("field", "label", "sentence")] == [
        ("house_number", "บ้านเลขที่", "ไม่ตรงกับทะเบียนบ้าน")
    ]
    assert status_of(submission) == "returned"
    step = Transition.objects.filter(case=submission.case).last()
    assert (step.reason, step.document) == ("เอกสารไม่ครบ", "ข้อมูลที่ส่งอำเภอ ฉบับที่ 1")


def test_without_a_reason_of_its_own_the_remarks_are_the_reason(submission, district_officer):
    assert send_back(submission, district_officer).reason == "แก้ตามข้อสังเกต 1 ช่อง"


def test_a_return_without_a_word_is_refused_with_everything_that_is_missing(
    submission, district_officer
):
    found = codes(send_back, submission, district_officer, remarks=(), step="")

    assert found == ["reason_missing", "step_missing"]
    assert status_of(submission) == "submitted"


@pytest.mark.parametrize(
    ("remarks", "code"),
    [
        ([NewRemark("phone", "โทรศัพท์", " ")], "remark_empty"),
        ([NewRemark("phone", "โทรศัพท์", "ก" * 301)], "remark_long"),
        ([REMARK, REMARK], "remark_twice"),
    ],
)
def test_a_remark_that_cannot_be_kept_stops_the_return(submission, district_officer, remarks, code):
    assert codes(send_back, submission, district_officer, remarks=remarks) == [code]
    assert (Review.objects.count(), Remark.objects.count()) == (0, 0)


def test_sent_twice_it_is_one_return_and_other_words_are_not_lost_unsaid(
    submission, district_officer
):
    first = send_back(submission, district_officer)

    assert send_back(submission, district_officer) == first
    other_words = NewRemark("phone", "โทรศัพท์", "ไม่มี")
    assert codes(send_back, submission, district_officer, remarks=[other_words]) == [
        "already_decided"
    ]
    assert (Review.objects.count(), Remark.objects.count()) == (1, 1)


def test_an_older_version_is_not_reviewed_any_more(submission, district_officer, treasurer):
    send_back(submission, district_officer)
    newer = make_submission(submission.case.household, treasurer)

    assert codes(approve, [submission], on=SENT, actor=district_officer) == ["not_the_last_version"]
    assert approve([newer], on=SENT, actor=district_officer)[0].submission == newer


def test_who_sent_any_version_never_reviews_it_whatever_offices_they_hold(
    submission, district_officer, treasurer
):
    Office.objects.create(user=treasurer, role="district", area_id="3312", started_on=SENT)
    send_back(submission, district_officer)
    colleague = make_user("committee", institution=submission.case.household.institution)
    newer = make_submission(submission.case.household, colleague)

    assert codes(approve, [newer], on=SENT, actor=treasurer) == ["reviewer_is_submitter"]
    assert codes(send_back, newer, treasurer) == ["reviewer_is_submitter"]


def test_the_database_refuses_the_submitters_own_review(submission, treasurer):
    with (
        pytest.raises(IntegrityError, match="reviewer_is_not_the_submitter"),
        transaction.atomic(),
    ):
        Review.objects.create(submission=submission, outcome="approved", actor=treasurer)


def test_a_household_that_took_its_consent_back_is_not_approved(submission, district_officer):
    Consent.objects.create(
        household=submission.case.household,
        is_given=False,
        purpose="ถอน",
        signed_on=SENT,
        actor=submission.actor,
    )

    assert codes(approve, [submission], on=SENT, actor=district_officer) == ["consent_withdrawn"]
    assert send_back(submission, district_officer, step="registration").step == "registration"


def test_who_has_no_office_there_any_more_decides_nothing(submission, district_officer):
    Office.objects.filter(user=district_officer).update(ended_on=SENT.replace(day=1))

    assert codes(approve, [submission], on=SENT, actor=district_officer) == ["office_ended"]
    elsewhere = make_user("district", area="3305")
    assert codes(approve, [submission], on=SENT, actor=elsewhere) == ["office_ended"]
    assert Review.objects.count() == 0


def test_an_approval_is_withdrawn_and_the_household_waits_again(submission, district_officer):
    approve([submission], on=SENT, actor=district_officer)

    review = withdraw(submission, district_officer)

    assert withdraw(submission, district_officer) == review
    assert (status_of(submission), review.reason) == ("submitted", "ตรวจผิดครัวเรือน")
    again = approve([submission], on=SENT, actor=district_officer)
    assert [*submission.reviews.values_list("outcome", flat=True)] == [
        "approved",
        "withdrawn",
        "approved",
    ]
    assert again[0].outcome == "approved"


def test_what_was_not_approved_has_no_approval_to_withdraw(submission, district_officer):
    assert codes(withdraw, submission, district_officer, " ") == [
        "reason_missing",
        "not_approved",
    ]


def test_once_the_contract_is_signed_the_approval_stands(
    submission, household, savings_group, district_officer, treasurer
):
    approve([submission], on=SENT, actor=district_officer)
    head = household.persons.get(is_head=True)
    merge_debts(household, None, into=savings_group, borrower=head, on=SIGNED, actor=treasurer)

    assert codes(withdraw, submission, district_officer) == ["contract_signed"]
    assert status_of(submission) == "contracted"
