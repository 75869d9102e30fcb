"""Offices begin and end; whose last one ends is out at once, on every device."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from fundinst.errors import Refused
from members.access import PERMISSIONS, command_line_user, groups_of
from members.models import AuditEntry, Household, Institution, Office, User
from members.office_terms import end_office, give_office
from members.posts import Post
from members.registering import create_institution
from members.user_accounts import close_account
from tests.builders import make_household, make_institution, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def neighbour(institution) -> Institution:
    """Another institution of the same district."""
    return make_institution(moo=12, name="บ้านใกล้เคียง")


def give(user, institution, actor, on, **told) -> Office:
    post = Post("committee", institution=institution)
    return give_office(user, post, **{"on": on, "actor": actor, "now": NOW, **told})


def codes(stopped) -> list[str]:
    return [refusal.code for refusal in stopped.value.refusals]


def anew(user) -> User:
    return User.objects.get(pk=user.pk)


def test_a_further_office_keeps_the_password_and_adds_its_scope(
    institution, neighbour, treasurer, district_officer, today
):
    treasurer.set_password("ของเดิม-ไม่เปลี่ยน")
    treasurer.save()
    give(treasurer, neighbour, district_officer, today)

    user = anew(treasurer)
    assert [str(office) for office in user.offices_in_force] == [
        "กรรมการสถาบัน บ้านทดลอง",
        "กรรมการสถาบัน บ้านใกล้เคียง",
    ]
    assert (user.check_password("ของเดิม-ไม่เปลี่ยน"), user.password_is_temporary) == (True, False)


def test_the_same_office_twice_at_one_time_is_refused_and_one_after_the_other_is_not(
    institution, treasurer, district_officer, today
):
    with pytest.raises(Refused) as stopped:
        give(treasurer, institution, district_officer, today)
    assert codes(stopped) == ["office_held"]

    end_office(treasurer.offices.get(), on=today + timedelta(days=5), actor=district_officer)
    with pytest.raises(Refused):
        give(treasurer, institution, district_officer, today + timedelta(days=4))
    give(treasurer, institution, district_officer, today + timedelta(days=5))
    assert treasurer.offices.count() == 2


def test_an_office_that_ends_before_it_begins_is_refused(
    neighbour, treasurer, district_officer, today
):
    with pytest.raises(Refused) as stopped:
        give(treasurer, neighbour, district_officer, today, until=today - timedelta(days=1))

    assert codes(stopped) == ["until_before_start"]
    assert treasurer.offices.count() == 1


def test_an_office_is_given_only_where_one_looks_after_it_and_to_whom_one_looks_after(
    institution, other_institution, treasurer, outsider, district_officer, today
):
    for user, place in ((treasurer, other_institution), (outsider, institution)):
        with pytest.raises(PermissionDenied):
            give(user, place, district_officer, today)
    assert Office.objects.filter(user__in=[treasurer, outsider]).count() == 2


def test_an_office_ended_today_is_gone_at_once_with_every_session(
    client, institution, treasurer, district_officer, today
):
    household = make_household(institution)
    client.force_login(treasurer)
    assert client.get("/households/").status_code == 200
    office = end_office(treasurer.offices.get(), on=today, actor=district_officer)

    assert office.ended_on == today - timedelta(days=1)
    assert Session.objects.count() == 0
    assert client.get("/households/").url == "/sign-in/?next=/households/"
    assert household not in Household.objects.visible_to(anew(treasurer))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.actor, entry.institution) == (
        "office_ended",
        district_officer,
        institution,
    )


def test_who_holds_another_office_goes_on_in_it_with_the_same_session(
    client, institution, neighbour, treasurer, district_officer, today
):
    give(treasurer, neighbour, district_officer, today)
    client.force_login(treasurer)
    end_office(treasurer.offices.get(institution=institution), on=today, actor=district_officer)

    assert Session.objects.count() == 1
    assert client.get("/households/").status_code == 200


def test_an_office_that_ends_later_holds_until_then(
    client, institution, treasurer, district_officer, today
):
    client.force_login(treasurer)
    end_office(treasurer.offices.get(), on=today + timedelta(days=30), actor=district_officer)

    assert client.get("/households/").status_code == 200
    assert Session.objects.count() == 1


def test_an_office_can_be_ended_on_the_day_it_began_and_called_off_before(
    neighbour, treasurer, district_officer, today
):
    given = give(treasurer, neighbour, district_officer, today)
    end_office(given, on=today, actor=district_officer)
    to_come = give(treasurer, neighbour, district_officer, today + timedelta(days=9))
    end_office(to_come, on=today + timedelta(days=9), actor=district_officer)

    for office in (given, to_come):
        office.refresh_from_db()
        assert office.ended_on == office.started_on - timedelta(days=1)
        assert not Office.objects.in_force(office.started_on).filter(pk=office.pk).exists()


def test_what_has_ended_does_not_end_again_nor_before_it_began(
    institution, treasurer, district_officer, today
):
    office = treasurer.offices.get()
    with pytest.raises(Refused) as early:
        end_office(office, on=office.started_on - timedelta(days=1), actor=district_officer)
    end_office(office, on=today, actor=district_officer)
    with pytest.raises(Refused) as twice:
        end_office(office, on=today, actor=district_officer)

    assert (codes(early), codes(twice)) == (["ends_before_it_begins"], ["office_ended"])
    assert AuditEntry.objects.filter(act="office_ended").count() == 1


def test_nobody_ends_an_office_beside_above_elsewhere_or_their_own(
    institution, treasurer, outsider, district_officer, province_officer, today
):
    pairs = [
        (treasurer, treasurer),
        (district_officer, outsider),
        (district_officer, province_officer),
        (district_officer, district_officer),
        (province_officer, treasurer),
    ]
    for actor, user in pairs:
        with pytest.raises(PermissionDenied):
            end_office(user.offices.get(), on=today, actor=actor)
    assert not Office.objects.filter(ended_on__isnull=False).exists()


def test_an_office_beyond_the_district_of_somebody_looked_after_is_not_there(
    institution, other_institution, treasurer, district_officer, today
):
    elsewhere = treasurer.offices.create(
        role="committee", institution=other_institution, started_on=today
    )
    with pytest.raises(Office.DoesNotExist):
        end_office(elsewhere, on=today, actor=district_officer)


def test_what_was_practised_on_ends_with_the_last_real_office(
    client, institution, treasurer, district_officer, today
):
    practice = create_institution(
        subdistrict=institution.subdistrict_id,
        moo=97,
        name="บ้านลอง",
        funds=[("kkj", "")],
        actor=command_line_user(),
        is_practice=True,
    )
    treasurer.offices.create(
        role="committee", institution=practice, started_on=today - timedelta(days=3)
    )
    client.force_login(treasurer)
    end_office(treasurer.offices.get(institution=institution), on=today, actor=district_officer)

    assert anew(treasurer).offices_in_force == []
    assert Session.objects.count() == 0


def test_a_closed_account_opens_again_with_an_office_and_a_code(
    institution, treasurer, district_officer, today
):
    close_account(treasurer, on=today, actor=district_officer)
    give(anew(treasurer), institution, district_officer, today, code="abc234def5")

    user = anew(treasurer)
    assert (user.is_active, user.password_is_temporary) == (True, True)
    assert user.check_password("abc234def5") is True
    assert [office.institution for office in user.offices_in_force] == [institution]


def test_the_groups_in_the_database_say_what_each_role_may_do():
    roles = import_module("reports.migrations.0001_roles")
    roles.remove_roles(apps, None)
    assert Group.objects.count() == 0
    roles.make_roles(apps, None)
    import_module("reports.migrations.0004_administrator_writes_wordings").grant(apps, None)
    import_module("reports.migrations.0007_levels_certify_and_return").grant(apps, None)
    granted = {
        group.name: {
            f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()
        }
        for group in Group.objects.prefetch_related("permissions__content_type")
    }

    assert granted == {role: set(may) for role, may in PERMISSIONS.items()}


def test_who_is_in_a_group_follows_from_the_offices_in_force(institution, treasurer, today):
    import_module("reports.migrations.0001_roles").make_roles(apps, None)
    treasurer.offices.create(role="district", area_id="3312", started_on=today)
    treasurer.offices.create(role="province", area_id="33", started_on=date(2100, 1, 1))

    groups = groups_of(anew(treasurer)).order_by("name")
    assert [group.name for group in groups] == ["committee", "district"]
    assert treasurer.groups.count() == 0


def test_a_superuser_has_no_permission_that_no_office_gives(institution):
    user = make_user("department")
    user.is_superuser = True
    assert user.get_group_permissions() == {
        "members.view_household",
        "reports.add_reportreturn",
        "reports.view_report",
    }
    assert user.get_user_permissions() == set()
