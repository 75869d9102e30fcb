"""Contracts as the database reckons them, beside the replay of their papers, on any day."""

import random
from datetime import date, timedelta

import pytest

from consolidation.models import Contract, Receipt
from consolidation.past_repayment import made_by, ran_on, repayment_as_of, with_its_past
from consolidation.receiving import reverse
from fundinst.errors import Refused
from reports.repaid_figures import Standing, standings
from tests.builders import SIGNED
from tests.consolidation.repaid import FIRST, SECOND, make_repayable, pay

pytestmark = pytest.mark.django_db

WINTER = date(2018, 1, 31)
DAYS = [SIGNED + timedelta(days=37 * step) for step in range(40)] + [FIRST, SECOND, WINTER]
RESTS = ["", "keep", "next_instalments", "lower", "shorter", "give_back"]


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer, carried=300)


def replayed(institution, on):
    """What the papers of each contract say, one by one."""
    contracts = Contract.objects.filter(household__institution=institution)
    return {one.pk: said(repayment_as_of(one, on)) for one in with_its_past(ran_on(contracts, on))}


def said(repayment):
    late = repayment.arrears
    debt = sum(one.principal + one.carried for one in repayment.standing.open)
    return Standing(debt, repayment.principal_left, late.principal, late.total, late.days)


def assert_same_on_every_day(institution, days=DAYS):
    for day in days:
        assert standings([institution.pk], day) == replayed(institution, day), day


def test_a_contract_that_nobody_paid_on(contract, institution):
    assert_same_on_every_day(institution)

    assert standings([institution.pk], FIRST + timedelta(days=1)) == {
        contract.pk: Standing(30_300, 30_000, 10_000, 11_900, 1)
    }


@pytest.mark.parametrize("rest", ["keep", "next_instalments", "lower", "shorter", "give_back"])
def test_what_is_paid_above_what_is_due(contract, institution, rest):
    pay(contract, WINTER, 6000, rest if rest != "give_back" else "keep")
    pay(contract, FIRST, 9000, rest)

    assert_same_on_every_day(institution)


def test_a_receipt_taken_back_counts_until_then_and_so_does_its_plan(
    contract, institution, treasurer
):
    receipt = pay(contract, WINTER, 6000, "lower")
    pay(contract, FIRST, 5000)
    reverse(receipt, on=FIRST + timedelta(days=50), reason="เช็คไม่ผ่าน", actor=treasurer)

    assert_same_on_every_day(institution)


def test_every_receipt_ahead_of_its_time_in_whatever_order(contract, institution):
    for day, amount in ((WINTER, 4000), (FIRST, 9000), (SIGNED, 2500), (SECOND, 12_000)):
        pay(contract, day, amount, "next_instalments")

    assert_same_on_every_day(institution)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_paid_and_taken_back_in_whatever_order(
    institution, savings_group, treasurer, seed
):
    chosen = random.Random(seed)
    contracts = [
        make_repayable(savings_group, treasurer, carried=chosen.choice([0, 500])) for _ in range(3)
    ]
    for _ in range(14):
        try:
            something(chosen, contracts, treasurer)
        except Refused:
            continue

    assert Receipt.objects.count() > 3
    assert_same_on_every_day(institution)
    assert made_by(Contract.objects.all(), SIGNED).count() == 3


def something(chosen, contracts, treasurer):
    """A payment of any size on any day, or one taken back."""
    standing = Receipt.objects.filter(reversal__isnull=True).order_by("pk").last()
    day = SIGNED + timedelta(days=chosen.randrange(1, 1000))
    if standing and chosen.random() < 0.25:
        return reverse(standing, on=max(day, standing.on), reason="ผิด", actor=treasurer)
    amount = chosen.choice([500, 1234, 4000, 11_800])
    return pay(chosen.choice(contracts), day, amount, chosen.choice(RESTS))
