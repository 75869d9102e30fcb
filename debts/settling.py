"""Closing a loan, and undoing that: always by journal entries, never by touching a balance."""

from collections.abc import Iterable
from datetime import date

from debts.models import JournalEntry, Loan
from members.models import User


def settle_by_merge(
    loans: Iterable[Loan], *, reference: str, on: date, actor: User
) -> dict[int, JournalEntry]:
    """Take each loan's whole balance off and close it; the closing entry by loan.

    Inside the caller's transaction, which holds the household. ``reference`` is the contract.
    """
    loans = list(loans)
    entries = JournalEntry.objects.bulk_create(
        JournalEntry(
            loan=loan,
            kind=JournalEntry.Kind.MERGE,
            on=on,
            reference=reference,
            actor=actor,
            **{component: -amount for component, amount in loan.components.items()},
        )
        for loan in loans
    )
    Loan.objects.filter(pk__in=[loan.pk for loan in loans]).update(
        status=Loan.Status.MERGED, closed_on=on
    )
    return {entry.loan_id: entry for entry in entries}


def reopen(closing: Iterable[JournalEntry], *, reference: str, actor: User) -> None:
    """Mirror the closing entries, on their own dates, and open their loans as they were.

    Inside the caller's transaction, which holds the household.
    """
    closing = list(closing)
    # Open first: a closed loan may owe nothing, and the mirror brings its balance back.
    Loan.objects.filter(pk__in=[entry.loan_id for entry in closing]).update(
        status=Loan.Status.OPEN, closed_on=None
    )
    JournalEntry.objects.bulk_create(
        JournalEntry(
            loan_id=entry.loan_id,
            kind=JournalEntry.Kind.REVERSAL,
            on=entry.on,
            reference=reference,
            reverses=entry,
            actor=actor,
            **{component: -amount for component, amount in entry.components.items()},
        )
        for entry in closing
    )
