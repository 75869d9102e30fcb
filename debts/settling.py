"""Closing a loan, and undoing entries: always by journal entries, never by touching a balance."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from debts.loan_numbers import refusals_of_numbers
from debts.models import COMPONENTS, JournalEntry, Loan
from fundinst.errors import Refusal, Refused
from members.models import User

AT_ONCE = 500
"""Entries mirrored by one statement, between two tellings of how far it is."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """What is let go of a loan, in baht by component, and the paper or law that it rests on."""

    components: Mapping[str, Decimal]
    reference: str


def waive(waivers: Mapping[Loan, Waiver], *, on: date, actor: User) -> dict[int, JournalEntry]:
    """Take what was waived off each loan (ป.พ.พ. ๓๔๐); the entry by loan. The loans stay open.

    Inside the caller's transaction, which holds the household. The loans are read anew, with what
    they owe now. One of which nothing was waived gets no entry.
    """
    taken = {loan: waiver for loan, waiver in waivers.items() if any(waiver.components.values())}
    entries = JournalEntry.objects.bulk_create(
        JournalEntry(
            loan=loan,
            kind=JournalEntry.Kind.WAIVER,
            on=on,
            reference=waiver.reference,
            actor=actor,
            **{component: -amount for component, amount in waiver.components.items()},
        )
        for loan, waiver in taken.items()
    )
    for loan in taken:
        loan.refresh_from_db(fields=[*COMPONENTS, "outstanding"])
    return {entry.loan_id: entry for entry in entries}


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
    """Mirror the entries that closed loans, on their own dates, and open the loans as they were.

    Waivers that came before the closing are mirrored with it. Inside the caller's transaction,
    which holds the household.
    """
    closing = list(closing)
    # Open first: a closed loan may owe nothing, and the mirror brings its balance back.
    Loan.objects.filter(pk__in=[entry.loan_id for entry in closing]).update(
        status=Loan.Status.OPEN, closed_on=None
    )
    _mirror(closing, reference=reference, actor=actor)


def mirror(
    entries: Iterable[JournalEntry],
    *,
    reference: str,
    actor: User,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Take entries of open loans back by their mirrors, on their own dates.

    Inside the caller's transaction, which holds the household. ``progress`` is told how many of
    them are mirrored; what it raises undoes everything. Raises Refused, with every reason, when a
    loan has been merged, its balance moved again, or its number was given to another, since.
    """
    entries = list(entries)
    again = [entry.loan for entry in entries if sum(entry.components.values()) < 0]
    moved = {entry.loan_id for entry in entries}
    taken = refusals_of_numbers(again, but=moved)
    if refusals := [*_refusals_to_mirror(entries), *taken]:
        raise Refused(refusals)
    for first in range(0, len(entries), AT_ONCE):
        _mirror(entries[first : first + AT_ONCE], reference=reference, actor=actor)
        if progress:
            progress(min(first + AT_ONCE, len(entries)), len(entries))


def _refusals_to_mirror(entries: list[JournalEntry]) -> Iterator[Refusal]:
    last: dict[int, int] = {}
    for entry in entries:
        last[entry.loan_id] = max(entry.pk, last.get(entry.loan_id, 0))
    later = (
        JournalEntry.objects.filter(loan__in=last, pk__gt=min(last.values(), default=0))
        .exclude(pk__in=[entry.pk for entry in entries])
        .filter(reverses__isnull=True, reversed_by__isnull=True)
        .select_related("loan__account__fund", "loan__borrower")
        .order_by("loan_id", "pk")
    )
    for moved in later:
        if moved.pk > last[moved.loan_id]:
            yield Refusal(
                "moved_since", "", f"ยอดของ {moved.loan} เปลี่ยนอีกหลังจากนั้น จึงเลิกทำรายการนี้ไม่ได้"
            )


def _mirror(entries: list[JournalEntry], *, reference: str, actor: User) -> None:
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
        for entry in entries
    )
