"""A form that is sent twice is done once: a double click, a request that a weak line sent again.

Every form carries a key of its own (``{% sent_form %}``). The first sending is done and its answer
kept; another sending of the same form with the same content gets that answer again. Two at the same
moment wait for each other at a lock of the database's, which holds for the connection, so that the
acts behind a view go on having each its own transaction. ``members/sent_forms_middleware.py`` does
it, for every view.

Between an act and the keeping of its answer the server may die. So the act writes the sending's
name into its audit entry, in its own transaction, and the next try finds it there.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import Error, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from psycopg.errors import LockNotAvailable

from members.models import AuditEntry, SentForm, User

FIELD = "sent_key"
"""The hidden field's name."""
KEPT_FOR = timedelta(days=7)
"""How long an answer is kept; nobody leaves a page open for longer and sends it again."""
NOT_CONTENT = {FIELD, "csrfmiddlewaretoken"}

View = TypeVar("View", bound=Callable[..., HttpResponse])

_BEING_DONE: ContextVar[UUID | None] = ContextVar("sending_being_done", default=None)


class StillBeingDone(Exception):
    """The same form, sent before, is still being done."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A form as it was sent: by whom, with which key and content, where to."""

    user: User
    key: UUID
    body: str
    path: str

    @property
    def name(self) -> UUID:
        """The same for the same sending, and for no other; no key of another user's leads to it."""
        return uuid5(self.key, f"{self.user.pk} {self.body} {self.path}")

    @property
    def lock(self) -> int:
        """The number of its lock: PostgreSQL's advisory locks have signed numbers of 64 bits."""
        return int.from_bytes(self.name.bytes[:8], "big", signed=True)


def sending_of(request: HttpRequest) -> Sending | None:
    """The request as a sending; None where it carries no key, or none that can be one."""
    key = _key(request.POST.get(FIELD, ""))
    if key is None or not request.user.is_authenticated:
        return None
    return Sending(request.user, key, _digest(request), request.path[:300])


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _digest(request: HttpRequest) -> str:
    """A digest of everything in the form and its address, but for what is new in each rendering.

    It takes our secret key: nobody who reads the table can try out what was typed.
    """
    digest = salted_hmac("members.sent_forms", b"", algorithm="sha256")

    sent = [(n, values) for n, values in sorted(request.POST.lists()) if n not in NOT_CONTENT]
    files = [(n, [*map(_named, files)]) for n, files in sorted(request.FILES.lists())]
    digest.update(json.dumps([request.get_full_path(), sent, files]).encode())
    return digest.hexdigest()


def _named(file: UploadedFile) -> tuple[str | None, str]:
    """A file by its name and what is in it."""
    file.seek(0)
    content = sha256(file.read()).hexdigest()
    file.seek(0)
    return file.name, content


@contextmanager
def held(sending: Sending, *, wait: timedelta) -> Iterator[None]:
    """Hold the sending alone; raises StillBeingDone after waiting in vain for who holds it."""
    _lock(sending.lock, wait)
    try:
        yield
    finally:
        _unlock(sending.lock)


def _lock(number: int, wait: timedelta) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            limit = f"{round(wait.total_seconds() * 1000)}ms"
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [limit])
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])  # outlives this transaction
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise StillBeingDone from error
        raise


def _unlock(number: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
    except Error:  # whatever is wrong with the connection: without it the lock is gone too
        connection.close()


@contextmanager
def being_done(sending: Sending) -> Iterator[None]:
    """Acts done meanwhile write the sending's name into their audit entries."""
    token = _BEING_DONE.set(sending.name)
    try:
        yield
    finally:
        _BEING_DONE.reset(token)


def name_of_sending() -> UUID | None:
    """The name of the sending that is being done; None outside of one."""
    return _BEING_DONE.get()


def answer_kept(sending: Sending) -> SentForm | None:
    """What the same sending was answered before."""
    return SentForm.objects.filter(
        user=sending.user, key=sending.key, body=sending.body, path=sending.path
    ).first()


def acts_done(sending: Sending) -> list[AuditEntry]:
    """What was done because of the sending, also where its answer could not be kept any more."""
    entries = AuditEntry.objects.filter(sent_key=sending.name, actor=sending.user)
    return list(entries.select_related("undone_by"))


def keep_answer(sending: Sending, location: str) -> None:
    """Keep where the sending was answered to go; an address too long to be kept is left out."""
    longest = SentForm._meta.get_field("location").max_length
    SentForm.objects.get_or_create(
        user=sending.user,
        key=sending.key,
        body=sending.body,
        path=sending.path,
        defaults={"location": location if len(location) <= longest else ""},
    )


def forget_sent_forms(*, before: datetime) -> int:
    """Delete the answers kept before a moment; how many there were. The acts' entries stay."""
    return SentForm.objects.filter(recorded_at__lt=before).delete()[0]


def answers_repeats_itself(view: View) -> View:
    """Decorate a view whose form, sent twice, is answered by the view itself, twice.

    Because it does several acts, of which a first try may have done some; or because its answer is
    shown once and must not get lost. Its acts know what was done before by themselves. Two at the
    same moment still wait for each other.
    """
    view.answers_repeats_itself = True
    return view


def goes_on_where_it_stopped(view: View) -> View:
    """Decorate a view that does several acts, of which a first try that broke has done only some.

    Its sending, once answered, gets that answer again; until then it is done again, and the acts
    know what was done before by themselves.
    """
    view.goes_on_where_it_stopped = True
    return view
