import pytest

from debts.models import Loan
from fundinst.errors import Refused
from fundinst.names import split_name
from members.householding import (
    add_person,
    correct_person,
    make_head,
    people_version,
    said_to_have_no_number,
    state_house_number,
)
from members.models import AuditEntry
from members.persons import StatedPerson, values_of
from members.undoing import undo_entry
from members.versions import version_of
from tests.builders import make_household, make_loan, make_person

pytestmark = pytest.mark.django_db


def codes(stopped) -> list[str]:
    return [refusal.code for refusal in stopped.value.refusals]


def named(name: str, **said) -> StatedPerson:
    return StatedPerson(split_name(name), **said)


def seen_of(household) -> str:
    return people_version([*household.persons.all()])


def add(household, said: StatedPerson, actor, seen: str | None = None):
    return add_person(household, said, seen=seen or seen_of(household), actor=actor)


def correct(person, said: StatedPerson, actor, seen: str | None = None):
    return correct_person(person, said, seen=seen or version_of(values_of(person)), actor=actor)


def test_the_first_person_of_a_house_is_its_head_and_the_next_is_not(institution, treasurer):
    household = make_household(institution, "9")

    add(household, named("นายกล้า ตัวแบบ"), treasurer)
    entry = add(
        household,
        named("น.ส.ขวัญ ตัวแบบ", phone="๐๘๑ ๒๓๔๕๖๗๘", occupation="ทำนา", national_id="๑๒๓๔"),
        treasurer,
    )

    assert [(str(one), one.is_head) for one in household.persons.all()] == [
        ("นายกล้า ตัวแบบ", True),
        ("นางสาวขวัญ ตัวแบบ", False),
    ]
    added = household.persons.get(is_head=False)
    assert (added.phone, added.occupation, added.national_id_tail) == (
        "081-234-5678",
        "ทำนา",
        "1234",
    )
    assert (entry.sentence, entry.household) == ("เพิ่มสมาชิก นางสาวขวัญ ตัวแบบ", household)


def test_a_name_that_the_house_has_and_a_phone_nobody_can_read_are_refused_together(
    household, treasurer
):
    said = named("นายบุญเลิศ แบบอย่าง", phone="12345", national_id="1101700207020")

    with pytest.raises(Refused) as stopped:
        add(household, said, treasurer)

    assert codes(stopped) == ["phone_unreadable", "id_unreadable", "name_in_the_house"]
    assert (household.persons.count(), AuditEntry.objects.filter(household=household).count()) == (
        2,
        0,
    )


def test_the_same_press_twice_adds_one_person(household, treasurer):
    seen = seen_of(household)

    first = add(household, named("นายใหม่ แบบอย่าง"), treasurer, seen)
    again = add(household, named("นายใหม่ แบบอย่าง"), treasurer, seen)

    assert (again, household.persons.count()) == (first, 3)


def test_what_was_corrected_is_told_with_both_values_but_never_the_digits(household, treasurer):
    person = household.persons.get(is_head=True)
    said = named("นางทองม้วน ตัวแบบ", phone="0812345678", national_id="9876")

    entry = correct(person, said, treasurer)

    person.refresh_from_db()
    assert (str(person), person.name_key, person.phone) == (
        "นางทองม้วน ตัวแบบ",
        "ทองม้วน ตัวแบบ",
        "081-234-5678",
    )
    assert entry.sentence == (
        "แก้ข้อมูล นางทองม้วน แบบอย่าง: นามสกุล ตัวแบบ แทน แบบอย่าง, โทรศัพท์ 081-234-5678, เลขประจำตัวประชาชน"
    )


def test_saving_what_stands_already_writes_nothing(household, treasurer):
    person = household.persons.get(is_head=True)

    assert correct(person, named("นางทองม้วน แบบอย่าง"), treasurer, seen="an old page") is None
    assert AuditEntry.objects.filter(act="person_corrected").count() == 0


def test_an_older_page_never_overwrites_what_somebody_wrote_meanwhile(household, treasurer):
    person = household.persons.get(is_head=True)
    opened_with = version_of(values_of(person))
    correct(person, named("นางทองม้วน แบบอย่าง", phone="0811111111"), treasurer)

    with pytest.raises(Refused) as stopped:
        correct(person, named("นางทองม้วน แบบอย่าง", phone="0822222222"), treasurer, opened_with)

    person.refresh_from_db()
    assert codes(stopped) == ["changed_meanwhile"]
    assert person.phone == "081-111-1111"


