"""How old the interest in the books is on a day: what was stated as young may be old by now.

The journal keeps each component as its fund stated it on its day. Time goes on; what people read
of a later day says the age of that day, and since when the books have the sum (ป.พ.พ. ๖๕๕).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from debts.confirmations import named
from debts.loan_states import interest_owed
from debts.models import Loan
from debts.payoff import OVER_YEAR, UNDER_YEAR, is_a_year_overdue
from debts.payoffs import counted_to
from fundinst.days import day_in_words
from fundinst.money import format_baht


@dataclass(frozen=True, slots=True)
class AgedInterest:
    """A loan's interest that was under a year old when it was ``stated_on``, and no longer is."""

    loan: Loan
    stated_on: date
    on: date

    def sentence(self, amount: Decimal) -> str:
        return (
            f"ดอกเบี้ย {format_baht(amount)} บาท ของ{named(self.loan)} "
            f"ตามทะเบียน ณ {day_in_words(self.stated_on)} ค้างไม่ถึงหนึ่งปี "
            f"นับถึง {day_in_words(self.on)} ค้างหนึ่งปีขึ้นไปแล้ว"
        )


def aged_interest(loans: Iterable[Loan], on: date) -> dict[int, AgedInterest]:
    """Of these loans (by primary key), those whose younger interest is a year overdue that day.

    As far as anybody knows: where its age isn't known it is young. Loans come with their account,
    its fund and their borrower.
    """
    known = [*loans]
    since = counted_to(known, on) if known else {}
    found = {}
    for loan in known:
        young = {OVER_YEAR: Decimal(0), UNDER_YEAR: Decimal(1)}  # its age is asked, not its sum
        (owed,) = interest_owed(loan, young, since[loan.pk])
        if is_a_year_overdue(owed.due_on, on):
            found[loan.pk] = AgedInterest(loan, since[loan.pk], on)
    return found


def by_age(components: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The same baht with the younger interest among the older."""
    old = components[OVER_YEAR] + components[UNDER_YEAR]
    return {**components, OVER_YEAR: old, UNDER_YEAR: Decimal(0)}
