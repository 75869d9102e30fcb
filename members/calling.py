"""Whom a user calls when they can't get in: the office that looks after their account."""

from datetime import date

from members.models import Office, User

ADMINISTRATOR = "ผู้ดูแลระบบของกรมการพัฒนาชุมชน"


def last_office(user: User) -> Office | None:
    """The office they held last, or will hold; nothing of what they practised on."""
    offices = user.offices.exclude(institution__is_practice=True).order_by("-started_on", "-pk")
    return offices.select_related(
        "institution__subdistrict__parent", "area__parent", "institution__village"
    ).first()


def put_out(pk: int | None, *, on: date) -> User | None:
    """The user whose sessions ended with their last office, or with their account.

    None for who still has an office that day, or a user that isn't there.
    """
    user = User.objects.filter(pk=pk).first() if pk else None
    if user is None or (user.is_active and user.offices.in_force(on).exists()):
        return None
    return user


def whom_to_call(user: User) -> str:
    """The office one level above theirs, in words; empty for who never had an office."""
    office = last_office(user)
    if office is None:
        return ""
    if office.institution:
        return f"สำนักงานพัฒนาชุมชนอำเภอ{office.institution.subdistrict.parent}"
    if office.role == Office.Role.DISTRICT:
        return f"สำนักงานพัฒนาชุมชนจังหวัด{office.area.parent}"
    return ADMINISTRATOR
