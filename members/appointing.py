"""Acts: give a person a user account and an office."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from fundinst.errors import Refusal, Refused
from fundinst.thai import to_arabic_digits
from members.audit import record
from members.joining import held
from members.models import Area, Institution, Office, User
from members.one_time_codes import put_code

USERNAME = re.compile("[a-z0-9._-]{4,30}")


def as_typed(username: str) -> str:
    """A user name as it is kept: small letters, Arabic digits; what it may hold, USERNAME says."""
    return to_arabic_digits(username.strip()).lower()


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
    theirs. Committee needs an institution's code, an officer an area's (district four digits,
    province two). Raises Refused for a place that doesn't fit the role, or a weak password.
    """
    user = User.objects.filter(username=username).first()
    institution = Institution.objects.filter(code=institution_code).first()
    area = Area.objects.filter(code=area_code).first()
    refusals = [*_refusals_of_place(role, institution, area)]
    if user is None or password:
        refusals += refusals_of_password(
            password, user or User(username=username, display_name=display_name)
        )
    if refusals:
        raise Refused(refusals)

    user = user or User.objects.create_user(username, display_name=display_name)
    if password and not user.check_password(password):
        user.set_password(password)
        user.password_is_temporary, user.temporary_until = False, None
        user.save(update_fields=["password", "password_is_temporary", "temporary_until"])
    return _give(user, role, institution, area, on, actor)


@transaction.atomic(durable=True)
def open_account(
    institution: Institution,
    *,
    username: str,
    display_name: str,
    code: str,
    on: date,
    actor: User,
    now: datetime,
) -> Office:
    """Make the first user of an institution's committee, with a one-time code on paper.

    Told again with another code while nobody has set a password of their own, it is that one.
    Raises Refused for a user name that is somebody else's or can't be typed, when the committee has
    another user already, or when its user has begun to work: that is no longer ours to reset.
    """
    institution = held(institution)
    username = as_typed(username)
    if refusals := [*_refusals_to_open(institution, username, on)]:
        raise Refused(refusals)

    defaults = {"display_name": display_name}
    user, _made = User.objects.get_or_create(username=username, defaults=defaults)
    if not user.check_password(code):
        put_code(user, code, now=now)
    return _give(user, Office.Role.COMMITTEE, institution, None, on, actor)


def committee_users(institution: Institution, on: date) -> QuerySet[User]:
    """Who signs in for the institution's committee on that day."""
    offices = Office.objects.in_force(on).filter(institution=institution)
    return User.objects.filter(offices__in=offices, is_active=True).distinct().order_by("pk")


def _refusals_to_open(institution: Institution, username: str, on: date) -> Iterator[Refusal]:
    others = committee_users(institution, on).exclude(username=username)
    known = User.objects.filter(username=username).first()
    if institution.is_practice:
        yield Refusal("practice_has_no_users", "", "ข้อมูลตัวอย่างไม่ต้องสร้างบัญชีผู้ใช้")
    if not USERNAME.fullmatch(username):
        yield Refusal(
            "username_unreadable",
            "",
            "ชื่อผู้ใช้ใช้ตัวอังกฤษเล็ก ตัวเลข จุด หรือขีด ยาว 4 ถึง 30 ตัว เช่น 33120603 หรือ somjai",
        )
    if others:
        yield Refusal("committee_has_a_user", "", f"สถาบันนี้มีผู้ใช้แล้ว คือ {others[0].username}")
    if known and not committee_users(institution, on).filter(pk=known.pk).exists():
        yield Refusal("username_taken", "", f"ชื่อผู้ใช้ {username} มีคนใช้แล้ว ให้ตั้งชื่ออื่น")
    elif known and known.last_login and not known.password_is_temporary:
        sentence = f"{username} เข้าใช้ระบบแล้ว จึงออกรหัสใหม่ในหน้านี้ไม่ได้ ให้ออกในหน้าผู้ใช้ระบบ"
        yield Refusal("user_has_begun", "", sentence)


@transaction.atomic
def give_office_at(institution: Institution, *, user: User, on: date, actor: User) -> Office:
    """A user who is there already joins the institution's committee from that day on."""
    return _give(user, Office.Role.COMMITTEE, institution, None, on, actor)


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


def refusals_of_password(password: str, user: User) -> list[Refusal]:
    try:
        validate_password(password, user)
    except ValidationError as invalid:
        return [Refusal("password_weak", "", sentence) for sentence in invalid.messages]
    return []
