"""Digits and clean text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundinst.thai import Unreadable, clean, to_arabic_digits, to_thai_digits

NIKHAHIT, SARA_AA, SARA_AM, MAI_THO = "\u0e4d", "\u0e32", "\u0e33", "\u0e49"


def test_thai_digits_go_both_ways():
    assert to_arabic_digits("บ้านเลขที่ ๓๒/๑ ม.๓") == "บ้านเลขที่ 32/1 ม.3"
    assert to_thai_digits("32/1 ม.3") == "๓๒/๑ ม.๓"


def test_digits_of_other_scripts_are_left_for_the_parsers_to_refuse():
    assert to_arabic_digits("１２ ١٢") == "１２ ١٢"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  นาย\u00a0สมชาย \u3000 ใจดี\t\r\n", "นาย สมชาย ใจดี"),
        ("ใจ\u200bดี\ufeff\u200d", "ใจดี"),
        (f"จ{NIKHAHIT}{SARA_AA}ลอง", f"จ{SARA_AM}ลอง"),
        (f"น{NIKHAHIT}{MAI_THO}{SARA_AA}", f"น{MAI_THO}{SARA_AM}"),
        (f"น{MAI_THO}{NIKHAHIT}{SARA_AA}", f"น{MAI_THO}{SARA_AM}"),
        (f"น{SARA_AM}{MAI_THO}", f"น{MAI_THO}{SARA_AM}"),
        (f"น{MAI_THO}{SARA_AM}{MAI_THO}", f"น{MAI_THO}{SARA_AM}"),
        (f"น{SARA_AA}{NIKHAHIT}", f"น{SARA_AM}"),
        (f"น{NIKHAHIT}{NIKHAHIT}{MAI_THO}{MAI_THO}{SARA_AA}", f"น{MAI_THO}{SARA_AM}"),
        ("เเก้ว", "แก้ว"),
        ("บ้้าน", "บ้าน"),
        ("บ้" + "้" * 500 + "าน", "บ้าน"),
        ("บา้น", "บ้าน"),
        ("ที\u0e48\u0e35", "ที่"),
        ("ก\u0e48\u0e35", "กี่"),
        ("คุ\u0e49\u0e38ม", "คุ้ม"),
        ("พันธ\u0e4c\u0e38", "พันธุ์"),
        ("ชื\u0e48่อ", "ชื่อ"),
        ("ป\uf70aา\uf712", "ป่า\u0e47"),
        ("Jose\u0301", "José"),
        ("จันทร์เพ็ญ ทดลองชัย", "จันทร์เพ็ญ ทดลองชัย"),
        ("ฐิตธมฺโม", "ฐิตธมฺโม"),
        ("", ""),
    ],
)
def test_one_spelling_is_stored_for_what_looks_the_same(typed, stored):
    assert clean(typed) == stored


@pytest.mark.parametrize(
    "char",
    ["\x00", "\x1b", "\x0b", "\x85", "\x9f", "\u202e", "\u200f", "\u2066", "\ufffd", "\ud800"],
)
def test_characters_that_hide_or_are_lost_are_refused_by_their_code(char):
    with pytest.raises(Unreadable) as refused:
        clean(f"สม{char}ชาย")

    assert str(refused.value) == (
        f"มีอักขระที่อ่านไม่ออกหรือมองไม่เห็น (U+{ord(char):04X}) ให้ลบแล้วพิมพ์ข้อความนี้ใหม่"
    )


def test_two_different_tones_on_one_letter_are_refused():
    with pytest.raises(Unreadable, match="วรรณยุกต์ต่างกัน"):
        clean("บ่้าน")


@given(st.text(alphabet="กงนรเแไาะำัิุ\u0e4d่้์ฺๆ ab1\u200b\u00a0", max_size=12))
def test_cleaning_a_clean_text_changes_nothing(text):
    try:
        once = clean(text)
    except Unreadable:
        return
    assert clean(once) == once
