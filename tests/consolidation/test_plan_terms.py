"""Terms that make no plan are refused with every reason; those that do say their conventions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from consolidation.due_dates import Holidays, regular
from consolidation.plan_terms import (
    CarriedIn,
    DeferredTo,
    Grace,
    GraceKind,
    Rounds,
    Shape,
    Terms,
)
from consolidation.schedule import make_plan
from debts.day_count import DayCount
from debts.interest import Interest, Method, Rate
from debts.rounding import Direction, Place, Rounding
from fundinst.errors import Refused

LENT_ON = date(2024, 1, 1)
SIX = Interest(Method.ON_BALANCE, Rate(Decimal(6)), DayCount.ACTUAL_365)
TERMS = Terms(Decimal(44_000), regular(LENT_ON, 3), SIX, rounding=Rounding(Decimal(1)))


def refusals(**changed):
    with pytest.raises(Refused) as stopped:
        make_plan(replace(TERMS, **changed))
    return stopped.value.refusals


def codes(**changed):
    return [refusal.code for refusal in refusals(**changed)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"periods": ()}, "no_instalments"),
        ({"principal": Decimal(0)}, "nothing_to_pay"),
        ({"principal": Decimal(-5)}, "nothing_to_pay"),
        ({"carried": Decimal(-5)}, "nothing_to_pay"),
        ({"principal": Decimal("10.005")}, "below_satang"),
        ({"rounding": Rounding(Decimal(0))}, "unit_unknown"),
        ({"rounding": Rounding(Decimal("0.005"))}, "unit_unknown"),
        ({"shape": Shape.FIXED_AMOUNT}, "no_instalment_amount"),
        ({"grace": Grace(3)}, "grace_too_long"),
        ({"grace": Grace(-1)}, "grace_negative"),
        ({"grace": Grace(0, GraceKind.INTEREST_DEFERRED, 3)}, "interest_grace_too_long"),
        ({"grace": Grace(0, GraceKind.INTEREST_FORGIVEN, 4)}, "interest_grace_too_long"),
        ({"interest": Interest(Method.FLAT, Rate(Decimal(-1)))}, "rate_negative"),
        ({"shape": Shape.PATTERN, "pattern": (Decimal(50), Decimal(50))}, "pattern_length"),
        ({"shape": Shape.PATTERN, "pattern": tuple(map(Decimal, (50, 50, 0)))}, "pattern_last"),
        ({"shape": Shape.PATTERN, "pattern": tuple(map(Decimal, (50, 30, 10)))}, "pattern_sum"),
        ({"shape": Shape.PATTERN, "pattern": tuple(map(Decimal, (-50, 50, 100)))}, "pattern_sum"),
        ({"interest_pattern": tuple(map(Decimal, (50, 25, 25)))}, "interest_pattern_not_flat"),
        ({"shape": Shape.AMOUNTS, "amounts": tuple(map(Decimal, (4, 40_000, 9)))}, "amounts_sum"),
        ({"principal": Decimal("0.02")}, "too_small_for_instalments"),
        ({"shape": Shape.FIXED_AMOUNT, "instalment": Decimal(200)}, "payment_below_interest"),
        ({"shape": Shape.FIXED_AMOUNT, "instalment": Decimal(30_000)}, "paid_before_end"),
    ],
)
def test_terms_that_make_no_plan_are_refused_in_words(changed, code):
    [refusal] = refusals(**changed)
    assert refusal.code == code
    assert "ให้" in refusal.sentence


def test_an_amount_that_never_pays_off_says_what_would_be_left():
    [refusal] = refusals(shape=Shape.FIXED_AMOUNT, instalment=Decimal(10_000), until_paid=True)
    assert refusal.code == "not_paid_by_end"
    assert "แล้วยังเหลือ 14,511 บาท" in refusal.sentence


def test_an_amount_that_only_just_covers_the_interest_pays_nothing_off():
    interest = Interest(Method.ON_BALANCE, Rate(Decimal(12)), DayCount.THIRTY_360)
    agreed = {"interest": interest, "shape": Shape.FIXED_AMOUNT, "instalment": Decimal(440)}
    assert codes(**agreed) == ["payment_below_interest"]
    assert codes(**agreed, until_paid=True) == ["payment_below_interest"]
    assert codes(**{**agreed, "instalment": Decimal(441)}, until_paid=True) == ["not_paid_by_end"]


def test_all_reasons_come_at_once():
    assert codes(
        principal=Decimal("-0.005"),
        grace=Grace(5),
        interest=Interest(Method.FLAT, Rate(Decimal(-1))),
        shape=Shape.AMOUNTS,
    ) == [
        "nothing_to_pay",
        "below_satang",
        "grace_too_long",
        "rate_negative",
        "amounts_length",
        "amounts_sum",
    ]


def test_a_unit_above_the_amount_gives_way_and_the_contract_says_which_was_used():
    plan = make_plan(replace(TERMS, principal=Decimal(300), rounding=Rounding(Decimal(1000))))
    assert [row.principal for row in plan.rows] == [100, 100, 100]
    assert "ปัดเศษเป็นสตางค์ (ครึ่งหนึ่งขึ้นไปปัดขึ้น ไม่ถึงครึ่งปัดลง)" in " ".join(plan.words)


def test_only_what_was_carried_can_be_planned_too():
    plan = make_plan(replace(TERMS, principal=Decimal(0), carried=Decimal(100)))
    assert [(row.principal, row.interest, row.carried) for row in plan.rows] == [
        (0, 0, 33),
        (0, 0, 33),
        (0, 0, 34),
    ]


@pytest.mark.parametrize(
    ("carried_in", "carried"),
    [
        (CarriedIn.EVENLY, [0, 50, 50]),
        (CarriedIn.FIRST, [0, 100, 0]),
        (CarriedIn.LAST, [0, 0, 100]),
    ],
)
def test_what_was_carried_is_paid_where_it_is_said_and_bears_nothing(carried_in, carried):
    terms = replace(TERMS, carried=Decimal(100), carried_in=carried_in, grace=Grace(1))
    plan = make_plan(terms)
    assert [row.carried for row in plan.rows] == carried
    assert plan.interest == make_plan(replace(terms, carried=Decimal(0))).interest
    assert plan.due == 44_000 + 100 + plan.interest


def test_every_convention_of_a_contract_is_said_in_plain_words():
    terms = replace(
        TERMS,
        grace=Grace(1, GraceKind.INTEREST_DEFERRED, deferred_to=DeferredTo.SPREAD),
        carried=Decimal(450),
        rounds=Rounds.INSTALMENT,
        rounding=Rounding(Decimal(5), Direction.UP, Place.FIRST),
        calendar_words=Holidays(frozenset({6})).words,
    )
    assert make_plan(terms).words == (
        "ดอกเบี้ยร้อยละ 6 ต่อปี",
        "คิดดอกเบี้ยจากเงินต้นที่ยังเหลือเท่านั้น คืนเงินต้นแล้วดอกเบี้ยลดลง (ลดต้นลดดอก)",
        "คิดตามจำนวนวันจริง หนึ่งปีมี 365 วัน",
        "คืนเงินต้นเท่ากันทุกงวด บวกดอกเบี้ยของงวด",
        "ถ้าวันครบกำหนดตรงกับวันหยุด ให้เลื่อนไปวันทำการถัดไป ดอกเบี้ยไม่เปลี่ยน",
        "1 งวดแรกยังไม่ต้องคืนเงินต้น",
        "ดอกเบี้ยของ 1 งวดแรกยังไม่ต้องจ่าย ให้จ่ายเฉลี่ยทุกงวดที่เหลือ และไม่คิดดอกเบี้ยซ้อนดอกเบี้ย",
        "ยอดยกมา 450 บาทไม่คิดดอกเบี้ย ชำระเฉลี่ยทุกงวดที่คืนเงินต้น",
        "ปัดเศษเป็นจำนวนเต็ม 5 บาท (เศษปัดขึ้นเสมอ) ส่วนที่ขาดหรือเกินจากการปัดเศษอยู่ในงวดแรก",
        "ปัดยอดรวมของงวด ดอกเบี้ยคิดถึงสตางค์ เงินต้นคือส่วนที่เหลือของงวด",
    )


@pytest.mark.parametrize(
    ("grace", "words"),
    [
        (Grace(), ()),
        (Grace(2), ("2 งวดแรกยังไม่ต้องคืนเงินต้น", "ระหว่างนั้นจ่ายเฉพาะดอกเบี้ย")),
        (
            Grace(2, GraceKind.INTEREST_FORGIVEN, 1),
            ("2 งวดแรกยังไม่ต้องคืนเงินต้น", "1 งวดแรกไม่คิดดอกเบี้ย และไม่เรียกเก็บภายหลัง"),
        ),
    ],
)
def test_each_kind_of_grace_is_told_apart_in_words(grace, words):
    assert grace.words == words


def test_an_interest_free_contract_says_just_that():
    terms = replace(
        TERMS, interest=Interest(), shape=Shape.FIXED_AMOUNT, instalment=Decimal(15_000)
    )
    assert terms.words == (
        "ไม่คิดดอกเบี้ย",
        "ชำระงวดละ 15,000 บาท ชำระงวดละจำนวนที่ตกลงกัน เงินต้นรวมดอกเบี้ยแล้ว งวดสุดท้ายชำระเท่าที่เหลือ",
        Rounding(Decimal(1)).words,
    )
    assert replace(TERMS, periods=TERMS.periods[:1]).words[3] == "ชำระครั้งเดียวทั้งหมด"
