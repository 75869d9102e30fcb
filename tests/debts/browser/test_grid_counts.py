"""How many clicks and keys it takes, counted in the page as a person really does them."""

import pytest

from tests.debts.browser.desk import HOUSE, VILLAGE, Desk, count_from_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def start(context) -> Desk:
    """At home, signed in; from here on everything counts."""
    count_from_now(context)
    desk = Desk(context.new_page())
    desk.page.goto("/")
    assert desk.counted() == {"keydown": 0, "click": 0}
    desk.page.get_by_role("link", name="กรอกลูกหนี้").first.click()
    desk.page.wait_for_selector(".is-live")
    return desk


def test_a_household_with_three_loans_takes_one_click_and_forty_keys_at_most(
    browser_of, treasurer, books
):
    desk = start(browser_of(treasurer))
    assert desk.focused() == (0, HOUSE)
    desk.type_row("32/1", "นางมานี ลองทำ", "5000", "4200", "4000")
    desk.is_saved(0)

    # 4 + 13 + 4 + 4 + 4 letters and digits, five times Tab.
    assert desk.counted() == {"keydown": 34, "click": 1}
    assert books() == [["32/1", "นางมานี ลองทำ", "5,000", "4,200", "4,000"]]
    assert desk.totals()[0] == "13,200"


def test_a_village_of_fifteen_takes_one_click_with_a_keyboard(browser_of, treasurer, books):
    desk = start(browser_of(treasurer))
    rows = [[str(n), f"นางคนที่{n} ลองทำ", f"{n},000", "", str(n)] for n in range(1, 16)]
    for row in rows:
        desk.put_row(*row)
    desk.is_saved(*range(15))

    assert desk.counted()["click"] == 1
    assert books() == rows


def test_a_village_of_fifteen_takes_sixteen_clicks_on_a_phone(browser_of, treasurer, books):
    phone = {"width": 360, "height": 640}
    desk = start(browser_of(treasurer, viewport=phone, has_touch=True, is_mobile=True))
    for number in range(1, 16):
        desk.put_row(str(number), f"นางคนที่{number} ลองทำ", "5000", key="Enter")
        desk.page.click(".grid-on")
    desk.is_saved(*range(15))

    assert desk.counted()["click"] == 16
    assert [row[VILLAGE] for row in books()] == ["5,000"] * 15
