"""Acts: certify a report with its whole volume as files (รับรองรายงานทั้งเล่ม), by a worker.

The volume is made before any lock is held; where figures moved meanwhile, the rules say so.
"""

from datetime import date

from django.db import models, transaction
from django.urls import reverse

from fundinst.errors import Refusal, Refused
from members.jobs import UNDER_WAY, start_job
from members.models import Job, User
from members.versions import version_of
from reports.asking import Asked, Place
from reports.certifying import (
    MOST_TRIES,
    NumberTaken,
    certify,
    known_at,
    marked,
    plain,
    same_before,
)
from reports.certifying_rules import draft_of, refusals_to_certify, signer_of
from reports.kinds import certified_kind
from reports.models import CertifiedReport
from reports.packing import FORMATS, Counting, volume

CERTIFY = "certify_volume"


@transaction.atomic(durable=True)
def certify_later(
    place: Place,
    asked: Asked,
    *,
    named: str = "",
    explanation: str = "",
    on: date,
    site: str,
    seen: str,
    user: User,
) -> Job:
    """Have a worker certify the place's report of that day; a place has one such job at a time.

    The words are those of ``certifying.certify_now``; ``named`` is the head of the area. Asked
    twice alike, it is the same job; raises Refused while another asking is under way, so that
    nothing that was typed is lost.
    """
    whose: models.Model | None = place.institution or place.area
    assert whose is not None
    about = version_of([asked.on, asked.known, plain(explanation), named, seen])
    of_place = f"{whose._meta.label}:{whose.pk}#"
    under_way = Job.objects.filter(kind=CERTIFY, status__in=UNDER_WAY)
    others = under_way.filter(subject__startswith=of_place).exclude(subject=f"{of_place}{about}")
    if other := others.first():
        raise Refused([_under_way(other)])
    return start_job(
        CERTIFY,
        whose,
        title=f"รับรองรายงาน {place} ทั้งเล่ม"[:200],
        institution=place.institution,
        area=place.area,
        about=about,
        user=user,
        unit="สถาบัน",
        result_url=reverse("reports:certify_report", args=[place.code], query=asked.query),
        arguments={
            "level": place.level,
            "code": place.code,
            "as_of": asked.on.isoformat(),
            "known": asked.known.isoformat(),
            "named": named,
            "explanation": explanation,
            "on": on.isoformat(),
            "site": site,
            "seen": seen,
        },
    )


def _under_way(job: Job) -> Refusal:
    return Refusal(
        "certifying_under_way",
        "",
        f"{job.requested_by} สั่งรับรองรายงานของที่นี่ไว้แล้ว ระบบกำลังทำอยู่ "
        "แต่วันที่ ยอด หรือคำชี้แจงไม่เหมือนกับที่ท่านส่ง ให้รอจนงานนั้นเสร็จ หรือยกเลิกที่หน้างานของระบบ "
        "แล้วส่งอีกครั้ง ข้อความที่พิมพ์ไว้ยังอยู่ในหน้านี้",
    )


def certify_volume(
    place: Place,
    asked: Asked,
    *,
    named: str,
    explanation: str,
    on: date,
    site: str,
    seen: str,
    actor: User,
    counting: Counting,
) -> CertifiedReport:
    """Make the volume and certify the report with it; told twice, it is certified once.

    Raises Refused, with every reason, and NumberTaken when others are certified all the time.
    """
    kind = certified_kind(place.level)
    for _try in range(MOST_TRIES):
        draft = draft_of(place, asked, known_at(asked))
        if before := same_before(draft, plain(explanation)):
            return before
        signer = signer_of(place, on=on, named=named)
        if refusals := [*refusals_to_certify(draft, signer, explanation, on=on, seen=seen)]:
            raise Refused(refusals)
        mark = marked(draft, signer=signer, explanation=explanation, on=on, actor=actor, site=site)
        with volume(
            kind, place, asked, counting=counting, certified=mark.report, moment=draft.known_at
        ) as made:
            files = {name: made.path(name).read_bytes() for name in FORMATS}
        try:
            return certify(mark, files, actor=actor)
        except NumberTaken:
            continue
    raise NumberTaken
