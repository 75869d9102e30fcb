"""Namesakes: one without a house number, one whose title is of the other gender."""

import pytest

from debts.matching import Choice, match_rows, row_key
from tests.debts.test_matching import match_one, rows, village

NAMESAKE = ("", "นายสมชาย ใจดี")
NEIGHBOUR = ("12", "นางสมศรี ใจดี")
WOMAN = ("5", "นางมาลี ใจดี")
TWO_GENDERS = "ชื่อตรงกันแต่คำนำหน้าเป็นชายกับหญิง และไม่มีบ้านเลขที่ให้เทียบ เป็นคนเดียวกันหรือไม่"


@pytest.mark.parametrize("neighbour", [NEIGHBOUR, ("12", "นางสมศรี อื่นสกุล")])
def test_a_namesake_without_a_house_is_asked_about_before_a_house_of_others_gains_a_second(
    neighbour,
):
    match, debtors = match_one("12", NAMESAKE[1], NAMESAKE, neighbour)

    assert (match.debtor, match.candidates) == (
        None,
        (debtors[NAMESAKE[1]], debtors[neighbour[1]]),
    )
    assert match.doubt == "มีคนชื่อนี้ที่ยังไม่มีบ้านเลขที่ และบ้านเลขที่นี้มีคนอื่นอยู่แล้ว เป็นใคร"


def test_a_namesake_without_a_house_gets_the_number_of_a_house_where_nobody_is():
    match, debtors = match_one("13", NAMESAKE[1], NAMESAKE, NEIGHBOUR)

    assert (match.debtor, match.debtor.home.house_number) == (debtors[NAMESAKE[1]], "13")


def test_a_title_of_the_other_gender_at_the_same_house_is_a_slip_that_is_noted():
    match, debtors = match_one("5", "นายมาลี ใจดี", WOMAN)

    assert match.debtor is debtors[WOMAN[1]]
    assert match.notes == (
        "คำนำหน้าไม่ตรงกัน: นางมาลี ใจดี กับ นายมาลี ใจดี ถือว่าเป็นคนเดียวกันเพราะชื่อและบ้านเลขที่ตรงกัน",
    )


@pytest.mark.parametrize(
    ("house", "known"), [("", WOMAN), ("", ("", WOMAN[1])), ("5", ("", WOMAN[1]))]
)
def test_without_a_house_number_a_title_of_the_other_gender_is_a_doubt(house, known):
    match, debtors = match_one(house, "นายมาลี ใจดี", known)

    assert (match.debtor, match.doubt, match.candidates) == (
        None,
        TWO_GENDERS,
        (debtors[WOMAN[1]],),
    )


def test_a_man_and_a_woman_of_one_name_in_a_file_can_be_said_to_be_two():
    lines = rows(("", "นายมาลี ใจดี"), ("", "นางมาลี ใจดี"))
    directory, _debtors = village()

    first, second = match_rows(lines, directory, {row_key(lines[1]): Choice()})

    assert [str(first.debtor.name), str(second.debtor.name)] == ["นายมาลี ใจดี", "นางมาลี ใจดี"]
