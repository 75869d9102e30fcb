"""How late contracts are on a day: days, buckets, arrears, portfolio at risk."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.ageing import (
    BUCKETS,
    AgedContract,
    AgedLoan,
    aged,
    arrears,
    bucket_of,
    buckets_up_to,
    days_past_due,
    merged_contract,
    portfolio_at_risk,
)
from consolidation.open_instalments import OpenInstalment
from tests.consolidation.money_cases import case_of, contracts, ids, read

REPORT_DAY = date(2017, 7, 31)


def label(bucket):
    """A bucket as the cases write it."""
    if bucket.most is None:
        return f"over {bucket.least - 1}"
    return f"{bucket.least}-{bucket.most}" if bucket.most else "0"


def test_days_past_due_are_those_since_the_oldest_unpaid_due_date():
    case = case_of("ageing", "dpd-frappe")
    due = date.fromisoformat(case["inputs"]["oldest_unpaid_due"])
    found = {day: days_past_due(due, date.fromisoformat(day)) for day in case["expected"]}
    assert found == case["expected"]


def test_on_the_due_date_and_before_it_nothing_is_overdue():
    due = date(2023, 1, 31)
    assert [days_past_due(due, day) for day in (date(2023, 1, 1), due, date(2023, 2, 1))] == [
        0,
        0,
        1,
    ]
    assert days_past_due(None, due) == 0


def test_the_buckets_are_the_cases():
    assert [label(bucket) for bucket in BUCKETS] == read("ageing")["buckets"]
    assert [bucket.words for bucket in BUCKETS][:2] == ["ไม่ค้าง", "1–30 วัน"]
    assert BUCKETS[-1].words == "เกิน 365 วัน"


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(0, "0"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (365, "181-365"), (366, "over 365")],
)
def test_each_day_is_in_one_bucket(days, bucket):
    assert label(bucket_of(days)) == bucket
    assert [label(one) for one in BUCKETS if one.holds(days)] == [bucket]


def test_an_institution_may_have_other_buckets():
    assert [label(bucket) for bucket in buckets_up_to(90, 365)] == [
        "0",
        "1-90",
        "91-365",
        "over 365",
    ]


def test_the_portfolio_at_risk_is_counted_with_and_without_restructured_contracts():
    case = case_of("ageing", "par30-restructured")
    on = date.fromisoformat(case["inputs"]["report_date"])
    found = portfolio_at_risk(contracts(case["inputs"]), on)
    assert {
        "gross_portfolio": str(found.portfolio),
        "par30_overdue_only": str(found.overdue),
        "par30_overdue_only_pct": str(found.overdue_percent),
        "par30_with_restructured": str(found.with_restructured),
        "par30_with_restructured_pct": str(found.with_restructured_percent),
    } == case["expected"]


def test_the_buckets_of_a_portfolio_sum_to_it():
    found = aged(contracts(case_of("ageing", "par30-restructured")["inputs"]), REPORT_DAY)
    assert {label(row.bucket): (row.contracts, row.principal) for row in found} == {
        "0": (2, 125_000),
        "1-30": (1, 50_000),
        "31-60": (1, 44_000),
        "61-90": (0, 0),
        "91-180": (0, 0),
        "181-365": (1, 11_000),
        "over 365": (1, 16_000),
    }
    assert portfolio_at_risk([], REPORT_DAY).overdue_percent == 0


def test_a_merge_doesnt_clean_the_history():
    """The case merge-does-not-clean-history: 365 days late, merged on 31 July 2560."""
    loan = AgedLoan("E", Decimal(11_000), date(2016, 7, 31), merged_on=REPORT_DAY)
    contract = merged_contract("ใหม่", [loan], REPORT_DAY)

    assert (contract.days(REPORT_DAY), contract.restructured) == (0, True)
    assert contract.worst_days_before == 365
    assert loan.on(REPORT_DAY) is None
    the_day_before = loan.on(date(2017, 7, 30))
    assert label(bucket_of(the_day_before.days(date(2017, 7, 30)))) == "181-365"
    assert portfolio_at_risk([contract], REPORT_DAY).with_restructured == 11_000


def test_every_case_of_ageing_is_read():
    assert ids("ageing") == {"dpd-frappe", "par30-restructured", "merge-does-not-clean-history"}


def test_arrears_are_what_is_open_of_instalments_whose_day_has_passed():
    rows = [
        OpenInstalment(
            1, date(2017, 5, 31), Decimal(0), Decimal(0), Decimal(5), penalty=Decimal(2)
        ),
        OpenInstalment(2, date(2017, 6, 30), Decimal(1000), Decimal(54), fee=Decimal(3)),
        OpenInstalment(3, REPORT_DAY, Decimal(1000), Decimal(48)),
    ]
    found = arrears(rows, REPORT_DAY)
    assert (found.principal, found.interest, found.costs) == (1000, 59, 5)
    assert (found.instalments, found.oldest_due, found.days) == (2, date(2017, 5, 31), 61)
    assert found.total == 1064
    assert arrears(rows, date(2017, 5, 31)).total == 0
    assert arrears(rows, date(2017, 5, 31)).oldest_due is None


def test_a_contract_counts_whole_when_any_of_it_is_late():
    late = AgedContract("A", Decimal(90_000), date(2017, 6, 30))
    assert portfolio_at_risk([late], REPORT_DAY, over_days=30).overdue == 90_000
    assert portfolio_at_risk([late], REPORT_DAY, over_days=90).overdue == 0
