"""Clean households are approved many at once, behind a check list."""

import pytest
from django.urls import reverse

from consolidation.models import Review
from consolidation.reviewing import NewRemark, approve, return_for_mending
from tests.builders import make_user
from tests.consolidation.submitted import SENT, make_clean_submission, make_submission
from tests.pages import main_texts, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(institution, treasurer):
    return [make_clean_submission(institution, treasurer, number) for number in ("1", "2", "3")]


@pytest.fixture
def officer(client, district_officer):
    client.force_login(district_officer)
    return client


@pytest.fixture
def address(institution):
    return reverse("consolidation:approve_clean", args=[institution.code])


def outcomes() -> list[tuple[int, str]]:
    return [*Review.objects.order_by("submission").values_list("submission", "outcome")]


def test_all_that_is_clean_is_ticked_and_one_press_approves_it(officer, sent, address):
    page = officer.get(address)
    assert main_texts(page, "h1") == ["ให้ผ่าน 3 ครัวเรือน"]
    assert page.content.decode().count(" checked>") == 3

    answer = officer.post(address, {"submissions": [one.pk for one in sent]})

    assert answer.url == reverse("consolidation:reviews")
    assert outcomes() == [(one.pk, "approved") for one in sent]


def test_what_is_left_unticked_goes_on_waiting(officer, sent, address, institution):
    answer = officer.post(address, {"submissions": [sent[0].pk, sent[1].pk]})

    assert answer.url == reverse("consolidation:reviews_of", args=[institution.code])
    assert outcomes() == [(sent[0].pk, "approved"), (sent[1].pk, "approved")]


def test_a_household_with_anything_to_look_at_is_not_among_them(
    officer, sent, address, household, treasurer
):
    household.loans.filter(number="").update(rate_percent=18)
    warned = make_submission(household, treasurer)

    page = officer.get(address)
    assert main_texts(page, "h1") == ["ให้ผ่าน 3 ครัวเรือน"]
    answer = officer.post(address, {"submissions": [sent[0].pk, warned.pk]})

    assert "บางครัวเรือนไม่อยู่ในรายการนี้แล้ว" in texts(answer, "notice-error")[0]
    assert outcomes() == []


def test_what_somebody_returned_meanwhile_stops_all_and_is_left_out_of_the_new_list(
    officer, sent, address
):
    remark = NewRemark("household.house_number", "บ้านเลขที่", "ผิด")
    colleague = make_user("district", area="3312")
    return_for_mending(
        sent[1], remarks=[remark], reason="", step="information", on=SENT, actor=colleague
    )

    answer = officer.post(address, {"submissions": [one.pk for one in sent]})

    assert main_texts(answer, "h1") == ["ให้ผ่าน 2 ครัวเรือน"]
    assert outcomes() == [(sent[1].pk, "returned")]


def test_pressed_twice_it_is_one_approval_each(officer, sent, address, district_officer):
    approve(sent[:2], on=SENT, actor=district_officer)

    answer = officer.post(address, {"submissions": [one.pk for one in sent]})

    assert answer.status_code == 302
    assert outcomes() == [(one.pk, "approved") for one in sent]


def test_nothing_ticked_is_said_and_only_reviewers_come_here(officer, sent, address, treasurer):
    assert "กรุณาติ๊กอย่างน้อย 1 ครัวเรือน" in texts(officer.post(address), "notice-error")[0]
    officer.force_login(treasurer)

    assert (officer.get(address).status_code, officer.post(address).status_code) == (403, 403)
