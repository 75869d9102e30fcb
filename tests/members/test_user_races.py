"""Two at the same moment: real threads, real PostgreSQL."""

from datetime import date

import pytest
from django.utils import timezone

from members.models import AuditEntry, User
from members.office_terms import end_office, give_office
from members.one_time_codes import put_code
from members.own_password import set_own_password
from members.posts import Post
from members.user_accounts import code_version, create_account, new_code
from tests.builders import make_user
from tests.consolidation.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CODE, OTHER = "abc234def5", "xyw876mnp3"
TODAY = date(2026, 11, 23)


@pytest.fixture
def colleague(district_officer) -> User:
    return make_user("district", area="3312")


def test_two_officers_who_end_the_same_office_end_it_once(treasurer, district_officer, colleague):
    office = treasurer.offices.get()
    outcomes = at_once(
        lambda: end_office(office, on=TODAY, actor=district_officer),
        lambda: end_office(office, on=TODAY, actor=colleague),
    )

    assert ["office_ended"] in outcomes
    assert AuditEntry.objects.filter(act="office_ended").count() == 1


def test_two_officers_who_print_a_code_from_the_same_page_print_one(
    treasurer, district_officer, colleague
):
    seen, now = code_version(treasurer), timezone.now()
    outcomes = at_once(
        lambda: new_code(treasurer, CODE, seen=seen, actor=district_officer, now=now),
        lambda: new_code(treasurer, OTHER, seen=seen, actor=colleague, now=now),
    )

    treasurer.refresh_from_db()
    assert ["code_changed"] in outcomes
    assert AuditEntry.objects.filter(act="one_time_code_given").count() == 1
    assert treasurer.check_password(CODE) != treasurer.check_password(OTHER)


def test_a_code_used_twice_at_once_sets_one_password(treasurer):
    put_code(treasurer, CODE, now=timezone.now())
    seen = treasurer.password
    outcomes = at_once(
        lambda: set_own_password(treasurer, "ควายสามตัว-เดินทุ่ง", seen=seen),
        lambda: set_own_password(treasurer, "ไก่สองตัว-ในเล้า", seen=seen),
    )

    assert ["password_set_elsewhere"] in outcomes
    assert AuditEntry.objects.filter(act="password_set").count() == 1


def test_two_who_give_the_same_name_make_one_user(institution, district_officer, colleague):
    post = Post("committee", institution=institution)

    def make(actor: User) -> object:
        return create_account(
            post,
            display_name="นางสมมุติ ทดลอง",
            username="somjai",
            code=CODE,
            on=TODAY,
            actor=actor,
            now=timezone.now(),
        )

    outcomes = at_once(lambda: make(district_officer), lambda: make(colleague))

    assert ["username_taken"] in outcomes
    assert User.objects.get(username="somjai").offices.count() == 1


def test_two_who_give_the_same_office_give_it_once(
    institution, treasurer, district_officer, colleague
):
    end_office(treasurer.offices.get(), on=TODAY, actor=district_officer)
    post = Post("committee", institution=institution)

    def give(actor: User) -> object:
        return give_office(treasurer, post, on=TODAY, actor=actor, now=timezone.now())

    outcomes = at_once(lambda: give(district_officer), lambda: give(colleague))

    assert ["office_held"] in outcomes
    assert treasurer.offices.filter(ended_on__isnull=True).count() == 1
