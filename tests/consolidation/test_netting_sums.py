"""Netting between funds: the nets sum to zero, few transfers settle them, nothing is dropped."""

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation.netting_sums import Line, NetTransfer, PaidTransfer, net
from fundinst.errors import Refused
from tests.consolidation.money_cases import case_of, ids, lines, read


@pytest.mark.parametrize("case", read("netting")["cases"], ids=lambda case: case["id"])
def test_a_batch_nets_as_the_case_says(case):
    found = net(lines(case["inputs"]))
    expected = case["expected"]

    assert found.nets == expected["nets"]
    assert found.cash == expected["cash_moved"]
    assert found.gross == expected.get("gross_total", found.gross)
    transfers = [[one.payer, one.payee, one.amount] for one in found.transfers]
    assert transfers == expected.get("transfers", transfers)


def test_a_refused_line_stays_open_and_is_not_dropped():
    case = case_of("netting", "net-one-fund-refuses")
    found = net(lines(case["inputs"]))
    assert [[one.payer, one.payee, int(one.amount)] for one in found.left_open] == [
        case["inputs"]["refused"]
    ]
    assert len(found.lines) + len(found.left_open) == len(lines(case["inputs"]))


def test_a_circle_moves_no_money_and_settles_every_line():
    found = net(lines(case_of("netting", "net-cycle")["inputs"]))
    assert found.transfers == ()
    assert [one.amount for one in found.lines] == [10_000] * 3


def test_a_net_opens_to_the_lines_behind_it():
    found = net(lines(case_of("netting", "net-three-funds")["inputs"]))
    behind = found.lines_of("KKJ")
    paid = sum(line.amount for line in behind if line.payer == "KKJ")
    received = sum(line.amount for line in behind if line.payee == "KKJ")
    assert paid - received == found.nets["KKJ"] == -23_350
    assert [line.reference for line in behind] == ["สัญญาที่ 2", "สัญญาที่ 4", "สัญญาที่ 6", "สัญญาที่ 7"]


def test_every_case_of_netting_is_read():
    assert ids("netting") == {"net-three-funds", "net-cycle", "net-one-fund-refuses"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Line("VF", "VF", Decimal(5)), "same_fund"),
        (Line("VF", "SG", Decimal(0)), "line_amount"),
        (Line("VF", "SG", Decimal("0.005")), "line_amount"),
    ],
)
def test_a_line_that_cant_stand_in_a_batch_is_refused(line, code):
    with pytest.raises(Refused) as stopped:
        net([line, Line("VF", "SG", Decimal(5))])
    assert [refusal.code for refusal in stopped.value.refusals] == [code]


def test_a_transfer_may_be_paid_in_parts_but_never_more_than_is_left():
    transfer = PaidTransfer(NetTransfer("VF", "SG", Decimal("74250.00")))
    part = transfer.with_payment(Decimal(50_000))
    assert part.left == 24_250
    with pytest.raises(Refused, match=r"อีก 24,250 บาท บันทึกการโอน 24,250\.01 บาทไม่ได้"):
        part.with_payment(Decimal("24250.01"))
    with pytest.raises(Refused):
        part.with_payment(Decimal(0))
    assert part.with_payment(Decimal(24_250)).left == 0


funds = st.sampled_from(["VF", "SG", "KKJ", "WF", "OG"])
batches = st.lists(
    st.builds(
        Line, funds, funds, st.decimals(Decimal("0.01"), 100_000, places=2), accepted=st.booleans()
    ).filter(lambda line: line.payer != line.payee),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(batches, st.randoms(use_true_random=False))
def test_what_holds_for_any_batch(batch, shuffler: random.Random):
    found = net(batch)

    assert sum(found.nets.values()) == 0
    owing = [fund for fund, amount in found.nets.items() if amount]
    assert len(found.transfers) <= max(len(owing) - 1, 0)
    assert sum(one.amount for one in found.transfers) == found.cash
    assert all(one.amount > 0 and one.payer != one.payee for one in found.transfers)
    settled = dict(found.nets)
    for one in found.transfers:
        settled[one.payer] -= one.amount
        settled[one.payee] += one.amount
    assert not any(settled.values())
    shuffled = list(batch)
    shuffler.shuffle(shuffled)
    assert net(shuffled).transfers == found.transfers
