"""What is typed in the drawer is not lost by closing it."""

import pytest
from playwright.sync_api import expect

from debts.models import Loan
from tests.debts.browser.desk import SAVINGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NUMBER = "input[name$='-number']"


@pytest.fixture
def drawer(desk, three_households):
    """The drawer of a loan, open."""
    desk.open()
    desk.cell(1, SAVINGS).focus()
    desk.press("F2")
    drawer = desk.page.locator("#grid-drawer")
    expect(drawer.locator(NUMBER)).to_be_visible()
    return drawer


def said_numbers() -> list[str]:
    return sorted(filter(None, Loan.objects.values_list("number", flat=True)))


def test_nothing_typed_closes_at_once(desk, drawer):
    desk.press("Escape")

    expect(drawer).to_be_hidden()
    assert desk.focused() == (1, SAVINGS)


def test_esc_asks_again_and_again_and_goes_back_to_what_was_typed(desk, drawer):
    drawer.locator(NUMBER).fill("7/2569")
    for _time in range(2):
        desk.press("Escape")
        expect(drawer.get_by_role("alert")).to_have_text("มีที่พิมพ์ไว้ในหน้านี้ที่ยังไม่ได้บันทึก")
        desk.press("Escape")
        expect(drawer.locator("[data-drawer-question]")).to_have_count(0)

    expect(drawer.locator(NUMBER)).to_be_focused()
    expect(drawer.locator(NUMBER)).to_have_value("7/2569")


def test_closing_saves_when_asked_to(desk, drawer):
    drawer.locator(NUMBER).fill("7/2569")
    drawer.get_by_role("button", name="ปิด", exact=True).click()
    desk.press("Enter")  # the question's first answer has the focus
    expect(drawer).to_be_hidden()

    assert said_numbers() == ["7/2569"]


def test_closing_throws_away_only_when_told_to_and_opens_as_it_was(desk, drawer):
    drawer.locator(NUMBER).fill("7/2569")
    desk.press("Escape")
    drawer.get_by_role("button", name="ปิดโดยไม่บันทึก").click()
    expect(drawer).to_be_hidden()
    desk.press("F2")

    expect(drawer.locator(NUMBER)).to_have_value("")
    assert said_numbers() == []


def test_what_was_refused_is_asked_about_too(desk, drawer):
    drawer.locator("input[name$='-principal']").fill("สองหมื่น")
    drawer.get_by_role("button", name="บันทึก").first.click()
    expect(drawer.locator(".notice-error").first).to_be_visible()
    desk.press("Escape")

    expect(drawer.get_by_role("button", name="กลับไปพิมพ์ต่อ")).to_be_visible()


def test_a_browser_that_shuts_the_drawer_itself_loses_nothing(desk, drawer):
    drawer.locator(NUMBER).fill("7/2569")
    desk.page.evaluate("document.getElementById('grid-drawer').close()")

    expect(drawer.locator("[data-drawer-question]")).to_be_visible()
    expect(drawer.locator(NUMBER)).to_have_value("7/2569")
