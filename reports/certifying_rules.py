"""What stands in the way of certifying a report; its page asks the same as the act."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from consolidation.books import last_closed_day
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from members.access import OFFICE_ENDED, PERMISSIONS, over_area, still_over_area
from members.models import CommitteeMember, Office, User
from members.past import known_until
from members.versions import refusals_if_other, version_of
from reports.agreeing import changed_since
from reports.asking import Asked, Level, Place
from reports.chain import BELOW, Below, State, below, figures_below, last_of, number_of
from reports.figures import Figures, figures_of, in_all
from reports.kinds import ReportKind, certified_kind
from reports.models import CertifiedReport
from reports.sheet import Report

ACT = "reports.add_certifiedreport"
POSITIONS = {Level.DISTRICT: "พัฒนาการอำเภอ", Level.PROVINCE: "พัฒนาการจังหวัด"}
ACTS_FOR = "ปฏิบัติราชการแทน"
MOST_NAMED = 5
"""Places that a sentence names; of more it says how many."""


@dataclass(frozen=True, slots=True)
class Signer:
    """In whose name a report is certified: the head of the place, and the position."""

    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Sums:
    """What a certified report comes to; ``written`` is all of it in JSON's own types."""

    households: int
    total: Decimal
    written: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as it would be certified, and the lower ones it would be made of.

    ``version`` is a digest of all that it says. ``last`` is the place's last report of the year,
    perhaps returned; ``changes`` what its own day looks like now otherwise than it says, in words.
    """

    place: Place
    asked: Asked
    known_at: datetime
    report: Report
    sums: Sums
    below: tuple[Below, ...]
    version: str
    last: CertifiedReport | None
    changes: tuple[str, ...]

    @property
    def repeats_last(self) -> bool:
        """Whether it says the same as the last report, and is made of the same ones."""
        if self.last is None or self.changes:
            return False
        parts = {one.report.pk for one in self.below if one.report and one.counts}
        return parts == {*self.last.parts.values_list("part", flat=True)}

    @property
    def to_explain(self) -> list[Refusal]:
        """Every difference and every missing report: without an explanation each is a no.

        What was certified below and says something else now is among the report's own checks.
        """
        return [*_of_sums(self), *_of_last(self), *_of_below(self)]


def draft_of(place: Place, asked: Asked, moment: datetime) -> Draft:
    """The report of the day as it was written down until that moment; what was sent, until now."""
    kind, last = certified_kind(place.level), last_of(place, asked.fiscal_year)
    with known_until(moment):
        built = kind.build(place, asked)
        report = kind.said(built)
        figures = figures_below(place, asked)
        own = in_all(figures.values()) if figures else _own(place, asked)
        changes = _changes(last, own, place, asked)
    lower = tuple(below(place, asked, figures))
    sums = _sums(built)
    parts = [one.report.pk for one in lower if one.report and one.counts]
    states = [one.state for one in lower]
    version = version_of([asked.on, _lines(report), sums.written, parts, states])
    kept = replace(sums, written=sums.written | {"fingerprint": own.fingerprint})
    return Draft(place, asked, moment, report, kept, lower, version, last, changes)


def _own(place: Place, asked: Asked) -> Figures:
    return in_all(figures_of(place.each(), asked).values())


def _changes(
    last: CertifiedReport | None, own: Figures, place: Place, asked: Asked
) -> tuple[str, ...]:
    """What the last report's day looks like now otherwise than the report says.

    Of an institution a word in a line counts too.
    """
    if last is None:
        return ()
    then = asked if last.as_of == asked.on else replace(asked, on=last.as_of)
    changes = changed_since(last, own if then is asked else _own(place, then))
    if changes or place.institution is None:
        return changes
    kind = certified_kind(place.level)
    version = version_alone(kind, kind.build(place, then), then.on)
    return () if version == last.figures.get("version") else ("ชื่อหรือบ้านเลขที่ในรายการ",)


def version_alone(kind: ReportKind, built: Any, on: date) -> str:
    """The version of a report that is made of no other ones: of everything it says of that day."""
    return version_of([on, _lines(kind.said(built)), _sums(built).written, [], []])


def _lines(report: Report) -> list[list[str]]:
    return [[*map(str, line.cells)] for sheet in report.sheets for line in sheet.lines]


def _sums(built: Any) -> Sums:
    named = ("total_debt", "total_waived", "total_void", "total_new")
    written = {name: str(getattr(built, name)) for name in named if hasattr(built, name)}
    return Sums(built.households, built.total_new, {"households": built.households, **written})


def refusals_to_certify(
    draft: Draft,
    signer: Signer,
    explanation: str,
    *,
    on: date,
    seen: str | None = None,
) -> Iterator[Refusal]:
    """Every reason why the report can't be certified that day."""
    yield from refusals_if_other(seen, draft.version)
    yield from refusals_of_signer(draft.place, signer, on)
    yield from refusals_of_closed_period(draft.place, draft.asked.on)
    if draft.asked.on > on:
        yield Refusal("day_to_come", "", "วันที่ของรายงานยังมาไม่ถึง ให้เลือกวันที่ที่ผ่านมาแล้ว")
    last = draft.last
    if last and not hasattr(last, "returned") and draft.asked.on < last.as_of:
        yield Refusal(
            "later_day_certified",
            "",
            f"รับรองรายงานข้อมูล ณ {day_in_words(last.as_of)} ไปแล้ว (เลขที่ {number_of(last)}) "
            "รายงานของวันก่อนหน้าจะไปแทนฉบับนั้นไม่ได้ ให้เลือกวันตั้งแต่วันนั้น "
            "หรือขอให้ระดับเหนือขึ้นไปส่งฉบับนั้นกลับก่อน",
        )
    states = [one.state for one in draft.below]
    if State.MISSING in states and not any(one.report for one in draft.below):
        waits = _named([one.name for one in draft.below if one.state == State.MISSING])
        yield Refusal(
            "nothing_sent",
            "",
            f"ยังไม่มี{_lower(draft.place)}ใดส่งรายงานที่รับรองแล้ว ให้ {waits} รับรองและส่งก่อน จึงรับรองได้",
        )
    elif not explanation.strip():
        yield from draft.to_explain


