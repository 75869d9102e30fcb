"""The least money moved for a household, and the least cash for a village, are different goals."""

from decimal import Decimal

import pytest

from consolidation.holder_sums import (
    Owing,
    cash_if_held,
    least_gross,
    least_net,
    lines_if_held,
    moved_by_holder,
)
from consolidation.netting_sums import net

FUNDS = ("VF", "SG", "KKJ")


def owing(name, **payoffs):
    return Owing(name, {fund: Decimal(amount) for fund, amount in payoffs.items()})


FIRST = owing("บ้านเลขที่ 1", VF=21_200, SG=15_450, KKJ=7350)


def test_each_holder_moves_what_the_others_are_owed():
    assert moved_by_holder(FIRST, FUNDS) == {"VF": 22_800, "SG": 28_550, "KKJ": 36_650}
    assert least_gross(FIRST, FUNDS) == "VF"
    assert moved_by_holder(owing("2", SG=70_000, KKJ=20_000), ["VF"]) == {"VF": 90_000}


def test_among_equals_the_first_fund_of_the_order_is_named():
    equal = owing("3", VF=100, SG=100)
    assert least_gross(equal, FUNDS) == "VF"
    assert least_gross(equal, FUNDS[::-1]) == "SG"


def test_the_least_gross_and_the_least_net_can_be_different_funds():
    village = [owing("1", VF=60, SG=40), owing("2", VF=60, SG=40)]
    by_gross = [least_gross(one, FUNDS) for one in village]
    assert by_gross == ["VF", "VF"]
    assert cash_if_held(village, by_gross) == 80

    by_net = least_net(village, FUNDS)
    assert sorted(by_net) == ["SG", "VF"]
    assert cash_if_held(village, by_net) == 20
    assert sum(one.moved_into(fund) for one, fund in zip(village, by_net, strict=True)) == 100


def test_what_moves_is_what_netting_makes_of_the_lines():
    village = [FIRST, owing("2", SG=70_000, KKJ=20_000)]
    lines = lines_if_held(village, ["VF", "VF"])
    assert [(line.payee, line.amount) for line in lines] == [
        ("SG", 15_450),
        ("KKJ", 7350),
        ("SG", 70_000),
        ("KKJ", 20_000),
    ]
    assert net(lines).cash == cash_if_held(village, ["VF", "VF"]) == 112_800


@pytest.mark.parametrize("households", [2, 9, 40])
def test_the_least_net_is_never_above_what_the_least_gross_moves(households):
    village = [
        owing(str(n), VF=1000 + 37 * n, SG=900 + 53 * (n % 7), KKJ=400 * (n % 3))
        for n in range(households)
    ]
    by_gross = [least_gross(one, FUNDS) for one in village]
    by_net = least_net(village, FUNDS)
    assert len(by_net) == households
    assert cash_if_held(village, by_net) <= cash_if_held(village, by_gross)
    assert by_net == least_net(village, FUNDS)
