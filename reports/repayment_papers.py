"""The repayment card (บัตรชำระ), for the household to keep: in Thai digits, on A4."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from consolidation.models import Contract
from consolidation.plan_lines import PlanLine, PlanSums, plan_lines, sums_of
from consolidation.repayment import Repayment
from members.models import Institution
from reports.pdf import write_pdf


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
