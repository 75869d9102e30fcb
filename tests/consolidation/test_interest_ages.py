"""Interest has one name on one day, whichever page or paper says it."""

from datetime import date

import pytest
from django.utils.timezone import localdate

from debts.interest_ages import aged_interest
from debts.payoffs import pay_offs_of
from reports.old_debts import debts_of_contract
from tests.builders import AS_OF, make_contract, make_household, make_loan, make_person, make_rule
from tests.pages import main

pytestmark = pytest.mark.django_db

OLD, YOUNG = "ดอกเบี้ยค้างหนึ่งปีขึ้นไป", "ดอกเบี้ยค้างไม่ถึงหนึ่งปี"
ANNIVERSARY = date(AS_OF.year + 1, AS_OF.month, AS_OF.day)


@pytest.fixture
def home(institution, village_fund, savings_group):
    """Two loans with interest under a year on 30 June 2560; one of them without a due date."""
    make_rule(village_fund, rate_percent=6, term_months=36)
    home = make_household(institution, "15")
    make_person(home, "นางสมใจ เก่าดี")
    make_loan(home, village_fund, 5000, interest_under_year=2500, due_on=date(2017, 3, 31))
    make_loan(home, savings_group, 3000, interest_under_year=40)
    return home


def dated(home):
    return home.loans.select_related("account__fund", "borrower").get(due_on__isnull=False)


def test_stated_as_young_it_is_old_a_year_later_and_not_a_day_before(home):
    loan = dated(home)

    assert aged_interest([loan], date(2018, 6, 29)) == {}
    found = aged_interest([loan], ANNIVERSARY)[loan.pk]
    assert found.stated_on == AS_OF
    assert "ตามทะเบียน ณ 30 มิ.ย. 2560 ค้างไม่ถึงหนึ่งปี" in found.sentence(loan.interest_under_year)


def test_where_nobody_knows_its_age_it_stays_young(home):
    loan = home.loans.select_related("account__fund", "borrower").get(due_on__isnull=True)

    assert aged_interest([loan], date(2026, 1, 1)) == {}


def test_the_households_page_and_the_pay_off_say_the_same(client, home, treasurer):
    client.force_login(treasurer)
    page = client.get(f"/households/{home.pk}/")
    parts = {line.of.pk: line.components for line in page.context["by_loan"].lines}
    found = {one.loan.pk: one.found.of for one in pay_offs_of(home, on=localdate()).loans}

    loan = dated(home)
    assert parts[loan.pk]["interest_over_year"] == 2500 == found[loan.pk]("interest_over_year")
    assert {OLD, YOUNG} <= {*page.context["by_loan"].headings}
    assert main(page).count("ตามทะเบียน ณ 30 มิ.ย. 2560") == 1


def test_the_contract_and_its_paper_say_the_age_of_their_own_day(
    client, home, village_fund, treasurer
):
    contract = make_contract(home, village_fund, treasurer, on=date(2026, 5, 24))
    client.force_login(treasurer)

    page = client.get(contract.get_absolute_url())
    parts = {line.of.loan_id: line.components for line in page.context["parts"].lines}
    paper = {one.loan.pk: one.before for one in debts_of_contract(contract).debts}

    loan = dated(home)
    for said in (parts, paper):
        assert said[loan.pk]["interest_over_year"] == 2500
        assert said[loan.pk]["interest_under_year"] == 0
    assert page.context["parts"].sums.total == contract.amount == 10_540
    assert contract.parts.get(loan=loan).interest_under_year == 2500  # the books keep what was said


def test_a_contract_of_the_same_year_calls_it_young(client, home, village_fund, treasurer):
    contract = make_contract(home, village_fund, treasurer)
    client.force_login(treasurer)

    page = client.get(contract.get_absolute_url())

    assert page.context["aged"] == []
    assert page.context["parts"].sums.components["interest_over_year"] == 0
