"""What was agreed so far, as lines of a table: loan by loan, fund by fund, and in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from consolidation.loan_terms import LoanTerms, TermSums, sums_of
from consolidation.merge_sums import PARTS
from consolidation.models import Offer
from debts.models import Loan
from members.models import Fund


@dataclass(frozen=True, slots=True)
class TermsLine:
    """One loan: its sums (baht), what of it is waived by component, and its last offer."""

    loan: Loan
    terms: LoanTerms
    offer: Offer | None

    @property
    def sums(self) -> TermSums:
        return sums_of([self.terms])

    @property
    def waived(self) -> list[tuple[str, Decimal]]:
        """Words and baht of each component of which something is waived, or void."""
        return [
            (words, self.terms.off[part]) for part, words in PARTS.items() if self.terms.off[part]
        ]


@dataclass(frozen=True, slots=True)
class FundTerms:
    """A fund's loans, with their sums where there are several."""

    fund: Fund
    lines: tuple[TermsLine, ...]

    @property
    def sums(self) -> TermSums | None:
        return sums_of(line.terms for line in self.lines) if len(self.lines) > 1 else None


def terms_by_fund(
    loans: Sequence[Loan], agreed: Mapping[int, LoanTerms], offers: Mapping[int, Offer]
) -> list[FundTerms]:
    """The loans' terms, fund by fund in the loans' order; they come with account and fund."""
    found: dict[Fund, list[TermsLine]] = {}
    for loan in loans:
        line = TermsLine(loan, agreed[loan.pk], offers.get(loan.pk))
        found.setdefault(loan.account.fund, []).append(line)
    return [FundTerms(fund, tuple(lines)) for fund, lines in found.items()]
