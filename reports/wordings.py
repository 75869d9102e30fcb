"""Which wording a paper is printed with: the administrator's of that day, else the shipped one.

A version stands as it was written and is dated; the shipped wording is version 0. A wording that a
paper can't be printed with, or that the law forbids, isn't taken (``reports/wording_text.py``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Max

from fundinst.errors import Refusal, Refused
from fundinst.thai import Unreadable, clean
from members.audit import record
from members.models import User
from reports.models import Wording
from reports.paper_kinds import BY_SLUG, PaperKind
from reports.wording_text import problems_of

SHIPPED = Path(__file__).parent / "shipped"


@dataclass(frozen=True, slots=True)
class Worded:
    """A wording in force: ``effective_on`` is None for the shipped one."""

    version: int
    effective_on: date | None
    body: str


@cache
def shipped(slug: str) -> str:
    """The wording that comes with the program."""
    return (SHIPPED / f"{slug.replace('-', '_')}.txt").read_text(encoding="utf-8")


def wording_of(slug: str, on: date) -> Worded:
    """The last one that is in force on the day."""
    written = (
        Wording.objects.filter(kind=slug, effective_on__lte=on).order_by("effective_on").last()
    )
    if written is None:
        return Worded(0, None, shipped(slug))
    return Worded(written.version, written.effective_on, written.body)


def versions_of(slug: str) -> list[Wording]:
    """Those that were written, the latest first."""
    return [*Wording.objects.filter(kind=slug).select_related("written_by").order_by("-version")]


@transaction.atomic(durable=True)
def write_wording(
    kind: PaperKind, body: str, *, effective_on: date, on: date, seen: int, actor: User
) -> Wording:
    """Write the next version, in force from a day on; what was issued before stays as it was.

    ``seen`` is the version that the writer had before them. Told twice, it is written once.
    Raises Refused, with every reason: what the paper can't do without, places that it doesn't know,
    what the law forbids, a day that is past or taken, or another's version meanwhile.
    """
    with connection.cursor() as cursor:  # one writer of a kind at a time; there is no row to hold
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"wording:{kind.slug}"])
    written = Wording.objects.filter(kind=kind.slug)
    last = written.aggregate(last=Max("version"))["last"] or 0
    body = "\n".join(line.rstrip() for line in body.strip().splitlines())
    same = written.filter(version=seen + 1, body=body, effective_on=effective_on, written_by=actor)
    if before := same.first():
        return before
    if refusals := [*refusals_to_write(kind, body, effective_on, on=on, seen=seen)]:
        raise Refused(refusals)

    wording = Wording.objects.create(
        kind=kind.slug, version=last + 1, effective_on=effective_on, body=body, written_by=actor
    )
    sentence = f"แก้ถ้อยคำของ{kind.name} เป็นฉบับที่ {wording.version}"
    record("wording_written", wording, sentence, actor=actor, institution=None)
    return wording


def refusals_to_write(
    kind: PaperKind, body: str, effective_on: date, *, on: date, seen: int
) -> Iterator[Refusal]:
    """Every rule in the way of a new version."""
    written = Wording.objects.filter(kind=kind.slug)
    if (written.aggregate(last=Max("version"))["last"] or 0) != seen:
        sentence = "มีผู้แก้ถ้อยคำนี้ก่อนท่าน ให้เปิดหน้านี้ใหม่ ดูฉบับล่าสุด แล้วแก้ต่อจากนั้น"
        yield Refusal("changed_meanwhile", "", sentence)
    if effective_on < on:
        sentence = "วันที่เริ่มใช้ต้องเป็นวันนี้หรือหลังจากนี้ เอกสารที่ออกไปแล้วใช้ถ้อยคำเดิม"
        yield Refusal("effective_before_today", "", sentence)
    if written.filter(effective_on__gte=effective_on).exists():
        sentence = "มีฉบับอื่นที่เริ่มใช้วันนั้นหรือหลังจากนั้นแล้ว ให้เลือกวันที่หลังฉบับล่าสุด"
        yield Refusal("effective_on_taken", "", sentence)
    if body == wording_of(kind.slug, date.max).body.strip():
        yield Refusal("wording_unchanged", "", "ถ้อยคำนี้เหมือนฉบับล่าสุด ยังไม่ได้แก้อะไร")
    for line in body.splitlines():
        try:
            clean(line)
        except Unreadable as unreadable:
            yield Refusal("unreadable", "", str(unreadable))
    for problem in problems_of(body, kind.known):
        yield Refusal("wording_unusable", "", problem)


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that stands in one of two wordings alone (``added`` or taken out), or in both."""

    text: str
    tone: str = ""

    @property
    def words(self) -> str:
        return {"added": "เพิ่ม", "removed": "ตัดออก", "": "เหมือนเดิม"}[self.tone]


def differences(before: str, after: str) -> list[Difference]:
    """Line by line, in the order of the papers."""
    old, new = before.strip().splitlines(), after.strip().splitlines()
    found: list[Difference] = []
    for what, start, end, begins, ends in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            found += [Difference(line) for line in old[start:end]]
            continue
        found += [Difference(line, "removed") for line in old[start:end]]
        found += [Difference(line, "added") for line in new[begins:ends]]
    return found


def kind_named(slug: str) -> PaperKind | None:
    return BY_SLUG.get(slug)
