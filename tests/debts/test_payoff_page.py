"""What closes a household's old loans on a day: the figures, and the page that shows them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from debts.models import Confirmation, JournalEntry
from debts.payoffs import pay_offs_of
from debts.rate_deciding import Decided, decide_rate
from tests.builders import (
    AS_OF,
    SIGNED,
    make_contract,
    make_household,
    make_loan,
    make_person,
    make_rule,
)
from tests.consolidation.money_cases import PARTS, read

pytestmark = pytest.mark.django_db

YEAR_ON = date(2018, 6, 30)
KINDS = {"VF": "village_fund", "SG": "savings_group", "KKJ": "kkj"}
NOTHING_WAIVED = [
    case
    for case in read("merges")["cases"]
    if case["status"] == "derivable"
    and not any(loan["waived"] for loan in case["inputs"]["loans"])
    and {loan["fund"] for loan in case["inputs"]["loans"]} <= {*KINDS}
]


@pytest.fixture
def home(institution):
    made = make_household(institution, "88")
    make_person(made, "นางยอดเงิน ปิดบัญชี")
    return made


@pytest.fixture
def show(client, home):
    def page(user, household=home, **asked):
        client.force_login(user)
        return client.get(reverse("debts:payoff", args=[household.pk], query=asked))

    return page


def said(found):
    """Component, words and baht of each line of the only loan."""
    [one] = found.loans
    return [(line.component, line.words, str(line.amount)) for line in one.found.lines]


def codes(found):
    [one] = found.loans
    return [(note.mend, note.is_open) for note in one.notes]


@pytest.mark.parametrize("case", NOTHING_WAIVED, ids=lambda case: case["id"])
def test_on_the_day_of_the_books_each_fund_is_owed_what_the_books_say(case, institution, home):
    funds = {fund.kind: fund for fund in institution.funds.all()}
    for loan in case["inputs"]["loans"]:
        parts = {ours: Decimal(loan[theirs]) for theirs, ours in PARTS.items()}
        fund = funds[KINDS[loan["fund"]]]
        make_loan(home, fund, parts.pop("principal"), number=loan["loan"], **parts)

    found = pay_offs_of(home, on=AS_OF)

    owed = {KINDS[fund]: Decimal(sum) for fund, sum in case["expected"]["payoff_by_fund"].items()}
    assert {row.of.kind: row.total for row in found.by_fund} == owed
    assert found.total == found.sum_row.total == Decimal(case["expected"]["old_debt_before"])


def test_interest_runs_on_from_the_day_of_the_books_by_the_rule_it_was_lent_under(
    home, village_fund
):
    rule = make_rule(village_fund, rate_percent=6, rounding_unit=Decimal("0.01"))
    make_loan(
        home,
        village_fund,
        20_000,
        interest_over_year=1200,
        interest_under_year=300,
        penalty=50,
        due_on=date(2017, 6, 1),
        rule=rule,
    )

    found = pay_offs_of(home, on=YEAR_ON)

    assert said(found) == [
        ("principal", "เงินต้นคงเหลือ", "20000.00"),
        ("interest_over_year", "ดอกเบี้ยค้างเดิม ที่ค้างหนึ่งปีขึ้นไปแล้วเมื่อ 30 มิ.ย. 2560", "1200.00"),
        ("interest_over_year", "ดอกเบี้ยค้างเดิม ที่คิดไว้ถึง 30 มิ.ย. 2560", "300.00"),
        (
            "interest_under_year",
            "ดอกเบี้ย 30 มิ.ย. 2560 ถึง 1 มิ.ย. 2561: เงินต้น 20,000 บาท ร้อยละ 6 ต่อปี 336 วัน",
            "1104.66",
        ),
        (
            "interest_under_year",
            "ดอกเบี้ย 1 มิ.ย. 2561 ถึง 30 มิ.ย. 2561: เงินต้น 20,000 บาท ร้อยละ 6 ต่อปี 29 วัน",
            "95.34",
        ),
        ("penalty", "ค่าปรับที่ค้าง", "50.00"),
    ]
    assert found.total == Decimal("22750.00")
    assert found.loans[0].conventions[-1].startswith("ปัดดอกเบี้ยแต่ละบรรทัดเป็นสตางค์")


def test_what_the_loans_own_paper_states_goes_before_the_rule(home, village_fund):
    rule = make_rule(village_fund, rate_percent=6)
    make_loan(home, village_fund, 10_000, rate_percent=12, rule=rule, due_on=YEAR_ON)
    assert pay_offs_of(home, on=YEAR_ON).total == 11_200


def test_an_interest_free_fund_is_owed_its_principal_however_late(home, kkj):
    make_loan(home, kkj, 7350, due_on=AS_OF)
    found = pay_offs_of(home, on=date(2026, 1, 1))
    assert (found.total, codes(found)) == (7350, [])


def test_a_rate_that_nobody_knows_is_said_and_never_guessed(home, village_fund):
    make_loan(home, village_fund, 5000, interest_under_year=100, due_on=AS_OF)

    found = pay_offs_of(home, on=YEAR_ON)

    assert (found.total, codes(found)) == (5100, [("details", True)])
    assert found.loans[0].conventions == ()


def test_above_the_law_no_interest_is_owed_until_it_is_decided(home, village_fund, treasurer):
    loan = make_loan(home, village_fund, 1000, interest_under_year=108, penalty=5, rate_percent=18)
    JournalEntry.objects.create(
        loan=loan, kind="correction", on=AS_OF, interest_under_year=-18, actor=treasurer
    )
    undecided = pay_offs_of(home, on=YEAR_ON)
    assert (undecided.total, codes(undecided)) == (1005, [("rate", True)])
    assert "90 บาทไม่ได้นับ" in undecided.loans[0].notes[0].sentence

    decide_rate(
        loan, Decided("keep", "ประธาน", "คำนวณใหม่", AS_OF, "", Decimal(90)), actor=treasurer
    )
    kept = pay_offs_of(home, on=YEAR_ON)
    assert (kept.total, codes(kept)) == (1095, [("rate", False)])

    decide_rate(loan, Decided("void", "ประธาน", "ไม่คิด", AS_OF), actor=treasurer)
    void = pay_offs_of(home, on=YEAR_ON)
    assert (void.total, codes(void)) == (1005, [("rate", False)])


def test_default_interest_is_added_only_where_the_funds_rule_agrees_it(home, village_fund):
    rule = make_rule(
        village_fund, rate_percent=6, default_percent=10, fine="baht_once", fine_amount=9
    )
    make_loan(home, village_fund, 36_500, due_on=AS_OF, rule=rule)

    found = pay_offs_of(home, on=date(2017, 7, 10))

    assert [line[0] for line in said(found)] == ["principal", "penalty"]
    assert found.total == 36_600
    assert "ไม่ได้บวกค่าปรับ" in found.loans[0].notes[0].sentence


def test_interest_that_the_household_signed_for_is_not_counted_a_second_time(
    home, village_fund, treasurer
):
    loan = make_loan(home, village_fund, 36_500, rate_percent=10, due_on=YEAR_ON)
    Confirmation.objects.create(
        loan=loan,
        cut_off=SIGNED,
        amount=36_500,
        outcome="confirmed",
        sign="signature",
        signed_on=SIGNED,
        actor=treasurer,
    )
    found = pay_offs_of(home, on=date(2017, 8, 10))
    assert (found.loans[0].counted_to, found.total) == (SIGNED, 36_600)


def test_before_the_books_know_of_it_a_loan_is_told_apart_with_its_first_day(home, village_fund):
    loan = make_loan(home, village_fund)
    found = pay_offs_of(home, on=date(2017, 6, 1))
    assert (found.loans, found.later, found.total) == ((), ((loan, AS_OF),), 0)


def test_the_page_shows_every_line_and_leads_to_what_is_to_be_mended(
    show, home, village_fund, savings_group, treasurer
):
    rule = make_rule(village_fund, rate_percent=6)
    make_loan(home, village_fund, 20_000, due_on=AS_OF, rule=rule, number="กทบ. 5/2559")
    above = make_loan(home, savings_group, 1000, interest_under_year=90, rate_percent=18)

    shown = show(treasurer, on="30/6/2561").content.decode()

    assert "ร้อยละ 6 ต่อปี 365 วัน" in shown
    assert "ปิดทั้งหมดวันที่ 30 มิ.ย. 2561" in shown
    assert "22,200" in shown
    assert "ไม่คิดดอกเบี้ยเลยจนกว่าจะมีผู้ตัดสินใจ" in shown
    assert reverse("debts:rate", args=[above.pk]) in shown
    assert "ปัดดอกเบี้ยแต่ละบรรทัดเป็นบาทเต็ม" in shown


def test_a_day_that_cannot_be_read_is_said_and_nothing_is_worked_out(show, home, treasurer, kkj):
    make_loan(home, kkj)
    shown = show(treasurer, on="31/2/2560").content.decode()
    assert "is-invalid" in shown
    assert "ปิดทั้งหมดวันที่" not in shown


def test_officers_read_it_and_another_village_finds_nothing(
    show, home, kkj, district_officer, other_district_officer, outsider
):
    make_loan(home, kkj)
    asking = (district_officer, other_district_officer, outsider)
    assert [show(one).status_code for one in asking] == [200, 404, 404]


def test_after_the_merge_nothing_is_left_to_pay_off_but_the_day_before_still_is(
    show, home, kkj, savings_group, treasurer
):
    for fund in (kkj, savings_group):
        make_loan(home, fund)
    make_contract(home, savings_group, treasurer)

    assert "ไม่มีหนี้เดิมให้ปิดในวันนั้น" in show(treasurer).content.decode()
    before = show(treasurer, on="30/7/2560").content.decode()
    assert "10,000" in before
    assert "ที่เห็นคือยอดก่อนปิด" in before


def test_the_household_and_the_talks_lead_to_it(client, home, kkj, treasurer):
    make_loan(home, kkj)
    client.force_login(treasurer)
    shown = client.get(f"/households/{home.pk}/").content.decode()
    assert reverse("debts:payoff", args=[home.pk]) in shown
