"""A payment is taken in: what it pays, what it changes, and when it is refused."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.closing import close
from consolidation.merging import undo_merge
from consolidation.models import Receipt
from consolidation.receiving import receive, repayment_version, reverse
from members.models import AuditEntry
from tests.builders import SIGNED
from tests.consolidation.repaid import (
    FIRST,
    PAYER,
    SECOND,
    THIRD,
    figures,
    in_force,
    make_repayable,
    pay,
    refused,
    rows,
    stands,
)

pytestmark = pytest.mark.django_db

BEFORE_DUE = date(2018, 1, 31)


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer)


def open_parts(contract, on):
    """Of every instalment: interest and principal still open."""
    return [(one.interest, one.principal) for one in stands(contract, on).standing.open]


def test_a_contract_begins_with_all_of_it_to_pay_and_nothing_due(contract):
    assert figures(contract, SIGNED) == (0, 33_600, 0, 30_000)
    assert figures(contract, FIRST) == (11_800, 33_600, 0, 30_000)


def test_the_exact_sum_pays_the_instalment(contract):
    receipt = pay(contract, FIRST, 11_800)

    assert figures(contract, FIRST) == (0, 21_800, 0, 20_000)
    assert (receipt.rest, receipt.given_back, receipt.payer) == ("", 0, PAYER)


def test_a_part_payment_pays_the_interest_first_and_the_rest_is_late(contract):
    pay(contract, FIRST, 5000)

    assert open_parts(contract, FIRST) == [(0, 6800), (1200, 10_000), (600, 10_000)]
    assert figures(contract, date(2018, 8, 30)) == (6800, 28_600, 30, 26_800)


def test_a_late_payment_pays_the_oldest_instalment_first(contract):
    pay(contract, SECOND, 12_000)

    assert open_parts(contract, SECOND) == [(0, 0), (1000, 10_000), (600, 10_000)]
    assert figures(contract, date(2019, 8, 1)) == (11_000, 21_600, 1, 20_000)


def test_what_was_carried_over_is_paid_before_the_instalments_own_interest(village_fund, treasurer):
    contract = make_repayable(village_fund, treasurer, carried=300)

    pay(contract, FIRST, 150)

    first = stands(contract, FIRST).standing.open[0]
    assert (first.carried, first.interest, first.principal) == (0, 1750, 10_000)


def test_a_satang_too_much_needs_a_choice_and_a_satang_less_does_not(contract):
    over = refused(contract, lambda: pay(contract, FIRST, "11800.01"))
    pay(contract, FIRST, "11799.99")

    assert over == ["overpaid"]
    assert figures(contract, FIRST)[0] == Decimal("0.01")


@pytest.mark.parametrize(
    ("rest", "left", "next_due"),
    [
        ("next_instalments", 21_300, 10_700),
        ("keep", 21_300, 10_700),
        ("give_back", 21_800, 11_200),
        ("shorter", 21_240, 11_170),
        ("lower", 21_255, 10_920),
    ],
)
def test_each_choice_does_with_500_too_much_what_it_says(contract, rest, left, next_due):
    receipt = pay(contract, FIRST, 12_300, rest)

    assert (receipt.rest, receipt.given_back) == (rest, 500 if rest == "give_back" else 0)
    assert stands(contract, FIRST).left == left
    assert stands(contract, FIRST).standing.kept == (500 if rest == "keep" else 0)
    assert stands(contract, SECOND).due == next_due
    assert contract.plans.count() == (2 if rest in ("shorter", "lower") else 1)


@pytest.mark.parametrize("rest", Receipt.Rest.values)
def test_a_choice_that_nobody_needed_is_forgotten(contract, rest):
    receipt = pay(contract, FIRST, 11_800, rest)

    assert (receipt.rest, receipt.given_back, contract.plans.count()) == ("", 0, 1)


def test_nothing_due_and_all_given_back_is_no_receipt(contract):
    assert refused(contract, lambda: pay(contract, BEFORE_DUE, 500, "give_back")) == [
        "nothing_kept"
    ]


@pytest.mark.parametrize("rest", ["keep", "next_instalments"])
def test_more_than_the_whole_contract_is_not_taken_in(contract, rest):
    assert refused(contract, lambda: pay(contract, FIRST, "33600.01", rest)) == ["more_than_owed"]

    pay(contract, FIRST, 33_600, rest)
    assert figures(contract, THIRD) == (0, 0, 0, 0)


def test_what_was_due_on_a_past_day_is_not_taken_in_twice(contract):
    pay(contract, SECOND, 33_600, "next_instalments")

    late = [
        refused(contract, lambda: pay(contract, FIRST, 11_800)),
        refused(contract, lambda: pay(contract, FIRST, 12_000, "give_back")),
    ]

    assert late == [["more_than_owed"]] * 2


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "100.005"])
def test_an_amount_that_is_none_is_refused(contract, amount):
    assert refused(contract, lambda: pay(contract, FIRST, amount)) == ["amount_is_none"]


def test_every_reason_is_said_at_once(contract, treasurer):
    def press():
        receive(contract, on=date(2017, 7, 30), amount=Decimal(0), payer=" ", actor=treasurer)

    assert refused(contract, press) == ["before_contract", "payer_unknown", "amount_is_none"]


def test_nothing_is_taken_in_on_a_contract_that_was_undone(contract, treasurer):
    undo_merge(contract, reason="ผิดกองทุน", on=SIGNED, actor=treasurer)

    assert refused(contract, lambda: pay(contract, FIRST, 100)) == ["contract_not_open"]


def test_nothing_is_taken_in_on_a_contract_that_has_ended(contract, treasurer):
    pay(contract, FIRST, 33_600, "next_instalments")
    close(contract, on=FIRST, actor=treasurer)

    assert refused(contract, lambda: pay(contract, FIRST, 100)) == ["contract_not_open"]


def test_the_first_payment_takes_the_case_to_repaying_and_the_second_leaves_it(contract):
    first = pay(contract, FIRST, 100)
    pay(contract, FIRST, 100)

    steps = contract.case.transitions.order_by("-pk").values_list("to_status", "on", "document")
    assert list(steps[:2]) == [
        ("repaying", FIRST, f"ใบเสร็จ {first}"),
        ("contracted", SIGNED, "มติที่ประชุม 3/2560"),
    ]


def test_a_receipt_is_numbered_by_the_buddhist_year_of_its_day(contract, savings_group, treasurer):
    other = make_repayable(savings_group, treasurer)

    numbers = [
        str(pay(contract, FIRST, 100)),
        str(pay(other, FIRST, 100)),
        str(pay(other, SECOND, 100)),
        str(pay(contract, date(2018, 8, 1), 100)),
    ]

    assert numbers == ["1/2561", "2/2561", "1/2562", "3/2561"]


def test_every_fund_counts_its_own_receipts(contract, village_fund, treasurer):
    other = make_repayable(village_fund, treasurer)

    assert [str(pay(one, FIRST, 100)) for one in (contract, other)] == ["1/2561", "1/2561"]


def test_a_payment_is_in_the_record_with_who_and_how_much(contract, treasurer):
    receipt = pay(contract, FIRST, 5000)

    entry = AuditEntry.objects.get(act="payment_received")
    assert (entry.actor, entry.household) == (treasurer, contract.household)
    assert entry.sentence == f"รับชำระ 5,000 บาท ตามสัญญาเลขที่ {contract} ใบเสร็จเลขที่ {receipt}"


def test_a_national_id_among_the_payers_words_is_hidden(contract, treasurer):
    receipt = receive(
        contract,
        on=FIRST,
        amount=Decimal(100),
        payer=" นางสมใจ 1101700207030 ",
        actor=treasurer,
    )

    assert "1101700207030" not in receipt.payer
    assert receipt.payer.startswith("นางสมใจ ")


@pytest.mark.parametrize("event", ["paid", "reversed"])
def test_an_old_page_does_not_take_in_money_unseen(contract, treasurer, event):
    if event == "reversed":
        receipt = pay(contract, FIRST, 100)
    seen = repayment_version(contract)
    if event == "paid":
        pay(contract, FIRST, 100)
    else:
        reverse(receipt, on=FIRST, reason="พิมพ์ผิด", actor=treasurer)

    def press(version):
        return lambda: receive(
            contract, on=FIRST, amount=Decimal(200), payer=PAYER, seen=version, actor=treasurer
        )

    assert refused(contract, press(seen)) == ["changed_meanwhile"]
    assert press(repayment_version(contract))().amount == 200


def test_money_paid_ahead_waits_and_pays_the_next_instalment_on_its_day(contract):
    pay(contract, BEFORE_DUE, 2000, "keep")

    kept = [stands(contract, on).standing.kept for on in (BEFORE_DUE, date(2018, 7, 30), FIRST)]
    assert kept == [2000, 2000, 0]
    assert open_parts(contract, date(2018, 7, 30))[0] == (1800, 10_000)
    assert open_parts(contract, FIRST)[0] == (0, 9800)


def test_a_receipt_entered_late_takes_its_place_by_its_date(contract):
    late = pay(contract, SECOND, 11_800)
    forgotten = pay(contract, FIRST, 11_800)

    standing = stands(contract, SECOND).standing
    assert list(standing.went_to(forgotten.pk)) == [1]
    assert list(standing.went_to(late.pk)) == [2]
    assert figures(contract, date(2019, 1, 1))[:3] == (0, 21_800, 0)
    assert figures(contract, SECOND)[:2] == (0, 10_000)
    assert in_force(contract).version == 1


def test_the_plan_of_the_contract_is_the_one_that_was_signed(contract):
    assert rows(in_force(contract)) == [
        (FIRST, 10_000, 1800, 20_000),
        (SECOND, 10_000, 1200, 10_000),
        (THIRD, 10_000, 600, 0),
    ]
