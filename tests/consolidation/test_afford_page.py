"""The page on which people see whether a household can carry the contract, before and after."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from members.models import Expense, Income
from tests.builders import make_contract, make_household, make_loan, make_person, make_rule
from tests.pages import main, main_texts, rows, texts

pytestmark = pytest.mark.django_db
ALL_YEAR = [*range(1, 13)]


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


@pytest.fixture
def home(institution, village_fund, savings_group):
    """Owes 30,000 in two loans that fall due next year at 6 %."""
    make_rule(village_fund, rate_percent=6, day_count="30/360", term_months=36)
    make_rule(savings_group, rate_percent=12, term_months=12)
    home = make_household(institution, "7")
    make_person(home, "นางสมใจ ผ่อนดี")
    due = localdate().replace(year=localdate().year + 1, day=1)
    make_loan(home, village_fund, 20_000, due_on=due, rate_percent=6)
    make_loan(home, savings_group, 10_000, due_on=due, rate_percent=6)
    return home


def live_on(home, income, expense=3000):
    Income.objects.create(household=home, source="ทำนา", amount=income, months=ALL_YEAR)
    Expense.objects.create(household=home, purpose="อาหาร", amount=expense, months=ALL_YEAR)


def test_without_income_it_says_so_and_leads_to_where_it_is_entered(signed_in, home):
    page = signed_in.get(f"/households/{home.pk}/afford/")
    assert texts(page, "notice-heading") == [
        "ยังบอกไม่ได้ว่าผ่อนไหวหรือไม่ เพราะยังไม่ได้กรอกรายได้ของครัวเรือน"
    ]
    assert f'href="/households/{home.pk}/info/#income"' in main(page)
    assert "เงินที่มีไว้จ่าย" not in main(page)


def test_old_loans_and_the_contract_stand_side_by_side(signed_in, home):
    live_on(home, 5000)
    page = signed_in.get(f"/households/{home.pk}/afford/")
    found = page.context["found"]
    compared = {row[0]: row[1:] for row in rows(page)[1:7]}
    assert compared["จำนวนสัญญา"] == ["2", "1"]
    assert compared["จ่ายครั้งสุดท้าย"][1].endswith(str(localdate().year + 3 + 543))
    assert found.interest_after == 3600
    assert f"จ่ายดอกเบี้ยรวมมากขึ้น {found.more_interest:,.2f} บาท เพราะผ่อนนานขึ้น" in main(page)
    assert "ต้องเก็บเงินจากเดือนอื่นไว้ก่อน" in texts(page, "notice-heading")[0]
    assert len(page.context["bars"]) == 13
    assert main(page).count("month-lowest") == 1


def test_another_fund_and_another_number_of_instalments_can_be_tried(
    signed_in, home, savings_group
):
    live_on(home, 4000)
    asked = {"into": savings_group.pk, "instalments": "๒๔", "due": "monthly"}
    page = signed_in.get(f"/households/{home.pk}/afford/", asked)
    found = page.context["found"]
    assert len(found.rows) == 24
    assert page.context["into"] == savings_group
    assert main_texts(page, "strong")
    assert "รายได้ทั้งปีไม่พอชำระ ขาดอีก" in texts(page, "notice-heading")[0]
    assert "notice-warning" in main(page)


def test_what_makes_no_plan_is_said_beside_its_field(signed_in, home):
    asked = {"instalments": "3", "due": "once"}
    page = signed_in.get(f"/households/{home.pk}/afford/", asked)
    assert page.context["form"].errors["due"] == [
        "ชำระครั้งเดียวมีงวดเดียว ให้ใส่ 1 งวด หรือเลือกกำหนดชำระแบบอื่น"
    ]
    assert "found" not in page.context


def test_once_there_is_a_contract_its_own_plan_is_compared_from_its_own_day(
    signed_in, home, village_fund, treasurer
):
    contract = make_contract(home, village_fund, treasurer)
    page = signed_in.get(f"/households/{home.pk}/afford/", {"instalments": "99"})
    found = page.context["found"]
    assert (found.on, len(found.rows)) == (contract.opened_on, 3)
    assert [debt.owed for debt in found.debts] == [20_000, 10_000]
    assert page.context["form"] is None
    assert found.last_after == date(2020, 7, 31)


def test_a_household_that_owes_nothing_has_nothing_to_compare(signed_in, institution):
    home = make_household(institution, "8")
    page = signed_in.get(f"/households/{home.pk}/afford/")
    assert "ครัวเรือนนี้ไม่มีหนี้ค้าง" in main(page)


def test_what_is_not_known_is_told_in_words(signed_in, institution, village_fund, savings_group):
    home = make_household(institution, "9")
    make_loan(home, village_fund, 5000)
    make_loan(home, savings_group, 5000, rate_percent=Decimal(18), due_on=date(2017, 1, 1))
    page = signed_in.get(f"/households/{home.pk}/afford/")
    said = " ".join(page.context["conventions"])
    for words in ("เลยกำหนดแล้ว", "ไม่รู้วันครบกำหนด", "ไม่รู้อัตราดอกเบี้ยเดิม", "เป็นโมฆะ"):
        assert words in said


def test_before_a_rate_is_known_nothing_is_said_to_cost_nothing(
    signed_in, institution, village_fund, savings_group
):
    home = make_household(institution, "9")
    make_person(home, "นายบ้าน เก้า")
    for fund in (village_fund, savings_group):
        make_loan(home, fund, 5000, due_on=date(2017, 1, 1))
    page = signed_in.get(f"/households/{home.pk}/afford/")
    said = main(page)
    assert "ยังไม่รู้ว่าดอกเบี้ยจะมากขึ้นหรือน้อยลง" in said
    assert "ดอกเบี้ยรวมเท่ากับหนี้เดิม" not in said
    compared = {row[0]: row[1:] for row in rows(page)[1:7]}
    interest = compared["ดอกเบี้ยที่ต้องจ่ายต่อจากนี้ (บาท)"]
    assert [cell.startswith("ยังไม่รู้") for cell in interest] == [True, True]
    assert compared["วันครบกำหนดใน 12 เดือนข้างหน้า"][0] == "ค้างทั้งหมด ครบกำหนดแล้ว"
    assert compared["จ่ายครั้งสุดท้าย"][0] == "ครบกำหนดแล้วทั้งหมด"


def test_another_village_finds_nothing_there(client, outsider, home):
    client.force_login(outsider)
    assert client.get(f"/households/{home.pk}/afford/").status_code == 404
