"""What the review says to its reader: why a household came again, what was typed and not saved."""

import pytest
from django.urls import reverse

from consolidation.correcting import ask_for_correction
from consolidation.models import Case, Review
from consolidation.reviewing import NewRemark, approve, return_for_mending, withdraw_approval
from tests.builders import make_user
from tests.consolidation.submitted import SENT, make_clean_submission, make_submission
from tests.pages import main, main_texts, rows, texts

pytestmark = pytest.mark.django_db
HOUSE = "household.house_number"
WHO = "นางทองม้วน แบบอย่าง บ้านเลขที่ 32/1"


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


def send_back(submission, actor, *remarks, reason="ยอดไม่ตรง"):
    return return_for_mending(
        submission, remarks=remarks, reason=reason, step="debts", on=SENT, actor=actor
    )


def test_who_comes_too_late_sees_what_they_typed_and_what_the_other_decided(officer, submission):
    colleague = make_user("district", area="3312")
    send_back(submission, colleague, NewRemark(HOUSE, "บ้านเลขที่", "เลขเก่า"), reason="ไม่ครบ")

    typed = {"reason": "ดูสัญญาที่ 5", "step": "class", f"remark-{HOUSE}": "ไม่ตรงกับทะเบียนบ้าน"}
    answer = decide(officer, submission, "return", **typed)

    assert f"{colleague} ส่งกลับแก้ไขไปแล้วเมื่อ" in texts(answer, "notice-error")[0]
    (other,) = main_texts(answer, "results")
    assert ("เหตุผล: ไม่ครบ" in other, "เลขเก่า" in other) == (True, True)
    assert main_texts(answer, "summary-row") == [
        "เหตุผลเป็นคำของท่านเอง ดูสัญญาที่ 5",
        "ต้องแก้ที่ขั้นใด จัดประเภทลูกหนี้",
        "ครัวเรือน · บ้านเลขที่ ไม่ตรงกับทะเบียนบ้าน",
    ]
    assert Review.objects.count() == 1


def test_a_reason_that_was_typed_stops_an_approval_and_stays_typed(officer, submission):
    answer = decide(officer, submission, "approve", reason="ขาดพยาน", step="debts")

    assert "มีเหตุผลที่ส่งกลับพิมพ์ไว้" in texts(answer, "notice-error")[0]
    assert "ขาดพยาน" in main(answer)
    assert not Review.objects.exists()


@pytest.mark.parametrize("remarks", [(), (NewRemark(HOUSE, "บ้านเลขที่", "ผิด"),)])
def test_sent_again_the_page_says_why_it_was_returned(
    officer, submission, household, treasurer, district_officer, remarks
):
    send_back(submission, district_officer, *remarks)
    newer = make_submission(household, treasurer)

    (said,) = main_texts(officer.get(page("review", newer.pk)), "notice-info")[:1]

    assert said.startswith("ท่านส่งกลับเพราะ ยอดไม่ตรง (")


def test_another_reviewer_reads_whose_reason_it_was(client, submission, household, treasurer):
    colleague = make_user("district", area="3312")
    send_back(submission, colleague)
    newer = make_submission(household, treasurer)
    client.force_login(make_user("district", area="3312"))

    said = main_texts(client.get(page("review", newer.pk)), "notice-info")[0]

    assert said.startswith(f"{colleague} ส่งกลับเพราะ ยอดไม่ตรง")


def test_after_a_withdrawn_approval_and_after_a_correction_it_says_why_too(
    officer, submission, household, treasurer, district_officer
):
    approve([submission], on=SENT, actor=district_officer)
    withdraw_approval(submission, reason="ตรวจผิดครัวเรือน", on=SENT, actor=district_officer)
    said = main_texts(officer.get(page("review", submission.pk)), "notice-info")[0]
    assert said.startswith("ท่านถอนการผ่านเพราะ ตรวจผิดครัวเรือน")

    ask_for_correction(Case.objects.get(), reason="พิมพ์ผิด", on=SENT, actor=treasurer)
    newer = make_submission(household, treasurer)
    said = main_texts(officer.get(page("review", newer.pk)), "notice-info")[0]
    assert said.startswith("กรรมการขอนำกลับไปแก้ไขเพราะ พิมพ์ผิด")


def test_what_comes_for_the_first_time_has_no_such_reason(officer, submission):
    answer = officer.get(page("review", submission.pk))

    assert "เพราะ" not in " ".join(main_texts(answer, "notice-info"))


def test_an_approval_is_told_by_head_and_house_with_the_way_to_withdraw_it(officer, submission):
    answer = officer.post(page("review", submission.pk), {"decision": "approve"}, follow=True)

    (said,) = main_texts(answer, "notice-success")
    assert said.startswith(f"ให้ผ่านแล้ว: {WHO} ถ้าผิด ถอนการผ่าน")
    assert f'href="{page("submission", submission.pk)}#withdraw"' in main(answer)
    assert 'id="withdraw"' in main(officer.get(page("submission", submission.pk)))


def test_a_return_is_told_by_head_and_house(officer, submission):
    said = {"decision": "return", "reason": "แก้", "step": "debts"}

    answer = officer.post(page("review", submission.pk), said, follow=True)

    assert main_texts(answer, "notice-success")[0].startswith(f"ส่งกลับแก้ไขแล้ว: {WHO}")


def test_one_button_sends_it_back_and_a_sign_says_that_fields_can_be_remarked_on(
    officer, submission
):
    answer = officer.get(page("review", submission.pk))

    assert main(answer).count('value="return"') == 1
    assert main_texts(answer, "review-hint") == ["กดที่ช่องที่ผิด เพื่อใส่ข้อสังเกตของช่องนั้น"]
    fields = main(answer).count('<details class="review-field')
    assert (fields > 0, main(answer).count("review-pencil")) == (True, fields)


def test_the_sums_stand_first_and_apart_from_the_words(officer, submission):
    money = main_texts(officer.get(page("review", submission.pk)), "review-money")

    assert money[0].startswith("ยอดรวม 13,200")
    assert len(money) == 4


def test_many_at_once_is_offered_with_its_number_and_only_where_there_are_some(
    officer, institution, household, treasurer
):
    household.loans.update(rate_percent=18)
    make_submission(household, treasurer)
    assert page("approve_clean", institution.code) not in main(officer.get(page("reviews")))

    make_clean_submission(institution, treasurer, "1")
    answer = officer.get(page("reviews"))

    assert "ให้ผ่านที่ไม่มีคำเตือน 1 ครัวเรือน" in main_texts(answer, "table")[0]


def test_what_is_not_known_of_most_is_said_once_above_the_list(officer, institution, treasurer):
    for number in ("1", "2", "3"):
        make_clean_submission(institution, treasurer, number, asked=False)

    answer = officer.get(page("reviews_of", institution.code))

    (said,) = main_texts(answer, "notice-info")
    assert said.count("ทุกครัวเรือนในรายการ") == 2
    assert [row[-1] for row in rows(answer)[1:4]] == ["ไม่มีคำเตือน"] * 3
    assert "ให้ผ่านที่ไม่มีคำเตือน 3 ครัวเรือน" in main_texts(answer, "action-bar")[0]
