"""What somebody did in the grid just now, and the act that takes a whole pasted block back.

A block of a hundred rows is a hundred acts, each in its own transaction; to who pasted it, it is
one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from debts.dropping import ACT as DROPPED
from debts.dropping import drop_row
from debts.models import SurveyRow
from fundinst.errors import Refused
from members.models import AuditEntry, Institution, User
from members.undoing import undo_entry, undoable

SAVED = "row_saved"
FRESH_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Fresh:
    """Something that a press takes back: an ``entry``, or all ``rows`` of a ``paste``."""

    at: datetime
    sentence: str
    entry: int | None = None
    paste: str = ""
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Unpasted:
    """How many rows were taken back, and why others were not: each reason once."""

    rows: int
    reasons: tuple[str, ...]


def fresh_of(institution: Institution, user: User, *, now: datetime) -> list[Fresh]:
    """What the user did in the grid and can still take back, the latest first; a paste is one."""
    entries = AuditEntry.objects.filter(
        institution=institution, actor=user, act__in=(SAVED, DROPPED)
    )
    return [*islice(_gathered(undoable(entries, now=now).order_by("-pk")), FRESH_SHOWN)]


def _gathered(entries: Iterable[AuditEntry]) -> Iterable[Fresh]:
    pasted: dict[str, list[AuditEntry]] = {}
    for entry in entries:
        pasted.setdefault(entry.before.get("paste") or f"entry-{entry.pk}", []).append(entry)
    for paste, (latest, *others) in pasted.items():
        if not others:
            yield Fresh(latest.recorded_at, latest.sentence, latest.pk)
        else:
            rows = 1 + len(others)
            yield Fresh(latest.recorded_at, f"วาง {rows} แถวจาก Excel", None, paste, rows)


def undo_paste(institution: Institution, paste: UUID, *, actor: User, now: datetime) -> Unpasted:
    """Take back every row of the block that still can be, the last one first.

    What of it could not be saved is thrown away. A row on which somebody built stays, and its
    reason is told; done twice, the second time nothing is left to do.
    """
    typed = SurveyRow.objects.filter(institution=institution, typed__paste=str(paste))
    waiting = [*typed.filter(typed_by=actor).values_list("key", flat=True)]
    saved = AuditEntry.objects.filter(
        institution=institution, actor=actor, act=SAVED, before__paste=str(paste)
    )
    rows, reasons = 0, dict[str, None]()
    for entry in undoable(saved, now=now).select_related("household").order_by("-pk"):
        try:
            undo_entry(entry, actor=actor)
        except Refused as refused:
            reasons[f"{entry.household}: {refused}"] = None
        else:
            rows += 1
    rows += sum(drop_row(institution, key, actor=actor) is not None for key in waiting)
    return Unpasted(rows, tuple(reasons))
