"""A receipt is taken back: it stays, counts no more, and the plan is again as it was before it."""

from datetime import date

import pytest

from consolidation.charging import claims_of
from consolidation.closing import close
from consolidation.merging import undo_merge
from consolidation.models import ReceiptReversal
from consolidation.receiving import reverse
from members.models import AuditEntry
from tests.consolidation.repaid import (
    FIRST,
    SECOND,
    figures,
    in_force,
    make_repayable,
    pay,
    refused,
    rows,
    stands,
)

pytestmark = pytest.mark.django_db

WHY = "พิมพ์จำนวนเงินผิด"
NEXT_DAY = date(2018, 8, 1)


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer)


def take_back(receipt, *, on=NEXT_DAY, reason=WHY, actor=None):
    return reverse(receipt, on=on, reason=reason, actor=actor or receipt.actor)


def test_a_receipt_taken_back_counts_on_no_day_and_keeps_its_number(contract):
    before = [figures(contract, on) for on in (FIRST, NEXT_DAY, SECOND)]
    wrong = pay(contract, FIRST, 5000)
    take_back(wrong)

    right = pay(contract, FIRST, 500)

    assert [figures(contract, on)[1] for on in (FIRST, SECOND)] == [33_100, 33_100]
    assert [str(wrong), str(right)] == ["1/2561", "2/2561"]
    assert before[0][:2] == (11_800, 33_600)
    assert wrong.reversal.reason == WHY


def test_a_receipt_between_others_leaves_them_where_they_would_be_without_it(contract):
    first, wrong, last = (pay(contract, FIRST, amount) for amount in (1000, 2000, 4000))

    take_back(wrong)

    assert figures(contract, FIRST)[:2] == (6800, 28_600)
    assert [one.reversal for one in (first, last) if hasattr(one, "reversal")] == []


@pytest.mark.parametrize("rest", ["shorter", "lower"])
def test_the_plan_that_a_receipt_changed_is_written_again_as_it_was(contract, rest):
    receipt = pay(contract, FIRST, 16_800, rest)
    changed = in_force(contract)

    take_back(receipt)

    signed, _changed, again = contract.plans.order_by("version")
    assert rows(again) == rows(signed) != rows(changed)
    assert (again.terms, again.words, again.made_on) == (signed.terms, signed.words, signed.made_on)
    assert again.reason == f"ยกเลิกใบเสร็จ {receipt}: {WHY}"
    assert figures(contract, FIRST)[:2] == (11_800, 33_600)


def test_after_a_wrong_amount_the_right_one_is_taken_in_for_the_same_day(contract):
    take_back(pay(contract, FIRST, 17_800, "shorter"), on=SECOND)

    pay(contract, FIRST, 16_800, "shorter")

    assert [plan.version for plan in contract.plans.order_by("version")] == [1, 2, 3, 4]
    assert figures(contract, FIRST) == (0, 16_200, 0, 15_000)


def test_changes_of_the_plan_are_taken_back_the_last_one_first_and_down_to_the_signed_plan(
    contract,
):
    signed = rows(in_force(contract))
    first = pay(contract, FIRST, 13_800, "shorter")
    once = rows(in_force(contract))
    second = pay(contract, date(2019, 1, 31), 3000, "lower")

    assert refused(contract, lambda: take_back(first, on=SECOND)) == ["plan_changed_since"]
    take_back(second, on=SECOND)
    assert rows(in_force(contract)) == once
    take_back(first, on=SECOND)
    assert rows(in_force(contract)) == signed
    made_by = [plan.receipt for plan in contract.plans.order_by("version")]
    assert made_by == [None, first, second, first, None]


