"""Acts: have a volume (เล่มรายงาน) made by a worker, and keep its files for who asked.

Whoever asks for the same while it is being made waits for the same; each is told when it is done.
The files are kept some days: they can be made again.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.db import models, transaction
from django.urls import reverse

from fundinst.days import day_in_words
from members.audit import record
from members.jobs import start_job
from members.models import AuditEntry, Job, User
from members.notices import tell
from reports.asking import Asked, Place
from reports.kinds import ReportKind
from reports.models import MadeFile, MadeFilePiece
from reports.packing import FORMATS, Volume
from reports.report_files import day_in_file_name

MAKE = "make_volume"
ASKED = "volume_asked"
KEPT_FOR = timedelta(days=7)
PIECE = 1_000_000
"""Bytes of a piece."""


def address(kind: ReportKind, place: Place, asked: Asked) -> str:
    """Where a volume is asked for, and where its files are found."""
    return reverse("reports:volume", args=[kind.slug, place.code], query=asked.query)


def about(kind: ReportKind, asked: Asked) -> str:
    """Tells a volume from the place's others."""
    return f"{kind.slug},{asked.on},{asked.known}"


def subject_of(place: Place) -> str:
    """How a job calls the place that it is about."""
    whose = _whose(place)
    return f"{whose._meta.label}:{whose.pk}"


def _whose(place: Place) -> models.Model:
    whose = place.institution or place.area
    assert whose is not None
    return whose


@transaction.atomic(durable=True)
def make_later(kind: ReportKind, place: Place, asked: Asked, *, user: User) -> Job:
    """Have the volume made; while it is being made, asked again it is the same job."""
    job = start_job(
        MAKE,
        _whose(place),
        title=f"ทำเล่ม {kind.name} {place} ข้อมูล ณ {day_in_words(asked.on)}"[:200],
        institution=place.institution,
        area=place.area,
        about=about(kind, asked),
        user=user,
        unit="สถาบัน",
        result_url=address(kind, place, asked),
        arguments={
            "kind": kind.slug,
            "level": place.level,
            "code": place.code,
            "on": asked.on.isoformat(),
            "known": asked.known.isoformat(),
        },
    )
    if user.pk not in _askers(job):
        record(ASKED, job, f"สั่ง{job.title}", actor=user, institution=place.institution)
    return job


@transaction.atomic(durable=True)
def keep_files(
    job: Job, made: Volume, kind: ReportKind, place: Place, asked: Asked
) -> list[MadeFile]:
    """Keep the files that the job made, and tell everybody who asked; done twice, it is once."""
    Job.objects.select_for_update(no_key=True, of=("self",)).get(pk=job.pk)
    if before := list(job.files.all()):
        return before
    files = [
        _kept(
            job, made.path(name), file_format=name, made=made, kind=kind, place=place, asked=asked
        )
        for name in FORMATS
    ]
    for asker in User.objects.filter(pk__in=_askers(job)):
        tell(
            [asker],
            institution=place.institution,
            area=place.area,
            key=f"volume:{job.pk}",
            sentence=f"{job.title} เสร็จแล้ว {made.pages:,} หน้า เปิดหรือดาวน์โหลดได้",
            url=address(kind, place, asked),
        )
    sentence = f"{job.title} เสร็จแล้ว {made.pages:,} หน้า"
    record("volume_made", job, sentence, actor=job.requested_by, institution=place.institution)
    return files


def _kept(
    job: Job,
    path: Path,
    *,
    file_format: str,
    made: Volume,
    kind: ReportKind,
    place: Place,
    asked: Asked,
) -> MadeFile:
    day = day_in_file_name(asked.on)
    name = f"{made.report.file_name}"[:150]
    file = MadeFile.objects.create(
        job=job,
        institution=place.institution,
        area=place.area,
        kind=kind.slug,
        on=asked.on,
        known=asked.known,
        file_format=file_format,
        file_name=f"{name} ทั้งเล่ม {day}.{file_format}",
        size=path.stat().st_size,
        pages=made.pages if file_format == "pdf" else 0,
        rows=made.rows,
    )
    with path.open("rb") as content:
        position = 0
        while piece := content.read(PIECE):
            MadeFilePiece.objects.create(file=file, position=position, content=piece)
            position += 1
    return file


def content_of(file: MadeFile) -> Iterator[bytes]:
    """The file, piece by piece; empty where its days are over."""
    for pk in list(file.pieces.values_list("pk", flat=True)):
        for piece in MadeFilePiece.objects.filter(pk=pk):
            yield bytes(piece.content)


def _askers(job: Job) -> list[int]:
    subject = f"{job._meta.label}:{job.pk}"
    asked = AuditEntry.objects.filter(act=ASKED, subject=subject)
    return [*asked.order_by("actor").values_list("actor", flat=True).distinct()]


@transaction.atomic
def forget_files(*, before: datetime) -> int:
    """Delete the files that were made before; how many there were."""
    old = MadeFile.objects.filter(made_at__lt=before)
    held = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True))
    MadeFilePiece.objects.filter(file__in=held).delete()
    MadeFile.objects.filter(pk__in=held).delete()
    return len(held)
