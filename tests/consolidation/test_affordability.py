"""The old loans beside the one contract, in months and in interest that anybody can check."""

from datetime import date
from decimal import Decimal

from consolidation.affordability import Affordability, OldDebt
from consolidation.due_dates import MONTHLY, YEARLY, regular
from consolidation.month_bars import month_bars
from consolidation.plan_terms import Terms
from consolidation.schedule import make_plan
from debts.day_count import DayCount
from debts.interest import Interest, Method, Rate

ON = date(2017, 7, 31)
SIX = Interest(Method.ON_BALANCE, Rate(Decimal(6)), DayCount.THIRTY_360)
NEXT_YEAR = date(2018, 7, 31)


def debt(owed=10_000, due_on: date | None = NEXT_YEAR, percent=6, principal=None):
    rate = None if percent is None else Decimal(percent)
    return OldDebt("กู้", Decimal(principal or owed), Decimal(owed), due_on, rate)


def rows(principal=30_000, years=3, interest=SIX, carried=0):
    terms = Terms(
        Decimal(principal),
        regular(ON, years, YEARLY),
        interest=interest,
        carried=Decimal(carried),
    )
    return make_plan(terms).rows


def afford(*debts, plan=None, to_live=None):
    every_month = None if to_live is None else dict.fromkeys(range(1, 13), Decimal(to_live))
    return Affordability(ON, debts, plan or rows(), every_month)


def test_a_longer_term_at_the_same_rate_costs_more_and_says_for_what():
    found = afford(debt(30_000))
    assert found.interest_on_time == 1800
    assert found.interest_after == 1800 + 1200 + 600
    # By real days, and the last of the three years has 366.
    assert found.interest_as_long == Decimal("3601.64")
    assert found.more_interest == 1800 == found.for_longer + found.for_the_rate


def test_another_rate_is_told_apart_from_a_longer_time():
    one_year = rows(years=1)
    dearer = afford(debt(30_000, percent=5), plan=one_year)
    assert (dearer.for_longer, dearer.for_the_rate) == (0, 300)
    free = afford(debt(30_000, percent=0), plan=one_year)
    assert (free.more_interest, free.for_longer, free.for_the_rate) == (1800, 0, 1800)
    cheaper = afford(debt(30_000, percent=12), plan=one_year)
    assert cheaper.more_interest == -1800


def test_what_is_overdue_is_asked_for_now_and_bears_nothing_more():
    found = afford(debt(12_000, date(2016, 1, 1)), debt(5000, date(2017, 9, 15), percent=0))
    assert [month.before for month in found.months[:3]] == [12_000, 0, 5000]
    assert found.overdue == 12_000
    assert found.interest_on_time == 0
    assert found.due_dates_before == 2
    assert found.last_before == date(2017, 9, 15)


def test_the_last_of_the_months_is_the_one_in_which_a_years_instalment_falls():
    found = afford(debt(30_000))
    assert [month.name for month in (found.months[0], found.months[-1])] == ["ก.ค. 60", "ก.ค. 61"]
    assert [month.after for month in found.months] == [0] * 12 + [11_800]
    assert (found.due_dates_after, found.last_after) == (1, date(2020, 7, 31))
    assert found.due_after == 33_600


def test_a_loan_without_a_due_date_stands_in_no_month_and_is_told():
    found = afford(debt(7000, None), debt(1000))
    assert found.undated == 7000
    assert sum(month.before for month in found.months) == 1060
    assert found.last_before is None


def test_interest_above_the_law_and_of_unsaid_rate_counts_for_nothing():
    found = afford(debt(percent=18), debt(percent=None))
    assert found.interest_on_time == found.interest_as_long == 0
    assert [one.is_above_law for one in found.debts] == [True, False]


def test_the_lowest_month_is_the_one_that_leaves_least_after_living_and_paying():
    found = afford(debt(30_000, date(2017, 12, 1), percent=0), to_live=2000)
    assert (found.lowest_before.name, found.lowest_before.left_before) == ("ธ.ค. 60", -28_000)
    assert (found.lowest_after.name, found.lowest_after.left_after) == ("ก.ค. 61", -9800)
    assert (found.lowest_after.short, found.lowest_after.short_before) == (9800, 0)
    assert found.year_left == 12 * 2000 - 11_800


def test_without_income_nothing_is_said_of_what_is_left():
    found = afford(debt())
    assert (found.lowest_before, found.lowest_after, found.year_left) == (None, None, None)
    assert {month.left_after for month in found.months} == {None}


def test_monthly_payments_fall_into_their_months():
    terms = Terms(Decimal(12_000), regular(ON, 12, MONTHLY), interest=Interest())
    found = afford(debt(12_000), plan=make_plan(terms).rows)
    assert [month.after for month in found.months] == [0] + [1000] * 12
    assert found.due_dates_after == 12


def test_the_bars_share_one_scale_and_never_begin_left_of_the_edge():
    found = afford(debt(11_800, date(2017, 9, 1), percent=0), to_live=5900)
    bars = month_bars(found.months, found.lowest_after)
    assert [bar.before for bar in bars][2] == 100
    assert bars[-1].after == 100
    assert {bar.mark for bar in bars} == {Decimal(50)}
    assert [bar.is_lowest for bar in bars] == [False] * 12 + [True]

    poor = afford(debt(), to_live=-100)
    assert {bar.mark for bar in month_bars(poor.months, None)} == {0}


def test_a_household_with_nothing_due_has_bars_of_nothing():
    months = [month for month in afford(debt(due_on=None)).months if not month.after]
    assert {(bar.before, bar.after) for bar in month_bars(months, None)} == {(0, 0)}
