"""Interest of an amount over a period: by the year, month or period, in tiers, with changes."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from debts.day_count import DayCount, Period
from debts.interest import Interest, Method, Rate, RateChange, RatePer, Tier, interest_of

JANUARY = Period(date(2024, 1, 1), date(2024, 2, 1), date(2024, 2, 1), months=1)
A_YEAR = Period(date(2017, 7, 31), date(2018, 7, 31), date(2018, 7, 31), months=12)
GOOD_DEEDS = Rate(Decimal(0), tiers=(Tier(Decimal(20_000), Decimal(7)),))


def on_balance(rate, day_count=DayCount.ACTUAL_365):
    return Interest(Method.ON_BALANCE, rate, day_count)


@pytest.mark.parametrize(
    ("rate", "day_count", "period", "interest"),
    [
        (Rate(Decimal(6)), "actual/365", A_YEAR, Fraction(1200)),
        (Rate(Decimal(6)), "30/360", A_YEAR, Fraction(1200)),
        (Rate(Decimal(6)), "30/360", JANUARY, Fraction(100)),
        (Rate(Decimal(6)), "actual/365", JANUARY, Fraction(20_000 * 6 * 31, 36_500)),
        (Rate(Decimal(1), RatePer.MONTH), "30/360", A_YEAR, Fraction(2400)),
        (Rate(Decimal(1), RatePer.MONTH), "30/360", JANUARY, Fraction(200)),
        (Rate(Decimal(3), RatePer.PERIOD), "actual/365", JANUARY, Fraction(600)),
        (Rate(Decimal("0.04"), RatePer.DAY), "30/360", JANUARY, Fraction(20_000 * 4 * 31, 10_000)),
        (GOOD_DEEDS, "30/360", A_YEAR, Fraction(0)),
    ],
)
def test_the_interest_of_twenty_thousand_baht(rate, day_count, period, interest):
    assert interest_of(Decimal(20_000), on_balance(rate, DayCount(day_count)), period) == interest


def test_in_tiers_only_what_is_above_bears_the_higher_rate():
    assert interest_of(Decimal(50_000), on_balance(GOOD_DEEDS), A_YEAR) == 30_000 * 7 / Decimal(100)
    three = Rate(Decimal(2), tiers=(Tier(Decimal(100), Decimal(4)), Tier(Decimal(200), Decimal(6))))
    interest = on_balance(three)
    assert [interest_of(Decimal(of), interest, A_YEAR) for of in (100, 150, 200, 250)] == [
        2,
        4,
        6,
        9,
    ]


def test_a_change_of_rate_inside_a_period_parts_it_by_days():
    rate = Rate(Decimal(7), changes=(RateChange(date(2024, 1, 11), Decimal(4)),))
    found = interest_of(Decimal(365), on_balance(rate), JANUARY)
    assert found == Fraction(7 * 10 + 4 * 21, 100)
    equal_months = interest_of(Decimal(1200), on_balance(rate, DayCount.THIRTY_360), JANUARY)
    assert equal_months == Fraction(7 * 10 + 4 * 21, 31)


def test_a_change_before_the_period_or_at_its_end_leaves_it_whole():
    changed = Rate(Decimal(7), changes=(RateChange(date(2024, 1, 1), Decimal(4)),))
    coming = Rate(Decimal(7), changes=(RateChange(date(2024, 2, 1), Decimal(4)),))
    months = DayCount.THIRTY_360
    assert interest_of(Decimal(1200), on_balance(changed, months), JANUARY) == 4
    assert interest_of(Decimal(1200), on_balance(coming, months), JANUARY) == 7


def test_a_change_replaces_the_tiers_too():
    rate = Rate(
        Decimal(0),
        tiers=(Tier(Decimal(20_000), Decimal(7)),),
        changes=(
            RateChange(date(2018, 7, 31), Decimal(5)),
            RateChange(date(2018, 1, 1), Decimal(1)),
        ),
    )
    later = Period(date(2018, 7, 31), date(2019, 7, 31), date(2019, 7, 31), months=12)
    assert interest_of(Decimal(50_000), on_balance(rate), later) == 2500


def test_nothing_bears_nothing_and_an_interest_free_fund_takes_none():
    assert interest_of(Decimal(0), on_balance(Rate(Decimal(6))), A_YEAR) == 0
    assert interest_of(Decimal(100), Interest(), A_YEAR) == 0
    assert interest_of(Decimal(100), Interest(Method.NONE, Rate(Decimal(6))), A_YEAR) == 0


def test_the_conventions_are_said_as_a_villager_says_them():
    assert on_balance(GOOD_DEEDS).words == (
        "ดอกเบี้ย 20,000 บาทแรก ร้อยละ 0 ต่อปี ส่วนที่เกิน 20,000 บาท ร้อยละ 7 ต่อปี",
        "คิดดอกเบี้ยจากเงินต้นที่ยังเหลือเท่านั้น คืนเงินต้นแล้วดอกเบี้ยลดลง (ลดต้นลดดอก)",
        "คิดตามจำนวนวันจริง หนึ่งปีมี 365 วัน",
    )
    assert Interest().words == ("ไม่คิดดอกเบี้ย",)
    flat = Interest(Method.FLAT, Rate(Decimal("0.50"), RatePer.MONTH), DayCount.THIRTY_360)
    assert flat.words[0] == "ดอกเบี้ยร้อยละ 0.5 ต่อเดือน"
    changing = Rate(Decimal(6), changes=(RateChange(date(2018, 1, 1), Decimal(4)),))
    assert changing.words == "ร้อยละ 6 ต่อปี ตั้งแต่ 1 มกราคม 2561 ร้อยละ 4 ต่อปี"
