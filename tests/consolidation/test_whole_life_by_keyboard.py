"""One household's whole road without a mouse: three debts typed, merged, paid back, closed."""

from uuid import uuid4

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from consolidation.consenting import give_consent
from consolidation.models import Case, Contract, Offer, Receipt
from consolidation.registering import submit_households
from consolidation.reviewing import approve
from consolidation.selecting import select_household
from debts.confirming import confirm_loans
from members.models import Household
from reports.models import IssuedPaper
from tests.builders import make_rule
from tests.consolidation.test_keyboard_and_phone import opened, tab_to
from tests.consolidation.test_repaid_by_keyboard import issue_and_open, press, write_over

__all__ = ["opened"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAPER = "บันทึกข้อตกลง 1/2569"


def let_pass(home, committee, officer):
    """What is done on paper and by others: selected, signed for, sent, let pass by the district."""
    today = localdate()
    select_household(home, on=today, actor=committee, document="รายงานการประชุมครั้งที่ 1")
    give_consent(home, signed_on=today, actor=committee)
    confirm_loans(
        home, cut_off=today, signed_on=today, sign="signature", witnesses=(), disputed={},
        actor=committee,
    )  # fmt: skip
    sent = submit_households(
        home.institution, [home], cut_off=today, key=uuid4(), on=today, actor=committee
    )
    approve([sent.submissions.get()], on=today, actor=officer)


def type_three_debts(page, code):
    """A row of the grid: house, name, the village fund, the savings group, กข.คจ."""
    page.goto(f"/grid/{code}/")
    page.wait_for_selector(".is-live")
    tab_to(page, ".grid-cell")
    for text in ("12", "นางขยัน ตั้งต้น", "20000", "10000", "5000"):
        page.keyboard.insert_text(text)
        page.keyboard.press("Tab")
    expect(page.locator(".grid-word").first).to_have_text("บันทึกแล้ว")


def negotiate(page, home):
    """The village fund agrees to what stands; written down as a round, then as agreed."""
    page.goto(f"/households/{home.pk}/")
    press(page, "a[href$='/negotiate/']")
    page.wait_for_url("**/negotiate/")
    tab_to(page, "textarea[name=present]")
    page.keyboard.type("ครัวเรือน และผู้แทนทุกกองทุน")
    for _loan in range(3):
        tab_to(page, "select[name^=answer]")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        tab_to(page, "input[name^=agreed_by]")
        page.keyboard.type("นางบุญมี ประธานกองทุน")
    write_over(page, "input[name=paper]", PAPER)
    press(page, "button[value=round]")
    page.wait_for_selector(".notice-success")
    press(page, "button[value=agree]")
    expect(page.get_by_text("เจ้าหนี้ตกลงครบแล้ว").first).to_be_visible()


def merge(page):
    """The first holder that is offered, by its rules."""
    press(page, "a.btn-primary[href$='/merge/']")
    page.wait_for_url("**/merge/**")
    tab_to(page, "input[name=into]")
    page.keyboard.press("Space")
    press(page, "button[value=check]")
    page.wait_for_selector("button[value=confirm]")
    press(page, "button[value=confirm]")
    page.wait_for_url("**/contracts/*/")


def pay(page, amount):
    """A receipt of today; what is paid early shortens the plan."""
    press(page, ".action-bar a[href$='/receive/']")
    page.wait_for_url("**/receive/")
    write_over(page, "input[name=amount]", amount)
    press(page, "button[value=check]")
    page.wait_for_selector("button[value=save]")
    press(page, "input[name=rest]", "ArrowDown")
    expect(page.locator("input[name=rest]:checked")).to_have_value("shorter")
    press(page, "button[value=save]")
    page.wait_for_url("**/receipts/*/")
    press(page, ".action-bar a.btn-secondary")
    page.wait_for_url("**/contracts/*/")


def test_a_household_goes_from_three_debts_to_its_closing_letter_by_keyboard_alone(
    opened, institution, village_fund, treasurer, district_officer
):
    make_rule(village_fund, rate_percent=6, term_months=36)
    page = opened(accept_downloads=True)

    type_three_debts(page, institution.code)
    home = Household.objects.get(house_number="12")
    let_pass(home, treasurer, district_officer)
    negotiate(page, home)
    merge(page)
    contract = Contract.objects.get()
    pay(page, "15000")
    pay(page, "20000")
    press(page, ".action-bar a.btn-primary")
    page.wait_for_url("**/close/")
    press(page, "button.btn-primary")
    page.wait_for_url("**/contracts/*/")
    letter = issue_and_open(page)

    assert (contract.fund, contract.amount) == (village_fund, 35_000)
    assert Offer.objects.filter(answer="agreed").count() == 3
    assert [receipt.amount for receipt in Receipt.objects.order_by("pk")] == [15_000, 20_000]
    assert (Case.objects.get().status, Contract.objects.get().status) == ("cleared", "closed")
    assert IssuedPaper.objects.get().kind == "closing-letter"
    assert letter.suggested_filename.endswith(".pdf")
