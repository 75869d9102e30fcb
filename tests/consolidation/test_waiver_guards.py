"""Nothing is waived or capitalised in a contract without its paper, whatever goes round acts."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from consolidation.cases import open_case
from consolidation.ledger import check_ledger
from consolidation.models import Contract, ContractPart
from debts.models import RateDecision
from debts.settling import Waiver, settle_by_merge, waive
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person
from tests.consolidation.test_plan_guards import ask_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(institution, savings_group):
    home = make_household(institution, "99")
    make_person(home, "นายลอง จริง")
    return make_loan(home, savings_group, 1000, interest_over_year=500, penalty=40)


def refused_of(loan, actor, *, capitalised=0, reference="ลดตามมติ", **waived) -> str:
    """Which guard refuses the loan's contract, made round the act; nothing where none does.

    Then it is rolled back, for it is only half a contract.
    """
    try:
        with transaction.atomic():
            _made(loan, actor, Decimal(capitalised), Waiver(_whole(waived), reference))
            ask_now()
            transaction.set_rollback(True)
    except IntegrityError as stopped:
        return stopped.__cause__.diag.constraint_name
    return ""


def _whole(waived):
    return {part: Decimal(baht) for part, baht in waived.items()}


def _made(loan, actor, capitalised, waiver):
    loan.refresh_from_db()
    household = loan.household
    case = open_case(household, on=SIGNED, actor=actor)
    waived = waive({loan: waiver}, on=SIGNED, actor=actor)
    closed = settle_by_merge([loan], reference="1/2560", on=SIGNED, actor=actor)
    principal = loan.principal + capitalised
    contract = Contract.objects.create(
        household=household,
        case=case,
        fund=loan.account.fund,
        borrower=loan.borrower,
        year=2560,
        number=1,
        principal=principal,
        carried=loan.outstanding - principal,
        opened_on=SIGNED,
    )
    ContractPart.objects.create(
        contract=contract,
        loan=loan,
        closing_entry=closed[loan.pk],
        waiver_entry=waived.get(loan.pk),
        **loan.components,
    )


def above_law(loan):
    return make_loan(
        loan.household,
        loan.account.fund,
        2000,
        interest_over_year=300,
        penalty=10,
        rate_percent=Decimal(24),
    )


def decided(loan, outcome, actor):
    loan.refresh_from_db()
    kept = loan.interest_over_year + loan.interest_under_year if outcome == "keep" else None
    return RateDecision.objects.create(
        loan=loan,
        outcome=outcome,
        decided_by="นายสมชาย ประธาน",
        reason="คำนวณใหม่แล้ว",
        interest=kept,
        on=SIGNED,
        actor=actor,
    )


@pytest.mark.parametrize("part", ["principal", "interest_over_year", "penalty"])
def test_nothing_is_waived_without_an_agreed_offer(part, loan, treasurer):
    assert refused_of(loan, treasurer, **{part: 1}) == "part_waives_what_is_on_paper"


def test_no_interest_bears_interest_without_an_agreed_offer(loan, treasurer):
    assert refused_of(loan, treasurer, capitalised=1) == "part_capitalises_what_was_agreed"
    assert refused_of(loan, treasurer) == ""


def test_of_a_rate_above_the_law_the_interest_alone_may_go(loan, treasurer):
    void = above_law(loan)

    assert refused_of(void, treasurer, interest_over_year=300) == ""
    assert refused_of(void, treasurer, interest_over_year=300, reference="") == (
        "part_waives_what_is_on_paper"
    )
    assert refused_of(void, treasurer, interest_over_year=300, penalty=1) == (
        "part_waives_what_is_on_paper"
    )


def test_interest_that_somebody_kept_is_waived_on_paper_alone(loan, treasurer):
    kept = above_law(loan)
    decided(kept, "keep", treasurer)
    assert refused_of(kept, treasurer, interest_over_year=1) == "part_waives_what_is_on_paper"

    decided(kept, "void", treasurer)
    assert refused_of(kept, treasurer, interest_over_year=300) == ""


def test_the_ledger_too_asks_the_last_decision_on_the_rate(loan, savings_group, treasurer):
    void = above_law(loan)
    make_contract(loan.household, savings_group, treasurer)
    assert check_ledger() == []

    with transaction.atomic():
        decided(void, "keep", treasurer)
        found = {problem.check for problem in check_ledger()}
        transaction.set_rollback(True)

    assert found == {"waiver_is_on_paper"}
