"""How late households are at a date (การค้างชำระ): what each owed that day, and its worst loan.

Balances are the journal's up to that day, so a past day can be asked for: a loan that was merged
since counts until the day it was closed, one not yet in the books doesn't. Due dates, terms and
missed instalments are those stated last.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add

from django.db.models import F, Q, Sum

from debts.lateness import Lateness, LoanFigures, lateness
from debts.models import COMPONENTS, Loan
from debts.models.loans import LoanQuerySet
from debts.schemes import Band, Scheme, schemes_on
from members.models import Household

FUNDS_ORDER = ("account__fund__position", "account__number", "pk")


@dataclass(frozen=True, slots=True)
class OwedLoan:
    """A loan on which something was owed that day: how much (baht), how late, and its band."""

    loan: Loan
    owed: Decimal
    lateness: Lateness
    band: Band


@dataclass(frozen=True, slots=True)
class Overdue:
    """How late a household is.

    ``loans`` are those it owed on, in the funds' order, and ``worst`` is the one of them that
    decides. ``band`` is the worst loan's; None when it owes nothing, and when it can't be said:
    nothing is known to be overdue, but of some loan nothing is known at all. Where a due date is
    missing and another loan is late, the band is the least it can be.
    """

    band: Band | None
    worst: OwedLoan | None
    loans: tuple[OwedLoan, ...]

    @property
    def owed(self) -> Decimal:
        return sum((loan.owed for loan in self.loans), Decimal(0))

    @property
    def without_due_date(self) -> int:
        """How many of its loans have no due date stated."""
        return sum(loan.lateness.due_on is None for loan in self.loans)

    @property
    def notes(self) -> list[str]:
        """What isn't known, in words for people."""
        count = self.without_due_date
        return [f"ไม่รู้วันครบกำหนด {count} สัญญา"] if count else []


NOTHING_OWED = Overdue(band=None, worst=None, loans=())


def overdue_of(household: Household, on: date) -> Overdue:
    """How late the household is on that day, by the scheme its institution has in force."""
    return overdue_by_household([household], on)[household.pk]


def overdue_by_household(households: Iterable[Household], on: date) -> dict[int, Overdue]:
    """The same for many, by household; as many queries for a thousand as for one."""
    institutions = {household.pk: household.institution_id for household in households}
    schemes = schemes_on(institutions.values(), on)
    loans = owed_on(on).filter(household__in=institutions).order_by(*FUNDS_ORDER)
    by_household: dict[int, list[Loan]] = defaultdict(list)
    for loan in loans.select_related("account__fund", "borrower", "rule"):
        by_household[loan.household_id].append(loan)
    return {
        household: overdue(by_household[household], schemes[institution][0], on)
        for household, institution in institutions.items()
    }


def owed_on(on: date) -> LoanQuerySet:
    """Loans on which something was owed that day.

    Annotated with ``owed_then`` and ``interest_over_year_then``, in baht.
    """
    until = Q(entries__on__lte=on)
    everything = reduce(add, (F(f"entries__{component}") for component in COMPONENTS))
    return Loan.objects.annotate(
        owed_then=Sum(everything, filter=until),
        interest_over_year_then=Sum("entries__interest_over_year", filter=until),
    ).filter(owed_then__gt=0)


def overdue(loans: Sequence[Loan], scheme: Scheme, on: date) -> Overdue:
    """How late a household is whose loans, of ``owed_on``, these are; their order is of no matter.

    The worst loan decides: the one of the highest band, then of the most days, yearly due dates,
    instalments and baht.
    """
    if not loans:
        return NOTHING_OWED
    owed = tuple(_owed_loan(loan, scheme, on) for loan in loans)
    worst = max(owed, key=lambda one: _badness(one, scheme))
    unsure = worst.band == scheme.bands[0] and not all(one.lateness.is_known for one in owed)
    return Overdue(band=None if unsure else worst.band, worst=worst, loans=owed)


def worst_days(loans: Iterable[Loan], on: date) -> int | None:
    """For how many days the worst of these loans is overdue, as they stand; None: not known.

    Loans come with their rule. Where only some say how late they are, the worst of those counts.
    """
    known = [late.days for late in (_lateness_now(loan, on) for loan in loans) if late.is_known]
    return max(known, default=None)


def _lateness_now(loan: Loan, on: date) -> Lateness:
    return lateness(
        LoanFigures(
            owed=loan.outstanding,
            interest_over_year=loan.interest_over_year,
            due_on=loan.due_on,
            lent_on=loan.lent_on,
            term_months=loan.rule.term_months if loan.rule else None,
            missed_instalments=loan.missed_instalments,
        ),
        on,
    )


def _owed_loan(loan: Loan, scheme: Scheme, on: date) -> OwedLoan:
    late = lateness(
        LoanFigures(
            owed=loan.owed_then,
            interest_over_year=loan.interest_over_year_then,
            due_on=loan.due_on,
            lent_on=loan.lent_on,
            term_months=loan.rule.term_months if loan.rule else None,
            missed_instalments=loan.missed_instalments,
        ),
        on,
    )
    rank = scheme.rank(
        days=late.days, instalments=late.instalments, yearly_due_dates=late.yearly_due_dates
    )
    return OwedLoan(loan, loan.owed_then, late, scheme.bands[rank])


def _badness(one: OwedLoan, scheme: Scheme) -> tuple[int, int, int, int, Decimal, int]:
    late = one.lateness
    return (
        scheme.bands.index(one.band),
        late.days,
        late.yearly_due_dates,
        late.instalments,
        one.owed,
        -one.loan.pk,
    )
