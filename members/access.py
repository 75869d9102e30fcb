"""What each role may do, and the backend that asks the offices a user holds.

Which rows a person may *see* is ``visible_to`` (``members/scope.py``); here stands which buttons a
role may *press*, and on whose institution.
"""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from fundinst.errors import Refusal, Refused
from members.models import Institution, Office, User
from members.one_time_codes import as_code
from members.scope import ScopedQuerySet

_READ = frozenset({"members.view_household", "reports.view_report"})
_COMMITTEE = _READ | {
    "members.change_household",
    "members.change_fund",
    "members.change_committeemember",
    "members.view_accessentry",
    "debts.add_register",
    "debts.change_loan",
    "debts.add_classification",
    "consolidation.add_contract",
    "consolidation.change_contract",
    "consolidation.add_registration",
    "reports.add_certifiedreport",
}

PERMISSIONS: dict[str, frozenset[str]] = {
    Office.Role.COMMITTEE: _COMMITTEE,
    Office.Role.DISTRICT: _READ
    | {
        "members.add_institution",
        "members.add_office",
        "members.view_accessentry",
        "consolidation.add_review",
        "reports.add_certifiedreport",
        "reports.add_reportreturn",
    },
    Office.Role.PROVINCE: _READ
    | {
        "members.add_office",
        "consolidation.add_periodclosing",
        "reports.add_certifiedreport",
        "reports.add_reportreturn",
    },
    Office.Role.DEPARTMENT: _READ | {"reports.add_reportreturn"},
    Office.Role.ADMINISTRATOR: _READ
    | {"members.add_institution", "members.add_office", "reports.add_wording"},
}
"""Upper levels read and review; they never edit a village's figures.

The same table stands in the database as one group a role, for people to read (a migration of
``reports`` writes it). Nobody is put into a group: who is in it follows from the offices in force
(``groups_of``), so that it never says something else than they do.
"""


class OfficeBackend(ModelBackend):
    """Permissions come from offices in force, and from nothing else: no superuser shortcut."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: object,
    ) -> User | None:
        """As Django's; a one-time code may also be typed as the paper shows it, or in capitals."""
        known = super().authenticate(request, username, password, **credentials)
        code = as_code(password or "")
        if known or not code or code == password:
            return known
        known = super().authenticate(request, username, code, **credentials)
        return known if known and known.password_is_temporary else None

    def has_perm(self, user_obj: User, perm: str, obj: models.Model | None = None) -> bool:
        """May the user do this at all, or, given an institution, do it there?"""
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        return any(
            perm in PERMISSIONS[office.role] and (obj is None or _covers(office, obj))
            for office in user_obj.offices_in_force
        )

    def get_all_permissions(self, user_obj: User, obj: models.Model | None = None) -> set[str]:
        return {
            permission
            for role in PERMISSIONS
            for permission in PERMISSIONS[role]
            if self.has_perm(user_obj, permission, obj)
        }

    def get_group_permissions(self, user_obj: User, obj: models.Model | None = None) -> set[str]:
        return self.get_all_permissions(user_obj, obj)

    def get_user_permissions(self, user_obj: User, obj: models.Model | None = None) -> set[str]:
        return set()


def groups_of(user: User) -> QuerySet[Group]:
    """The groups the user is in today: one for each role held."""
    return Group.objects.filter(name__in={office.role for office in user.offices_in_force})


def _covers(office: Office, institution: Institution) -> bool:
    if office.institution_id:
        return office.institution_id == institution.pk
    return institution.subdistrict_id.startswith(office.area_id or "")


def require(user: User, permission: str, institution: Institution) -> None:
    """Raise PermissionDenied (403, in words) unless the user may do this at this institution."""
    if not user.has_perm(permission, institution):
        raise PermissionDenied("ตำแหน่งของท่านดูข้อมูลนี้ได้ แต่แก้ไขไม่ได้")


def where_may(rows: ScopedQuerySet, user: User, permission: str) -> ScopedQuerySet:
    """Of these rows, those of institutions where the user sees them and may do this."""
    return rows.under(user, {role for role in PERMISSIONS if permission in PERMISSIONS[role]})


def over_area(user: User, permission: str, code: str) -> bool:
    """May the user do this as an officer of exactly that area (its code; "" is the country)?

    What is of an area is done by its own officers, not by those of an area above it.
    """
    return any(_is_over(office, permission, code) for office in user.offices_in_force)


def still_over_area(user: User, permission: str, code: str, *, on: date) -> bool:
    """The same by offices read anew, and held until it is done. Inside the caller's transaction."""
    offices = Office.objects.in_force(on).filter(user=user).select_for_update(no_key=True)
    return any(_is_over(office, permission, code) for office in offices)


def _is_over(office: Office, permission: str, code: str) -> bool:
    here = office.institution_id is None and (office.area_id or "") == code
    return here and permission in PERMISSIONS[office.role]


def still_may(
    user: User, permission: str, institutions: Iterable[Institution], *, on: date
) -> bool:
    """May the user do this at all of them, by offices read anew and held until it is done?

    Inside the caller's transaction. For acts that must not outlive the office they are done in:
    nobody ends the office between this question and what is written.
    """
    offices = Office.objects.in_force(on).filter(user=user).select_for_update(no_key=True)
    may = [office for office in offices if permission in PERMISSIONS[office.role]]
    return all(any(_covers(office, one) for office in may) for one in institutions)


OFFICE_ENDED = Refusal(
    "office_ended",
    "",
    "ตำแหน่งของท่านสิ้นสุดแล้ว จึงทำรายการนี้ไม่ได้ ให้ติดต่อสำนักงานพัฒนาชุมชนอำเภอ",
)


class OfficeEnded(Refused, PermissionDenied):
    """The office ended while it was being acted in: in words at the form, or else as a 403."""

    def __init__(self) -> None:
        super().__init__([OFFICE_ENDED])


def require_still(user: User, institution: Institution) -> None:
    """Raise OfficeEnded where every office that the user had over this institution has ended.

    Asked of every act when it is written down (``members/audit.py``), by offices read anew and held
    until it is done: nobody goes on in an office that ended after the page was opened. Of who never
    had one here (a command, a program) nothing is asked. Inside the caller's transaction.
    """
    # Shared: who holds an office may do two things at once, but nobody may end it meanwhile.
    shared = "SELECT * FROM members_office WHERE user_id = %s FOR SHARE"
    held = Office.objects.raw(shared, [user.pk])
    today = timezone.localdate()
    here = [office for office in held if _covers(office, institution)]
    if here and not any(_in_force(office, today) for office in here):
        raise OfficeEnded


def _in_force(office: Office, on: date) -> bool:
    return office.started_on <= on and (office.ended_on is None or on <= office.ended_on)


def command_line_user() -> User:
    """The actor of acts run from the command line: holds no office and can't sign in."""
    user, created = User.objects.get_or_create(
        username="command_line", defaults={"display_name": "คำสั่งของระบบ", "is_active": False}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
