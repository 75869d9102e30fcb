"""The one village of the invented country that is made by the acts that people use.

All others are copies of its rows under other names, so that whatever holds for it holds for them.
"""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from uuid import UUID, uuid5

from django.contrib.auth.hashers import make_password

from consolidation.models import Case
from fundinst.names import Name
from members.access import command_line_user
from members.appointing import appoint
from members.geography import load_areas
from members.joining import add_fund
from members.models import Institution, Office, User
from members.terms import StatedFund
from reports.country.places import Place
from reports.demo_data.founding import BEGAN, found
from reports.demo_data.inventing import ENDINGS, GIVEN, canaries, password
from reports.demo_data.making import NAMESPACE, survey
from reports.demo_data.planning import PlannedHousehold, Tenant
from reports.demo_data.road import go_the_road

S = Case.Status
R = Office.Role

STANDING: dict[str, int] = {
    S.SURVEYED: 70,
    S.CLASSIFIED: 10,
    S.SELECTED: 8,
    S.SUBMITTED: 6,
    S.RETURNED: 2,
    S.APPROVED: 12,
    S.NEGOTIATING: 3,
    S.AGREED: 2,
    S.FAILED: 1,
    S.CONTRACTED: 10,
    S.REPAYING: 14,
    S.REDUCED: 2,
    S.DEFAULTED: 2,
    S.CLEARED: 2,
    S.WITHDRAWN: 1,
    S.MOVED: 1,
    S.DECEASED: 1,
}
"""How many of a village's 147 households stand where."""
FURTHER_FUNDS = (("womens_fund", "กองทุนพัฒนาบทบาทสตรี"), ("satja_group", "กลุ่มสัจจะสะสมทรัพย์"))
NAME = "บ้านฆูฬาฐีแบบแปลน"
"""A name that stands in no other text: it is found wherever the village's rows say it."""

OFFICER = "ผู้ใช้สมมุติ"


def words(seed: int) -> list[str]:
    """The surnames of the model village's households: nothing else in the product holds one."""
    return canaries(Random(f"{seed} country"), sum(STANDING.values()))


def registration_key(seed: int) -> UUID:
    """The key of the model village's registration; each copy has its own."""
    return uuid5(NAMESPACE, f"{seed} country")


def make_model_village(place: Place, seed: int) -> Institution:
    """Found the village, take its registers in, and bring each household where it shall stand."""
    load_areas()
    # With no password rather than an unusable one, which is chance: the same country twice.
    User.objects.create(username="command_line", display_name="คำสั่งของระบบ", is_active=False)
    tenant = _tenant(place, seed)
    institution = found(tenant, actor=command_line_user())
    for kind, name in FURTHER_FUNDS:
        add_fund(institution, StatedFund(kind, name), actor=command_line_user())
    staff = _appoint(f"committee-{tenant.code}", R.COMMITTEE, tenant.code, seed)
    officer = _appoint(f"district-{tenant.district}", R.DISTRICT, tenant.district, seed)
    _appoint(f"province-{tenant.province}", R.PROVINCE, tenant.province, seed)
    _appoint("department-all", R.DEPARTMENT, "", seed)
    households = survey(tenant, institution, staff)
    key = registration_key(seed)
    go_the_road(tenant, institution, households, staff=staff, officer=officer, key=key)
    return institution


def _appoint(username: str, role: str, scope: str, seed: int) -> User:
    user = User.objects.create(username=username, display_name=f"{OFFICER} {scope}".strip())
    # The same password has the same digest: the country of a seed is the same, row by row.
    user.password = make_password(password(seed), salt=f"country{seed}")
    user.save(update_fields=["password"])
    return appoint(
        username=username,
        display_name=user.display_name,
        password="",
        role=role,
        institution_code=scope if role == R.COMMITTEE else "",
        area_code="" if role == R.COMMITTEE else scope,
        on=BEGAN,
        actor=command_line_user(),
    ).user


def _tenant(place: Place, seed: int) -> Tenant:
    chance = Random(f"{seed} country village")
    return Tenant(
        code=place.code,
        name=NAME,
        subdistrict=place.subdistrict,
        moo=place.moo,
        canary="",
        committee=tuple(
            Name(title, f"{given}ชู", "กรรมการ")
            for title, given in zip(("นาย", "นางสาว", "นาง"), GIVEN, strict=False)
        ),
        households=tuple(_households(chance, words(seed))),
    )


def _households(chance: Random, surnames: list[str]) -> Iterator[PlannedHousehold]:
    given = [first + last for first in GIVEN for last in ENDINGS]
    statuses = [status for status, number in STANDING.items() for _household in range(number)]
    for line, (status, surname) in enumerate(zip(statuses, surnames, strict=True), start=1):
        head, partner = chance.sample(given, 2)
        yield PlannedHousehold(
            line=line,
            status=status,
            house_number=str(line),
            head=Name("นาง", head, surname),
            partner=Name("นาย", partner, surname),
            phone="",
            national_id="",
            owed=tuple(chance.randint(20, 400) * Decimal("50.25") for _fund in range(3)),
        )
