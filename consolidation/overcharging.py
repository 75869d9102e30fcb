"""Contracts on which more was charged than is lawful: an older payment came in late (เรียกเก็บเกิน).

The books are right, for every receipt says what was taken; that it has to be given back is a task
of the committee's, done by taking the receipt back and receiving its money anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from consolidation.charging import Overcharged, overcharged
from consolidation.due_list import repayments_on
from consolidation.models import Contract, Receipt, ReceiptCharge
from consolidation.models.contracts import ContractQuerySet
from consolidation.open_instalments import NOTHING
from consolidation.repayment import Repayment


@dataclass(frozen=True, slots=True)
class OverchargedContract:
    """A contract, and what stands charged on it above what is lawful."""

    contract: Contract
    lines: Sequence[Overcharged]

    @property
    def total(self) -> Decimal:
        """What is to be given back, in baht."""
        return sum((one.too_much for one in self.lines), NOTHING)


def overcharged_on(repayment: Repayment) -> OverchargedContract | None:
    """What stands charged too much on one contract; None where nothing does."""
    lines = overcharged(repayment)
    return OverchargedContract(repayment.contract, lines) if lines else None


def overcharged_contracts(contracts: ContractQuerySet, *, on: date) -> list[OverchargedContract]:
    """Those among them that are open, with what was charged too much; mostly one question."""
    standing = contracts.open().filter(Exists(_charged_before_a_late_entry()))
    found = (overcharged_on(one) for one in repayments_on(standing, on))
    return [one for one in found if one]


def _charged_before_a_late_entry() -> QuerySet[ReceiptCharge]:
    """Of a contract, charges of receipts after which one of an earlier day was entered."""
    late = Receipt.objects.filter(
        contract=OuterRef("receipt__contract"),
        reversal__isnull=True,
        pk__gt=OuterRef("receipt"),
        on__lt=OuterRef("receipt__on"),
    )
    counted = ReceiptCharge.objects.filter(
        receipt__contract=OuterRef("pk"), receipt__reversal__isnull=True, due_on__isnull=False
    )
    return counted.filter(Exists(late))