def refusals_of_signer(place: Place, signer: Signer, on: date) -> Iterator[Refusal]:
    """Why nobody stands for the report: of an institution it is the chair in office alone."""
    if place.institution and not signer.name:
        yield Refusal(
            "no_chair", "", "ยังไม่มีประธานกรรมการที่อยู่ในวาระ ให้เพิ่มประธานที่หน้าสถาบันก่อน แล้วจึงรับรองรายงาน"
        )
    elif place.institution and signer != (chair := signer_of(place, on=on)):
        yield Refusal(
            "not_the_chair",
            "",
            f"รายงานของสถาบันรับรองได้ในนามประธานกรรมการที่อยู่ในวาระเท่านั้น ({chair.name or 'ยังไม่มี'})",
        )
    elif not signer.name.strip():
        yield Refusal("certifier_unknown", "", f"ให้ใส่ชื่อ{signer.position}ผู้รับรอง")


def refusals_of_closed_period(place: Place, as_of: date) -> Iterator[Refusal]:
    """Why reports of that day stay as they are: the province closed the period for those below."""
    if place.level == Level.PROVINCE or (place.institution and place.institution.is_practice):
        return
    until = last_closed_day(place.subdistricts[:2])
    if until is not None and as_of <= until:
        yield Refusal(
            "period_closed",
            "",
            f"จังหวัดปิดงวดรายงานถึง {day_in_words(until)} แล้ว รายงานของงวดนี้รับรองหรือส่งกลับไม่ได้อีก "
            "ให้ขอจังหวัดเปิดงวดอีกครั้ง",
        )


