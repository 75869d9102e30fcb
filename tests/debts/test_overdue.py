"""How late households are: the worst loan of what was owed that day, by the books."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolidation.merging import undo_merge
from debts.models import ClassScheme, JournalEntry
from debts.overdue import NOTHING_OWED, overdue, overdue_by_household, overdue_of, owed_on
from debts.schemes import SHIPPED, definition_of
from members.models import Household
from tests.builders import AS_OF, make_contract, make_household, make_loan, make_person, make_rule

pytestmark = pytest.mark.django_db

TODAY = date(2017, 12, 31)


def late(days: int, **stated):
    """What is stated of a loan that is that many days overdue."""
    return {"due_on": TODAY - timedelta(days), **stated}


@pytest.fixture
def home(institution):
    home = make_household(institution, "9")
    make_person(home, "นางสมศรี ทดสอบ")
    return home


def test_the_worst_loan_decides_the_band(home, village_fund, savings_group, kkj):
    make_loan(home, village_fund, 9000, **late(1))
    worst = make_loan(home, savings_group, 100, **late(91))
    make_loan(home, kkj, 5000, **late(-30))

    found = overdue_of(home, TODAY)

    assert (found.band.name, found.worst.loan, found.owed) == ("ค้างนาน", worst, 14100)
    assert [(one.lateness.days, one.band.name) for one in found.loans] == [
        (1, "เริ่มค้าง"),
        (91, "ค้างนาน"),
        (0, "ปกติ"),
    ]


def test_a_missed_yearly_due_date_is_worse_than_ninety_days(home, village_fund, savings_group):
    make_loan(home, village_fund, **late(90))
    yearly = make_loan(
        home, savings_group, rule=make_rule(savings_group, term_months=12), **late(1)
    )

    found = overdue_of(home, TODAY)

    assert (found.band.name, found.worst.loan) == ("ค้างนาน", yearly)
    assert found.worst.lateness.why == [
        "ครบกำหนด 30 ธ.ค. 2560 เลยมา 1 วัน",
        "ชำระปีละครั้ง เลยกำหนดรายปี 1 ครั้ง",
    ]


@pytest.mark.parametrize(
    ("known", "band", "notes"),
    [
        ({"due_on": date(2018, 6, 30)}, None, ["ไม่รู้วันครบกำหนด 1 สัญญา"]),
        (late(5), "เริ่มค้าง", ["ไม่รู้วันครบกำหนด 1 สัญญา"]),
        ({"missed_instalments": 4}, "ค้างนาน", ["ไม่รู้วันครบกำหนด 2 สัญญา"]),
    ],
)
def test_a_due_date_nobody_knows_is_said_and_nothing_is_called_normal_for_it(
    known, band, notes, home, village_fund, savings_group
):
    make_loan(home, village_fund)
    make_loan(home, savings_group, **known)

    found = overdue_of(home, TODAY)

    assert (found.band.name if found.band else None, found.notes) == (band, notes)


def test_a_household_that_owes_nothing_has_no_band(home, village_fund):
    assert overdue_of(home, TODAY) == NOTHING_OWED


def test_a_past_day_is_told_by_the_journal_up_to_it(home, village_fund, treasurer):
    loan = make_loan(home, village_fund, 5000, on=AS_OF, due_on=AS_OF)
    JournalEntry.objects.create(
        loan=loan, kind="register", on=date(2017, 9, 30), principal=-2000, actor=treasurer
    )

    owed = {
        on: overdue_of(home, on).owed
        for on in (AS_OF - timedelta(1), AS_OF, date(2017, 9, 29), date(2017, 9, 30), TODAY)
    }

    assert list(owed.values()) == [0, 5000, 5000, 3000, 3000]


def test_a_merged_loan_counts_until_the_day_it_was_closed(
    home, village_fund, savings_group, treasurer
):
    for fund in (village_fund, savings_group):
        make_loan(home, fund, 5000, due_on=AS_OF)
    contract = make_contract(home, village_fund, treasurer, on=TODAY)

    assert overdue_of(home, TODAY - timedelta(1)).band.name == "ค้างนาน"
    assert overdue_of(home, TODAY) == NOTHING_OWED

    undo_merge(contract, reason="ลอง", on=TODAY, actor=treasurer)
    assert overdue_of(home, TODAY).owed == 10000


def test_interest_over_a_year_counts_from_the_day_it_is_in_the_books(home, village_fund, treasurer):
    loan = make_loan(home, village_fund, 5000, due_on=date(2018, 6, 30))
    JournalEntry.objects.create(
        loan=loan, kind="register", on=TODAY, interest_over_year=1, actor=treasurer
    )

    assert overdue_of(home, TODAY - timedelta(1)).band.name == "ปกติ"
    assert overdue_of(home, TODAY).band.name == "ค้างเรื้อรัง"


def test_each_household_is_classed_by_its_own_institutions_scheme(
    home, institution, other_institution, village_fund, treasurer
):
    strict = definition_of(SHIPPED)
    strict["bands"] = [strict["bands"][0], {"code": "bad", "name": "แย่", "from_days": 1}]
    ClassScheme.objects.create(
        institution=institution, effective_on=AS_OF, definition=strict, written_by=treasurer
    )
    elsewhere = make_household(other_institution)
    make_loan(home, village_fund, **late(1))
    make_loan(elsewhere, other_institution.funds.first(), **late(1))

    found = overdue_by_household(Household.objects.all(), TODAY)

    assert {pk: one.band.name for pk, one in found.items()} == {
        home.pk: "แย่",
        elsewhere.pk: "เริ่มค้าง",
    }


def test_many_households_are_asked_in_as_many_queries_as_one(institution, village_fund, kkj):
    for number in range(1, 4):
        home = make_household(institution, str(number))
        make_loan(home, village_fund, **late(number))
        make_loan(home, kkj, rule=make_rule(kkj, effective_on=date(2015, 1, number)))

    def asked(households) -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = overdue_by_household(households, TODAY)
            told = [
                (one.loan.account.fund.name, str(one.loan.borrower))
                for home in found.values()
                for one in home.loans
            ]
        return len(queries), len(told)

    assert asked(Household.objects.order_by("pk")[:1]) == (3, 2)
    assert asked(Household.objects.all()) == (3, 6)


def test_the_order_of_the_loans_makes_no_difference(home, village_fund, savings_group, kkj):
    for fund in (village_fund, savings_group, kkj):
        for days in (0, 20, 20):
            make_loan(home, fund, 1000, **late(days))
    loans = [*owed_on(TODAY).select_related("rule")]
    found = set()
    for seed in range(20):
        Random(seed).shuffle(loans)
        told = overdue(loans, SHIPPED, TODAY)
        found.add((told.band, told.worst.loan.pk, told.owed))

    assert len(found) == 1
