"""An act doesn't outlive the office it is done in, though the page was opened while it was held."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from consolidation.consenting import give_consent
from consolidation.models import Case, Consent
from consolidation.selecting import select_household
from debts.models import Confirmation
from fundinst.errors import Refused
from members.access import command_line_user
from members.householding import state_house_number
from members.models import AuditEntry, Office, User
from members.office_terms import end_office, give_office
from members.own_password import set_own_password
from members.posts import Post
from members.second_step import reset_second_step
from members.user_accounts import close_account, code_version, create_account, new_code
from members.versions import version_of
from tests.builders import AS_OF, make_user
from tests.consolidation.registered import SIGNED_ON, confirmed
from tests.consolidation.test_two_at_once import at_once

CODE = "abc234def5"
NAME = "นางสมมุติ ทดลอง"


def who_came_in_before(user: User) -> User:
    """The user as a request knows them that began while the office was held."""
    user = User.objects.get(pk=user.pk)
    assert user.offices_in_force
    Office.objects.filter(user=user).update(ended_on=AS_OF)
    return user


ACTS_ON_USERS = {
    "create": lambda whose, post, actor, now: create_account(
        post, display_name=NAME, code=CODE, on=now.date(), actor=actor, now=now
    ),
    "close": lambda whose, post, actor, now: close_account(whose, on=now.date(), actor=actor),
    "code": lambda whose, post, actor, now: new_code(
        whose, CODE, seen=code_version(whose), actor=actor, now=now
    ),
    "give": lambda whose, post, actor, now: give_office(
        whose, post, on=now.date(), actor=actor, now=now
    ),
    "end": lambda whose, post, actor, now: end_office(
        whose.offices.get(), on=now.date(), actor=actor
    ),
    "reset": lambda whose, post, actor, now: reset_second_step(whose, on=now.date(), actor=actor),
}


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS_ON_USERS)
def test_an_officer_whose_office_ended_does_nothing_to_users(
    act, institution, treasurer, district_officer
):
    post = Post("committee", institution=institution)
    actor, before = who_came_in_before(district_officer), treasurer.password

    with pytest.raises(PermissionDenied):
        ACTS_ON_USERS[act](treasurer, post, actor, timezone.now())

    treasurer.refresh_from_db()
    assert (treasurer.password, treasurer.is_active) == (before, True)
    assert [*treasurer.offices.values_list("role", "ended_on")] == [("committee", None)]
    assert not User.objects.filter(display_name=NAME).exists()


@pytest.mark.django_db
def test_who_acts_in_one_of_two_offices_uses_no_other(institution, other_institution, treasurer):
    """An officer of two districts looks after users of the one acted in alone."""
    officer = make_user("district", area="3312")
    Office.objects.create(user=officer, role="district", area_id="3305", started_on=AS_OF)
    officer.offices_in_force = [*officer.offices.filter(area="3305")]

    with pytest.raises(PermissionDenied):
        close_account(treasurer, on=timezone.localdate(), actor=officer)


COMMITTEE_ACTS = {
    "select": lambda household, actor: select_household(household, on=AS_OF, actor=actor),
    "confirm": lambda household, actor: confirmed(household, actor),
    "consent": lambda household, actor: give_consent(household, signed_on=SIGNED_ON, actor=actor),
    "house": lambda household, actor: state_house_number(
        household, "9", seen=version_of("32/1"), actor=actor
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("act", COMMITTEE_ACTS)
def test_a_committee_member_whose_office_ended_changes_nothing(act, household, treasurer):
    actor = who_came_in_before(treasurer)

    with pytest.raises(Refused) as stopped:
        COMMITTEE_ACTS[act](household, actor)

    household.refresh_from_db()
    assert [refusal.code for refusal in stopped.value.refusals] == ["office_ended"]
    assert isinstance(stopped.value, PermissionDenied)
    assert household.house_number == "32/1"
    assert not any(model.objects.exists() for model in (Case, Confirmation, Consent))


@pytest.mark.django_db
def test_of_a_command_and_of_who_sits_elsewhere_too_no_ended_office_is_asked(household, treasurer):
    """A district officer who was on the committee once goes on as an officer."""
    officer = make_user("district", area="3312")
    Office.objects.create(
        user=officer,
        role="committee",
        institution=household.institution,
        started_on=AS_OF,
        ended_on=AS_OF,
    )

    for actor in (officer, command_line_user()):
        give_consent(household, signed_on=SIGNED_ON, actor=actor, purpose=f"ใช้ {actor.pk}")

    assert AuditEntry.objects.filter(act="consent_given").count() == 2


@pytest.mark.django_db
def test_who_holds_no_office_any_more_still_sets_a_password(treasurer):
    user = who_came_in_before(treasurer)

    set_own_password(user, "ควายสามตัว-เดินทุ่ง", seen=user.password)

    assert User.objects.get(pk=user.pk).check_password("ควายสามตัว-เดินทุ่ง")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_an_office_that_ends_at_the_same_moment_ends_before_the_act_or_after_it(
    attempt, household, treasurer, district_officer
):
    actor = User.objects.get(pk=treasurer.pk)
    assert actor.offices_in_force
    office = treasurer.offices.get()

    selected, _ended = at_once(
        lambda: select_household(household, on=AS_OF, actor=actor),
        lambda: end_office(office, on=timezone.localdate(), actor=district_officer),
    )

    assert (selected == ["office_ended"]) == (not Case.objects.exists())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_of_two_administrators_who_end_each_others_office_one_comes_first(attempt):
    """The offices are given at once: neither waits for the other for ever."""
    users = [make_user("administrator") for _number in range(2)]
    first, second = (User.objects.get(pk=one.pk) for one in users)
    assert first.offices_in_force and second.offices_in_force

    def ending(whose: User, actor: User):
        def act() -> str:
            try:
                end_office(whose.offices.get(), on=timezone.localdate(), actor=actor)
            except PermissionDenied:
                return "refused"
            return "ended"

        return act

    assert sorted(at_once(ending(first, second), ending(second, first))) == ["ended", "refused"]
