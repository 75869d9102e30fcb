"""Long work of the tests' own: writes an audit entry, then counts, in one transaction."""

import time

from django.db import transaction

from fundinst.errors import Refusal, Refused
from members.access import command_line_user
from members.audit import record
from members.jobs import cancel_job
from members.models import Job
from members.working import Progress, long_work

COUNTING = "count_for_a_test"
LONGEST = 5.0  # seconds it counts on, should nobody stop it


class BrokeOff(Exception):
    """What a mistake in a program, or a lost connection, is to a worker."""


@long_work(COUNTING)
def count(job: Job, progress: Progress, *, until: int = 10, end: str = "") -> str:
    """Counts to ``until``; then ends well, or as ``end`` says."""
    with transaction.atomic():
        # Somebody else's chain of entries: who asked for the work goes on meanwhile.
        record("counted", job, "นับแล้ว", actor=command_line_user(), institution=job.institution)
        progress.to(until, until)
        if end == "refuse":
            raise Refused(
                [Refusal("too_many", "ข้อ 4", "นับเกินไป ให้นับใหม่"), Refusal("late", "", "สายไป")]
            )
        if end == "break off":
            raise BrokeOff
        if end == "wait":
            _wait(progress, until)
    if end == "cancelled too late":
        cancel_job(job, actor=job.requested_by)
    return "/counted/"


def _wait(progress: Progress, until: int) -> None:
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        progress.to(until, until * 2)
        time.sleep(0.01)
