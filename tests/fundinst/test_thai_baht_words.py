"""Baht in words, in both habits."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from fundinst.thai import baht_words

with (Path(__file__).parents[1] / "files" / "baht_words.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["amount"])
def test_an_amount_is_written_in_words_in_both_habits(case):
    amount = Decimal(case["amount"])
    assert baht_words(amount) == case["words_royal_society"]
    assert baht_words(amount, final_one="common") == case["words_common_excel_style"]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1000000", "หนึ่งล้านบาทถ้วน"),
        ("101000000", "หนึ่งร้อยเอ็ดล้านบาทถ้วน"),
        ("11000011", "สิบเอ็ดล้านสิบเอ็ดบาทถ้วน"),
        ("200000000000.10", "สองแสนล้านบาทสิบสตางค์"),
        (
            "999999999999.99",
            "เก้าแสนเก้าหมื่นเก้าพันเก้าร้อยเก้าสิบเก้าล้านเก้าแสนเก้าหมื่นเก้าพันเก้าร้อยเก้าสิบเก้าบาทเก้าสิบเก้าสตางค์",
        ),
    ],
)
def test_millions_are_counted_in_millions(amount, words):
    assert baht_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-1", "-0.01", "0.001", "1000000000000", "NaN", "Infinity"])
def test_what_is_no_amount_in_baht_and_satang_has_no_words(amount):
    with pytest.raises(ValueError, match="not an amount"):
        baht_words(Decimal(amount))
