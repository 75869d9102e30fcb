"""The figures that go up the line, beside a second calculation of their own in plain SQL."""

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolidation.models import Contract
from consolidation.portfolio import portfolio_of
from reports.figures import NO_FIGURES, figures_of, in_all
from tests.builders import SIGNED
from tests.consolidation.repaid import FIRST, SECOND, pay
from tests.reports.two_districts import (
    FIRST_DAY,
    LAST_DAY,
    LATER,
    PAID_OFF,
    UNDONE,
    asked_on,
    make_world,
    place_of,
)

pytestmark = pytest.mark.django_db

DAYS = [SIGNED - timedelta(days=1), SIGNED, LAST_DAY, FIRST_DAY, UNDONE, FIRST, LATER]
DAYS += [SECOND, PAID_OFF - timedelta(days=1), PAID_OFF]

MADE = """
    WITH made AS (
        SELECT c.id, c.household_id, c.opened_on,
               (SELECT sum(i.principal + i.carried) FROM consolidation_instalment i
                  JOIN consolidation_agreedplan p ON p.id = i.plan_id
                 WHERE p.contract_id = c.id AND p.version = 1) AS after,
               f.kind
          FROM consolidation_contract c
          JOIN members_fund f ON f.id = c.fund_id
          JOIN members_institution i ON i.id = f.institution_id
         WHERE i.subdistrict_id LIKE %(area)s AND NOT i.is_practice AND c.opened_on <= %(on)s
           AND c.opened_on >= %(since)s AND c.status IN ('open', 'closed')
    ), old AS (
        SELECT m.id, l.id AS loan,
               (SELECT sum(e.principal + e.interest_over_year + e.interest_under_year
                           + e.penalty + e.fee)
                  FROM debts_journalentry e
                 WHERE e.loan_id = l.id AND e.kind NOT IN ('waiver', 'merge', 'reversal')) AS owed,
               coalesce((SELECT sum(-e.interest_over_year - e.interest_under_year)
                           FROM debts_journalentry e WHERE e.id = p.waiver_entry_id
                            AND l.rate_percent > 15), 0) AS void,
               coalesce((SELECT sum(-e.principal - e.interest_over_year - e.interest_under_year
                                    - e.penalty - e.fee)
                           FROM debts_journalentry e WHERE e.id = p.waiver_entry_id), 0) AS off
          FROM made m JOIN consolidation_contractpart p ON p.contract_id = m.id
          JOIN debts_loan l ON l.id = p.loan_id
    )
    SELECT (SELECT count(DISTINCT household_id) FROM made), (SELECT count(*) FROM made),
           (SELECT count(*) FROM old), (SELECT coalesce(sum(owed), 0) FROM old),
           (SELECT coalesce(sum(off - void), 0) FROM old),
           (SELECT coalesce(sum(void), 0) FROM old), (SELECT coalesce(sum(after), 0) FROM made)
"""
HOLDERS = """
    SELECT f.kind, count(*), sum(c.principal + c.carried) FROM consolidation_contract c
      JOIN members_fund f ON f.id = c.fund_id JOIN members_institution i ON i.id = f.institution_id
     WHERE i.subdistrict_id LIKE %(area)s AND NOT i.is_practice AND c.opened_on <= %(on)s
       AND c.status <> 'cancelled' GROUP BY f.kind ORDER BY f.kind
"""
OWED = """
    SELECT count(*) FILTER (WHERE owed > 0), coalesce(sum(owed), 0)
      FROM (SELECT sum(e.principal + e.interest_over_year + e.interest_under_year
                       + e.penalty + e.fee) AS owed
              FROM debts_loan l JOIN debts_journalentry e ON e.loan_id = l.id
              JOIN members_fundaccount a ON a.id = l.account_id
              JOIN members_fund f ON f.id = a.fund_id
              JOIN members_institution i ON i.id = f.institution_id
             WHERE i.subdistrict_id LIKE %(area)s AND NOT i.is_practice AND e."on" <= %(on)s
             GROUP BY l.id) AS loans
"""


@pytest.fixture
def world():
    return make_world()


def asked_by_sql(sql, code, on, since="1900-01-01"):
    with connection.cursor() as cursor:
        cursor.execute(sql, {"area": f"{code}%", "on": on, "since": since})
        return cursor.fetchall()


def of_area(code, on):
    return in_all(figures_of(place_of(code).institutions(), asked_on(on)).values())


def made(figures, suffix=""):
    names = ("contracted", "contracts", "old_loans", "before", "waived", "void", "after")
    return tuple(getattr(figures, name + suffix) for name in names)


