"""Act: give a person a user account and an office."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from fundinst.errors import Refusal, Refused
from members.audit import record
from members.models import Area, CommitteeMember, Institution, Office, User

# Of every rule in AUTH_PASSWORD_VALIDATORS; Django's own sentences are not in its Thai catalogue.
PASSWORD_SENTENCES = {
    "password_too_short": "รหัสผ่านสั้นเกินไป ให้ตั้งอย่างน้อย %(min_length)d ตัว",
    "password_too_common": "รหัสผ่านนี้มีคนใช้กันมาก เดาได้ง่าย ให้ตั้งใหม่",
    "password_entirely_numeric": "รหัสผ่านมีแต่ตัวเลข ให้ใส่ตัวอักษรด้วย",
    "password_too_similar": "รหัสผ่านคล้ายชื่อผู้ใช้เกินไป ให้ตั้งใหม่",
}


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

    A new user gets ``password``; for an existing one it is the new password, or empty to keep
    theirs. Committee needs an institution's
    code, an officer an area's (district four digits, province two). Raises Refused for a place that
    doesn't fit the role, or a password that is too weak.
    """
    user = User.objects.filter(username=username).first()
    institution = Institution.objects.filter(code=institution_code).first()
    area = Area.objects.filter(code=area_code).first()
    refusals = [*_refusals_of_place(role, institution, area)]
    if user is None or password:
        refusals += _refusals_of_password(
            password, user or User(username=username, display_name=display_name)
        )
    if refusals:
        raise Refused(refusals)

    if user is None:
        user = User.objects.create_user(username, password=password, display_name=display_name)
    elif password and not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return _give(user, role, institution, area, on, actor)


@transaction.atomic
def seat_on_committee(
    institution: Institution, *, position: str, name: str, on: date, actor: User
) -> CommitteeMember:
    """Seat a person on the committee from that day on; told again, they keep their seat.

    Chair, secretary and treasurer are one person each: whoever sat there before ends their term.
    """
    held = institution.committee.in_force(on).filter(position=position)
    if seated := held.filter(name=name).first():
        return seated
    if position != CommitteeMember.Position.MEMBER:
        held.update(ended_on=on)
    member = CommitteeMember.objects.create(
        institution=institution, name=name, position=position, started_on=on
    )
    record(
        "committee_seated",
        member,
        f"{name} เป็น{member.get_position_display()}",
        actor=actor,
        institution=institution,
    )
    return member


def _give(
    user: User, role: str, institution: Institution | None, area: Area | None, on: date, actor: User
) -> Office:
    place = {
        "institution": institution if role == Office.Role.COMMITTEE else None,
        "area": area if role in {Office.Role.DISTRICT, Office.Role.PROVINCE} else None,
    }
    if held := Office.objects.in_force(on).filter(user=user, role=role, **place).first():
        return held
    office = Office.objects.create(user=user, role=role, started_on=on, **place)
    record(
        "user_appointed",
        office,
        f"{user} เป็น{office}",
        actor=actor,
        institution=place["institution"],
    )
    return office


def _refusals_of_place(
    role: str, institution: Institution | None, area: Area | None
) -> Iterator[Refusal]:
    digits = {Office.Role.DISTRICT: 4, Office.Role.PROVINCE: 2}.get(role)
    if role == Office.Role.COMMITTEE and institution is None:
        yield Refusal("institution_unknown", "", "กรรมการต้องมีรหัสสถาบันที่มีอยู่จริง")
    if digits and (area is None or len(area.code) != digits):
        yield Refusal("area_unknown", "", f"เจ้าหน้าที่ต้องมีรหัสเขต {digits} หลักที่มีอยู่จริง")


def _refusals_of_password(password: str, user: User) -> list[Refusal]:
    try:
        validate_password(password, user)
    except ValidationError as invalid:
        return [
            Refusal("password_weak", "", PASSWORD_SENTENCES[error.code] % (error.params or {}))
            for error in invalid.error_list
        ]
    return []
