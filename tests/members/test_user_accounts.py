"""Opening and closing accounts, and their one-time codes: the acts, and every reason against."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied

from fundinst.errors import Refused
from members.access import command_line_user
from members.models import AuditEntry, Office, User
from members.posts import Post
from members.registering import create_institution
from members.user_accounts import (
    close_account,
    code_version,
    create_account,
    new_code,
    suggested_username,
)
from tests.builders import make_user

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


def test_an_account_opens_with_the_code_and_holds_the_office_from_its_day(
    institution, district_officer
):
    office = open_it(institution, district_officer, until=date(2027, 9, 30))
    user = office.user

    assert (office.role, office.institution) == ("committee", institution)
    assert (office.started_on, office.ended_on) == (TODAY, date(2027, 9, 30))
    assert (user.username, user.display_name) == (institution.code, "นางสมมุติ ทดลอง")
    assert (user.password_is_temporary, user.check_password(CODE)) == (True, True)
    assert user.temporary_until == NOW + timedelta(days=14)
    assert said()[-1] == (
        "user_appointed",
        "นางสมมุติ ทดลอง เป็นกรรมการสถาบัน บ้านทดลอง ตั้งแต่ 23 พฤศจิกายน 2569 ถึง 30 กันยายน 2570",
    )


def test_the_next_user_of_a_place_gets_the_next_name(institution, district_officer):
    names = [open_it(institution, district_officer).user.username for _user in range(3)]

    assert names == [institution.code, f"{institution.code}-2", f"{institution.code}-3"]
    assert suggested_username(Post("administrator")) == "administrator"


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ({"display_name": "  "}, ["name_missing"]),
        ({"display_name": "ก" * 201}, ["name_too_long"]),
        ({"username": "นายนำ"}, ["username_unreadable"]),
        ({"username": "abc"}, ["username_unreadable"]),
        ({"username": "SomJai", "until": date(2026, 1, 1)}, ["until_before_start"]),
        ({"username": "taken"}, ["username_taken"]),
    ],
)
def test_what_cannot_be_an_account_is_refused_and_nothing_is_written(
    told, refused, institution, district_officer
):
    User.objects.create(username="taken")
    before = User.objects.count(), Office.objects.count()

    with pytest.raises(Refused) as stopped:
        open_it(institution, district_officer, **told)

    assert codes(stopped) == refused
    assert (User.objects.count(), Office.objects.count()) == before


@pytest.mark.parametrize("who", ["treasurer", "province_officer", "department"])
def test_nobody_else_opens_an_account_for_a_committee(who, institution, request):
    with pytest.raises(PermissionDenied):
        open_it(institution, request.getfixturevalue(who))


def test_an_officer_opens_none_outside_the_district_nor_beside_nor_above(
    other_institution, institution, district_officer
):
    area, province = institution.subdistrict.parent, institution.subdistrict.parent.parent
    posts = [
        Post("committee", institution=other_institution),
        Post("committee"),
        Post("district", area=area),
        Post("province", area=province),
        Post("department"),
        Post("administrator"),
    ]
    for post in posts:
        with pytest.raises(PermissionDenied):
            create_account(
                post,
                display_name="นางสมมุติ ทดลอง",
                code=CODE,
                on=TODAY,
                actor=district_officer,
                now=NOW,
            )


def test_a_new_code_takes_the_old_ones_place_and_ends_what_is_open(
    client, institution, district_officer
):
    user = open_it(institution, district_officer).user
    client.force_login(user)
    new_code(user, OTHER_CODE, seen=code_version(user), actor=district_officer, now=NOW)

    user.refresh_from_db()
    assert (user.check_password(CODE), user.check_password(OTHER_CODE)) == (False, True)
    assert Session.objects.count() == 0
    assert said()[-1] == ("one_time_code_given", "ออกรหัสใช้ครั้งเดียวใหม่ให้ นางสมมุติ ทดลอง")
    assert CODE not in str(said()) and OTHER_CODE not in str(said())


def test_of_two_papers_printed_from_one_page_the_second_is_refused(institution, district_officer):
    user = open_it(institution, district_officer).user
    seen = code_version(user)
    new_code(user, OTHER_CODE, seen=seen, actor=district_officer, now=NOW)

    with pytest.raises(Refused) as stopped:
        new_code(user, CODE, seen=seen, actor=district_officer, now=NOW)

    user.refresh_from_db()
    assert codes(stopped) == ["code_changed"]
    assert user.check_password(OTHER_CODE) is True


def test_a_code_for_somebody_with_a_higher_office_too_would_lend_it_and_is_refused(
    institution, treasurer, district_officer
):
    treasurer.offices.create(role="province", area_id="33", started_on=TODAY)
    treasurer.set_password(OWN)
    treasurer.save()
    acts = [
        lambda: new_code(
            treasurer, CODE, seen=code_version(treasurer), actor=district_officer, now=NOW
        ),
        lambda: close_account(treasurer, on=TODAY, actor=district_officer),
    ]
    for act in acts:
        with pytest.raises(Refused) as stopped:
            act()
        assert codes(stopped) == ["office_elsewhere"]
    treasurer.refresh_from_db()
    assert (treasurer.is_active, treasurer.check_password(OWN)) == (True, True)


def test_who_holds_no_office_any_more_gets_no_code(institution, treasurer, district_officer):
    treasurer.offices.update(ended_on=TODAY - timedelta(days=1))

    with pytest.raises(Refused) as stopped:
        new_code(treasurer, CODE, seen=code_version(treasurer), actor=district_officer, now=NOW)

    assert codes(stopped) == ["no_office"]


def test_a_closed_account_holds_nothing_opens_with_nothing_and_stays(
    client, institution, district_officer
):
    user = open_it(institution, district_officer).user
    client.force_login(user)
    close_account(user, on=TODAY, actor=district_officer)

    user.refresh_from_db()
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert user.password_is_temporary is False
    assert Session.objects.count() == 0
    assert not Office.objects.in_force(TODAY).filter(user=user).exists()
    assert said()[-1] == ("user_closed", f"ปิดบัญชีผู้ใช้ นางสมมุติ ทดลอง ({institution.code})")
    with pytest.raises(Refused) as stopped:
        close_account(user, on=TODAY, actor=district_officer)
    assert codes(stopped) == ["user_closed"]


def test_nobody_closes_or_renews_their_own_account_or_one_outside(
    institution, treasurer, outsider, district_officer, province_officer, other_district_officer
):
    administrator = make_user("administrator")
    pairs = [
        (district_officer, district_officer),
        (district_officer, outsider),
        (district_officer, other_district_officer),
        (district_officer, province_officer),
        (province_officer, treasurer),
        (treasurer, treasurer),
        (administrator, administrator),
    ]
    for actor, user in pairs:
        with pytest.raises(PermissionDenied):
            close_account(user, on=TODAY, actor=actor)
        with pytest.raises(PermissionDenied):
            new_code(user, CODE, seen=code_version(user), actor=actor, now=NOW)


def test_the_province_looks_after_its_district_officers_and_the_administrator_after_all(
    institution, treasurer, district_officer, province_officer
):
    close_account(district_officer, on=TODAY, actor=province_officer)
    close_account(treasurer, on=TODAY, actor=make_user("administrator"))

    closed = User.objects.filter(is_active=False, offices__isnull=False).order_by("pk")
    assert [*closed] == [treasurer, district_officer]


def test_nobody_is_given_an_account_at_a_practice_institution(institution, district_officer):
    practice = create_institution(
        subdistrict=institution.subdistrict_id,
        moo=97,
        name="บ้านลอง",
        funds=[("kkj", "")],
        actor=command_line_user(),
        is_practice=True,
    )
    with pytest.raises(PermissionDenied):
        open_it(practice, district_officer)
