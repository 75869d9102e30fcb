"""On a phone: one household a screen, no sideways scroll, a bar that saves and goes on."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.builders import make_loan
from tests.debts.browser.desk import HOUSE, KKJ, NAME, VILLAGE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"rules": {"color-contrast-enhanced": {"enabled": True}}}


@pytest.fixture
def phone(browser_of, treasurer, three_households) -> Desk:
    size = {"width": 360, "height": 640}
    return Desk(browser_of(treasurer, viewport=size, has_touch=True, is_mobile=True).new_page())


def rows_in_sight(desk) -> int:
    return desk.page.locator("tbody .grid-row:visible").count()


def faults(page) -> list[tuple[str, str]]:
    found = Axe().run(page, options={**AXE, **CONTRAST}).response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]


def wider(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_one_household_a_screen_with_its_place_and_the_way_on_and_back(phone, books):
    phone.open()
    place, back = phone.page.locator(".grid-place"), phone.page.locator(".grid-back")
    seen = [(rows_in_sight(phone), place.inner_text(), back.is_disabled())]
    phone.page.fill("[data-current] [data-field=house_number]", "1/1")
    phone.page.click(".grid-on")
    phone.is_saved(0)
    seen.append((rows_in_sight(phone), place.inner_text(), back.is_disabled()))
    back.click()

    assert seen == [(1, "1 จาก 4", True), (1, "2 จาก 4", False)]
    assert (place.inner_text(), phone.focused()) == ("1 จาก 4", (0, HOUSE))
    assert books()[0][HOUSE] == "1/1"


def test_after_the_last_household_the_way_on_leads_to_a_new_one(phone, books):
    phone.open("/grid/?new=1")
    at_start = (phone.focused(), phone.page.locator(".grid-place").inner_text())
    phone.put_row("4", "นางสี่ ลองทำ", "400", key="Enter")
    phone.page.click(".grid-on")
    phone.is_saved(3)

    assert at_start == ((3, HOUSE), "4 จาก 4")
    assert (phone.focused(), phone.page.locator(".grid-place").inner_text()) == (
        (4, HOUSE),
        "5 จาก 5",
    )
    assert books()[3] == ["4", "นางสี่ ลองทำ", "400", "", ""]


def test_enter_on_the_keypad_goes_through_the_card_and_on_to_the_next(phone):
    phone.open()
    phone.cell(0, HOUSE).focus()
    seen = []
    for _press in range(5):
        phone.press("Enter")
        seen.append(phone.focused())
    keypad = [phone.cell(0, column).get_attribute("inputmode") for column in (NAME, VILLAGE)]

    phone.press("Shift+Tab", "Tab")
    assert seen == [(0, NAME), (0, VILLAGE), (0, 3), (0, KKJ), (1, HOUSE)]
    assert (phone.focused(), rows_in_sight(phone)) == ((1, HOUSE), 1)
    assert keypad == [None, "decimal"]


def test_a_household_that_was_not_taken_in_is_named_on_the_next_card(phone):
    phone.open("/grid/?new=1")
    phone.put_row("4", "นางสี่ ลองทำ", "5.000", key="Tab")
    phone.page.click(".grid-on")
    said = "4 นางสี่ ลองทำ: มีข้อผิด กด “ก่อนหน้า” เพื่อกลับไปดู"

    expect(phone.page.locator(".grid-said")).to_have_text(said)
    phone.page.click(".grid-back")
    expect(phone.page.locator(".grid-error")).to_be_visible()


def covered(page) -> bool:
    """Whether something else lies over the cell that has the focus."""
    return page.evaluate(
        """() => {
          const cell = document.activeElement, at = cell.getBoundingClientRect();
          const middle = [at.left + at.width / 2, at.top + at.height / 2];
          return document.elementFromPoint(...middle) !== cell;
        }"""
    )


def test_while_the_line_is_cut_the_cell_of_the_next_card_is_never_under_the_bar(phone):
    phone.open("/grid/?new=1")
    phone.page.route("**/rows/", lambda route: route.abort())
    seen = []
    for number in ("4", "5"):
        phone.put_row(number, f"นางที่{number} ลองทำ", key="Enter")
        phone.page.click(".grid-on")
        expect(phone.page.locator("#grid-unsent")).to_contain_text(f"{int(number) - 3} แถว")
        expect(phone.page.locator("#grid-unsent")).to_be_in_viewport()
        seen.append((phone.focused(), covered(phone.page)))

    assert seen == [((4, HOUSE), False), ((5, HOUSE), False)]


def test_rows_to_mend_are_counted_and_a_button_leads_to_the_cell(phone):
    phone.open("/grid/?new=1")
    button = phone.page.locator(".grid-faulty")
    before = button.is_visible()
    phone.put_row("4", "นางสี่ ลองทำ", "400", "5.000", key="Tab")
    phone.page.click(".grid-on")
    expect(button).to_have_text("ไปแถวที่ต้องแก้ (1)")
    expect(phone.page.locator(".grid-said")).to_be_in_viewport(ratio=1)
    over = covered(phone.page)
    button.click()

    assert (before, over, phone.focused(), covered(phone.page)) == (False, False, (3, 3), False)
    assert (button.is_visible(), phone.said()) == (False, "")


def look(page) -> dict[int, bool | list]:
    """Whether anything is wider than the window, and what axe finds, on a phone and a laptop."""
    found = {}
    for width in (320, 768, 1280, 360):
        page.set_viewport_size({"width": width, "height": 640})
        found[width] = faults(page) if width in (360, 1280) else []
        found[width] += ["wider than the window"] if wider(page) else []
    return found


def test_nothing_scrolls_sideways_and_axe_finds_nothing_in_any_state(
    phone, three_households, savings_group
):
    make_loan(three_households[1], savings_group, 5)
    phone.open("/grid/?new=1")
    found = {"open": look(phone.page)}
    phone.put_row("9", "", "abc", key="Enter")
    phone.page.evaluate("document.activeElement.blur()")
    expect(phone.state(3)).to_have_text("มีข้อผิด")
    found["wrong"] = look(phone.page)
    phone.page.route("**/rows/", lambda route: route.abort())
    phone.fill(3, NAME, "นางเก้า ลองทำ")
    phone.page.evaluate("document.activeElement.blur()")
    expect(phone.page.locator("#grid-unsent")).to_be_visible()
    found["unsent"] = look(phone.page)

    nothing = {key: [] for key in (320, 768, 1280, 360)}
    assert found == {"open": nothing, "wrong": nothing, "unsent": nothing}


def test_details_open_over_the_card_and_fit_the_phone(phone):
    phone.page.set_viewport_size({"width": 320, "height": 640})
    phone.open()
    phone.page.locator("a.grid-details:visible").first.click()
    expect(phone.page.locator("#grid-drawer")).to_be_visible()

    assert (wider(phone.page), faults(phone.page)) == (False, [])
