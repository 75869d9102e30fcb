"""What a fund's rules may say, column by column, and what is refused of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from members.joining import fund_version, take_fund_out, write_rule
from members.models import AuditEntry, FundRule, RateTier
from members.rule_terms import RateStep, Terms, refusals_of_terms, terms_of_rule
from members.undoing import undo_entry

DAY = date(2026, 1, 1)
SAID = Terms(DAY, Decimal(6), Decimal(50000), 36)
FULL = replace(
    SAID,
    rate_percent=Decimal("0.5"),
    rate_per="month",
    day_count="30/360",
    shape="pattern",
    pattern=(Decimal(40), Decimal(60)),
    due="fixed_days",
    due_days=("07-05", "11-05"),
    rounding_unit=Decimal("0.25"),
    rounding_place="spread",
    grace_instalments=1,
    grace="interest_deferred",
    fine="baht_once",
    fine_amount=Decimal(20),
    default_percent=Decimal(5),
    ceiling_resolved=Decimal(75000),
    guarantors=2,
    resolution="มติ 2/2569",
    tiers=(RateStep(Decimal(20000), Decimal("0.75")), RateStep(Decimal(50000), Decimal(1))),
)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"rate_percent": Decimal("1.25"), "rate_per": "month"}, []),
        ({"rate_percent": Decimal("1.26"), "rate_per": "month"}, ["rate_above_law"]),
        ({"rate_percent": Decimal("15.0001")}, ["rate_above_law"]),
        ({"tiers": (RateStep(Decimal(1), Decimal(16)),)}, ["rate_above_law"]),
        (
            {
                "rate_percent": Decimal(1),
                "rate_per": "month",
                "tiers": (RateStep(Decimal(1), Decimal("1.5")),),
            },
            ["rate_above_law"],
        ),
        ({"rate_percent": Decimal(-1)}, ["rate_negative"]),
        ({"method": "none"}, ["no_interest_has_a_rate"]),
        ({"method": "none", "rate_percent": Decimal(0)}, []),
        (
            {"rate_percent": None, "tiers": (RateStep(Decimal(9), Decimal(6)),)},
            ["tiers_without_rate"],
        ),
        (
            {"tiers": (RateStep(Decimal(9), Decimal(6)), RateStep(Decimal(9), Decimal(7)))},
            ["tiers_not_rising"],
        ),
        ({"tiers": (RateStep(Decimal(0), Decimal(6)),)}, ["tiers_not_rising"]),
        (
            {"tiers": [RateStep(Decimal(number), Decimal(6)) for number in range(1, 7)]},
            ["tiers_too_many"],
        ),
        ({"ceiling_resolved": Decimal(49999)}, ["ceiling_resolved_lower"]),
        ({"ceiling_resolved": Decimal(50000)}, []),
        ({"ceiling": None, "ceiling_resolved": Decimal(1)}, ["ceiling_missing"]),
        ({"rounding_unit": Decimal(0)}, ["rounding_unknown"]),
        ({"rounding_unit": Decimal("0.015")}, ["rounding_unknown"]),
        ({"rounding_unit": Decimal(1001)}, ["rounding_unknown"]),
        ({"grace": "interest_forgiven"}, ["grace_without_number"]),
        ({"grace": "interest_forgiven", "grace_instalments": 2}, []),
        ({"grace_instalments": 61}, ["grace_unknown"]),
        ({"due": "fixed_days"}, ["due_days_missing"]),
        ({"due_days": ("11-05",)}, ["due_days_unasked"]),
        ({"due": "fixed_days", "due_days": ("02-31",)}, ["due_day_unknown"]),
        ({"due": "fixed_days", "due_days": ("02-29",)}, []),
        ({"due": "fixed_days", "due_days": ("13-01",)}, ["due_day_unknown"]),
        ({"due": "fixed_days", "due_days": ("11-05", "11-05")}, ["due_day_twice"]),
        ({"shape": "pattern"}, ["pattern_missing"]),
        ({"pattern": (Decimal(100),)}, ["pattern_unasked"]),
        ({"shape": "pattern", "pattern": (Decimal(40), Decimal(59))}, ["pattern_sum"]),
        ({"shape": "pattern", "pattern": (Decimal(100), Decimal(0))}, ["pattern_last"]),
        (
            {"shape": "pattern", "pattern": (Decimal(40), Decimal(60)), "due": "once"},
            ["pattern_once"],
        ),
        ({"fine": "baht_once"}, ["fine_missing"]),
        ({"fine_amount": Decimal(5)}, ["fine_unasked"]),
        ({"fine": "percent_a_year", "fine_amount": Decimal(9)}, []),
        ({"fine": "percent_a_year", "fine_amount": Decimal("9.01")}, ["fine_above_law"]),
        ({"fine": "percent_a_day", "fine_amount": Decimal("0.5")}, ["fine_above_law"]),
        ({"method": "flat"}, []),
        ({"method": "flat", "rate_percent": Decimal(12), "due": "monthly"}, ["flat_above_law"]),
        ({"method": "flat", "rate_percent": Decimal(8), "due": "monthly"}, ["flat_above_law"]),
        ({"method": "flat", "rate_percent": Decimal("7.7"), "due": "monthly"}, []),
        ({"method": "flat", "rate_percent": Decimal(15), "due": "once"}, []),
        ({"method": "flat", "rate_percent": Decimal(15), "term_months": 13}, ["flat_above_law"]),
        ({"method": "flat", "rate_percent": Decimal(16), "due": "monthly"}, ["rate_above_law"]),
        ({"default_percent": Decimal(15)}, []),
        ({"default_percent": Decimal("15.01")}, ["default_above_law"]),
        (
            {"rate_percent": Decimal(18), "shape": "pattern", "fine": "baht_once"},
            ["rate_above_law", "pattern_missing", "fine_missing"],
        ),
    ],
)
def test_what_the_law_or_sense_forbids_is_refused_all_at_once(changes, codes):
    said = refusals_of_terms("village_fund", replace(SAID, **changes))

    assert [refusal.code for refusal in said] == codes


def test_a_tier_with_interest_is_refused_where_none_is_ever_taken():
    terms = Terms(DAY, Decimal(0), tiers=(RateStep(Decimal(5000), Decimal(1)),))

    said = [refusal.code for refusal in refusals_of_terms("kkj", terms)]

    assert said == ["kkj_takes_no_interest"]


def test_a_rate_by_the_month_above_the_law_is_refused_with_what_it_is_by_the_year():
    terms = Terms(DAY, Decimal("1.5"), rate_per="month")

    assert [str(refusal) for refusal in refusals_of_terms("village_fund", terms)] == [
        "ดอกเบี้ยร้อยละ 1.5 ต่อเดือน เท่ากับร้อยละ 18 ต่อปี กฎหมายให้คิดได้ไม่เกินร้อยละ 15 ต่อปี"
        " (ร้อยละ 1.25 ต่อเดือน) ให้ลดอัตราลง (ป.พ.พ. มาตรา ๖๕๔)"
    ]


def test_the_columns_and_defaults_are_those_of_the_rule():
    columns = {"effective_on", "tiers", *Terms(DAY).values()}
    own = {field.name for field in FundRule._meta.get_fields() if not field.is_relation}

    assert columns - {"tiers"} == own - {"id"}
    assert all(
        getattr(FundRule(), name) == value
        for name, value in Terms(DAY).values().items()
        if name != "effective_on"
    )


@pytest.mark.django_db
def test_a_rule_is_kept_as_it_was_told_in_full(village_fund, treasurer):
    rule = write_rule(village_fund, FULL, actor=treasurer)

    rule.refresh_from_db()
    assert terms_of_rule(rule) == FULL
    assert write_rule(village_fund, FULL, actor=treasurer) == rule
    fewer = replace(FULL, tiers=FULL.tiers[:1])
    assert terms_of_rule(write_rule(village_fund, fewer, actor=treasurer)) == fewer
    assert (FundRule.objects.count(), RateTier.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_rule_is_taken_back_with_its_tiers(village_fund, treasurer):
    before = fund_version(village_fund)
    write_rule(village_fund, FULL, actor=treasurer)
    written = fund_version(village_fund)

    undo_entry(AuditEntry.objects.get(act="rule_written"), actor=treasurer)

    assert (FundRule.objects.count(), RateTier.objects.count()) == (0, 0)
    assert (fund_version(village_fund), written != before) == (before, True)


@pytest.mark.django_db
def test_a_fund_goes_with_its_rules_and_their_tiers(village_fund, treasurer):
    write_rule(village_fund, FULL, actor=treasurer)

    take_fund_out(village_fund, actor=treasurer)

    assert (FundRule.objects.count(), RateTier.objects.count()) == (0, 0)
