"""The one contract on paper (หนังสือสัญญา): parties, old debts, plan, conventions, signatures.

As it was signed: with the first version of its plan. On A4, in Thai digits. The whole national ID
stands on this paper and on no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from consolidation.allocation import LAWFUL
from consolidation.breakdown import Breakdown, break_down
from consolidation.models import AgreedPlan, Contract, Instalment
from consolidation.plan_lines import PlanSums, sums_of
from debts.fund_rules import fine_of
from debts.lawful_rates import default_words
from fundinst.errors import Refusal, Refused
from members.models import CommitteeMember, Institution
from members.national_ids import id_on_contract
from reports.pdf import write_pdf

GUARANTORS_UNSAID = 2
"""How many lines stand for guarantors where the holding fund's rules don't say how many."""


@dataclass(frozen=True, slots=True)
class ContractPaper:
    """What the paper says (baht); ``signer`` is the institution's chair of that day, if known."""

    contract: Contract
    institution: Institution
    national_id: str
    parts: Breakdown
    rows: Sequence[Instalment]
    sums: PlanSums
    words: Sequence[str]
    late: Sequence[str]
    order: str
    guarantors: Sequence[int]
    signer: str

    @property
    def last_due(self) -> date:
        return self.rows[-1].due_on


def contract_paper(contract: Contract) -> ContractPaper:
    """Raises Refused where the contract has no plan, or was cancelled."""
    plan = contract.plans.filter(version=1).first()
    if plan is None or contract.status == Contract.Status.CANCELLED:
        sentence = "สัญญานี้ไม่มีแผนชำระหรือยกเลิกแล้ว จึงไม่มีหนังสือสัญญาให้พิมพ์"
        raise Refused([Refusal("no_contract_paper", "", sentence)])
    rows = [*plan.instalments.order_by("number")]
    parts = contract.parts.select_related("loan__account__fund", "loan__borrower", "closing_entry")
    rule = contract.fund.rule_on(contract.opened_on)
    asked = rule.guarantors if rule else None
    return ContractPaper(
        contract=contract,
        institution=contract.household.institution,
        national_id=id_on_contract(contract.borrower),
        parts=break_down((part, part.components) for part in parts),
        rows=rows,
        sums=sums_of(rows),
        words=plan.words,
        late=_late(contract, plan),
        order=LAWFUL.words,
        guarantors=range(1, (GUARANTORS_UNSAID if asked is None else asked) + 1),
        signer=_signer(contract),
    )


def contract_pdf(paper: ContractPaper) -> bytes:
    """Raises Refused when a name can't be printed."""
    return write_pdf(render_to_string("reports/contract_print.html", {"paper": paper}))


def _late(contract: Contract, plan: AgreedPlan) -> list[str]:
    rule = contract.fund.rule_on(contract.opened_on)
    agreed = rule.default_percent if rule else None
    return [default_words(plan.made_on, agreed), fine_of(rule).words]


def _signer(contract: Contract) -> str:
    there = contract.household.institution.committee.in_force(contract.opened_on)
    chair = there.filter(position=CommitteeMember.Position.CHAIR).first()
    return chair.name if chair else ""
