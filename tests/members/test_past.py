"""Within ``known_until`` every query reads what was written down by then."""

from datetime import timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections
from django.db.models import Sum
from django.utils import timezone

from debts.models import Loan
from members.history_reading import state_at
from members.models import Household, Institution, Person
from members.past import OURS, end_of, known_until
from tests.builders import make_household, make_institution, make_loan, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def moment_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


@pytest.fixture
def home() -> Household:
    household = make_household(make_institution(moo=91), "1")
    make_person(household, "นายก่อน ทดลอง")
    make_loan(household, household.institution.funds.get(kind="kkj"), 1000)
    return household


def test_a_name_and_a_debt_are_read_as_they_were(home):
    then = moment_now()
    person = home.persons.get()
    person.given_name = "หลัง"
    person.full_name = "นายหลัง ทดลอง"
    person.save()
    make_loan(home, home.institution.funds.get(kind="kkj"), 500)

    with known_until(then):
        names = [*Person.objects.filter(household=home).values_list("full_name", flat=True)]
        owed = Loan.objects.filter(household__institution=home.institution).aggregate(
            all=Sum("outstanding")
        )

    assert names == ["นายก่อน ทดลอง"]
    assert owed["all"] == Decimal("1000.00")
    assert Loan.objects.count() == 2


def test_what_was_not_there_yet_is_not_seen_and_what_is_gone_since_is_seen(home):
    earlier = moment_now() - timedelta(days=1)
    then = moment_now()
    gone = make_person(home, "นางย้าย ทดลอง")
    between = moment_now()
    gone.delete()

    with known_until(earlier):
        assert not Institution.objects.exists()
    with known_until(then):
        assert Person.objects.count() == 1
    with known_until(between):
        assert Person.objects.count() == 2
    assert Person.objects.count() == 1


def test_nothing_can_be_written_into_the_past_and_the_present_goes_on_after_it(home):
    with pytest.raises(DatabaseError, match="read-only"), known_until(moment_now()):
        make_household(home.institution, "2")

    make_household(home.institution, "2")
    assert Household.objects.count() == 2


def test_what_is_written_meanwhile_is_not_seen_by_half(home):
    def write():
        make_household(home.institution, "2")
        connections.close_all()

    with known_until(None):
        before = Household.objects.count()
        writer = Thread(target=write)
        writer.start()
        writer.join()
        assert Household.objects.count() == before

    assert Household.objects.count() == before + 1


def test_every_table_with_a_history_is_read_as_state_at_rebuilds_it(home):
    then = moment_now()
    make_household(home.institution, "2")
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            with connection.cursor() as cursor:
                table = model._meta.db_table
                cursor.execute("SELECT to_regclass(%s)", [f"past.{table}"])
                if cursor.fetchone()[0] is None:
                    continue
            rebuilt = state_at(model, then)
            with known_until(then):
                assert {row.pk for row in model._default_manager.all()} == {*rebuilt}, model


def test_a_day_ends_at_midnight_in_thailand():
    ended = timezone.localtime(end_of(timezone.localdate()))

    assert (ended + timedelta(microseconds=1)).time().isoformat() == "00:00:00"
    assert ended.date() == timezone.localdate()
