"""Classes of debtors: the database refuses by name, whatever goes round the acts."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from debts.classifying import classify
from debts.models import Classification
from debts.scheme_writing import write_scheme
from debts.schemes import SHIPPED, definition_of
from tests.builders import AS_OF

pytestmark = pytest.mark.django_db

COLUMNS = """household_id, scheme_id, "on", overdue_class, overdue_name, days_overdue,
    missed_due_dates, worst_loan_id, judged_class, judged_name, actor_id"""
GIVEN = f"""INSERT INTO debts_classification ({COLUMNS}, ability, willingness, reason, withdraws_id)
    SELECT {COLUMNS}, {{ability}}, {{willingness}}, {{reason}}, {{withdraws}}
      FROM debts_classification"""


def given(**changed) -> str:
    columns = {"ability": "ability", "willingness": "willingness", "reason": "reason"}
    return GIVEN.format(**{**columns, "withdraws": "NULL", **changed})


GUARDS = {
    "classification_append_only (update)": "UPDATE debts_classification SET reason = 'x'",
    "classification_append_only (delete)": "DELETE FROM debts_classification",
    "classification_append_only (truncate)": "TRUNCATE debts_classification",
    "classification_ability_is_known": given(ability="'rich'"),
    "classification_willingness_is_known": given(willingness="''"),
    "classification_has_a_reason": given(reason="''"),
    "classification_withdraws_another": f"""
        INSERT INTO debts_classification
            (id, {COLUMNS}, ability, willingness, reason, withdraws_id)
        SELECT 99999, {COLUMNS}, ability, willingness, reason, 99999 FROM debts_classification""",
    "debts_classification_withdraws_id_key": f"""
        {given(withdraws="id")};
        INSERT INTO debts_classification ({COLUMNS}, ability, willingness, reason, withdraws_id)
        SELECT {COLUMNS}, ability, willingness, reason, withdraws_id FROM debts_classification
         WHERE withdraws_id IS NOT NULL""",
    "class_scheme_stands": "UPDATE debts_classscheme SET definition = '{}'",
    "class_scheme_stands (day)": "UPDATE debts_classscheme SET effective_on = '2020-01-01'",
    "class_scheme_once_a_day": """
        INSERT INTO debts_classscheme (institution_id, effective_on, definition, written_by_id)
        SELECT institution_id, effective_on, '{}', written_by_id FROM debts_classscheme""",
}


@pytest.fixture
def classified(household, treasurer) -> Classification:
    write_scheme(
        household.institution,
        effective_on=AS_OF,
        definition=definition_of(SHIPPED),
        actor=treasurer,
    )
    given = classify(
        household,
        on=AS_OF,
        ability="able",
        willingness="willing",
        reason="ชำระตรงเวลา",
        actor=treasurer,
    )
    with connection.cursor() as cursor:  # what waits for the commit would stop a truncate first
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return given


@pytest.mark.parametrize("guard", GUARDS)
def test_the_database_refuses_in_the_name_of(guard, classified):
    with (
        pytest.raises(IntegrityError) as stopped,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(GUARDS[guard])
    name = stopped.value.__cause__.diag.constraint_name
    assert name == guard.partition(" (")[0]


def test_a_scheme_that_gave_a_class_is_not_deleted(classified):
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM debts_classscheme")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_history_of_schemes_is_append_only(classified):
    for sql in (
        "DELETE FROM debts_classschemeevent",
        "UPDATE debts_classschemeevent SET pgh_label='x'",
    ):
        with (
            pytest.raises(DatabaseError, match="Cannot update or delete rows"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
