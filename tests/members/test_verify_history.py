"""Trying to beat the history: every entry that is changed, taken out or put in is found."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from members.audit import record
from members.looking import looked_at
from members.models import AuditEntry, Person
from members.verifying import WRONG, has_heads, histories, verify_history
from tests.builders import make_household, make_person
from tests.members.tampering import found, guards_off, tamper

pytestmark = pytest.mark.django_db

LATER = datetime(2200, 1, 1, tzinfo=UTC)
EARLIER = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def person(institution) -> Person:
    """A person with a history of three entries."""
    person = make_person(make_household(institution, "1"))
    for name in ("ทองม้วน", "ทองมวน"):
        Person.objects.filter(pk=person.pk).update(given=name)
    return person


def entries(person):
    events = Person.pgh_event_models["insert"].objects.filter(pgh_obj=person)
    return [*events.order_by("pgh_id").values_list("pk", flat=True)]


def acts(treasurer, institution, count=3):
    return [
        record("tried", institution, f"ครั้งที่ {n}", actor=treasurer, institution=institution)
        for n in range(count)
    ]


def test_an_untouched_history_holds(person, household, treasurer, institution):
    acts(treasurer, institution)
    looked_at(household, actor=treasurer, what="หน้าครัวเรือน")

    verdict = verify_history(LATER)

    assert verdict.broken == []
    assert verdict.entries > 20


def test_an_entry_taken_out_of_the_middle_is_found(person):
    _first, middle, last = entries(person)
    tamper("members_personevent", "DELETE FROM members_personevent WHERE pgh_id = %s", middle)

    assert found() == [
        ("ประวัติสมาชิก", f"members.PersonEvent:{last}", WRONG["entry_changed"]),
    ]


def test_the_last_entry_taken_away_is_found(person):
    *_others, last = entries(person)
    tamper("members_personevent", "DELETE FROM members_personevent WHERE pgh_id = %s", last)

    assert found() == [("สมาชิก", f"members.Person:{person.pk}", WRONG["row_differs"])]


def test_all_entries_taken_away_are_found(person):
    with guards_off("members_personevent") as cursor:
        cursor.execute("DELETE FROM members_personevent WHERE pgh_obj_id = %s", [person.pk])

    assert found() == [("สมาชิก", f"members.Person:{person.pk}", WRONG["row_without_history"])]


@pytest.mark.parametrize(
    "change",
    [
        "given = 'มานะ'",
        "given = NULL",
        "pgh_created_at = pgh_created_at - interval '1 day'",
        "pgh_label = 'insert'",
        "pgh_context = '{\"user\": 1}'",
    ],
)
def test_an_entry_changed_is_found_whatever_was_changed(person, change):
    _first, middle, _last = entries(person)
    tamper(
        "members_personevent",
        f"UPDATE members_personevent SET {change} WHERE pgh_id = %s",
        middle,
    )

    assert found() == [
        ("ประวัติสมาชิก", f"members.PersonEvent:{middle}", WRONG["entry_changed"]),
    ]


def test_a_forged_entry_is_refused_and_past_the_guards_found(person):
    copied = (
        "INSERT INTO members_personevent SELECT (jsonb_populate_record(e, jsonb_build_object("
        "'pgh_id', nextval('members_personevent_pgh_id_seq')))).*"
        " FROM members_personevent e WHERE pgh_id = %s"
    )
    with (
        pytest.raises(IntegrityError, match="history is written by the changed rows alone"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(copied, [entries(person)[0]])

    tamper("members_personevent", copied, entries(person)[0])

    forged = entries(person)[-1]
    assert found() == [
        ("ประวัติสมาชิก", f"members.PersonEvent:{forged}", WRONG["entry_changed"]),
        ("สมาชิก", f"members.Person:{person.pk}", WRONG["row_differs"]),
    ]


def test_a_row_changed_past_its_history_is_found(person):
    tamper("members_person", "UPDATE members_person SET given = 'มานี' WHERE id = %s", person.pk)

    assert found() == [("สมาชิก", f"members.Person:{person.pk}", WRONG["row_differs"])]


def test_a_row_deleted_by_the_product_holds_and_past_its_history_is_found(person, household):
    other = make_person(household)
    other_pk = other.pk
    other.delete()
    assert found() == []

    tamper("members_person", "DELETE FROM members_person WHERE id = %s", person.pk)

    assert found() == [("สมาชิก", f"members.Person:{person.pk}", WRONG["row_gone"])]
    assert other_pk != person.pk


@pytest.mark.parametrize(("taken", "wrong"), [(0, "entry_missing"), (1, "entry_missing")])
def test_an_act_taken_out_of_its_persons_acts_is_found(treasurer, institution, taken, wrong):
    written = acts(treasurer, institution)
    tamper("members_auditentry", "DELETE FROM members_auditentry WHERE id = %s", written[taken].pk)

    next_one = f"members.AuditEntry:{written[taken + 1].pk}"
    assert found() == [("บันทึกการกระทำ", next_one, WRONG[wrong])]


def test_the_last_act_taken_away_is_found(treasurer, institution):
    *_others, last = acts(treasurer, institution)
    tamper("members_auditentry", "DELETE FROM members_auditentry WHERE id = %s", last.pk)

    ends = f"members.AuditEntry:{institution.pk}/{treasurer.pk}"
    assert found() == [("บันทึกการกระทำ", ends, WRONG["last_missing"])]


def test_an_act_put_in_past_the_chain_is_found(treasurer, institution):
    acts(treasurer, institution)
    with guards_off("members_auditentry"):
        forged = acts(treasurer, institution, count=1)[0]

    assert found() == [
        ("บันทึกการกระทำ", f"members.AuditEntry:{forged.pk}", WRONG["outside_the_chain"])
    ]


def test_a_journal_entry_taken_away_is_found_by_its_loan(household):
    loan = household.loans.first()
    entry = loan.entries.get()
    tamper("debts_journalentry", "DELETE FROM debts_journalentry WHERE id = %s", entry.pk)

    said = "ยอดคงเหลือไม่เท่ากับผลรวมของรายการบัญชี"
    assert found() == [("เงินกู้", f"debts.Loan:{loan.pk}", said)]
    with guards_off("debts_journalentry"):
        entry.save(force_insert=True)


def test_a_guard_that_was_switched_off_is_found(person):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE members_personevent DISABLE TRIGGER ALL")

    assert found() == [
        ("ประวัติสมาชิก", f"members.PersonEvent:{name}", WRONG["guard_off"])
        for name in ("history_chained", "history_kept", "append_only")
    ]


def test_the_fingerprint_changes_with_every_entry_but_not_for_a_moment_before_it(person):
    before, past = verify_history(LATER).fingerprint, verify_history(EARLIER).fingerprint

    Person.objects.filter(pk=person.pk).update(given="ทองย้อย")

    assert verify_history(LATER).fingerprint != before
    assert verify_history(EARLIER).fingerprint == past


def test_the_last_rows_of_an_audited_kind_have_a_head():
    assert has_heads(AuditEntry)
    assert not any(has_heads(event) for event in histories())


def test_the_command_says_it_in_thai_and_exits_with_one_when_something_is_wrong(person, capsys):
    call_command("verify_history")
    assert "ครบถ้วน ไม่มีรายการใดถูกแก้หรือถูกเอาออก" in capsys.readouterr().out

    _first, middle, last = entries(person)
    tamper("members_personevent", "DELETE FROM members_personevent WHERE pgh_id = %s", middle)
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_history")
    said = capsys.readouterr().out

    assert stopped.value.code == 1
    assert "พบที่ผิดปกติ 1 แห่ง" in said
    assert f"- ประวัติสมาชิก members.PersonEvent:{last} เมื่อ " in said


def test_entries_taken_away_so_that_all_agrees_show_in_the_fingerprint_on_paper(person, capsys):
    Person.objects.filter(pk=person.pk).update(given="ทองม้วน")
    paper = verify_history(LATER).fingerprint
    typed = f"{paper[:8]} {paper[8:].upper()}"
    compare = ["--until", LATER.isoformat(), "--fingerprint", typed]
    call_command("verify_history", *compare)
    assert "ลายนิ้วมือตรงกับที่จดไว้" in capsys.readouterr().out

    with guards_off("members_personevent") as cursor:
        cursor.execute(
            "DELETE FROM members_personevent WHERE pgh_id = ANY(%s)", [entries(person)[2:]]
        )

    with pytest.raises(SystemExit):
        call_command("verify_history", "--json", *compare)
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["broken"], said["same_as_noted"]) == (False, [], False)
