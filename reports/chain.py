"""How reports go up the line: what each lower place has sent, and what still misses.

A village's report is part of its district's, a district's of its province's. The last report of a
place and fiscal year counts, unless it was returned.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import QuerySet

from fundinst.days import day_in_words
from members.models import Area
from reports.agreeing import changed_since
from reports.asking import Asked, Level, Place
from reports.figures import NO_FIGURES, Figures, figures_of
from reports.keeping_figures import freshen, read
from reports.models import CertifiedReport, PlaceFigures, ReportPart

BELOW = {Level.DISTRICT: Level.VILLAGE, Level.PROVINCE: Level.DISTRICT}
"""Of which level's reports a level's report is made."""


class State(StrEnum):
    """How a lower place stands in the chain."""

    SENT = "sent"
    DIFFERS = "differs"
    RETURNED = "returned"
    MISSING = "missing"
    NOTHING = "nothing"


_STATES = {
    State.SENT: ("done", "ส่งแล้ว"),
    State.DIFFERS: ("warning", "ยอดเปลี่ยนหลังรับรอง"),
    State.RETURNED: ("warning", "ส่งกลับไปแก้ไข"),
    State.MISSING: ("wait", "ยังไม่ส่ง"),
    State.NOTHING: ("open", "ยังไม่มีสัญญา"),
}
REWORDED = ("warning", "ชื่อหรือบ้านเลขที่เปลี่ยนหลังรับรอง")


@dataclass(frozen=True, slots=True)
class Below:
    """A lower place, its last report up to the day (perhaps returned), and its figures of the day,
    from the households themselves.

    ``is_reworded`` is one whose form bears other names by now (``rewording.py``)."""

    place: Place
    report: CertifiedReport | None
    figures: Figures
    is_reworded: bool = False

    @property
    def name(self) -> str:
        return name_of(self.place)

    @property
    def total(self) -> Decimal:
        """What its new contracts come to, in baht."""
        return self.figures.after

    @property
    def state(self) -> State:
        if self.report is None:
            return State.MISSING if self.figures.contracts else State.NOTHING
        if hasattr(self.report, "returned"):
            return State.RETURNED
        changed = self.is_reworded or changed_since(self.report, self.figures)
        return State.DIFFERS if changed else State.SENT

    @property
    def counts(self) -> bool:
        """Whether it is part of the report above."""
        return self.state in (State.SENT, State.DIFFERS)

    @property
    def is_expected(self) -> bool:
        """Whether it has something to send."""
        return self.state != State.NOTHING

    @property
    def is_in_order(self) -> bool:
        """Whether the level above can go on with it, and has nothing to explain."""
        return self.state in (State.SENT, State.NOTHING)

    @property
    def status(self) -> tuple[str, str]:
        """Tone and words."""
        return REWORDED if self.is_reworded else _STATES[self.state]

    @property
    def note(self) -> str:
        """The report in words: its number and day."""
        if self.report is None:
            return ""
        return f"เลขที่ {number_of(self.report)} ข้อมูล ณ {day_in_words(self.report.as_of)}"


def number_of(report: CertifiedReport) -> str:
    """Its number within the place and fiscal year: 3/2561."""
    return f"{report.number}/{report.fiscal_year}"


def whole_number(place: Place, number: int, fiscal_year: int) -> str:
    """The same with the code of the place before it, as paper bears it: 33120698-3/2561.

    Numbers begin anew at each place, so the short one doesn't say of which paper it is.
    """
    return f"{place.code}-{number}/{fiscal_year}"


def whole_number_of(report: CertifiedReport) -> str:
    return whole_number(place_of(report), report.number, report.fiscal_year)


def name_of(place: Place) -> str:
    """As a list names it: บ้านหนองฮะ, อำเภอห้วยทับทัน."""
    return place.institution.name if place.institution else str(place)


def of_place(place: Place) -> QuerySet[CertifiedReport]:
    """Every report of the place, the last first."""
    found = CertifiedReport.objects.filter(institution=place.institution, area=place.area)
    return found.select_related("returned__actor", "actor").order_by("-pk")


def last_of(place: Place, fiscal_year: int) -> CertifiedReport | None:
    """The place's last report of the year, perhaps returned."""
    of_year = of_place(place).filter(fiscal_year=fiscal_year)
    last: CertifiedReport | None = of_year.order_by("-number").first()
    return last


