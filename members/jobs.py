"""Long work (งานที่ใช้เวลา): asked for here, done by a worker (``members/working.py``).

Whoever asked may leave the page, close the browser and come back; the work goes on. What takes less
than a second is done at once and is no job.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from fundinst.errors import Refusal, Refused
from members.audit import record
from members.models import Area, Institution, Job, User

UNDER_WAY = (Job.Status.WAITING, Job.Status.RUNNING)
SURE_AFTER = timedelta(seconds=2)
"""How long a job must have counted before its pace says when it will end."""


@transaction.atomic
def start_job(
    kind: str,
    subject: models.Model,
    *,
    title: str,
    institution: Institution | None,
    user: User,
    area: Area | None = None,
    about: str = "",
    total: int = 0,
    unit: str = "",
    result_url: str = "",
    arguments: dict[str, Any] | None = None,
) -> Job:
    """Ask for long work; a worker begins it when the caller's transaction is committed.

    ``kind`` is the name under which a ``tasks.py`` declares the work (``working.long_work``);
    ``total`` and ``unit`` say what is counted, as far as it is known; ``result_url`` is where the
    result will stand, and where to go back to; ``arguments`` (of JSON's own types) are handed to
    the work. Asked twice for the same subject while it is under way, it is the same job; ``about``
    (short) tells it from other work of the kind on that subject. ``area`` is whose it is when it is
    of no single institution.
    """
    job, is_new = Job.objects.get_or_create(
        kind=kind,
        subject=_named(subject, about),
        status__in=UNDER_WAY,
        defaults={
            "title": title,
            "institution": institution,
            "area": area,
            "requested_by": user,
            "total": total,
            "unit": unit,
            "result_url": result_url,
        },
    )
    if is_new:
        app.configure_task(kind, allow_unknown=False).defer(job=job.pk, arguments=arguments or {})
    return job


def under_way(kind: str, subject: models.Model, *, among: QuerySet[Job]) -> Job | None:
    """The job of that kind on that subject that waits or runs, if it is among those."""
    return among.filter(kind=kind, subject=_named(subject), status__in=UNDER_WAY).first()


def _named(subject: models.Model, about: str = "") -> str:
    return f"{subject._meta.label}:{subject.pk}{about and f'#{about}'}"


@transaction.atomic(durable=True)
def cancel_job(job: Job, *, actor: User) -> Job:
    """Stop the job before it is finished; then nothing of it is kept.

    One that waits ends at once. One that runs is told, and ends (``ended_at``) at its next step;
    when it was past its last step by then, it is done after all. Raises Refused when it is over.
    """
    job = Job.objects.select_for_update(no_key=True, of=("self",)).get(pk=job.pk)
    if job.status == Job.Status.CANCELLED:
        return job
    if job.is_over:
        raise Refused([Refusal("job_over", "", "งานนี้จบไปแล้ว ยกเลิกไม่ได้")])

    at_once = job.status == Job.Status.WAITING or job.is_silent
    Job.objects.filter(pk=job.pk).update(
        status=Job.Status.CANCELLED, ended_at=Now() if at_once else None
    )
    record("job_cancelled", job, f"ยกเลิกงาน: {job.title}", actor=actor, institution=job.institution)
    job.refresh_from_db()
    return job


def jobs_shown_to(user: User) -> QuerySet[Job]:
    """One's own jobs, those of the institutions on whose committee one is, and of one's areas.

    All only within one's offices in force; nobody above an institution sees its jobs.
    """
    reach = Q(institution__isnull=True) | Q(institution__in=Institution.objects.visible_to(user))
    committee = Q(institution__in=Institution.objects.run_by(user))
    areas = Q(pk__in=[])
    for office in user.offices_in_force:
        if office.institution_id is None:
            areas |= Q(area__code__startswith=office.area_id or "")
    own = Q(requested_by=user, area__isnull=True) & reach
    return Job.objects.filter(own | committee | areas)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job stands: the word, its tone (components/status.html) and what it means for one."""

    tone: str
    label: str
    sentence: str


_STANDINGS = {
    Job.Status.WAITING: Standing("wait", "รอเริ่ม", "ปิดหน้านี้ได้ ระบบจะเริ่มทำให้เอง"),
    Job.Status.RUNNING: Standing("work", "กำลังทำ", "ปิดหน้านี้ได้ งานทำต่อเอง"),
    Job.Status.DONE: Standing("done", "เสร็จแล้ว", "ทำครบทุกขั้นแล้ว"),
    Job.Status.REFUSED: Standing("error", "ทำไม่ได้", "ยังไม่มีข้อมูลใดเปลี่ยน แก้ตามเหตุผลด้านล่างแล้วสั่งใหม่"),
    Job.Status.FAILED: Standing(
        "stop",
        "ทำไม่สำเร็จ",
        "ระบบลองทำหลายครั้งแล้วไม่สำเร็จ ยังไม่มีข้อมูลใดเปลี่ยน กลับไปสั่งใหม่ได้ ถ้าเป็นอีกให้แจ้งพัฒนากรอำเภอ",
    ),
    Job.Status.CANCELLED: Standing("stop", "ยกเลิกแล้ว", "ไม่มีข้อมูลใดเปลี่ยน"),
}
_SILENT = Standing("warning", "หยุดกลางคัน รอทำต่อ", "ระบบจะทำต่อเอง ปิดหน้านี้ได้ ข้อมูลไม่เสียหาย")
_LATE = Standing("warning", "รอเริ่มนานผิดปกติ", "ระบบจะทำให้เองเมื่อพร้อม ถ้ารอเกิน 10 นาที ให้แจ้งผู้ดูแลระบบ")
_STOPPING = Standing("wait", "กำลังยกเลิก", "รอให้หยุดในขั้นที่ทำอยู่ แล้วข้อมูลจะกลับเป็นเหมือนก่อนสั่ง")


def standing(job: Job) -> Standing:
    """How the job stands now, in the words a page shows."""
    if job.status == Job.Status.CANCELLED and not job.ended_at:
        return _STOPPING
    if job.is_silent:
        return _SILENT if job.status == Job.Status.RUNNING else _LATE
    return _STANDINGS[Job.Status(job.status)]


def count_in_words(job: Job) -> str:
    """ "แถว 1,200 จาก 20,000"; empty while nothing is counted."""
    return f"{job.unit} {job.done:,} จาก {job.total:,}".strip() if job.total else ""


def is_measured(job: Job) -> bool:
    """Whether the count says how far it is: not before its first and after its last."""
    moves = job.status == Job.Status.RUNNING and not job.is_silent
    return bool(job.total) and (not moves or 0 < job.done < job.total)


def pace_in_words(job: Job, *, now: datetime) -> str:
    """ "เหลือราว 20 วินาที", from the pace of the counting; or what is done before and after it."""
    if job.status != Job.Status.RUNNING or job.is_silent:
        return ""
    if not job.done:
        return "กำลังอ่านและเตรียมข้อมูล"
    if job.done == job.total:
        return "กำลังตรวจครั้งสุดท้าย"
    counting = now - (job.started_at or now)
    if counting < SURE_AFTER:
        return ""
    seconds = ceil(counting.total_seconds() * (job.total - job.done) / job.done)
    if seconds <= 10:
        return "เหลือไม่ถึง 10 วินาที"
    if seconds <= 90:
        return f"เหลือราว {ceil(seconds / 10) * 10} วินาที"
    return f"เหลือราว {ceil(seconds / 60)} นาที"
