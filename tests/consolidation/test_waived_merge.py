"""A contract after negotiation: waived, capitalised, carried; and undone without a trace of it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from consolidation.merging import undo_merge
from consolidation.models import Case, Contract, Transfer
from consolidation.negotiated import agreed_terms, offers_behind, version_of_terms
from consolidation.negotiating import agree_terms
from consolidation.negotiating_rules import Offered
from consolidation.proposal import propose
from consolidation.selecting import select_household
from debts.models import JournalEntry, RateDecision
from debts.rate_deciding import Decided, decide_rate
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.builders import AS_OF, SIGNED, make_household, make_loan, make_person
from tests.consolidation.money_cases import PARTS, bearing_of, case_of
from tests.consolidation.negotiated_homes import (
    MET,
    PAPER,
    agreed,
    contract_of,
    loans_of,
    make_negotiable,
    meet,
    said,
)
from tests.consolidation.submitted import make_approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(institution, treasurer, district_officer):
    return make_negotiable(institution, treasurer, district_officer)


def codes(act) -> list[str]:
    with pytest.raises(Refused) as stopped:
        act()
    return [refusal.code for refusal in stopped.value.refusals]


def test_a_waiver_comes_off_before_the_loan_is_closed_and_the_rest_is_the_contract(
    home, treasurer, savings_group
):
    meet(home, treasurer, agreed(200, penalty=450, interest_over_year=1000), agreed())

    contract = contract_of(home, treasurer, into=savings_group)

    contract.refresh_from_db()
    assert (contract.principal, contract.carried, contract.amount) == (15_200, 600, 15_800)
    first, second = contract.parts.order_by("loan__account__fund__position")
    assert (first.waiver_entry.kind, first.waiver_entry.total) == ("waiver", Decimal(-1450))
    assert first.waiver_entry.reference == f"ลดตาม {PAPER}"
    assert (first.total, second.total, second.waiver_entry) == (10_550, 5250, None)
    assert [(t.to_fund.kind, t.amount) for t in Transfer.objects.all()] == [
        ("village_fund", Decimal(10_550))
    ]
    assert {loan.outstanding for loan in loans_of(home)} == {0}
    assert contract.plans.get().instalments.count() == 1
    told = AuditEntry.objects.get(act="debts_merged").sentence
    assert "15,800 บาท" in told and "หนี้เดิม 17,250 บาท ลดให้ 1,450 บาท" in told


def test_the_case_goes_through_agreed_to_contracted(home, treasurer):
    meet(home, treasurer, agreed(penalty=450), agreed())
    agree_terms(home, on=MET, actor=treasurer)

    contract = contract_of(home, treasurer)

    steps = contract.case.transitions.order_by("pk").values_list("to_status", flat=True)
    assert [*steps][-3:] == ["negotiating", "agreed", "contracted"]


def test_how_late_the_worst_loan_was_stays_on_the_contract(home, treasurer):
    contract = contract_of(home, treasurer)
    assert contract.worst_days == (SIGNED - date(2016, 6, 30)).days


def test_where_nobody_knows_how_late_the_loans_were_nothing_is_said(household, treasurer):
    household.loans.update(due_on=None)
    select_household(household, on=AS_OF, actor=treasurer)
    contract = contract_of(household, treasurer, resolution="1", unreviewed="วันอบรม")
    assert contract.worst_days is None


def test_undone_every_balance_is_as_it_was_and_may_be_contracted_again(home, treasurer):
    meet(home, treasurer, agreed(200, penalty=450), agreed())
    before = [(loan.components, loan.status) for loan in loans_of(home)]
    contract = contract_of(home, treasurer)

    undo_merge(contract, reason="เลือกกองทุนผิด", on=SIGNED, actor=treasurer)

    assert [(loan.components, loan.status) for loan in loans_of(home)] == before
    undone = JournalEntry.objects.filter(kind="reversal", reverses__kind="waiver")
    assert [(entry.on, entry.penalty) for entry in undone] == [(SIGNED, Decimal(450))]
    assert Case.objects.get(household=home).status == "negotiating"
    again = contract_of(home, treasurer)
    assert (again.number, again.principal) == (2, Decimal(15_200))


def test_an_offer_that_is_open_or_refused_stands_in_the_way_and_says_whose(home, treasurer):
    meet(home, treasurer, said("proposed", penalty=450), said("refused"))

    with pytest.raises(Refused) as stopped:
        contract_of(home, treasurer)

    told = [(one.code, one.sentence.split(" ")[0]) for one in stopped.value.refusals]
    village, savings = (str(loan.account.fund) for loan in loans_of(home))
    assert told == [("offer_open", village), ("offer_refused", savings)]
    assert not Contract.objects.exists()


def test_a_balance_that_moved_since_it_was_negotiated_is_refused_with_both(home, treasurer):
    meet(home, treasurer, agreed(penalty=450), agreed())
    savings = loans_of(home)[1]
    JournalEntry.objects.create(
        loan=savings, kind="register", on=MET, principal=-500, actor=treasurer
    )

    with pytest.raises(Refused) as stopped:
        contract_of(home, treasurer, unreviewed="ตามมติ", resolution="4/2560")

    [refusal] = stopped.value.refusals
    assert refusal.code == "balance_moved_since_offer"
    assert "ลด 500 บาท ตอนนี้ 4,750 บาท" in refusal.sentence


def test_what_was_agreed_anew_after_the_check_is_not_confirmed_unseen(home, treasurer):
    meet(home, treasurer, agreed(penalty=450), agreed())
    seen = version_of_terms(agreed_terms(loans_of(home)))
    same_sum = {"interest_over_year": 200, "penalty": 250}
    meet(home, treasurer, agreed(**same_sum))

    told = codes(lambda: contract_of(home, treasurer, expected=Decimal(16_800), agreed_seen=seen))

    assert told == ["terms_changed"]
    now = version_of_terms(agreed_terms(loans_of(home)))
    assert contract_of(home, treasurer, expected=Decimal(16_800), agreed_seen=now).amount


def test_void_interest_is_taken_off_in_the_name_of_the_law(
    institution, treasurer, district_officer, savings_group
):
    rate = Decimal("15.0001")
    home = make_negotiable(institution, treasurer, district_officer, rate_percent=rate)
    loan = loans_of(home)[0]

    contract = contract_of(home, treasurer, into=savings_group)

    part = contract.parts.get(loan=loan)
    assert part.waiver_entry.reference == "ดอกเบี้ยเกินอัตราเป็นโมฆะ พ.ร.บ. ๒๕๖๐"
    assert (part.waiver_entry.total, part.total) == (Decimal(-1500), Decimal(10_500))
    assert offers_behind([part]) == {}


def test_interest_that_a_named_person_keeps_is_owed(institution, treasurer, district_officer):
    home = make_negotiable(institution, treasurer, district_officer, rate_percent=18, less=300)
    loan = loans_of(home)[0]
    keep = RateDecision.Outcome.KEEP
    kept = Decided(keep, "นายสมชาย ประธาน", "คำนวณใหม่ร้อยละ 15", MET, "", Decimal(1500))
    decide_rate(loan, kept, actor=treasurer)

    contract = contract_of(home, treasurer)

    assert (contract.parts.get(loan=loan).waiver_entry, contract.principal) == (None, 15_000)
    assert contract.carried == 2250


def test_a_loan_of_nothing_but_void_interest_is_not_merged(
    institution, village_fund, savings_group, kkj, treasurer, district_officer
):
    home = make_household(institution, "88")
    make_person(home)
    make_loan(home, village_fund, 0, interest_over_year=900, rate_percent=18)
    make_loan(home, savings_group, 3000)
    make_loan(home, kkj, 1000)
    make_approved(home, treasurer, district_officer)

    assert codes(lambda: contract_of(home, treasurer)) == ["nothing_left"]
    contract = contract_of(home, treasurer, loans=loans_of(home)[1:])
    contract.refresh_from_db()
    assert contract.amount == 4000


def test_the_check_shows_the_same_sums_as_the_contract(home, treasurer, kkj):
    meet(home, treasurer, agreed(200, penalty=450, interest_under_year=300), agreed())

    proposal = propose(home, loans_of(home), into=kkj, on=SIGNED)
    contract = contract_of(home, treasurer, into=kkj)

    contract.refresh_from_db()
    assert (proposal.owed, proposal.off, proposal.amount) == (17_250, 750, 16_500)
    assert (proposal.principal, proposal.carried) == (contract.principal, contract.carried)
    assert {fund: amount for fund, amount in proposal.payoffs} == {
        transfer.to_fund: transfer.amount for transfer in contract.transfers.all()
    }


MADE_BY_ACTS = ["merge-three-funds-44000-s655", "merge-receiver-not-creditor-90000"]


def offered(loan, bearing) -> Offered:
    """What the case says of a loan, as its fund's agreed offer."""
    waived = {PARTS[part]: Decimal(amount) for part, amount in loan["waived"].items()}
    old = Decimal(loan["interest_unpaid_1y_or_more"])
    left = old - waived.get("interest_over_year", Decimal(0))
    return agreed(left if "interest_over_year" in bearing.parts else 0, **waived)