def place_of(report: CertifiedReport) -> Place:
    return Place(report.level, institution=report.institution, area=report.area)


def is_replaced(report: CertifiedReport) -> bool:
    """Whether a later report of the same place and year stands in its stead."""
    return (
        of_place(place_of(report))
        .filter(fiscal_year=report.fiscal_year, number__gt=report.number)
        .exists()
    )


def above(report: CertifiedReport) -> str:
    """The code of the area whose officers the report goes to; "" is the department."""
    if report.institution:
        return report.institution.subdistrict_id[:4]
    assert report.area_id is not None
    return report.area_id[:-2]


def counted_in(report: CertifiedReport) -> CertifiedReport | None:
    """The report of the level above that counts and was made of this one."""
    wholes = ReportPart.objects.filter(part=report, whole__returned=None)
    for part in wholes.select_related("whole__area").order_by("-pk"):
        whole: CertifiedReport = part.whole
        if not is_replaced(whole):
            return whole
    return None


def figures_below(place: Place, asked: Asked) -> dict[str, Figures]:
    """The figures of every lower place by its code. Within ``asked.reading()``."""
    if place.level not in BELOW:
        return {}
    institutions = [*place.institutions()]
    figures = figures_of(institutions, asked)
    if place.level == Level.DISTRICT:
        return {one.code: figures[one.pk] for one in institutions}
    found: defaultdict[str, Figures] = defaultdict(Figures)
    for one in institutions:
        found[one.subdistrict_id[:4]] += figures[one.pk]
    return found


def kept_below(place: Place, *, on: date) -> dict[str, Figures]:
    """The same as they stand today, without counting what is counted already."""
    if place.level not in BELOW:
        return {}
    freshen(place.code, on=on)
    kept = PlaceFigures.objects.select_related("institution")
    if place.level == Level.PROVINCE:
        rows = kept.filter(area__parent=place.code)
    else:
        rows = kept.filter(institution__subdistrict__code__startswith=place.code)
    return {
        row.institution.code if row.institution else str(row.area_id): read(row.figures)
        for row in rows
    }


def below(place: Place, asked: Asked, figures: Mapping[str, Figures]) -> list[Below]:
    """Every lower place by code, with what it has sent until now; ``figures`` by its code."""
    if place.level not in BELOW:
        return []
    sent = {
        place_of(one).code: one
        for one in last_reports(BELOW[Level(place.level)], place.code, asked).values()
    }
    return [
        Below(one, sent.get(one.code), figures.get(one.code, NO_FIGURES))
        for one in _places_below(place)
    ]


def _places_below(place: Place) -> list[Place]:
    institutions = place.institutions()
    if place.level == Level.DISTRICT:
        known = institutions.select_related("village", "subdistrict__parent__parent")
        return [Place(Level.VILLAGE, institution=one) for one in known]
    codes = {code[:4] for code in institutions.values_list("subdistrict", flat=True)}
    areas = Area.objects.select_related("parent").filter(code__in=codes).order_by("code")
    return [Place(Level.DISTRICT, area=area) for area in areas]


def last_reports(level: Level, code: str, asked: Asked) -> dict[int | str, CertifiedReport]:
    """The last report up to the day of each place of a level below the area, in its fiscal year.

    By the institution's primary key or the area's code; perhaps it was returned since.
    """
    of_village = level == Level.VILLAGE
    inside = (
        "institution__subdistrict__code__startswith" if of_village else "area__code__startswith"
    )
    found = CertifiedReport.objects.filter(
        **{inside: code}, level=level, fiscal_year=asked.fiscal_year, as_of__lte=asked.on
    ).select_related("returned", "institution", "area")
    place = "institution_id" if of_village else "area_id"
    return {getattr(one, place): one for one in found.order_by("number")}


def sent(report: CertifiedReport | None) -> CertifiedReport | None:
    """The report where it counts: one that was returned doesn't."""
    return None if report is None or hasattr(report, "returned") else report
