"""Two press at the same moment between the funds: netted once, no double number, nothing lost."""

from decimal import Decimal

import pytest

from consolidation.merging import undo_merge
from consolidation.models import NetPayment, NettingBatch, PaymentSlip, Transfer
from consolidation.netting import cancel_batch, net_batch, open_batch
from consolidation.netting_lines import batch_version
from consolidation.slip_sums import paid_of
from consolidation.slips import slips_version
from consolidation.transferring import pay_transfer
from members.counting_cash import count_cash
from tests.builders import SIGNED
from tests.consolidation.netted import NETTED_ON, answer_all, batch_of, netted, owe, pays
from tests.consolidation.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ATTEMPTS = pytest.mark.parametrize("attempt", range(3))


@pytest.fixture
def owing(village_fund, savings_group, kkj, treasurer):
    pairs = [(village_fund, savings_group, 100), (savings_group, kkj, 60), (kkj, village_fund, 30)]
    return [owe(*pair, treasurer) for pair in pairs]


@ATTEMPTS
def test_two_open_a_batch_and_it_is_one(attempt, owing, institution, treasurer):
    opened = at_once(*[lambda: open_batch(institution, on=NETTED_ON, actor=treasurer)] * 3)

    assert opened == [NettingBatch.objects.get()] * 3
    assert opened[0].lines.count() == 3


@ATTEMPTS
def test_two_net_the_same_batch_and_it_is_netted_once(attempt, owing, institution, treasurer):
    batch = batch_of(institution, treasurer)
    seen = batch_version(batch)

    at_once(*[lambda: net_batch(batch, seen=seen, actor=treasurer)] * 2)

    assert [one.amount for one in NetPayment.objects.order_by("pk")] == [40, 30]


@ATTEMPTS
def test_a_batch_is_netted_or_cancelled(attempt, owing, institution, treasurer):
    batch = batch_of(institution, treasurer)

    outcomes = at_once(
        lambda: net_batch(batch, actor=treasurer),
        lambda: cancel_batch(batch, reason="ประชุมใหม่", actor=treasurer),
    )

    batch.refresh_from_db()
    assert (batch.status, ["batch_not_open"] in outcomes, NetPayment.objects.count()) in [
        ("netted", True, 2),
        ("cancelled", True, 0),
    ]


@ATTEMPTS
def test_a_merge_is_undone_or_netted_never_both(attempt, owing, institution, treasurer):
    batch = batch_of(institution, treasurer)

    _netted, undone = at_once(
        lambda: net_batch(batch, actor=treasurer),
        lambda: undo_merge(owing[0].contract, reason="ทำผิด", on=NETTED_ON, actor=treasurer),
    )

    transfer = Transfer.objects.get(pk=owing[0].pk)
    line = batch.lines.get(transfer=transfer)
    assert (line.answer, bool(transfer.paid_on), bool(transfer.cancelled_on)) in [
        ("accepted", True, False),
        ("refused", False, True),
    ]
    assert (undone == ["transfer_paid"]) == bool(transfer.paid_on)


@ATTEMPTS
def test_a_transfer_is_paid_by_itself_or_comes_into_the_batch(
    attempt, owing, institution, treasurer
):
    at_once(
        lambda: open_batch(institution, on=NETTED_ON, actor=treasurer),
        lambda: pay_transfer(owing[0], on=SIGNED, slip="1/2560", actor=treasurer),
    )

    batch = NettingBatch.objects.get()
    paid = Transfer.objects.get(pk=owing[0].pk).paid_on
    assert bool(paid) != batch.lines.filter(transfer=owing[0]).exists()
    answer_all(batch, treasurer)
    net_batch(batch, actor=treasurer)


@ATTEMPTS
def test_slips_at_once_are_numbered_without_gap_and_never_pay_too_much(
    attempt, owing, institution, treasurer
):
    first, second = netted(institution, treasurer).payments.order_by("pk")

    at_once(
        *[lambda: pays(first, 15, actor=treasurer)] * 3,
        *[lambda: pays(second, 10, actor=treasurer)] * 2,
    )

    numbers = [*PaymentSlip.objects.order_by("number").values_list("number", flat=True)]
    assert numbers == [1, 2, 3, 4]
    assert (paid_of(first), paid_of(second)) == (30, 20)


@ATTEMPTS
def test_two_who_looked_at_the_same_page_write_one_slip(attempt, owing, institution, treasurer):
    payment = netted(institution, treasurer).payments.order_by("pk").first()
    seen = slips_version(payment)

    outcomes = at_once(*[lambda: pays(payment, 10, seen=seen, actor=treasurer)] * 2)

    assert (paid_of(payment), ["changed_meanwhile"] in outcomes) == (10, True)


@ATTEMPTS
def test_cash_is_counted_while_a_batch_is_netted(
    attempt, owing, institution, treasurer, village_fund, kkj
):
    batch = batch_of(institution, treasurer)

    def count(fund):
        return lambda: count_cash(fund, on=NETTED_ON, amount=Decimal(100), actor=treasurer)

    at_once(lambda: net_batch(batch, actor=treasurer), count(village_fund), count(kkj))

    batch.refresh_from_db()
    assert (batch.status, village_fund.cash_counts.count(), kkj.cash_counts.count()) == (
        "netted",
        1,
        1,
    )
