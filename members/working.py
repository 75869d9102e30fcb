"""How a worker does long work (งานที่ใช้เวลา): beginning, counting and ending.

The act behind a job stays one transaction, all or nothing, and is safe to do again: a worker may be
killed after the act and before the job was said to be done. What is counted is written on a
connection of its own, so that people see it while that transaction is still open.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial, wraps
from typing import Any, Self

import pghistory
from django.db import DatabaseError, connections
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted
from procrastinate.tasks import Task

from fundinst.errors import Refused
from members.jobs import UNDER_WAY
from members.models import Job

MOST_TRIES = 4
"""A job that kills or stops its worker so often is given up (FAILED)."""
TRIED_AGAIN_AFTER = 5
"""Seconds between two tries of work that broke off."""
WRITTEN_EVERY = 0.5
"""Seconds between two writings of what was counted; each is also a sign of life."""

_RETRY = RetryStrategy(max_attempts=MOST_TRIES - 1, wait=TRIED_AGAIN_AFTER)

logger = logging.getLogger(__name__)


class Cancelled(Exception):
    """Somebody cancelled the job; raised inside the act, so that it rolls back."""


class Progress:
    """What a job has counted; the act calls ``to`` between its steps.

    Calling it costs next to nothing: a thread with a connection of its own writes the count, twice
    a second, and learns whether the job was cancelled.
    """

    def __init__(self, job: Job, *, must_stop: Callable[[], bool] = lambda: False) -> None:
        self._job = job
        self._must_stop = must_stop
        self._count = (job.done, job.total)
        self._counting: datetime | None = None  # since when; the pace is not that of the reading
        self._cancelled = False
        self._over = threading.Event()
        self._writer = threading.Thread(target=self._keep_writing, daemon=True)

    def __enter__(self) -> Self:
        self._writer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._writer.join()

    def to(self, done: int, total: int) -> None:
        """``done`` of ``total`` are done. Raises Cancelled, or JobAborted when the worker ends."""
        self._count = (min(done, total), total)
        self._counting = self._counting or timezone.now()
        self.go_on()

    def go_on(self) -> None:
        """Between steps that aren't counted. Raises as ``to`` does when the work has to stop."""
        if self._cancelled:
            raise Cancelled
        if self._must_stop():
            raise JobAborted

    def _keep_writing(self) -> None:
        try:
            self._write()
            while not self._over.wait(WRITTEN_EVERY):
                self._write()
            self._write()
        finally:
            connections.close_all()  # this thread's own

    def _write(self) -> None:
        done, total = self._count
        rows = Job.objects.filter(pk=self._job.pk)
        try:
            if not rows.filter(status=Job.Status.RUNNING).update(
                done=done,
                total=total,
                beat_at=Now(),
                started_at=self._counting or self._job.started_at,
            ):
                self._cancelled = rows.filter(status=Job.Status.CANCELLED).exists()
        except DatabaseError:  # the act will say so itself; the next writing connects anew
            logger.warning("job %s: its count could not be written", self._job.pk)
            connections.close_all()


Work = Callable[..., str]
"""``work(job, progress, **arguments)`` does the act for the job's user and returns the address of
its result; ``arguments`` are those of ``start_job``."""


def long_work(kind: str) -> Callable[[Work], Task[..., Any, Any]]:
    """Declare, in an app's ``tasks.py``, the work that ``start_job(kind, ...)`` asks for."""

    def declare(work: Work) -> Task[..., Any, Any]:
        @app.task(name=kind, pass_context=True, retry=_RETRY)
        @wraps(work)
        def do(context: JobContext, *, job: int, arguments: dict[str, Any]) -> None:
            try:
                if begun := _begin(job):
                    _do(begun, partial(work, **arguments), context)
            finally:
                connections.close_all()  # this thread's own; it may not be used again for long

        return do

    return declare


def subject_pk(job: Job) -> int:
    """The primary key of what the job is about."""
    return int(job.subject.rpartition(":")[2].partition("#")[0])


def _begin(pk: int) -> Job | None:
    """The job, now running; None when it is over or was cancelled before its worker came to it."""
    running = {"status": Job.Status.RUNNING, "done": 0, "started_at": Now(), "beat_at": Now()}
    if not Job.objects.filter(pk=pk, status__in=UNDER_WAY).update(**running):
        Job.objects.filter(pk=pk, status=Job.Status.CANCELLED, ended_at=None).update(ended_at=Now())
        return None
    return Job.objects.select_related("requested_by", "institution").get(pk=pk)


def _do(job: Job, work: Work, context: JobContext) -> None:
    if context.job.attempts >= MOST_TRIES:  # it killed every worker it had
        return _end(job, Job.Status.FAILED)
    counted = Progress(job, must_stop=context.should_abort)
    try:
        with pghistory.context(user=job.requested_by_id, job=job.pk), counted as progress:
            result_url = work(job, progress)
    except Cancelled:
        _end(job, Job.Status.CANCELLED)
    except Refused as refused:
        _end(job, Job.Status.REFUSED, reasons=[asdict(refusal) for refusal in refused.refusals])
    except Exception as error:
        if not isinstance(error, JobAborted):
            logger.exception("job %s (%s) broke off", job.pk, job.kind)
        if context.job.attempts + 1 < MOST_TRIES:
            wait_again(job.pk)
        else:
            _end(job, Job.Status.FAILED)
        raise  # procrastinate tries again while tries are left
    else:
        # Also when it was cancelled too late: what is in the books is in the books.
        _end(job, Job.Status.DONE, done=F("total"), result_url=result_url)


def _end(job: Job, status: Job.Status, **found: Any) -> None:
    Job.objects.filter(pk=job.pk).update(status=status, ended_at=Now(), **found)


def wait_again(pk: int) -> None:
    """The job is to be done from its beginning; unless it was cancelled: then it ends so."""
    rows = Job.objects.filter(pk=pk)
    rows.filter(status=Job.Status.RUNNING).update(status=Job.Status.WAITING, beat_at=Now())
    rows.filter(status=Job.Status.CANCELLED, ended_at=None).update(ended_at=Now())
