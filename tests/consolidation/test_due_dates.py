"""The days on which instalments fall due."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from consolidation.due_dates import (
    Frequency,
    Holidays,
    Move,
    Unit,
    fixed_days,
    harvest,
    on_days,
    once,
    regular,
)
from fundinst.errors import Refused

SUNDAYS = frozenset({6})
MARCH = {"first_due": date(2024, 3, 31)}


def days(periods):
    return [period.due_on.isoformat() for period in periods]


def refused(make):
    with pytest.raises(Refused) as stopped:
        make()
    return [refusal.code for refusal in stopped.value.refusals]


@pytest.mark.parametrize(
    ("lent_on", "frequency", "more", "dues"),
    [
        ("2024-01-15", Frequency(), {}, "2024-02-15 2024-03-15 2024-04-15"),
        ("2023-12-31", Frequency(), {}, "2024-01-31 2024-02-29 2024-03-31"),
        ("2024-02-29", Frequency(1, Unit.YEAR), {}, "2025-02-28 2026-02-28 2027-02-28"),
        ("2024-01-15", Frequency(3), {}, "2024-04-15 2024-07-15 2024-10-15"),
        ("2024-01-15", Frequency(2, Unit.WEEK), {}, "2024-01-29 2024-02-12 2024-02-26"),
        ("2024-01-15", Frequency(10, Unit.DAY), {}, "2024-01-25 2024-02-04 2024-02-14"),
        ("2024-01-15", Frequency(), {"day_of_month": 31}, "2024-02-29 2024-03-31 2024-04-30"),
        ("2024-01-15", Frequency(), MARCH, "2024-03-31 2024-04-30 2024-05-31"),
        ("2017-07-31", Frequency(1, Unit.YEAR), {}, "2018-07-31 2019-07-31 2020-07-31"),
    ],
)
def test_due_dates_at_equal_distances(lent_on, frequency, more, dues):
    assert days(regular(date.fromisoformat(lent_on), 3, frequency, **more)) == dues.split()


def test_after_a_leap_day_the_day_comes_back_when_the_year_has_it():
    found = regular(date(2024, 2, 29), 4, Frequency(1, Unit.YEAR))
    assert days(found)[-1] == "2028-02-29"


def test_regular_periods_are_whole_months_and_an_odd_first_one_is_not():
    regulars = regular(date(2023, 12, 31), 3)
    assert [period.months for period in regulars] == [1, 1, 1]
    assert [period.parts for period in regulars] == [1, 1, 1]
    odd = regular(date(2024, 1, 15), 3, first_due=date(2024, 3, 1))
    assert [period.months for period in odd] == [None, 1, 1]
    assert odd[0].parts == 1
    by_days = regular(date(2024, 1, 15), 3, first_due=date(2024, 3, 1), first_by_days=True)
    assert [period.parts for period in by_days] == [Fraction(46, 29), 1, 1]


def test_fixed_days_of_the_year_begin_after_lending_and_come_in_order():
    found = fixed_days(date(2024, 7, 5), 4, [(11, 5), (7, 5)])
    assert days(found) == ["2024-11-05", "2025-07-05", "2025-11-05", "2026-07-05"]
    assert [period.months for period in found] == [4, 8, 4, 8]
    later = fixed_days(date(2024, 7, 5), 2, [(11, 5), (7, 5)], not_before=date(2025, 7, 5))
    assert days(later) == ["2025-07-05", "2025-11-05"]
    assert later[0].starts == date(2024, 7, 5)
    assert days(fixed_days(date(2024, 1, 1), 2, [(2, 29)])) == ["2024-02-29", "2025-02-28"]


def test_one_payment_and_days_as_agreed():
    assert days(once(date(2017, 7, 31), months=12)) == ["2018-07-31"]
    assert once(date(2017, 7, 31), months=12)[0].months == 12
    agreed = on_days(date(2024, 1, 1), [date(2024, 3, 31), date(2024, 12, 15)])
    assert [(period.starts, period.ends) for period in agreed] == [
        (date(2024, 1, 1), date(2024, 3, 31)),
        (date(2024, 3, 31), date(2024, 12, 15)),
    ]


def test_harvests_come_in_the_order_of_their_days_with_their_percent():
    rice, cassava = date(2024, 12, 15), date(2024, 3, 31)
    dues, pattern = harvest([(rice, Decimal(70)), (cassava, Decimal(30))])
    assert dues == (cassava, rice)
    assert pattern == (Decimal(30), Decimal(70))


@pytest.mark.parametrize(
    ("move", "day", "moved"),
    [
        (Move.NEXT, "2024-03-31", "2024-04-01"),
        (Move.BEFORE, "2024-03-31", "2024-03-30"),
        (Move.NEXT_IN_MONTH, "2024-03-31", "2024-03-30"),
        (Move.NEXT_IN_MONTH, "2024-03-24", "2024-03-25"),
        (Move.NEXT, "2024-04-12", "2024-04-17"),
        (Move.BEFORE, "2024-04-15", "2024-04-11"),
        (Move.NEXT, "2024-03-29", "2024-03-29"),
    ],
)
def test_a_due_date_on_a_holiday_moves_as_it_is_said(move, day, moved):
    songkran = frozenset(date(2024, 4, number) for number in (12, 13, 15, 16))
    holidays = Holidays(SUNDAYS, songkran, move)
    assert holidays.moved(date.fromisoformat(day)).isoformat() == moved


def test_a_moved_due_date_leaves_the_interest_unless_it_is_said_to_follow():
    [stays] = once(date(2024, 2, 29), months=1, holidays=Holidays(frozenset({4})))
    assert (stays.ends, stays.due_on, stays.months) == (date(2024, 3, 29), date(2024, 3, 30), 1)
    follow = Holidays(frozenset({4}), interest_follows=True)
    [follows] = once(date(2024, 2, 29), months=1, holidays=follow)
    assert (follows.ends, follows.due_on, follows.months) == (
        date(2024, 3, 30),
        date(2024, 3, 30),
        None,
    )


def test_interest_that_follows_a_moved_day_is_counted_by_days_and_not_by_months():
    follow = Holidays(frozenset({3}), interest_follows=True)  # the first is on a Thursday
    found = regular(date(2024, 1, 1), 3, holidays=follow)
    assert [(period.ends.day, period.months) for period in found] == [(2, None), (1, None), (1, 1)]
    assert found[0].usual.ends == date(2024, 2, 1)


def test_a_week_of_nothing_but_holidays_moves_nothing():
    assert Holidays(frozenset(range(7))).moved(date(2024, 1, 1)) == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (lambda: regular(date(2024, 1, 1), 0), ["instalment_count"]),
        (lambda: regular(date(2024, 1, 1), 601), ["instalment_count"]),
        (lambda: regular(date(2024, 1, 1), 1, Frequency(0)), ["frequency_unknown"]),
        (lambda: regular(date(2024, 1, 1), 61, Frequency(1, Unit.YEAR)), ["term_too_long"]),
        (lambda: regular(date(2024, 1, 1), 500, Frequency(9**9)), ["term_too_long"]),
        (
            lambda: regular(date(2024, 1, 1), 2, first_due=date(2024, 1, 1)),
            ["due_dates_not_rising"],
        ),
        (lambda: on_days(date(2024, 1, 1), []), ["instalment_count"]),
        (lambda: once(date(2024, 1, 1), months=0), ["frequency_unknown"]),
        (lambda: once(date(2024, 1, 1), months=10**9), ["term_too_long"]),
        (
            lambda: on_days(date(2024, 1, 1), [date(2024, 3, 1), date(2024, 2, 1)]),
            ["due_dates_not_rising"],
        ),
        (lambda: fixed_days(date(2024, 1, 1), 3, []), ["no_due_days"]),
        (
            lambda: fixed_days(date(2024, 1, 1), 0, [(2, 30), (13, 1)]),
            ["instalment_count", "due_day_unknown", "due_day_unknown"],
        ),
        (
            lambda: regular(
                date(2024, 1, 4), 4, Frequency(1, Unit.DAY), holidays=Holidays(frozenset({5, 6}))
            ),
            ["due_dates_not_rising", "due_dates_not_rising"],
        ),
    ],
)
def test_days_that_make_no_plan_are_refused(make, codes):
    assert refused(make) == codes


def test_the_frequency_is_said_as_people_say_it():
    assert Frequency().words == "ชำระทุกเดือน"
    assert Frequency(3).words == "ชำระทุก 3 เดือน"
    assert Frequency(1, Unit.YEAR).a_year == 1
    assert Frequency(3).a_year == 4
    assert Frequency(1, Unit.WEEK).a_year == Fraction(365, 7)
    assert Holidays().words == ()