def test_what_was_paid_before_an_early_payment_is_taken_back_after_that_one(contract):
    plain = pay(contract, FIRST, 11_800)
    early = pay(contract, date(2019, 1, 31), 3000, "lower")

    assert refused(contract, lambda: take_back(plain, on=SECOND)) == ["paid_early_since"]

    take_back(early, on=SECOND)
    take_back(plain, on=SECOND)
    pay(contract, date(2019, 1, 31), 3000)  # the same money pays the oldest instalment first
    assert figures(contract, SECOND) == (20_000, 30_600, 365, 28_800)
    assert claims_of(stands(contract, date(2019, 8, 31)))


def test_a_receipt_entered_after_the_early_payment_is_taken_back_by_itself(contract):
    pay(contract, FIRST, 16_800, "lower")
    late = pay(contract, date(2018, 9, 1), 100, "next_instalments")

    take_back(late, on=SECOND)

    assert contract.plans.count() == 2


def test_told_twice_it_is_taken_back_once(contract):
    receipt = pay(contract, FIRST, 16_800, "lower")

    assert take_back(receipt) == take_back(receipt)
    assert ReceiptReversal.objects.count() == 1
    assert AuditEntry.objects.filter(act="receipt_reversed").count() == 1
    assert contract.plans.count() == 3


def test_for_another_reason_it_is_said_that_it_was_taken_back_already(contract):
    receipt = pay(contract, FIRST, 5000)
    take_back(receipt)

    again = refused(contract, lambda: take_back(receipt, reason="อีกเหตุผล"))

    assert again == ["reversed_before"]


def test_it_needs_a_reason_and_a_day_not_before_its_own(contract):
    receipt = pay(contract, FIRST, 5000)

    def early():
        take_back(receipt, on=date(2018, 7, 30), reason="  ")

    assert refused(contract, early) == ["reason_missing", "before_receipt"]


def test_a_very_long_reason_is_kept_as_far_as_there_is_room(contract):
    reversal = take_back(pay(contract, FIRST, 16_800, "lower"), reason="ผ" * 400)

    assert len(reversal.reason) == len(in_force(contract).reason) == 300


def test_after_the_contracts_end_no_receipt_is_taken_back(contract, treasurer):
    receipt = pay(contract, FIRST, 33_600, "next_instalments")
    close(contract, on=FIRST, actor=treasurer)

    assert refused(contract, lambda: take_back(receipt)) == ["contract_not_open"]


def test_a_merge_with_a_receipt_that_counts_is_not_undone(contract, treasurer):
    pay(contract, FIRST, 100)

    def undo():
        undo_merge(contract, reason="ผิด", on=NEXT_DAY, actor=treasurer)

    assert refused(contract, undo) == ["repayment_begun"]
    assert contract.household.loans.filter(status="merged").count() == 2


def test_without_any_receipt_that_counts_the_merge_may_be_undone_again(contract, treasurer):
    first, second = pay(contract, FIRST, 100), pay(contract, FIRST, 200)
    steps = []
    for receipt in (first, second):
        take_back(receipt)
        steps.append(contract.case.transitions.last().to_status)

    undo_merge(contract, reason="ผิดกองทุน", on=NEXT_DAY, actor=treasurer)

    assert steps == ["repaying", "contracted"]
    contract.refresh_from_db()
    assert contract.status == "cancelled"
    assert contract.household.loans.open().count() == 2


def test_after_the_only_receipt_was_taken_back_repayment_begins_anew(contract):
    take_back(pay(contract, FIRST, 100))
    pay(contract, NEXT_DAY, 100)

    taken = [*contract.case.transitions.order_by("pk").values_list("to_status", flat=True)]
    assert taken[-4:] == ["contracted", "repaying", "contracted", "repaying"]


def test_it_is_in_the_record_with_the_number_the_amount_and_why(contract, treasurer):
    take_back(pay(contract, FIRST, 5000), actor=treasurer)

    entry = AuditEntry.objects.get(act="receipt_reversed")
    assert entry.sentence == f"ยกเลิกใบเสร็จเลขที่ 1/2561 5,000 บาท: {WHY}"
    assert (entry.actor, entry.household) == (treasurer, contract.household)
