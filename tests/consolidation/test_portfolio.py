"""Arrears, portfolio at risk, and what CDD counts, on any day; from the papers up to that day."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolidation.closing import close
from consolidation.merging import undo_merge
from consolidation.portfolio import portfolio_of
from consolidation.receiving import reverse
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person
from tests.consolidation.repaid import FIRST, SECOND, THIRD, make_repayable, pay

pytestmark = pytest.mark.django_db

WINTER = date(2018, 1, 31)


@pytest.fixture
def contract(savings_group, treasurer):
    """30,000 baht: 11,800 on 31 July 2018, then 11,200, then 10,600."""
    return make_repayable(savings_group, treasurer)


@pytest.fixture
def on(institution):
    return lambda day: portfolio_of(institution, on=day)


def after(day, days):
    return day + timedelta(days=days)


def lines(portfolio):
    """Of each bucket with something in it: contracts, overdue, the whole principal."""
    return {
        line.bucket.words: (line.sum.contracts, line.sum.overdue, line.sum.principal)
        for line in portfolio.all.lines
    }


def risks(portfolio):
    """PAR30 and PAR90 in baht, without and with contracts whose terms were changed."""
    return [(one.overdue, one.with_restructured) for one in portfolio.all.at_risk]


def kpi(portfolio):
    return [
        (one.year, one.reduced, one.reduced_baht, one.cleared, one.cleared_baht)
        for one in portfolio.years
    ]


def test_nothing_is_overdue_on_the_due_date_itself(contract, on):
    assert lines(on(FIRST)) == {"ไม่ค้าง": (1, 0, 30_000)}
    assert lines(on(after(FIRST, 1))) == {"1–30 วัน": (1, 11_800, 30_000)}


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (30, "1–30 วัน"),
        (31, "31–90 วัน"),
        (90, "31–90 วัน"),
        (91, "91–180 วัน"),
        (181, "181–365 วัน"),
        (366, "เกิน 365 วัน"),
    ],
)
def test_a_contract_stands_in_the_bucket_of_its_oldest_late_instalment(contract, on, days, words):
    overdue = 11_800 + (11_200 if days > 365 else 0)

    assert lines(on(after(FIRST, days))) == {words: (1, overdue, 30_000)}


def test_principal_and_interest_overdue_are_apart_and_a_part_payment_pays_interest_first(
    contract, on
):
    pay(contract, FIRST, 1000)

    (line,) = on(after(FIRST, 5)).all.lines

    assert (line.sum.overdue_principal, line.sum.overdue_interest) == (10_000, 800)


def test_risk_takes_the_whole_principal_of_what_is_later_than_so_many_days(
    contract, on, savings_group, treasurer
):
    paying = make_repayable(savings_group, treasurer, principal=60_000)
    pay(paying, FIRST, 23_600)

    assert risks(on(after(FIRST, 30))) == [(0, 0), (0, 0)]
    assert risks(on(after(FIRST, 31))) == [(30_000, 30_000), (0, 0)]
    late = on(after(FIRST, 91)).all.at_risk
    assert [one.overdue for one in late] == [30_000, 30_000]
    assert str(late[0].overdue_percent) == "42.86"  # of 70,000 outstanding


def test_funds_are_apart_and_add_up(contract, on, village_fund, treasurer):
    make_repayable(village_fund, treasurer, principal=60_000)

    portfolio = on(after(FIRST, 40))

    assert [(str(one.fund.kind), one.total.principal) for one in portfolio.funds] == [
        ("village_fund", 60_000),
        ("savings_group", 30_000),
    ]
    assert portfolio.all.total.principal == 90_000


def test_a_contract_counts_from_its_day_to_its_end_and_an_undone_one_never(
    contract, on, savings_group, treasurer
):
    undone = make_repayable(savings_group, treasurer, principal=5000)
    undo_merge(undone, reason="ผิด", on=WINTER, actor=treasurer)
    for day, amount in ((FIRST, 11_800), (SECOND, 11_200), (THIRD, 10_600)):
        pay(contract, day, amount)
    close(contract, on=THIRD, actor=treasurer)

    counted = [after(SIGNED, -1), SIGNED, after(THIRD, -1), THIRD]

    assert [len(on(day).all.held) for day in counted] == [0, 1, 1, 0]


def test_a_past_day_has_the_same_answer_whatever_happens_later(contract, on, treasurer):
    receipt = pay(contract, WINTER, 6000, "lower")
    pay(contract, FIRST, 5000)
    asked = [WINTER, after(FIRST, -1), FIRST, after(FIRST, 20), after(FIRST, 45)]
    before = [told(on(day)) for day in asked]

    reverse(receipt, on=after(FIRST, 50), reason="เช็คไม่ผ่าน", actor=treasurer)
    pay(contract, after(FIRST, 60), 3000)

    assert [told(on(day)) for day in asked] == before
    assert on(after(FIRST, 49)).all.total.principal == 20_620
    assert on(after(FIRST, 50)).all.total.principal == 26_800  # 5,000 less 1,800 of interest


def told(portfolio):
    return lines(portfolio), risks(portfolio), kpi(portfolio)


def test_terms_changed_once_more_are_counted_apart_for_the_contracts_life(contract, on):
    changed = contract.plans.get()
    rows = [*changed.instalments.all()]
    changed.pk, changed.version, changed.made_on = None, 2, WINTER
    changed.reason, changed.terms = "ขยายเวลา", {**changed.terms, "odd_on_top": True}
    changed.save(force_insert=True)
    for row in rows:
        row.pk, row.plan = None, changed
        row.save(force_insert=True)

    assert risks(on(after(WINTER, -1))) == [(0, 0), (0, 0)]
    assert risks(on(WINTER)) == [(0, 30_000), (0, 30_000)]
    assert on(WINTER).all.held[0].terms_changed


def test_a_plan_that_a_payment_changed_is_no_change_of_terms(contract, on, treasurer):
    receipt = pay(contract, WINTER, 6000, "lower")
    assert not on(FIRST).all.held[0].terms_changed

    reverse(receipt, on=FIRST, reason="ผิด", actor=treasurer)
    assert not on(FIRST).all.held[0].terms_changed


def test_debts_made_smaller_and_debts_cleared_by_fiscal_year(contract, on, treasurer):
    pay(contract, FIRST, 11_800)
    pay(contract, SECOND, 11_200)
    pay(contract, after(THIRD, 90), 10_600)
    close(contract, on=after(THIRD, 90), actor=treasurer)

    assert kpi(on(after(THIRD, 90))) == [
        (2564, 0, 0, 1, 30_000),
        (2563, 0, 0, 0, 0),
        (2562, 1, 10_000, 0, 0),
        (2561, 1, 10_000, 0, 0),
        (2560, 0, 0, 0, 0),
    ]
    assert kpi(on(WINTER)) == [(2561, 0, 0, 0, 0), (2560, 0, 0, 0, 0)]


def test_what_was_carried_over_is_debt_and_interest_of_the_plan_is_not(
    on, savings_group, treasurer
):
    contract = make_repayable(savings_group, treasurer, carried=300)
    pay(contract, FIRST, 1900)  # 100 carried, 1,800 interest

    assert kpi(on(FIRST))[0] == (2561, 1, 100, 0, 0)


def test_a_payment_taken_back_in_another_year_is_not_hidden(contract, on, treasurer):
    receipt = pay(contract, FIRST, 11_800)
    reverse(receipt, on=date(2018, 11, 1), reason="เช็คไม่ผ่าน", actor=treasurer)

    assert kpi(on(SECOND))[:2] == [(2562, 0, 0, 0, 0), (2561, 1, 10_000, 0, 0)]
    assert [year.grown_baht for year in on(SECOND).years[:2]] == [10_000, 0]


def test_as_many_questions_for_many_contracts_as_for_one(
    contract, institution, savings_group, treasurer, django_assert_num_queries
):
    def ask():
        portfolio = portfolio_of(institution, on=after(FIRST, 40))
        return [(str(one.contract), one.bucket.words) for one in portfolio.late]

    with CaptureQueriesContext(connection) as one:
        ask()
    for number in range(3):
        household = make_household(institution, f"9{number}")
        make_person(household)
        make_loan(household, savings_group, 1000)
        make_loan(household, savings_group, 2000)
        make_contract(household, savings_group, treasurer)

    with django_assert_num_queries(len(one)):
        assert len(ask()) == 4
