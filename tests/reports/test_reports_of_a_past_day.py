"""A report of a past day, asked again after much was changed, is the same file byte for byte."""

from datetime import date, datetime

import pytest
from django.db import connection

from consolidation.merging import undo_merge
from members.models import Area, Person
from reports.asking import Asked, Level, Place
from reports.kinds import KINDS
from reports.report_days import contracts_written_later
from reports.report_files import REPORT_FORMATS
from tests.builders import SIGNED, make_contract, make_loan, make_person
from tests.consolidation.netted import netted, owe, pays
from tests.consolidation.repaid import FIRST, make_repayable, pay

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 11, 23)
THAT_DAY = date(2018, 9, 30)
EVERYWHERE = [(kind, level) for kind in KINDS for level in kind.levels]
NAMED = [f"{kind.slug}-{level}" for kind, level in EVERYWHERE]
written_down: list[datetime] = []


class AskedAt(Asked):
    """A day of which everything was written down by a moment of today."""

    @property
    def moment(self) -> datetime:
        return written_down[-1]


def now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


@pytest.fixture
def places(institution):
    return {
        Level.VILLAGE: Place(Level.VILLAGE, institution=institution),
        Level.DISTRICT: Place(Level.DISTRICT, area=Area.objects.get(code="3312")),
        Level.PROVINCE: Place(Level.PROVINCE, area=Area.objects.get(code="33")),
    }


@pytest.fixture
def world(institution, household, village_fund, treasurer):
    """Contracts of three kinds, one of them paid on, and a netting that is paid in part."""
    savings = institution.funds.get(kind="savings_group")
    make_contract(household, village_fund, treasurer)
    owe(savings, village_fund, 900, treasurer)
    batch = netted(institution, treasurer)
    pays(batch.payments.first(), 100, actor=treasurer)
    paid, undone = (make_repayable(village_fund, treasurer) for _ in range(2))
    pay(paid, FIRST, 1000)
    written_down.append(now())
    return batch, paid, undone


def change_everything(world, household, treasurer):
    """Names, an undoing, a back-dated receipt and slip, a debt and contracts of before that day."""
    batch, paid, undone = world
    Person.objects.filter(household=household).update(full_name="นางเปลี่ยน ชื่อใหม่")
    household.house_number = "99/9"
    household.save()
    undo_merge(undone, reason="ทำผิดครัวเรือน", on=SIGNED, actor=treasurer)
    pay(paid, FIRST, 500)
    pays(batch.payments.first(), 50, actor=treasurer)
    make_repayable(paid.fund, treasurer)
    make_repayable(paid.fund, treasurer, on=date(2018, 5, 31))
    late = make_person(household, "นายมา ทีหลัง")
    make_loan(household, paid.fund, 700, borrower=late)


@pytest.mark.parametrize(("kind", "level"), EVERYWHERE, ids=NAMED)
def test_later_changes_leave_the_csv_of_a_past_day_as_it_was(
    places, world, household, treasurer, kind, level
):
    asked = AskedAt(THAT_DAY, THAT_DAY, TODAY)
    make = REPORT_FORMATS["csv"].make
    before = make(kind.report(places[level], asked))
    change_everything(world, household, treasurer)

    assert make(kind.report(places[level], asked)) == before
    # The changes are of those that this report tells, where it tells them at all.
    assert make(kind.report(places[level], Asked(THAT_DAY, TODAY, TODAY))) != before


def test_contracts_of_that_day_that_were_written_down_later_are_counted(
    places, world, household, treasurer
):
    asked = AskedAt(THAT_DAY, THAT_DAY, TODAY)
    assert contracts_written_later(places[Level.VILLAGE], asked) == 0
    change_everything(world, household, treasurer)

    assert {contracts_written_later(place, asked) for place in places.values()} == {2}
