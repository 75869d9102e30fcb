"""The contract as it would be, before anybody signs: looked at, compared, and thrown away.

Nothing here decides: ``merge_debts`` asks the rules again and writes the figures itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consolidation.breakdown import Breakdown, break_down
from consolidation.fund_cash import warnings_to_hold
from consolidation.loan_terms import LoanTerms, TermSums, sums_of
from consolidation.models import Case
from consolidation.negotiated import agreed_terms, version_of_terms
from consolidation.planning import NO_RULE
from consolidation.route_papers import PAPER_MISSING
from consolidation.rules import (
    CEILING_UNRESOLVED,
    Terms,
    refusals_to_merge,
    warnings_to_merge,
)
from debts.confirmations import disputed
from debts.models import Loan
from fundinst.errors import Refusal
from members.models import Fund, Household


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the household's one contract would be if this fund held it.

    ``before`` takes the old loans apart fund by fund, ``waived`` what of it doesn't come into the
    contract, and ``after`` what does; ``payoffs`` is what the holding fund would have to pay each
    other creditor, in baht; ``rate_percent`` a year, on the principal alone, None when the fund has
    written none. ``cash_warnings`` say that it hasn't the money for the others, which stops nothing
    and asks for no resolution. ``version`` says whether a later proposal comes of the same terms.
    ``without_rule`` tells what follows where the fund has written no rules; empty where it has.
    """

    into: Fund
    before: Breakdown
    waived: Breakdown
    after: Breakdown
    sums: TermSums
    payoffs: tuple[tuple[Fund, Decimal], ...]
    rate_percent: Decimal | None
    warnings: tuple[Refusal, ...]
    cash_warnings: tuple[Refusal, ...]
    version: str
    without_rule: str = ""

    @property
    def owed(self) -> Decimal:
        """What the household owes on these loans now."""
        return self.sums.owed

    @property
    def off(self) -> Decimal:
        """What of it is waived, or void by law."""
        return self.sums.off

    @property
    def principal(self) -> Decimal:
        """What bears interest: the old principal, and the old interest that was agreed to."""
        return self.sums.bearing

    @property
    def carried(self) -> Decimal:
        """Interest, penalty and fee brought over, which bear no interest (ป.พ.พ. ๖๕๕)."""
        return self.sums.carried

    @property
    def amount(self) -> Decimal:
        return self.principal + self.carried

    @property
    def to_pay(self) -> Decimal:
        return sum((amount for _fund, amount in self.payoffs), Decimal(0))


def propose(
    household: Household,
    loans: Sequence[Loan],
    *,
    into: Fund,
    on: date,
    agreed: dict[int, LoanTerms] | None = None,
) -> Proposal:
    """The contract that would come of these loans. Loans come with their account and its fund.

    ``agreed`` (``agreed_terms``) is asked for where who asks doesn't have it.
    """
    agreed = agreed_terms(loans) if agreed is None else agreed
    by_fund = [(loan.account.fund, agreed[loan.pk]) for loan in loans]
    after = break_down((fund, terms.left) for fund, terms in by_fund)
    payoffs = [(line.of, line.total) for line in after.lines if line.of != into and line.total]
    to_pay = sum((amount for _fund, amount in payoffs), Decimal(0))
    return Proposal(
        into=into,
        before=break_down((fund, terms.owed) for fund, terms in by_fund),
        waived=break_down((fund, terms.off) for fund, terms in by_fund if terms.off_in_all),
        after=after,
        sums=sums_of(terms for _fund, terms in by_fund),
        payoffs=tuple(payoffs),
        rate_percent=into.rate_on(on),
        warnings=tuple(warnings_to_merge(household, loans, into=into, on=on, agreed=agreed)),
        cash_warnings=tuple(warnings_to_hold(into, to_pay, on=on)),
        version=version_of_terms(agreed),
        without_rule="" if into.rule_on(on) else NO_RULE,
    )


def propose_each(
    household: Household, loans: Sequence[Loan], funds: Iterable[Fund], *, on: date
) -> tuple[list[Proposal], list[Refusal]]:
    """One proposal a possible holder; and apart, the warnings that hold whoever it is."""
    agreed = agreed_terms(loans)
    proposals = [propose(household, loans, into=fund, on=on, agreed=agreed) for fund in funds]
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
    # Which papers are wanted, and the ceiling, depend on the holding fund: the check asks them.
    refusals = why_not(household, chosen, Terms(into, borrower, on))
    return [why for why in refusals if why.code not in (PAPER_MISSING, CEILING_UNRESOLVED)]


def without_disputed(loans: Iterable[Loan]) -> list[Loan]:
    """Those that may be merged although the household disputes others: a dispute blocks itself."""
    loans = [*loans]
    against = disputed([loan.pk for loan in loans])
    return [loan for loan in loans if loan.pk not in against]


def why_not(household: Household, loans: Sequence[Loan], terms: Terms) -> list[Refusal]:
    """The same rules that the act asks, on the case as it is now."""
    agreed, at = agreed_terms(loans), status_of(household)
    return [*refusals_to_merge(household, loans, terms, at=at, agreed=agreed)]


def status_of(household: Household) -> str:
    """Where the household's open case stands; empty where it has none."""
    case = Case.objects.open().filter(household=household).first()
    return case.status if case else ""
