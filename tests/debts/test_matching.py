"""Which row is which person: a village of rows and people, no database."""

import pytest

from debts.matching import Choice, Debtor, Directory, Home, match_rows, row_key
from debts.registers import read_register
from fundinst.names import split_name
from tests.builders import AS_OF


def village(*people: tuple[str, str]) -> tuple[Directory, dict[str, Debtor]]:
    """People by house number and name; those of one house and surname are one household."""
    homes: dict[tuple[str, str], Home] = {}
    debtors = {}
    for pk, (house, text) in enumerate(people, start=1):
        name = split_name(text)
        home = homes.setdefault((house, name.surname), Home(house, len(homes) + 1))
        debtors[text] = Debtor(name, home, pk)
        home.people.append(debtors[text])
    return Directory(homes.values()), debtors


def rows(*lines: tuple[str, str]):
    text = "บ้านเลขที่,ชื่อ-สกุล,ยอดคงเหลือ\n"
    text += "".join(f"{house},{name},{100 + n}\n" for n, (house, name) in enumerate(lines))
    return read_register(text.encode(), "ทะเบียน.csv", today=AS_OF).rows


def match_one(house: str, name: str, *people: tuple[str, str]):
    directory, debtors = village(*people)
    (match,) = match_rows(rows((house, name)), directory, {})
    return match, debtors


WIFE = ("24", "นางกองแก้ว ทดสอบไทย")


@pytest.mark.parametrize(
    "name", ["นางกองแก้ว ทดสอบไทย", "กองแก้ว  ทดสอบไทย", "น.ส.กองแก้ว\u00a0ทดสอบไทย"]
)
def test_the_same_house_and_name_are_the_same_person_whatever_the_title(name):
    match, debtors = match_one("24", name, WIFE)

    assert match.debtor is debtors[WIFE[1]]


def test_a_spouse_of_the_same_surname_joins_the_household():
    match, debtors = match_one("๒๔", "นายสุพิศชัย ทดสอบไทย", WIFE)

    assert match.debtor.pk is None
    assert match.debtor.home is debtors[WIFE[1]].home


def test_a_name_spelt_a_little_otherwise_in_the_same_house_is_a_doubt():
    match, debtors = match_one("24", "นางกองแกว ทดสอบไทย", WIFE)

    assert (match.debtor, match.candidates) == (None, (debtors[WIFE[1]],))
    assert match.doubt == "บ้านเลขที่เดียวกัน ชื่อคล้ายกัน เป็นคนเดียวกันหรือไม่"


def test_two_similar_names_that_both_stand_in_the_register_are_two_people():
    directory, debtors = village(WIFE)
    matches = match_rows(rows(WIFE, ("24", "นางกองแกว ทดสอบไทย")), directory, {})

    assert matches[0].debtor is debtors[WIFE[1]]
    assert matches[1].debtor.pk is None
    assert matches[1].debtor.home is debtors[WIFE[1]].home


def test_a_man_and_a_woman_of_similar_names_are_not_taken_for_one():
    match, debtors = match_one("24", "นายกองแกว ทดสอบไทย", WIFE)

    assert match.debtor.home is debtors[WIFE[1]].home


def test_another_surname_in_the_house_is_a_doubt():
    match, debtors = match_one("24", "นายชาลี จำลองสุข", WIFE)

    assert (match.debtor, match.candidates) == (None, (debtors[WIFE[1]],))


def test_two_families_of_one_surname_in_a_house_are_a_doubt():
    homes = [Home("24", pk) for pk in (1, 2)]
    for home, name in zip(homes, ("นายขาว ทดสอบไทย", "นายแดง ทดสอบไทย"), strict=True):
        home.people.append(Debtor(split_name(name), home, home.pk))

    (match,) = match_rows(rows(("24", "นางใหม่ ทดสอบไทย")), Directory(homes), {})

    assert (match.debtor, len(match.candidates)) == (None, 2)


def test_a_person_of_that_name_in_another_house_is_a_doubt():
    match, debtors = match_one("25", "นางกองแก้ว ทดสอบไทย", WIFE)

    assert match.candidates == (debtors[WIFE[1]],)


def test_a_new_house_is_a_new_household():
    match, _debtors = match_one("25", "นายชาลี จำลองสุข", WIFE)

    assert (match.debtor.pk, match.debtor.home.pk, match.debtor.home.house_number) == (
        None,
        None,
        "25",
    )


def test_a_row_without_a_house_number_is_known_by_its_exact_name():
    match, debtors = match_one("", "นาง กองแก้ว ทดสอบไทย", WIFE)

    assert match.debtor is debtors[WIFE[1]]


def test_a_row_without_a_house_number_and_a_similar_name_is_a_doubt():
    match, debtors = match_one("", "นางกองแก้ว ทดสอบไท", WIFE)

    assert match.candidates == (debtors[WIFE[1]],)


def test_a_row_without_a_house_number_that_resembles_another_row_is_a_doubt():
    matches = match_rows(rows(("99", "นายชาลี จำลองสุข"), ("", "นายชาลิ จำลองสุข")), Directory(), {})

    assert (matches[1].debtor, matches[1].candidates) == (None, (matches[0].debtor,))


def test_a_row_without_a_house_number_and_two_namesakes_is_a_doubt():
    match, _debtors = match_one("", "กองแก้ว ทดสอบไทย", WIFE, ("30", "กองแก้ว ทดสอบไทย"))

    assert len(match.candidates) == 2


def test_a_row_without_a_house_number_that_resembles_nobody_is_new_and_says_so():
    match, _debtors = match_one("", "นายชาลี จำลองสุข", WIFE)

    assert match.debtor.home.house_number == ""
    assert match.notes == ("ไม่มีบ้านเลขที่ ตั้งเป็นครัวเรือนใหม่ที่ยังไม่มีเลขที่",)


def test_a_household_without_a_number_gets_the_one_its_only_namesake_states():
    match, debtors = match_one("24", "นางกองแก้ว ทดสอบไทย", ("", WIFE[1]))

    assert match.debtor is debtors[WIFE[1]]
    assert match.debtor.home.house_number == "24"


def test_rows_of_one_register_find_each_other_in_any_order():
    directory = Directory()
    matches = match_rows(
        rows(("", "นายชาลี จำลองสุข"), ("31", "ชาลี จำลองสุข"), ("31", "นางแดง จำลองสุข")),
        directory,
        {},
    )

    assert len({match.debtor.home for match in matches}) == 1
    assert matches[0].debtor is matches[1].debtor


@pytest.mark.parametrize("answer", ["the same person", "another member", "a household of its own"])
def test_a_decision_answers_the_doubt(answer):
    directory, debtors = village(WIFE)
    wife = debtors[WIFE[1]]
    (row,) = rows(("24", "นายชาลี จำลองสุข"))
    choice = {
        "the same person": Choice(debtor=wife),
        "another member": Choice(home=wife.home),
        "a household of its own": Choice(),
    }[answer]

    (match,) = match_rows([row], directory, {row_key(row): choice})

    same_person, same_home = match.debtor is wife, match.debtor.home is wife.home
    assert (same_person, same_home) == {
        "the same person": (True, True),
        "another member": (False, True),
        "a household of its own": (False, False),
    }[answer]
