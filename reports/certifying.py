"""Act: certify a level's report (รับรองรายงาน): number it, freeze its files, send it up.

``certify_now`` makes the files itself. What takes longer is done in three steps by whoever makes
them: ``draft_of`` the report, ``marked`` gives it number and code, ``certify`` keeps it with the
files that were made of it. No lock is held while files are made: if figures or numbers moved
meanwhile, ``certify`` says so.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from django.db import connection, transaction
from django.urls import reverse

from fundinst.errors import Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Area, Institution, User
from members.notices import officers_of, tell
from members.past import end_of
from reports.asking import Asked, Place
from reports.certifying_rules import (
    Draft,
    Signer,
    draft_of,
    recorded_by,
    refusals_of_office,
    refusals_to_certify,
)
from reports.chain import above, last_of, name_of, number_of, of_place, place_of, whole_number
from reports.models import CertifiedReport, ReportFile, ReportPart
from reports.report_files import REPORT_FORMATS, day_in_file_name
from reports.sheet import Certificate, Report

MOST_TRIES = 5
"""So often the files are made again because somebody else took the number meanwhile."""


NOTHING_UNDER_WAY = """
    SELECT least(clock_timestamp(), min(xact_start) - interval '1 microsecond')
      FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND backend_xid IS NOT NULL AND backend_type = 'client backend'
"""
"""SQL: the last moment of which nothing is still being written. What a transaction writes bears the
time at which it began, so what is under way would else count as known, and be told nowhere."""


class NumberTaken(Exception):
    """Another report of the place was certified since this one got its number."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A draft with its certificate: ``report`` is what the files are made of."""

    draft: Draft
    signer: Signer
    explanation: str
    number: int
    code: str
    on: date
    report: Report


def known_at(asked: Asked) -> datetime:
    """Until when what is certified was written down: now, by the database's clock, or then."""
    if asked.moment is not None:
        return end_of(asked.known)
    with connection.cursor() as cursor:
        cursor.execute(NOTHING_UNDER_WAY)
        moment: datetime = cursor.fetchone()[0]
    return moment


def certify_now(
    place: Place,
    asked: Asked,
    *,
    signer: Signer,
    explanation: str = "",
    on: date,
    actor: User,
    site: str,
    seen: str | None = None,
) -> CertifiedReport:
    """Certify the place's report of that day; ``site`` is where its code can be checked (https://…/).

    ``explanation`` says why sums differ or lower reports are missing. ``seen`` is the draft's
    version that people looked at. Where the last report says the same, it is that one: told twice,
    it is certified once. Raises Refused, with every reason.
    """
    for _try in range(MOST_TRIES):
        draft = draft_of(place, asked, known_at(asked))
        if before := same_before(draft, plain(explanation)):
            return before
        with transaction.atomic():
            ended = [*refusals_of_office(place, actor, on)]
        refusals = [*refusals_to_certify(draft, signer, plain(explanation), on=on, seen=seen)]
        if ended or refusals:
            raise Refused([*ended, *refusals])
        mark = marked(draft, signer=signer, explanation=explanation, on=on, actor=actor, site=site)
        files = {name: made.make(mark.report) for name, made in REPORT_FORMATS.items()}
        try:
            return certify(mark, files, actor=actor)
        except NumberTaken:
            continue
    raise NumberTaken


def marked(
    draft: Draft, *, signer: Signer, explanation: str = "", on: date, actor: User, site: str
) -> Marked:
    """The draft with the place's next number and a new check code on every page."""
    code = f"{secrets.randbelow(10**12):012}"
    number = of_place(draft.place).filter(fiscal_year=draft.asked.fiscal_year).count() + 1
    certificate = Certificate(
        number=whole_number(draft.place, number, draft.asked.fiscal_year),
        certified_on=on,
        certifier=signer.name,
        position=signer.position,
        recorded_by=recorded_by(draft.place, signer, actor),
        code=code,
        address=site.rstrip("/") + reverse("check_code", args=[code]),
    )
    said = plain(explanation)
    asked = draft.asked
    known = asked.known if asked.known > asked.on else None
    report = replace(draft.report, certificate=certificate, known_until=known)
    if said:
        first, *others = report.sheets
        first = replace(first, notes=(*first.notes, f"คำชี้แจง: {said}"))
        report = replace(report, sheets=(first, *others))
    return Marked(draft, signer, said, number, code, on, report)