@pytest.mark.parametrize("name", [*MADE_BY_ACTS, "merge-waivers-by-component"])
def test_the_shared_cases_come_out_to_the_satang_through_the_acts(
    name, institution, treasurer, district_officer
):
    case = case_of("merges", name)
    kinds = {"VF": "village_fund", "SG": "savings_group", "KKJ": "kkj"}
    funds = {short: institution.funds.get(kind=kind) for short, kind in kinds.items()}
    home = make_household(institution, "44")
    make_person(home)
    inputs, expected = case["inputs"], case["expected"]
    for loan in inputs["loans"]:
        parts = {ours: Decimal(loan[theirs]) for theirs, ours in PARTS.items()}
        make_loan(home, funds[loan["fund"]], **parts)
    # A contract takes two loans at least; the second of the one-loan case is one baht elsewhere.
    beside = 1 if len(inputs["loans"]) == 1 else 0
    if beside:
        make_loan(home, funds["SG"], beside)
    make_approved(home, treasurer, district_officer)
    bearing = bearing_of(inputs)
    meet(home, treasurer, *(offered(loan, bearing) for loan in inputs["loans"]))

    contract = contract_of(home, treasurer, into=funds[inputs["receiving_fund"]])

    contract.refresh_from_db()
    waived = sum(-entry.total for entry in JournalEntry.objects.filter(kind="waiver"))
    assert waived == Decimal(expected["waived"])
    assert contract.amount - beside == Decimal(expected["new_contract_amount"])
    assert contract.amount + waived - beside == Decimal(expected["old_debt_before"])
    paid = {transfer.to_fund: transfer.amount for transfer in contract.transfers.all()}
    pays = {
        funds[short]: Decimal(amount) for short, amount in expected["receiving_fund_pays"].items()
    }
    assert paid == pays | ({funds["SG"]: Decimal(beside)} if beside else {})
    # The law is stricter than "all of it bears interest": penalties, fees and the rest are carried.
    if name == "merge-three-funds-44000-s655":
        assert contract.principal == Decimal(expected["interest_bearing_part"])
        assert contract.carried == Decimal(expected["carried_without_interest"])
    assert {loan.outstanding for loan in loans_of(home)} == {0}


