"""The application's database role: it does all that the product does, and can't touch a history."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate
from psycopg import sql

from consolidation.merging import merge_debts, undo_merge
from consolidation.practising import begin_practice
from fundinst.settings import BASE_DIR
from members.access import command_line_user
from members.granting import APP, _tables, grants_sql, is_written_once
from members.looking import looked_at
from members.models import AuditEntry, Institution
from members.removing import remove_practice
from members.verifying import verify_history
from tests.builders import SIGNED

pytestmark = pytest.mark.django_db

GRANTS = BASE_DIR / "docs" / "grants.sql"
KEPT = [model._meta.db_table for model in _tables() if is_written_once(model)]


@pytest.fixture
def granted(household, treasurer):
    """The roles, made in this test's own transaction, and rows to reach for."""
    command_line_user()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(GRANTS.read_text())
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def as_application():
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP}")
        yield cursor
        cursor.execute("RESET ROLE")


def refused(statement: str) -> str:
    """What PostgreSQL says to the application's role (its SQLSTATE); empty when it was done."""
    with as_application() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement)
        except DatabaseError as error:
            return error.__cause__.sqlstate
    return ""


NOT_ALLOWED = "42501"


def test_the_file_says_what_the_tables_need():
    assert GRANTS.read_text() == grants_sql()


def test_the_file_can_be_run_again(granted):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(GRANTS.read_text())


def test_the_whole_of_an_act_and_of_a_page_is_done_as_that_role(
    granted, client, household, savings_group, treasurer
):
    client.force_login(treasurer)
    with as_application():
        contract = merge_debts(
            household,
            [*household.loans.values_list("pk", flat=True)],
            into=savings_group,
            borrower=household.persons.get(is_head=True),
            on=SIGNED,
            actor=treasurer,
            select=True,
        )
        undo_merge(contract, reason="ทดลอง", on=SIGNED, actor=treasurer)
        looked_at(household, actor=treasurer, what="หน้าครัวเรือน")
        page = client.get(reverse("consolidation:contract", args=[contract.pk]))
        verdict = verify_history()

    assert (page.status_code, verdict.broken) == (200, [])
    assert AuditEntry.objects.filter(household=household, actor=treasurer).count() >= 2


def test_a_practice_is_begun_and_removed_whole_as_that_role(granted, institution, treasurer):
    with as_application():
        practice = begin_practice(institution, on=localdate(), actor=treasurer)
        remove_practice(practice, actor=treasurer)

    assert [*Institution.objects.all()] == [institution]
    assert verify_history().broken == []


def test_histories_and_records_of_every_kind_are_written_once():
    names = {"members_auditentry", "members_accessentry", "debts_journalentry"}
    names |= {"consolidation_transition", "consolidation_review", "consolidation_submission"}
    assert names - {*KEPT} == set()
    assert len([table for table in KEPT if table.endswith("event")]) > 20


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE {table} SET chain = chain",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        "DROP TABLE {table} CASCADE",
        "CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION pg_catalog.now()",
        "COMMENT ON TABLE {table} IS 'mine'",
    ],
)
def test_what_is_written_once_stays_so_for_the_application_too(granted, attempt):
    tried = attempt.replace("SET chain = chain", "SET {column} = {column}")
    answers = {}
    for table in KEPT:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1",
                [table],
            )
            (column,) = cursor.fetchone()
        answers[table] = refused(tried.format(table=table, column=column))

    assert answers == dict.fromkeys(KEPT, NOT_ALLOWED)


@pytest.mark.parametrize("table", ["members_auditentry", "debts_journalentry", "debts_loanevent"])
def test_as_the_remover_of_practice_it_finds_nothing_real_to_remove(granted, treasurer, table):
    count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    with as_application() as cursor:
        cursor.execute("SET LOCAL ROLE fundinst_practice")
        cursor.execute(count)
        (before,) = cursor.fetchone()
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"UPDATE {table} SET chain = ''")
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(count)
        assert cursor.fetchone() == (before,)
    assert before > 0


@pytest.mark.parametrize(
    "attempt",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "SET session_replication_role = 'replica'",
        "DELETE FROM debts_loan",
        "DELETE FROM members_household",
        "DELETE FROM members_chainhead",
        "UPDATE django_migrations SET name = name",
        "CREATE ROLE another",
    ],
)
def test_it_gets_round_no_other_way(granted, attempt):
    assert refused(attempt) == NOT_ALLOWED
