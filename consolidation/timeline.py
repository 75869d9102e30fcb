"""Everything that happened to one household, who did it and when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from consolidation.models import Transition
from debts.models import JournalEntry
from fundinst.money import format_baht
from members.models import AuditEntry, Household, User

_FROM_REGISTERS = (
    JournalEntry.Kind.OPENING,
    JournalEntry.Kind.REGISTER,
    JournalEntry.Kind.CORRECTION,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened (เหตุการณ์).

    ``at`` is when it was written down, ``on`` the day it takes effect where that is known;
    ``steps`` are the statuses it led through; ``note`` names the paper or the reason.
    """

    at: datetime
    who: User
    sentence: str
    on: date | None = None
    steps: tuple[str, ...] = ()
    note: str = ""


def timeline(household: Household) -> list[Event]:
    """The household's events, the latest first."""
    steps = Transition.objects.filter(case__household=household).select_related("actor")
    acts = AuditEntry.objects.filter(household=household).select_related("actor")
    entries = JournalEntry.objects.filter(
        loan__household=household, kind__in=_FROM_REGISTERS
    ).select_related("actor", "loan__account__fund", "loan__borrower")
    events = [*map(_of_step, steps), *map(_of_act, acts), *map(_of_entry, entries)]
    events.sort(key=lambda event: event.at)
    return [*reversed([*_gathered(events)])]


def _of_step(step: Transition) -> Event:
    note = " ".join(filter(None, (step.document, step.reason)))
    return Event(step.recorded_at, step.actor, "", step.on, (step.get_to_status_display(),), note)


def _of_act(entry: AuditEntry) -> Event:
    return Event(entry.recorded_at, entry.actor, entry.sentence)


def _of_entry(entry: JournalEntry) -> Event:
    loan = entry.loan
    sentence = (
        f"{entry.get_kind_display()} {loan.account.fund} ชื่อ {loan.borrower} "
        f"{format_baht(entry.total)} บาท"
    )
    return Event(entry.recorded_at, entry.actor, sentence, entry.on)


def _gathered(events: Iterable[Event]) -> Iterable[Event]:
    """Steps go into the act that follows them: an act takes its steps and then records itself."""
    taken: Event | None = None
    for event in events:
        if taken and (event.who != taken.who or not (event.steps or _is_an_act(event))):
            yield taken
            taken = None
        if event.steps:
            taken = _further(taken, event)
        else:
            yield _done_by(event, taken)
            taken = None
    if taken:
        yield taken


def _is_an_act(event: Event) -> bool:
    return event.on is None


def _further(taken: Event | None, step: Event) -> Event:
    if taken is None:
        return step
    note = taken.note if step.note in taken.note else f"{taken.note} {step.note}".strip()
    return replace(taken, at=step.at, on=step.on, steps=(*taken.steps, *step.steps), note=note)


def _done_by(act: Event, taken: Event | None) -> Event:
    if taken is None:
        return act
    note = "" if taken.note in act.sentence else taken.note
    return replace(act, on=taken.on, steps=taken.steps, note=note)
