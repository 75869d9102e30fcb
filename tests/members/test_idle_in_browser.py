"""The warning before a session ends for want of use, in a real browser with a clock of our own."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, expect

from members.models import CommitteeMember, User
from tests.test_accessible import faults

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("quick_passwords"),
]

PASSWORD = "ปลาทูตู้เย็นบันได"
MINUTE = 60_000  # milliseconds
STAY = re.compile("/stay/")


@pytest.fixture
def somebody(treasurer) -> User:
    treasurer.set_password(PASSWORD)
    treasurer.save()
    return treasurer


@pytest.fixture
def context(chromium: Browser, live_server, client, somebody) -> Iterator[BrowserContext]:
    client.force_login(somebody)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    context = chromium.new_context(base_url=live_server.url)
    context.set_default_timeout(10_000)
    context.add_cookies([cookie])
    context.add_init_script(AXE_SCRIPT)
    context.clock.install()
    yield context
    context.close()


@pytest.fixture
def seat(context, institution) -> Page:
    """A form with something typed in it."""
    page = context.new_page()
    page.goto(f"/committee/{institution.code}/seat/")
    page.select_option("[name=position]", "member")
    page.fill("[name=name]", "นายสมมุติ ทดสอบ")
    page.fill("[name=started_on]", "1/10/2560")
    return page


def minutes(page: Page, count: float) -> None:
    page.clock.run_for(int(count * MINUTE))


def dialog(page: Page):
    return page.locator("dialog.idle-dialog")


def sign_in(page: Page, user: User) -> None:
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def test_after_25_minutes_a_dialog_counts_down_and_one_button_goes_on(seat):
    minutes(seat, 24.9)
    expect(dialog(seat)).to_be_hidden()
    minutes(seat, 0.1)
    expect(dialog(seat)).to_be_visible()
    shown = dialog(seat).locator(".idle-left").inner_text()
    focus = seat.evaluate("document.activeElement.textContent")
    minutes(seat, 1)

    assert (shown, focus) == ("5:00 นาที", "ใช้งานต่อ")
    expect(dialog(seat).locator("[role=status]")).to_have_text("เหลือไม่เกิน 4 นาที")
    assert faults(seat, "dialog.idle-dialog") == []
    with seat.expect_response(STAY):
        dialog(seat).get_by_role("button").click()
    expect(dialog(seat)).to_be_hidden()
    minutes(seat, 24.9)
    expect(dialog(seat)).to_be_hidden()
    assert seat.input_value("[name=name]") == "นายสมมุติ ทดสอบ"


def test_escape_means_staying_too(seat):
    minutes(seat, 26)
    with seat.expect_response(STAY):
        seat.keyboard.press("Escape")

    expect(dialog(seat)).to_be_hidden()


def test_without_the_line_the_dialog_says_so_and_stays(seat, context):
    minutes(seat, 26)
    context.set_offline(True)
    dialog(seat).get_by_role("button").click()

    expect(dialog(seat).locator("[role=alert]")).to_contain_text("ต่ออินเทอร์เน็ตไม่ได้")
    expect(dialog(seat)).to_be_visible()


def test_who_types_for_long_is_not_asked(seat):
    minutes(seat, 20)
    with seat.expect_response(STAY):
        seat.press("[name=name]", "End")
    minutes(seat, 20)

    expect(dialog(seat)).to_be_hidden()


def test_a_tab_that_is_used_keeps_the_others_alive(seat, context):
    minutes(seat, 20)
    other = context.new_page()
    other.goto("/funds/")
    minutes(seat, 20)

    expect(dialog(seat)).to_be_hidden()


def test_after_30_minutes_nobody_reads_on_and_what_was_typed_is_sent_after_signing_in(
    seat, somebody
):
    minutes(seat, 26)
    with seat.expect_response(re.compile("/sign-out/")):
        minutes(seat, 4)
    cover = seat.locator(".idle-cover")
    expect(cover).to_be_visible()
    seen = seat.locator("body").inner_text()
    shut_out = faults(seat)
    left = Session.objects.count()
    cover.get_by_role("button").click()
    expect(seat.locator("main h2")).to_have_text("หมดเวลาใช้งาน แต่สิ่งที่พิมพ์ไว้ยังอยู่")
    sign_in(seat, somebody)
    expect(seat.locator("dt").first).to_have_text("ตำแหน่ง")
    told = dict(
        zip(seat.locator("dt").all_inner_texts(), seat.locator("dd").all_inner_texts(), strict=True)
    )
    shut_out += faults(seat)
    seat.get_by_role("button", name="ส่งที่พิมพ์ไว้").click()
    seat.wait_for_url("**/funds/**")

    assert (seen.split("\n")[0], "สมมุติ" in seen) == ("หมดเวลา เข้าใช้งานใหม่", False)
    assert (shut_out, left) == ([], 0)
    assert list(told.values())[:3] == ["กรรมการ", "นายสมมุติ ทดสอบ", "1/10/2560"]
    assert CommitteeMember.objects.get().name == "นายสมมุติ ทดสอบ"


def test_a_laptop_that_slept_is_covered_when_it_wakes(seat):
    seat.clock.fast_forward(8 * 60 * MINUTE)
    seat.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(seat.locator(".idle-cover")).to_be_visible()


def test_signing_out_on_one_tab_covers_the_others(seat, context):
    other = context.new_page()
    other.goto("/funds/")
    other.click("[data-sign-out] button")

    expect(seat.locator(".idle-cover")).to_be_visible()
