"""Receipts placed by their dates: late ones, kept money, and how things stood on any day."""

from datetime import date
from decimal import Decimal
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation.ageing import arrears
from consolidation.due_dates import Frequency, Unit, regular
from consolidation.open_instalments import OpenInstalment, Part, open_instalments
from consolidation.overpaying import Overpayment
from consolidation.plan_terms import Terms
from consolidation.replaying import DatedPayment, moved_by, replay
from consolidation.schedule import make_plan
from debts.day_count import DayCount
from debts.interest import Interest, Method, Rate
from debts.rounding import Rounding

ROWS = [
    OpenInstalment(n, date(2017, n, 28), Decimal(1000), Decimal(60 - 6 * n)) for n in range(1, 4)
]
LATER = date(2018, 1, 1)


def payment(entered, month, amount, rest=None, day=10):
    return DatedPayment(date(2017, month, day), Decimal(amount), entered, rest)


def test_the_order_of_entry_makes_no_difference():
    payments = [payment(1, 2, 500), payment(2, 3, 700), payment(3, 5, 900)]
    opens = {replay(ROWS, order, LATER).open for order in permutations(payments)}
    assert len(opens) == 1
    [is_open] = opens
    assert sum(one.open for one in is_open) == 3144 - 2100


def test_two_receipts_of_one_day_are_placed_as_they_were_entered():
    found = replay(ROWS, [payment(2, 3, 700), payment(1, 3, 500)], LATER)
    assert [one.payment.entered for one in found.replayed] == [1, 2]


def test_a_late_receipt_names_the_ones_it_moves_and_no_others():
    first, second = payment(1, 2, 500), payment(2, 6, 1500)
    before = replay(ROWS, [first, second], LATER)
    after = replay(ROWS, [first, second, payment(3, 4, 80)], LATER)
    assert moved_by(before, after) == [second]
    assert moved_by(before, before) == []


def test_a_later_receipt_doesnt_change_how_things_stood_before_it():
    first = payment(1, 2, 500)
    then = replay(ROWS, [first], date(2017, 3, 31))
    now = replay(ROWS, [first, payment(2, 6, 1500)], date(2017, 3, 31))
    assert then == now
    assert arrears(then.open, date(2017, 3, 31)).total == 1054 + 1048 + 1042 - 500


def test_kept_money_pays_the_next_instalment_on_the_day_it_falls_due():
    kept = payment(1, 2, 1354, Overpayment.KEEP)
    before_due = replay(ROWS, [kept], date(2017, 2, 27))
    assert (before_due.kept, before_due.open[1].open) == (300, 1048)

    on_due = replay(ROWS, [kept], date(2017, 2, 28))
    assert (on_due.kept, on_due.open[1].open) == (0, 748)
    assert on_due.went_to(1)[2] == {Part.INTEREST: 48, Part.PRINCIPAL: 252}
    assert [(one.on, one.from_kept) for one in on_due.replayed] == [
        (date(2017, 2, 10), False),
        (date(2017, 2, 28), True),
    ]


def test_kept_money_is_used_before_a_later_receipt_of_the_same_instalment():
    kept, later = payment(1, 2, 1354, Overpayment.KEEP), payment(2, 3, 748)
    found = replay(ROWS, [later, kept], LATER)
    assert [one.open for one in found.open] == [0, 0, 1042]
    assert (found.kept, found.left_over) == (0, 0)


def test_what_nobody_placed_is_counted():
    found = replay(ROWS, [payment(1, 2, 2000)], date(2017, 2, 11))
    assert found.left_over == 2000 - 1054


def test_without_receipts_everything_is_open():
    found = replay(ROWS, [], LATER)
    assert found.open == tuple(ROWS)
    assert found.replayed == ()


CONTRACT = Terms(
    Decimal(44_000),
    regular(date(2017, 7, 31), 3, Frequency(1, Unit.YEAR)),
    Interest(Method.ON_BALANCE, Rate(Decimal(6)), DayCount.ACTUAL_365),
    rounding=Rounding(Decimal(1)),
    carried=Decimal("450.00"),
)


def test_a_plan_paid_on_its_days_leaves_nothing_open():
    plan = make_plan(CONTRACT)
    payments = [DatedPayment(row.due_on, row.due, row.number) for row in plan.rows]
    found = replay(open_instalments(plan.rows), payments, plan.rows[-1].due_on)

    assert [one.open for one in found.open] == [0, 0, 0]
    assert (found.left_over, found.kept) == (0, 0)
    assert found.went_to(1)[1] == {
        Part.CARRIED: Decimal("150.00"),
        Part.INTEREST: Decimal("2640.00"),
        Part.PRINCIPAL: Decimal("14667.00"),
    }


def test_a_plan_of_which_nothing_was_paid_is_overdue_from_the_day_after():
    rows = open_instalments(make_plan(CONTRACT).rows)
    assert arrears(rows, date(2018, 7, 31)).total == 0
    late = arrears(rows, date(2018, 8, 1))
    assert (late.days, late.instalments, late.total) == (1, 1, 14_667 + 2640 + 150)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.dates(date(2017, 1, 1), date(2017, 12, 31)),
            st.decimals(Decimal("0.01"), 1500, places=2),
            st.sampled_from([None, *Overpayment]),
        ),
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_no_baht_of_any_payment_is_lost_whatever_the_order_of_entry(paid, shuffler):
    payments = [DatedPayment(on, amount, n, rest) for n, (on, amount, rest) in enumerate(paid)]
    found = replay(ROWS, payments, LATER)

    went = sum(one.open for one in ROWS) - sum(one.open for one in found.open)
    given_back = sum(one.allocation.given_back for one in found.replayed)
    whole = sum(amount for _, amount, _ in paid)
    assert went + found.kept + found.left_over + given_back == whole
    shuffled = list(payments)
    shuffler.shuffle(shuffled)
    assert replay(ROWS, shuffled, LATER) == found
