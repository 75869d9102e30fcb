"""Certified reports for tests, made by the act."""

from datetime import date

from django.utils.timezone import localdate

from members.models import Area, Institution, User
from members.seating import seat_on_committee
from reports.asking import Asked, Level, Place
from reports.certifying import certify_now
from reports.certifying_rules import signer_of
from reports.models import CertifiedReport

CHAIR = "นายนำ แบบอย่าง"
SITE = "https://fund.example/"


def village(institution: Institution) -> Place:
    return Place(Level.VILLAGE, institution=institution)


def area(code: str) -> Place:
    level = Level.DISTRICT if len(code) == 4 else Level.PROVINCE
    return Place(level, area=Area.objects.select_related("parent").get(code=code))


def seat_chair(institution: Institution, actor: User, name: str = CHAIR) -> None:
    seat_on_committee(institution, position="chair", name=name, on=date(2015, 1, 1), actor=actor)


def asked(on: date | None = None) -> Asked:
    """With all that was written down until today."""
    today = localdate()
    return Asked(on or today, today, today)


def certified(
    place: Place,
    actor: User,
    *,
    on: date | None = None,
    explanation: str = "",
    named: str = "นางพัฒนา ตัวอย่าง",
    seen: str | None = None,
) -> CertifiedReport:
    today = localdate()
    return certify_now(
        place,
        asked(on),
        signer=signer_of(place, on=today, named=named),
        explanation=explanation,
        on=today,
        actor=actor,
        site=SITE,
        seen=seen,
    )
