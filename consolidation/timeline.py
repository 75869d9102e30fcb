"""Everything that happened to one household, who did it and when; what is fresh can be undone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from consolidation.models import Case, Transition
from debts.models import JournalEntry
from debts.recording import ACT as REGISTER_RECORDED
from fundinst.money import format_baht
from members.holding import held_among
from members.models import AuditEntry, Household, Institution, User
from members.undoing import undoable

_FROM_BOOKS = (
    JournalEntry.Kind.OPENING,
    JournalEntry.Kind.REGISTER,
    JournalEntry.Kind.SURVEY,
    JournalEntry.Kind.CORRECTION,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened (เหตุการณ์).

    ``at`` is when it was written down, ``on`` the day it takes effect where that is known;
    ``steps`` are the statuses it led through; ``papers`` are what it rests on, as pairs of a word
    (เอกสาร, เหตุผล, the fund) and its text. ``undo`` is the entry that the undo button names, while
    there is one; ``register`` is the import it came with, on whose page all of it can still be
    taken back; ``undone`` says that the act was taken back. ``is_act`` tells an act's own entry
    from the steps and movements it made.
    """

    at: datetime
    who: User
    sentence: str
    on: date | None = None
    steps: tuple[str, ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    undo: int | None = None
    register: int | None = None
    undone: bool = False
    is_act: bool = False


def timeline(household: Household, *, now: datetime) -> list[Event]:
    """The household's events, the latest first."""
    steps = Transition.objects.filter(case__household=household).select_related("actor")
    entries = AuditEntry.objects.filter(household=household)
    acts = [*entries.select_related("actor", "undone_by").order_by("pk")]
    held = held_among([household.pk])
    fresh = set() if held else {*_undoable(household, entries, now)}
    moves = [
        *JournalEntry.objects.filter(loan__household=household, kind__in=_FROM_BOOKS)
        .select_related("actor", "loan__account__fund", "loan__borrower")
        .order_by("on", "pk")
    ]
    made = {pk: act.pk for act in acts for pk in act.before.get("entries", ())}
    events = [
        *map(_of_step, steps),
        *(_of_act(act, fresh, [m for m in moves if made.get(m.pk) == act.pk]) for act in acts),
        *_of_moves(moves, made, set() if held else _fresh_registers(moves, now)),
    ]
    events.sort(key=lambda event: event.at)
    return [*reversed([*_gathered(events)])]


def _undoable(
    household: Household, entries: QuerySet[AuditEntry], now: datetime
) -> QuerySet[AuditEntry, int]:
    """What a press takes back; a selection stands as soon as its case has gone on from there."""
    still = undoable(entries, now=now)
    if not Case.objects.filter(household=household, status=Case.Status.SELECTED).exists():
        still = still.exclude(act="household_selected")
    return still.values_list("pk", flat=True)


def acts_of(institution: Institution, acts: Iterable[str], *, now: datetime) -> list[Event]:
    """What was done to the institution itself by these acts, the latest first."""
    entries = AuditEntry.objects.filter(institution=institution, act__in=acts)
    fresh = {*undoable(entries, now=now).values_list("pk", flat=True)}
    return [_of_act(act, fresh, []) for act in entries.select_related("actor", "undone_by")]


def _of_step(step: Transition) -> Event:
    papers = (("เอกสาร", step.document), ("เหตุผล", step.reason))
    given = tuple((word, text) for word, text in papers if text)
    return Event(step.recorded_at, step.actor, "", step.on, (step.get_to_status_display(),), given)


def _of_act(entry: AuditEntry, fresh: set[int], moves: list[JournalEntry]) -> Event:
    return Event(
        entry.recorded_at,
        entry.actor,
        entry.sentence,
        on=moves[0].on if moves else None,
        papers=tuple((str(move.loan.account.fund), _moved(move)) for move in moves),
        undo=entry.pk if entry.pk in fresh else None,
        undone=hasattr(entry, "undone_by"),
        is_act=True,
    )


def _moved(move: JournalEntry) -> str:
    word = "ลด" if move.total < 0 else "เพิ่ม"
    return f"{word} {format_baht(abs(move.total))} บาท"


def _fresh_registers(moves: list[JournalEntry], now: datetime) -> set[int]:
    """Of the registers these came with, those whose recording can still be taken back."""
    subjects = {f"debts.Register:{move.register_id}": move.register_id for move in moves}
    recorded = AuditEntry.objects.filter(act=REGISTER_RECORDED, subject__in=subjects)
    fresh = undoable(recorded, now=now).values_list("subject", flat=True)
    return {pk for subject in fresh if (pk := subjects[subject])}


def _of_moves(moves: list[JournalEntry], made: dict[int, int], fresh: set[int]) -> Iterator[Event]:
    """What no act's entry tells of, in order; a loan's first register is no correction of one."""
    stated: set[int] = set()
    for move in moves:
        first = bool(move.register_id) and move.loan_id not in stated
        if move.register_id:
            stated.add(move.loan_id)
        if move.pk in made:
            continue
        word = "นำเข้าทะเบียน" if first else move.get_kind_display()
        opening = move.kind == JournalEntry.Kind.OPENING
        moved = f"{format_baht(move.total)} บาท" if opening else _moved(move)
        sentence = f"{word} {move.loan.account.fund} ชื่อ {move.loan.borrower} {moved}"
        register = move.register_id if move.register_id in fresh else None
        yield Event(move.recorded_at, move.actor, sentence, move.on, register=register)


def _gathered(events: Iterable[Event]) -> Iterator[Event]:
    """Steps go into the act that follows them: an act takes its steps and then records itself."""
    taken: Event | None = None
    for event in events:
        if taken and (event.who != taken.who or not (event.steps or event.is_act)):
            yield taken
            taken = None
        if event.steps:
            taken = _further(taken, event)
        else:
            yield _done_by(event, taken)
            taken = None
    if taken:
        yield taken


def _further(taken: Event | None, step: Event) -> Event:
    if taken is None:
        return step
    papers = tuple(dict.fromkeys((*taken.papers, *step.papers)))
    return replace(taken, at=step.at, on=step.on, steps=(*taken.steps, *step.steps), papers=papers)


def _done_by(act: Event, taken: Event | None) -> Event:
    if taken is None:
        return act
    papers = tuple(paper for paper in taken.papers if paper[1] not in act.sentence)
    return replace(act, on=taken.on, steps=taken.steps, papers=(*papers, *act.papers))
