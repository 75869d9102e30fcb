"""Charges, months and other terms on a phone: nothing scrolls sideways, nobody is shut out."""

from datetime import date

import pytest

from consolidation.month_closing import close_month
from tests.builders import make_rule
from tests.consolidation.repaying import PAYER, make_repaid, pay
from tests.consolidation.test_keyboard_and_phone import (
    PHONE,
    accessibility_faults,
    opened,
    wider_than_the_window,
)

__all__ = ["opened"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FINED = {"default_percent": "7.3", "fine": "percent_a_day", "fine_amount": "0.1"}


@pytest.fixture
def contract(institution, village_fund, savings_group, treasurer):
    """Late, with a fine above the law's yearly rate; its fund has closed a month since."""
    make_rule(village_fund, rate_percent=6, term_months=36, **FINED)
    made = make_repaid(institution, village_fund, savings_group, treasurer)
    pay(made, date(2023, 5, 10), 5000, treasurer)
    close_month(
        village_fund, date(2023, 6, 1), on=date(2023, 7, 2), actor=treasurer, with_earlier=True
    )
    pay(made, date(2023, 6, 3), 500, treasurer)
    return made


def faults_of(page):
    return wider_than_the_window(page), accessibility_faults(page)


def test_no_page_of_charges_months_and_terms_shuts_anybody_out(opened, contract):
    page = opened(viewport=PHONE)
    months = f"/months/{contract.fund_id}/"
    found = {}
    for address in (months, f"{months}2023-07/", f"{months}2023-08/close/"):
        page.goto(address)
        found[address] = faults_of(page)
    page.goto(f"/contracts/{contract.pk}/receive/")
    page.fill("input[name=amount]", "8000")
    page.fill("input[name=payer]", PAYER)
    page.click("button[value=check]")
    found["charges"] = faults_of(page)
    page.goto(f"/contracts/{contract.pk}/terms/")
    for name, typed in {"instalments": "5", "reason": "น้ำท่วม", "paper": "บันทึก 3"}.items():
        page.fill(f"input[name={name}]", typed)
    page.click("button[value=check]")
    page.wait_for_selector("button[value=save]")
    found["terms"] = faults_of(page)

    assert found == dict.fromkeys(found, (False, []))
