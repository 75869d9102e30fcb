"""The worker as a process of its own: killed, told to end, and kept running beside the server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.management.base import OutputWrapper
from django.db import connection

from debts.models import JournalEntry, Loan
from debts.tasks import record_later
from fundinst.management.commands.serve import Worker
from members.models import AuditEntry, Job
from tests.debts.drafts import make_draft
from tests.working import empty_the_queue

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 1000
REGISTER = "".join(
    f"{row}/1,นายทดลอง{row} สมมุติ,กทบ. {row}/2559,{1000 + row},100,31/3/2560\n"
    for row in range(1, ROWS + 1)
)


@pytest.fixture(autouse=True)
def queue_is_empty_afterwards():
    yield
    empty_the_queue()


@pytest.fixture(autouse=True)
def children_use_the_tests_database(db, monkeypatch):
    found = connection.get_connection_params()
    place = urlencode({name: found[name] for name in ("host", "port") if name in found})
    who = ":".join(found[name] for name in ("user", "password") if name in found)
    monkeypatch.setenv("DATABASE_URL", f"postgres://{who}@/{found['dbname']}?{place}")


@contextmanager
def worker(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "manage.py", "worker", *options]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def when(condition: Callable[[], bool], *, within: float = 60) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)


def is_counting(job: Job) -> Callable[[], bool]:
    return Job.objects.filter(pk=job.pk, status="running", beat_at__isnull=False).exists


def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_ends_its_job_once(
    treasurer, village_fund
):
    draft = make_draft(village_fund, REGISTER, treasurer)
    job = record_later(draft, user=treasurer, options={})
    with worker() as first:
        when(is_counting(job))
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert Job.objects.get(pk=job.pk).status == "running"  # nobody could say that it died
    assert (Loan.objects.count(), JournalEntry.objects.count()) == (0, 0)

    with worker("--silent-after", "1") as second:
        when(Job.objects.filter(pk=job.pk, status="done").exists)
        second.terminate()
        second.wait(10)

    job.refresh_from_db()
    assert (job.done, job.total, job.result_url) == (ROWS, ROWS, f"/registers/{draft.pk}/")
    assert (Loan.objects.count(), JournalEntry.objects.count()) == (ROWS, ROWS)
    assert AuditEntry.objects.filter(act="register_recorded").count() == 1


def test_a_worker_ends_with_the_process_that_started_it():
    starting = (
        "import os, subprocess, sys, time\n"
        "command = [sys.executable, 'manage.py', 'worker', f'--with-parent={os.getpid()}']\n"
        "child = subprocess.Popen(command)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", starting], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    registered = "SELECT count(*) FROM procrastinate_workers"

    def workers() -> int:
        with connection.cursor() as cursor:
            return cursor.execute(registered).fetchone()[0]

    when(lambda: workers() == 1)
    parent.kill()
    parent.communicate()

    when(lambda: workers() == 0)
    when(lambda: not os.path.exists(f"/proc/{child}/cwd"))


def test_a_worker_that_died_is_started_again_and_said_so():
    told = StringIO()
    kept = Worker(OutputWrapper(told))
    try:
        first = kept.process
        first.kill()
        first.wait()
        kept.keep_running()
        assert told.getvalue() == (
            "งานเบื้องหลังหยุดไป จะเริ่มใหม่ใน 1 วินาที / the worker ended (-9) and starts again\n"
        )
        kept.keep_running()
        assert kept.process is first  # not before its time
        when(lambda: kept.keep_running() or kept.process is not first)
        assert kept.process.poll() is None
    finally:
        kept.end()
    assert kept.process.poll() is not None


def test_a_database_without_tables_is_told_in_words(monkeypatch):
    address = os.environ["DATABASE_URL"].partition("?")
    monkeypatch.setenv("DATABASE_URL", f"{address[0].rpartition('/')[0]}/postgres?{address[2]}")
    command = [sys.executable, "manage.py", "worker"]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True)

    assert ended.returncode == 1
    assert ended.stderr == "CommandError: ฐานข้อมูลยังไม่พร้อม ให้สั่ง manage.py migrate ก่อน\n"
