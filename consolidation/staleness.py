"""Which households owe, or say, something else now than when they were sent to the district."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from consolidation.models import Case, Submission, SubmittedLoan
from debts.confirmations import named
from debts.models import COMPONENTS, Confirmation, JournalEntry, Loan

S = Case.Status
BETWEEN = frozenset({S.SUBMITTED, S.RETURNED, S.APPROVED, S.NEGOTIATING, S.AGREED})
"""Sent, and no contract made yet: with the contract its own figures hold."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A loan that isn't as it was sent; ``was`` and ``now`` are components in baht.

    ``since`` is the first entry of its journal that the district hasn't seen; None for a loan that
    was sent with other figures than its journal's.
    """

    loan: Loan
    was: Mapping[str, Decimal]
    now: Mapping[str, Decimal]
    since: JournalEntry | None

    @property
    def by(self) -> Decimal:
        """How much more is owed now, in baht; less is negative. 0: one component for another."""
        return sum(self.now.values(), Decimal(0)) - sum(self.was.values(), Decimal(0))

    @property
    def name(self) -> str:
        """The loan as people tell it from the household's others."""
        return named(self.loan)

    @property
    def amount(self) -> Decimal:
        """``by`` without its sign, where a word says which way."""
        return abs(self.by)


def staleness_of(
    cases: Iterable[Case], *, sent: Mapping[int, Submission] | None = None
) -> dict[int, list[Moved]]:
    """By case: the loans that moved since its last submission; empty where none did.

    What is owed as of today is compared component by component, loans that came since included.
    Five queries at most, however many cases; ``sent`` is the answer to the first (``last_sent``),
    for who has asked already.
    """
    cases = [*cases]
    found: dict[int, list[Moved]] = {case.pk: [] for case in cases}
    sent = last_sent(cases) if sent is None else sent
    homes = {case.household_id: sent[case.pk] for case in cases if case.pk in sent}
    moved = _moved(homes, _as_sent(sent.values()))
    since = _since([(submission, loan) for submission, loan, _before in moved])
    for submission, loan, before in moved:
        found[submission.case_id].append(Moved(loan, before, loan.components, since.get(loan.pk)))
    return found


def _moved(
    homes: Mapping[int, Submission], was: Mapping[tuple[int, int], Mapping[str, Decimal]]
) -> list[tuple[Submission, Loan, Mapping[str, Decimal]]]:
    """The loans that aren't as they were sent; of the others, nearly all, only figures are read."""
    nothing = dict.fromkeys(COMPONENTS, Decimal(0))
    owed = Loan.objects.filter(household__in=homes)
    figures = owed.order_by().values_list("pk", "household_id", *COMPONENTS)
    before = {
        loan: sent
        for loan, home, *now in figures
        if [*(sent := was.get((homes[home].pk, loan), nothing)).values()] != now
    }
    if not before:
        return []
    loans = owed.filter(pk__in=before).select_related("account__fund", "borrower")
    return [(homes[loan.household_id], loan, before[loan.pk]) for loan in loans]


def moved_by(moved: Sequence[Moved]) -> Decimal | None:
    """By how much the household owes more than was sent, in baht; None where nothing moved."""
    return sum((one.by for one in moved), Decimal(0)) if moved else None


def said_since(
    cases: Iterable[Case], *, sent: Mapping[int, Submission] | None = None
) -> dict[int, list[Confirmation]]:
    """By case: what the household said of its loans since it was sent, the last word of each.

    Empty where it said nothing. Three queries at most, however many cases; ``sent`` as above.
    """
    cases = [*cases]
    found: dict[int, list[Confirmation]] = {case.pk: [] for case in cases}
    sent = last_sent(cases) if sent is None else sent
    homes = {case.household_id: sent[case.pk] for case in cases if case.pk in sent}
    first = min((one.recorded_at for one in sent.values()), default=None)
    if first is None:
        return found
    said = Confirmation.objects.filter(loan__household__in=homes, recorded_at__gt=first)
    columns = said.order_by("pk").values_list("loan_id", "pk", "loan__household_id", "recorded_at")
    last = {loan: word for loan, *word in columns}
    after = [pk for pk, home, at in last.values() if at > homes[home].recorded_at]
    words = Confirmation.objects.filter(pk__in=after).order_by("pk")
    for word in words.select_related("loan__account__fund", "loan__borrower") if after else ():
        found[homes[word.loan.household_id].case_id].append(word)
    return found


def last_sent(cases: Iterable[Case]) -> dict[int, Submission]:
    """By case, its last version; of cases that were sent and have no contract yet."""
    between = [case.pk for case in cases if case.status in BETWEEN]
    sent = Submission.objects.filter(case__in=between).defer("content")
    last = sent.order_by("case_id", "-version").distinct("case_id")
    return {one.case_id: one for one in last.select_related("registration")}


def _as_sent(submissions: Iterable[Submission]) -> dict[tuple[int, int], dict[str, Decimal]]:
    rows = SubmittedLoan.objects.filter(submission__in=[one.pk for one in submissions])
    return {
        (submission, loan): dict(zip(COMPONENTS, amounts, strict=True))
        for submission, loan, *amounts in rows.values_list("submission_id", "loan_id", *COMPONENTS)
    }


def _since(moved: Sequence[tuple[Submission, Loan]]) -> dict[int, JournalEntry]:
    """Each loan's first entry that came after it was sent, or is of a day after the cut-off."""
    sent = {loan.pk: submission for submission, loan in moved}
    entries: defaultdict[int, list[JournalEntry]] = defaultdict(list)
    known = JournalEntry.objects.filter(loan__in=sent).select_related("actor", "register")
    for entry in known.order_by("pk"):
        submission = sent[entry.loan_id]
        later = entry.recorded_at > submission.recorded_at
        if later or entry.on > submission.registration.cut_off:
            entries[entry.loan_id].append(entry)
    return {loan: found[0] for loan, found in entries.items()}
