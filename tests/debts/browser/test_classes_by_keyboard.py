"""Going through the households that have no class: the keyboard alone, in a real browser."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from debts.models import Classification
from tests.builders import make_household, make_loan, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ("นางสมศรี ทดสอบ", "นายอุดม ทดลองชัย")
MOST_KEYS_A_HOUSEHOLD = 16


@pytest.fixture
def two_waiting(institution, village_fund):
    for number, name in enumerate(NAMES, 1):
        home = make_household(institution, str(number))
        make_person(home, name)
        make_loan(home, village_fund, due_on=localdate() - timedelta(number))


def press_to(page, selector: str) -> int:
    """Tab on until that element has the focus; how many keys it took."""
    for presses in range(1, 40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return presses
    raise AssertionError(f"Tab never reaches {selector}")


def judge(page) -> int:
    """Able, unsure, the first ready reason, save: the keys from the page's main part on."""
    page.focus("#main")
    keys = press_to(page, "[name=ability]")
    page.keyboard.press("Space")
    keys += press_to(page, "[name=willingness]")
    page.keyboard.press("ArrowDown")
    keys += press_to(page, "[name=ready]")
    page.keyboard.press("Space")
    return keys + 3


def test_two_households_are_classed_one_after_the_other_by_keyboard_alone(
    browser_of, institution, two_waiting, treasurer
):
    page = browser_of(treasurer).new_page()
    page.goto(f"/classes/{institution.code}/next/")
    counted = []
    for name, left in zip(NAMES, (2, 1), strict=True):
        page.wait_for_selector(f".lead:has-text('{name}')")
        assert page.locator(".steps-now").inner_text().startswith(f"เหลือ {left} จาก 2")
        counted.append(judge(page) + press_to(page, "button[form=class-form]") + 1)
        page.keyboard.press("Enter")

    page.wait_for_url("**/classes/?**")
    assert page.locator(".notice-success p").last.inner_text() == "จัดประเภทครบทุกครัวเรือนที่มีหนี้แล้ว"
    given = Classification.objects.order_by("id").values_list(
        "household__persons__full_name", "ability", "willingness", "overdue_name", "reason"
    )
    assert [*given] == [(name, "able", "unsure", "เริ่มค้าง", "ชำระตรงเวลามาตลอด") for name in NAMES]
    assert max(counted) <= MOST_KEYS_A_HOUSEHOLD, counted


def test_what_is_missing_takes_the_focus_and_leads_to_its_question(
    browser_of, institution, two_waiting, treasurer
):
    page = browser_of(treasurer, viewport={"width": 360, "height": 640}).new_page()
    page.goto(f"/classes/{institution.code}/next/")
    page.click("button[form=class-form]")
    page.wait_for_selector(".notice-error")
    assert page.evaluate("document.activeElement.className") == "notice notice-error"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(location.hash) !== null") is True
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    assert not Classification.objects.exists()
