"""How the time runs for a loan: by table, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from debts.prescription import (
    NEAR,
    OVER,
    RUNS,
    UNKNOWN,
    UNSURE,
    WAITS,
    PrescriptionFacts,
    Said,
    prescriptions,
)

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
    assert runs(on, lent_on=DUE, by_instalments=True) == [(5, state, FIVE)]
    assert runs(on, due_on=DUE, interest=Decimal(5000)) == [(5, state, FIVE)]
    assert runs(on, due_on=DUE, interest=Decimal(10)) == [(10, RUNS, TEN), (5, state, FIVE)]


def test_without_a_due_date_it_runs_from_the_day_it_was_lent_and_without_both_nobody_knows():
    on = date(2017, 7, 1)

    assert runs(on, lent_on=LENT) == [(10, OVER, date(2017, 6, 30))]
    assert runs(on) == [(10, UNKNOWN, None)]
    assert "วันที่กู้" in prescriptions(PrescriptionFacts(owed=Decimal(1)), on)[0].advice


def said(*days, in_writing=True):
    return tuple(Said(day, "หนังสือรับสภาพหนี้", in_writing) for day in days)


def test_an_acknowledgment_begins_it_anew_unless_it_came_before_the_due_date():
    on = date(2018, 7, 1)
    later, earlier = date(2010, 1, 1), date(2008, 1, 1)

    assert runs(on, due_on=DUE, acknowledged=said(later)) == [(10, RUNS, date(2020, 1, 1))]
    assert runs(on, due_on=DUE, acknowledged=said(earlier)) == [(10, OVER, TEN)]
    assert runs(on, acknowledged=said(later)) == [(10, RUNS, date(2020, 1, 1))]
    assert runs(on, due_on=DUE, acknowledged=said(date(2018, 7, 2))) == [(10, OVER, TEN)]


def test_each_acknowledgment_in_time_begins_it_anew_in_the_order_of_their_days():
    days = said(date(2015, 1, 1), date(2011, 1, 1))

    assert runs(date(2017, 1, 1), due_on=DUE, by_instalments=True, acknowledged=days) == [
        (5, RUNS, date(2020, 1, 1))
    ]


def test_what_was_barred_already_has_two_years_from_a_writing_and_none_from_a_payment():
    late, on = date(2018, 7, 1), date(2019, 1, 1)

    assert runs(on, due_on=DUE, acknowledged=said(late)) == [(2, RUNS, date(2020, 7, 1))]
    assert runs(on, due_on=DUE, acknowledged=said(late, in_writing=False)) == [(10, OVER, TEN)]
    facts = PrescriptionFacts(owed=Decimal(1), due_on=DUE, acknowledged=said(late))
    revived = prescriptions(facts, on)[0]
    assert revived.clause == "ป.พ.พ. มาตรา ๑๙๓/๓๕"
    assert revived.sentence == (
        "เงินต้น: ครบอายุความไปแล้วเมื่อ 30 มิ.ย. 2561 แต่ผู้กู้รับสภาพเป็นหนังสือ 1 ก.ค. 2561 "
        "จะครบ 2 ปี วันที่ 1 ก.ค. 2563 อีก 547 วัน"
    )


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2011, 6, 29), (RUNS, date(2012, 6, 30))),
        (date(2011, 6, 30), (UNSURE, FIVE)),
        (date(2013, 6, 30), (UNSURE, FIVE)),
        (date(2013, 7, 1), (OVER, FIVE)),
    ],
)
def test_each_instalment_is_barred_on_its_own_and_the_final_date_speaks_for_none_before(on, found):
    lent = {"lent_on": LENT, "due_on": DUE, "by_instalments": True}

    assert runs(on, **lent) == [(5, *found)]


def test_an_instalment_missed_long_before_the_final_date_is_not_called_safe():
    facts = PrescriptionFacts(Decimal(5000), due_on=date(2020, 1, 1), by_instalments=True)
    (part,) = prescriptions(facts, date(2019, 1, 1))

    assert (part.state, part.is_pressing) == (UNSURE, True)
    assert "นับแยกทีละงวด" in part.sentence and "งวดแรกที่ค้าง" in part.advice


def test_nothing_owed_runs_nowhere():
    assert prescriptions(PrescriptionFacts(owed=Decimal(0), due_on=DUE), date(2030, 1, 1)) == []


def test_the_years_end_on_the_twenty_eighth_where_there_is_no_twenty_ninth_of_february():
    leap = date(2012, 2, 29)

    assert runs(date(2017, 1, 1), lent_on=leap, by_instalments=True) == [
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
