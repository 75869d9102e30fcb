"""Criteria for target households: what is found of each, and why."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolidation.answering import Told, answer_criteria
from consolidation.criteria import (
    SHIPPED,
    assess,
    criteria_on,
    definition_of,
    read_criteria,
    write_criteria,
)
from consolidation.models import CriterionAnswer
from fundinst.errors import Refused
from members.models import AuditEntry
from members.undoing import undo_entry
from tests.builders import AS_OF, make_household, make_loan

pytestmark = pytest.mark.django_db


def codes(call) -> list[str]:
    with pytest.raises(Refused) as stopped:
        call()
    return [refusal.code for refusal in stopped.value.refusals]


def found(household) -> list[tuple[str, str]]:
    findings = assess([household], criteria_on(household.institution, AS_OF))[household.pk]
    return [(finding.state, finding.reason) for finding in findings]


def say(household, code, answer, actor, reason=""):
    return answer_criteria(household, [Told(code, answer, reason)], on=AS_OF, actor=actor)


def test_the_books_tell_some_and_the_rest_is_unknown_until_somebody_asked(household):
    assert found(household) == [
        ("met", "เป็นหนี้ 3 กองทุน"),
        ("unknown", "ยังไม่ได้ถาม"),
        ("unknown", "ยังไม่ได้ถาม"),
        ("met", "หนี้ที่บันทึกไว้เป็นของกองทุนสมาชิกทั้งหมด"),
        ("unknown", "ยังไม่ได้ถาม"),
    ]


def test_one_fund_is_not_enough(institution, savings_group):
    alone = make_household(institution, "40")
    make_loan(alone, savings_group)

    assert found(alone)[0] == ("not_met", "เป็นหนี้ 1 กองทุน")


def test_an_answer_counts_with_who_gave_it_and_why(household, treasurer):
    say(household, "lives_here", "yes", treasurer)
    say(household, "creditors", "no", treasurer, reason="เป็นหนี้นอกระบบด้วย")

    states = [state for state, _reason in found(household)]
    assert states == ["met", "met", "unknown", "not_met", "unknown"]
    assert found(household)[3][1].startswith(f"{treasurer} ตอบว่าไม่ใช่ เมื่อ ")
    assert found(household)[3][1].endswith(": เป็นหนี้นอกระบบด้วย")


def test_no_needs_its_reason_and_what_the_books_tell_is_not_asked(household, treasurer):
    assert codes(lambda: say(household, "willing", "no", treasurer)) == ["reason_missing"]
    assert codes(lambda: say(household, "several_funds", "maybe", treasurer)) == [
        "criterion_unknown",
        "answer_unknown",
    ]
    assert not CriterionAnswer.objects.exists()


def test_the_same_answer_is_written_once_and_can_be_taken_back(household, treasurer):
    for _press in range(2):
        say(household, "willing", "yes", treasurer)
    assert CriterionAnswer.objects.count() == 1

    undo_entry(AuditEntry.objects.get(act="criteria_answered"), actor=treasurer)
    assert found(household)[2] == ("unknown", "ยังไม่ได้ถาม")


def test_a_later_answer_keeps_an_earlier_one_from_being_taken_back(household, treasurer):
    say(household, "willing", "yes", treasurer)
    say(household, "willing", "no", treasurer, reason="ไม่มาประชุม")
    first = AuditEntry.objects.filter(act="criteria_answered").earliest("pk")

    assert codes(lambda: undo_entry(first, actor=treasurer)) == ["answered_again"]


def test_an_institution_writes_its_own_criteria_from_a_day_on(household, institution, treasurer):
    own = definition_of(SHIPPED[:1])
    own["criteria"][0]["least"] = 4
    day = date(2017, 6, 1)
    write_criteria(institution, effective_on=day, definition=own, actor=treasurer)
    write_criteria(institution, effective_on=day, definition=own, actor=treasurer)

    assert criteria_on(institution, date(2017, 5, 31)) == SHIPPED
    assert found(household) == [("not_met", "เป็นหนี้ 3 กองทุน")]
    assert institution.criteria_sets.count() == 1


def test_a_second_version_of_one_day_is_refused(institution, treasurer):
    for number in (1, 2):
        own = definition_of(SHIPPED[:number])
        if number == 1:
            write_criteria(institution, effective_on=AS_OF, definition=own, actor=treasurer)
    assert codes(
        lambda: write_criteria(institution, effective_on=AS_OF, definition=own, actor=treasurer)
    ) == ["criteria_that_day"]


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ({}, ["criteria_unreadable"]),
        ({"criteria": []}, ["criteria_number"]),
        ({"criteria": [{"code": "a"}]}, ["criteria_unreadable"]),
        (definition_of([SHIPPED[1], SHIPPED[1]]), ["criteria_twice"]),
        (
            {
                "criteria": [
                    {
                        "code": "a",
                        "sentence": " ",
                        "kind": "owes_funds",
                        "least": 0,
                        "required": True,
                    }
                ]
            },
            ["criterion_empty", "criterion_least"],
        ),
    ],
)
def test_criteria_that_cannot_be_read_say_why(definition, expected):
    assert codes(lambda: read_criteria(definition)) == expected


def test_criteria_come_back_from_json_as_they_were():
    assert read_criteria(definition_of(SHIPPED)) == SHIPPED


def test_a_village_is_assessed_in_three_questions(household, institution, savings_group):
    others = [make_household(institution, str(number)) for number in range(50, 55)]
    for other in others:
        make_loan(other, savings_group)
    with CaptureQueriesContext(connection) as asked:
        assess([household, *others], SHIPPED)

    assert len(asked) == 3