def test_what_was_made_is_what_plain_sql_says(world):
    for code, on in product(["3312", "3305", "33"], DAYS):
        assert_is_what_plain_sql_says(code, on)


def assert_is_what_plain_sql_says(code, on):
    figures = of_area(code, on)
    began = FIRST_DAY if on.year == 2018 or on == FIRST_DAY else None
    began = began or FIRST_DAY.replace(year=2016 if on.year == 2017 else on.year - 1)

    assert [made(figures)] == asked_by_sql(MADE, code, on)
    assert [made(figures, "_this_year")] == asked_by_sql(MADE, code, on, began)
    assert sorted((one.kind, one.contracts, one.baht) for one in figures.held) == asked_by_sql(
        HOLDERS, code, on
    )
    assert [(figures.loans, figures.owed)] == asked_by_sql(OWED, code, on)
    assert figures.difference == 0


def test_each_sort_of_case_is_counted_where_it_stands(world):
    of_each = figures_of([*world.real, world.practice, world.elsewhere], asked_on(LATER))

    roads = {
        pk: (one.households, one.targets, one.registered, one.approved, one.contracted)
        for pk, one in of_each.items()
    }
    assert roads == {
        world.first.pk: (4, 3, 1, 1, 3),
        world.second.pk: (5, 4, 2, 1, 1),
        world.third.pk: (1, 1, 0, 0, 1),
        world.practice.pk: (1, 1, 0, 0, 1),
        world.elsewhere.pk: (1, 1, 0, 0, 1),
    }
    assert made(of_each[world.first.pk]) == (3, 3, 6, 77_250, 470, 1500, 75_280)


def test_what_is_practised_on_stands_in_no_areas_figures(world):
    assert made(of_area("33", LATER)) == (5, 5, 10, 146_250, 470, 1500, 144_280)


def test_a_contract_of_the_last_of_september_is_of_the_year_that_ends(world):
    last = {code: of_area(code, LAST_DAY) for code in ("3312", "3305")}
    first = {code: of_area(code, FIRST_DAY) for code in ("3312", "3305")}

    assert [one.contracts_this_year for one in last.values()] == [4, 0]
    assert [one.contracts_this_year for one in first.values()] == [0, 1]
    assert [one.contracts for one in first.values()] == [4, 1]
    assert last["3312"].targets_this_year == 7
    assert first["3312"].targets_this_year == 0


def test_debts_made_smaller_and_cleared_are_counted_by_fiscal_year(world):
    def kpi(day):
        one = of_area("3312", day)
        reduced = (one.reduced_this_year, one.reduced_baht_this_year)
        cleared = (one.cleared_this_year, one.cleared_baht_this_year)
        return reduced, cleared, (one.cleared, one.cleared_baht)

    assert kpi(FIRST - timedelta(days=1)) == ((0, 0), (0, 0), (0, 0))
    assert kpi(LATER) == ((2, 20_000), (0, 0), (0, 0))
    assert kpi(SECOND) == ((1, 10_000), (0, 0), (0, 0))
    assert kpi(PAID_OFF) == ((0, 0), (1, 30_000), (1, 30_000))
    assert kpi(PAID_OFF.replace(month=10)) == ((0, 0), (0, 0), (1, 30_000))


def test_running_contracts_are_those_of_the_arrears_page(world):
    for institution, on in product(world.real, DAYS):
        portfolio = portfolio_of(institution, on=on).all
        one = figures_of([institution], asked_on(on))[institution.pk]
        assert (one.running, one.principal) == (len(portfolio.held), portfolio.total.principal)
        assert one.overdue_contracts == sum(held.late.days > 0 for held in portfolio.held)
        assert one.overdue == portfolio.total.overdue
        assert [(aged.words, aged.contracts) for aged in one.ages if aged.contracts] == [
            (line.bucket.words, line.sum.contracts) for line in portfolio.lines if line.bucket.least
        ]


def test_a_past_day_has_the_same_figures_whatever_happens_later(world):
    before = {day: of_area("33", day) for day in DAYS[:-1]}

    pay(world.reduced, PAID_OFF + timedelta(days=30), 500)

    assert {day: of_area("33", day) for day in DAYS[:-1]} == before


def test_as_many_questions_for_many_institutions_as_for_one(world):
    def questions(institutions):
        with CaptureQueriesContext(connection) as asked:
            figures_of(institutions, asked_on(LATER))
        return len(asked)

    assert questions([world.third]) == questions([*world.real, world.elsewhere])


def test_of_nothing_there_are_no_figures():
    assert figures_of([], asked_on(LATER)) == {}
    assert in_all([]) == NO_FIGURES
    assert NO_FIGURES.difference == Decimal(0)
    assert not Contract.objects.exists()
