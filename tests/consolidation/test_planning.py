"""The holding fund's written rules become the contract's plan."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.plan_record import read
from consolidation.plan_terms import Grace, GraceKind, Shape
from consolidation.planning import terms_by_rule
from consolidation.schedule import make_plan
from debts.day_count import DayCount
from debts.interest import Method, RatePer, Tier
from debts.lawful_rates import FineKind
from debts.rounding import Place
from fundinst.errors import Refused
from members.models import FundRule, RateTier
from tests.builders import make_rule
from tests.consolidation.repaid import FIRST, SECOND, THIRD, in_force, make_repayable, rows

pytestmark = pytest.mark.django_db

ON = date(2017, 7, 31)


def terms(fund, principal=12_000, *, on=ON, carried=0, **agreed):
    return terms_by_rule(
        fund,
        fund.rule_on(on),
        principal=Decimal(principal),
        carried=Decimal(carried),
        on=on,
        **agreed,
    )


def days(found):
    return [period.due_on for period in found.periods]


def test_a_fund_without_rules_lends_for_a_year_without_interest(savings_group):
    found = terms(savings_group)

    assert days(found) == [FIRST]
    assert (found.shape, found.interest.is_free) == (Shape.EQUAL_PRINCIPAL, True)
    assert found.rounding.unit == 1


def test_a_rule_without_a_rate_takes_no_interest(savings_group):
    make_rule(savings_group, term_months=24)

    assert terms(savings_group).interest.is_free


def test_kkj_never_takes_interest_whatever_its_rule_says(kkj):
    make_rule(kkj, rate_percent=6)

    assert terms(kkj).interest.is_free


@pytest.mark.parametrize(
    ("rule", "dues"),
    [
        ({"due": "yearly", "term_months": 36}, [FIRST, SECOND, THIRD]),
        ({"due": "yearly", "term_months": 30}, [FIRST, SECOND, THIRD]),
        ({"due": "yearly"}, [FIRST]),
        (
            {"due": "monthly", "term_months": 3},
            [date(2017, 8, 31), date(2017, 9, 30), date(2017, 10, 31)],
        ),
        ({"due": "once", "term_months": 18}, [date(2019, 1, 31)]),
        (
            {"due": "fixed_days", "due_days": ["11-05", "02-28"], "term_months": 24},
            [date(2017, 11, 5), date(2018, 2, 28), date(2018, 11, 5), date(2019, 2, 28)],
        ),
    ],
)
def test_instalments_are_due_as_the_rule_says(savings_group, rule, dues):
    make_rule(savings_group, **rule)

    assert days(terms(savings_group)) == dues


def test_what_was_agreed_instead_goes_before_the_rule(savings_group):
    make_rule(savings_group, due="yearly", term_months=36)

    assert days(terms(savings_group, instalments=2)) == [FIRST, SECOND]
    assert days(terms(savings_group, due="monthly", instalments=1)) == [date(2017, 8, 31)]
    assert days(terms(savings_group, due="once")) == [THIRD]


def test_instalments_agreed_on_are_never_made_one_because_the_rule_says_once(savings_group):
    make_rule(savings_group, due="once", term_months=36)

    assert days(terms(savings_group, instalments=2)) == [FIRST, SECOND]


def test_the_rule_of_the_contracts_day_holds_and_not_a_later_one(savings_group):
    make_rule(savings_group, rate_percent=6)
    make_rule(savings_group, rate_percent=9, effective_on=date(2017, 8, 1))

    rates = [terms(savings_group, on=on).interest.rate.percent for on in (ON, date(2017, 8, 1))]

    assert rates == [6, 9]


def test_rate_tiers_day_count_method_and_rounding_are_the_rules(savings_group):
    rule = make_rule(
        savings_group,
        rate_percent=1,
        rate_per="month",
        method="flat",
        day_count="30/360",
        rounding_unit=10,
        rounding_place="first",
    )
    RateTier.objects.create(rule=rule, above=20_000, percent=Decimal("0.5"))
    RateTier.objects.create(rule=rule, above=10_000, percent=Decimal("0.75"))

    found = terms(savings_group)

    assert (found.interest.method, found.interest.day_count) == (Method.FLAT, DayCount.THIRTY_360)
    assert (found.interest.rate.percent, found.interest.rate.per) == (1, RatePer.MONTH)
    assert found.interest.rate.tiers == (
        Tier(Decimal(10_000), Decimal("0.75")),
        Tier(Decimal(20_000), Decimal("0.5")),
    )
    assert (found.rounding.unit, found.rounding.place) == (10, Place.FIRST)


def test_a_pattern_makes_as_many_instalments_as_it_has_parts(savings_group):
    make_rule(savings_group, shape="pattern", pattern=[20, 30, 50], due="monthly")

    plan = make_plan(terms(savings_group))

    assert [row.principal for row in plan.rows] == [2400, 3600, 6000]
    assert terms(savings_group, instalments=2).shape == Shape.EQUAL_PRINCIPAL


def test_a_grace_comes_before_the_pattern(savings_group):
    make_rule(
        savings_group,
        rate_percent=6,
        shape="pattern",
        pattern=[40, 60],
        grace_instalments=1,
        grace="interest_deferred",
    )

    found = terms(savings_group)

    assert found.grace == Grace(1, GraceKind.INTEREST_DEFERRED)
    assert [row.principal for row in make_plan(found).rows] == [0, 4800, 7200]


def test_a_grace_as_long_as_the_contract_is_left_out(savings_group):
    make_rule(savings_group, grace_instalments=2, term_months=24)

    assert terms(savings_group).grace == Grace()
    assert terms(savings_group, instalments=3).grace == Grace(2)


def test_more_instalments_than_anybody_lives_to_pay_make_no_plan(savings_group):
    with pytest.raises(Refused) as stopped:
        terms(savings_group, instalments=5000)

    assert [refusal.code for refusal in stopped.value.refusals] == [
        "instalment_count",
        "term_too_long",
    ]


def test_a_merge_writes_the_plan_that_the_contract_is_signed_with(savings_group, treasurer):
    contract = make_repayable(savings_group, treasurer, carried=300)

    plan = in_force(contract)

    found = read(plan.terms)
    assert (found.principal, found.carried, days(found)) == (30_000, 300, [FIRST, SECOND, THIRD])
    assert (plan.version, plan.made_on, plan.reason, plan.actor) == (1, ON, "", treasurer)
    assert plan.words == list(found.words)
    assert rows(plan) == [
        (row.due_on, row.principal, row.interest, row.balance) for row in make_plan(found).rows
    ]
    assert [one.carried for one in plan.instalments.order_by("number")] == [100, 100, 100]


@pytest.mark.parametrize(
    ("choices", "known"),
    [
        (FundRule.Method, Method),
        (FundRule.RatePer, RatePer),
        (FundRule.DayCount, DayCount),
        (FundRule.Shape, Shape),
        (FundRule.Place, Place),
        (FundRule.Grace, GraceKind),
        (FundRule.Fine, FineKind),
    ],
)
def test_what_a_fund_can_choose_is_what_the_arithmetic_knows(choices, known):
    assert {*choices.values} - {kind.value for kind in known} == set()
