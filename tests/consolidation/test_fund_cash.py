"""What a fund has at hand and what funds owe each other, day by day: from counts and papers."""

from datetime import timedelta
from decimal import Decimal

import pytest

from consolidation.fund_accounts import (
    account_between,
    balances_between,
    owed_between,
    pairs_of,
)
from consolidation.fund_cash import cash_at_hand, cash_of, warnings_to_hold, warnings_to_net
from consolidation.merging import undo_merge
from consolidation.netting_statement import netting_statement
from consolidation.receiving import reverse
from consolidation.slips import reverse_slip
from consolidation.transferring import pay_transfer
from fundinst.errors import Refused
from members.counting_cash import cash_version, count_cash
from members.models import AuditEntry, CashCount
from tests.builders import SIGNED
from tests.consolidation.netted import NETTED_ON, batch_of, netted, owe, pays
from tests.consolidation.repaid import make_repayable, pay

pytestmark = pytest.mark.django_db

BEFORE, AFTER = SIGNED - timedelta(days=1), NETTED_ON + timedelta(days=1)


def counted(fund, amount, actor, *, on=BEFORE):
    return count_cash(fund, on=on, amount=Decimal(amount), actor=actor)


def test_a_fund_that_never_said_is_unknown_not_empty(village_fund):
    assert cash_at_hand(village_fund, NETTED_ON) is None
    assert cash_of([village_fund], on=NETTED_ON)[village_fund.pk].free is None


def test_the_last_count_of_the_latest_day_counts(village_fund, treasurer):
    counted(village_fund, 900, treasurer, on=NETTED_ON)
    counted(village_fund, 800, treasurer, on=NETTED_ON)
    counted(village_fund, 100, treasurer)

    assert cash_at_hand(village_fund, NETTED_ON) == 800
    assert cash_at_hand(village_fund, SIGNED) == 100
    assert cash_at_hand(village_fund, BEFORE - timedelta(days=1)) is None


def test_told_twice_it_is_noted_once_and_an_older_page_is_refused(village_fund, treasurer):
    seen = cash_version(village_fund)
    counted(village_fund, 900, treasurer)
    counted(village_fund, 900, treasurer)
    assert CashCount.objects.count() == AuditEntry.objects.filter(act="cash_counted").count() == 1

    with pytest.raises(Refused) as stopped:
        count_cash(village_fund, on=SIGNED, amount=Decimal("-1"), seen=seen, actor=treasurer)

    codes = [refusal.code for refusal in stopped.value.refusals]
    assert codes == ["changed_meanwhile", "cash_amount"]


def test_what_was_received_and_paid_after_the_count_moves_it(
    village_fund, savings_group, treasurer
):
    for fund in (village_fund, savings_group):
        counted(fund, 1000, treasurer)
    pay(make_repayable(savings_group, treasurer), AFTER, 250, "next_instalments")
    alone = owe(village_fund, savings_group, 100, treasurer)
    pay_transfer(alone, on=SIGNED, slip="1/2560", actor=treasurer)

    assert cash_at_hand(village_fund, AFTER) == 900
    assert cash_at_hand(savings_group, NETTED_ON) == 1100
    assert cash_at_hand(savings_group, AFTER) == 1350
    counted(savings_group, 2000, treasurer, on=AFTER)  # what came that day is in it
    assert cash_at_hand(savings_group, AFTER) == 2000


def test_netting_moves_no_money_but_its_slips_do(
    institution, village_fund, savings_group, kkj, treasurer
):
    counted(village_fund, 1000, treasurer)
    owe(village_fund, savings_group, 100, treasurer)
    owe(savings_group, kkj, 100, treasurer)
    owe(kkj, village_fund, 30, treasurer)
    owed = cash_of([village_fund], on=NETTED_ON)[village_fund.pk]
    assert (owed.at_hand, owed.to_pay, owed.to_come, owed.free) == (1000, 100, 30, 930)

    payment = netted(institution, treasurer).payments.get()

    left = cash_of([village_fund], on=NETTED_ON)[village_fund.pk]
    assert (left.at_hand, left.to_pay, left.to_come, left.free) == (1000, 70, 0, 930)
    slip = pays(payment, 20, actor=treasurer)
    paid = cash_of([village_fund], on=NETTED_ON)[village_fund.pk]
    assert (paid.at_hand, paid.to_pay, paid.free) == (980, 50, 930)
    reverse_slip(slip, on=NETTED_ON, reason="ผิด", actor=treasurer)
    assert cash_at_hand(village_fund, NETTED_ON) == 1000


def test_money_of_a_receipt_goes_back_on_the_day_it_is_taken_back(savings_group, treasurer):
    contract = make_repayable(savings_group, treasurer)
    counted(savings_group, 1000, treasurer, on=SIGNED)
    receipt = pay(contract, NETTED_ON, 300, "next_instalments")
    kept = pay(contract, NETTED_ON, 50, "next_instalments")
    counted(savings_group, 1350, treasurer, on=NETTED_ON)  # the count has both in it

    reverse(kept, on=AFTER, reason="เช็คเด้ง", actor=treasurer)
    reverse(receipt, on=AFTER + timedelta(days=2), reason="เช็คเด้ง", actor=treasurer)

    days = [SIGNED, NETTED_ON, AFTER, AFTER + timedelta(days=1), AFTER + timedelta(days=2)]
    cash = [cash_at_hand(savings_group, day) for day in days]
    assert cash == [1000, 1350, 1300, 1300, 1000]