def test_the_shared_case_of_an_undo_before_settlement_holds(
    institution, treasurer, district_officer
):
    """merge-undo-before-settlement: the case merge-three-funds-44000-s655, undone."""
    inputs = case_of("merges", "merge-three-funds-44000-s655")["inputs"]
    assert case_of("merges", "merge-undo-before-settlement")["status"] == "must-hold"
    test_the_shared_cases_come_out_to_the_satang_through_the_acts(
        "merge-three-funds-44000-s655", institution, treasurer, district_officer
    )
    contract = Contract.objects.get()
    home = contract.household

    undo_merge(contract, reason="ทดลอง", on=SIGNED, actor=treasurer)

    stated = [
        {ours: Decimal(loan[theirs]) for theirs, ours in PARTS.items()} for loan in inputs["loans"]
    ]
    assert [loan.components for loan in loans_of(home)] == stated
    assert {loan.status for loan in loans_of(home)} == {"open"}
    moved = JournalEntry.objects.filter(loan__household=home).exclude(kind="opening")
    assert sum(entry.total for entry in moved) == 0
    assert contract_of(home, treasurer).number == 2
    assert {*AuditEntry.objects.filter(act__startswith="merge").values_list("act", flat=True)} == {
        "merge_undone"
    }


def test_the_shared_case_of_a_second_open_case_holds(household, treasurer):
    """merge-refuse-second-open-case: refused, naming what is there already."""
    assert case_of("merges", "merge-refuse-second-open-case")["status"] == "must-refuse"
    select_household(household, on=AS_OF, actor=treasurer)

    assert codes(lambda: select_household(household, on=AS_OF, actor=treasurer)) == ["case_open"]


def test_the_shared_case_of_a_stale_balance_holds(home, treasurer):
    """merge-refuse-stale-balance: certified, now, and the difference are all said."""
    assert case_of("merges", "merge-refuse-stale-balance")["status"] == "must-refuse"
    test_a_balance_that_moved_since_it_was_negotiated_is_refused_with_both(home, treasurer)


def test_a_waiver_by_a_paper_dated_after_the_contract_is_refused(home, treasurer):
    offered = replace(agreed(penalty=450), paper_on=SIGNED + timedelta(1))
    meet(home, treasurer, offered, agreed())

    assert codes(lambda: contract_of(home, treasurer)) == ["paper_after_contract"]
    assert contract_of(home, treasurer, on=SIGNED + timedelta(1)).parts.count() == 2
