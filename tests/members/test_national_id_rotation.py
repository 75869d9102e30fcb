"""Changing the key of national IDs: every one anew, stopped and gone on with, the old key gone."""

import json
from io import StringIO

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.core.management import call_command

from fundinst.id_numbers import in_groups
from members.management.commands import rotate_national_id_key as command
from members.models import AuditEntry, Person
from members.national_ids import put_id, whole_id, with_id
from tests.builders import make_household, make_person
from tests.members.invented_ids import an_id

pytestmark = pytest.mark.django_db

PEOPLE = 5
NO_FILES = {"files": 0, "files_unreadable": []}
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def people(institution, settings) -> list[Person]:
    """Five with an ID under the old key, and one without."""
    settings.NATIONAL_ID_KEYS = [OLD]
    household = make_household(institution, "9")
    people = [make_person(household, f"นายสมมุติ{'ก' * n} ทดสอบ") for n in range(1, PEOPLE + 1)]
    for serial, person in enumerate(people):
        put_id(person, an_id(serial))
        person.save()
    make_person(household, "นางไม่มี บัตร")
    settings.NATIONAL_ID_KEYS = [NEW, OLD]
    return people


def rotate() -> dict:
    said = StringIO()
    call_command("rotate_national_id_key", "--json", stdout=said)
    return json.loads(said.getvalue())


def whole_ids() -> list[str]:
    persons = Person.objects.filter(national_id_cipher__isnull=False)
    return [whole_id(person) for person in persons.order_by("pk")]


IDS = [in_groups(an_id(serial)) for serial in range(PEOPLE)]


def test_after_the_rotation_the_old_key_is_not_needed_and_everybody_is_found(people, settings):
    assert rotate() == {"rewritten": PEOPLE, "as_they_were": 0, "unreadable": [], **NO_FILES}

    settings.NATIONAL_ID_KEYS = [NEW]
    assert whole_ids() == IDS
    assert Person.objects.get(with_id(an_id(3))) == people[3]
    assert [
        entry.sentence for entry in AuditEntry.objects.filter(act="national_ids_rewritten")
    ] == ["เข้ารหัสเลขประจำตัวประชาชนใหม่ 5 คน"]
    settings.NATIONAL_ID_KEYS = [OLD]
    with pytest.raises(InvalidToken):
        whole_ids()


def test_until_the_rotation_both_keys_read(people):
    assert whole_ids() == IDS


def test_run_again_it_goes_on_where_it_was_stopped_and_then_changes_nothing(people, monkeypatch):
    monkeypatch.setattr(command, "BATCH", 2)
    first = Person.objects.get(pk=people[0].pk)
    put_id(first, an_id(0))
    first.save()

    assert rotate() == {"rewritten": PEOPLE - 1, "as_they_were": 1, "unreadable": [], **NO_FILES}
    ciphers = [*Person.objects.order_by("pk").values_list("national_id_cipher", flat=True)]
    assert rotate() == {"rewritten": 0, "as_they_were": PEOPLE, "unreadable": [], **NO_FILES}
    assert [*Person.objects.order_by("pk").values_list("national_id_cipher", flat=True)] == ciphers
    assert AuditEntry.objects.filter(act="national_ids_rewritten").count() == 1


def test_a_new_search_key_is_taken_up_by_the_same_command(people, settings):
    rotate()
    settings.NATIONAL_ID_SEARCH_KEY = "a search key that was changed since somebody saw the old one"
    assert not Person.objects.filter(with_id(an_id(3))).exists()

    assert rotate() == {"rewritten": PEOPLE, "as_they_were": 0, "unreadable": [], **NO_FILES}
    assert Person.objects.get(with_id(an_id(3))) == people[3]


def test_an_id_that_no_key_opens_is_told_and_left_as_it_is(people, settings, capsys):
    settings.NATIONAL_ID_KEYS = [Fernet.generate_key().decode()]
    put_id(people[1], an_id(1))
    people[1].save()
    said = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("rotate_national_id_key", stdout=said)

    lost = ", ".join(str(person.pk) for person in people if person != people[1])
    assert (stopped.value.code, said.getvalue()) == (
        1,
        "เข้ารหัสใหม่ 0 คน ใช้กุญแจดอกใหม่อยู่แล้ว 1 คน\n"
        f"เปิดไม่ได้ 4 คน (สมาชิกลำดับที่ {lost}) เพราะไม่มีกุญแจที่ใช้เข้ารหัส "
        "อย่าเอากุญแจใดออก ให้ใส่กุญแจเดิมกลับใน NATIONAL_ID_KEYS แล้วสั่งใหม่\n",
    )


def test_the_history_of_people_says_that_it_was_done_and_keeps_no_id(people):
    history = apps.get_model("members", "PersonEvent").objects
    before = history.count()
    rotate()

    entries = [*history.order_by("pgh_id")[before:]]
    assert sorted(one.pgh_obj_id for one in entries) == sorted(person.pk for person in people)
    kept = {field.name for field in history.model._meta.fields}
    assert kept & {"national_id_cipher", "national_id_hash"} == set()
