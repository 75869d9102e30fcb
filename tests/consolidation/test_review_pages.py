"""The district's pages: what waits, a household on one screen, many at once; and who may."""

import re
from datetime import date

import pytest
from django.urls import reverse

from consolidation.models import Review
from consolidation.reviewing import NewRemark, approve, return_for_mending
from debts.confirmations import named
from debts.models import JournalEntry
from members.householding import state_house_number
from members.versions import version_of
from tests.builders import make_user
from tests.consolidation.registered import confirmed
from tests.consolidation.submitted import SENT, make_clean_submission, make_submission
from tests.pages import main, main_texts, texts

pytestmark = pytest.mark.django_db
HOUSE = "household.house_number"
LATER = date(2017, 8, 31)


@pytest.fixture
def submission(household, treasurer):
    return make_submission(household, treasurer)


@pytest.fixture
def officer(client, district_officer):
    client.force_login(district_officer)
    return client


def page(name, *arguments):
    return reverse(f"consolidation:{name}", args=arguments)


def decide(client, submission, decision, **said):
    return client.post(page("review", submission.pk), {"decision": decision, **said})


def test_the_list_says_who_waits_and_leads_to_the_first(officer, submission, institution):
    answer = officer.get(page("reviews"))

    assert main_texts(answer, "lead")[0].startswith("รอตรวจ 1 ครัวเรือน จาก 1 สถาบัน")
    assert page("reviews_of", institution.code) in main(answer)
    assert officer.get(page("review_next")).url == page("review", submission.pk)


def test_with_nothing_waiting_the_pages_say_so_and_lead_back(officer, institution):
    for address in (page("reviews"), page("reviews_of", institution.code)):
        assert len(main_texts(officer.get(address), "empty")) == 1
    assert officer.get(page("review_next")).url == page("reviews")


def test_approved_the_next_household_opens_by_itself(officer, institution, treasurer):
    first, second = (make_clean_submission(institution, treasurer, n) for n in ("1", "2"))

    answer = decide(officer, first, "approve")

    assert answer.url == page("review", second.pk)
    assert decide(officer, second, "approve").url == page("reviews")
    assert [*Review.objects.values_list("outcome", flat=True)] == ["approved", "approved"]


def test_a_remark_beside_a_field_sends_it_back_to_the_task_that_mends_it(officer, submission):
    decide(officer, submission, "return", **{f"remark-{HOUSE}": "ไม่ตรงกับทะเบียนบ้าน"})

    review = Review.objects.get()
    assert (review.outcome, review.step, review.reason) == (
        "returned",
        "information",
        "แก้ตามข้อสังเกต 1 ช่อง",
    )
    assert [*review.remarks.values_list("field", "label")] == [(HOUSE, "ครัวเรือน · บ้านเลขที่")]


def test_a_ready_reason_and_own_words_are_both_the_reason(officer, submission):
    said = {"ready": "ผู้ค้ำประกันไม่ตรงกับสัญญา", "reason": "ดูสัญญาที่ 5", "step": "debts"}

    decide(officer, submission, "return", **said)

    assert Review.objects.get().reason == "ผู้ค้ำประกันไม่ตรงกับสัญญา · ดูสัญญาที่ 5"


def test_a_remark_on_a_field_that_was_not_sent_is_passed_by(officer, submission):
    decide(officer, submission, "return", reason="แก้", step="debts", **{"remark-secret": "x"})

    assert Review.objects.get().remarks.count() == 0


def test_what_was_typed_beside_a_field_stops_an_approval_and_stays_typed(officer, submission):
    answer = decide(officer, submission, "approve", **{f"remark-{HOUSE}": "ผิด"})

    assert "มีข้อสังเกตที่พิมพ์ไว้ 1 ช่อง" in texts(answer, "notice-error")[0]
    assert 'value="ผิด"' in answer.content.decode()
    assert Review.objects.count() == 0


def test_without_a_reason_it_is_not_sent_back_and_the_page_says_what_is_missing(
    officer, submission
):
    answer = decide(officer, submission, "return")

    (said,) = texts(answer, "notice-error")
    assert "กรุณาเลือกหรือเขียนเหตุผล" in said
    assert "กรุณาเลือกว่าต้องแก้ที่ขั้นใด" in said
    assert Review.objects.count() == 0


def test_the_second_reviewer_sees_who_was_first_and_nothing_is_written(
    officer, submission, district_officer
):
    colleague = make_user("district", area="3312")
    approve([submission], on=SENT, actor=colleague)

    answer = decide(officer, submission, "return", reason="แก้", step="debts")

    assert f"{colleague} ให้ผ่านการตรวจไปแล้วเมื่อ" in texts(answer, "notice-error")[0]
    assert Review.objects.count() == 1
    assert officer.get(page("review", submission.pk)).url == page("submission", submission.pk)


