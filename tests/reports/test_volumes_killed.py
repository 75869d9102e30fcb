"""A worker that makes a volume is killed in the middle: another takes it up and ends it once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection

from members.jobs import cancel_job
from members.models import AuditEntry, Job, Notice
from reports.kinds import BY_SLUG
from reports.making import make_later
from reports.models import MadeFile, MadeFilePiece, RenderedSection
from reports.packing import PREFIX
from tests.builders import make_institution, make_user
from tests.consolidation.repaid import make_repayable
from tests.reports.certified import area, asked
from tests.working import empty_the_queue

pytestmark = pytest.mark.django_db(transaction=True)

VILLAGES = 24


@pytest.fixture(autouse=True)
def queue_is_empty_afterwards():
    yield
    empty_the_queue()


@pytest.fixture(autouse=True)
def children_use_the_tests_database(db, monkeypatch, tmp_path):
    found = connection.get_connection_params()
    place = urlencode({name: found[name] for name in ("host", "port") if name in found})
    who = ":".join(found[name] for name in ("user", "password") if name in found)
    monkeypatch.setenv("DATABASE_URL", f"postgres://{who}@/{found['dbname']}?{place}")
    monkeypatch.setenv("TMPDIR", str(tmp_path))


@pytest.fixture
def officer(db):
    for moo in range(1, VILLAGES + 1):
        there = make_institution(moo=moo, name=f"บ้านที่ {moo}")
        user = make_user("committee", institution=there)
        make_repayable(there.funds.get(kind="village_fund"), user)
    return make_user("district", area="3312")


@contextmanager
def worker(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "manage.py", "worker", *options]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def when(condition: Callable[[], bool], *, within: float = 90) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)


def ask(user) -> Job:
    return make_later(BY_SLUG["district-report"], area("3312"), asked(), user=user)


def drawing_for(pid: int) -> list[int]:
    """The processes that draw for that worker."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == pid:
            found.append(int(path.parent.name))
    return found


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.glob(f"{PREFIX}*")]


def test_a_worker_killed_in_the_middle_leaves_no_file_and_another_ends_its_volume_once(
    officer, tmp_path
):
    job = ask(officer)
    with worker() as first:
        when(Job.objects.filter(pk=job.pk, done__gte=5).exists)
        drawing = drawing_for(first.pid)
        first.send_signal(signal.SIGKILL)
        first.wait()
    drawn = set(RenderedSection.objects.values_list("pk", flat=True))
    assert (MadeFile.objects.count(), Notice.objects.count()) == (0, 0)
    assert len(drawing) == 2
    when(lambda: not any(os.path.exists(f"/proc/{pid}/cwd") for pid in drawing))

    with worker("--silent-after", "1") as second:
        when(Job.objects.filter(pk=job.pk, status="done").exists)
        second.terminate()
        second.wait(10)

    job.refresh_from_db()
    assert (job.done, job.total) == (VILLAGES, VILLAGES)
    assert sorted(job.files.values_list("file_format", flat=True)) == ["csv", "pdf", "xlsx"]
    assert MadeFile.objects.count() == 3
    assert Notice.objects.filter(user=officer).count() == Notice.objects.count() == 1
    assert AuditEntry.objects.filter(act="volume_made").count() == 1
    # What the first had drawn was taken from there, and what it left on disk is gone.
    assert drawn < set(RenderedSection.objects.values_list("pk", flat=True))
    assert left_in(tmp_path) == []


def test_cancelled_in_the_middle_it_stops_and_nothing_is_left(officer, tmp_path):
    job = ask(officer)
    with worker() as one:
        when(Job.objects.filter(pk=job.pk, done__gte=3).exists)
        assert cancel_job(job, actor=officer).ended_at is None
        when(Job.objects.filter(pk=job.pk, status="cancelled", ended_at__isnull=False).exists)
        when(lambda: left_in(tmp_path) == [])
        when(lambda: drawing_for(one.pid) == [])

    job.refresh_from_db()
    assert job.done < VILLAGES
    tables = (MadeFile, MadeFilePiece, Notice)
    assert [one.objects.count() for one in tables] == [0, 0, 0]
