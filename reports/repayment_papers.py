"""The papers of repayment: receipt, repayment card (บัตรชำระ).

All in Thai digits, on A4. A receipt stands twice on its sheet, to be cut in half: the payer's and
the fund's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string

from consolidation.allocation import LAWFUL
from consolidation.models import Contract, Receipt, ReceiptReversal
from consolidation.plan_lines import PlanLine, PlanSums, plan_lines, sums_of
from consolidation.receipt_lines import Placed, as_issued, placed
from consolidation.repayment import Repayment
from members.models import Institution
from reports.pdf import write_pdf

COPIES = ("ต้นฉบับ สำหรับผู้ชำระเงิน", "สำเนา สำหรับกองทุน")


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """A receipt as its paper says it: where its baht went when it was written, what was left."""

    receipt: Receipt
    placed: Placed
    order: str
    left: Decimal
    reversal: ReceiptReversal | None

    @property
    def institution(self) -> Institution:
        return self.receipt.contract.household.institution


@dataclass(frozen=True, slots=True)
class RepaymentCard:
    """The plan in force with room to write each payment on; for the household to keep."""

    contract: Contract
    institution: Institution
    version: int
    lines: Sequence[PlanLine]
    sums: PlanSums
    words: Sequence[str]
    wide: bool


def receipt_paper(receipt: Receipt) -> ReceiptPaper:
    then = as_issued(receipt)
    return ReceiptPaper(
        receipt,
        placed(then, receipt.pk),
        LAWFUL.words,
        then.owed_in_all,
        getattr(receipt, "reversal", None),
    )


def receipts_pdf(receipts: Sequence[Receipt]) -> bytes:
    """A sheet for each receipt. Raises Refused when a name can't be printed."""
    papers = [receipt_paper(receipt) for receipt in receipts]
    return write_pdf(
        render_to_string("reports/receipt_print.html", {"papers": papers, "copies": COPIES})
    )


def repayment_card(repayment: Repayment) -> RepaymentCard:
    contract = repayment.contract
    sums = sums_of(repayment.instalments, repayment.paid)
    return RepaymentCard(
        contract,
        contract.household.institution,
        repayment.plan.version,
        plan_lines(repayment),
        sums,
        repayment.plan.words,
        wide=bool(sums.carried),
    )


def repayment_card_pdf(card: RepaymentCard) -> bytes:
    """Raises Refused when a name can't be printed."""
    return write_pdf(render_to_string("reports/repayment_card_print.html", {"card": card}))
