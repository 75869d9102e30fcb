"""Asking for long work, stopping it, and the words for how it stands."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from fundinst.errors import Refused
from members.jobs import cancel_job, count_in_words, pace_in_words, standing, start_job
from members.models import AuditEntry, Job
from tests.members.counting import COUNTING

pytestmark = pytest.mark.django_db


def ask(subject, user, **found) -> Job:
    return start_job(COUNTING, subject, title="นับครัวเรือน", institution=subject, user=user, **found)


def waiting_tasks() -> list[tuple[str, dict]]:
    return list(ProcrastinateJob.objects.values_list("task_name", "args"))


def test_a_job_is_asked_for_with_its_task(institution, treasurer):
    job = ask(institution, treasurer, total=20, unit="แถว", arguments={"until": 5})

    assert (job.status, job.total, job.unit, job.requested_by) == ("waiting", 20, "แถว", treasurer)
    assert job.subject == f"members.Institution:{institution.pk}"
    assert waiting_tasks() == [(COUNTING, {"job": job.pk, "arguments": {"until": 5}})]


def test_asked_twice_it_is_the_same_job(institution, treasurer):
    jobs = [ask(institution, treasurer) for _ in range(2)]

    assert jobs[0] == jobs[1]
    assert len(waiting_tasks()) == 1


def test_a_job_that_is_over_does_not_stand_in_the_way_of_another(institution, treasurer):
    first = cancel_job(ask(institution, treasurer), actor=treasurer)
    second = ask(institution, treasurer)

    assert second != first
    assert [task["job"] for _, task in waiting_tasks()] == [first.pk, second.pk]


def test_what_is_rolled_back_asked_for_nothing(institution, treasurer):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask(institution, treasurer)
        raise ZeroDivisionError

    assert not Job.objects.exists()
    assert waiting_tasks() == []


def test_nobody_asks_for_work_that_no_worker_knows(institution, treasurer):
    with pytest.raises(TaskNotFound):
        start_job("unheard_of", institution, title="-", institution=None, user=treasurer)

    assert not Job.objects.exists()


def test_the_database_refuses_a_second_job_under_way(institution, treasurer):
    job = ask(institution, treasurer)
    job.pk = None
    with pytest.raises(IntegrityError, match="job_once_at_a_time"), transaction.atomic():
        job.save(force_insert=True)


def test_a_job_that_waits_is_cancelled_at_once_and_that_is_written_down(institution, treasurer):
    job = cancel_job(ask(institution, treasurer), actor=treasurer)

    assert (job.status, job.ended_at is None) == ("cancelled", False)
    assert list(AuditEntry.objects.filter(act="job_cancelled").values_list("sentence")) == [
        ("ยกเลิกงาน: นับครัวเรือน",)
    ]
    assert cancel_job(job, actor=treasurer) == job
    assert AuditEntry.objects.filter(act="job_cancelled").count() == 1


def test_a_job_that_runs_is_told_and_ends_when_its_worker_says_so(institution, treasurer):
    job = ask(institution, treasurer)
    Job.objects.filter(pk=job.pk).update(status="running", beat_at=timezone.now())

    job = cancel_job(job, actor=treasurer)

    assert (job.status, job.ended_at) == ("cancelled", None)
    assert standing(job).label == "กำลังยกเลิก"


def test_a_job_whose_worker_died_is_cancelled_at_once(institution, treasurer):
    job = ask(institution, treasurer)
    Job.objects.filter(pk=job.pk).update(
        status="running", beat_at=timezone.now() - timedelta(minutes=2)
    )

    assert cancel_job(job, actor=treasurer).ended_at is not None


@pytest.mark.parametrize("status", ["done", "refused", "failed"])
def test_a_job_that_is_over_is_not_cancelled(status, institution, treasurer):
    job = ask(institution, treasurer)
    Job.objects.filter(pk=job.pk).update(status=status, ended_at=timezone.now())

    with pytest.raises(Refused) as stopped:
        cancel_job(job, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["job_over"]
    job.refresh_from_db()
    assert job.status == status


@pytest.mark.parametrize(
    ("done", "total", "ran", "words"),
    [
        (0, 20_000, 30, "กำลังอ่านและเตรียมข้อมูล"),
        (1_200, 20_000, 1, ""),  # too early to say
        (19_000, 20_000, 30, "เหลือไม่ถึง 10 วินาที"),
        (12_000, 20_000, 30, "เหลือราว 20 วินาที"),
        (10_000, 20_000, 60, "เหลือราว 60 วินาที"),
        (1_000, 20_000, 10, "เหลือราว 4 นาที"),
        (20_000, 20_000, 60, "กำลังตรวจครั้งสุดท้าย"),
    ],
)
def test_what_is_left_is_told_from_the_pace_so_far(done, total, ran, words, treasurer):
    now = timezone.now()
    started = now - timedelta(seconds=ran)
    job = Job(status="running", done=done, total=total, started_at=started, beat_at=now)

    assert pace_in_words(job, now=now) == words


def test_what_is_counted_is_told_with_its_unit():
    assert count_in_words(Job(done=1200, total=20000, unit="แถว")) == "แถว 1,200 จาก 20,000"
    assert count_in_words(Job(unit="แถว")) == ""


@pytest.mark.parametrize(
    ("status", "silent", "label"),
    [
        ("waiting", 5, "รอเริ่ม"),
        ("waiting", 90, "รอเริ่มนานผิดปกติ"),
        ("running", 5, "กำลังทำ"),
        ("running", 90, "หยุดกลางคัน รอทำต่อ"),
        ("done", 90, "เสร็จแล้ว"),
        ("refused", 90, "ทำไม่ได้"),
        ("failed", 90, "ทำไม่สำเร็จ"),
    ],
)
def test_how_a_job_stands_is_told_in_words(status, silent, label):
    now = timezone.now()
    job = Job(status=status, requested_at=now, beat_at=now - timedelta(seconds=silent))
    job.ended_at = now if job.is_over else None

    assert standing(job).label == label
