"""Answers that point to somebody who is new in the same register."""

from debts.matching import Choice, Directory, match_rows, row_key
from debts.registers import read_register
from tests.builders import AS_OF

HEAD = ("200", "นายใหม่ ทดลองใหม่")
LODGER = ("200", "นางสาวทดลอง ร่วมบ้าน")


def rows(*lines: tuple[str, str]):
    text = "บ้านเลขที่,ชื่อ-สกุล,ยอดคงเหลือ\n"
    text += "".join(f"{house},{name},{100 + n}\n" for n, (house, name) in enumerate(lines))
    return read_register(text.encode(), "ทะเบียน.csv", today=AS_OF).rows


def match(lines, choices):
    return match_rows(rows(*lines), Directory(), choices)


def keys(*lines: tuple[str, str]):
    return [row_key(row) for row in rows(*lines)]


def test_somebody_new_in_the_file_is_a_candidate_known_by_their_row():
    _, doubtful = match([HEAD, LODGER], {})
    (candidate,) = doubtful.candidates

    assert doubtful.debtor is None
    assert (candidate.pk, candidate.row) == (None, keys(HEAD)[0])


def test_the_answer_like_makes_the_two_rows_one_person():
    head, lodger = keys(HEAD, LODGER)
    first, second = match([HEAD, LODGER], {lodger: Choice(like=head)})

    assert second.debtor is first.debtor
    assert len(first.debtor.home.people) == 1


def test_the_answer_beside_makes_another_member_of_that_household():
    head, lodger = keys(HEAD, LODGER)
    first, second = match([HEAD, LODGER], {lodger: Choice(beside=head)})

    assert [str(one.name) for one in first.debtor.home.people] == [HEAD[1], LODGER[1]]
    assert second.debtor is first.debtor.home.people[1]


def test_two_rows_with_the_same_answer_are_one_person():
    head, lodger = keys(HEAD, LODGER)
    matches = match([HEAD, LODGER, LODGER], {lodger: Choice(beside=head)})

    assert matches[1].debtor is matches[2].debtor
    assert len(matches[0].debtor.home.people) == 2


def test_a_row_that_is_pointed_to_is_matched_first_wherever_it_stands():
    head, lodger = keys(HEAD, LODGER)
    first, second = match([LODGER, HEAD], {lodger: Choice(beside=head)})

    assert first.debtor.home is second.debtor.home
    assert str(second.debtor.home.people[0].name) == HEAD[1]


def test_answers_that_point_at_each_other_are_no_answers():
    head, lodger = keys(HEAD, LODGER)
    first, second = match([HEAD, LODGER], {lodger: Choice(like=head), head: Choice(like=lodger)})

    # The one is nobody before the other, so it is taken as if unanswered, and the other is settled.
    assert first.debtor is second.debtor
    assert (first.debtor.pk, len(first.debtor.home.people)) == (None, 1)


def test_an_answer_that_points_nowhere_leaves_the_doubt():
    lodger = keys(LODGER)[0]
    _, doubtful = match([HEAD, LODGER], {lodger: Choice(like=("999", "ไม่มี ในแฟ้ม"))})

    assert (doubtful.debtor, doubtful.doubt) == (
        None,
        "บ้านเลขที่นี้มีคนอื่นอยู่แล้ว เป็นครัวเรือนเดียวกันหรือไม่",
    )


def test_neither_is_a_household_of_its_own_although_a_namesake_is_new_in_the_same_file():
    namesake = ("300", HEAD[1])
    key = keys(namesake)[0]
    first, second = match([HEAD, namesake], {key: Choice()})

    assert second.debtor is not first.debtor
    assert [second.debtor.home.house_number, first.debtor.home.house_number] == ["300", "200"]