@transaction.atomic(durable=True)
def certify(mark: Marked, files: Mapping[str, bytes], *, actor: User) -> CertifiedReport:
    """Keep the certified report with its files, by format; the PDF at least.

    Told twice, it is certified once. Raises Refused where a rule stands in the way now or figures
    moved since the files were made, and NumberTaken where the number is another's.
    """
    draft = mark.draft
    hold_place(draft.place)
    _hold_parts(draft)
    again = draft_of(draft.place, draft.asked, draft.known_at)
    if before := same_before(again, mark.explanation):
        return before
    if refusals := [
        *refusals_of_office(draft.place, actor, mark.on),
        *refusals_to_certify(again, mark.signer, mark.explanation, on=mark.on, seen=draft.version),
    ]:
        raise Refused(refusals)
    year = draft.asked.fiscal_year
    if mark.number != of_place(draft.place).filter(fiscal_year=year).count() + 1:
        raise NumberTaken

    report = _write(mark, actor)
    _keep_files(report, mark.report.file_name, files)
    ReportPart.objects.bulk_create(
        ReportPart(whole=report, part=one.report) for one in draft.below if one.counts
    )
    _say(report, actor)
    return report


def hold_place(place: Place, *, and_above: str = "") -> None:
    """Hold the place's row: its reports follow one another. The province's is shared before it.

    Who closes a period holds the province, who returns a report the area ``and_above`` too (by its
    code), as who certifies there does.
    """
    province = place.subdistricts[:2]
    if province not in (place.code, and_above):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM members_area WHERE code = %s FOR SHARE", [province])
    if and_above:
        Area.objects.select_for_update(no_key=True).get(pk=and_above)
    if place.institution:
        Institution.objects.select_for_update(no_key=True).get(pk=place.institution.pk)
    else:
        Area.objects.select_for_update(no_key=True).get(pk=place.code)


def _hold_parts(draft: Draft) -> None:
    """No institution of a district certifies another meanwhile; districts wait for the province."""
    institutions = [one.place.institution for one in draft.below if one.counts]
    held = Institution.objects.filter(pk__in=[one.pk for one in institutions if one])
    list(held.order_by("pk").select_for_update(no_key=True))


def _write(mark: Marked, actor: User) -> CertifiedReport:
    draft = mark.draft
    return CertifiedReport.objects.create(
        level=draft.place.level,
        institution=draft.place.institution,
        area=draft.place.area,
        fiscal_year=draft.asked.fiscal_year,
        number=mark.number,
        as_of=draft.asked.on,
        known_at=draft.known_at,
        households=draft.sums.households,
        total=draft.sums.total,
        figures=draft.sums.written | {"version": draft.version},
        explanation=mark.explanation,
        code=mark.code,
        certifier=mark.signer.name,
        position=mark.signer.position,
        certified_on=mark.on,
        actor=actor,
    )


def _keep_files(report: CertifiedReport, name: str, files: Mapping[str, bytes]) -> None:
    day = day_in_file_name(report.as_of)
    ReportFile.objects.bulk_create(
        ReportFile(
            report=report,
            file_format=file_format,
            file_name=f"{name} {day} ฉบับที่ {report.number}.{file_format}"[-200:],
            content=content,
            sha256=sha256(content).hexdigest(),
        )
        for file_format, content in files.items()
    )


def _say(report: CertifiedReport, actor: User) -> None:
    """Write it down, and tell the officers of the level above; practice has nobody above it."""
    number = number_of(report)
    sentence = f"รับรองรายงานเลขที่ {number} ในนาม {report.certifier} {report.position}"
    record("report_certified", report, sentence, actor=actor, institution=report.institution)
    if report.institution and report.institution.is_practice:
        return
    whose = name_of(place_of(report))
    officers = officers_of(above(report), on=report.certified_on).exclude(pk=actor.pk)
    tell(
        officers,
        institution=report.institution,
        area=report.area,
        key=f"certified:{report.pk}",
        sentence=f"{whose} ส่งรายงานที่รับรองแล้ว เลขที่ {number}",
        url=reverse("reports:certified", args=[report.pk]),
    )


def same_before(draft: Draft, explanation: str) -> CertifiedReport | None:
    """The place's last report, where it counts and says the same."""
    last = last_of(draft.place, draft.asked.fiscal_year)
    if last is None or hasattr(last, "returned"):
        return None
    said = (last.as_of, last.explanation, last.figures.get("version"))
    return last if said == (draft.asked.on, explanation, draft.version) else None


def plain(words: str) -> str:
    """An explanation as it is kept: without a national ID."""
    return mask_ids(words.strip())[:1000]
