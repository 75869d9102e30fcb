"""What was sent, as anybody in its scope reads it later; taken back by district or committee."""

import pytest
from django.urls import reverse

from consolidation.correcting import ask_for_correction
from consolidation.models import Review
from consolidation.reviewing import NewRemark, approve, return_for_mending
from members.householding import state_house_number
from members.versions import version_of
from tests.builders import make_household, make_loan
from tests.consolidation.submitted import SENT, make_submission
from tests.pages import main, main_texts, texts

pytestmark = pytest.mark.django_db
HOUSE = "household.house_number"


@pytest.fixture
def submission(household, treasurer):
    return make_submission(household, treasurer)


@pytest.fixture
def officer(client, district_officer):
    client.force_login(district_officer)
    return client


def page(name, *arguments):
    return reverse(f"consolidation:{name}", args=arguments)


def test_an_approval_is_withdrawn_on_its_page_and_waits_again(
    officer, submission, district_officer
):
    approve([submission], on=SENT, actor=district_officer)

    without = officer.post(page("withdraw", submission.pk), {"reason": " "})
    assert "กรุณาเลือกหรือเขียนเหตุผล" in texts(without, "notice-error")[0]
    answer = officer.post(page("withdraw", submission.pk), {"reason": "ดูผิดครัวเรือน"})

    assert answer.url == page("review", submission.pk)
    assert officer.get(page("withdraw", submission.pk)).url == page("submission", submission.pk)


def test_the_household_says_what_came_back_and_where_each_field_is_mended(
    client, submission, household, treasurer, district_officer
):
    loan = household.loans.first()
    remarks = [
        NewRemark(HOUSE, "บ้านเลขที่", "ผิด"),
        NewRemark(f"loans.{loan.pk}.principal", "เงินต้น", "ไม่ตรง"),
    ]
    return_for_mending(
        submission, remarks=remarks, reason="", step="debts", on=SENT, actor=district_officer
    )
    client.force_login(treasurer)

    answer = client.get(page("household", household.pk))

    code = household.institution.code
    place = reverse("debts:loan_details", args=[code, household.pk, loan.account_id])
    banner = answer.content.decode().partition('aria-labelledby="came-back"')[2][:3000]
    assert (page("house", household.pk) in banner, place in banner) == (True, True)
    assert page("submission", submission.pk) in main(answer)


def test_a_correction_is_asked_for_on_its_page_with_a_reason(
    client, submission, household, treasurer
):
    client.force_login(treasurer)
    assert page("correct", household.pk) in main(client.get(page("household", household.pk)))

    without = client.post(page("correct", household.pk), {"reason": ""})
    assert "กรุณาเลือกหรือเขียนเหตุผล" in texts(without, "notice-error")[0]
    answer = client.post(page("correct", household.pk), {"reason": "บ้านเลขที่ผิด"})

    assert answer.url == page("household", household.pk)
    assert Review.objects.get().outcome == "correction"


def test_a_household_that_was_never_sent_needs_no_correction(client, institution, treasurer):
    household = make_household(institution, "5")
    make_loan(household, institution.funds.first())
    client.force_login(treasurer)

    answer = client.get(page("correct", household.pk))

    assert "ไม่ต้องขอแก้ไข" in texts(answer, "notice")[0]


def test_every_version_stays_readable_with_its_review(
    client, submission, household, treasurer, district_officer
):
    approve([submission], on=SENT, actor=district_officer)
    ask_for_correction(submission.case, reason="บ้านเลขที่ผิด", on=SENT, actor=treasurer)
    state_house_number(household, "9", seen=version_of("32/1"), actor=treasurer)
    newer = make_submission(household, treasurer)
    client.force_login(treasurer)

    answer = client.get(page("submission", submission.pk))

    assert "ฉบับล่าสุดคือฉบับที่ 2" in texts(answer, "notice-info")[0]
    assert "32/1" in main_texts(answer, "review-content")[0]
    assert [
        line.split(" โดย")[0] for line in main_texts(answer, "results")[0].split("เหตุผล: ")
    ] == [
        "ผ่านการตรวจ",
        "บ้านเลขที่ผิด",
    ]
    assert page("submission", newer.pk) in main(answer)
