"""How much of a year lies between two days."""

from datetime import date
from fractions import Fraction

import pytest

from debts.day_count import DayCount, Period, months_after, part_of_year, years_of


@pytest.mark.parametrize(
    ("day_count", "starts", "ends", "part"),
    [
        ("actual/365", "2024-01-01", "2024-02-01", Fraction(31, 365)),
        ("actual/365", "2023-07-31", "2024-07-31", Fraction(366, 365)),
        ("actual/360", "2023-01-01", "2023-03-02", Fraction(60, 360)),
        ("actual/364", "2023-01-01", "2023-01-15", Fraction(14, 364)),
        ("actual/actual", "2023-12-01", "2024-02-01", Fraction(31, 365) + Fraction(31, 366)),
        ("actual/actual", "2024-01-01", "2025-01-01", Fraction(1)),
        ("30/360", "2024-01-01", "2024-02-01", Fraction(1, 12)),
        ("30/360", "2024-01-31", "2024-02-29", Fraction(1, 12)),
        ("30/360", "2024-02-29", "2024-03-31", Fraction(1, 12)),
        ("30/360", "2024-01-15", "2024-02-10", Fraction(25, 360)),
        ("30/360", "2017-07-31", "2020-07-31", Fraction(3)),
        ("actual/365", "2024-02-01", "2024-02-01", Fraction(0)),
        ("actual/365", "2024-02-02", "2024-02-01", Fraction(0)),
    ],
)
def test_a_stretch_of_days_is_so_much_of_a_year(day_count, starts, ends, part):
    found = part_of_year(DayCount(day_count), date.fromisoformat(starts), date.fromisoformat(ends))
    assert found == part


def test_whole_months_are_equal_under_thirty_days_whichever_they_are():
    period = Period(date(2023, 1, 30), date(2023, 2, 28), date(2023, 2, 28), months=1)
    assert years_of(period, DayCount.THIRTY_360) == Fraction(1, 12)
    assert years_of(period, DayCount.ACTUAL_365) == Fraction(29, 365)


@pytest.mark.parametrize(
    ("day", "months", "keep_day", "found"),
    [
        ("2024-01-31", 1, None, "2024-02-29"),
        ("2024-02-29", 12, None, "2025-02-28"),
        ("2024-02-29", 1, 31, "2024-03-31"),
        ("2024-11-05", 3, None, "2025-02-05"),
        ("2024-03-31", -1, None, "2024-02-29"),
        ("2024-01-15", -12, None, "2023-01-15"),
    ],
)
def test_a_month_without_the_day_ends_on_its_last(day, months, keep_day, found):
    after = months_after(date.fromisoformat(day), months, keep_day=keep_day)
    assert after == date.fromisoformat(found)


def test_a_year_counted_shorter_costs_more_than_is_written():
    assert DayCount.ACTUAL_360.yearly_factor == Fraction(365, 360)
    assert DayCount.ACTUAL_365.yearly_factor == 1
    assert DayCount.THIRTY_360.yearly_factor == 1


def test_every_day_count_has_its_own_sentence():
    sentences = [day_count.words for day_count in DayCount]
    assert len(set(sentences)) == len(sentences) == 5
    assert DayCount.ACTUAL_365.words == "คิดตามจำนวนวันจริง หนึ่งปีมี 365 วัน"
