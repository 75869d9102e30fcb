"""Contracts whose plan anybody can check in their head, and payments on them: made by the acts.

30,000 baht at 6 % a year over three years: 11,800 baht, then 11,200, then 10,600, each on 31 July.
"""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.models import (
    AgreedPlan,
    Contract,
    Instalment,
    Receipt,
    ReceiptReversal,
    Transition,
)
from consolidation.receiving import receive
from consolidation.repayment import Repayment, repayment_of
from fundinst.errors import Refused
from members.models import AuditEntry, Fund, User
from tests.builders import (
    SIGNED,
    make_contract,
    make_household,
    make_loan,
    make_person,
    make_rule,
)

RULE = {"rate_percent": 6, "day_count": "30/360", "term_months": 36}
FIRST, SECOND, THIRD = date(2018, 7, 31), date(2019, 7, 31), date(2020, 7, 31)
PAYER = "นางสมใจ ชำระดี"


def make_repayable(
    fund: Fund,
    actor: User,
    *,
    principal: int = 30_000,
    carried: int = 0,
    on: date = SIGNED,
    **rule,
) -> Contract:
    """A contract of a household of its own, held by the only fund that it owed."""
    if not fund.rules.exists():
        make_rule(fund, **{**RULE, **rule})
    household = make_household(fund.institution)
    make_person(household, PAYER)
    make_loan(household, fund, principal - 1000, interest_under_year=carried)
    make_loan(household, fund, 1000)
    return make_contract(household, fund, actor, on=on)


def pay(contract: Contract, on: date, amount: Decimal | int | str, rest: str = "") -> Receipt:
    """Taken in by whoever made the contract."""
    actor = contract.plans.get(version=1).actor
    return receive(contract, on=on, amount=Decimal(amount), payer=PAYER, rest=rest, actor=actor)


def stands(contract: Contract, on: date) -> Repayment:
    repayment = repayment_of(Contract.objects.get(pk=contract.pk), on=on)
    assert repayment is not None
    return repayment


def figures(contract: Contract, on: date) -> tuple[Decimal, Decimal, int, Decimal]:
    """What is due, what is left of the plan, for how many days it is late, principal left."""
    found = stands(contract, on)
    return found.due, found.left, found.arrears.days, found.principal_left


def rows(plan: AgreedPlan) -> list[tuple[date, Decimal, Decimal, Decimal]]:
    """Due on, principal, interest, balance: instalment by instalment."""
    return list(
        plan.instalments.order_by("number").values_list(
            "due_on", "principal", "interest", "balance"
        )
    )


def in_force(contract: Contract) -> AgreedPlan:
    return contract.plans.order_by("version").last()


def written(contract: Contract) -> list[object]:
    """Everything that an act about repayment can write."""
    kept = [AgreedPlan, Instalment, Receipt, ReceiptReversal, Transition, AuditEntry]
    counts = [model.objects.count() for model in kept]
    return [*counts, *Contract.objects.filter(pk=contract.pk).values(), contract.case.pk]


def refused(contract: Contract, act) -> list[str]:
    """By which codes the act says no; that it wrote nothing is asked too."""
    before = written(contract)
    with pytest.raises(Refused) as stopped:
        act()
    assert written(contract) == before
    return [refusal.code for refusal in stopped.value.refusals]
