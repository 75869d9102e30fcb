"""The contract as it would be, before anybody signs: looked at, compared, and thrown away.

Nothing here decides: ``merge_debts`` asks the rules again and writes the figures itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consolidation.breakdown import Breakdown, break_down
from consolidation.models import Case
from consolidation.rules import Terms, refusals_to_merge, warnings_to_merge
from debts.confirmations import disputed
from debts.models import Loan
from fundinst.errors import Refusal
from members.models import Fund, Household


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the household's one contract would be if this fund held it.

    ``before`` takes the old loans apart fund by fund; ``payoffs`` is what the holding fund would
    have to pay each other creditor, in baht; ``rate_percent`` a year, on the principal alone, None
    when the fund has written none.
    """

    into: Fund
    before: Breakdown
    payoffs: tuple[tuple[Fund, Decimal], ...]
    rate_percent: Decimal | None
    warnings: tuple[Refusal, ...]

    @property
    def owed(self) -> Decimal:
        """What the household owes on these loans now."""
        return self.before.sums.total

    @property
    def principal(self) -> Decimal:
        return self.before.sums.components["principal"]

    @property
    def carried(self) -> Decimal:
        """Interest, penalty and fee brought over, which bear no interest (ป.พ.พ. ๖๕๕)."""
        components = self.before.sums.components
        return sum((components[name] for name in components if name != "principal"), Decimal(0))

    @property
    def amount(self) -> Decimal:
        return self.principal + self.carried

    @property
    def to_pay(self) -> Decimal:
        return sum((amount for _fund, amount in self.payoffs), Decimal(0))


def propose(household: Household, loans: Sequence[Loan], *, into: Fund, on: date) -> Proposal:
    """The contract that would come of these loans. Loans come with their account and its fund."""
    before = break_down((loan.account.fund, loan.components) for loan in loans)
    return Proposal(
        into=into,
        before=before,
        payoffs=tuple((line.of, line.total) for line in before.lines if line.of != into),
        rate_percent=into.rate_on(on),
        warnings=tuple(warnings_to_merge(household, loans, into=into, on=on)),
    )


def propose_each(
    household: Household, loans: Sequence[Loan], funds: Iterable[Fund], *, on: date
) -> tuple[list[Proposal], list[Refusal]]:
    """One proposal a possible holder; and apart, the warnings that hold whoever it is."""
    proposals = [propose(household, loans, into=fund, on=on) for fund in funds]
    shared = [
        warning
        for warning in (proposals[0].warnings if proposals else ())
        if all(warning in proposal.warnings for proposal in proposals)
    ]
    return proposals, shared


def holders(household: Household, loans: Sequence[Loan]) -> list[Fund]:
    """Every fund that may hold the contract: creditors first, then in the institution's order."""
    creditors = {loan.account.fund_id for loan in loans}
    return sorted(
        household.institution.funds.all(),
        key=lambda fund: (fund.pk not in creditors, fund.position),
    )


def refusals_before_choosing(
    household: Household, loans: Sequence[Loan], *, on: date
) -> list[Refusal]:
    """Why the page need not even ask: what stands in the way whichever fund and whoever signs."""
    into = household.institution.funds.first()
    borrower = household.persons.first()
    if into is None or borrower is None:
        return [Refusal("nobody_to_sign", "", "ครัวเรือนต้องมีสมาชิก และสถาบันต้องมีกองทุน จึงจะทำสัญญาได้")]
    undisputed = without_disputed(loans)
    chosen = undisputed if len(undisputed) >= 2 else loans  # too few: the disputes are the reason
    return why_not(household, chosen, Terms(into, borrower, on))


def without_disputed(loans: Iterable[Loan]) -> list[Loan]:
    """Those that may be merged although the household disputes others: a dispute blocks itself."""
    loans = [*loans]
    against = disputed([loan.pk for loan in loans])
    return [loan for loan in loans if loan.pk not in against]


def why_not(household: Household, loans: Sequence[Loan], terms: Terms) -> list[Refusal]:
    """The same rules that the act asks, on the case as it is now."""
    return [*refusals_to_merge(household, loans, terms, at=status_of(household))]


def status_of(household: Household) -> str:
    """Where the household's open case stands; empty where it has none."""
    case = Case.objects.open().filter(household=household).first()
    return case.status if case else ""
