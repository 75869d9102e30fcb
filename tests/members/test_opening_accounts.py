"""The first user of a committee, and the one-time code that is handed over on paper."""

from datetime import date

import pytest
from django.utils import timezone

from fundinst.errors import Refused
from members.appointing import open_account
from members.models import Office, User
from tests.builders import make_institution, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
FIRST, SECOND = "abc234def5", "xyw876mnp3"


@pytest.fixture
def new(db):
    return make_institution(moo=7)


def open_it(institution, officer, *, username="33120607", code=FIRST):
    return open_account(
        institution,
        username=username,
        display_name="นายนำ สมมุติ",
        code=code,
        on=TODAY,
        actor=officer,
        now=timezone.now(),
    )


def codes(stopped):
    return [refusal.code for refusal in stopped.value.refusals]


def test_the_first_user_sits_on_the_committee_and_opens_with_the_code(new, district_officer):
    office = open_it(new, district_officer, username=" ๓๓๑๒๐๖๐๗ ")

    assert (office.role, office.institution, office.started_on) == ("committee", new, TODAY)
    assert (office.user.username, str(office.user)) == ("33120607", "นายนำ สมมุติ")
    assert office.user.check_password(FIRST) is True
    assert office.user.password_is_temporary is True


def test_opened_again_before_a_password_was_set_the_last_code_opens(new, district_officer):
    open_it(new, district_officer)
    user = open_it(new, district_officer, code=SECOND).user

    assert (user.check_password(FIRST), user.check_password(SECOND)) == (False, True)
    assert (User.objects.filter(username="33120607").count(), user.offices.count()) == (1, 1)


def test_once_the_user_has_a_password_of_their_own_this_page_sets_no_other(new, district_officer):
    user = open_it(new, district_officer).user
    User.objects.filter(pk=user.pk).update(last_login=timezone.now(), password_is_temporary=False)

    with pytest.raises(Refused) as stopped:
        open_it(new, district_officer, code=SECOND)

    user.refresh_from_db()
    assert codes(stopped) == ["user_has_begun"]
    assert user.check_password(FIRST) is True


def test_the_name_of_somebody_else_is_refused_and_their_password_stands(new, district_officer):
    provincial = make_user("province", area="33")
    provincial.set_password("ของจังหวัด-2569")
    provincial.save()

    with pytest.raises(Refused) as stopped:
        open_it(new, district_officer, username=provincial.username)

    provincial.refresh_from_db()
    assert codes(stopped) == ["username_taken"]
    assert provincial.check_password("ของจังหวัด-2569") is True
    assert Office.objects.filter(institution=new).count() == 0


def test_a_committee_that_has_a_user_gets_no_second_one_this_way(
    institution, treasurer, district_officer
):
    with pytest.raises(Refused) as stopped:
        open_it(institution, district_officer)

    assert codes(stopped) == ["committee_has_a_user"]
    assert Office.objects.filter(institution=institution).count() == 1


@pytest.mark.parametrize("username", ["", "abc", "นายนำ", "a b c d", "a" * 31, "som@jai"])
def test_a_name_that_cannot_be_typed_is_refused(username, new, district_officer):
    with pytest.raises(Refused) as stopped:
        open_it(new, district_officer, username=username)

    assert codes(stopped) == ["username_unreadable"]
