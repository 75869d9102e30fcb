from datetime import date

import pytest

from members.access import PERMISSIONS, require
from members.models import Household, Office
from tests.builders import make_household, make_user

pytestmark = pytest.mark.django_db

ROLES = {
    "committee": {
        "consolidation.add_contract",
        "consolidation.add_registration",
        "consolidation.change_contract",
        "debts.add_classification",
        "debts.add_register",
        "debts.change_loan",
        "members.change_committeemember",
        "members.change_fund",
        "members.change_household",
        "members.view_accessentry",
        "members.view_household",
        "reports.add_certifiedreport",
        "reports.view_report",
    },
    "district": {
        "consolidation.add_review",
        "members.add_institution",
        "members.add_office",
        "members.view_accessentry",
        "members.view_household",
        "reports.add_certifiedreport",
        "reports.add_reportreturn",
        "reports.view_report",
    },
    "province": {
        "consolidation.add_periodclosing",
        "members.add_office",
        "members.view_household",
        "reports.add_certifiedreport",
        "reports.add_reportreturn",
        "reports.view_report",
    },
    "department": {
        "members.view_household",
        "reports.add_reportreturn",
        "reports.view_report",
    },
    "administrator": {
        "members.add_institution",
        "members.add_office",
        "members.view_household",
        "reports.add_wording",
        "reports.view_report",
    },
}


def test_the_table_of_roles_is_the_one_people_agreed_on():
    assert {role: set(granted) for role, granted in PERMISSIONS.items()} == ROLES


@pytest.fixture
def two_households(institution, other_institution) -> tuple[Household, Household]:
    return make_household(institution), make_household(other_institution)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("treasurer", [True, False]),
        ("outsider", [False, True]),
        ("district_officer", [True, False]),
        ("other_district_officer", [False, True]),
        ("province_officer", [True, True]),
        ("other_province_officer", [False, False]),
        ("department", [True, True]),
    ],
)
def test_each_sees_the_households_of_their_scope(who, seen, two_households, request):
    visible = Household.objects.visible_to(request.getfixturevalue(who))

    assert [household in visible for household in two_households] == seen


def test_only_the_committee_changes_and_only_its_own(treasurer, institution, other_institution):
    require(treasurer, "consolidation.add_contract", institution)

    assert not treasurer.has_perm("consolidation.add_contract", other_institution)
    assert not make_user("district", area="3312").has_perm(
        "consolidation.add_contract", institution
    )


def test_an_office_gives_nothing_before_it_begins_or_after_it_ends(treasurer, institution):
    office = treasurer.offices.get()
    household = make_household(institution)
    for term in (
        {"started_on": date(2100, 1, 1), "ended_on": None},
        {"started_on": date(2015, 1, 1), "ended_on": date(2015, 2, 1)},
    ):
        Office.objects.filter(pk=office.pk).update(**term)
        user = type(treasurer).objects.get(pk=treasurer.pk)
        assert household not in Household.objects.visible_to(user)
        assert not user.has_perm("consolidation.add_contract")


def test_a_superuser_without_an_office_sees_and_does_nothing(institution):
    user = make_user("department")
    user.offices.all().delete()
    user.is_superuser = True
    make_household(institution)

    assert not Household.objects.visible_to(user).exists()
    assert not user.has_perm("consolidation.add_contract")