def test_money_of_a_slip_goes_back_on_the_day_it_is_taken_back(
    institution, village_fund, savings_group, treasurer
):
    owe(village_fund, savings_group, 500, treasurer)
    slip = pays(netted(institution, treasurer).payments.get(), 500, actor=treasurer)
    counted(village_fund, 1000, treasurer, on=AFTER)  # without what was sent
    counted(savings_group, 700, treasurer, on=AFTER)
    back = AFTER + timedelta(days=4)
    reverse_slip(slip, on=back, reason="โอนไม่สำเร็จ เงินคืน", actor=treasurer)

    payer, payee = cash_of([village_fund, savings_group], on=back).values()

    assert (payer.at_hand, payer.to_pay, payer.free) == (1500, 500, 1000)
    assert (payee.at_hand, payee.to_come, payee.free) == (200, 500, 700)
    assert cash_at_hand(village_fund, back - timedelta(days=1)) == 1000


def test_what_an_earlier_batch_brings_a_fund_pays_for_the_next_one(
    institution, village_fund, savings_group, treasurer
):
    counted(village_fund, 0, treasurer)
    owe(savings_group, village_fund, 900, treasurer)
    netted(institution, treasurer)
    owe(village_fund, savings_group, 900, treasurer, on=AFTER)
    batch = batch_of(institution, treasurer, on=AFTER)

    assert cash_of([village_fund], on=AFTER)[village_fund.pk].free == 0
    assert warnings_to_net(netting_statement(batch), on=AFTER) == []


def test_a_fund_is_warned_before_netting_where_its_cash_doesnt_reach(
    institution, village_fund, savings_group, treasurer
):
    owe(village_fund, savings_group, 100, treasurer)
    batch = batch_of(institution, treasurer)

    def codes():
        found = warnings_to_net(netting_statement(batch), on=NETTED_ON)
        return [warning.code for warning in found]

    assert codes() == ["cash_unknown"]
    counted(village_fund, "99.99", treasurer)
    assert codes() == ["cash_short"]
    counted(village_fund, 100, treasurer)
    assert codes() == []


def test_a_fund_is_warned_before_it_holds_a_contract_that_it_cant_pay_for(
    village_fund, savings_group, treasurer
):
    assert warnings_to_hold(village_fund, Decimal(50), on=NETTED_ON) == []  # nobody ever counted
    counted(village_fund, 120, treasurer)
    owe(village_fund, savings_group, 100, treasurer)

    assert warnings_to_hold(village_fund, Decimal(20), on=NETTED_ON) == []
    assert warnings_to_hold(village_fund, Decimal(0), on=NETTED_ON) == []
    (warning,) = warnings_to_hold(village_fund, Decimal("20.01"), on=NETTED_ON)
    assert "ขาด 0.01 บาท" in warning.sentence


def test_the_running_account_stands_at_what_the_books_leave_open(
    institution, village_fund, savings_group, kkj, treasurer
):
    pairs = [(village_fund, savings_group, 100), (savings_group, kkj, 60), (kkj, village_fund, 30)]
    first, *_rest = [owe(*pair, treasurer) for pair in pairs]
    undone = owe(savings_group, village_fund, 8, treasurer)
    undo_merge(undone.contract, reason="ทำผิด", on=NETTED_ON, actor=treasurer)
    alone = owe(savings_group, village_fund, 9, treasurer)
    pay_transfer(alone, on=NETTED_ON, slip="7/2560", actor=treasurer)
    payment = netted(institution, treasurer).payments.order_by("pk").first()
    slip = pays(payment, 15, on=AFTER, actor=treasurer)
    pays(payment, 5, on=AFTER, actor=treasurer)
    reverse_slip(slip, on=AFTER, reason="ผิด", actor=treasurer)
    owe(village_fund, savings_group, 4, treasurer, on=AFTER)

    account = account_between(village_fund, savings_group)

    owed = {(one.from_fund, one.to_fund): one.total for one in owed_between(institution)}
    assert account.balance == owed[village_fund, savings_group] == 39
    assert (account.debtor, account.creditor, account.left) == (village_fund, savings_group, 39)
    assert account_between(savings_group, village_fund).balance == -39
    days = [one.on for one in account.movements]
    assert days == sorted(days)
    assert [one.change for one in account.movements if one.paper == f"สัญญา {undone.contract}"] == [
        -8,
        8,
    ]
    for one in pairs_of(institution):
        between = account_between(*one)
        assert between.balance == owed.get(one, 0) - owed.get((one[1], one[0]), 0)
    balances = balances_between(institution, owed_between(institution))
    assert [(one.first, one.second, one.balance) for one in balances] == [
        (*one, account_between(*one).balance) for one in pairs_of(institution)
    ]
    assert first.contract.get_absolute_url() in {one.url for one in account.movements}


def test_more_between_two_funds_costs_no_more_queries(
    institution, village_fund, savings_group, treasurer, django_assert_max_num_queries
):
    def move():
        """A contract that waits, and one whose debt is netted and paid by a slip."""
        owe(village_fund, savings_group, 30, treasurer)
        payment = netted(institution, treasurer).payments.get()
        pays(payment, 10, actor=treasurer)
        owe(village_fund, savings_group, 50, treasurer)

    move()
    with django_assert_max_num_queries(9) as few:
        account = account_between(village_fund, savings_group)
    for _time in range(2):
        move()
    with django_assert_max_num_queries(len(few)):
        longer = account_between(village_fund, savings_group)

    assert len(longer.movements) > 2 * len(account.movements)
