"""The stored sort key, by examples; test_sort_key_agrees_with_icu.py compares it with ICU."""

import random

import pytest

from fundinst.thai_order import sort_key


@pytest.mark.parametrize(
    "in_order",
    [
        ["กล้า", "เก่ง", "ขวัญ"],
        ["ห้วยทับทัน", "เหล่า", "ไหม", "ฮะ"],
        ["เกา", "เก่า", "เก้า", "เข่า"],
        ["กา", "กำ", "กิ", "กี", "กุ", "เก", "แก", "โก", "ใก", "ไก"],
        ["ฤทธิ์", "ลาว", "ฦๅ", "วัน"],
        ["กองทุน 10", "กองทุน ๒", "กองทุนหมู่บ้าน"],
        ["9", "ก", "a", "A", "b", "B"],
        ["ทดลองกล้า", "ทดลอง ขวัญ", "ทดลองคง"],
    ],
)
def test_texts_stand_in_the_order_of_the_thai_dictionary(in_order):
    mixed = random.Random(7).sample(in_order, len(in_order))

    assert sorted(mixed, key=sort_key) == in_order
    assert sorted(mixed, key=lambda text: sort_key(text).encode()) == in_order


def test_what_the_dictionary_leaves_out_makes_no_difference():
    texts = ["นาง ก.", "นางก", "นาง-ก ๆ", "(นางก)", "นางกฯ"]
    assert {sort_key(text) for text in texts} == {"นางก"}
    assert sort_key("หมู่ที่ ๓") == sort_key("หมู่ที่ 3")
    assert sort_key("") == ""
