"""Contracts in default on a day, and which guarantors are still to be told of it (ผิดนัด)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Subquery

from consolidation.default_sums import NoticeDue
from consolidation.due_list import due_list, repayments_on
from consolidation.models import (
    Contract,
    ContractGuarantor,
    GuarantorNotice,
    Instalment,
    Signature,
)
from consolidation.models.contracts import ContractQuerySet
from consolidation.open_instalments import OpenInstalment
from consolidation.printed_notices import PrintedNotice, printed_for
from consolidation.repayment import Repayment, repayment_of
from members.models import Institution

SIGNED = Subquery(
    Signature.objects.standing().filter(guarantor=OuterRef("pk")).order_by("on").values("on")[:1]
)
"""Since when a guarantor has stood for the contract: the day they signed; none where unsaid."""

Standing = tuple[ContractGuarantor, date | None]
"""Who stands for a contract, and since when."""


@dataclass(frozen=True)
class GuarantorTask:
    """What one guarantor is to be told of one missed instalment, or was; ``printed`` the letter."""

    guarantor: ContractGuarantor
    instalment: OpenInstalment
    due: NoticeDue
    notice: GuarantorNotice | None = None
    printed: PrintedNotice | None = None


@dataclass(frozen=True, slots=True)
class Letters:
    """What was written to the guarantors: told of which default, and printed, the first first."""

    told: Mapping[tuple[int, date], GuarantorNotice]
    printed: Mapping[int, Sequence[PrintedNotice]]

    def of(self, guarantor: ContractGuarantor, default_on: date) -> PrintedNotice | None:
        """The first that was printed after the default: it tells of everything missed by then."""
        after = (one for one in self.printed.get(guarantor.pk, ()) if one.on > default_on)
        return next(after, None)


@dataclass(frozen=True)
class ContractDefault:
    """A contract with instalments that are overdue on a day, oldest first, and their notices."""

    contract: Contract
    on: date
    overdue: Sequence[OpenInstalment]
    tasks: Sequence[GuarantorTask]

    @property
    def first_missed(self) -> date:
        return self.overdue[0].due_on

    @property
    def amount(self) -> Decimal:
        """What is overdue, in baht."""
        return sum((one.open for one in self.overdue), Decimal(0))

    @property
    def days(self) -> int:
        return (self.on - self.first_missed).days

    @property
    def late_words(self) -> str:
        return f"{self.days:,} วัน {len(self.overdue)} งวด"

    @property
    def to_tell(self) -> list[GuarantorTask]:
        """Guarantors not told yet, the most urgent first."""
        left = [one for one in self.tasks if not one.due.is_told]
        return sorted(left, key=lambda one: one.due.last_day)

    @property
    def next_task(self) -> GuarantorTask | None:
        """The one whose last day comes next; when all are over, the one over for longest."""
        left = self.to_tell
        return next((one for one in left if not one.due.is_late), left[0] if left else None)

    @property
    def letters(self) -> list[tuple[ContractGuarantor, list[GuarantorTask], int]]:
        """Each guarantor, their notices, and how many are left: one letter may tell of several."""
        found: defaultdict[ContractGuarantor, list[GuarantorTask]] = defaultdict(list)
        for one in self.tasks:
            found[one.guarantor].append(one)
        return [
            (guarantor, tasks, sum(not one.due.is_told for one in tasks))
            for guarantor, tasks in found.items()
        ]


def default_of(contract: Contract, *, on: date) -> ContractDefault | None:
    """None where nothing is overdue that day, or the contract has ended."""
    if contract.status != Contract.Status.OPEN:
        return None
    repayment = repayment_of(contract, on=on)
    return next(iter(_defaults([repayment])), None) if repayment else None


def defaults_within(institution: Institution, *, on: date) -> list[ContractDefault]:
    """Every contract of the institution in default that day, the most urgent notice first."""
    return sorted(_defaults(due_list(institution, on)), key=_urgency)


def notices_due(contracts: ContractQuerySet, *, on: date) -> int:
    """How many notices to guarantors are left to be sent, of contracts that somebody stands for.

    Nothing is overdue of one whose plans have no instalment that fell due: it isn't read.
    """
    guaranteed = ContractGuarantor.objects.filter(contract=OuterRef("pk"), released_on=None)
    fell_due = Instalment.objects.filter(plan__contract=OuterRef("pk"), due_on__lt=on)
    standing = contracts.open().filter(Exists(guaranteed), Exists(fell_due), opened_on__lte=on)
    return sum(len(one.to_tell) for one in _defaults(repayments_on(standing, on)))


def _urgency(default: ContractDefault) -> tuple[int, date]:
    """What can still be done in time, then what is late, then what has nobody to be told."""
    task = default.next_task
    if task is None:
        return 2, default.first_missed
    return int(task.due.is_late), task.due.last_day


def _defaults(repayments: Sequence[Repayment]) -> list[ContractDefault]:
    """Those of them in default; as many queries, however many they are."""
    late = [(one, overdue) for one in repayments if (overdue := _overdue(one))]
    contracts = [one.contract for one, _overdue in late]
    standing: defaultdict[int, list[Standing]] = defaultdict(list)
    guarantors = ContractGuarantor.objects.filter(contract__in=contracts, released_on=None)
    for guarantor in guarantors.annotate(since=SIGNED).order_by("pk"):
        standing[guarantor.contract_id].append((guarantor, guarantor.since))
    notices = {
        (one.guarantor_id, one.default_on): one
        for one in GuarantorNotice.objects.filter(guarantor__contract__in=contracts)
    }
    everyone = [guarantor.pk for stand in standing.values() for guarantor, _since in stand]
    letters = Letters(notices, printed_for(everyone))
    return [
        ContractDefault(
            one.contract,
            one.on,
            overdue,
            [*_tasks(standing[one.contract.pk], letters, overdue, one.on)],
        )
        for one, overdue in late
    ]


def _overdue(repayment: Repayment) -> list[OpenInstalment]:
    found = [one for one in repayment.standing.open if one.is_overdue(repayment.on)]
    return sorted(found, key=lambda one: one.due_on)


def _tasks(
    standing: Sequence[Standing],
    letters: Letters,
    overdue: Sequence[OpenInstalment],
    on: date,
) -> Iterator[GuarantorTask]:
    """Those who stand for the contract, for the instalments that fell due while they do.

    Who signed after an instalment was missed is not told of that one. Where no signature was
    written down nobody knows since when they stand: better told too often.
    """
    for guarantor, since in standing:
        for one in overdue:
            if one.due_on > guarantor.until or (since and one.due_on < since):
                continue
            told = letters.told.get((guarantor.pk, one.due_on))
            due = NoticeDue(one.due_on, on, told.sent_on if told else None)
            yield GuarantorTask(guarantor, one, due, told, letters.of(guarantor, one.due_on))
