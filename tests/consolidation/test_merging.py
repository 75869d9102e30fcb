from datetime import date
from decimal import Decimal

import pytest

from consolidation.merging import merge_debts
from consolidation.models import Case, Contract, ContractPart, Transfer
from consolidation.rules import warnings_to_merge
from consolidation.selecting import select_household
from debts.models import JournalEntry, Loan
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.builders import (
    AS_OF,
    BEFORE_REVIEW,
    SIGNED,
    make_household,
    make_institution,
    make_loan,
    make_person,
    make_rule,
)
from tests.consolidation.submitted import make_approved

pytestmark = pytest.mark.django_db


def merge(household, into, treasurer, *, loans=None, select=True, on=SIGNED, borrower=None):
    loans = household.loans.all() if loans is None else loans
    return merge_debts(
        household,
        [loan.pk for loan in loans],
        into=into,
        borrower=borrower or household.persons.get(is_head=True),
        on=on,
        actor=treasurer,
        select=select,
        **BEFORE_REVIEW,
    )


def codes(stopped) -> list[str]:
    return [refusal.code for refusal in stopped.value.refusals]


def test_three_loans_become_one_contract_of_the_same_amount(household, savings_group, treasurer):
    contract = merge(household, savings_group, treasurer)

    assert (contract.principal, contract.carried) == (Decimal(12700), Decimal(500))
    contract.refresh_from_db()
    assert contract.amount == Decimal(13200)
    assert str(contract) == "กอพ. 1/2560"
    assert [(loan.status, loan.closed_on, loan.outstanding) for loan in household.loans.all()] == [
        ("merged", SIGNED, Decimal(0))
    ] * 3


def test_interest_is_carried_without_interest(household, savings_group, treasurer):
    contract = merge(household, savings_group, treasurer)

    assert [(part.principal, part.interest_under_year) for part in contract.parts.all()] == [
        (Decimal(4100), Decimal(300)),
        (Decimal(2900), Decimal(200)),
        (Decimal(5700), Decimal(0)),
    ]


def test_the_holder_owes_each_other_creditor_its_payoff_in_one_transfer(
    household, village_fund, savings_group, kkj, treasurer
):
    make_loan(household, village_fund, 1000)
    contract = merge(household, savings_group, treasurer)

    assert [(t.from_fund, t.to_fund, t.amount) for t in contract.transfers.all()] == [
        (savings_group, village_fund, Decimal(5400)),
        (savings_group, kkj, Decimal(5700)),
    ]


def test_a_holder_that_was_no_creditor_owes_them_all(institution, village_fund, treasurer):
    household = make_household(institution, "30")
    for kind, amount in (("savings_group", 24600), ("kkj", 65400)):
        make_loan(household, institution.funds.get(kind=kind), amount)

    contract = merge(household, village_fund, treasurer)

    assert sum(t.amount for t in contract.transfers.all()) == Decimal(90000)
    assert contract.principal == Decimal(90000)


def test_each_closing_entry_names_the_contract(household, savings_group, treasurer):
    contract = merge(household, savings_group, treasurer)

    closing = JournalEntry.objects.filter(kind="merge")
    assert [entry.reference for entry in closing] == ["กอพ. 1/2560"] * 3
    assert {part.closing_entry for part in contract.parts.all()} == set(closing)


def test_the_case_walks_every_step_from_selected_to_contracted(household, savings_group, treasurer):
    case = select_household(household, on=AS_OF, actor=treasurer, document="3/2560")
    merge(household, savings_group, treasurer, select=False)

    steps = case.transitions.values_list("from_status", "to_status")
    assert list(steps) == [
        ("", "selected"),
        ("selected", "negotiating"),
        ("negotiating", "agreed"),
        ("agreed", "contracted"),
    ]
    assert list(AuditEntry.objects.filter(household=household).values_list("act", flat=True)) == [
        "debts_merged",
        "household_selected",
    ]


def test_every_reason_is_told_at_once_and_nothing_is_written(
    institution, household, savings_group, treasurer
):
    other = make_household(institution, "40")
    stranger = make_person(other)
    loan = make_loan(other, savings_group)
    elsewhere = make_institution("330502", name="บ้านอื่น").funds.first()

    with pytest.raises(Refused) as stopped:
        merge(household, elsewhere, treasurer, loans=[loan], select=False, borrower=stranger)

    assert codes(stopped) == [
        "no_case",
        "too_few_debts",
        "other_household",
        "other_institution",
        "borrower_elsewhere",
    ]
    assert not Contract.objects.exists()
    assert Loan.objects.open().count() == 4


def test_a_loan_that_is_not_there_stops_the_merge(household, savings_group, treasurer):
    missing = Loan(pk=10**9)

    with pytest.raises(Refused) as stopped:
        merge(household, savings_group, treasurer, loans=[*household.loans.all(), missing])

    assert codes(stopped) == ["debt_unknown"]
    assert Loan.objects.open().count() == 3


