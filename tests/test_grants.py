"""The application's database role: it does all that the product does, and can't touch a history."""

from contextlib import contextmanager

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate
from psycopg import sql

from consolidation.merging import undo_merge
from consolidation.practising import begin_practice
from consolidation.selecting import select_household
from fundinst.settings import BASE_DIR
from members.access import command_line_user
from members.granting import APP, _tables, grants_sql, is_written_once
from members.history_reading import history_of
from members.looking import looked_at
from members.models import AuditEntry, Institution, Person
from members.removing import remove_practice
from members.undoing import undo_entry
from members.verifying import verify_history
from tests.builders import SIGNED, make_contract

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


def refused(statement: str, *, quietly: bool = False) -> str:
    """What PostgreSQL says to the application's role (its SQLSTATE); empty when it was done.

    ``quietly``: after asking that every guard there is be passed over.
    """
    with as_application() as cursor:
        try:
            with transaction.atomic():
                if quietly:
                    ask_to_pass_over_every_guard(cursor)
                cursor.execute(statement)
        except DatabaseError as error:
            return error.__cause__.sqlstate
        finally:
            cursor.execute("SELECT set_config('pgtrigger.ignore', '', true)")
    return ""


def ask_to_pass_over_every_guard(cursor):
    names = ",".join(trigger.get_pgid(model) for model, trigger in pgtrigger.registered())
    cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{names}}}"])


NOT_ALLOWED = "42501"
BY_A_GUARD = "23000"
QUIETLY = pytest.mark.parametrize("quietly", [False, True], ids=["", "guards_asked_to_be_quiet"])


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
        contract = make_contract(household, savings_group, treasurer)
        undo_merge(contract, reason="ทดลอง", on=SIGNED, actor=treasurer)
        looked_at(household, actor=treasurer, what="หน้าครัวเรือน")
        page = client.get(reverse("consolidation:contract", args=[contract.pk]))
        verdict = verify_history()

    assert (page.status_code, verdict.broken) == (200, [])
    assert AuditEntry.objects.filter(household=household, actor=treasurer).count() >= 2


def test_an_act_is_undone_as_that_role(granted, household, treasurer):
    with as_application():
        select_household(household, on=SIGNED, actor=treasurer)
        undo_entry(AuditEntry.objects.get(act="household_selected"), actor=treasurer)

    assert household.cases.get().status == "withdrawn"


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
@QUIETLY
def test_what_is_written_once_stays_so_for_the_application_too(granted, attempt, quietly):
    tried = attempt.replace("SET chain = chain", "SET {column} = {column}")
    answers = {}
    for table in KEPT:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1",
                [table],
            )
            (column,) = cursor.fetchone()
        statement = tried.format(table=table, column=column)
        answers[table] = refused(statement, quietly=quietly)

    assert answers == dict.fromkeys(KEPT, NOT_ALLOWED)


REMOVED_WITH_PRACTICE = [
    *("members_auditentry", "debts_journalentry", "debts_loanevent", "members_chainhead"),
    *("members_person", "members_personevent", "members_village", "members_villageevent"),
]


@pytest.mark.parametrize("table", REMOVED_WITH_PRACTICE)
@QUIETLY
def test_as_the_remover_of_practice_it_finds_nothing_real_to_remove(
    granted, treasurer, table, quietly
):
    count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    with as_application() as cursor:
        if quietly:
            ask_to_pass_over_every_guard(cursor)
        cursor.execute("SET LOCAL ROLE fundinst_practice")
        cursor.execute(count)
        (before,) = cursor.fetchone()
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"UPDATE {table} SET id = id")
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(count)
        assert cursor.fetchone() == (before,)
        cursor.execute("SELECT set_config('pgtrigger.ignore', '', true)")
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
@QUIETLY
def test_it_gets_round_no_other_way(granted, attempt, quietly):
    assert refused(attempt, quietly=quietly) == NOT_ALLOWED


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE members_institution SET is_practice = true",
        "UPDATE members_institution SET village_id = village_id",
        "UPDATE members_household SET institution_id = institution_id",
        "UPDATE members_fund SET institution_id = institution_id",
        "UPDATE members_fundaccount SET fund_id = fund_id",
        "UPDATE debts_loan SET household_id = household_id",
        "UPDATE consolidation_case SET household_id = household_id",
        "UPDATE consolidation_contract SET household_id = household_id",
        "UPDATE members_office SET institution_id = institution_id",
    ],
)
@QUIETLY
def test_whose_a_row_is_the_application_cannot_change(granted, attempt, quietly):
    assert refused(attempt, quietly=quietly) == NOT_ALLOWED


@pytest.mark.parametrize(
    ("attempt", "guard"),
    [
        (
            "INSERT INTO members_officeevent SELECT (jsonb_populate_record(e, jsonb_build_object("
            "'pgh_id', nextval('members_officeevent_pgh_id_seq')))).* FROM members_officeevent e",
            "history_forged",
        ),
        ("UPDATE debts_loan SET principal = 1", "loan_balance_comes_from_journal"),
        (
            "UPDATE consolidation_case SET status = 'approved'",
            "case_status_comes_from_transitions",
        ),
    ],
)
def test_no_guard_is_quiet_because_the_application_asks(
    granted, household, treasurer, attempt, guard
):
    select_household(household, on=SIGNED, actor=treasurer)
    with as_application() as cursor:
        ask_to_pass_over_every_guard(cursor)
        with pytest.raises(DatabaseError) as stopped, transaction.atomic():
            cursor.execute(attempt)
        cursor.execute("SELECT set_config('pgtrigger.ignore', '', true)")

    assert stopped.value.__cause__.diag.constraint_name == guard


def test_what_the_application_changes_is_written_down_although_it_asks_for_quiet(
    granted, household
):
    person = household.persons.first()
    with as_application() as cursor:
        ask_to_pass_over_every_guard(cursor)
        cursor.execute("UPDATE members_person SET given = 'ก' WHERE id = %s", [person.pk])
        cursor.execute("SELECT set_config('pgtrigger.ignore', '', true)")

    assert history_of(Person).objects.filter(pgh_obj=person).order_by("pgh_id").last().given == "ก"
    assert verify_history().broken == []