def test_a_household_has_one_head_whoever_becomes_it_and_gets_it_back(household, treasurer):
    wife, husband = household.persons.order_by("-is_head")

    entry = make_head(husband, actor=treasurer)
    heads = [*household.persons.filter(is_head=True)]
    undo_entry(entry, actor=treasurer)

    assert heads == [husband]
    assert [*household.persons.filter(is_head=True)] == [wife]
    assert make_head(wife, actor=treasurer) is None


def test_an_added_person_is_taken_out_again_unless_they_owe(household, village_fund, treasurer):
    idle = add(household, named("นายว่าง แบบอย่าง"), treasurer)
    debtor = add(household, named("นายกู้ แบบอย่าง"), treasurer)
    make_loan(household, village_fund, borrower=household.persons.get(given="กู้"))

    undo_entry(idle, actor=treasurer)
    with pytest.raises(Refused) as stopped:
        undo_entry(debtor, actor=treasurer)

    assert codes(stopped) == ["person_needed"]
    assert {one.given for one in household.persons.all()} == {"ทองม้วน", "บุญเลิศ", "กู้"}
    assert Loan.objects.filter(borrower__given="กู้").count() == 1


def test_the_head_is_not_taken_out_over_the_others(institution, treasurer):
    household = make_household(institution, "9")
    first = add(household, named("นายกล้า ตัวแบบ"), treasurer)
    add(household, named("นางขวัญ ตัวแบบ"), treasurer)

    with pytest.raises(Refused) as stopped:
        undo_entry(first, actor=treasurer)

    assert (codes(stopped), household.persons.count()) == (["person_is_head"], 2)


def test_a_correction_is_taken_back_whole_unless_somebody_went_on(household, treasurer):
    person = household.persons.get(is_head=True)
    before = values_of(person)
    first = correct(person, named("นางทองม้วน ตัวแบบ", occupation="ค้าขาย"), treasurer)
    person.refresh_from_db()
    second = correct(person, named("นางทองม้วน ตัวแบบ", occupation="ทำนา"), treasurer)

    with pytest.raises(Refused) as stopped:
        undo_entry(first, actor=treasurer)
    undo_entry(second, actor=treasurer)
    undo_entry(first, actor=treasurer)

    person.refresh_from_db()
    assert codes(stopped) == ["changed_since"]
    assert (values_of(person), person.name_key) == (before, "ทองม้วน แบบอย่าง")


def test_a_house_number_is_changed_told_and_taken_back(household, treasurer):
    entry = state_house_number(household, "33", seen=version_of("32/1"), actor=treasurer)
    household.refresh_from_db()
    stated = (household.house_number, household.house_key, entry.sentence)
    undo_entry(entry, actor=treasurer)
    household.refresh_from_db()

    assert stated == ("33", "000033", "บันทึกว่า บ้านเลขที่ 33 แทน 32/1")
    assert household.house_number == "32/1"


def test_a_house_where_others_live_is_asked_about_first(institution, household, treasurer):
    other = make_household(institution, "9")
    make_person(other, "นายกล้า ตัวแบบ")

    with pytest.raises(Refused) as stopped:
        state_house_number(household, "9", seen=version_of("32/1"), actor=treasurer)
    state_house_number(household, "9", seen=version_of("32/1"), apart=True, actor=treasurer)

    household.refresh_from_db()
    assert codes(stopped) == ["house_taken"]
    assert household.house_number == "9"


def test_a_house_without_a_number_is_known_only_when_somebody_said_so(institution, treasurer):
    household = make_household(institution)
    unsaid = said_to_have_no_number(household)

    entry = state_house_number(household, "", seen=version_of(""), actor=treasurer)
    said = said_to_have_no_number(household)
    again = state_house_number(household, "", seen=version_of(""), actor=treasurer)
    undo_entry(entry, actor=treasurer)

    assert (unsaid, said, again, said_to_have_no_number(household)) == (False, True, None, False)


def test_an_older_page_does_not_change_the_house_number(household, treasurer):
    with pytest.raises(Refused) as stopped:
        state_house_number(household, "40", seen=version_of("31"), actor=treasurer)

    household.refresh_from_db()
    assert (codes(stopped), household.house_number) == (["changed_meanwhile"], "32/1")