def test_sent_again_the_page_begins_with_what_changed_and_what_became_of_the_remarks(
    officer, submission, household, treasurer, district_officer
):
    remarks = [
        NewRemark(HOUSE, "ครัวเรือน · บ้านเลขที่", "ผิด"),
        NewRemark("household.village", "ครัวเรือน · หมู่บ้าน", "ตรวจ"),
    ]
    return_for_mending(
        submission,
        remarks=remarks,
        reason="",
        step="information",
        on=SENT,
        actor=district_officer,
    )
    state_house_number(household, "9", seen=version_of("32/1"), actor=treasurer)
    newer = make_submission(household, treasurer)

    answer = officer.get(page("review", newer.pk))

    assert main_texts(answer, "changes") == ["ครัวเรือน · บ้านเลขที่ เดิม 32/1 → ใหม่ 9"]
    mended, same = texts(answer, "answered")[0].split("ครัวเรือน · หมู่บ้าน")
    assert ("แก้แล้ว" in mended, "ยังเหมือนเดิม" in same) == (True, True)


def test_the_committee_sees_what_was_sent_and_cannot_decide(client, submission, treasurer):
    client.force_login(treasurer)

    assert client.get(page("review", submission.pk)).url == page("submission", submission.pk)
    assert decide(client, submission, "approve").status_code == 403
    assert client.post(page("withdraw", submission.pk), {"reason": "x"}).status_code == 403
    assert Review.objects.count() == 0


@pytest.mark.parametrize("who", ["outsider", "other_district_officer", "other_province_officer"])
def test_for_others_it_is_not_there(who, client, submission, institution, request):
    client.force_login(request.getfixturevalue(who))

    for name in ("review", "submission", "withdraw"):
        for answer in (
            client.get(page(name, submission.pk)),
            client.post(page(name, submission.pk)),
        ):
            assert (name, answer.status_code) == (name, 404)
    assert client.get(page("approve_clean", institution.code)).status_code == 404
    assert client.get(page("review_next")).url == page("reviews")


def test_who_sent_it_reads_why_they_cannot_review_it(client, submission, treasurer):
    treasurer.offices.create(role="district", area_id="3312", started_on=SENT)
    client.force_login(treasurer)
    client.post(reverse("members:switch_office"), {"office": treasurer.offices.last().pk})

    answer = client.get(page("review", submission.pk))

    assert "จึงตรวจเองไม่ได้" in texts(answer, "notice")[1]
    assert 'value="approve"' not in answer.content.decode()


def test_the_keys_are_switched_off_for_oneself(officer, submission, district_officer):
    assert 'data-keys="on"' in officer.get(page("review", submission.pk)).content.decode()

    answer = officer.post(page("review_keys"), {"keys": "off", "submission": submission.pk})

    assert answer.url == page("review", submission.pk)
    assert 'data-keys="off"' in officer.get(answer.url).content.decode()
    district_officer.refresh_from_db()
    assert district_officer.review_keys is False
    assert officer.post(page("review_keys"), {"keys": "on", "submission": "9" * 30}).url == page(
        "reviews"
    )


def box_of_changes(officer, submission) -> str:
    """What the page's box says was looked at; it isn't ticked by itself."""
    shown = officer.get(page("review", submission.pk)).content.decode()
    return re.search(r'name="looked" id="id_looked" value="([0-9a-f]+)">', shown)[1]


def test_a_dispute_after_it_was_sent_stands_on_the_page_and_is_looked_at_too(
    officer, submission, household, treasurer
):
    loan = household.loans.first()
    confirmed(household, treasurer, disputed={loan.pk: "ไม่เคยกู้"})

    looked = box_of_changes(officer, submission)
    answer = decide(officer, submission, "approve")

    said = f"ครัวเรือนโต้แย้ง {named(loan)} ว่า ไม่เคยกู้"
    assert said in " ".join(texts(answer, "notice-warning"))
    assert f"หลังส่ง {said}" in texts(answer, "notice-error")[0]
    assert decide(officer, submission, "approve", looked=looked).status_code == 302


def test_what_moved_since_is_looked_at_before_it_is_approved(
    officer, submission, household, treasurer
):
    loan = household.loans.first()
    JournalEntry.objects.create(
        loan=loan, kind="register", on=LATER, principal=500, actor=treasurer
    )
    looked = box_of_changes(officer, submission)

    for box in ({}, {"looked": "400.00"}):
        answer = decide(officer, submission, "approve", **box)
        assert "ยอดหนี้เปลี่ยนหลังส่ง +500 บาท" in texts(answer, "notice-error")[0]
    assert Review.objects.count() == 0

    assert decide(officer, submission, "approve", looked=looked).status_code == 302
    assert Review.objects.get().outcome == "approved"
