"""How late a loan is: days, instalments and yearly due dates, by table; no database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debts.lateness import Lateness, LoanFigures, lateness, yearly_due_dates_missed
from debts.schemes import SHIPPED

DUE = date(2017, 6, 30)


def loan(**stated) -> LoanFigures:
    return LoanFigures(**{"owed": Decimal(5000), "due_on": DUE, **stated})


def band_of(late: Lateness) -> str:
    place = SHIPPED.rank(
        days=late.days, instalments=late.instalments, yearly_due_dates=late.yearly_due_dates
    )
    return SHIPPED.bands[place].name


@pytest.mark.parametrize(
    ("after", "days", "band"),
    [
        (-1, 0, "ปกติ"),
        (0, 0, "ปกติ"),
        (1, 1, "เริ่มค้าง"),
        (90, 90, "เริ่มค้าง"),
        (91, 91, "ค้างนาน"),
        (365, 365, "ค้างนาน"),
        (366, 366, "ค้างเรื้อรัง"),
    ],
)
def test_days_run_from_the_day_after_the_due_date(after, days, band):
    late = lateness(loan(), DUE + timedelta(after))

    assert (late.days, late.yearly_due_dates, band_of(late)) == (days, 0, band)


@pytest.mark.parametrize(
    ("stated", "yearly"),
    [
        ({"term_months": 12}, True),
        ({"term_months": 11}, False),
        ({"term_months": 36}, True),
        ({"lent_on": DUE - timedelta(330)}, True),
        ({"lent_on": DUE - timedelta(329)}, False),
        ({"lent_on": DUE - timedelta(330), "term_months": 6}, True),
        ({"lent_on": DUE - timedelta(400), "due_on": None}, False),
        ({}, False),
    ],
)
def test_a_loan_is_yearly_by_its_rule_or_by_the_days_it_was_lent_for(stated, yearly):
    assert loan(**stated).is_yearly is yearly


@pytest.mark.parametrize(
    ("on", "missed", "band"),
    [
        (date(2017, 6, 30), 0, "ปกติ"),
        (date(2017, 7, 1), 1, "ค้างนาน"),
        (date(2018, 6, 30), 1, "ค้างนาน"),
        (date(2018, 7, 1), 2, "ค้างเรื้อรัง"),
        (date(2020, 7, 1), 4, "ค้างเรื้อรัง"),
        (date(2016, 1, 1), 0, "ปกติ"),
    ],
)
def test_a_yearly_loan_misses_its_due_date_and_every_anniversary_that_passed(on, missed, band):
    late = lateness(loan(term_months=12), on)

    assert (late.yearly_due_dates, band_of(late)) == (missed, band)


@pytest.mark.parametrize(
    ("on", "missed"),
    [
        (date(2016, 2, 29), 0),
        (date(2016, 3, 1), 1),
        (date(2017, 2, 28), 1),
        (date(2017, 3, 1), 2),
        (date(2020, 2, 28), 4),
        (date(2020, 2, 29), 4),
        (date(2020, 3, 1), 5),
    ],
)
def test_a_due_date_on_29_february_comes_round_on_the_last_day_of_february(on, missed):
    assert yearly_due_dates_missed(date(2016, 2, 29), on) == missed


def test_interest_overdue_a_year_or_more_says_at_least_366_days_whatever_the_due_date():
    interest = {"interest_over_year": Decimal("0.01")}

    not_due = lateness(loan(due_on=date(2018, 1, 1), **interest), DUE)
    unknown = lateness(loan(due_on=None, **interest), DUE)
    long_due = lateness(loan(due_on=date(2015, 1, 1), **interest), DUE)

    assert (not_due.days, unknown.days, long_due.days) == (366, 366, 911)
    assert not_due.why == [
        "ครบกำหนด 1 ม.ค. 2561",
        "มีดอกเบี้ยค้างหนึ่งปีขึ้นไป จึงค้างอย่างน้อย 366 วัน",
    ]
    assert unknown.why[0] == "ไม่รู้วันครบกำหนด"
    assert long_due.why == ["ครบกำหนด 1 ม.ค. 2558 เลยมา 911 วัน"]


def test_a_due_date_nobody_stated_is_said_and_never_guessed():
    late = lateness(loan(due_on=None, lent_on=date(2010, 1, 1), term_months=12), DUE)

    assert late == Lateness(due_on=None, is_known=False)
    assert late.why == ["ไม่รู้วันครบกำหนด"]


@pytest.mark.parametrize(
    ("missed", "known", "band"),
    [(None, False, "ปกติ"), (0, True, "ปกติ"), (1, True, "เริ่มค้าง"), (4, True, "ค้างนาน")],
)
def test_the_funds_own_count_of_instalments_stands_where_no_due_date_is_stated(missed, known, band):
    late = lateness(loan(due_on=None, missed_instalments=missed), DUE)

    assert (late.is_known, band_of(late)) == (known, band)


def test_a_loan_that_owes_nothing_is_late_in_nothing():
    late = lateness(loan(owed=Decimal(0), missed_instalments=9, term_months=12), date(2030, 1, 1))

    assert (late, band_of(late)) == (Lateness(due_on=late.due_on), "ปกติ")


def test_every_reason_is_told():
    late = lateness(loan(term_months=12, missed_instalments=2), date(2018, 7, 1))

    assert late.why == [
        "ครบกำหนด 30 มิ.ย. 2560 เลยมา 366 วัน",
        "ชำระปีละครั้ง เลยกำหนดรายปี 2 ครั้ง",
        "ค้างชำระ 2 งวด",
    ]


loans = st.builds(
    LoanFigures,
    owed=st.decimals(0, 100000, places=2),
    interest_over_year=st.sampled_from([Decimal(0), Decimal(1)]),
    due_on=st.none() | st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    lent_on=st.none() | st.dates(date(1999, 1, 1), date(2030, 12, 31)),
    term_months=st.none() | st.integers(0, 60),
    missed_instalments=st.none() | st.integers(0, 60),
)


@given(one=loans, on=st.dates(date(2000, 1, 1), date(2030, 1, 1)), later=st.integers(0, 3000))
def test_as_days_go_by_no_loan_comes_to_a_milder_band(one, on, later):
    then, now = lateness(one, on), lateness(one, on + timedelta(later))

    assert now.days >= then.days and now.yearly_due_dates >= then.yearly_due_dates
    names = [band.name for band in SHIPPED.bands]
    assert names.index(band_of(now)) >= names.index(band_of(then))
