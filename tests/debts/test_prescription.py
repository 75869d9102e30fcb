"""How the time runs for a loan: by table, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from debts.prescription import NEAR, OVER, RUNS, UNKNOWN, WAITS, PrescriptionFacts, prescriptions

DUE = date(2008, 6, 30)
LENT = date(2007, 6, 30)


def runs(on, **facts):
    """Years, state and last day of each part of a loan of 5,000 baht."""
    found = prescriptions(PrescriptionFacts(owed=Decimal(5000), **facts), on)
    return [(part.years, part.state, part.last_day) for part in found]


TEN = date(2018, 6, 30)
FIVE = date(2013, 6, 30)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2008, 6, 29), WAITS),
        (date(2008, 6, 30), RUNS),
        (date(2017, 6, 29), RUNS),
        (date(2017, 6, 30), NEAR),
        (date(2018, 6, 30), NEAR),
        (date(2018, 7, 1), OVER),
    ],
)
def test_a_loan_is_barred_ten_years_after_it_was_due_and_warned_of_after_nine(on, state):
    assert runs(on, due_on=DUE, lent_on=LENT) == [(10, state, TEN)]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2012, 6, 29), RUNS),
        (date(2012, 6, 30), NEAR),
        (date(2013, 6, 30), NEAR),
        (date(2013, 7, 1), OVER),
    ],
)
def test_instalments_and_interest_are_barred_after_five_and_warned_of_after_four(on, state):
    assert runs(on, due_on=DUE, by_instalments=True) == [(5, state, FIVE)]
    assert runs(on, due_on=DUE, interest=Decimal(5000)) == [(5, state, FIVE)]
    assert runs(on, due_on=DUE, interest=Decimal(10)) == [(10, RUNS, TEN), (5, state, FIVE)]


def test_without_a_due_date_it_runs_from_the_day_it_was_lent_and_without_both_nobody_knows():
    on = date(2017, 7, 1)

    assert runs(on, lent_on=LENT) == [(10, OVER, date(2017, 6, 30))]
    assert runs(on) == [(10, UNKNOWN, None)]
    assert "วันที่กู้" in prescriptions(PrescriptionFacts(owed=Decimal(1)), on)[0].advice


def test_an_acknowledgment_begins_it_anew_unless_it_came_before_the_due_date():
    on = date(2018, 7, 1)
    later, earlier = date(2010, 1, 1), date(2008, 1, 1)

    assert runs(on, due_on=DUE, acknowledged_on=later) == [(10, RUNS, date(2020, 1, 1))]
    assert runs(on, due_on=DUE, acknowledged_on=earlier) == [(10, OVER, TEN)]
    assert runs(on, acknowledged_on=later) == [(10, RUNS, date(2020, 1, 1))]


def test_nothing_owed_runs_nowhere():
    assert prescriptions(PrescriptionFacts(owed=Decimal(0), due_on=DUE), date(2030, 1, 1)) == []


def test_the_years_end_on_the_twenty_eighth_where_there_is_no_twenty_ninth_of_february():
    leap = date(2012, 2, 29)

    assert runs(date(2017, 1, 1), due_on=leap, by_instalments=True) == [
        (5, NEAR, date(2017, 2, 28))
    ]


def test_it_says_how_it_was_counted_and_what_to_do():
    near, over = (
        prescriptions(PrescriptionFacts(owed=Decimal(5000), due_on=DUE), on)[0]
        for on in (date(2018, 6, 20), date(2018, 7, 10))
    )

    assert near.sentence == (
        "เงินต้น: นับจากวันครบกำหนด 30 มิ.ย. 2551 จะครบ 10 ปี วันที่ 30 มิ.ย. 2561 อีก 10 วัน"
    )
    assert "หนังสือรับสภาพหนี้" in near.advice
    assert over.sentence.endswith("เลยมา 10 วันแล้ว")
    assert "ชำระเองได้" in over.advice
