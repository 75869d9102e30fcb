"""What an institution's contracts have due by a day, and receipts for many of them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from consolidation.models import Contract, Receipt
from consolidation.models.contracts import ContractQuerySet
from consolidation.receiving import receive, repayment_version
from consolidation.receiving_rules import refusals_to_receive
from consolidation.repayment import Repayment, repayment_of
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.models import Institution, User

CHANGED_SINCE = Refusal(
    "due_changed",
    "",
    "ยอดของสัญญานี้เปลี่ยนระหว่างที่ท่านกรอก ยังไม่ได้บันทึก ดูยอดใหม่แล้วกรอกอีกครั้ง",
)


@dataclass(frozen=True, slots=True)
class Given:
    """What came of saving many: the receipts given, and why others were not, by contract."""

    receipts: tuple[Receipt, ...]
    refused: Mapping[int, tuple[Refusal, ...]]


def due_list(institution: Institution, on: date) -> list[Repayment]:
    """The open contracts with something to pay by that day, in the order of their houses."""
    contracts = Contract.objects.open().filter(
        household__institution=institution, opened_on__lte=on
    )
    return [one for one in repayments_on(contracts, on) if one.due]


def repayments_on(contracts: ContractQuerySet, on: date) -> list[Repayment]:
    """How these contracts stand that day; as many queries, however many they are.

    Those of before plans were kept are left out.
    """
    counted = Receipt.objects.filter(reversal__isnull=True).prefetch_related("charges")
    found = (
        contracts.select_related("fund", "rule", "borrower", "household__institution")
        .prefetch_related("plans__instalments", Prefetch("receipts", counted.order_by("on", "pk")))
        .order_by("household__house_key", "pk")
    )
    return [_repayment(contract, on) for contract in found if [*contract.plans.all()]]


def _repayment(contract: Contract, on: date) -> Repayment:
    plan = [*contract.plans.all()][-1]
    return Repayment(contract, plan, [*plan.instalments.all()], [*contract.receipts.all()], on)


def why_not(repayment: Repayment, amount: Decimal) -> list[Refusal]:
    """Why the borrower's payment can't be taken in from the list."""
    contract = repayment.contract
    return [
        *refusals_to_receive(
            contract,
            repayment,
            on=repayment.on,
            amount=amount,
            payer=str(contract.borrower),
            rest="",
        )
    ]


def receive_many(
    shown: Sequence[tuple[Contract, Decimal, Decimal]], *, on: date, actor: User
) -> Given:
    """A receipt for each contract, paid by its borrower; one that is refused stops no other.

    Each comes with what the page showed as due and with what was paid (baht): where the due has
    changed meanwhile, nothing is taken in. Each is a transaction of its own; sent again after it
    broke off, what was received is not received twice.
    """
    receipts, refused = [], {}
    for contract, due, amount in shown:
        try:
            receipts.append(_receive(contract, due, amount, on=on, actor=actor))
        except Refused as why:
            refused[contract.pk] = tuple(why.refusals)
    return Given(tuple(receipts), refused)


def _receive(
    contract: Contract, due: Decimal, amount: Decimal, *, on: date, actor: User
) -> Receipt:
    version = repayment_version(contract)
    repayment = repayment_of(contract, on=on)
    payer = str(contract.borrower)
    if before := _received(repayment, due, amount, payer, actor):
        return before
    if repayment is None or repayment.due != due:
        raise Refused([CHANGED_SINCE])
    return receive(contract, on=on, amount=amount, payer=payer, seen=version, actor=actor)


def _received(
    repayment: Repayment | None, due: Decimal, amount: Decimal, payer: str, actor: User
) -> Receipt | None:
    """The receipt that a try before gave for the same payment of what the page showed as due."""
    if repayment is None or repayment.due == due or not repayment.receipts:
        return None
    last = max(repayment.receipts, key=lambda one: one.pk)
    same = (last.on, last.amount, last.payer, last.actor_id)
    if same != (repayment.on, amount, mask_ids(payer)[:200], actor.pk) or last.rest:
        return None
    before = replace(repayment, receipts=[one for one in repayment.receipts if one != last])
    return last if before.due == due else None