def signer_of(place: Place, *, on: date, named: str = "") -> Signer:
    """The chair in office that day; of an area whoever is ``named`` as its head."""
    if place.institution:
        chairs = place.institution.committee.in_force(on)
        chair = chairs.filter(position=CommitteeMember.Position.CHAIR).order_by("pk").last()
        return Signer(chair.name if chair else "", f"ประธานกรรมการ {place.institution.name}"[:200])
    return Signer(named.strip()[:200], f"{POSITIONS[Level(place.level)]}{place.area}")


def recorded_by(place: Place, signer: Signer, actor: User) -> str:
    """Who pressed, as paper says it: of an area in another's name they act for them."""
    acts_for = place.institution is None and signer.name != str(actor)
    return f"{actor} {ACTS_FOR}" if acts_for else str(actor)


def may_certify(user: User, place: Place) -> bool:
    """Whether the place's report is the user's to certify: by its own committee or officers."""
    if place.institution is None:
        return over_area(user, ACT, place.code)
    return any(
        office.institution_id == place.institution.pk and ACT in PERMISSIONS[office.role]
        for office in user.offices_in_force
    )


def refusals_of_office(place: Place, actor: User, on: date) -> Iterator[Refusal]:
    """The same by offices read anew, which stay until it is done: inside a transaction."""
    if place.institution is None:
        may = still_over_area(actor, ACT, place.code, on=on)
    else:
        held = Office.objects.in_force(on).filter(user=actor, institution=place.institution)
        may = any(ACT in PERMISSIONS[one.role] for one in held.select_for_update(no_key=True))
    if not may:
        yield OFFICE_ENDED


def _of_sums(draft: Draft) -> Iterator[Refusal]:
    for check in draft.report.differences:
        yield Refusal(
            "totals_differ",
            "",
            f"{check.words} {check.result} ให้แก้ยอด หรือเขียนคำชี้แจงผลต่าง",
        )


def _of_last(draft: Draft) -> Iterator[Refusal]:
    last = draft.last
    if last is None:
        return
    if hasattr(last, "returned"):
        if draft.repeats_last:
            yield Refusal(
                "returned_unchanged",
                "",
                f"ฉบับเลขที่ {number_of(last)} ถูกส่งกลับเพราะ “{last.returned.remarks}” "
                "แต่รายงานนี้ยังเหมือนฉบับนั้น ให้แก้ตามที่ขอ หรือเขียนคำชี้แจงว่าทำไมจึงถูกแล้ว",
            )
    elif draft.changes:
        yield Refusal(
            "changed_since_last",
            "",
            f"ข้อมูล ณ {day_in_words(last.as_of)} เปลี่ยนหลังรับรองเลขที่ {number_of(last)}: "
            f"{' '.join(draft.changes)} ให้เขียนคำชี้แจงว่าเปลี่ยนเพราะอะไร",
        )


def _of_below(draft: Draft) -> Iterator[Refusal]:
    lower = _lower(draft.place)
    said = {
        State.MISSING: ("report_missing", f"{lower}ที่ยังไม่ส่งรายงาน"),
        State.RETURNED: ("report_returned", f"{lower}ที่รายงานถูกส่งกลับไปแก้ไข"),
    }
    for state, (code, words) in said.items():
        places = [one.name for one in draft.below if one.state == state]
        if places:
            yield Refusal(
                code,
                "",
                f"{words} {len(places):,} แห่ง: {_named(places)} ให้รอรายงานฉบับใหม่ หรือเขียนคำชี้แจง",
            )


def _named(places: list[str]) -> str:
    named = ", ".join(places[:MOST_NAMED])
    rest = len(places) - MOST_NAMED
    return f"{named} และอีก {rest:,} แห่ง" if rest > 0 else named


def _lower(place: Place) -> str:
    return "สถาบัน" if BELOW.get(Level(place.level)) == Level.VILLAGE else "อำเภอ"
