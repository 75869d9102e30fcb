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
    ``steps`` are the statuses it led through; ``papers`` are what it rests on, as pairs of a word
    (เอกสาร, เหตุผล) and its text.
    """

    at: datetime
    who: User
    sentence: str
    on: date | None = None
    steps: tuple[str, ...] = ()
    papers: tuple[tuple[str, str], ...] = ()


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
    papers = (("เอกสาร", step.document), ("เหตุผล", step.reason))
    given = tuple((word, text) for word, text in papers if text)
    return Event(step.recorded_at, step.actor, "", step.on, (step.get_to_status_display(),), given)


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
    papers = tuple(dict.fromkeys((*taken.papers, *step.papers)))
    return replace(taken, at=step.at, on=step.on, steps=(*taken.steps, *step.steps), papers=papers)


def _done_by(act: Event, taken: Event | None) -> Event:
    if taken is None:
        return act
    papers = tuple(paper for paper in taken.papers if paper[1] not in act.sentence)
    return replace(act, on=taken.on, steps=taken.steps, papers=papers)
