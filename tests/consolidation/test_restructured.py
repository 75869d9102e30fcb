"""What stays with a contract for life: what its creditors waived, and what was void by law."""

import pytest

from consolidation.portfolio import portfolio_of
from consolidation.restructured import restructured
from tests.builders import SIGNED
from tests.consolidation.negotiated_homes import agreed, contract_of, make_negotiable, meet
from tests.pages import main_texts

pytestmark = pytest.mark.django_db

INTEREST = 1200 + 300


@pytest.fixture
def contract(institution, treasurer, district_officer, savings_group):
    """Of two loans, the first lent at 24 % a year; 450 and 20 baht were waived."""
    home = make_negotiable(institution, treasurer, district_officer, rate_percent=24)
    meet(home, treasurer, agreed(penalty=450), agreed(interest_under_year=20))
    return contract_of(home, treasurer, into=savings_group)


def test_interest_that_the_law_makes_nothing_of_is_nobodys_waiver(contract):
    facts = restructured(contract)

    assert (facts.waived, facts.void) == (470, INTEREST)
    assert facts.owed == facts.amount + 470 + INTEREST == 17_250
    assert [(one.waived, one.void) for one in facts.parts] == [(450, INTEREST), (20, 0)]
    assert [one.of_what for one in facts.parts] == [
        [("ค่าปรับ", 450)],
        [("ดอกเบี้ยค้างไม่ถึงหนึ่งปี", 20)],
    ]


def test_a_fiscal_year_counts_it_apart(contract, institution):
    (year,) = portfolio_of(institution, on=SIGNED).years

    assert (year.waived_baht, year.void_baht) == (470, INTEREST)


def test_the_contracts_page_says_both(client, treasurer, contract):
    client.force_login(treasurer)

    page = client.get(contract.get_absolute_url())

    rows = dict(zip(main_texts(page, "dt"), main_texts(page, "dd"), strict=True))
    assert (rows["ลดให้"], rows["ดอกเบี้ยที่กฎหมายไม่ให้คิด"]) == ("470 บาท", "1,500 บาท")
