"""The invented institutions' reports on their way up the line: certified, and one sent back."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings

from fundinst.errors import Refusal, Refused
from members.models import Area, Institution, User
from members.notices import committee_users, officers_of
from reports.asking import Asked, Level, Place
from reports.certifying import certify_now, known_at
from reports.certifying_later import certify_volume
from reports.certifying_rules import draft_of, signer_of
from reports.chain import above, of_place
from reports.models import CertifiedReport
from reports.packing import Counting
from reports.returning import return_report

REMARKS = "ยอดไม่ตรงกับรายงานการประชุมของหมู่บ้าน ให้ตรวจกับสมุดของกองทุน แล้วรับรองใหม่"


def send_reports(
    certified: Sequence[str], returned: Sequence[str], *, on: date, site: str
) -> list[CertifiedReport]:
    """Certify the report of each place (by its code, in that order), then send some of them back.

    Each is done by who may: the place's own users, and the officers right above. A place that has
    certified before is left as it is. ``site`` is where codes are checked. Raises Refused in
    production, and where nobody may or a rule stands in the way.
    """
    if settings.PRODUCTION:
        raise Refused([Refusal("in_production", "", "รายงานสมมุติใช้กับระบบจริงไม่ได้")])
    made = [
        _certified(place, on=on, site=site)
        for code in certified
        for place in [_place(code)]
        if not of_place(place).exists()
    ]
    for code in returned:
        report = of_place(_place(code)).first()
        if report and not hasattr(report, "returned"):
            officer = _first(officers_of(above(report), on=on), code)
            return_report(report, remarks=REMARKS, on=on, actor=officer)
    return made


def _certified(place: Place, *, on: date, site: str) -> CertifiedReport:
    asked = Asked(on, on, on)
    if place.institution:
        actor = _first(committee_users(place.institution, on=on), place.code)
        signer = signer_of(place, on=on, named="")
        return certify_now(place, asked, signer=signer, on=on, actor=actor, site=site)
    actor = _first(officers_of(place.code, on=on), place.code)
    return certify_volume(
        place,
        asked,
        named=actor.display_name,
        explanation="",
        on=on,
        site=site,
        seen=draft_of(place, asked, known_at(asked)).version,
        actor=actor,
        counting=Counting(),
    )


def _place(code: str) -> Place:
    if area := Area.objects.select_related("parent").filter(code=code).first():
        return Place(Level.DISTRICT if len(code) == 4 else Level.PROVINCE, area=area)
    known = Institution.objects.select_related("village", "subdistrict__parent__parent")
    return Place(Level.VILLAGE, institution=known.get(code=code))


def _first(users: Iterable[User], code: str) -> User:
    found = next(iter(users), None)
    if found is None:
        raise Refused([Refusal("nobody_there", "", f"ไม่มีผู้ใช้ของ {code} ที่จะทำแทนได้")])
    return found
