"""What a worker does with a job: it counts in the open, and ends in one way."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from members.jobs import cancel_job, start_job
from members.models import AuditEntry, Job
from members.resuming import take_up_again
from members.working import MOST_TRIES
from tests.members.counting import COUNTING
from tests.working import empty_the_queue, work_off, work_until

pytestmark = pytest.mark.django_db(transaction=True)


def ask(institution, user, **arguments) -> Job:
    return start_job(
        COUNTING,
        institution,
        title="นับครัวเรือน",
        institution=institution,
        user=user,
        arguments=arguments,
    )


def ended(job: Job) -> tuple[str, int, bool]:
    """How it ended, how often its act stands in the books, and whether its end has a time."""
    job.refresh_from_db()
    return job.status, AuditEntry.objects.filter(act="counted").count(), job.ended_at is not None


def queued() -> QuerySet[ProcrastinateJob]:
    """What stands in the queue of ours; what falls due by the clock may come between."""
    return ProcrastinateJob.objects.filter(task_name=COUNTING)


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def when(job: Job, condition) -> None:
    """Wait in the worker's stead until the job is as said."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if condition(job):
            return
        time.sleep(0.02)
    raise AssertionError(f"{job.status} {job.done}/{job.total}")


def test_a_job_is_done_once_and_leads_to_its_result(institution, treasurer):
    job = ask(institution, treasurer, until=7)
    work_off()

    assert ended(job) == ("done", 1, True)
    assert (job.done, job.total, job.result_url) == (7, 7, "/counted/")
    assert not queued().filter(status="todo").exists()


def test_what_rules_say_against_it_is_kept_word_for_word_and_nothing_is_written(
    institution, treasurer
):
    job = ask(institution, treasurer, end="refuse")
    work_off()

    assert ended(job) == ("refused", 0, True)
    assert job.reasons == [
        {"code": "too_many", "clause": "ข้อ 4", "sentence": "นับเกินไป ให้นับใหม่"},
        {"code": "late", "clause": "", "sentence": "สายไป"},
    ]


def test_the_count_is_seen_while_the_act_is_still_open_and_cancelling_rolls_it_back(
    institution, treasurer
):
    job = ask(institution, treasurer, until=30, end="wait")
    working = threading.Thread(target=work_off)
    working.start()
    when(job, lambda job: job.done == 30)

    assert (job.status, job.total) == ("running", 60)
    assert not AuditEntry.objects.filter(act="counted").exists()  # its transaction is open
    assert cancel_job(job, actor=treasurer).ended_at is None
    working.join()
    assert ended(job) == ("cancelled", 0, True)


def test_a_worker_told_to_end_rolls_its_job_back_and_the_next_one_does_it(institution, treasurer):
    job = ask(institution, treasurer, end="wait")
    work_until(Job.objects.filter(pk=job.pk, done=10).exists)

    assert ended(job) == ("waiting", 0, False)
    task = queued().get()
    assert (task.status, task.attempts) == ("todo", 1)
    execute(
        "UPDATE procrastinate_jobs SET scheduled_at = now(), args = args || '{\"arguments\": {}}'"
        f" WHERE task_name = '{COUNTING}'"
    )
    work_off()
    assert ended(job) == ("done", 1, True)


def test_cancelled_before_its_worker_came_it_is_never_begun(institution, treasurer):
    job = ask(institution, treasurer)
    cancel_job(job, actor=treasurer)
    work_off()

    assert ended(job) == ("cancelled", 0, True)
    assert job.started_at is None


def test_cancelled_too_late_it_is_done_after_all(institution, treasurer):
    job = ask(institution, treasurer, end="cancelled too late")
    work_off()

    assert ended(job) == ("done", 1, True)


def test_what_breaks_off_is_tried_again_and_given_up_in_the_end(institution, treasurer):
    job = ask(institution, treasurer, end="break off")
    for _ in range(MOST_TRIES - 1):
        work_off()
        assert ended(job) == ("waiting", 0, False)
        execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    work_off()

    assert ended(job) == ("failed", 0, True)
    assert not queued().filter(status="todo").exists()
    assert ask(institution, treasurer) != job  # people may ask again


def test_a_dead_workers_job_is_taken_up_again_and_done_once(institution, treasurer):
    job = ask(institution, treasurer)
    execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '11 s')")
    execute(
        "UPDATE procrastinate_jobs SET status = 'doing',"
        " worker_id = (SELECT max(id) FROM procrastinate_workers)"
    )
    Job.objects.update(status="running", beat_at=timezone.now())

    assert take_up_again(silent_after=timedelta(seconds=60)) == 0
    assert take_up_again() == 1
    assert ended(job) == ("waiting", 0, False)
    work_off()
    assert ended(job) == ("done", 1, True)
    assert take_up_again() == 0


def test_a_job_that_kills_every_worker_is_given_up(institution, treasurer):
    job = ask(institution, treasurer)
    execute(f"UPDATE procrastinate_jobs SET attempts = {MOST_TRIES}")
    work_off()

    assert ended(job) == ("failed", 0, True)


def test_a_job_the_queue_has_forgotten_does_not_block_its_subject_for_ever(institution, treasurer):
    job = ask(institution, treasurer)
    execute("DELETE FROM procrastinate_jobs")
    Job.objects.update(requested_at=timezone.now() - timedelta(seconds=61))

    assert take_up_again() == 0
    assert ended(job) == ("failed", 0, True)


def test_a_job_that_waits_its_turn_is_left_alone(institution, treasurer):
    job = ask(institution, treasurer)
    Job.objects.update(requested_at=timezone.now() - timedelta(minutes=5))

    assert take_up_again() == 0
    assert ended(job) == ("waiting", 0, False)


@pytest.fixture(autouse=True)
def queue_is_empty_afterwards():
    yield
    empty_the_queue()
