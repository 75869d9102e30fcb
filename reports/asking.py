"""What a report is asked of: the place, the day, and until when its figures were written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone

from fundinst.thai import fiscal_year
from members.models import Area, Institution, User
from members.past import end_of, known_until
from reports.models import CertifiedReport

Level = CertifiedReport.Level
DIGITS = {Level.PROVINCE: 2, Level.DISTRICT: 4}
"""Of the code of a level's area."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose report it is: an institution, or the area (district, province) over many."""

    level: str
    institution: Institution | None = None
    area: Area | None = None

    def __str__(self) -> str:
        word = {Level.DISTRICT: "อำเภอ", Level.PROVINCE: "จังหวัด"}.get(Level(self.level), "")
        return f"{word}{self.institution or self.area}"

    @property
    def code(self) -> str:
        """Names the place in an address."""
        if self.institution:
            return self.institution.code
        assert self.area is not None
        return self.area.code

    @property
    def subdistricts(self) -> str:
        """How the code of every subdistrict in it begins."""
        return self.institution.subdistrict_id if self.institution else self.code

    def institutions(self) -> QuerySet[Institution]:
        """The institutions that the report is of, by code; what is practised on alone or never."""
        if self.institution:
            return Institution.objects.filter(pk=self.institution.pk)
        inside = Institution.objects.filter(subdistrict__code__startswith=self.code)
        return inside.filter(is_practice=False).order_by("code")

    def each(self) -> list[Institution]:
        """The same, read with where they are; an institution also of a day before it was known."""
        if self.institution:
            return [self.institution]
        return [*self.institutions().select_related("village", "subdistrict__parent__parent")]


def place_seen(user: User, code: str) -> Place:
    """The place of that code within the user's scope. Raises Http404 without one.

    An area is a district or province that lies within one of the user's offices, not above it.
    """
    if len(code) in DIGITS.values():
        inside = any(
            office.institution_id is None and code.startswith(office.area_id or "")
            for office in user.offices_in_force
        )
        area = Area.objects.select_related("parent").filter(code=code).first()
        if not (inside and area):
            raise Http404
        return Place(Level.DISTRICT if len(code) == 4 else Level.PROVINCE, area=area)
    seen = Institution.objects.visible_to(user).select_related(
        "village", "subdistrict__parent__parent"
    )
    if (institution := seen.filter(code=code).first()) is None:
        raise Http404
    return Place(Level.VILLAGE, institution=institution)


@dataclass(frozen=True, slots=True)
class Asked:
    """The day a report is of (``on``), and until when its figures were written down.

    A past day is told as it was known at its end, so the same report always gives the same
    figures; ``known`` (a later day) lets in what was written down late. Today's is the present.
    """

    on: date
    known: date
    today: date

    @property
    def moment(self) -> datetime | None:
        """None for the present."""
        return end_of(self.known) if self.known < self.today else None

    @property
    def fiscal_year(self) -> int:
        return fiscal_year(self.on)

    @property
    def query(self) -> dict[str, str]:
        """The same question in an address."""
        day = {"on": self.on.isoformat()} if self.on != self.today else {}
        return day | ({"known": self.known.isoformat()} if self.known != self.on else {})

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Within, every query reads what was written down by then (``members/past.py``)."""
        with known_until(self.moment):
            yield


def asked_of(query: QueryDict) -> Asked:
    """From an address: ?on= and ?known=. Raises Http404 for a day that is none, or not yet."""
    today = timezone.localdate()
    on = _day(query.get("on"), today)
    known = _day(query.get("known"), on)
    if not on <= known <= today:
        raise Http404
    return Asked(on, known, today)


def _day(text: str | None, default: date) -> date:
    try:
        return date.fromisoformat(text) if text else default
    except ValueError as unreadable:
        raise Http404 from unreadable
