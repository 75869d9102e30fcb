"""Two people at one village: nobody overwrites anybody unseen."""

import pytest
from playwright.sync_api import expect

from tests.debts.browser.desk import HOUSE, KKJ, NAME, SAVINGS, VILLAGE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two_people(browser_of, treasurer, secretary, three_households):
    """Both have opened the grid; the secretary has then changed the first village fund loan."""
    first = Desk(browser_of(treasurer).new_page()).open()
    second = Desk(browser_of(secretary).new_page()).open()
    second.fill(0, VILLAGE, "4500")
    second.press("Enter")
    second.is_saved(0)
    return first, second


def disputed(desk):
    desk.fill(0, VILLAGE, "5000")
    desk.press("Enter")
    dispute = desk.page.locator(".grid-conflict")
    expect(dispute.locator("p")).to_have_text("ท่านพิมพ์ 5,000 · นางสาวสอง ทดสอบ บันทึก 4,500")
    expect(desk.state(0)).to_have_text("มีคนแก้ไปก่อน")
    return dispute


def test_both_values_are_shown_and_mine_is_chosen_by_keyboard(two_people, books):
    first, _second = two_people
    disputed(first)
    assert books()[0][VILLAGE] == "4,500"

    first.cell(0, VILLAGE).focus()
    first.press("Tab")
    on = first.page.evaluate("document.activeElement.textContent")
    first.press("Enter")
    first.is_saved(0)

    assert (on, first.focused()) == ("ใช้ของฉัน", (0, VILLAGE))
    assert [row[VILLAGE] for row in books()] == ["5,000", "2,000", "3,000"]


def test_throwing_away_what_was_typed_leaves_the_household_in_the_books(two_people, books):
    first, _second = two_people
    disputed(first)
    drop = first.page.locator(".grid-drop")
    words = drop.inner_text().splitlines()
    drop.click()
    first.is_saved(0)

    assert words == ["ทิ้งที่พิมพ์ไว้", "1 นางคนที่1 ทดลอง"]
    assert (first.texts()[0][VILLAGE], books()[0][VILLAGE]) == ("4,500", "4,500")


def test_theirs_is_chosen_and_the_rest_of_my_row_is_kept(two_people, books):
    first, _second = two_people
    first.fill(0, KKJ, "70")
    disputed(first).get_by_text("ใช้ของเขา").click()
    first.is_saved(0)

    assert (first.focused(), first.cell(0, VILLAGE).input_value()) == ((0, VILLAGE), "4,500")
    assert books()[0][VILLAGE:] == ["4,500", "100", "70"]


def test_a_dispute_stays_open_after_leaving_the_row_and_opening_the_page_anew(two_people, books):
    first, _second = two_people
    disputed(first)
    first.fill(0, SAVINGS, "111")
    first.press("Enter")
    expect(first.state(0)).to_have_text("มีคนแก้ไปก่อน")
    first.open()
    first.fill(0, SAVINGS, "112")
    first.press("Enter")
    expect(first.state(0)).to_have_text("มีคนแก้ไปก่อน")
    assert books()[0][VILLAGE : SAVINGS + 1] == ["4,500", "100"]

    first.page.get_by_text("ใช้ของเขา").click()
    first.is_saved(0)
    assert books()[0][VILLAGE : SAVINGS + 1] == ["4,500", "112"]


def test_two_people_in_different_cells_of_a_row_are_not_in_each_others_way(two_people, books):
    first, second = two_people
    second.fill(0, NAME, "นางคนที่หนึ่ง ทดลอง")
    second.press("Enter")
    second.is_saved(0)
    first.fill(0, KKJ, "70")
    first.press("Enter")
    first.is_saved(0)

    assert books()[0] == ["1", "นางคนที่หนึ่ง ทดลอง", "4,500", "100", "70"]
    assert first.texts()[0] == books()[0]


def test_a_known_house_is_asked_about_and_can_be_another_household(desk, three_households, books):
    desk.open()
    desk.cell(3, HOUSE).focus()
    desk.put_row("1", "นางใหม่ ลองทำ", "50", "")
    desk.page.keyboard.insert_text("5")
    desk.press("ArrowUp")
    expect(desk.state(3)).to_have_text("มีข้อผิด")
    desk.cell(3, KKJ).focus()
    desk.press("Tab")
    on = desk.page.evaluate("document.activeElement.textContent")
    desk.press("Enter")
    desk.is_saved(3)

    assert on == "เป็นคนละครัวเรือน"
    assert [row for row in books() if row[HOUSE] == "1"][1] == ["1", "นางใหม่ ลองทำ", "50", "", "5"]
