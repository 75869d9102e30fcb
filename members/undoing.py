"""Taking an act back (เลิกทำ) while it is fresh: one place that knows every way back.

An act that can be undone writes an audit entry with what its way back needs (``before``). The way
itself stands beside the act and names it::

    @undoes("row_saved")
    def take_back_row(entry: AuditEntry, actor: User) -> None: ...

A way back runs inside the transaction of ``undo_entry``, which holds the entry's household, or else
its institution. It raises Refused when somebody has built on the act meanwhile.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from fundinst.errors import Refusal, Refused
from members.audit import record
from members.holding import refusals_of_holding
from members.models import AuditEntry, Household, Institution, Job, User

UNDO_WITHIN = timedelta(minutes=10)
"""How long an act can be taken back by its button; later a mistake is mended by a further act."""

WayBack = Callable[..., None]
"""``way_back(entry, actor)``; a long one takes ``progress`` too, which is told done and total."""
_WAYS_BACK: dict[str, WayBack] = {}
Asking = Callable[[AuditEntry, User], Job | None]
_ASKED_OF_A_WORKER: dict[str, Asking] = {}


def undoes(act: str) -> Callable[[WayBack], WayBack]:
    """Name the act that the function takes back."""

    def keep(way_back: WayBack) -> WayBack:
        assert act not in _WAYS_BACK, f"{act} has a way back already"
        _WAYS_BACK[act] = way_back
        return way_back

    return keep


def long_way_back(act: str) -> Callable[[Asking], Asking]:
    """Name the act that a worker may have to take back.

    The function asks for it (``jobs.start_job``), or returns None where it takes less than a
    second.
    """

    def keep(asking: Asking) -> Asking:
        _ASKED_OF_A_WORKER[act] = asking
        return asking

    return keep


def ask_a_worker(entry: AuditEntry, *, user: User) -> Job | None:
    """The job that takes the act back, where that is longer than a person waits for a page.

    None where it is short, or can't be taken back any more: ``undo_entry`` does it, or says why.
    """
    asking = _ASKED_OF_A_WORKER.get(entry.act)
    if asking is None or any(refusals_to_undo(entry, now=timezone.now())):
        return None
    return asking(entry, user)


def undoable(entries: QuerySet[AuditEntry], *, now: datetime) -> QuerySet[AuditEntry]:
    """Of these entries, those whose act can still be taken back by its button."""
    return entries.filter(
        act__in=_WAYS_BACK, recorded_at__gt=now - UNDO_WITHIN, undone_by__isnull=True
    )


def built_on(households: Collection[int], entry: AuditEntry) -> list[Household]:
    """Of these households, those with which somebody went on after the entry, and still does."""
    since = AuditEntry.objects.filter(
        household__in=households, pk__gt=entry.pk, undoes__isnull=True, undone_by__isnull=True
    )
    return list(dict.fromkeys(one.household for one in since.select_related("household")))


def refusals_to_undo(entry: AuditEntry, *, now: datetime) -> Iterator[Refusal]:
    """Why the act can't be taken back any more; the way back itself may know further reasons."""
    if entry.act not in _WAYS_BACK:
        yield Refusal("act_stands", "", "รายการนี้เลิกทำด้วยปุ่มนี้ไม่ได้")
    if hasattr(entry, "undone_by"):
        yield Refusal("undone_before", "", "รายการนี้เลิกทำไปแล้ว")
    elif entry.recorded_at <= now - UNDO_WITHIN:
        yield Refusal("too_late", "", "เกิน 10 นาทีแล้ว ให้แก้ไขข้อมูลด้วยการบันทึกใหม่แทน")


@transaction.atomic(durable=True)
def undo_entry(
    entry: AuditEntry,
    *,
    actor: User,
    asked_at: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> AuditEntry:
    """Take the act back, once; the entry stays and a further one says that it was undone.

    A worker says when it was asked for (else it is now), and is told how far a long way back is.
    Raises Refused when it is too late, was done before, something was built on it, or the household
    is held meanwhile.
    """
    # As acts do: the household first, or the institution where the act was about no household, or
    # who did it. The entry itself is written once: the application may not even hold it.
    if entry.household_id:
        Household.objects.locked().get(pk=entry.household_id)
    elif entry.institution_id:
        Institution.objects.select_for_update(no_key=True).get(pk=entry.institution_id)
    else:
        User.objects.select_for_update(no_key=True).get(pk=entry.actor_id)
    entry = AuditEntry.objects.get(pk=entry.pk)
    held = refusals_of_holding(entry.household_id)
    if refusals := [*refusals_to_undo(entry, now=asked_at or timezone.now()), *held]:
        raise Refused(refusals)

    _WAYS_BACK[entry.act](entry, actor, **({"progress": progress} if progress else {}))
    return record(
        f"{entry.act}_undone",
        entry,
        f"เลิกทำ: {entry.sentence}"[:500],
        actor=actor,
        institution=entry.institution,
        household=entry.household,
        undoes=entry,
    )


def say_done(request: HttpRequest, sentence: str, entry: AuditEntry | None = None) -> None:
    """Tell the user that an act was done, with its undo button when ``entry`` has a way back."""
    tag = f"undo-{entry.pk}" if entry and entry.act in _WAYS_BACK else ""
    messages.success(request, sentence, extra_tags=tag)
