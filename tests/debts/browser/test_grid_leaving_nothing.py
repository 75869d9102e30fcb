"""What the browser keeps of unsent rows: for whom, how long, and what it never keeps."""

import json

import pytest
from playwright.sync_api import expect

from tests.debts.browser.conftest import give_session
from tests.debts.browser.desk import HOUSE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROW = ["1", "นางหนึ่ง ลองทำ", "100", "", "1"]


@pytest.fixture
def unsent(desk):
    """A row that could not be sent."""
    desk.open()
    desk.page.route("**/rows/", lambda route: route.abort())
    desk.cell(0, HOUSE).focus()
    desk.put_row(*ROW)
    expect(desk.page.locator("#grid-unsent")).to_be_visible()
    return desk


def back_again(desk) -> Desk:
    desk.page.unroute("**/rows/")
    return desk.open()


def test_signing_out_asks_in_words_first_and_then_leaves_nothing(unsent, books):
    unsent.page.get_by_role("button", name="ออกจากระบบ").click()
    question = unsent.page.locator("dialog[open]")
    expect(question.locator("h2")).to_have_text("ยังมี 1 แถวที่ยังไม่ได้ส่ง")
    on = unsent.page.evaluate("document.activeElement.textContent")
    unsent.press("Enter")
    expect(question).to_have_count(0)
    stayed = len(unsent.kept())

    unsent.page.get_by_role("button", name="ออกจากระบบ").click()
    question.get_by_role("button", name="ออก และทิ้ง 1 แถวนี้").click()
    unsent.page.wait_for_url("**/sign-in/**")

    assert (on, stayed) == ("ยังไม่ออก กลับไปส่งก่อน", 1)
    assert (unsent.kept(), books()) == ({}, [])


def test_signing_out_sends_the_last_row_first_and_asks_nothing(desk, books):
    desk.open()
    desk.cell(0, HOUSE).focus()
    desk.put_row(*ROW[:3])
    desk.page.get_by_role("button", name="ออกจากระบบ").click()
    desk.page.wait_for_url("**/sign-in/**")

    assert (desk.kept(), books()) == ({}, [["1", "นางหนึ่ง ลองทำ", "100", "", ""]])


def test_the_question_is_asked_on_every_page(unsent):
    unsent.page.goto("/households/")
    unsent.page.get_by_role("button", name="ออกจากระบบ").click()
    expect(unsent.page.locator("dialog[open] h2")).to_have_text("ยังมี 1 แถวที่ยังไม่ได้ส่ง")
    unsent.press("Enter")

    unsent.page.wait_for_url("**/grid/33*/")


def test_rows_of_a_day_ago_are_gone_on_whatever_page_is_opened(unsent):
    age = """hours => { for (const [name, text] of Object.entries(localStorage)) {
        const at = Date.now() - hours * 3600000;
        localStorage[name] = JSON.stringify({...JSON.parse(text), at}); } }"""
    unsent.page.goto("about:blank")
    unsent.page.goto("/funds/")
    unsent.page.evaluate(age, 23.9)
    unsent.page.reload()
    young = len(unsent.kept())
    unsent.page.evaluate(age, 24.1)
    unsent.page.reload()

    assert (young, unsent.kept()) == (1, {})


def test_another_user_of_the_laptop_sees_nothing_and_the_row_waits_for_its_own(
    unsent, secretary, treasurer, live_server, books
):
    give_session(unsent.page.context, secretary, live_server.url)
    other = Desk(unsent.page.context.new_page()).open()
    seen = (other.texts(), other.page.locator("#grid-unsent").is_visible())
    other.page.close()
    give_session(unsent.page.context, treasurer, live_server.url)
    back = back_again(unsent)
    back.is_saved(0)

    assert seen == ([], False)
    assert (books(), back.kept()) == ([ROW], {})


def test_a_page_never_sends_its_rows_under_another_users_name(desk, secretary, live_server, books):
    desk.open()
    desk.page.context.clear_cookies()
    give_session(desk.page.context, secretary, live_server.url)
    desk.cell(0, HOUSE).focus()
    desk.put_row(*ROW)
    expect(desk.page.locator("#grid-unsent")).to_contain_text("มีผู้ใช้อื่นเข้าสู่ระบบในเครื่องนี้")

    assert (books(), len(desk.kept())) == ([], 1)


def test_a_session_that_is_over_is_said_and_the_row_goes_after_signing_in(
    desk, treasurer, live_server, books
):
    desk.open()
    desk.page.context.clear_cookies(name="session")
    desk.cell(0, HOUSE).focus()
    desk.put_row(*ROW)
    bar = desk.page.locator("#grid-unsent")
    expect(bar.get_by_role("link", name="เข้าสู่ระบบ")).to_be_visible()
    give_session(desk.page.context, treasurer, live_server.url)
    desk.page.evaluate("dispatchEvent(new Event('online'))")
    desk.is_saved(0)

    assert books() == [ROW]
    expect(bar).to_be_hidden()


def test_what_is_kept_holds_no_national_id_and_no_more_than_it_needs(desk):
    desk.page.route("**/rows/", lambda route: route.abort())
    desk.open()
    desk.cell(0, HOUSE).focus()
    desk.put_row("1", "นางหนึ่ง 1-1017-00230-70-8", "๑๑๐๑๗๐๐๒๓๐๗๐๘", "7")
    expect(desk.page.locator("#grid-unsent")).to_be_hidden()
    desk.press("Shift+Tab", "Enter")
    ((name, text),) = desk.kept().items()
    kept = json.loads(text)

    assert name.startswith("fundinst-grid:")
    assert sorted(kept["cells"].values()) == ["", "1", "7", "นางหนึ่ง"]
    keys = ["apart", "at", "cells", "first", "household", "on", "paste", "seen", "turn"]
    assert sorted(kept) == keys
