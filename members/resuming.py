"""Taking up again the jobs (งานที่ใช้เวลา) whose worker died, by a kill -9 or a power cut.

Every worker asks for this every few seconds (``manage.py worker``); nobody has to do anything.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.manager import JobManager

from members.jobs import UNDER_WAY
from members.models import Job
from members.working import wait_again

SILENT_WORKER_AFTER = timedelta(seconds=10)
"""A worker that gave no sign of life for so long has died."""


@transaction.atomic
def take_up_again(*, silent_after: timedelta = SILENT_WORKER_AFTER) -> int:
    """Put jobs that nobody does any more back into the queue; how many there were.

    Those of a worker that gave no sign of life for ``silent_after``, and those that gave none
    themselves for ``Job.SILENT_AFTER``.
    """
    now = timezone.now()
    silent = _silent_jobs(now - Job.SILENT_AFTER)
    taken = _back_into_the_queue(silent, dead_since=now - silent_after)
    _give_up_forgotten(silent)
    return taken


def _silent_jobs(since: datetime) -> list[Job]:
    silent = Q(beat_at__lt=since) | Q(beat_at__isnull=True, requested_at__lt=since)
    jobs = Job.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    return list(jobs.filter(silent, status__in=UNDER_WAY).order_by("pk"))


def _back_into_the_queue(silent: Sequence[Job], *, dead_since: datetime) -> int:
    # On Django's connection, in this transaction; a running worker's own manager has another.
    queue = JobManager(DjangoConnector())
    died = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=dead_since)
    died |= Q(args__job__in=[job.pk for job in silent])
    tasks = ProcrastinateJob.objects.select_for_update(skip_locked=True, of=("self",))
    found = list(tasks.filter(died, status="doing", args__has_key="job").order_by("pk"))
    for task in found:
        queue.retry_job_by_id(task.pk, retry_at=timezone.now())
        wait_again(task.args["job"])
    return len(found)


def _give_up_forgotten(silent: Sequence[Job]) -> None:
    """What the queue has no task for would stand in its own way for ever: people may ask again."""
    tasks = ProcrastinateJob.objects.filter(status__in=["todo", "doing"], args__has_key="job")
    known = {task.args["job"] for task in tasks}
    forgotten = [job.pk for job in silent if job.pk not in known]
    Job.objects.filter(pk__in=forgotten).update(status=Job.Status.FAILED, ended_at=Now())
