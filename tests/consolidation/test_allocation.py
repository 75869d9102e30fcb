"""Where the baht of a payment go, and what a payment above what is due becomes."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation.allocation import First, Order, allocate
from consolidation.open_instalments import LAWFUL_ORDER, OpenInstalment, Part
from consolidation.overpaying import Overpayment
from consolidation.replaying import DatedPayment, replay
from fundinst.errors import Refused
from tests.consolidation.money_cases import case_of, ids, instalments, order_of, parts_of

JUNE = date(2017, 6, 10)
PRINCIPAL = Part.PRINCIPAL


def paid(amount, on=JUNE, **more):
    return allocate(Decimal(amount), instalments(), on, **more)


@pytest.mark.parametrize("case_id", ["alloc-by-instalment", "alloc-one-baht", "alloc-overpay"])
def test_a_payment_goes_where_the_case_says(case_id):
    case = case_of("allocation", case_id)
    found = paid(case["inputs"]["payment"], order=order_of(case["inputs"]))

    assert found.by_instalment() == parts_of(case["expected"])
    assert found.left_over == Decimal(case["expected"].get("left_over", 0))
    assert sum(share.amount for share in found.shares) + found.left_over == found.amount


def test_one_baht_leaves_the_instalment_overdue():
    case = case_of("allocation", "alloc-one-baht")
    first = paid(case["inputs"]["payment"]).open[0]
    assert first.is_overdue(JUNE)
    assert f"still overdue, {first.open} open" == case["expected"]["instalment_1_state"]


def test_a_receipt_entered_late_gives_the_same_as_if_it_had_been_entered_on_its_day():
    case = case_of("allocation", "alloc-backdated")
    payments = [
        DatedPayment(date.fromisoformat(day), Decimal(amount), entered)
        for entered, key in enumerate(["first_entered", "then_entered"])
        for amount, day in [case["inputs"][key].split(" dated ")]
    ]
    found = replay(instalments(), payments, JUNE, order=order_of(case["inputs"]))

    placed = {1: {}, 2: {}}
    for entered in (0, 1):
        for number, parts in found.went_to(entered).items():
            for part, amount in parts.items():
                placed[number][part] = placed[number].get(part, 0) + amount
    assert placed == parts_of(case["expected"]["after_replay"])
    assert [one.payment.on for one in found.replayed] == [date(2017, 5, 20), JUNE]


def test_every_case_of_a_payment_is_read():
    assert ids("allocation") == {
        "alloc-by-instalment",
        "alloc-one-baht",
        "alloc-overpay",
        "alloc-backdated",
    }


@pytest.mark.parametrize(
    ("choice", "gets", "kept", "given_back"),
    [
        (None, {}, 0, 0),
        (Overpayment.NEXT_INSTALMENTS, {3: {Part.INTEREST: 48, PRINCIPAL: 118}}, 0, 0),
        (Overpayment.SHORTER, {3: {PRINCIPAL: 166}}, 0, 0),
        (Overpayment.NEXT_PRINCIPAL, {3: {PRINCIPAL: 166}}, 0, 0),
        (Overpayment.LOWER, {3: {PRINCIPAL: 166}}, 0, 0),
        (Overpayment.KEEP, {}, 166, 0),
        (Overpayment.GIVE_BACK, {}, 0, 166),
    ],
)
def test_an_over_payment_becomes_what_people_choose_and_nothing_before(
    choice, gets, kept, given_back
):
    found = paid("2300.00", rest=choice)
    later = {number: parts for number, parts in found.by_instalment().items() if number == 3}
    assert later == gets
    assert (found.kept, found.given_back) == (kept, given_back)
    assert found.left_over == (166 if choice is None else 0)


def rows(*principals):
    return [
        OpenInstalment(number, date(2018 + number, 1, 1), Decimal(principal), Decimal(10))
        for number, principal in enumerate(principals, 1)
    ]


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        (Overpayment.SHORTER, [100, 50, 0]),
        (Overpayment.NEXT_PRINCIPAL, [0, 50, 100]),
        (Overpayment.LOWER, [50, 50, 50]),
    ],
)
def test_principal_paid_early_comes_off_where_it_is_chosen(choice, left):
    found = allocate(Decimal(150), rows(100, 100, 100), date(2018, 1, 1), rest=choice)
    assert [one.principal for one in found.open] == left
    assert [one.interest for one in found.open] == [10, 10, 10]


def test_more_than_all_principal_stays_left_over_for_another_choice():
    found = allocate(Decimal(350), rows(100, 100, 100), date(2018, 1, 1), rest=Overpayment.LOWER)
    assert [one.principal for one in found.open] == [0, 0, 0]
    assert found.left_over == 50


def test_what_was_carried_and_fees_come_in_the_laws_order():
    one = OpenInstalment(1, JUNE, *(Decimal(amount) for amount in (100, 10, 20, 5, 3)))
    found = allocate(Decimal(30), [one], JUNE)
    assert found.by_instalment() == {
        1: {Part.FEE: 3, Part.PENALTY: 5, Part.CARRIED: 20, Part.INTEREST: 2}
    }
    assert found.of(Part.CARRIED) == 20


def test_what_fell_due_first_comes_first_whatever_its_number():
    moved = [
        OpenInstalment(1, date(2017, 5, 31), Decimal(100)),
        OpenInstalment(2, date(2017, 4, 30), Decimal(100)),
    ]
    assert allocate(Decimal(60), moved, JUNE).by_instalment() == {2: {PRINCIPAL: 60}}


def test_another_order_needs_the_paper_it_was_agreed_on():
    principal_first = Order((PRINCIPAL, *[part for part in LAWFUL_ORDER if part != PRINCIPAL]))
    with pytest.raises(Refused) as stopped:
        paid("100.00", order=principal_first)
    assert [refusal.code for refusal in stopped.value.refusals] == ["order_not_agreed"]

    agreed = Order(principal_first.parts, agreement="สัญญาข้อ 7")
    assert paid("100.00", order=agreed).by_instalment() == {1: {PRINCIPAL: 100}}


def test_all_interest_that_is_due_may_come_before_any_principal():
    by_part = Order(first=First.PART)
    assert paid("1100.00", order=by_part).by_instalment() == {
        1: {Part.PENALTY: 20, Part.INTEREST: 60, PRINCIPAL: 966},
        2: {Part.INTEREST: 54},
    }


@pytest.mark.parametrize(
    ("amount", "order", "codes"),
    [
        ("0", Order(), ["payment_amount"]),
        ("-5", Order(), ["payment_amount"]),
        ("0.005", Order(parts=LAWFUL_ORDER[:2]), ["payment_amount", "order_incomplete"]),
    ],
)
def test_a_payment_that_is_none_is_refused(amount, order, codes):
    with pytest.raises(Refused) as stopped:
        paid(amount, order=order)
    assert [refusal.code for refusal in stopped.value.refusals] == codes


amounts = st.decimals(0, 500, places=2)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(amounts, amounts, amounts, amounts, amounts), min_size=1, max_size=6),
    st.decimals(Decimal("0.01"), 4000, places=2),
    st.sampled_from([None, *Overpayment]),
)
def test_no_baht_is_lost_and_nothing_is_paid_twice(parts, payment, choice):
    before = [OpenInstalment(n, date(2017, n, 1), *row) for n, row in enumerate(parts, 1)]
    found = allocate(payment, before, date(2017, 3, 1), rest=choice)

    went = sum(share.amount for share in found.shares)
    assert went + found.left_over + found.kept + found.given_back == payment
    assert sum(one.open for one in before) - sum(one.open for one in found.open) == went
    assert all(one.of(part) >= 0 for one in found.open for part in Part)
