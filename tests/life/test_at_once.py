"""Eight people at work in one village at the same moment, for a while: nothing is lost or doubled.

LIFE_SECONDS says for how long (``make hard`` takes 60). Each writes down what it was told was done;
the books have to say the same afterwards.
"""

import os
import random
import sys
import threading
import time
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import connections

from consolidation.ledger import check_ledger
from consolidation.merging import merge_debts, undo_merge
from consolidation.models import (
    Contract,
    NetPayment,
    NettingBatch,
    PaymentSlip,
    Receipt,
    ReceiptReversal,
    Transfer,
)
from consolidation.netting import answer_lines, net_batch, open_batch
from consolidation.netting_rules import Answered
from consolidation.receiving import receive, reverse
from consolidation.slips import pay_slip
from consolidation.transferring import pay_transfer
from fundinst.errors import Refused
from members.models import AuditEntry, Household
from members.verifying import verify_history
from tests.builders import (
    BEFORE_REVIEW,
    make_household,
    make_institution,
    make_loan,
    make_person,
    make_rule,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = float(os.environ.get("LIFE_SECONDS", "3"))
WORKERS = 8
HOUSEHOLDS = 12
ON, LATER = date(2020, 1, 15), date(2021, 1, 15)


class Worker:
    """One person who does what comes to hand; ``told`` is what was said to be done."""

    def __init__(self, number: int, households: list[Household]) -> None:
        self.chance = random.Random(number)
        self.households = households
        self.institution = households[0].institution
        self.funds = [*self.institution.funds.all()]
        self.actor = make_user("committee", institution=self.institution)
        self.told: dict[str, list[int]] = {act: [] for act in ACTS}
        self.paid = Decimal(0)
        self.refused: Counter[str] = Counter()
        self.broken: list[str] = []

    def work(self, until: float) -> None:
        try:
            while time.monotonic() < until:
                self._one_act()
        except Exception as error:  # whatever it is, the test has to hear of it
            self.broken.append(repr(error))
        finally:
            connections.close_all()

    def _one_act(self) -> None:
        act = self.chance.choice(OFTEN)
        try:
            done = getattr(self, act)(self.chance.choice(self.households))
        except Refused as refused:
            self.refused[f"{act} {refused.refusals[0].code}"] += 1
        else:
            if done is not None:
                self.told[act].append(done)

    def merge(self, household: Household) -> int:
        return merge_debts(
            household,
            None,
            into=self.chance.choice(self.funds),
            borrower=household.persons.get(),
            on=ON,
            actor=self.actor,
            select=True,
            **BEFORE_REVIEW,
        ).pk

    def undo(self, household: Household) -> int | None:
        contract = household.contracts.open().first()
        return contract and undo_merge(contract, reason="ผิด", on=ON, actor=self.actor).pk

    def pay(self, household: Household) -> int | None:
        contract = household.contracts.open().first()
        if contract is None:
            return None
        amount = Decimal(self.chance.randrange(1, 900)) / 100
        how = {"payer": "นางสมใจ ชำระดี", "rest": self.chance.choice(["keep", "next_instalments"])}
        receipt = receive(contract, on=LATER, amount=amount, actor=self.actor, **how)
        self.paid += amount
        return receipt.pk

    def take_back(self, household: Household) -> int | None:
        receipt = Receipt.objects.filter(contract__household=household, reversal=None).first()
        if receipt is None:
            return None
        reason = f"ผิด {self.chance.random()}"  # another's word is another's: not told twice
        return reverse(receipt, on=LATER, reason=reason, actor=self.actor).pk

    def transfer(self, household: Household) -> int | None:
        owed = Transfer.objects.filter(contract__household=household, paid_on=None)
        one = owed.filter(cancelled_on=None).order_by("?").first()
        slip = f"โอน {self.chance.random()}"
        return one and pay_transfer(one, on=ON, slip=slip, actor=self.actor).pk

    def gather(self, household: Household) -> int:
        return open_batch(self.institution, on=ON, actor=self.actor).pk

    def net(self, household: Household) -> int | None:
        batch = self.institution.netting_batches.filter(status="open").first()
        if batch is None:
            return None
        for fund in self.funds:
            lines = batch.lines.filter(transfer__to_fund=fund, transfer__cancelled_on=None)
            said = {line.pk: Answered(True) for line in lines.filter(transfer__paid_on=None)}
            if said:
                answer_lines(batch, fund, said, by="นางตอบ ทดลอง", on=ON, actor=self.actor)
        return net_batch(batch, actor=self.actor).pk

    def slip(self, household: Household) -> int | None:
        payment = NetPayment.objects.order_by("?").first()
        if payment is None:
            return None
        signed = {"paid_by": "นางหนึ่ง ทดลอง", "received_by": "นางสอง ทดลอง"}
        amount = Decimal(self.chance.randrange(1, 90))
        return pay_slip(payment, on=ON, amount=amount, actor=self.actor, **signed).pk


ACTS = ("merge", "undo", "pay", "take_back", "transfer", "gather", "net", "slip")
OFTEN = [*ACTS, "merge", "merge", "pay", "pay", "pay", "take_back", "take_back", "undo"]


@pytest.fixture
def workers() -> list[Worker]:
    institution = make_institution(moo=91)
    for fund in institution.funds.all():
        make_rule(fund, rate_percent=6, term_months=36)
    households = [make_household(institution, str(at + 1)) for at in range(HOUSEHOLDS)]
    for household in households:
        make_person(household)
        for fund in institution.funds.all():
            make_loan(household, fund, 200_000)
    return [Worker(number, households) for number in range(WORKERS)]


def test_eight_at_work_lose_nothing_double_nothing_and_never_wait_for_each_other(workers, capsys):
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=one.work, args=[until]) for one in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 60)

    assert not any(thread.is_alive() for thread in threads)
    assert [one.broken for one in workers if one.broken] == []  # no deadlock, no number twice
    told = {act: sorted(pk for one in workers for pk in one.told[act]) for act in ACTS}
    with capsys.disabled():
        if SECONDS > 10:
            refused = sum((one.refused for one in workers), Counter())
            counts = {act: len(done) for act, done in told.items()}
            sys.stdout.write(f"\n{SECONDS:g} s: done {counts}\nrefused {refused.most_common()}\n")
    assert told["merge"] == _keys(Contract)
    assert told["undo"] == _keys(Contract, status="cancelled")
    assert told["pay"] == _keys(Receipt)
    assert told["take_back"] == _keys(ReceiptReversal)
    assert told["slip"] == _keys(PaymentSlip)
    assert sorted({*told["gather"]}) == _keys(NettingBatch)
    assert sorted({*told["net"]}) == _keys(NettingBatch, status="netted")
    assert told["transfer"] == _keys(Transfer, paid_on__isnull=False, slip__startswith="โอน")
    received = sum(Receipt.objects.values_list("amount", flat=True), Decimal(0))
    assert received == sum(one.paid for one in workers)
    assert AuditEntry.objects.filter(act="payment_received").count() == len(told["pay"])
    assert check_ledger() == []
    assert verify_history().broken == []


def _keys(model, **such) -> list[int]:
    return [*model.objects.filter(**such).order_by("pk").values_list("pk", flat=True)]
