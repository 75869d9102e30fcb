"""Act: give a person a user account and an office."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from fundinst.errors import Refusal, Refused
from members.audit import record
from members.models import Area, Institution, Office, User


@transaction.atomic
def appoint(
    *,
    username: str,
    display_name: str,
    password: str,
    role: str,
    institution_code: str,
    area_code: str,
    on: date,
    actor: User,
) -> Office:
    """Make the user, unless there is one, and give them the office from that day on.

    A new user gets ``password``; an existing one keeps theirs. Committee needs an institution's
    code, an officer an area's (district four digits, province two). Raises Refused for a place that
    doesn't fit the role, or a password that is too weak.
    """
    user = User.objects.filter(username=username).first()
    institution = Institution.objects.filter(code=institution_code).first()
    area = Area.objects.filter(code=area_code).first()
    refusals = [*_refusals_of_place(role, institution, area)]
    if user is None:
        refusals += _refusals_of_password(password)
    if refusals:
        raise Refused(refusals)

    if user is None:
        user = User.objects.create_user(username, password=password, display_name=display_name)
    office = _give(user, role, institution, area, on)
    record(
        "user_appointed",
        office,
        f"{user} เป็น{office}",
        actor=actor,
        institution=institution,
    )
    return office


def _give(
    user: User, role: str, institution: Institution | None, area: Area | None, on: date
) -> Office:
    place = {
        "institution": institution if role == Office.Role.COMMITTEE else None,
        "area": area if role in {Office.Role.DISTRICT, Office.Role.PROVINCE} else None,
    }
    held = Office.objects.in_force(on).filter(user=user, role=role, **place).first()
    return held or Office.objects.create(user=user, role=role, started_on=on, **place)


def _refusals_of_place(
    role: str, institution: Institution | None, area: Area | None
) -> Iterator[Refusal]:
    digits = {Office.Role.DISTRICT: 4, Office.Role.PROVINCE: 2}.get(role)
    if role == Office.Role.COMMITTEE and institution is None:
        yield Refusal("institution_unknown", "", "กรรมการต้องมีรหัสสถาบันที่มีอยู่จริง")
    if digits and (area is None or len(area.code) != digits):
        yield Refusal("area_unknown", "", f"เจ้าหน้าที่ต้องมีรหัสเขต {digits} หลักที่มีอยู่จริง")


def _refusals_of_password(password: str) -> list[Refusal]:
    try:
        validate_password(password)
    except ValidationError as invalid:
        return [Refusal("password_weak", "", str(message)) for message in invalid.messages]
    return []
