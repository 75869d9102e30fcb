"""Households that negotiate with their creditors: made by the acts themselves."""

from datetime import date
from decimal import Decimal

from consolidation.merging import merge_debts
from consolidation.models import Offer
from consolidation.negotiating import hold_round
from consolidation.negotiating_rules import Offered
from debts.models import JournalEntry
from tests.builders import AS_OF, SIGNED, make_household, make_loan, make_person
from tests.consolidation.submitted import make_approved

MET = date(2017, 7, 20)
PAPER = "บันทึกข้อตกลง 1/2560"
PRESENT = "ครัวเรือน ผู้แทนกองทุนทุกกองทุน และกรรมการ"


def agreed(capitalised=0, **waived):
    """An agreed offer with everything that the law wants of it."""
    return said(Offer.Answer.AGREED, capitalised, **waived)


def said(answer, capitalised=0, **waived):
    """What a fund said, on paper; baht."""
    return Offered(
        answer,
        {part: Decimal(amount) for part, amount in waived.items()},
        Decimal(capitalised),
        agreed_by="นางบุญมี ประธานกองทุน",
        paper=PAPER,
        paper_on=MET,
    )


def make_negotiable(institution, actor, officer, house="77", *, less=0, **stated):
    """An approved household: 12,000 in every component at the village fund, 5,250 elsewhere.

    ``less`` is by how many baht its old interest was corrected before.
    """
    home = make_household(institution, house)
    make_person(home, "นายต่อรอง ทดลองดี")
    funds = {fund.kind: fund for fund in institution.funds.all()}
    loan = make_loan(
        home,
        funds["village_fund"],
        10_000,
        interest_over_year=1200 + less,
        interest_under_year=300,
        penalty=450,
        fee=50,
        due_on=date(2016, 6, 30),
        **stated,
    )
    if less:
        moved = {"interest_over_year": -less, "on": AS_OF, "actor": actor}
        JournalEntry.objects.create(loan=loan, kind="correction", **moved)
    make_loan(home, funds["savings_group"], 5000, interest_under_year=250)
    make_approved(home, actor, officer)
    return home


def loans_of(home):
    """The household's loans, its village fund's first."""
    return [*home.loans.order_by("account__fund__position", "pk")]


def meet(home, actor, *offers, on=MET, present=PRESENT, **more):
    """A round at which these were said of the loans in order; None: not spoken of."""
    pairs = zip(loans_of(home), offers, strict=False)
    told = {loan.pk: offered for loan, offered in pairs if offered is not None}
    return hold_round(home, on=on, present=present, offers=told, actor=actor, **more)


def contract_of(home, actor, *, into=None, loans=None, on=SIGNED, **more):
    loans = loans_of(home) if loans is None else loans
    return merge_debts(
        home,
        [loan.pk for loan in loans],
        into=into or loans[0].account.fund,
        borrower=home.persons.get(is_head=True),
        on=on,
        actor=actor,
        **more,
    )
