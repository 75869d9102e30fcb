"""Which papers a household's contract waits for, which are in, and why nothing closes before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from consolidation.models import (
    Case,
    Contract,
    DecidingPaper,
    HolderChoice,
    Offer,
    RouteChoice,
)
from consolidation.routes import NOVATION, Need, OldGuarantor, OldLoan, Waiver, papers_needed
from debts.confirmations import named
from debts.models import Loan
from fundinst.errors import Refusal
from members.models import Fund, Household

PAPER_MISSING = "paper_missing"
"""The code of every refusal for a paper: they depend on which fund holds the contract."""

PAGE = "เอกสารและวิธีทางกฎหมาย"


@dataclass(frozen=True, slots=True)
class PaperState:
    """A paper that is needed, and the one that is in (None: missing, or held elsewhere)."""

    need: Need
    paper: DecidingPaper | None

    @property
    def is_in(self) -> bool:
        return self.paper is not None or bool(self.need.given)

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
    case: Case | None, loans: Sequence[Loan], *, into: Fund | None = None
) -> list[PaperState]:
    """Every paper that merging these loans into the fund needs, in or missing."""
    needs = papers_needed(
        route_of(case),
        old_loans(loans),
        holder=into.pk if into else None,
        waived=waivers_of(case, loans),
    )
    papers = [*DecidingPaper.objects.filter(case=case, cancelled_on=None)] if case else []
    return [PaperState(need, _in_for(need, papers)) for need in needs]


def _in_for(need: Need, papers: Iterable[DecidingPaper]) -> DecidingPaper | None:
    met = (one for one in papers if need.is_met_by(one.kind, one.loan_id, one.guarantor_id))
    return next(met, None)


def refusals_of_papers(
    household: Household, loans: Sequence[Loan], *, into: Fund
) -> Iterator[Refusal]:
    """Every paper that must be in before the contract closes these loans, and isn't.

    By novation, which holds where no route was chosen, the contract itself is the paper.
    """
    case = Case.objects.open().filter(household=household).first()
    if route_of(case) == NOVATION:
        return
    whole = Loan.objects.filter(pk__in=[loan.pk for loan in loans])
    for state in papers_of(case, with_papers(whole), into=into):
        if not state.is_in and not state.need.is_due_after:
            yield Refusal(
                PAPER_MISSING,
                state.need.clause,
                f"ยังขาด{state.label} ({state.need.about}) ให้บันทึกในหน้า “{PAGE}” ของครัวเรือนก่อน",
            )


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
