"""Which papers a household's contract waits for, which are in, and why nothing closes before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from consolidation.models import (
    Case,
    Contract,
    DecidingPaper,
    HolderChoice,
    Offer,
    RouteChoice,
)
from consolidation.routes import (
    BALANCE,
    DEED,
    NOVATION,
    Need,
    OldGuarantor,
    OldLoan,
    Waiver,
    papers_needed,
)
from debts.confirmations import named
from debts.models import JournalEntry, Loan
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from members.models import Fund, Household

PAPER_MISSING = "paper_missing"
"""The code of every refusal for a paper: they depend on which fund holds the contract."""

PAGE = "เอกสารและวิธีทางกฎหมาย"
OF_A_BALANCE = {BALANCE, DEED}
"""The papers that speak of what a loan was when they were signed."""


@dataclass(frozen=True, slots=True)
class PaperState:
    """A paper that is needed, and the one that is in (None: missing, or held elsewhere).

    ``why_not`` says why the one that was recorded doesn't hold (empty: it does).
    """

    need: Need
    paper: DecidingPaper | None
    why_not: str = ""

    @property
    def is_in(self) -> bool:
        return bool(self.need.given) or (self.paper is not None and not self.why_not)

    @property
    def label(self) -> str:
        return str(DecidingPaper.Kind(self.need.kind).label)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What may be recorded for it: codes and words."""
        return [(kind, str(DecidingPaper.Kind(kind).label)) for kind in self.need.kinds]


def chosen_route(case: Case | None) -> RouteChoice | None:
    """The route chosen last for the case; None is novation, which nobody need choose."""
    choices = RouteChoice.objects.filter(case=case).select_related("actor")
    return choices.order_by("pk").last() if case else None


def route_of(case: Case | None) -> str:
    chosen = chosen_route(case)
    return chosen.route if chosen else NOVATION


def old_loans(loans: Iterable[Loan]) -> list[OldLoan]:
    """The loans as the routes know them; they come with account, fund, borrower, guarantors."""
    return [
        OldLoan(
            loan.pk,
            named(loan),
            loan.account.fund_id,
            str(loan.account.fund),
            str(loan.borrower),
            tuple(OldGuarantor(one.pk, one.name) for one in loan.guarantors.all()),
            loan.borrower_id,
        )
        for loan in loans
    ]


def waivers_of(case: Case | None, loans: Iterable[Loan]) -> dict[int, Waiver]:
    """What the last agreed offers of the case let go of, by loan, with the paper that says so."""
    if case is None:
        return {}
    offers = Offer.objects.filter(round__case=case, loan__in=[loan.pk for loan in loans])
    last = {offer.loan_id: offer for offer in offers.order_by("pk")}
    return {
        loan: Waiver(offer.paper, offer.paper_on)
        for loan, offer in last.items()
        if offer.answer == Offer.Answer.AGREED and (offer.waived_in_all or offer.capitalised)
    }


def papers_of(
    case: Case | None,
    loans: Sequence[Loan],
    *,
    into: Fund | None = None,
    on: date | None = None,
) -> list[PaperState]:
    """Every paper that merging these loans into the fund needs, in or missing.

    Before the contract a paper of a balance that moved since doesn't hold, nor on the contract's
    day ``on`` one that is dated later. Papers that a contract rests on held when it was made.
    """
    needs = papers_needed(
        route_of(case),
        old_loans(loans),
        holder=into.pk if into else None,
        waived=waivers_of(case, loans),
    )
    if case is None:
        return [PaperState(need, None) for need in needs]
    valid = DecidingPaper.objects.filter(case=case, cancelled_on=None).select_related("loan")
    papers = {paper: "" for paper in valid}
    of_balances = any(paper.kind in OF_A_BALANCE for paper in papers)
    if on or (of_balances and contract_of(case) is None):
        papers = _with_what_is_wrong(papers, on)
    return [_state(need, papers) for need in needs]


