"""From the signed contract to the closing letter without a mouse."""

import pytest
from playwright.sync_api import expect

from consolidation.models import Case, Contract, Receipt
from reports.models import IssuedPaper
from tests.consolidation.repaying import FIRST, LAST, contract
from tests.consolidation.test_keyboard_and_phone import (
    PHONE,
    accessibility_faults,
    opened,
    tab_to,
    wider_than_the_window,
)

__all__ = ["contract", "opened"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page, selector, key="Enter"):
    tab_to(page, selector)
    page.keyboard.press(key)


def write_over(page, selector, text):
    tab_to(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def take_in(page, amount, on):
    """From the contract's page: type, check."""
    press(page, ".action-bar a[href$='/receive/']")
    page.wait_for_url("**/receive/")
    write_over(page, "input[name=amount]", amount)
    write_over(page, "input[name=on]", on)
    press(page, "button[value=check]")
    page.wait_for_selector("button[value=save]")


def save_and_go_back(page):
    press(page, "button[value=save]")
    page.wait_for_url("**/receipts/*/")
    press(page, ".action-bar a.btn-secondary")
    page.wait_for_url("**/contracts/*/")


def issue_and_open(page):
    """From the closed contract's page: read the closing letter, issue it, open the file."""
    press(page, "a.btn-primary")
    page.wait_for_url("**/papers/closing-letter/*/")
    press(page, ".action-bar button.btn-primary")
    expect(page.get_by_role("link", name="พิมพ์ฉบับที่ออกแล้ว")).to_be_visible()
    with page.expect_download() as letter:
        press(page, "a.btn-primary")
    return letter.value


def test_a_contract_is_paid_and_closed_by_keyboard_alone(opened, contract):
    page = opened(accept_downloads=True)
    page.goto(f"/contracts/{contract.pk}/")

    take_in(page, "๑๕,๐๐๐", "๑/๓/๒๕๖๖")
    press(page, "input[name=rest]", "ArrowDown")
    save_and_go_back(page)
    left = Contract.objects.get().plans.get(version=2).instalments.all()
    take_in(page, str(sum(one.due for one in left) - 15000), "1/3/2568")
    save_and_go_back(page)
    press(page, "a.btn-primary")
    page.wait_for_url("**/close/")
    write_over(page, "input[name=on]", "1/3/2568")
    press(page, "button.btn-primary")
    page.wait_for_url("**/contracts/*/")
    letter = issue_and_open(page)

    receipts = Receipt.objects.order_by("pk").values_list("on", "rest")
    assert [*receipts] == [(FIRST, "shorter"), (LAST, "")]
    assert (Case.objects.get().status, Contract.objects.get().closed_on) == ("cleared", LAST)
    assert letter.suggested_filename.endswith(".pdf")
    assert IssuedPaper.objects.get().kind == "closing-letter"


def test_no_page_of_repayment_scrolls_sideways_or_shuts_anybody_out(opened, contract):
    page = opened(viewport=PHONE)
    faults = {}
    for last in ("", "receive/", "close/", "undo/"):
        page.goto(f"/contracts/{contract.pk}/{last}")
        faults[last] = (wider_than_the_window(page), accessibility_faults(page))
    page.goto(f"/receipts/of/{contract.household.institution.code}/")
    page.fill("input[name^=amount]", "100")
    faults["day"] = (wider_than_the_window(page), accessibility_faults(page))
    page.click("button[value=check]")
    page.wait_for_selector("button[value=save]")
    faults["day check"] = (wider_than_the_window(page), accessibility_faults(page))
    page.goto(f"/contracts/{contract.pk}/receive/")
    page.fill("input[name=on]", "1/3/2566")
    page.fill("input[name=amount]", "20000")
    page.click("button[value=check]")
    page.wait_for_selector("button[value=save]")
    faults["check"] = (wider_than_the_window(page), accessibility_faults(page))
    page.check("input[value=lower]")
    page.click("button[value=save]")
    page.wait_for_url("**/receipts/*/")
    faults["receipt"] = (wider_than_the_window(page), accessibility_faults(page))

    assert faults == dict.fromkeys(faults, (False, []))
