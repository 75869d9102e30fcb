"""Two press at the same moment: money is taken in once, and numbers have no gap."""

from decimal import Decimal
from uuid import uuid4

import pytest

from consolidation.closing import close
from consolidation.merging import undo_merge
from consolidation.models import Receipt
from consolidation.receiving import receive, repayment_version, reverse
from members.models import AuditEntry
from tests.builders import SIGNED
from tests.consolidation.repaid import FIRST, PAYER, figures, make_repayable, pay
from tests.consolidation.test_two_at_once import at_once
from tests.members.sending import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

ATTEMPTS = pytest.mark.parametrize("attempt", range(3))


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer)


def paying(contract, amount, rest="", *, actor, seen=None):
    return lambda: receive(
        contract, on=FIRST, amount=Decimal(amount), payer=PAYER, rest=rest, seen=seen, actor=actor
    )


def numbers():
    return list(Receipt.objects.order_by("pk").values_list("number", flat=True))


def test_receipts_of_one_fund_at_once_are_numbered_without_gap_or_double(savings_group, treasurer):
    contracts = [make_repayable(savings_group, treasurer) for _household in range(6)]

    at_once(*(paying(one, 100, actor=treasurer) for one in contracts))

    assert numbers() == [1, 2, 3, 4, 5, 6]


@ATTEMPTS
def test_two_payments_on_one_contract_are_both_taken_in(attempt, contract, treasurer):
    at_once(*(paying(contract, amount, actor=treasurer) for amount in (5000, 6800)))

    assert numbers() == [1, 2]
    assert figures(contract, FIRST)[:2] == (0, 21_800)


@ATTEMPTS
def test_two_who_looked_at_the_same_page_take_the_money_in_once(attempt, contract, treasurer):
    seen = repayment_version(contract)

    outcomes = at_once(*[paying(contract, 11_800, actor=treasurer, seen=seen)] * 2)

    assert ["changed_meanwhile"] in outcomes
    assert numbers() == [1]


def test_a_form_that_is_sent_twice_at_once_gives_one_receipt(contract, treasurer):
    form = {"on": "31/7/2561", "amount": "๑๑,๘๐๐", "payer": PAYER, "step": "save"}
    form |= {"seen": repayment_version(contract), "sent_key": str(uuid4())}
    clients = [signed_in(treasurer) for _twice in range(2)]

    answers = at_once(
        *(
            lambda client=client: client.post(f"/contracts/{contract.pk}/receive/", form)
            for client in clients
        )
    )

    receipt = Receipt.objects.get()
    assert (receipt.amount, receipt.number) == (11_800, 1)
    assert [(one.status_code, one["Location"]) for one in answers] == [
        (302, f"/receipts/{receipt.pk}/")
    ] * 2
    assert AuditEntry.objects.filter(act="payment_received").count() == 1


@ATTEMPTS
def test_a_payment_and_the_reversal_of_another_both_stand(attempt, contract, treasurer):
    wrong = pay(contract, FIRST, 5000)

    at_once(
        lambda: reverse(wrong, on=FIRST, reason="ผิด", actor=treasurer),
        paying(contract, 6000, actor=treasurer),
    )

    assert numbers() == [1, 2]
    assert figures(contract, FIRST)[:2] == (5800, 27_600)


def test_a_reversal_pressed_twice_at_once_is_one(contract, treasurer):
    wrong = pay(contract, FIRST, 16_800, "lower")

    def press():
        return reverse(wrong, on=FIRST, reason="ผิด", actor=treasurer)

    first, second = at_once(press, press)

    assert first == second == wrong.reversal
    assert contract.plans.count() == 3


@ATTEMPTS
def test_either_the_payment_stands_or_the_merge_is_undone(attempt, contract, treasurer):
    outcomes = at_once(
        paying(contract, 5000, actor=treasurer),
        lambda: undo_merge(contract, reason="ผิด", on=SIGNED, actor=treasurer),
    )

    contract.refresh_from_db()
    assert (contract.status, numbers(), [one for one in outcomes if isinstance(one, list)]) in [
        ("open", [1], [["repayment_begun"]]),
        ("cancelled", [], [["contract_not_open"]]),
    ]


@ATTEMPTS
def test_the_contract_ends_only_behind_its_last_payment(attempt, contract, treasurer):
    pay(contract, FIRST, 33_500, "keep")

    _receipt, ending = at_once(
        paying(contract, 100, "keep", actor=treasurer),
        lambda: close(contract, on=FIRST, actor=treasurer),
    )

    contract.refresh_from_db()
    assert (contract.status, ending, numbers()) in [
        ("closed", contract, [1, 2]),
        ("open", ["not_paid_in_full"], [1, 2]),
    ]


@ATTEMPTS
def test_either_the_receipt_is_taken_back_or_the_contract_ends(attempt, contract, treasurer):
    last = pay(contract, FIRST, 33_600, "keep")

    outcomes = at_once(
        lambda: reverse(last, on=FIRST, reason="เช็คไม่ผ่าน", actor=treasurer),
        lambda: close(contract, on=FIRST, actor=treasurer),
    )

    contract.refresh_from_db()
    assert (contract.status, [one for one in outcomes if isinstance(one, list)]) in [
        ("closed", [["contract_not_open"]]),
        ("open", [["not_paid_in_full"]]),
    ]
