"""What a loan is stated to be, and whether the books are still what a form was opened on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, QuerySet

from debts.models import COMPONENTS, Loan
from members.models import FundAccount, Household
from members.versions import version_of

TERMS = (
    "number",
    "lent_on",
    "due_on",
    "original_principal",
    "rate_percent",
    "missed_instalments",
)
"""What a loan's paper says beside what is owed."""


@dataclass(frozen=True, slots=True)
class StatedLoan:
    """A loan as a person states it. Amounts in baht, the rate in percent a year.

    The borrower is a person of the household, or, with ``borrower_name``, one more of them.
    """

    principal: Decimal
    borrower_id: int | None = None
    borrower_name: str = ""
    number: str = ""
    lent_on: date | None = None
    due_on: date | None = None
    original_principal: Decimal | None = None
    rate_percent: Decimal | None = None
    missed_instalments: int | None = None
    interest_over_year: Decimal = Decimal(0)
    interest_under_year: Decimal = Decimal(0)
    penalty: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    guarantors: tuple[str, ...] = ()

    @property
    def components(self) -> dict[str, Decimal]:
        return {component: getattr(self, component) for component in COMPONENTS}

    @property
    def terms(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in TERMS}


def seen_of(loan: Loan) -> str:
    """A word for the loan's present state: a form carries it, so that nobody's change is lost."""
    guarantors = sorted(loan.guarantors.values_list("name", flat=True))
    state = [*terms_of(loan).values(), *map(str, loan.components.values()), loan.borrower_id]
    return version_of([state, guarantors, loan.status])


def seen_in(household: Household, account: FundAccount) -> str:
    """The same for the form of one more loan: the last one that the household had there."""
    loans = Loan.objects.filter(household=household, account=account)
    return str(loans.aggregate(last=Max("pk"))["last"] or 0)


def terms_of(loan: Loan) -> dict[str, str | None]:
    values = {name: getattr(loan, name) for name in TERMS}
    return {name: None if value is None else str(value) for name, value in values.items()}


def added_since(household: Household, account: FundAccount, seen: str) -> QuerySet[Loan]:
    """Loans that stand there and did not when the form was opened; none where it says nothing."""
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 19):
        return Loan.objects.none()
    loans = Loan.objects.filter(household=household, account=account, pk__gt=int(seen))
    return loans.exclude(status=Loan.Status.OPEN, outstanding=0)


def says(loan: Loan, stated: StatedLoan) -> bool:
    """Whether the loan is as stated, to the last guarantor."""
    if stated.borrower_name:
        same = str(loan.borrower) == stated.borrower_name
    else:
        same = loan.borrower_id == stated.borrower_id
    guarantors = {*loan.guarantors.values_list("name", flat=True)}
    terms = {name: getattr(loan, name) for name in TERMS}
    wanted = (stated.terms, stated.components, {*stated.guarantors})
    return same and (terms, loan.components, guarantors) == wanted
