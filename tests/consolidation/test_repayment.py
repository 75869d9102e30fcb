"""How a contract stands on a day, counted a second time in a few plain lines of another kind."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation.models import AgreedPlan, Contract, Instalment, Receipt
from consolidation.repayment import Repayment, repayment_of
from tests.consolidation.repaid import (
    FIRST,
    SECOND,
    THIRD,
    figures,
    make_repayable,
    pay,
    stands,
)

ROWS = [
    (date(2018, 7, 31), Decimal(100), Decimal(1800), Decimal(10_000)),
    (date(2019, 7, 31), Decimal(100), Decimal(1200), Decimal(10_000)),
    (date(2020, 7, 31), Decimal("100.55"), Decimal("600.25"), Decimal("9999.20")),
]
"""Due on, carried, interest, principal: paid in this order."""
WHOLE = sum(sum(row[1:]) for row in ROWS)
DAYS = st.dates(date(2017, 8, 1), date(2021, 7, 31)) | st.sampled_from(
    [row[0] + timedelta(days=near) for row in ROWS for near in (-1, 0, 1)]
)


@st.composite
def payments(draw):
    """Never more than the whole plan; entered in any order."""
    left, found = WHOLE, []
    for on in draw(st.lists(DAYS, max_size=6)):
        amount = min(left, draw(st.decimals("0.01", 12_000, places=2)))
        if amount > 0:
            found.append((on, amount))
            left -= amount
    return found


def repayment(paid, on, rest):
    contract, plan = Contract(pk=1), AgreedPlan(pk=1)
    instalments = [
        Instalment(
            plan=plan, number=number, due_on=due, carried=carried, interest=own, principal=principal
        )
        for number, (due, carried, own, principal) in enumerate(ROWS, 1)
    ]
    receipts = [
        Receipt(pk=number, on=day, amount=amount, given_back=Decimal(0), rest=rest)
        for number, (day, amount) in enumerate(paid, 1)
    ]
    for receipt in receipts:
        receipt.charged = Decimal(0)
    return Repayment(contract, plan, instalments, receipts, on)


def counted_by_hand(paid, on, *, ahead):
    """Money is poured over the boxes from the first to the last, as far as it may go that day."""
    money = sum(amount for day, amount in paid if day <= on)
    left = WHOLE - money
    was_due = sum(sum(row[1:]) for row in ROWS if row[0] <= on)
    poured = money if ahead else min(money, was_due)
    principal, late_since = Decimal(0), None
    for due, *boxes in ROWS:
        filled = [min(box, max(poured - sum(boxes[:at]), 0)) for at, box in enumerate(boxes)]
        poured -= sum(filled)
        principal += boxes[-1] - filled[-1]
        if sum(filled) < sum(boxes) and due < on and late_since is None:
            late_since = due
    days = (on - late_since).days if late_since else 0
    return max(was_due - money, Decimal(0)), left, days, principal


@pytest.mark.parametrize("rest", ["keep", "next_instalments"])
@settings(max_examples=120, deadline=None)
@given(paid=payments(), on=DAYS)
def test_a_second_count_comes_to_the_same(rest, paid, on):
    found = repayment(paid, on, rest)

    assert (found.due, found.left, found.arrears.days, found.principal_left) == counted_by_hand(
        paid, on, ahead=rest == "next_instalments"
    )
    assert found.paid + found.left == WHOLE
    assert found.standing.left_over == 0


@settings(max_examples=60, deadline=None)
@given(data=st.data(), paid=payments(), on=DAYS)
def test_receipts_entered_in_any_order_stand_the_same(data, paid, on):
    again = repayment(data.draw(st.permutations(paid)), on, "keep")
    found = repayment(paid, on, "keep")

    assert (again.standing.open, again.standing.kept) == (found.standing.open, found.standing.kept)


@settings(max_examples=60, deadline=None)
@given(paid=payments(), later=payments(), on=DAYS)
def test_what_comes_later_says_nothing_about_a_past_day(paid, later, on):
    after = [(max(day, on + timedelta(days=1)), amount) for day, amount in later]

    assert repayment([*paid, *after], on, "keep").standing == repayment(paid, on, "keep").standing


@settings(max_examples=60, deadline=None)
@given(paid=payments(), on=DAYS)
def test_arrears_are_what_is_due_of_days_that_have_passed(paid, on):
    found = repayment(paid, on, "keep")

    overdue = found.due - sum(one.open for one in found.standing.open if one.due_on == on)
    assert found.arrears.total == overdue
    assert (found.arrears.days > 0) == (found.arrears.total > 0) == (found.arrears.instalments > 0)
    assert found.next_due == next((one for one in found.standing.open if one.open), None)


@settings(max_examples=60, deadline=None)
@given(paid=payments(), on=DAYS)
def test_inside_an_instalment_principal_is_paid_last(paid, on):
    for one, (_due, carried, own, principal) in zip(
        repayment(paid, on, "next_instalments").standing.open, ROWS, strict=True
    ):
        assert one.principal == principal or one.interest == 0
        assert one.interest == own or one.carried == 0
        assert 0 <= one.carried <= carried


PAID = [(FIRST, 5000), (date(2018, 12, 1), 9000), (SECOND, 4000)]


@pytest.mark.django_db
@pytest.mark.parametrize("order", [*permutations(PAID)])
def test_whatever_is_typed_in_first_the_contract_stands_the_same(savings_group, treasurer, order):
    contract = make_repayable(savings_group, treasurer)
    for on, amount in order:
        pay(contract, on, amount, "keep")

    assert [figures(contract, on) for on in (FIRST, date(2018, 12, 1), SECOND, THIRD)] == [
        (6800, 28_600, 0, 26_800),
        (0, 19_600, 0, 20_000),
        (5000, 15_600, 0, 15_000),
        (15_600, 15_600, 366, 15_000),
    ]


@pytest.mark.django_db
def test_past_days_are_answered_as_they_were_after_a_change_of_plan(savings_group, treasurer):
    contract = make_repayable(savings_group, treasurer)
    days = [date(2018, 7, 30), FIRST, date(2018, 8, 10), date(2018, 8, 31)]
    pay(contract, FIRST, 5000)
    before = [(one.due, one.arrears, one.principal_left) for one in all_of(contract, days)]

    pay(contract, date(2019, 1, 31), 12_800, "lower")

    after = [(one.due, one.arrears, one.principal_left) for one in all_of(contract, days)]
    assert before == after


def all_of(contract, days):
    return [stands(contract, on) for on in days]


@pytest.mark.django_db
def test_a_contract_of_before_plans_were_kept_has_no_repayment():
    assert repayment_of(Contract(pk=0), on=FIRST) is None
