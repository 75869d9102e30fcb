"""What creditors and household have agreed so far: read; the last offer of each loan counts."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from consolidation.loan_terms import LoanTerms
from consolidation.merge_sums import Merged, merge
from consolidation.models import ContractPart, NegotiationRound, Offer
from debts.models import JournalEntry, Loan
from debts.rate_deciding import with_void_interest
from members.models import Fund
from members.versions import version_of


def last_offers(loans: Iterable[Loan]) -> dict[int, Offer]:
    """The last offer of each of these loans (by primary key) in its household's open case."""
    offers = Offer.objects.filter(loan__in=[*loans], round__case__closed_on__isnull=True)
    return {
        offer.loan_id: offer for offer in offers.select_related("round", "actor").order_by("pk")
    }


def agreed_terms(loans: Iterable[Loan]) -> dict[int, LoanTerms]:
    """What comes into a contract of each of these loans (by primary key), as it is owed now.

    A loan that was not negotiated, or not agreed on, comes whole; interest above the lawful rate
    counts as nothing (``debts/rate_deciding.py``). At most two queries.
    """
    loans = [*loans]
    void = with_void_interest(loans)
    offers = last_offers(loans)
    return {loan.pk: _terms(loan, offers.get(loan.pk), loan.pk in void) for loan in loans}


def _terms(loan: Loan, offer: Offer | None, is_void: bool) -> LoanTerms:
    if offer is None or offer.answer != Offer.Answer.AGREED:
        return LoanTerms(loan.components, interest_is_void=is_void)
    return LoanTerms(
        loan.components,
        waived=offer.waived,
        capitalised=offer.capitalised,
        interest_is_void=is_void,
        agreed_by=offer.agreed_by,
        paper=offer.paper,
        paper_on=offer.paper_on,
    )


def merged(loans: Sequence[Loan], agreed: Mapping[int, LoanTerms], into: Fund) -> Merged[Fund]:
    """The sums of the contract that these loans come to; they come with account and fund."""
    return merge([agreed[x.pk].as_old_loan(str(x), x.account.fund) for x in loans], into)


def version_of_terms(agreed: Mapping[int, LoanTerms]) -> str:
    """Says whether what was agreed, and what is owed, is still what people looked at."""
    told = [(pk, one.owed, one.off, one.to_principal) for pk, one in sorted(agreed.items())]
    return version_of(told)


def moved_since(offers: Iterable[Offer]) -> dict[int, Decimal]:
    """Of these offers' loans (by primary key), those that moved since, and by how many baht.

    What was undone doesn't count, nor its undoing. One query.
    """
    known = {offer.loan_id: offer.last_entry_id or 0 for offer in offers}
    if not known:
        return {}
    later = JournalEntry.objects.filter(
        loan__in=known, pk__gt=min(known.values()), reverses=None, reversed_by=None
    )
    moved: dict[int, Decimal] = {}
    for entry in later:
        if entry.pk > known[entry.loan_id]:
            moved[entry.loan_id] = moved.get(entry.loan_id, Decimal(0)) + entry.total
    return moved


def rounds_of(case_id: int) -> list[NegotiationRound]:
    """The rounds of a case, the latest first, each with its offers."""
    rounds = NegotiationRound.objects.filter(case=case_id).select_related("actor")
    return [
        *rounds.prefetch_related("offers__loan__account__fund", "offers__loan__borrower").order_by(
            "-number"
        )
    ]


def offers_behind(parts: Iterable[ContractPart]) -> dict[int, Offer]:
    """By loan: the agreed offer that stood when the loan was put into its contract."""
    parts = [*parts]
    closing = {part.loan_id: part.closing_entry_id for part in parts}
    offers = Offer.objects.filter(
        loan__in=closing,
        round__case__in={part.contract.case_id for part in parts},
        answer=Offer.Answer.AGREED,
    )
    return {
        offer.loan_id: offer
        for offer in offers.select_related("round").order_by("pk")
        if (offer.last_entry_id or 0) < closing[offer.loan_id]
    }
