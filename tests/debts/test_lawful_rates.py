"""The ceiling with fees counted; default interest by its dates; fines."""

import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from debts.day_count import DayCount
from debts.interest import Rate, RateChange, RatePer, Tier
from debts.lawful_rates import (
    LAWFUL_PERCENT_A_YEAR,
    Fine,
    FineKind,
    default_interest,
    default_percent_on,
    default_words,
    fees_a_year,
    fine_of,
    percent_a_year,
    refusals_of_default_rate,
    refusals_of_rate,
    warnings_of_fine,
)
from members.models import funds

MONEY = Path(__file__).parents[1] / "files" / "money"
SHAPES = json.loads((MONEY / "contracts_thai_shapes.json").read_text())["cases"]


def codes(found):
    return [one.code for one in found]


@pytest.mark.parametrize(
    "case",
    [case for case in SHAPES if case["status"] == "must-refuse"],
    ids=lambda case: case["id"],
)
def test_a_rate_above_the_law_is_refused_with_the_yearly_figure(case):
    number, per = re.fullmatch(r"([\d.]+) per (month|year)", case["inputs"]["rate"]).groups()
    rate = Rate(Decimal(number), RatePer(per))

    [refusal] = refusals_of_rate(percent_a_year(rate))
    assert refusal.code == "rate_above_law"
    assert refusal.sentence == (
        "ดอกเบี้ยรวมค่าธรรมเนียมเท่ากับร้อยละ 18 ต่อปี (ร้อยละ 1.5 ต่อเดือน) กฎหมายให้คิดได้ไม่เกินร้อยละ 15 ต่อปี "
        "(ร้อยละ 1.25 ต่อเดือน) ให้ลดอัตราดอกเบี้ยหรือค่าธรรมเนียมลง"
    )


@pytest.mark.parametrize(
    ("rate", "day_count", "refused"),
    [
        (Rate(Decimal(15)), "actual/365", []),
        (Rate(Decimal("15.0001")), "actual/365", ["rate_above_law"]),
        (Rate(Decimal("1.25"), RatePer.MONTH), "actual/365", []),
        (Rate(Decimal("1.2501"), RatePer.MONTH), "actual/365", ["rate_above_law"]),
        (Rate(Decimal(15)), "actual/360", ["rate_above_law"]),
        (Rate(Decimal(3), RatePer.PERIOD), "actual/365", ["rate_above_law"]),
        (Rate(Decimal("0.04"), RatePer.DAY), "actual/360", []),
        (Rate(Decimal("0.0411"), RatePer.DAY), "actual/365", ["rate_above_law"]),
        (Rate(Decimal(1), tiers=(Tier(Decimal(10), Decimal(16)),)), "30/360", ["rate_above_law"]),
        (
            Rate(Decimal(1), changes=(RateChange(date(2030, 1, 1), Decimal(16)),)),
            "30/360",
            ["rate_above_law"],
        ),
        (Rate(Decimal(-1)), "30/360", ["rate_negative"]),
        (Rate(Decimal(0)), "30/360", []),
    ],
)
def test_the_highest_yearly_rate_decides_however_it_is_written(rate, day_count, refused):
    assert codes(refusals_of_rate(percent_a_year(rate, DayCount(day_count)))) == refused


def test_a_rate_by_the_period_is_reckoned_by_the_periods_of_a_year():
    half_yearly = Rate(Decimal("7.5"), RatePer.PERIOD)
    assert percent_a_year(half_yearly, periods_a_year=2) == 15


def test_fees_count_as_interest():
    with_fees = Fraction(12) + fees_a_year(Decimal(800), Decimal(20_000), Fraction(1))
    assert with_fees == 16
    assert "ร้อยละ 16 ต่อปี" in next(iter(refusals_of_rate(with_fees))).sentence
    assert fees_a_year(Decimal(800), Decimal(20_000), Fraction(2)) == 2
    assert fees_a_year(Decimal(800), Decimal(0), Fraction(2)) == 0


def test_a_refusal_never_names_the_limit_as_what_is_too_much():
    [refusal] = refusals_of_rate(Fraction(15) + Fraction(1, 10**9))
    assert "เท่ากับร้อยละ 15 เศษ ต่อปี" in refusal.sentence


def test_the_ceiling_is_the_one_the_funds_rules_keep_to():
    assert LAWFUL_PERCENT_A_YEAR == funds.LAWFUL_PERCENT_A_YEAR


