"""A debtor who was only renamed after certifying is seen by the district as by the village."""

import pytest
from django.utils.timezone import localdate

from fundinst.names import split_name
from members.registering import rename
from reports.asking import Asked
from reports.chain import State, below, kept_below
from reports.models import CertifiedReport
from reports.rewording import with_rewording
from tests.builders import make_contract
from tests.pages import main, rows
from tests.reports.certified import area, certified, seat_chair, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(institution, household, savings_group, treasurer) -> CertifiedReport:
    make_contract(household, savings_group, treasurer)
    seat_chair(institution, treasurer)
    return certified(village(institution), treasurer)


def states() -> list[State]:
    today = localdate()
    figures = kept_below(area("3312"), on=today)
    return [
        one.state
        for one in with_rewording(below(area("3312"), Asked(today, today, today), figures))
    ]


@pytest.mark.django_db(transaction=True)
def test_a_debtor_renamed_after_certifying_is_named_by_the_districts_list(
    report, client, district_officer
):
    assert states() == [State.SENT]
    person = report.institution.households.get().persons.first()
    rename(person, split_name("นางใหม่ เปลี่ยนชื่อ"))

    assert states() == [State.DIFFERS]
    client.force_login(district_officer)
    listed = client.get("/reports/certified/of/3312/")
    (row,) = [row for row in rows(listed) if row[0] == report.institution.name]
    assert row[1] == "ชื่อหรือบ้านเลขที่เปลี่ยนหลังรับรอง"
    assert "นางใหม่ เปลี่ยนชื่อ" in main(client.get(f"/reports/certified/{report.pk}/"))


@pytest.mark.django_db(transaction=True)
def test_what_the_form_does_not_say_makes_no_difference(report):
    person = report.institution.households.get().persons.first()
    person.phone = "0812345678"
    person.save(update_fields=["phone"])

    assert states() == [State.SENT]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_made_again_where_nothing_was_renamed(report, django_assert_num_queries):
    today = localdate()
    lower = below(area("3312"), Asked(today, today, today), kept_below(area("3312"), on=today))

    with django_assert_num_queries(3):  # the histories of people, houses and funds
        assert with_rewording(lower) == lower
