"""What is too long or too much for the columns it is kept in is refused by the reader, in words."""

import pytest

from debts.models import Guarantor, Loan, MatchDecision
from debts.registers import read_register
from debts.registers.cells import (
    LONGEST_GIVEN_NAME,
    LONGEST_GUARANTOR,
    LONGEST_LOAN_NUMBER,
    LONGEST_SURNAME,
    LONGEST_TITLE,
)
from fundinst.errors import Refused
from members.models import Person
from tests.builders import AS_OF

HEADINGS = "คำนำหน้า,ชื่อ,สกุล,บ้านเลขที่,เลขที่สัญญา,ผู้ค้ำประกัน,ยอดคงเหลือ\n"


def read(*, title="นาย", given="ชาลี", surname="จำลองสุข", number="1", guarantor="", amount=100):
    text = HEADINGS + f"{title},{given},{surname},31,{number},{guarantor},{amount}\n"
    return read_register(text.encode(), "ทะเบียน.csv", today=AS_OF)


def test_the_reader_allows_as_much_as_the_columns_hold():
    fields = [
        (Person, "title"), (Person, "given"), (Person, "surname"), (Loan, "number"),
        (Guarantor, "name"),
    ]  # fmt: skip

    assert [model._meta.get_field(name).max_length for model, name in fields] == [
        LONGEST_TITLE,
        LONGEST_GIVEN_NAME,
        LONGEST_SURNAME,
        LONGEST_LOAN_NUMBER,
        LONGEST_GUARANTOR,
    ]
    whole = LONGEST_TITLE + LONGEST_GIVEN_NAME + LONGEST_SURNAME + 2
    assert whole <= Person._meta.get_field("full_name").max_length
    assert whole <= MatchDecision._meta.get_field("name_key").max_length


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ({"title": "ก" * 51}, "คำนำหน้ายาวเกิน 50 ตัวอักษร ให้ตรวจว่าพิมพ์ข้อความอื่นปนมาหรือไม่"),
        ({"given": "ก" * 101}, "ชื่อยาวเกิน 100 ตัวอักษร ให้ตรวจว่าพิมพ์ข้อความอื่นปนมาหรือไม่"),
        ({"surname": "ก" * 101}, "นามสกุลยาวเกิน 100 ตัวอักษร ให้ตรวจว่าพิมพ์ข้อความอื่นปนมาหรือไม่"),
        ({"number": "1" * 51}, "ข้อความยาวเกิน 50 ตัวอักษร ให้ตัดให้สั้นลง"),
        ({"guarantor": "ก" * 201}, "ข้อความยาวเกิน 200 ตัวอักษร ให้ตัดให้สั้นลง"),
    ],
)
def test_a_text_longer_than_its_column_is_refused_in_words(cell, reason):
    assert [cell.reason for cell in read(**cell).unreadable] == [reason]


def test_texts_as_long_as_their_columns_are_read():
    longest = read(given="ก" * 99, surname="ข" * 50, number="1" * 50, guarantor="ค" * 200)

    assert (len(longest.rows), longest.unreadable) == (1, ())


def test_a_file_that_sums_to_more_than_a_column_holds_is_refused():
    row = "นาย,ชาลี,จำลองสุข,31,{},,1000000000\n"
    text = HEADINGS + "".join(row.format(number) for number in range(1001))

    with pytest.raises(Refused) as stopped:
        read_register(text.encode(), "ทะเบียน.csv", today=AS_OF)

    assert [refusal.code for refusal in stopped.value.refusals] == ["register_sum_too_big"]
