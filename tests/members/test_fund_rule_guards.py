"""Raw SQL against every guard of a fund's lending rules and of the tiers of their rate."""

import pytest
from django.db import IntegrityError, connection, transaction

from members.models import FundRule, RateTier
from tests.builders import make_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(savings_group):
    made = make_rule(savings_group, rate_percent=6)
    RateTier.objects.create(rule=made, above=10_000, percent=5)
    make_rule(savings_group, rate_percent=1, rate_per="month", effective_on="2016-01-01")
    return made


def refused_by(sql: str) -> str:
    with (
        pytest.raises(IntegrityError) as stopped,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    return stopped.value.__cause__.diag.constraint_name


def saying(**values: str) -> str:
    columns = {"effective_on": "'2017-01-01'", "resolution": "''", **values}
    return f"""INSERT INTO members_fundrule (fund_id, {", ".join(columns)})
        SELECT fund_id, {", ".join(columns.values())}
          FROM members_fundrule WHERE rate_percent = 6"""


def tier(above: str, percent: str, per: str = "year") -> str:
    return f"""INSERT INTO members_ratetier (rule_id, above, percent)
        SELECT id, {above}, {percent} FROM members_fundrule WHERE rate_per = '{per}'"""


FIXED = {"due": "'fixed_days'"}
PATTERN = {"shape": "'pattern'"}
GUARDS = {
    "rule_once_a_day": saying(effective_on="'2015-01-01'"),
    "rule_rate_within_law": saying(rate_percent="15.01"),
    "rule_rate_within_law (a month)": saying(rate_percent="1.26", rate_per="'month'"),
    "rule_rate_within_law (less than nothing)": saying(rate_percent="-0.01"),
    "rule_stands": "UPDATE members_fundrule SET rate_per = 'month' WHERE rate_percent = 6",
    "rule_stands (its resolution too)": "UPDATE members_fundrule SET resolution = 'x'",
    "rule_default_rate_within_law": saying(default_percent="15.01"),
    "rule_ceiling_is_positive": saying(ceiling="0"),
    "rule_ceiling_rises_by_resolution": saying(ceiling="50000", ceiling_resolved="49999"),
    "rule_ceiling_rises_by_resolution (from none)": saying(ceiling_resolved="50000"),
    "rule_words_are_known (rate_per)": saying(rate_per="'day'"),
    "rule_words_are_known (method)": saying(method="'bogus'"),
    "rule_words_are_known (day_count)": saying(day_count="'actual/360'"),
    "rule_words_are_known (shape)": saying(shape="'amounts'"),
    "rule_words_are_known (due)": saying(due="'weekly'"),
    "rule_words_are_known (rounding_place)": saying(rounding_place="'bogus'"),
    "rule_words_are_known (grace)": saying(grace="'bogus'"),
    "rule_words_are_known (fine)": saying(fine="'bogus'", fine_amount="1"),
    "rule_fine_off_is_nothing": saying(fine_amount="1"),
    "rule_fine_off_is_nothing (a fine of nothing)": saying(fine="'baht_once'"),
    "rule_rounds_to_satang": saying(rounding_unit="0"),
    "rule_rounds_to_satang (too much)": saying(rounding_unit="1000.01"),
    "rule_due_days_and_pattern_are_whole (no day)": saying(**FIXED),
    "rule_due_days_and_pattern_are_whole (a day too many)": saying(due_days="'{11-05}'"),
    "rule_due_days_and_pattern_are_whole (no such day)": saying(**FIXED, due_days="'{11-32}'"),
    "rule_due_days_and_pattern_are_whole (month first)": saying(**FIXED, due_days="'{31-12}'"),
    "rule_due_days_and_pattern_are_whole (no part)": saying(**PATTERN),
    "rule_due_days_and_pattern_are_whole (parts for nothing)": saying(pattern="'{100}'"),
    "rule_due_days_and_pattern_are_whole (99)": saying(**PATTERN, pattern="'{50,49}'"),
    "rule_due_days_and_pattern_are_whole (less than nothing)": saying(
        **PATTERN, pattern="'{110,-10}'"
    ),
    "rule_due_days_and_pattern_are_whole (changed)": """
        UPDATE members_fundrule SET due = 'fixed_days'""",
    "rate_tier_once_an_amount": tier("10000", "4"),
    "rate_tier_within_law": tier("20000", "15.01"),
    "rate_tier_within_law (above nothing)": tier("0", "5"),
    "rate_tier_stands": "UPDATE members_ratetier SET percent = percent + 1",
    "rate_tier_a_month_within_law": tier("20000", "1.26", per="month"),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_the_database_refuses_in_the_name_of(guard, rule):
    assert refused_by(GUARDS[guard]) == guard.partition(" (")[0]


def test_the_highest_lawful_rates_are_taken(rule):
    with connection.cursor() as cursor:
        cursor.execute(saying(rate_percent="15", default_percent="15"))
        cursor.execute(saying(rate_percent="1.25", rate_per="'month'", effective_on="'2017-02-01'"))
        cursor.execute(tier("20000", "15"))
        cursor.execute(tier("20000", "1.25", per="month"))

    assert (FundRule.objects.count(), RateTier.objects.count()) == (4, 5)


def test_a_rate_a_month_is_known_by_the_year(savings_group, rule):
    rates = [one.percent_a_year for one in FundRule.objects.order_by("effective_on")]

    assert rates == [6, 12]
