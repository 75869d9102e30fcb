"""One loan number, one loan: a register's rows say so in words, the database in any case."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from consolidation.merging import undo_merge
from debts.comparing import number_key
from debts.drafting import preview_of
from debts.models import JournalEntry, Loan
from debts.models.loans import number_key_in_sql
from fundinst.errors import Refused
from members.models import AuditEntry
from members.undoing import undo_entry
from tests.builders import AS_OF, SIGNED, make_contract, make_household, make_loan, make_person
from tests.debts.drafts import WIFE, make_draft, make_recorded

pytestmark = pytest.mark.django_db

DECEMBER = date(2017, 12, 31)
GUARD = "loan_number_once_an_account"
OTHER = "25,นายอื่น ทดสอบไทย,กทบ.๐๑/๒๕๕๙,5000,0,\n"


def at_the_end() -> None:
    """Ask what is asked at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused_by_guard(act) -> bool:
    with pytest.raises(IntegrityError, match=GUARD), transaction.atomic():
        act()
        at_the_end()
    return True


@pytest.fixture
def two(institution, village_fund):
    """Two loans of one account; the second has no number."""
    homes = [make_household(institution, number) for number in ("1", "2")]
    for home in homes:
        make_person(home, "นางหนึ่ง ทดลอง" if home is homes[0] else "นายสอง ทดลอง")
    return make_loan(homes[0], village_fund, number="กทบ. 1/2559"), make_loan(
        homes[1], village_fund
    )


def sql(statement, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("number", ["กทบ. 1/2559", "กทบ.๐๑/๒๕๕๙", "กทบ 1 / 2559"])
def test_the_database_refuses_a_number_twice_however_it_is_written(two, number):
    _first, second = two

    assert refused_by_guard(
        lambda: sql("UPDATE debts_loan SET number = %s WHERE id = %s", number, second.pk)
    )


def test_a_number_is_another_ones_in_another_account_when_paid_or_when_it_differs(
    two, savings_group
):
    first, second = two
    make_loan(second.household, savings_group, number="กทบ. 1/2559")
    sql("UPDATE debts_loan SET number = %s WHERE id = %s", "กทบ. 11/2559", second.pk)
    at_the_end()
    JournalEntry.objects.create(
        loan=first,
        kind=JournalEntry.Kind.REGISTER,
        on=AS_OF,
        principal=Decimal(-5000),
        actor=first.entries.get().actor,
    )
    sql("UPDATE debts_loan SET number = %s WHERE id = %s", "กทบ. 1/2559", second.pk)
    at_the_end()

    assert Loan.objects.filter(number="กทบ. 1/2559").count() == 3


def test_sql_and_python_share_a_key():
    numbers = [
        "กทบ. 1/2559",
        "กทบ.๐๑/๒๕๕๙",
        "กทบ 1 / 2559",
        "1 2559",
        "12559",
        "A 007.B",
        "๐",
        "00",
    ]
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute(f"SELECT {number_key_in_sql('%s::text')}", [number])
            assert cursor.fetchone()[0] == number_key(number)


def test_the_guard_finds_the_number_by_its_index(two):
    key = number_key_in_sql("number")
    asked = f"SELECT 1 FROM debts_loan WHERE number <> '' AND account_id + 0 = 1 AND {key} = '1'"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {asked}")
        assert "loan_number_key" in str(cursor.fetchall())


def test_the_second_of_two_rows_with_one_number_is_told_whose_it_is(village_fund, treasurer):
    preview = preview_of(make_draft(village_fund, WIFE + OTHER, treasurer))

    (cell,) = preview.unreadable
    assert (cell.column, cell.value, cell.name) == ("เลขที่สัญญา", "กทบ.๐๑/๒๕๕๙", "นายอื่น ทดสอบไทย")
    assert cell.reason.startswith("เลขที่สัญญานี้เป็นของ นางกองแก้ว ทดสอบไทย แถวที่ 2")
    assert preview.counts["new"] == 1


def test_a_number_that_another_still_owes_under_is_told_before_the_guard(village_fund, treasurer):
    make_recorded(village_fund, WIFE, treasurer)

    (cell,) = preview_of(make_draft(village_fund, OTHER, treasurer, as_of=DECEMBER)).unreadable

    assert "เป็นของ นางกองแก้ว ทดสอบไทย ซึ่งยังค้างอยู่ในบัญชีของกองทุน" in cell.reason


def test_a_number_goes_from_a_loan_that_is_paid_to_a_new_one_in_one_register(
    village_fund, treasurer
):
    make_recorded(village_fund, WIFE, treasurer)

    later = make_recorded(
        village_fund, OTHER + WIFE.replace("9000,800", "0,0"), treasurer, as_of=DECEMBER
    )
    at_the_end()

    assert later.status == "recorded"
    assert [*Loan.objects.order_by("pk").values_list("outstanding", flat=True)] == [0, 5000]

    undo_entry(AuditEntry.objects.filter(act="register_recorded").latest("pk"), actor=treasurer)
    at_the_end()
    assert [*Loan.objects.order_by("pk").values_list("outstanding", flat=True)] == [9800, 0]


def test_a_merge_is_not_undone_once_another_bears_the_number(
    household, village_fund, savings_group, institution, treasurer
):
    loan = household.loans.filter(account__fund=village_fund).first()
    Loan.objects.filter(pk=loan.pk).update(number="กทบ. 1/2559")
    contract = make_contract(household, village_fund, treasurer)
    neighbour = make_person(make_household(institution, "9"), "นายข้าง บ้าน")
    make_loan(neighbour.household, village_fund, number="กทบ. ๑/๒๕๕๙")

    with pytest.raises(Refused) as stopped:
        undo_merge(contract, reason="ผิด", on=SIGNED, actor=treasurer)

    assert [one.code for one in stopped.value.refusals] == ["number_taken"]
    assert "นายข้าง บ้าน" in str(stopped.value)
