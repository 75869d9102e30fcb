"""Interest above the lawful rate: nobody signs for it, and no sum that people rely on holds it."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.affording import afford_contract, afford_plan
from consolidation.planning import PlanWishes
from consolidation.selecting import select_household
from debts.balances import balances_on
from debts.models import Confirmation
from debts.rate_deciding import Decided, decide_rate
from debts.void_interest import counted
from members.models import AuditEntry
from reports.paper_kinds import BY_SLUG
from reports.papers import paper_of, pdf_of
from tests.builders import (
    AS_OF,
    SIGNED,
    make_contract,
    make_household,
    make_loan,
    make_person,
    make_rule,
)
from tests.consolidation.registered import confirmed
from tests.pages import main, main_texts
from tests.reports.papers import pages_by_pypdf, without_spaces

pytestmark = pytest.mark.django_db

SAID = "คิดเกินร้อยละ 15 ต่อปี ซึ่งกฎหมายห้าม ไม่นับจนกว่าจะมีผู้ตัดสิน"
PAPER = "/households/{}/papers/?on=30/6/2560"


@pytest.fixture
def home(institution, village_fund, savings_group):
    """Owes 5,000 and 300 of interest at 6 %, and 7,000 and 1,300 of interest at 18 %."""
    make_rule(village_fund, rate_percent=6, term_months=36)
    home = make_household(institution, "26")
    make_person(home, "นางสมใจ เกินดี")
    make_loan(home, village_fund, 5000, interest_under_year=300, rate_percent=6)
    make_loan(home, savings_group, 7000, interest_over_year=1300, rate_percent=18)
    return home


@pytest.fixture
def signed_in(client, treasurer, home):
    client.force_login(treasurer)
    select_household(home, on=AS_OF, actor=treasurer)
    return client


def test_the_page_asks_to_confirm_what_counts_and_says_what_does_not(signed_in, home):
    page = signed_in.get(f"/households/{home.pk}/confirm/?on=30/6/2560")

    assert page.context["counted"].total == 12_300
    above = [row for row in page.context["form"].rows() if row.void]
    assert [(row.total, row.void.amount, row.balance.total) for row in above] == [
        (7000, 1300, 8300)
    ]
    assert "หนึ่งหมื่นสองพันสามร้อยบาทถ้วน" in main(page)
    assert main(page).count(SAID) == 2


def test_both_papers_have_the_sum_that_counts_and_the_sentence(signed_in, home, treasurer):
    page = signed_in.get(PAPER.format(home.pk))

    assert "หนึ่งหมื่นสองพันสามร้อยบาทถ้วน" in main(page)
    assert "๑๓,๖๐๐" not in main(page)
    assert main(page).count("ไม่นับจนกว่าจะมีผู้ตัดสิน") == 1

    paper = pdf_of(paper_of(BY_SLUG["confirmation"], home, SIGNED))
    text = without_spaces("".join(pages_by_pypdf(paper)))
    for said in ("รวม ๑๒,๓๐๐.๐๐ บาท", "ดอกเบี้ย ๑,๓๐๐ บาท", "ไม่นับจนกว่าจะมีผู้ตัดสิน"):
        assert without_spaces(said) in text
    assert without_spaces("๑๓,๖๐๐") not in text


def test_what_is_written_down_says_the_sum_that_was_signed_for(home, treasurer):
    confirmed(home, treasurer)

    said = AuditEntry.objects.filter(act="loans_confirmed").last().sentence
    assert "12,300 บาท" in said
    assert "ไม่นับดอกเบี้ยเกินอัตรา 1,300 บาท" in said
    assert sum(word.amount for word in Confirmation.objects.all()) == 13_600  # as the books have it


def test_once_somebody_decided_it_says_so(home, treasurer):
    above = home.loans.get(rate_percent=18)
    decide_rate(above, Decided("void", "นายสมชาย", "ไม่คิด", date(2017, 7, 20)), actor=treasurer)

    (void,) = counted(balances_on([home], AS_OF)[home.pk]).void

    assert void.sentence.endswith("มีผู้ตัดสินแล้วว่าไม่คิด")


def test_affordability_does_not_count_it_before_or_after_the_merge(home, village_fund, treasurer):
    loans = [*home.loans.select_related("account__fund", "borrower")]

    before, _planned = afford_plan(home, loans, into=village_fund, on=SIGNED, wishes=PlanWishes())
    assert before.owed == 12_300

    contract = make_contract(home, village_fund, treasurer)
    after = afford_contract(contract)
    assert after is not None
    assert (contract.amount, after.owed) == (Decimal(12_300), 12_300)


def test_a_household_within_the_law_sees_no_such_sentence(signed_in, home):
    other = make_household(home.institution, "27")
    make_person(other, "นายพอ ดี")
    make_loan(other, home.institution.funds.first(), 900, interest_under_year=90)

    page = signed_in.get(f"/households/{other.pk}/confirm/?on=30/6/2560")

    assert page.context["counted"].void == ()
    assert page.context["counted"].total == 990
    assert SAID not in " ".join(main_texts(page, "p"))
