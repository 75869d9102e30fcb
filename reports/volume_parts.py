"""What a volume (เล่มรายงาน) is made of, part by part, read within one moment of the database.

First the report itself, then as annex the form of every institution that has contracts: the
certified one as it was frozen, where it was sent and still says what the figures say; else a draft
of the day. What is to be drawn waits on disk, not in memory.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import BinaryIO

from django.db import connection, transaction

from members.models import Area, Institution
from members.past import known_until
from reports.agreeing import still_says
from reports.annex import DRAFT, annex_said
from reports.area_forms import AreaForms, FormOfInstitution, area_forms_said
from reports.asking import Asked, Level, Place
from reports.chain import last_reports, number_of, sent
from reports.district_form import TITLE, district_forms
from reports.drawn_sections import digest_of
from reports.kinds import ReportKind
from reports.models import CertifiedReport, ReportFile
from reports.printing import form_html
from reports.sheet import Certificate, Column, Line, LineKind, Report
from reports.sheet_pdf import MOST_ROWS, report_html, rows_of, sections
from reports.title_lines import title_lines

READ_AT_ONCE = 25
"""Institutions whose forms are read together: more would only take more memory."""
SUMMARY = "สรุป"
DISTRICT = Column("อำเภอ", plain="อำเภอ", only_in_files=True)
STANDING = Column("สถานะรายงาน", letters=20, plain="สถานะรายงาน", only_in_files=True)


@dataclass(frozen=True, slots=True)
class Part:
    """One document of the volume: a frozen file (``ReportFile``), or where its HTML waits.

    ``chapter`` and ``title`` say where it stands in the outline; a part without a title follows the
    one before. ``institution`` is whose form it is, None of the report's own pages.
    """

    chapter: str
    title: str = ""
    frozen: int | None = None
    waits_at: tuple[int, int] = (0, 0)
    digest: str = ""
    institution: int | None = None


class Waiting:
    """HTML that is to be drawn, packed on disk."""

    def __init__(self, on_disk: BinaryIO) -> None:
        self._on_disk = on_disk

    def put(self, html: str) -> tuple[int, int]:
        packed = zlib.compress(html.encode(), 1)
        return self._on_disk.seek(0, 2), self._on_disk.write(packed)

    def take(self, place: tuple[int, int]) -> str:
        self._on_disk.seek(place[0])
        return zlib.decompress(self._on_disk.read(place[1])).decode()


@dataclass(frozen=True, slots=True)
class OfDistrict:
    """The forms of a district's institutions that have contracts, and which of them are frozen.

    ``without`` is how many institutions have none. ``standing`` says of each institution with a
    certified report by what number it is known; ``own`` is the district's own report, and
    ``number`` that of its annex, where the volume is of several districts.
    """

    place: Place
    forms: tuple[FormOfInstitution, ...]
    without: int
    frozen: dict[int, int]
    standing: dict[int, str]
    own: CertifiedReport | None = None
    number: int | None = None


@contextmanager
def one_moment(moment: datetime | None) -> Iterator[None]:
    """Within, everything is read as it was at one moment: then, or at the beginning of this."""
    if moment is not None:
        with known_until(moment):
            yield
    elif connection.in_atomic_block:
        yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def has_annex(kind: ReportKind) -> bool:
    """Whether the institutions' forms stand behind the report: what an area sends up the line."""
    return kind.certified_at in (Level.DISTRICT, Level.PROVINCE)


def parts_of_report(report: Report, waiting: Waiting) -> Iterator[Part]:
    """The report's own pages; a long one in sections."""
    whole = rows_of(report) <= MOST_ROWS
    for number, section in enumerate([report] if whole else sections(report)):
        html = report_html(section, unnumbered=True)
        title = report.title if number == 0 else ""
        yield Part(SUMMARY, title, waits_at=waiting.put(html), digest=digest_of(html))


def parts_of_district(
    found: OfDistrict, waiting: Waiting, asked: Asked, certificate: Certificate | None
) -> Iterator[Part]:
    """A page that says what is enclosed, then a document an institution, by tambon and
    institution."""
    chapter = str(found.place)
    if found.forms:
        title_page = annex_said(
            found.place,
            found.forms,
            found.standing,
            number=found.number,
            on=asked.on,
            own=found.own,
            certificate=certificate,
        )
        html = report_html(title_page, unnumbered=True)
        place, digest = waiting.put(html), digest_of(html)
        yield Part(chapter, title_page.title, waits_at=place, digest=digest)
    for one in found.forms:
        if frozen := found.frozen.get(one.pk):
            yield Part(chapter, one.name, frozen=frozen, institution=one.pk)
            continue
        html = form_html(one.form, is_unnumbered=True)
        place, digest = waiting.put(html), digest_of(html)
        yield Part(chapter, f"{one.name} (ร่าง)", waits_at=place, digest=digest, institution=one.pk)


