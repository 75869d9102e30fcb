"""The work on reports that takes longer than a person waits for a page."""

from datetime import date

from django.db import connections
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from members.models import Area, Institution, Job
from members.working import Progress, long_work
from reports.asking import Asked, Level, Place
from reports.certifying_later import CERTIFY, certify_volume
from reports.drawn_sections import forget_unused
from reports.keeping_figures import keep_all
from reports.kinds import BY_SLUG
from reports.making import KEPT_FOR, MAKE, address, forget_files, keep_files
from reports.packing import Counting, volume


@long_work(MAKE)
def make(job: Job, progress: Progress, *, kind: str, level: str, code: str, **days: str) -> str:
    """The files are there when the work was broken off after they were kept."""
    made_of, place, asked = BY_SLUG[kind], _place(level, code), _asked(**days)
    if not job.files.exists():
        counting = Counting(progress.to, progress.go_on)
        with volume(made_of, place, asked, counting=counting) as made:
            keep_files(job, made, made_of, place, asked)
    return address(made_of, place, asked)


@long_work(CERTIFY)
def certify(
    job: Job,
    progress: Progress,
    *,
    level: str,
    code: str,
    as_of: str,
    known: str,
    on: str,
    **words: str,
) -> str:
    """Certified when the work was broken off after it was, it is that report."""
    report = certify_volume(
        _place(level, code),
        _asked(on=as_of, known=known),
        on=date.fromisoformat(on),
        actor=job.requested_by,
        counting=Counting(progress.to, progress.go_on),
        **words,
    )
    return reverse("reports:certified", args=[report.pk])


def _place(level: str, code: str) -> Place:
    if level == Level.VILLAGE:
        institutions = Institution.objects.select_related("village", "subdistrict__parent__parent")
        return Place(level, institution=institutions.get(code=code))
    return Place(level, area=Area.objects.select_related("parent").get(code=code))


def _asked(*, on: str, known: str) -> Asked:
    """As it was asked; what was of the present then, and waited over midnight, is of its day."""
    return Asked(date.fromisoformat(on), date.fromisoformat(known), timezone.localdate())


@app.periodic(cron="20 2 * * *")
@app.task(name="forget_made_files")
def forget_made_files(timestamp: int) -> int:
    """Forget the volumes whose days are over, and the sections that nobody uses."""
    try:
        return forget_files(before=timezone.now() - KEPT_FOR) + forget_unused(
            on=timezone.localdate()
        )
    finally:
        connections.close_all()  # this thread's own


@app.periodic(cron="*/10 * * * *")
@app.task(name="keep_figures")
def keep_figures(timestamp: int) -> int:
    """Count again what changed and nobody has looked at since; after midnight, what is late."""
    try:
        return keep_all(on=timezone.localdate())
    finally:
        connections.close_all()  # this thread's own
