"""Households whose loans have guarantors, on their way to a contract by one of the routes."""

from datetime import date

from consolidation.choosing_route import SignedPaper, choose_route, paper_in
from consolidation.models import Case
from consolidation.route_papers import loans_of, papers_of
from consolidation.selecting import select_household
from debts.models import Guarantor
from tests.builders import AS_OF, SIGNED

PAPER_DAY = date(2017, 7, 20)


def guaranteed(household, actor, *names, route=""):
    """The household, selected; its first loan has these guarantors; a route chosen, if named."""
    loan = household.loans.order_by("pk").first()
    for name in names:
        Guarantor.objects.create(loan=loan, name=name)
    select_household(household, on=AS_OF, actor=actor, document="1/2560")
    if route:
        choose_route(household, route, reason="ที่ประชุมเห็นชอบ", actor=actor)
    return household


def sign(household, kind, actor, *, loan=None, guarantor=None, signed_on=PAPER_DAY, number=""):
    paper = SignedPaper(
        kind,
        signed_on,
        "นายลงชื่อ จริง",
        number,
        loan.pk if loan else None,
        guarantor.pk if guarantor else None,
    )
    return paper_in(household, paper, on=SIGNED, actor=actor)


def sign_all(household, actor, *, into=None, but=()):
    """Every paper that must be in before the contract, but for some kinds."""
    case = Case.objects.open().get(household=household)
    for state in papers_of(case, loans_of(case), into=into):
        need = state.need
        if not (state.is_in or need.is_due_after or need.kind in but):
            paper = SignedPaper(
                need.kind, PAPER_DAY, need.signer[:200], "", need.loan, need.guarantor
            )
            paper_in(household, paper, on=SIGNED, actor=actor)
