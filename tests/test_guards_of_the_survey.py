"""What people type, count and keep beside the books: the database refuses by name as well."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from debts.ledger_totals import state_ledger_total
from debts.models import SurveyRow
from debts.recording import import_register
from members.models import Expense, Income, Job, SavedFilter, VillageFigure
from tests.builders import AS_OF

pytestmark = pytest.mark.django_db

REGISTER = "ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\nนายลอง ทะเบียน,77,1000\n".encode()


@pytest.fixture
def village(household, institution, village_fund, treasurer):
    """One row of everything that the guards below stand on."""
    account = village_fund.accounts.get()
    state_ledger_total(account, on=AS_OF, total=Decimal(5400), actor=treasurer)
    import_register(account, file_name="ทะเบียน.csv", content=REGISTER, as_of=AS_OF, actor=treasurer)
    SurveyRow.objects.create(
        institution=institution,
        key=uuid4(),
        window=uuid4(),
        household=household,
        state="recorded",
        typed_by=treasurer,
    )
    Income.objects.create(household=household, source="ขายข้าว", amount=24000, months=[11])
    Expense.objects.create(household=household, purpose="อาหาร", amount=3000, months=[1, 2])
    VillageFigure.objects.create(
        institution=institution, survey="jpt", year=2560, name="ครัวเรือนทั้งหมด", value=120
    )
    SavedFilter.objects.create(user=treasurer, page="x", name="ค้างนาน", query="q=1")
    Job.objects.create(kind="record", subject="1", title="บันทึก", requested_by=treasurer)


def copied(table: str, **changes: str) -> str:
    """SQL that writes each row of the table once more, with columns changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND table_name = %s AND column_name <> 'id'",
            [table],
        )
        columns = [name for (name,) in cursor.fetchall()]
    values = [changes.get(name, f'"{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table}"


def refused_by(sql: str) -> str:
    with (
        pytest.raises(IntegrityError) as stopped,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return stopped.value.__cause__.diag.constraint_name


UPDATES = {
    "survey_row_state_is_known": "UPDATE debts_surveyrow SET state = 'bogus'",
    "survey_row_recorded_has_a_household": "UPDATE debts_surveyrow SET household_id = NULL",
    "ledger_total_is_an_amount": "UPDATE debts_ledgertotal SET total = -1",
    "income_is_money": "UPDATE members_income SET amount = 0",
    "income_in_real_months": "UPDATE members_income SET months = '{13}'",
    "expense_is_money": "UPDATE members_expense SET amount = 'NaN'",
    "expense_in_real_months": "UPDATE members_expense SET months = '{}'",
    "village_figure_survey_is_known": "UPDATE members_villagefigure SET survey = 'bogus'",
    "village_figure_year_is_buddhist": "UPDATE members_villagefigure SET year = 2017",
    "job_status_is_known": "UPDATE members_job SET status = 'bogus'",
    "job_counts_to_its_total": "UPDATE members_job SET done = 3, total = 2",
    "user_text_size_can_be_read": "UPDATE members_user SET text_size = 40",
    "person_id_tail_is_four_digits": "UPDATE members_person SET national_id_tail = '12a4'",
    "institution_practice_stands": "UPDATE members_institution SET is_practice = TRUE",
    "institution_real_never_deleted": "DELETE FROM members_institution",
    "register_recorded_stands": "UPDATE debts_register SET status = 'withdrawn'",
}
TWICE = {
    "register_status_is_known": ("debts_register", {"status": "'bogus'"}),
    "ledger_total_once_a_day": ("debts_ledgertotal", {}),
    "village_figure_once_a_year": ("members_villagefigure", {}),
    "saved_filter_name_once_a_page": ("members_savedfilter", {}),
    "job_once_at_a_time": ("members_job", {"status": "'running'"}),
    "debts_surveyrow_household_id_key": ("debts_surveyrow", {"key": "gen_random_uuid()"}),
    "debts_surveyrow_key_key": ("debts_surveyrow", {"household_id": "NULL", "state": "'wrong'"}),
}


@pytest.mark.parametrize("guard", UPDATES)
def test_the_database_refuses_a_change_in_the_name_of(guard, village):
    assert refused_by(UPDATES[guard]) == guard


@pytest.mark.parametrize("guard", TWICE)
def test_the_database_refuses_such_a_further_row_in_the_name_of(guard, village):
    table, changes = TWICE[guard]
    assert refused_by(copied(table, **changes)) == guard