@pytest.mark.parametrize(
    ("day", "agreed", "percent"),
    [
        (date(2021, 4, 10), None, "7.5"),
        (date(2021, 4, 11), None, "5"),
        (date(2030, 1, 1), None, "5"),
        (date(2021, 4, 10), Decimal(12), "12"),
        (date(2021, 4, 11), Decimal(0), "0"),
    ],
)
def test_the_default_rate_is_the_laws_of_that_day_or_the_one_agreed(day, agreed, percent):
    assert default_percent_on(day, agreed) == Decimal(percent)


def test_default_interest_is_said_in_plain_words():
    assert default_words(date(2024, 1, 1)) == (
        "ถ้าไม่ชำระตามกำหนด คิดดอกเบี้ยผิดนัดร้อยละ 5 ต่อปี ตามจำนวนวันที่ค้าง หนึ่งปีมี 365 วัน "
        "เฉพาะจากเงินต้นของงวดที่ค้าง ไม่คิดจากดอกเบี้ย"
    )
    assert "ร้อยละ 7.5 ต่อปี" in default_words(date(2020, 1, 1))
    assert "ร้อยละ 12 ต่อปี" in default_words(date(2024, 1, 1), Decimal(12))


def test_default_interest_is_parted_on_the_day_the_law_changed():
    found = default_interest(Decimal(36_500), date(2021, 3, 31), date(2021, 4, 20))
    assert [(one.days, one.percent, one.amount) for one in found] == [
        (10, Decimal("7.5"), Decimal("75.00")),
        (10, Decimal(5), Decimal("50.00")),
    ]


@pytest.mark.parametrize(
    ("due_on", "on", "agreed", "stretches"),
    [
        (date(2021, 4, 10), date(2021, 4, 11), None, [(1, "5")]),
        (date(2021, 4, 9), date(2021, 4, 10), None, [(1, "7.5")]),
        (date(2021, 3, 31), date(2021, 4, 20), Decimal(10), [(20, "10")]),
        (date(2021, 4, 20), date(2021, 4, 20), None, []),
        (date(2021, 4, 21), date(2021, 4, 20), None, []),
    ],
)
def test_default_interest_runs_from_the_day_after_the_due_date(due_on, on, agreed, stretches):
    found = default_interest(Decimal(1000), due_on, on, agreed)
    assert [(one.days, one.percent) for one in found] == [
        (days, Decimal(percent)) for days, percent in stretches
    ]


def test_a_default_rate_above_the_law_is_refused():
    assert codes(refusals_of_default_rate(Decimal("15.5"))) == ["default_rate_above_law"]
    assert codes(refusals_of_default_rate(Decimal(-1))) == ["default_rate_negative"]
    assert codes(refusals_of_default_rate(Decimal(15))) == []
    assert codes(refusals_of_default_rate(None)) == []


@pytest.mark.parametrize(
    ("kind", "amount", "fine"),
    [
        (FineKind.OFF, "5", "0"),
        (FineKind.BAHT_ONCE, "50", "50"),
        (FineKind.BAHT_A_DAY, "5", "365"),
        (FineKind.PERCENT_A_DAY, "1", "730"),
        (FineKind.PERCENT_A_YEAR, "7.5", "15"),
    ],
)
def test_a_fine_of_an_instalment_of_a_thousand_baht_73_days_late(kind, amount, fine):
    assert fine_of(Fine(kind, Decimal(amount)), Decimal(1000), 73) == Decimal(fine)
    assert fine_of(Fine(kind, Decimal(amount)), Decimal(1000), 0) == 0


def test_no_fine_is_taken_unless_a_fund_says_so():
    assert Fine() == Fine(FineKind.OFF, Decimal(0))
    assert Fine().words == "ไม่มีค่าปรับเมื่อชำระช้า"


def test_one_percent_a_day_is_shown_as_what_it_costs_a_year():
    [warning] = warnings_of_fine(
        Fine(FineKind.PERCENT_A_DAY, Decimal(1)), Decimal(20_000), Fraction(5)
    )
    assert warning.code == "fine_above_law"
    assert "เท่ากับร้อยละ 370 ต่อปี" in warning.sentence
    within = Fine(FineKind.PERCENT_A_YEAR, Decimal(10))
    assert [*warnings_of_fine(within, Decimal(20_000), Fraction(5))] == []
    assert [*warnings_of_fine(Fine(), Decimal(20_000), Fraction(15))] == []
