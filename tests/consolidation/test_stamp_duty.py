"""Stamps on the contract and its guarantees, by the schedule of the Revenue Code."""

from decimal import Decimal

import pytest

from consolidation.stamp_duty import guarantee_duty, loan_duty, stamp_duty


@pytest.mark.parametrize(
    ("amount", "duty"),
    [
        ("0.01", 1),
        ("2000", 1),
        ("2000.01", 2),
        ("13200", 7),
        ("40000", 20),
        ("20000000", 10_000),
        ("20000000.01", 10_000),
        ("99999999", 10_000),
    ],
)
def test_a_loan_bears_a_baht_for_each_two_thousand_or_part_of_it(amount, duty):
    assert loan_duty(Decimal(amount)) == duty


@pytest.mark.parametrize(
    ("most", "duty"),
    [("1", 1), ("1000", 1), ("1000.01", 5), ("10000", 5), ("10000.01", 10), ("500000", 10)],
)
def test_a_guarantee_bears_one_five_or_ten_baht(most, duty):
    assert guarantee_duty(Decimal(most)) == duty


def test_the_whole_contract_says_who_pays_and_who_cancels():
    duty = stamp_duty(Decimal(40_000), [Decimal(40_000), Decimal(5000)])

    assert (duty.loan, duty.guarantees, duty.total) == (20, (10, 5), 35)
    assert duty.words == [
        "ติดอากรแสตมป์ 20 บาท ผู้ให้กู้เป็นผู้เสีย ผู้กู้เป็นผู้ขีดฆ่า",
        "สัญญาค้ำประกัน 2 ฉบับ ฉบับละ 5 และ 10 บาท รวม 15 บาท ผู้ค้ำประกันเป็นผู้เสียและขีดฆ่า",
    ]


def test_without_guarantors_only_the_loan_is_stamped():
    assert len(stamp_duty(Decimal(100)).words) == 1


def test_what_is_exempt_bears_nothing_and_says_so():
    duty = stamp_duty(Decimal(40_000), [Decimal(1)], exempt=True)

    assert (duty.total, duty.words) == (0, ["สัญญาของกองทุนนี้ได้รับยกเว้นอากรแสตมป์"])
