"""The whole round in a browser: 15 sent, 2 returned with remarks, mended, all approved."""

from collections import Counter

import pytest
from django.conf import settings
from django.urls import reverse

from consolidation.models import Case, Remark, Review, Submission
from members.models import Household
from tests.consolidation.registered import ready
from tests.consolidation.submitted import (
    make_clean_household,
    make_clean_submission,
    make_submission,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(chromium, live_server, client):
    """A browser for each person who signs in."""
    contexts = []

    def sit_down(user):
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = chromium.new_context(base_url=live_server.url)
        context.set_default_timeout(10_000)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        contexts.append(context)
        client.cookies.clear()
        return context.new_page()

    yield sit_down
    for context in contexts:
        context.close()


def page(name, *arguments):
    return reverse(f"consolidation:{name}", args=arguments)


def register(committee, institution, count):
    committee.goto(f"{page('registration', institution.code)}?on=30/6/2560")
    committee.get_by_role("button", name=f"ส่งให้อำเภอตรวจ {count} ครัวเรือน").click()
    committee.wait_for_url("**/sent/**")


def remark_on_house(officer, words):
    officer.locator("details.review-field", has_text="บ้านเลขที่").first.locator("summary").click()
    officer.get_by_label("ข้อสังเกต ครัวเรือน · บ้านเลขที่").fill(words)


def send_back(officer):
    officer.get_by_role("button", name="ส่งกลับแก้ไข").click()
    with officer.expect_navigation():
        officer.get_by_role("button", name="ยืนยันส่งกลับแก้ไข").click()


def statuses() -> Counter:
    return Counter(Case.objects.values_list("status", flat=True))


def test_fifteen_are_sent_two_returned_and_mended_and_all_approved(
    desk, institution, treasurer, district_officer
):
    for number in range(1, 16):
        make_clean_household(institution, treasurer, str(number))
    committee, officer = desk(treasurer), desk(district_officer)

    register(committee, institution, 15)
    assert statuses() == {"submitted": 15}

    officer.goto(page("reviews"))
    officer.get_by_role("link", name="ตรวจรายต่อไป").click()
    for number in ("1", "2"):
        assert officer.locator("h1").inner_text() == f"นางลำดับ ที่{number}"
        remark_on_house(officer, "ไม่ตรงกับทะเบียนบ้าน")
        send_back(officer)
    assert statuses() == {"submitted": 13, "returned": 2}
    assert [*Remark.objects.values_list("field", "sentence")] == [
        ("household.house_number", "ไม่ตรงกับทะเบียนบ้าน")
    ] * 2

    officer.goto(page("reviews_of", institution.code))
    officer.get_by_role("link", name="ให้ผ่านที่ไม่มีคำเตือน 13 ครัวเรือน").click()
    officer.get_by_role("button", name="ยืนยันให้ผ่าน").click()
    officer.wait_for_url(f"**{page('reviews')}")
    assert statuses() == {"approved": 13, "returned": 2}

    for household in Household.objects.filter(cases__status="returned").order_by("pk"):
        committee.goto(page("household", household.pk))
        committee.get_by_role("link", name="แก้ ครัวเรือน · บ้านเลขที่").click()
        committee.get_by_label("บ้านเลขที่").fill(f"{household.house_number}/9")
        committee.locator("main form button[type=submit]").click()
        committee.wait_for_url(f"**{page('people', household.pk)}")
    register(committee, institution, 2)

    officer.goto(page("review_next"))
    for number in ("1", "2"):
        assert officer.locator(".changes ins").inner_text().endswith(f"{number}/9")
        assert officer.locator(".answered").inner_text().count("แก้แล้ว") == 1
        with officer.expect_navigation():
            officer.keyboard.press("a")
    assert statuses() == {"approved": 15}
    assert Counter(Review.objects.values_list("outcome", flat=True)) == {
        "approved": 15,
        "returned": 2,
    }
    assert Submission.objects.filter(version=2).count() == 2


def test_the_keys_lead_through_the_queue_and_are_silent_where_somebody_types(
    desk, institution, treasurer, district_officer
):
    first, second = (make_clean_submission(institution, treasurer, n) for n in ("1", "2"))
    officer = desk(district_officer)
    officer.goto(page("review", first.pk))

    with officer.expect_navigation():
        officer.keyboard.press("j")
    assert officer.url.endswith(page("review", second.pk))
    with officer.expect_navigation():
        officer.keyboard.press("k")
    assert officer.url.endswith(page("review", first.pk))
    officer.keyboard.press("r")
    officer.get_by_label("เหตุผลเป็นคำของท่านเอง").press_sequentially("ajk")
    assert officer.get_by_label("เหตุผลเป็นคำของท่านเอง").input_value() == "ajk"
    assert Review.objects.count() == 0

    with officer.expect_navigation():
        officer.get_by_role("button", name="ปิดปุ่มลัด").click()
    officer.keyboard.press("a")
    officer.keyboard.press("j")
    assert officer.url.endswith(page("review", first.pk))
    assert Review.objects.count() == 0


OWN_WORDS = "เหตุผลเป็นคำของท่านเอง"
KEPT = "นำสิ่งที่ท่านพิมพ์ค้างไว้กลับมาแล้ว"


@pytest.fixture
def two(institution, treasurer):
    return [make_clean_submission(institution, treasurer, number) for number in ("1", "2")]


def kept(officer) -> list[str]:
    names = "Object.keys(sessionStorage).filter((one) => one.startsWith('fundinst-review:'))"
    return officer.evaluate(f"{names}.map((one) => sessionStorage.getItem(one))")


def test_the_next_household_opens_only_after_a_question_and_the_words_come_back(
    desk, two, district_officer
):
    officer = desk(district_officer)
    officer.goto(page("review", two[0].pk))
    remark_on_house(officer, "ไม่ตรง 1-2345-67890-12-1")
    officer.keyboard.press("Tab")
    officer.locator("h1").click()
    officer.keyboard.press("j")

    question = officer.get_by_role("dialog", name="ยังไม่ได้บันทึกสิ่งที่พิมพ์ไว้")
    question.get_by_role("button", name="อยู่หน้านี้").click()
    assert officer.url.endswith(page("review", two[0].pk))
    officer.get_by_role("link", name="ถัดไป").click()
    with officer.expect_navigation():
        question.get_by_role("button", name="ไปครัวเรือนอื่น").click()
    assert officer.url.endswith(page("review", two[1].pk))
    assert officer.get_by_text(KEPT).is_hidden()

    officer.go_back()
    officer.get_by_text(KEPT).wait_for()
    assert officer.get_by_label("ข้อสังเกต ครัวเรือน · บ้านเลขที่").input_value() == "ไม่ตรง"
    assert kept(officer) == ['{"remark-household.house_number":"ไม่ตรง"}']
    send_back(officer)
    assert [*Remark.objects.values_list("sentence", flat=True)] == ["ไม่ตรง"]
    assert kept(officer) == []


def test_kept_words_are_thrown_away_by_their_button_and_by_signing_out(desk, two, district_officer):
    officer = desk(district_officer)
    for leave in ("ลบที่พิมพ์ค้างไว้", "ออกจากระบบ"):
        officer.goto(page("review", two[0].pk))
        officer.locator("#review-return summary").click()
        officer.get_by_label(OWN_WORDS).fill("ขาดพยาน")
        officer.reload()
        assert officer.get_by_label(OWN_WORDS).input_value() == "ขาดพยาน"
        button = officer.get_by_role("button", name=leave)
        if not button.is_visible():
            officer.locator("header summary").last.click()
        button.click()
        officer.wait_for_function("!Object.keys(sessionStorage).join().includes('review')")


def test_the_key_asks_before_it_approves_what_should_be_looked_at(
    desk, two, household, treasurer, district_officer
):
    household.loans.filter(number="").update(rate_percent=18)
    warned = make_submission(household, treasurer)
    officer = desk(district_officer)
    officer.goto(page("review", warned.pk))

    officer.keyboard.press("a")
    question = officer.get_by_role("dialog", name="ให้ผ่านทั้งที่มีสิ่งที่ควรดูหรือไม่")
    question.get_by_role("button", name="ดูก่อน").click()
    assert not Review.objects.exists()
    officer.keyboard.press("a")
    with officer.expect_navigation():
        question.get_by_role("button", name="ให้ผ่าน").click()
    assert Review.objects.get().submission == warned

    with officer.expect_navigation():
        officer.get_by_role("link", name="ถอนการผ่าน").click()
    assert officer.locator("#withdraw textarea").is_visible()


def test_the_decision_is_one_button_in_sight_and_nothing_scrolls_inside_the_page(
    desk, two, district_officer
):
    officer = desk(district_officer)
    for width in (360, 1280):
        officer.set_viewport_size({"width": width, "height": 740})
        officer.goto(page("review", two[0].pk))
        officer.get_by_role("button", name="ส่งกลับแก้ไข").click()

        assert officer.get_by_role("button", name="ส่งกลับแก้ไข").count() == 1
        assert officer.get_by_role("button", name="ยืนยันส่งกลับแก้ไข").is_visible()
        inside = "[...document.querySelectorAll('main form *:not(textarea)')].filter((one) => "
        inside += "['auto', 'scroll'].includes(getComputedStyle(one).overflowY)).length"
        assert (width, officer.evaluate(inside)) == (width, 0)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert (width, officer.evaluate(wide)) == (width, 0)


def test_all_are_ticked_and_unticked_at_once(desk, institution, household, treasurer):
    household.loans.filter(number="").update(rate_percent=18)
    ready(household, treasurer)
    for number in ("1", "2"):
        make_clean_household(institution, treasurer, number)
    committee = desk(treasurer)
    committee.goto(f"{page('registration', institution.code)}?on=30/6/2560")
    every = committee.get_by_label("เลือกทั้งหมด")

    assert every.evaluate("(box) => [box.checked, box.indeterminate]") == [False, True]
    every.check()
    committee.get_by_role("button", name="ส่งให้อำเภอตรวจ 3 ครัวเรือน").wait_for()
    every.uncheck()
    committee.get_by_role("button", name="ส่งให้อำเภอตรวจ 0 ครัวเรือน").wait_for()
