"""A window counts its changes, also past its own end: what is newer never passes for older."""

import pytest
from playwright.sync_api import expect

from tests.debts.browser.desk import HOUSE, VILLAGE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begin(desk: Desk) -> None:
    desk.cell(0, HOUSE).focus()
    desk.type_row("5", "นายคำ ทดลอง", "1200", "", "")
    desk.is_saved(0)


def change(desk: Desk, text: str) -> None:
    desk.fill(0, VILLAGE, text)
    desk.press("Enter")


def test_what_a_closed_window_left_is_newer_than_all_it_sent_before(browser_of, treasurer, books):
    browser = browser_of(treasurer)
    desk = Desk(browser.new_page()).open()
    begin(desk)
    browser.set_offline(True)
    change(desk, "700")
    expect(desk.state(0)).to_have_text("ยังไม่ได้ส่ง")
    desk.page.close()

    browser.set_offline(False)
    back = Desk(browser.new_page()).open()
    back.is_saved(0)
    expect(back.cell(0, VILLAGE)).to_have_value("700")

    assert books() == [["5", "นายคำ ทดลอง", "700", "", ""]]


def test_a_row_that_was_taken_back_is_typed_in_again(desk, institution, books):
    begin(desk.open())
    change(desk, "700")
    expect(desk.cell(0, VILLAGE)).to_have_value("700")
    desk.is_saved(0)
    desk.page.locator(".grid-undo").first.click()
    expect(desk.cell(0, VILLAGE)).to_have_value("1,200")
    change(desk, "800")
    desk.is_saved(0)

    assert books() == [["5", "นายคำ ทดลอง", "800", "", ""]]
