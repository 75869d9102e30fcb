"""Netting by the acts: batches, answers, nets, slips; each time with the books proved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from consolidation.merging import undo_merge
from consolidation.models import NettingBatch, NettingLine, PaymentSlip, Transfer
from consolidation.netting import answer_lines, cancel_batch, net_batch, open_batch
from consolidation.netting_lines import batch_version
from consolidation.netting_rules import Answered
from consolidation.netting_statement import netting_statement, slip_of
from consolidation.slips import reverse_slip, slips_version
from consolidation.transferring import pay_transfer
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.builders import SIGNED
from tests.consolidation.money_cases import lines, read
from tests.consolidation.netted import BY, NETTED_ON, answer_all, batch_of, netted, owe, pays

pytestmark = pytest.mark.django_db

S = NettingBatch.Status


def codes(act, *args, **options):
    """By which codes the act says no; that it wrote nothing is asked too."""
    before = written()
    with pytest.raises(Refused) as stopped:
        act(*args, **options)
    assert written() == before
    return [refusal.code for refusal in stopped.value.refusals]


def written():
    rows = [NettingBatch, NettingLine, PaymentSlip, Transfer]
    return [[*model.objects.order_by("pk").values()] for model in rows] + [
        AuditEntry.objects.count()
    ]


@pytest.fixture
def funds(village_fund, savings_group, kkj):
    return {"VF": village_fund, "SG": savings_group, "KKJ": kkj}


@pytest.fixture
def three(funds, treasurer):
    """VF owes SG 100, SG owes KKJ 60, KKJ owes VF 30."""
    pairs = [("VF", "SG", 100), ("SG", "KKJ", 60), ("KKJ", "VF", 30)]
    return [owe(funds[a], funds[b], amount, treasurer) for a, b, amount in pairs]


@pytest.mark.parametrize("case", read("netting")["cases"], ids=lambda case: case["id"])
def test_a_case_of_the_money_files_nets_the_same_through_the_acts(
    case, funds, institution, treasurer
):
    stated, expected = lines(case["inputs"]), case["expected"]
    names = {fund: name for name, fund in funds.items()}
    made = [(owe(funds[one.payer], funds[one.payee], one.amount, treasurer), one) for one in stated]
    refused = [transfer for transfer, one in made if not one.accepted]

    batch = netted(institution, treasurer, refused=refused)

    found = netting_statement(batch)
    assert {names[one.fund]: one.net for one in found.nets} == expected["nets"]
    assert found.cash == expected["cash_moved"]
    transfers = [[names[one.from_fund], names[one.to_fund], one.amount] for one in found.transfers]
    assert transfers == expected.get("transfers", transfers)
    assert sum(one.amount for one in found.transfers) == found.cash
    assert [line.transfer for line in found.left_open] == refused
    for transfer, one in made:
        transfer.refresh_from_db()
        paid = (NETTED_ON, f"ใบหักล้าง {batch}") if one.accepted else (None, "")
        assert (transfer.paid_on, transfer.slip) == paid


def test_a_batch_takes_what_is_unpaid_up_to_its_day(three, funds, institution, treasurer):
    later = owe(funds["VF"], funds["SG"], 5, treasurer, on=NETTED_ON + timedelta(days=1))
    pay_transfer(three[0], on=SIGNED, slip="1/2560", actor=treasurer)

    batch = open_batch(institution, on=NETTED_ON, actor=treasurer)

    assert {line.transfer for line in batch.lines.all()} == {*three[1:]}
    assert later not in {line.transfer for line in batch.lines.all()}
    assert (str(batch), batch.status) == ("1/2560", S.OPEN)


def test_one_batch_is_open_at_a_time_and_told_twice_it_is_one(three, institution, treasurer):
    batch = open_batch(institution, on=NETTED_ON, actor=treasurer)

    assert open_batch(institution, on=NETTED_ON, actor=treasurer) == batch
    later = NETTED_ON + timedelta(days=1)
    assert codes(open_batch, institution, on=later, actor=treasurer) == ["batch_open"]


def test_where_nothing_is_owed_there_is_nothing_to_net(institution, treasurer):
    assert codes(open_batch, institution, on=NETTED_ON, actor=treasurer) == ["nothing_to_net"]


def test_a_fund_answers_only_what_it_is_to_be_paid_and_says_why_not(
    three, funds, institution, treasurer
):
    batch = open_batch(institution, on=NETTED_ON, actor=treasurer)
    of_sg, of_kkj, _of_vf = batch.lines.order_by("pk")
    told = {of_sg.pk: Answered(False), of_kkj.pk: Answered(True)}
    early = NETTED_ON - timedelta(days=1)

    said = codes(answer_lines, batch, funds["SG"], told, by=" ", on=early, actor=treasurer)

    assert said == ["line_unknown", "answerer_unknown", "answered_too_early", "reason_missing"]


def test_an_answer_may_be_changed_while_the_batch_is_open(three, funds, institution, treasurer):
    batch = batch_of(institution, treasurer, refused=[three[0]])
    line = batch.lines.get(transfer=three[0])
    assert (line.answer, line.reason, line.answered_by) == ("refused", "ยอดไม่ตรงกับสมุดของเรา", BY)

    answer_all(batch, treasurer)

    line.refresh_from_db()
    assert (line.answer, line.reason) == ("accepted", "")


def test_nothing_is_netted_before_every_fund_answered(three, institution, treasurer):
    batch = open_batch(institution, on=NETTED_ON, actor=treasurer)

    assert codes(net_batch, batch, actor=treasurer) == ["not_answered"] * 3


def test_where_every_line_is_refused_there_is_nothing_to_net(three, institution, treasurer):
    batch = batch_of(institution, treasurer, refused=three)

    assert codes(net_batch, batch, actor=treasurer) == ["nothing_accepted"]


def test_a_netted_batch_opens_to_its_lines_and_takes_few_payments(three, institution, treasurer):
    batch = netted(institution, treasurer)

    found = netting_statement(batch)
    assert (found.gross, found.cash, found.left) == (190, 70, 70)
    assert [(one.owes, one.is_owed, len(one.lines)) for one in found.nets] == [
        (100, 30, 2),
        (60, 100, 2),
        (30, 60, 2),
    ]
    assert [one.amount for one in found.transfers] == [40, 30]
    assert sum(one.net for one in found.nets) == 0
    assert len(found.transfers) <= len(found.nets) - 1
    assert all({*found.lines} >= {*one.lines} for one in found.transfers)


def test_netted_twice_it_is_netted_once(three, institution, treasurer):
    batch = netted(institution, treasurer)
    before = written()

    net_batch(batch, seen="an older page", actor=treasurer)

    assert written() == before


def test_it_stands_in_the_history_of_every_household_it_settled(three, institution, treasurer):
    batch = netted(institution, treasurer, refused=[three[2]])

    said = AuditEntry.objects.filter(act="transfer_paid")
    assert {entry.household_id for entry in said} == {
        one.contract.household_id for one in three[:2]
    }
    assert all(f"ใบหักล้าง {batch}" in entry.sentence for entry in said)


def test_a_refused_line_stays_open_and_comes_into_the_next_batch(three, institution, treasurer):
    netted(institution, treasurer, refused=[three[1]])

    again = open_batch(institution, on=NETTED_ON, actor=treasurer)

    assert (str(again), [line.transfer for line in again.lines.all()]) == ("2/2560", [three[1]])


def test_what_changed_since_the_page_was_opened_is_not_netted(three, institution, treasurer):
    batch = batch_of(institution, treasurer)
    seen = batch_version(batch)
    answer_all(batch, treasurer, refused=[three[0]])

    said = codes(net_batch, batch, seen=seen, actor=treasurer)

    assert said == ["changed_meanwhile"]


def test_a_merge_that_was_undone_falls_out_of_the_batch(three, institution, treasurer):
    batch = batch_of(institution, treasurer)
    undo_merge(three[0].contract, reason="ทำผิด", on=NETTED_ON, actor=treasurer)

    net_batch(batch, actor=treasurer)

    line = batch.lines.get(transfer=three[0])
    assert (line.answer, line.reason) == ("refused", "เลิกทำสัญญาแล้วเมื่อ 31 ส.ค. 2560 ไม่ต้องโอน")
    assert [one.amount for one in batch.payments.all()] == [30, 30]


def test_what_waits_in_a_batch_isnt_paid_by_itself_but_what_was_refused_is(
    three, institution, treasurer
):
    batch = batch_of(institution, treasurer, refused=[three[1]])
    by_hand = {"on": NETTED_ON, "actor": treasurer}

    assert codes(pay_transfer, three[0], slip="1", **by_hand) == ["to_be_netted"]
    pay_transfer(three[1], slip="1", **by_hand)
    answer = {batch.lines.get(transfer=three[1]).pk: Answered(True)}
    fund = three[1].to_fund
    said = codes(answer_lines, batch, fund, answer, by=BY, on=NETTED_ON, actor=treasurer)
    assert said == ["line_unknown"]
    net_batch(batch, actor=treasurer)


def test_a_slip_typed_by_hand_isnt_taken_for_a_batch(three, treasurer):
    typed = {"on": NETTED_ON, "slip": "ใบหักล้าง 1/2560", "actor": treasurer}

    assert codes(pay_transfer, three[0], **typed) == ["slip_is_of_netting"]


def test_a_netted_merge_isnt_undone_any_more(three, institution, treasurer):
    netted(institution, treasurer)

    undo = {"reason": "ทำผิด", "on": NETTED_ON, "actor": treasurer}
    assert codes(undo_merge, three[0].contract, **undo) == ["transfer_paid"]


def test_a_cancelled_batch_leaves_everything_owed_and_its_number_used(
    three, institution, treasurer
):
    batch = batch_of(institution, treasurer)
    assert codes(cancel_batch, batch, reason=" ", actor=treasurer) == ["reason_missing"]

    cancel_batch(batch, reason="ประชุมใหม่", actor=treasurer)
    cancel_batch(batch, reason="ประชุมใหม่", actor=treasurer)

    assert Transfer.objects.filter(paid_on__isnull=True).count() == 3
    assert codes(net_batch, batch, actor=treasurer) == ["batch_not_open"]
    assert codes(cancel_batch, batch, reason="อื่น", actor=treasurer) == ["batch_not_open"]
    assert str(open_batch(institution, on=NETTED_ON, actor=treasurer)) == "2/2560"


def test_a_payment_is_paid_in_parts_never_more_than_is_left(three, institution, treasurer):
    payment = netted(institution, treasurer).payments.first()
    first = pays(payment, 15, actor=treasurer)

    assert codes(pays, payment, "25.01", actor=treasurer) == ["part_payment"]
    second = pays(payment, 25, actor=treasurer, proof="โอนผ่านธนาคาร")

    assert [str(first), str(second)] == ["1/2560", "2/2560"]
    paper = slip_of(second)
    assert (paper.paid_before, paper.left) == (15, 0)
    assert netting_statement(payment.batch).left == 30
    assert codes(pays, payment, 1, actor=treasurer) == ["part_payment"]


def test_a_slip_needs_both_treasurers_and_a_day_after_the_netting(three, institution, treasurer):
    payment = netted(institution, treasurer).payments.first()
    early = NETTED_ON - timedelta(days=1)

    said = codes(pays, payment, "0.001", on=early, paid_by="", received_by=" ", actor=treasurer)

    assert said == ["paid_too_early", "payer_unknown", "receiver_unknown", "part_payment"]


def test_a_slip_taken_back_keeps_its_number_and_counts_no_more(three, institution, treasurer):
    payment = netted(institution, treasurer).payments.first()
    slip = pays(payment, 40, actor=treasurer)
    why = {"reason": "จำนวนผิด", "actor": treasurer}
    early = NETTED_ON - timedelta(days=1)
    assert codes(reverse_slip, slip, on=early, **why) == ["before_slip"]

    reversal = reverse_slip(slip, on=NETTED_ON, **why)

    assert reverse_slip(slip, on=NETTED_ON, **why) == reversal
    again = {"on": NETTED_ON, "reason": "อื่น", "actor": treasurer}
    assert codes(reverse_slip, slip, **again) == ["reversed_before"]
    assert netting_statement(payment.batch).left == 70
    assert str(pays(payment, 40, actor=treasurer)) == "2/2560"


def test_who_looked_at_an_older_page_writes_no_second_slip(three, institution, treasurer):
    payment = netted(institution, treasurer).payments.first()
    seen = slips_version(payment)
    pays(payment, 10, seen=seen, actor=treasurer)

    assert codes(pays, payment, 10, seen=seen, actor=treasurer) == ["changed_meanwhile"]


def test_slips_are_numbered_by_the_year_of_their_day(three, institution, treasurer):
    payment, other = netted(institution, treasurer).payments.all()
    pays(payment, 10, actor=treasurer)
    next_year = pays(other, Decimal("0.50"), on=date(2018, 1, 5), actor=treasurer)

    assert str(next_year) == "1/2561"
