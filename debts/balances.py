"""What loans owed on a day, component by component: sums of the journal up to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from debts.models import COMPONENTS, JournalEntry, Loan
from debts.overdue import FUNDS_ORDER
from members.models import Household


@dataclass(frozen=True, slots=True)
class Balance:
    """What was owed on a loan on a day, in baht; the loan comes with its fund and borrower."""

    loan: Loan
    components: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.components.values(), Decimal(0))

    @property
    def principal(self) -> Decimal:
        return self.components["principal"]

    @property
    def rest(self) -> Decimal:
        """Interest, penalty and fee together."""
        return self.total - self.principal


def components_on(loans: Collection[int], on: date) -> dict[int, dict[str, Decimal]]:
    """The components of these loans (by primary key) on that day; without one that owed nothing."""
    entries = JournalEntry.objects.filter(loan__in=loans, on__lte=on).order_by()
    sums = entries.values("loan").annotate(**{f"sum_{name}": Sum(name) for name in COMPONENTS})
    found = {row["loan"]: {name: row[f"sum_{name}"] for name in COMPONENTS} for row in sums}
    return {loan: parts for loan, parts in found.items() if any(parts.values())}


def balances_on(households: Iterable[Household], on: date) -> dict[int, list[Balance]]:
    """Each household's loans that owed something on that day, in the funds' order; two queries."""
    known = Loan.objects.filter(household__in=[household.pk for household in households])
    loans = [*known.select_related("account__fund", "borrower").order_by(*FUNDS_ORDER)]
    parts = components_on([loan.pk for loan in loans], on)
    found: defaultdict[int, list[Balance]] = defaultdict(list)
    for loan in loans:
        if loan.pk in parts:
            found[loan.household_id].append(Balance(loan, parts[loan.pk]))
    return found
