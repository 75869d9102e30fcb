"""Answers and criteria are written once, whatever goes round the acts."""

import pytest
from django.db import IntegrityError, connection, transaction

from consolidation.answering import Told, answer_criteria
from consolidation.criteria import SHIPPED, definition_of, write_criteria
from tests.builders import AS_OF

pytestmark = pytest.mark.django_db

GUARDS = {
    "criterion_answer_is_known": """INSERT INTO consolidation_criterionanswer
        (household_id, criterion, answer, reason, actor_id)
        SELECT household_id, criterion, 'maybe', '', actor_id FROM consolidation_criterionanswer""",
    "criterion_answer_append_only": "UPDATE consolidation_criterionanswer SET answer = 'no'",
    "criterion_answer_append_only (delete)": "DELETE FROM consolidation_criterionanswer",
    "criterion_answer_append_only (truncate)": "TRUNCATE consolidation_criterionanswer",
    "criteria_once_a_day": """INSERT INTO consolidation_criteriaset
        (institution_id, effective_on, definition, written_by_id)
        SELECT institution_id, effective_on, '{}', written_by_id FROM consolidation_criteriaset""",
    "criteria_stand": "UPDATE consolidation_criteriaset SET definition = '{}'",
}


@pytest.mark.parametrize("guard", GUARDS)
def test_the_database_refuses_in_the_name_of(guard, household, treasurer):
    answer_criteria(household, [Told("willing", "yes")], on=AS_OF, actor=treasurer)
    definition = definition_of(SHIPPED)
    write_criteria(
        household.institution, effective_on=AS_OF, definition=definition, actor=treasurer
    )

    with (
        pytest.raises(IntegrityError) as stopped,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(GUARDS[guard])
    assert stopped.value.__cause__.diag.constraint_name == guard.partition(" (")[0]
