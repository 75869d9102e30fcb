"""A contract that is being paid back: 35,000 baht at 6 percent over three years."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.models import Contract
from consolidation.receiving import receive
from consolidation.repayment import repayment_of
from tests.builders import make_contract, make_household, make_loan, make_person, make_rule

MADE = date(2022, 3, 1)
FIRST, SECOND, LAST = date(2023, 3, 1), date(2024, 3, 1), date(2025, 3, 1)
PAYER = "นางทองใบ แบบอย่าง"


@pytest.fixture
def contract(institution, village_fund, savings_group, treasurer) -> Contract:
    """Two loans of a household made one on 1 March 2565, in three yearly instalments."""
    return make_repaid(institution, village_fund, savings_group, treasurer)


def make_repaid(institution, village_fund, savings_group, treasurer, number="77") -> Contract:
    if not village_fund.rules.exists():
        make_rule(village_fund, rate_percent=6, term_months=36)
    household = make_household(institution, number)
    make_person(household, PAYER)
    make_loan(household, village_fund, 20000)
    make_loan(household, savings_group, 15000)
    return make_contract(household, village_fund, treasurer, on=MADE)


def due_on(contract: Contract, on: date) -> Decimal:
    return repayment_of(contract, on=on).due


def pay(contract: Contract, on: date, amount, actor, **said):
    return receive(contract, on=on, amount=Decimal(amount), payer=PAYER, actor=actor, **said)
