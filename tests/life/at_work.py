"""A server's process that is going to be killed, and one that looks at what it left.

Multiprocessing's fork server loads this once, with the DATABASE_URL of a cluster of the test's own,
so that each new process is at work at once.
"""

import os
import random
from collections.abc import Callable
from datetime import date
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

import django
from django.apps import apps

OF_THE_CLUSTER = "LIFE_CLUSTER"
"""Set in the fork server alone: there Django isn't set up by pytest."""
if os.environ.get(OF_THE_CLUSTER) and not apps.ready:
    django.setup()

# ruff: noqa: E402 (what follows needs the settings)
from django.db import OperationalError, transaction
from django.test import Client

from consolidation.ledger import check_ledger
from consolidation.merging import merge_debts, undo_merge
from consolidation.models import Contract, NettingBatch, Receipt
from consolidation.netting import answer_lines, net_batch, open_batch
from consolidation.netting_rules import Answered
from consolidation.repayment import repayment_of
from fundinst.money import format_baht
from members.models import AuditEntry, Household, Institution, User
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

ON, DUE, TYPED = date(2020, 1, 15), date(2021, 1, 15), "15/1/2564"
PAYERS = 5
ACTS = ["merge", "merge", "batch", "batch", "net", "undo"]


def make_village(pipe: Connection) -> None:
    """Funds, a user, and households whose contract is due on one day."""
    institution = make_institution(moo=91)
    actor = make_user("committee", institution=institution)
    for fund in institution.funds.all():
        make_rule(fund, rate_percent=6, term_months=36)
    for _payer in range(PAYERS):
        _merge(_arrive(institution), actor, into=0)
    pipe.send("made")


def work(pipe: Connection, round_: int) -> None:
    """One act after another until it is killed; each is told before it begins and when it is done.

    Every payment is of an amount of its own, so that it can be told from any other.
    """
    institution, actor = Institution.objects.get(), User.objects.get(username__startswith="user")
    chance, numbers = random.Random(round_), count(round_ * 10_000 + 1)
    client = Client(SERVER_NAME="localhost")
    client.force_login(actor)
    acts: dict[str, Callable[[], list[Any]]] = {
        "merge": lambda: [_merge(_arrive(institution), actor, into=chance.randrange(3)).pk],
        "undo": lambda: _undo(actor),
        "net": lambda: _net(institution, actor),
        "batch": lambda: _batch(client, institution, numbers),
    }
    pipe.send(("at work", []))
    while True:
        act = chance.choice(ACTS)
        pipe.send((f"begins {act}", []))
        try:
            told = acts[act]()
        except OperationalError:
            return  # its database is gone
        pipe.send((act, told))


@transaction.atomic
def _arrive(institution: Institution) -> Household:
    household = make_household(institution)
    make_person(household)
    for fund in institution.funds.all():
        make_loan(household, fund, 9_000_000)
    return household


def _merge(household: Household, actor: User, *, into: int) -> Contract:
    return merge_debts(
        household,
        None,
        into=household.institution.funds.get(position=into + 1),
        borrower=household.persons.get(),
        on=ON,
        actor=actor,
        select=True,
        **BEFORE_REVIEW,
    )


def _undo(actor: User) -> list[int]:
    last = Contract.objects.open().filter(receipts=None).order_by("-pk")
    contract = last.exclude(transfers__paid_on__isnull=False).first()
    return [undo_merge(contract, reason="ผิด", on=ON, actor=actor).pk] if contract else []


def _net(institution: Institution, actor: User) -> list[int]:
    if not institution.netting_batches.filter(status="open").exists():
        owed = Contract.objects.open().filter(transfers__paid_on=None, transfers__amount__gt=0)
        if not owed.exists():
            return []
    batch = open_batch(institution, on=ON, actor=actor)
    for fund in institution.funds.all():
        lines = batch.lines.filter(transfer__to_fund=fund, transfer__cancelled_on=None)
        if said := {line.pk: Answered(True) for line in lines}:
            answer_lines(batch, fund, said, by="นางตอบ ทดลอง", on=ON, actor=actor)
    if not batch.lines.filter(transfer__cancelled_on=None).exists():
        return []
    return [net_batch(batch, actor=actor).pk]


def _batch(client: Client, institution: Institution, numbers: "count[int]") -> list[Any]:
    """The day on which many pay, as its page sends it; every payment in a transaction."""
    typed, told = {"on": TYPED, "step": "save"}, []
    for contract in Contract.objects.open().order_by("pk")[:PAYERS]:
        repayment, satang = repayment_of(contract, on=DUE), next(numbers)
        assert repayment is not None
        typed[f"amount-{contract.pk}"] = format_baht(_baht(satang))
        typed[f"due-{contract.pk}"] = str(repayment.due)
        told.append((contract.pk, satang))
    answer = client.post(f"/receipts/of/{institution.code}/", typed)
    if answer.status_code >= 500:
        raise OperationalError
    assert answer.status_code == 302
    return told


def _baht(satang: int) -> Any:
    return Receipt._meta.get_field("amount").to_python(satang) / 100


def look(pipe: Connection, thoroughly: bool) -> None:
    """What stands in the books, and everything that is off."""
    problems = [*map(str, check_ledger())]
    if thoroughly:
        problems += map(str, verify_history().broken)
    for act, model in (("debts_merged", Contract), ("payment_received", Receipt)):
        if AuditEntry.objects.filter(act=act).count() != model.objects.count():
            problems.append(f"{act} without its entry, or the other way round")
    receipts = Receipt.objects.values_list("contract", "amount")
    found = {
        "merge": {*Contract.objects.values_list("pk", flat=True)},
        "undo": {*Contract.objects.filter(status="cancelled").values_list("pk", flat=True)},
        "batch": {(contract, int(amount * 100)) for contract, amount in receipts},
        "net": {*NettingBatch.objects.filter(status="netted").values_list("pk", flat=True)},
    }
    pipe.send((problems, found))
