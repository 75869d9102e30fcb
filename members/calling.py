"""Whom a user calls when they can't get in: the office that looks after their account."""

from members.models import Office, User

ADMINISTRATOR = "ผู้ดูแลระบบของกรมการพัฒนาชุมชน"


def last_office(user: User) -> Office | None:
    """The office they held last, or will hold; nothing of what they practised on."""
    offices = user.offices.exclude(institution__is_practice=True).order_by("-started_on", "-pk")
    return offices.select_related(
        "institution__subdistrict__parent", "area__parent", "institution__village"
    ).first()


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
