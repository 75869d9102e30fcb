"""What each role may do, and the backend that asks the offices a user holds.

Which rows a person may *see* is ``visible_to`` (``members/scope.py``); here stands which buttons a
role may *press*, and on whose institution.
"""

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.db import models

from members.models import Institution, Office, User

_READ = frozenset({"members.view_household", "reports.view_report"})
_COMMITTEE = _READ | {
    "members.change_household",
    "members.change_fund",
    "members.change_committeemember",
    "debts.add_register",
    "debts.change_loan",
    "debts.add_classification",
    "consolidation.add_contract",
    "consolidation.change_contract",
    "consolidation.add_registration",
}

PERMISSIONS: dict[str, frozenset[str]] = {
    Office.Role.COMMITTEE: _COMMITTEE,
    Office.Role.DISTRICT: _READ
    | {"members.add_institution", "members.add_office", "consolidation.add_review"},
    Office.Role.PROVINCE: _READ | {"members.add_office"},
    Office.Role.DEPARTMENT: _READ,
    Office.Role.ADMINISTRATOR: _READ | {"members.add_institution", "members.add_office"},
}
"""Upper levels read and review; they never edit a village's figures."""


class OfficeBackend(ModelBackend):
    """Permissions come from offices in force, and from nothing else: no superuser shortcut."""

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


def _covers(office: Office, institution: Institution) -> bool:
    if office.institution_id:
        return office.institution_id == institution.pk
    return institution.subdistrict_id.startswith(office.area_id or "")


def require(user: User, permission: str, institution: Institution) -> None:
    """Raise PermissionDenied (403, in words) unless the user may do this at this institution."""
    if not user.has_perm(permission, institution):
        raise PermissionDenied("ตำแหน่งของท่านดูข้อมูลนี้ได้ แต่แก้ไขไม่ได้")


def command_line_user() -> User:
    """The actor of acts run from the command line: holds no office and can't sign in."""
    user, created = User.objects.get_or_create(
        username="command_line", defaults={"display_name": "คำสั่งของระบบ", "is_active": False}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
