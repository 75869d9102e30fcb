"""The invented country: the same for the same seed, right in its books and whole in its history."""

import pytest
from django.core.management import call_command
from django.db import connection

from consolidation.ledger import check_ledger
from debts.models import Loan
from fundinst.errors import Refused
from members.models import Household, Institution, Office, Person, User
from members.verifying import verify_history
from reports.country import seed_country
from reports.country.places import MOST_VILLAGES, places
from reports.country.seeding import _ours
from tests.builders import make_institution
from tests.conftest import empty_what_was_written

pytestmark = pytest.mark.django_db(transaction=True)


def quietly(villages: int) -> None:
    pass


def digests() -> dict[str, str]:
    """A digest of every row of each table, in any order."""
    found = {}
    with connection.cursor() as cursor:
        for model in _ours():
            table = model._meta.db_table
            cursor.execute(f"SELECT md5(string_agg(md5(t::text), '' ORDER BY t.*)) FROM {table} t")
            (found[table],) = cursor.fetchone()
    return found


def test_the_same_seed_makes_the_same_country_row_by_row_and_its_books_and_history_hold():
    made = seed_country(12, 3, told=quietly)
    first = digests()
    assert check_ledger() == []
    assert verify_history().broken == []
    assert Institution.objects.count() == 12
    assert Household.objects.count() == 12 * 147
    assert Loan.objects.count() == 12 * 331
    assert Person.objects.values("surname").distinct().count() > 1000

    empty_what_was_written(None)
    again = seed_country(12, 3, told=quietly)

    assert digests() == first
    assert again.rows == made.rows


def test_officers_have_their_districts_and_each_village_its_staff():
    seed_country(12, 1, told=quietly)

    codes = {place.district for place in places(12)}
    assert {*Office.objects.filter(role="district").values_list("area_id", flat=True)} == codes
    committees = Office.objects.filter(role="committee").values_list(
        "institution__code", "user__username"
    )
    assert {(code, f"committee-{code}") for code in (place.code for place in places(12))} == {
        *committees
    }
    first = User.objects.get(username=f"district-{places(12)[0].district}")
    seen = Institution.objects.visible_to(first)
    assert seen.count() == sum(place.district == places(12)[0].district for place in places(12))


def test_what_is_made_without_history_balances_and_can_be_worked_on():
    seed_country(2, 1, chained=False, told=quietly)

    assert check_ledger() == []
    assert Household.pgh_event_models["insert"].objects.count() == 0


def test_nothing_is_invented_among_what_is_there(capsys):
    make_institution()
    before = digests()

    with pytest.raises(Refused) as stopped:
        seed_country(1, told=quietly)

    assert [refusal.code for refusal in stopped.value.refusals] == ["database_in_use"]
    assert digests() == before


def test_the_command_says_no_in_words(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("seed_country", villages=MOST_VILLAGES + 1)

    assert ended.value.code == 3
    assert "จำนวนหมู่บ้านต้องเป็น 1 ถึง 75,000" in capsys.readouterr().err
    assert not User.objects.exists()


def test_the_whole_country_has_a_place_for_each_village():
    found = places(MOST_VILLAGES)

    assert len({place.code for place in found}) == MOST_VILLAGES
    assert max(place.moo for place in found) <= 99
