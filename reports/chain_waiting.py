"""What waits in the chain of reports (รายงานที่ส่งตามลำดับ), for the first page of each level.

Of a place's own report, whether it was sent and still says what the figures say; of the places
below, how many owe theirs. An area's figures are those that are kept (``keeping_figures.py``), so
that it costs the same whatever lies below; a village's own contracts are asked for.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from fundinst.money import format_baht
from fundinst.thai import fiscal_year
from members.models import Institution
from reports.asking import Level, Place
from reports.chain import Below, State, last_of, name_of, number_of
from reports.contract_figures import Made, contracts_made
from reports.figures import NOTHING, Figures
from reports.models import CertifiedReport

UP = {Level.VILLAGE: "อำเภอ", Level.DISTRICT: "จังหวัด", Level.PROVINCE: "กรม"}
"""To whom a level's report goes."""
LOWER = {Level.DISTRICT: "สถาบัน", Level.PROVINCE: "อำเภอ"}
_OWED = {
    State.MISSING: "ยังไม่ส่งรายงาน",
    State.RETURNED: "ส่งกลับไปแล้ว ยังไม่ส่งฉบับใหม่",
    State.DIFFERS: "ยอดเปลี่ยนหลังรับรอง",
}
"""What places below can owe, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that waits, as ``components/card.html`` shows it; without a figure it is one's own.

    ``url`` is where somebody sees to it.
    """

    heading: str
    text: str
    url: str
    action: str
    figure: int | None = None
    unit: str = ""


def waits_of_institutions(institutions: Sequence[Institution], *, today: date) -> list[Waits]:
    """Of the institutions' own reports; who only practises sends none."""
    real = [one for one in institutions if not one.is_practice]
    made = [*contracts_made([one.pk for one in real], today)]
    found = []
    for one in real:
        place = Place(Level.VILLAGE, institution=one)
        figures = _made([each for each in made if each.institution == one.pk])
        own = _own(place, last_of(place, fiscal_year(today)), figures)
        found += _of_own(own, named=len(institutions) > 1, may_certify=True)
    return found


def waits_of_area(
    place: Place, lower: Sequence[Below], figures: Figures, *, today: date, may_certify: bool
) -> list[Waits]:
    """Of the area's own report and of those below; its own can't be sent before one is there."""
    found = _of_lower(place, lower)
    if any(one.counts for one in lower):
        own = _own(place, last_of(place, fiscal_year(today)), figures)
        found = [*_of_own(own, may_certify=may_certify), *found]
    return found


def _own(place: Place, report: CertifiedReport | None, figures: Figures) -> Below:
    return Below(place, report, figures)


def _made(contracts: Sequence[Made]) -> Figures:
    """What a report says of them; nothing of what became of them since."""
    baht = {
        name: sum((getattr(one, name) for one in contracts), NOTHING)
        for name in ("before", "waived", "void", "after")
    }
    return Figures(
        contracts=len(contracts),
        contracted=len({one.household for one in contracts}),
        fingerprint=sum(one.fingerprint for one in contracts),
        **baht,
    )


def _of_own(own: Below, *, may_certify: bool, named: bool = False) -> list[Waits]:
    """Nothing, or the one thing to do about the place's own report."""
    place = own.place
    whose = f" {name_of(place)}" if named else ""
    certify = reverse("reports:certify_report", args=[place.code])
    if own.state == State.MISSING:
        return [
            Waits(
                f"ยังไม่ได้ส่งรายงานปีนี้ให้{UP[Level(place.level)]}{whose}",
                f"วงเงินสัญญาใหม่ {format_baht(own.total)} บาท",
                certify if may_certify else _list(place),
                "ตรวจแล้วรับรองรายงาน" if may_certify else "ดูรายงานที่รับรอง",
            )
        ]
    report = own.report
    if report is None or own.state not in (State.RETURNED, State.DIFFERS):
        return []
    number, page = number_of(report), reverse("reports:certified", args=[report.pk])
    if own.state == State.RETURNED:
        return [
            Waits(
                f"รายงานเลขที่ {number} ถูกส่งกลับให้แก้{whose}",
                f"“{report.returned.remarks}”",
                certify if may_certify else page,
                "แก้แล้วรับรองฉบับใหม่" if may_certify else "เปิดดู",
            )
        ]
    return [
        Waits(
            f"ยอดเปลี่ยนหลังรับรองรายงานเลขที่ {number}{whose}",
            _changed(report.total, own.total),
            page,
            "ดูสิ่งที่เปลี่ยน",
        )
    ]


def _changed(then: Decimal, now: Decimal) -> str:
    if then == now:
        return "ยอดรวมเท่าเดิม แต่รายการข้างในเปลี่ยน"
    return f"ที่รับรอง {format_baht(then)} บาท ขณะนี้ {format_baht(now)} บาท"


def _of_lower(place: Place, lower: Sequence[Below]) -> list[Waits]:
    """How many of the places below owe what, each with the list that names them."""
    counted = Counter(one.state for one in lower)
    unit = LOWER[Level(place.level)]
    return [
        Waits(
            f"{unit}ที่{words}",
            _named([one.name for one in lower if one.state == state]),
            f"{_list(place)}?state={state.value}#below",
            "ดูรายชื่อ",
            counted[state],
            unit,
        )
        for state, words in _OWED.items()
        if counted[state]
    ]


def _named(names: Sequence[str], most: int = 3) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" และอีก {rest:,} แห่ง" if rest > 0 else "")


def _list(place: Place) -> str:
    return reverse("reports:certified_reports", args=[place.code])