def districts_of(
    place: Place, asked: Asked, *, is_certified: bool, go_on: Callable[[], None]
) -> Iterator[OfDistrict]:
    """The place's districts by code. ``is_certified`` is of a volume that is itself certified.

    That one encloses what it was made of, also where figures moved since and it says why.
    """
    reports = last_reports(Level.VILLAGE, place.code, asked)
    files = dict(
        ReportFile.objects.filter(
            file_format="pdf", report__in=[one.pk for one in reports.values() if sent(one)]
        ).values_list("report__institution", "pk")
    )
    of_districts = last_reports(Level.DISTRICT, place.code, asked)
    institutions = place.institutions().select_related("village", "subdistrict__parent__parent")
    number = 0
    for code, found in groupby(institutions, key=lambda one: one.subdistrict_id[:4]):
        within = [*found]
        forms = tuple(_forms(within, asked, go_on))
        frozen = {
            one.pk: files[one.pk]
            for one in forms
            if one.pk in files and (is_certified or still_says(reports[one.pk], one.form))
        }
        area = Area.objects.select_related("parent").get(code=code)
        number += bool(forms)
        yield OfDistrict(
            place=Place(Level.DISTRICT, area=area),
            forms=forms,
            without=len(within) - len(forms),
            frozen=frozen,
            standing={pk: _number(reports[pk], pk in frozen) for pk in files if pk in reports},
            own=sent(of_districts.get(code)),
            number=number if place.level == Level.PROVINCE else None,
        )


def _number(report: CertifiedReport, is_enclosed: bool) -> str:
    """Its number, where it is enclosed as it was certified."""
    return f"รับรองแล้ว เลขที่ {number_of(report)}" if is_enclosed else DRAFT


def _forms(
    institutions: list[Institution], asked: Asked, go_on: Callable[[], None]
) -> Iterator[FormOfInstitution]:
    for start in range(0, len(institutions), READ_AT_ONCE):
        some = institutions[start : start + READ_AT_ONCE]
        for one, form in zip(some, district_forms(some, on=asked.on), strict=True):
            if form.rows:
                yield FormOfInstitution(form, one.name, str(one.subdistrict), one.pk)
        go_on()


def _table_of(found: OfDistrict, asked: Asked) -> AreaForms:
    """The district's forms as one table."""
    return AreaForms(
        heading=title_lines(TITLE, found.place, asked.on),
        place=str(found.place),
        as_of=asked.on,
        forms=found.forms,
        without=found.without,
    )


def named(found: OfDistrict) -> dict[int, int]:
    """Of how many rows of which institution (by pk) it names people."""
    return {one.pk: one.form.households for one in found.forms}


def said_of_district(found: OfDistrict, asked: Asked, *, certificate: Certificate | None) -> Report:
    """The district's forms as one table under the volume's certificate, on a tab of their own.

    Its rows name the district, for tambons of two may be called alike, and say whether the
    institution's form was certified.
    """
    said = area_forms_said(_table_of(found, asked))
    (sheet,) = said.sheets
    standing = {
        (one.subdistrict, one.name): found.standing.get(one.pk, DRAFT) for one in found.forms
    }
    lines = tuple(_with_standing(line, str(found.place.area), standing) for line in sheet.lines)
    sheet = replace(
        sheet,
        name=str(found.place),
        columns=(*sheet.columns, DISTRICT, STANDING),
        lines=lines,
        mark=_mark(certificate),
    )
    return replace(said, sheets=(sheet,), certificate=certificate)


def _with_standing(line: Line, district: str, standing: Mapping[tuple[str, str], str]) -> Line:
    if line.kind == LineKind.HEADING:
        return line
    tambon, institution = map(str, line.cells[-2:])
    return replace(line, cells=(*line.cells, district, standing.get((tambon, institution))))


def _mark(certificate: Certificate | None) -> str:
    """Of which report the tab is an annex: not all of it was certified with it."""
    whole = f"แนบรายงานเลขที่ {certificate.number}" if certificate else "ร่าง – ยังไม่รับรอง"
    return f"{whole} (แต่ละสถาบันดูช่อง “{STANDING.heading}”)"
