"""Names of persons and house numbers, as registers write them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundinst.names import (
    Name,
    house_key,
    make_name,
    name_key,
    read_house_number,
    search_key,
    split_name,
    title_gender,
)
from fundinst.thai import Unreadable


@pytest.mark.parametrize(
    ("typed", "title", "given", "surname"),
    [
        ("นางจันทร์เพ็ญ ทดลองชัย", "นาง", "จันทร์เพ็ญ", "ทดลองชัย"),
        ("นาย\u00a0 ชาลี   จำลองสุข ", "นาย", "ชาลี", "จำลองสุข"),
        ("นางสาววิไล นามสมมุติ", "นางสาว", "วิไล", "นามสมมุติ"),
        ("นางสาวิตรี ทดลองชัย", "นาง", "สาวิตรี", "ทดลองชัย"),
        ("นางสาวดี ลองดู", "นางสาว", "ดี", "ลองดู"),
        *[(f"{short}วิไล ลองดู", "นางสาว", "วิไล", "ลองดู") for short in ["น.ส.", "นส.", "น. ส. "]],
        *[(f"{short} วิไล ลองดู", "นางสาว", "วิไล", "ลองดู") for short in ["น.ส", "นส", "นางสาว"]],
        ("ด.ช.เอก ลองดู", "เด็กชาย", "เอก", "ลองดู"),
        ("ด.ญ. แก้ว ลองดู", "เด็กหญิง", "แก้ว", "ลองดู"),
        ("นายมี ลองดู", "นาย", "มี", "ลองดู"),
        ("นายเอ ณ ที่สมมุติ", "นาย", "เอ", "ณ ที่สมมุติ"),
        ("นาย ก ลองดู", "นาย", "ก", "ลองดู"),
        ("นางรอง ทองลอง", "นาง", "รอง", "ทองลอง"),
        ("นายิกา ลองดู", "", "นายิกา", "ลองดู"),
        ("นางามตา ลองดู", "", "นางามตา", "ลองดู"),
        ("นายก ลองดู", "", "นายก", "ลองดู"),
        ("ดำ ลองดู", "", "ดำ", "ลองดู"),
        ("นายแพทย์ทดลอง ลองดู", "นายแพทย์", "ทดลอง", "ลองดู"),
        ("นายแพทย์ ลองดู", "นาย", "แพทย์", "ลองดู"),
        ("ด.ต.ทดลอง ลองดู", "ด.ต.", "ทดลอง", "ลองดู"),
        ("ด.ต ทดลอง ลองดู", "ด.ต.", "ทดลอง", "ลองดู"),
        ("จ.ส.อ. อรุณ ลองดู", "จ.ส.อ.", "อรุณ", "ลองดู"),
        ("พล.ต.อ.ทดลอง ลองดู", "พล.ต.อ.", "ทดลอง", "ลองดู"),
        ("ร.ต.ท.หญิง สมใจ ลองดู", "ร.ต.ท.หญิง", "สมใจ", "ลองดู"),
        ("ด.ต.หญิง ลองดู", "ด.ต.", "หญิง", "ลองดู"),
        ("ดร.จอ ลองดู", "ดร.", "จอ", "ลองดู"),
        ("จอ ลองดู", "", "จอ", "ลองดู"),
        ("ผศ.ดร.ทดลอง ลองดู", "ผศ.ดร.", "ทดลอง", "ลองดู"),
        ("ม.ร.ว.ทดลอง ลองดู", "ม.ร.ว.", "ทดลอง", "ลองดู"),
        ("ว่าที่ ร.ต.ทดลอง ลองดู", "ว่าที่ร.ต.", "ทดลอง", "ลองดู"),
        ("ว่าที่ร้อยตรี ทดลอง ลองดู", "ว่าที่ร้อยตรี", "ทดลอง", "ลองดู"),
        ("จ่าสิบเอกทดลอง ลองดู", "จ่าสิบเอก", "ทดลอง", "ลองดู"),
        ("พระทดลอง ฐิตธมฺโม", "พระ", "ทดลอง", "ฐิตธมฺโม"),
        ("พระครูทดลองธรรม", "พระครู", "ทดลองธรรม", ""),
        ("นายชาลี -", "นาย", "ชาลี", ""),
    ],
)
def test_a_name_in_one_column_is_cut_into_three(typed, title, given, surname):
    name = split_name(typed)

    assert name == Name(title, given, surname)
    assert split_name(str(name)) == name
    assert make_name(title, given, surname) == name


def test_a_name_is_written_with_its_title_attached_and_a_rank_in_full_apart():
    assert str(Name("นาง", "จันทร์เพ็ญ", "ทดลองชัย")) == "นางจันทร์เพ็ญ ทดลองชัย"
    assert str(Name("ด.ต.", "ทดลอง", "ลองดู")) == "ด.ต.ทดลอง ลองดู"
    assert str(Name("ร.ต.หญิง", "สมใจ", "ลองดู")) == "ร.ต.หญิงสมใจ ลองดู"
    assert str(Name("ร้อยตรี", "ทดลอง", "ลองดู")) == "ร้อยตรี ทดลอง ลองดู"
    assert str(Name("", "ทดลอง", "")) == "ทดลอง"


@pytest.mark.parametrize(
    "typed", ["", " ", "-", "นาง", "ด.ต.", "ร้อยตรี", "1. นายลอง ดู", "=cmd", "+ลอง", "123", "ก" * 151]
)
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(Unreadable, match="ให้"):
        split_name(typed)


def test_three_columns_may_repeat_the_title_or_leave_its_column_empty():
    name = Name("นางสาว", "วิไล", "ลองดู")
    assert make_name("น.ส.", "วิไล", "ลองดู") == name
    assert make_name("น.ส.", "นางสาววิไล", "ลองดู") == name
    assert make_name("", "น.ส.วิไล", "ลองดู") == name
    assert make_name("-", "น.ส.วิไล ลองดู", "-") == name
    assert make_name("นาย", "พระพาย", "ลองดู") == Name("นาย", "พระพาย", "ลองดู")


@pytest.mark.parametrize("columns", [("นาย", "", "ลองดู"), ("", "นาย", "ลองดู"), ("นาย", "-", "")])
def test_three_columns_without_a_given_name_are_refused(columns):
    with pytest.raises(Unreadable, match="ให้พิมพ์ชื่อ"):
        make_name(*columns)


def test_two_spellings_of_a_person_share_a_key():
    spellings = ["นางเเก้ว  จ\u0e4d\u0e32ลอง", "แก้ว จำลอง", "น.ส. แก้\u200bว\u00a0จำลอง"]
    assert {name_key(split_name(spelling)) for spelling in spellings} == {"แก้ว จำลอง"}
    assert name_key(Name("", "JOHN", "Doe")) == name_key(Name("Mr.", "John", "DOE"))
    assert name_key(split_name("นายแก้ว จำลอง")) != name_key(split_name("นายแก้ว จำลองสุข"))


def test_a_title_tells_the_gender_or_nothing():
    titles = ["นาย", "ด.ช.", "พระครู", "นาง", "นส.", "แม่ชี", "ร.ต.ท.หญิง", "ร.ต.ท.", "ดร.", ""]
    genders = ["male"] * 3 + ["female"] * 4 + [""] * 3
    assert [title_gender(title) for title in titles] == genders


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("๓๒/๑", "32/1"),
        ("บ้านเลขที่ 32 / 1", "32/1"),
        ("เลขที่ ๓๒/๑", "32/1"),
        ("32/1 ม.3", "32/1"),
        ("32/1 หมู่ที่ ๓", "32/1"),
        ("12ม.3", "12"),
        ("12 ก", "12ก"),
        ("12/ก", "12/ก"),
        ("12a", "12A"),
        ("32.0", "32"),
        ("032/01", "32/1"),
        ("32-33", "32-33"),
        ("99/1/2", "99/1/2"),
        *[(nothing, "") for nothing in ["", "-", "–", "ไม่มี", "ไม่มีบ้านเลขที่", "ไม่ทราบ"]],
    ],
)
def test_a_house_number_is_kept_in_one_writing(typed, number):
    assert read_house_number(typed) == number
    assert read_house_number(number) == number


@pytest.mark.parametrize(
    "typed",
    """0 · 0/1 · 12ม3 · 32// · 32/ · /1 · 32.5 · -5 · 1e5 · 1_0 · 1/3/2560 · 1/3/60 · 2017-03-01
    123456 · 12กข · 32/1 บ้านลอง · บ้าน · ١٢ · １２ · 32,33 · =1 · 32\\1""".replace(
        "\n", " · "
    ).split(" · "),
)
def test_what_is_no_house_number_is_refused_with_what_to_type(typed):
    with pytest.raises(Unreadable, match="ให้พิมพ์"):
        read_house_number(typed)


def test_houses_stand_in_the_order_of_the_village():
    in_order = ["", "9", "10", "12", "12-13", "12/1", "12/1ก", "12ก", "32", "32/1", "32/2", "32/10"]
    in_order += ["33", "100", "1000"]
    mixed = random.Random(3).sample(in_order, len(in_order))
    assert sorted(mixed, key=house_key) == in_order


@given(st.integers(1, 99_999), st.integers(1, 99_999))
def test_house_keys_order_as_numbers_do(one, other):
    assert (house_key(str(one)) < house_key(str(other))) == (one < other)
    assert (house_key(f"7/{one}") < house_key(f"7/{other}")) == (one < other)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ทองม้วน", "ทองมวน"),
        ("ทองม้่ วน", "ทองมวน"),
        ("เพ็ญ ศรีๆ", "เพญศรี"),
        ("กทบ. ๕/๒๕๕๙", "กทบ5/2559"),
        ("สุทธิ์ Doe", "สุทธิdoe"),
        ("คํา", "คำ"),
        ("้ ๆ.", ""),
    ],
)
def test_a_search_is_blind_to_tones_spaces_dots_and_kinds_of_digits(typed, key):
    assert search_key(typed) == key