def _state(need: Need, papers: Mapping[DecidingPaper, str]) -> PaperState:
    """The first paper that holds for the need; else one that doesn't, with the reason."""
    met = [
        PaperState(need, one, why_not)
        for one, why_not in papers.items()
        if need.is_met_by(
            one.kind, one.loan_id, one.guarantor_id, one.loan.borrower_id if one.loan else None
        )
    ]
    return min(met, key=lambda state: bool(state.why_not), default=PaperState(need, None))


def _with_what_is_wrong(
    papers: Iterable[DecidingPaper], on: date | None
) -> dict[DecidingPaper, str]:
    """Each paper and why it doesn't hold for a contract of that day; empty: it does."""
    papers = [*papers]
    moved = _moved_since(paper for paper in papers if paper.kind in OF_A_BALANCE)
    found = dict.fromkeys(papers, "")
    for paper in papers:
        if paper.pk in moved:
            found[paper] = "ยอดหนี้เปลี่ยนหรือเลิกทำสัญญาไปหลังบันทึกหนังสือนี้"
        elif on and paper.signed_on > on:
            signed = day_in_words(paper.signed_on)
            found[paper] = f"หนังสือลงวันที่ {signed} หลังวันทำสัญญา {day_in_words(on)}"
    return found


def _moved_since(papers: Iterable[DecidingPaper]) -> set[int]:
    """Of these papers (by primary key), those whose loan moved after they were recorded.

    What was undone counts as nothing, but an undone contract does: the debt had gone over by it.
    """
    papers = [*papers]
    of = {paper.loan_id for paper in papers}
    later = JournalEntry.objects.filter(loan__in=of).filter(
        Q(kind=JournalEntry.Kind.MERGE) | Q(reverses=None, reversed_by=None)
    )
    last = dict(later.order_by("pk").values_list("loan_id", "pk")) if papers else {}
    return {paper.pk for paper in papers if last.get(paper.loan_id, 0) > (paper.last_entry_id or 0)}


def refusals_of_papers(
    household: Household, loans: Sequence[Loan], *, into: Fund, on: date
) -> Iterator[Refusal]:
    """Every paper that must be in before the contract of that day closes these loans, and isn't.

    By novation, which holds where no route was chosen, the contract itself is the paper.
    """
    case = Case.objects.open().filter(household=household).first()
    if route_of(case) == NOVATION:
        return
    whole = Loan.objects.filter(pk__in=[loan.pk for loan in loans])
    for state in papers_of(case, with_papers(whole), into=into, on=on):
        if not state.is_in and not state.need.is_due_after:
            yield Refusal(PAPER_MISSING, state.need.clause, _missing(state))


def _missing(state: PaperState) -> str:
    if state.why_not:
        return (
            f"{state.label} ({state.need.about}) ใช้ไม่ได้ เพราะ{state.why_not} "
            f"ให้ยกเลิกในหน้า “{PAGE}” แล้วบันทึกฉบับใหม่"
        )
    return f"ยังขาด{state.label} ({state.need.about}) ให้บันทึกในหน้า “{PAGE}” ของครัวเรือนก่อน"


def with_papers(loans: QuerySet[Loan]) -> list[Loan]:
    """A queryset of loans with all that their papers name."""
    return [
        *loans.select_related("account__fund", "borrower", "household").prefetch_related(
            "guarantors"
        )
    ]


def contract_of(case: Case) -> Contract | None:
    """The contract that was made of the case, unless it was undone."""
    made = Contract.objects.filter(case=case).exclude(status=Contract.Status.CANCELLED)
    return made.select_related("fund").order_by("pk").last()


def holder_of(case: Case) -> Fund | None:
    """The fund that holds the case's contract, or that was chosen to; None while nobody chose."""
    if contract := contract_of(case):
        return contract.fund
    chosen = HolderChoice.objects.filter(case=case).select_related("fund").order_by("pk").last()
    return chosen.fund if chosen else None


def loans_of(case: Case) -> list[Loan]:
    """The loans that the case's papers are about: those in its contract, before it those owed."""
    contract = contract_of(case)
    if contract:
        return with_papers(Loan.objects.filter(merged_as__contract=contract))
    return with_papers(Loan.objects.owing().filter(household=case.household_id))
