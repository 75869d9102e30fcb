"""ลดหนี้ and ปลดหนี้ of contracts that ended and were opened again, beside a plain calculation.

The village's portfolio and the reports of the levels above count the same.
"""

from datetime import date, timedelta

import pytest
from django.db import connection

from consolidation.closing import close
from consolidation.portfolio import portfolio_of
from consolidation.receiving import reverse
from consolidation.reopening import reopen
from fundinst.days import fiscal_year_began
from fundinst.thai import fiscal_year
from reports.figures import figures_of
from reports.repaid_figures import standings
from tests.builders import SIGNED
from tests.consolidation.repaid import FIRST, SECOND, THIRD, make_repayable, pay
from tests.reports.two_districts import asked_on

pytestmark = pytest.mark.django_db

REOPENED, AGAIN = date(2020, 10, 15), date(2020, 11, 1)
DAYS = [
    SIGNED,
    FIRST,
    SECOND,
    THIRD,
    date(2020, 9, 30),
    date(2020, 10, 1),
    REOPENED - timedelta(days=1),
    REOPENED,
    AGAIN - timedelta(days=1),
    AGAIN,
    date(2021, 10, 1),
]


@pytest.fixture
def contract(savings_group, treasurer):
    """30,000 baht, 10,000 of it with each of three instalments."""
    return make_repayable(savings_group, treasurer)


@pytest.fixture
def closed(contract, treasurer):
    """The receipt that paid the contract off on 31 July 2020, of the fiscal year 2563."""
    pay(contract, FIRST, 11_800)
    pay(contract, SECOND, 11_200)
    last = pay(contract, THIRD, 10_600)
    close(contract, on=THIRD, actor=treasurer)
    return last


def reopened(receipt, treasurer, on=REOPENED):
    connection.check_constraints()
    reopen(receipt, on=on, reason="เช็คคืน", paper="หนังสือธนาคาร", actor=treasurer)
    connection.check_constraints()


def reported(institution, on):
    one = figures_of([institution], asked_on(on))[institution.pk]
    reduced = (one.reduced_this_year, one.reduced_baht_this_year)
    return reduced, (one.cleared_this_year, one.cleared_baht_this_year), one.cleared


def on_the_page(institution, on):
    year = portfolio_of(institution, on=on).years[0]
    return (year.reduced, year.reduced_baht), (year.cleared, year.cleared_baht)


class Plain:
    """The same from the receipts alone: each full instalment takes 10,000 baht off."""

    def __init__(self, contract, ended):
        self.contract, self.ended = contract, ended
        """``ended`` are the days from and until (not included) which it had ended."""

    def debt(self, on):
        standing = self.contract.receipts.filter(on__lte=on).exclude(reversal__on__lte=on)
        paid = sum(one.amount for one in standing)
        return 30_000 - 10_000 * sum(paid >= least for least in (11_800, 23_000, 33_600))

    def end(self, on):
        return next((since for since, until in self.ended if since <= on < until), None)

    def kpi(self, on):
        began = fiscal_year_began(fiscal_year(on))
        if ended := self.end(on):
            this_year = (1, 30_000) if ended >= began else (0, 0)
            return (0, 0), this_year, 1
        before = began - timedelta(days=1)
        start = 30_000 if began <= SIGNED else self.debt(before)
        fell = max(start - self.debt(on), 0)
        return (int(fell > 0), fell), (0, 0), 0


def assert_all_say_the_same(institution, plain):
    for on in DAYS:
        expected = plain.kpi(on)
        assert reported(institution, on) == expected, on
        assert on_the_page(institution, on) == expected[:2], on


def test_one_that_ran_to_its_end(institution, contract, closed):
    assert_all_say_the_same(institution, Plain(contract, [(THIRD, date.max)]))


def test_what_a_contract_owes_again_after_the_year_of_its_end_is_no_debt_made_smaller(
    institution, contract, closed, treasurer
):
    reopened(closed, treasurer)

    assert reported(institution, date(2020, 10, 20)) == ((0, 0), (0, 0), 0)
    (this_year, last_year, *_before) = portfolio_of(institution, on=date(2020, 10, 20)).years
    assert (this_year.reduced, this_year.reduced_baht, this_year.grown_baht) == (0, 0, 10_000)
    assert (last_year.cleared, last_year.cleared_baht) == (1, 30_000)
    assert_all_say_the_same(institution, Plain(contract, [(THIRD, REOPENED)]))


def test_closed_once_more_it_ended_then_and_before_its_reopening_as_it_had_been_told(
    institution, contract, closed, treasurer
):
    told = {on: reported(institution, on) for on in DAYS if on < REOPENED}
    reopened(closed, treasurer)
    contract.refresh_from_db()
    pay(contract, AGAIN, 10_600)
    close(contract, on=AGAIN, actor=treasurer)

    assert {on: reported(institution, on) for on in told} == told
    assert_all_say_the_same(institution, Plain(contract, [(THIRD, REOPENED), (AGAIN, date.max)]))


def test_opened_again_in_the_year_of_its_end_it_was_reduced_in_that_year(
    institution, contract, closed, treasurer
):
    reopened(closed, treasurer, on=date(2020, 9, 1))

    assert reported(institution, date(2020, 8, 15)) == ((0, 0), (1, 30_000), 1)
    assert_all_say_the_same(institution, Plain(contract, [(THIRD, date(2020, 9, 1))]))


def test_between_its_end_and_its_reopening_it_does_not_run(
    institution, contract, closed, treasurer
):
    reopened(closed, treasurer)

    running = {on: contract.pk in standings([institution.pk], on) for on in DAYS[3:8]}
    assert running == {on: on >= REOPENED for on in DAYS[3:8]}
    assert standings([institution.pk], REOPENED)[contract.pk].debt == 10_000


def test_a_debt_that_grew_takes_nothing_off_another_that_fell(institution, contract, treasurer):
    other = make_repayable(contract.fund, treasurer)
    pay(contract, FIRST, 11_800)
    bounced = pay(other, FIRST, 11_800)
    reverse(bounced, on=date(2018, 10, 5), reason="เช็คคืน", actor=treasurer)
    pay(contract, SECOND, 11_200)

    assert reported(institution, SECOND)[0] == (1, 10_000)
    assert on_the_page(institution, SECOND)[0] == (1, 10_000)
    assert portfolio_of(institution, on=SECOND).years[0].grown_baht == 10_000
