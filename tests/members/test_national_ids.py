"""National IDs: encrypted at rest, found by a keyed hash, nowhere in words."""

import json

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.db import connection

from fundinst.errors import Refused
from fundinst.id_numbers import in_groups, masked
from fundinst.names import split_name
from members.householding import add_person, correct_person, people_version
from members.models import AuditEntry, Household, Person
from members.national_ids import hash_of, shown_id, whole_id, with_id
from members.persons import StatedPerson, values_of
from members.undoing import undo_entry
from members.versions import version_of
from tests.builders import make_household, make_person
from tests.members.invented_ids import an_id

pytestmark = pytest.mark.django_db

ID, OTHER = an_id(1), an_id(2)
HIDDEN = masked(ID[-4:])


def codes(stopped) -> list[str]:
    return [refusal.code for refusal in stopped.value.refusals]


def tell(person: Person, national_id: str, actor, **said) -> AuditEntry | None:
    """Say the person's ID on a page that was opened just now."""
    seen = version_of(values_of(person))
    stated = StatedPerson(split_name(str(person)), national_id=national_id, **said)
    entry = correct_person(person, stated, seen=seen, actor=actor)
    person.refresh_from_db()
    return entry


@pytest.fixture
def wife(household) -> Person:
    return household.persons.get(is_head=True)


def everything_stored() -> str:
    """Every text and every byte of every table, whoever's it is."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            rows += [text for (text,) in cursor.fetchall()]
    return "\n".join(rows)


def test_an_id_is_kept_encrypted_and_stands_nowhere_else(wife, treasurer):
    entry = tell(wife, in_groups(ID), treasurer)

    assert (whole_id(wife), shown_id(wife), wife.national_id_tail) == (
        in_groups(ID),
        HIDDEN,
        ID[-4:],
    )
    assert entry.sentence == f"แก้ข้อมูล {wife}: เลขประจำตัวประชาชน"
    stored = everything_stored()
    assert [form for form in (ID, in_groups(ID), ID.encode().hex()) if form in stored] == []
    history = wife.events.order_by("-pgh_id").first()
    assert not {"national_id_cipher", "national_id_hash"} & {
        field.name for field in history._meta.fields
    }


def test_the_same_id_is_encrypted_otherwise_each_time_and_found_by_one_hash(
    household, wife, treasurer
):
    tell(wife, ID, treasurer)
    first = bytes(wife.national_id_cipher)
    tell(wife, "", treasurer)
    tell(wife, ID, treasurer)

    assert bytes(wife.national_id_cipher) != first
    assert [*Person.objects.filter(with_id(f"บัตร {in_groups(ID)}"))] == [wife]
    assert [*Person.objects.filter(with_id(OTHER))] == []


def test_the_hash_cannot_be_computed_without_its_key(settings, wife, treasurer):
    tell(wife, ID, treasurer)
    settings.NATIONAL_ID_SEARCH_KEY = "another key of an installation that stands elsewhere 0123456"

    assert hash_of(ID) != wife.national_id_hash
    assert [*Person.objects.filter(with_id(ID))] == []


def test_with_other_keys_nothing_is_read(settings, wife, treasurer):
    tell(wife, ID, treasurer)
    settings.NATIONAL_ID_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(InvalidToken):
        whole_id(wife)
    assert shown_id(wife) == HIDDEN


def test_what_is_not_typed_anew_stays_and_what_is_emptied_goes(wife, treasurer):
    tell(wife, ID, treasurer)

    assert tell(wife, HIDDEN, treasurer) is None
    tell(wife, HIDDEN, treasurer, phone="0812345678")
    assert (whole_id(wife), wife.phone) == (in_groups(ID), "081-234-5678")

    tell(wife, "", treasurer)
    assert (wife.national_id_cipher, wife.national_id_hash, wife.national_id_tail) == (None, "", "")


def test_the_last_four_digits_alone_are_still_taken(wife, treasurer):
    tell(wife, "๑๒๓๔", treasurer)

    assert (shown_id(wife), whole_id(wife), wife.national_id_cipher) == ("1234", "", None)


def test_an_id_with_the_same_end_is_another_id(wife, treasurer):
    tell(wife, ID, treasurer)
    alike = next(number for number in map(an_id, range(10, 400_000)) if number[-4:] == ID[-4:])

    entry = tell(wife, alike, treasurer)

    assert (entry.act, whole_id(wife)) == ("person_corrected", in_groups(alike))


def test_the_masked_id_of_somebody_else_is_no_id(wife, treasurer):
    with pytest.raises(Refused) as stopped:
        tell(wife, HIDDEN, treasurer)

    assert codes(stopped) == ["id_unreadable"]


def test_two_people_of_one_institution_never_have_one_id(institution, wife, treasurer):
    tell(wife, ID, treasurer)
    elsewhere = make_household(institution, "9")
    stated = StatedPerson(split_name("นายกล้า ตัวแบบ"), national_id=ID)

    with pytest.raises(Refused) as stopped:
        add_person(elsewhere, stated, seen=people_version([]), actor=treasurer)

    assert [str(refusal) for refusal in stopped.value.refusals] == [
        "เลขบัตรประชาชนนี้เป็นของ นางทองม้วน แบบอย่าง บ้านเลขที่ 32/1 อยู่แล้ว ให้ดูที่บัตรว่าพิมพ์ถูกคนหรือไม่"
    ]
    assert not elsewhere.persons.exists()
    Household.objects.filter(pk=wife.household_id).update(is_removed=True)
    added = add_person(elsewhere, stated, seen=people_version([]), actor=treasurer)
    assert added.act == "person_added"


def test_of_another_institutions_people_nothing_is_told(other_institution, wife, treasurer):
    stranger = make_person(make_household(other_institution, "9"), "นายลับเฉพาะ ปกปิด")
    tell(stranger, ID, treasurer)

    tell(wife, ID, treasurer)

    assert whole_id(wife) == whole_id(stranger)


def test_an_id_that_was_added_can_be_taken_back_and_one_that_was_replaced_cannot(wife, treasurer):
    added = tell(wife, ID, treasurer)
    undo_entry(added, actor=treasurer)
    wife.refresh_from_db()
    assert shown_id(wife) == ""

    tell(wife, ID, treasurer)
    replaced = tell(wife, OTHER, treasurer)
    with pytest.raises(Refused) as stopped:
        undo_entry(replaced, actor=treasurer)
    wife.refresh_from_db()
    assert (codes(stopped), whole_id(wife)) == (["id_lost"], in_groups(OTHER))
    assert ID not in json.dumps(replaced.before)