def test_a_closed_debt_stops_the_merge_and_nothing_is_written(
    household, savings_group, village_fund, treasurer
):
    contract = merge(household, savings_group, treasurer)

    with pytest.raises(Refused) as stopped:
        merge(household, village_fund, treasurer)

    assert codes(stopped) == ["contract_open", "debt_closed", "debt_closed", "debt_closed"]
    assert list(Contract.objects.all()) == [contract]


def test_a_contract_is_not_dated_before_the_balances_it_is_made_of(
    household, savings_group, treasurer
):
    with pytest.raises(Refused) as stopped:
        merge(household, savings_group, treasurer, on=date(2017, 6, 29))

    assert codes(stopped) == ["balance_later_than_contract"]
    assert not Case.objects.exists()


def test_contract_numbers_of_a_fund_and_year_follow_without_a_gap(
    institution, household, village_fund, savings_group, treasurer
):
    second, third = make_household(institution, "40"), make_household(institution, "41")
    for one in (second, third):
        make_loan(one, village_fund)
        make_loan(one, savings_group)

    made = [
        merge(household, village_fund, treasurer),
        merge(second, village_fund, treasurer),
        merge(third, village_fund, treasurer, on=date(2018, 1, 2)),
    ]

    assert [str(contract) for contract in made] == ["กทบ. 1/2560", "กทบ. 2/2560", "กทบ. 1/2561"]


def test_the_contract_takes_the_holders_rate_in_force_that_day(household, village_fund, treasurer):
    make_rule(village_fund, rate_percent=6)
    make_rule(village_fund, effective_on=date(2017, 8, 1), rate_percent=7)

    assert merge(household, village_fund, treasurer).rate_percent == Decimal(6)


def test_a_fund_that_takes_no_interest_keeps_the_contract_without_any(
    household, kkj, savings_group, treasurer
):
    assert merge(household, kkj, treasurer).rate_percent == Decimal(0)
    assert savings_group.rate_on(SIGNED) is None


def test_above_the_holders_ceiling_the_meetings_resolution_is_asked_for(
    household, savings_group, treasurer, district_officer
):
    make_rule(savings_group, ceiling=13_199)
    make_approved(household, treasurer, district_officer)
    head = household.persons.get(is_head=True)
    said = {"into": savings_group, "borrower": head, "on": SIGNED, "actor": treasurer}

    with pytest.raises(Refused) as stopped:
        merge_debts(household, None, resolution="  ", **said)
    assert codes(stopped) == ["ceiling_unresolved"]
    assert not Contract.objects.exists()

    contract = merge_debts(household, None, resolution="มติ 4/2560", **said)
    assert contract.resolution == "มติ 4/2560"


def test_warnings_ask_for_a_resolution_but_stop_nothing(household, kkj, treasurer):
    make_rule(kkj, ceiling=10000)
    loans = list(household.loans.exclude(account__fund=kkj))

    told = warnings_to_merge(household, loans, into=kkj, on=SIGNED)
    assert [warning.code for warning in told] == [
        "kkj_holds",
        "holder_no_creditor",
        "debts_left_out",
    ]
    everything = warnings_to_merge(household, list(household.loans.all()), into=kkj, on=SIGNED)
    assert [warning.code for warning in everything] == ["over_ceiling", "kkj_holds"]
    assert merge(household, kkj, treasurer).fund == kkj


def test_money_without_interest_going_into_a_contract_with_interest_is_told(
    household, village_fund
):
    told = warnings_to_merge(household, list(household.loans.all()), into=village_fund, on=SIGNED)

    assert [(w.code, "5,700" in w.sentence) for w in told] == [("interest_free_moved", True)]


def test_an_old_loan_above_the_lawful_rate_is_flagged(household, village_fund):
    loan = make_loan(household, village_fund, 1000, rate_percent=18)

    told = warnings_to_merge(household, [loan], into=village_fund, on=SIGNED)

    assert "rate_above_law" in [warning.code for warning in told]


def test_a_household_that_owes_nothing_or_is_selected_already_is_not_selected(
    institution, household, treasurer
):
    select_household(household, on=AS_OF, actor=treasurer)
    with pytest.raises(Refused) as again:
        select_household(household, on=AS_OF, actor=treasurer)
    with pytest.raises(Refused) as nothing:
        select_household(make_household(institution, "9"), on=AS_OF, actor=treasurer)

    assert (codes(again), codes(nothing)) == (["case_open"], ["no_debt"])
    assert Case.objects.count() == 1
    assert not ContractPart.objects.exists() and not Transfer.objects.exists()


def test_a_balance_that_moved_after_it_was_looked_at_is_refused(
    household, savings_group, village_fund, treasurer
):
    loans = list(household.loans.values_list("pk", flat=True))
    JournalEntry.objects.create(
        loan_id=loans[0], kind="correction", on=AS_OF, principal=50000, actor=treasurer
    )

    with pytest.raises(Refused) as stopped:
        merge_debts(
            household,
            loans,
            into=village_fund,
            borrower=household.persons.get(is_head=True),
            on=SIGNED,
            actor=treasurer,
            select=True,
            expected=Decimal(13200),
            **BEFORE_REVIEW,
        )

    assert codes(stopped) == ["balance_changed"]
    assert not Contract.objects.exists() and not Case.objects.exists()
