"""The committee corrects what was sent or approved: for a reason, as a further version."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from consolidation.cases import move
from consolidation.correcting import ask_for_correction
from consolidation.locking import refusals_of_lock
from consolidation.merging import merge_debts
from consolidation.models import Review, Submission
from consolidation.reviewing import approve, return_for_mending, withdraw_approval
from fundinst.errors import Refused
from fundinst.thai import format_date
from members.householding import state_house_number
from members.models import Notice
from members.versions import version_of
from tests.builders import SIGNED, make_user
from tests.consolidation.submitted import SENT, make_submission
from tests.pages import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(household, treasurer):
    return make_submission(household, treasurer)


@pytest.fixture
def approved(submission, district_officer):
    approve([submission], on=SENT, actor=district_officer)
    submission.case.refresh_from_db()
    return submission


def correct(case, actor, reason="บ้านเลขที่ผิด"):
    return ask_for_correction(case, reason=reason, on=SENT, actor=actor)


def codes(act, *arguments) -> list[str]:
    with pytest.raises(Refused) as stopped:
        act(*arguments)
    return [refusal.code for refusal in stopped.value.refusals]


def test_a_correction_cancels_the_approval_and_keeps_everything_that_was(
    approved, household, treasurer, district_officer
):
    review = correct(approved.case, treasurer)

    approved.case.refresh_from_db()
    assert approved.case.status == "returned"
    assert [*approved.reviews.values_list("outcome", "reason")] == [
        ("approved", ""),
        ("correction", "บ้านเลขที่ผิด"),
    ]
    assert Notice.objects.filter(user=district_officer).last().key == f"correction:{review.pk}"


def test_sent_again_it_is_a_further_version_and_the_old_one_reads_as_it_did(
    approved, household, treasurer
):
    review = correct(approved.case, treasurer)
    state_house_number(household, "9", seen=version_of("32/1"), actor=treasurer)

    newer = make_submission(household, treasurer)

    assert (newer.version, newer.answers) == (2, review)
    assert newer.content["household"]["house_number"] == "9"
    older = Submission.objects.get(pk=approved.pk)
    assert older.content["household"]["house_number"] == "32/1"


def test_what_waits_for_the_district_can_be_had_back_too(submission, treasurer):
    correct(submission.case, treasurer)

    submission.case.refresh_from_db()
    assert submission.case.status == "returned"


def test_asked_twice_it_is_one_correction(approved, treasurer):
    first = correct(approved.case, treasurer)

    assert correct(approved.case, treasurer) == first
    assert Review.objects.filter(outcome="correction").count() == 1


def test_a_correction_needs_a_reason_and_an_office_there(approved, outsider):
    assert codes(correct, approved.case, outsider, "  ") == ["reason_missing", "office_ended"]
    assert Review.objects.filter(outcome="correction").count() == 0


def test_another_member_of_the_committee_hears_that_it_is_unlocked_already(
    approved, institution, treasurer
):
    correct(approved.case, treasurer)
    colleague = make_user("committee", institution=institution)

    assert codes(correct, approved.case, colleague) == ["not_locked"]


def test_what_is_in_a_contract_is_not_corrected_any_more(
    approved, household, savings_group, treasurer
):
    head = household.persons.get(is_head=True)
    merge_debts(household, None, into=savings_group, borrower=head, on=SIGNED, actor=treasurer)

    assert codes(correct, approved.case, treasurer) == ["contract_signed"]


def test_a_contract_that_is_broken_and_negotiated_anew_is_signed_all_the_same(
    approved, household, savings_group, treasurer, district_officer
):
    """While it is open neither is the household corrected, nor its approval withdrawn."""
    head = household.persons.get(is_head=True)
    merge_debts(household, None, into=savings_group, borrower=head, on=SIGNED, actor=treasurer)
    approved.case.refresh_from_db()
    for step in ("repaying", "defaulted", "negotiating"):
        move(approved.case, step, on=SIGNED, actor=treasurer)

    assert codes(correct, approved.case, treasurer) == ["contract_signed"]
    with pytest.raises(Refused) as stopped:
        withdraw_approval(approved, reason="ผิด", on=SIGNED, actor=district_officer)
    assert [refusal.code for refusal in stopped.value.refusals] == ["contract_signed"]
    for step in ("agreed", "contracted"):
        move(approved.case, step, on=SIGNED, actor=treasurer)


def test_where_no_agreement_was_found_the_household_stays_locked_until_one_negotiates_again(
    approved, household, treasurer
):
    """Its approval would hold again with the next negotiation: so nothing changes under it."""
    for step in ("negotiating", "failed"):
        move(approved.case, step, on=SENT, actor=treasurer)

    assert [one.code for one in refusals_of_lock(household)] == ["household_locked"]
    assert codes(correct, approved.case, treasurer) == ["no_way_back"]

    move(approved.case, "negotiating", on=SENT, actor=treasurer)
    assert correct(approved.case, treasurer).outcome == "correction"


def test_its_own_correction_is_nowhere_told_as_the_districts_return(
    approved, household, institution, treasurer, district_officer, client
):
    correct(approved.case, treasurer)
    day = format_date(localdate(), style="medium", digits="arabic")
    words = f"กำลังแก้ไขเอง (ขอแก้ไขเมื่อ {day})"
    at = reverse("consolidation:household", args=[household.pk])
    registration = reverse("consolidation:registration", args=[institution.code])

    client.force_login(treasurer)
    own, line = client.get(at), client.get(registration)
    client.force_login(district_officer)
    for page in (own, line, client.get(at)):
        said = texts(page, "main")[0]
        assert (words in said, "ส่งกลับ" in said) == (True, False)
    assert "ยังไม่มีอะไรเปลี่ยนตั้งแต่กรรมการขอแก้ไข เพราะ บ้านเลขที่ผิด" in texts(line, "main")[0]
    for address in ("/households/", reverse("consolidation:matrix")):
        said = texts(client.get(address), "main")[0]
        assert ("กำลังแก้ไข" in said, "ส่งกลับ" in said) == (True, False), address


def test_the_districts_return_is_told_as_its_own(
    submission, household, treasurer, district_officer, client
):
    return_for_mending(
        submission, remarks=(), reason="ผิด", step="debts", on=SENT, actor=district_officer
    )
    client.force_login(treasurer)

    said = texts(client.get(reverse("consolidation:household", args=[household.pk])), "main")[0]

    assert "อำเภอส่งกลับให้แก้ไข" in said
