import re

import pytest
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError

from members.models import User
from members.password_rules import known_words

SHORT = "รหัสผ่านสั้นเกินไป พิมพ์มา {} ตัว ให้เพิ่มอีกอย่างน้อย {} ตัว"
FIGURES = "รหัสผ่านมีแต่ตัวเลข ให้เพิ่มคำหรือตัวอักษรเข้าไปด้วย"
NAME = "รหัสผ่านคล้ายชื่อของท่านหรือชื่อผู้ใช้เกินไป ให้ใช้คำอื่น"
KNOWN = "รหัสผ่านนี้คนใช้กันมากจนเดาได้ง่าย การเติมตัวเลขต่อท้ายไม่ช่วย ให้ใช้คำอื่นหลายคำต่อกัน"
SOMCHAI = User(username="somchai.p", display_name="นายสมชาย ปลูกผัก")


def said_of(password: str) -> list[str]:
    try:
        validate_password(password, SOMCHAI)
    except ValidationError as weak:
        return weak.messages
    return []


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("ปลาทูตู้เย็นบันได", []),
        ("correct-horse-battery", []),
        ("สวัสดีปลาทูแม่กลองตัวใหญ่", []),
        ("กบเขียดปู", [SHORT.format(9, 1)]),
        ("0817395264", [FIGURES]),
        ("๐๘๑๗๓๙๕๒๖๔", [FIGURES]),
        ("somchai.p99", [NAME]),
        ("นายสมชาย ปลูกผัก", [NAME]),
        ("มกราคม2567", [KNOWN]),
        ("มกราคม๒๕๖๗", [KNOWN]),
        ("l;ylfu2567", [KNOWN]),
        ("L;YLFU!!!2567", [KNOWN]),
        ("สวัสดีสวัสดี", [KNOWN]),
        ("sawasdee2567", [KNOWN]),
        ("Password123", [KNOWN]),
        ("qwertyuiop", [KNOWN]),
        ("1234", [SHORT.format(4, 6), FIGURES, KNOWN]),
    ],
)
def test_a_password_hears_every_reason_against_it_and_what_to_do(password, said):
    assert said_of(password) == said


def test_what_a_thai_word_gives_on_latin_keys_is_known_too():
    assert {"สวัสดี", "l;ylfu", "มกราคม", ",dik8,", "รหัสผ่าน", "isylzjko"} <= set(known_words())
    assert min(map(len, known_words())) == 4


def test_the_rules_are_told_in_thai_before_anything_is_typed():
    told = password_validators_help_texts()

    assert [rule for rule in told if re.search("[a-zA-Z]", rule)] == []
    assert told[0].startswith("ยาวอย่างน้อย 10 ตัว")
    assert len(told) == 4
