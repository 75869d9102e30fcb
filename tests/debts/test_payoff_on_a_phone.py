"""The page of pay-offs on a phone: nothing wider than it, nobody shut out."""

import pytest
from playwright.sync_api import expect

from tests.builders import AS_OF, make_household, make_loan, make_person, make_rule
from tests.consolidation.test_keyboard_and_phone import (
    PHONE,
    accessibility_faults,
    opened,
    tab_to,
    wider_than_the_window,
)

__all__ = ["opened"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(institution, village_fund, savings_group, kkj):
    """Three loans: a rule's interest of three years, a rate above the law, one that bears none."""
    made = make_household(institution, "1234/567")
    make_person(made, "นางสาวเพ็ญประภาศรีสมมติ นามสกุลทดลองที่ยาวมากเป็นพิเศษ")
    rule = make_rule(village_fund, rate_percent=6)
    parts = {"interest_over_year": 1200, "interest_under_year": "300.25", "penalty": 99, "fee": 20}
    make_loan(
        made, village_fund, "987654.25", due_on=AS_OF, rule=rule, number="กทบ. ๑๒/๒๕๕๙", **parts
    )
    make_loan(made, savings_group, 15_000, rate_percent=18, interest_under_year=450)
    make_loan(made, kkj, 7350, due_on=AS_OF)
    return made


def test_another_day_is_asked_for_by_keyboard_and_the_page_fits_a_phone(opened, home):
    page = opened(viewport=PHONE)
    page.goto(f"/households/{home.pk}/payoff/")
    tab_to(page, "input[name=on]")
    page.keyboard.press("Control+a")
    page.keyboard.type("๓๐/๖/๒๕๖๒")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="ปิดทั้งหมดวันที่ 30 มิ.ย. 2562")).to_be_visible()
    assert (wider_than_the_window(page), accessibility_faults(page)) == (False, [])
