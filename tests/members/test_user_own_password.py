"""What opens an account: the one-time code, and then a password of one's own."""

from datetime import UTC, date, datetime

import pytest

from fundinst.errors import Refused
from members.access import OfficeBackend
from members.models import AuditEntry, Office
from members.own_password import set_own_password
from members.posts import Post
from members.user_accounts import (
    create_account,
)

pytestmark = pytest.mark.django_db

CODE, OTHER_CODE = "abc234def5", "xyw876mnp3"
OWN = "สามคำ-จำง่าย-ไม่ซ้ำ"
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def open_it(institution, actor, **told) -> Office:
    return create_account(
        Post("committee", institution=institution),
        **{
            "display_name": "นางสมมุติ ทดลอง",
            "code": CODE,
            "on": TODAY,
            "actor": actor,
            "now": NOW,
            **told,
        },
    )


def codes(stopped) -> list[str]:
    return [refusal.code for refusal in stopped.value.refusals]


def said() -> list[tuple[str, str]]:
    return [*AuditEntry.objects.order_by("pk").values_list("act", "sentence")]


def test_the_code_opens_as_it_is_written_on_paper_and_a_password_only_as_it_is(
    institution, district_officer
):
    user = open_it(institution, district_officer).user

    def opens(typed: str) -> bool:
        return OfficeBackend().authenticate(None, user.username, typed) == user

    assert [opens(typed) for typed in (CODE, "abc-234-def5", "ABC 234 DEF5", "abc")] == [
        True,
        True,
        True,
        False,
    ]
    set_own_password(user, "nmk234dep5", seen=user.password)
    assert [opens(typed) for typed in (CODE, "NMK-234-DEP5", "nmk-234-dep5", "nmk234dep5")] == [
        False,
        False,
        False,
        True,
    ]


def test_a_password_of_ones_own_uses_the_code_up(institution, district_officer):
    user = open_it(institution, district_officer).user
    seen = user.password
    set_own_password(user, OWN, seen=seen)

    user.refresh_from_db()
    assert (user.password_is_temporary, user.temporary_until) == (False, None)
    assert (user.check_password(CODE), user.check_password(OWN)) == (False, True)
    assert said()[-1] == ("password_set", "นางสมมุติ ทดลอง ตั้งรหัสผ่านของตนเอง")
    with pytest.raises(Refused) as stopped:
        set_own_password(user, "อีกคนหนึ่ง-ตั้งบ้าง", seen=seen)
    assert codes(stopped) == ["password_set_elsewhere"]


def test_a_weak_password_and_the_code_itself_are_refused(institution, district_officer):
    user = open_it(institution, district_officer).user
    for weak in ("สั้น", CODE):
        with pytest.raises(Refused):
            set_own_password(user, weak, seen=user.password)
    user.refresh_from_db()
    assert (user.password_is_temporary, user.check_password(CODE)) == (True, True)
