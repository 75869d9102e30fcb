"""Amounts as people type them, the doubtful ones refused; writing, rounding, splitting."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundinst.money import format_baht, read_baht, round_to_satang, split
from fundinst.thai import Unreadable

with (Path(__file__).parents[1] / "files" / "split_remainder.csv").open(encoding="utf-8") as file:
    SPLITS = [case for case in csv.DictReader(file) if "parts" in case["split"]]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("๑๓,๒๐๐", "13200"),
        ("๑๓,๒๐๐.๕๐", "13200.50"),
        ("13200 บาท", "13200"),
        ("13,200บาทถ้วน", "13200"),
        ("35 000", "35000"),
        ("1\u00a0234\u00a0567.5 บ.", "1234567.50"),
        ("฿35,000.50", "35000.50"),
        ("฿ 35,000", "35000"),
        ("8,900.-", "8900"),
        ("8,900.- บาท", "8900"),
        ("2,000.00", "2000"),
        ("2000.0", "2000"),
        ("2000.5", "2000.50"),
        ("1000.000", "1000"),
        ("1,000.000", "1000"),
        ("0.500", "0.50"),
        ("0", "0"),
        ("0.00", "0"),
        ("-", "0"),
        ("–", "0"),
        (".-", "0"),
        ("  7\u200b ", "7"),
        ("999,999,999,999.99", "999999999999.99"),
    ],
)
def test_an_amount_is_understood_however_it_is_typed(typed, amount):
    assert read_baht(typed) == Decimal(amount)
    assert read_baht(typed).as_tuple().exponent == -2


@pytest.mark.parametrize(
    "typed",
    """1_000 · 1e5 · 1E5 · 1,00,0 · 12,34 · 1,0000 · ,100 · 100, · 1,,000 · 1, 000 · 1,000 000
    35 00 · 35 0000 · 1.234 · 1.000 · 35.000 · 1.000.000 · 0.001 · 12.345 · 12.3450 · 5. · .5 · 1..5
    007 · 0812345678 · 00 · 1000000000000 · 999999999999.991 · １２ · ١٢٣ · ² · Ⅻ · 五 · NaN · inf
    Infinity · +5 · =5 · 0x10 · 5% · 5 baht · ห้าพัน · 5 พัน · บาท · ฿ · 5 บาท 25 สตางค์ · 5-6 · 5/2
    $5 · 1'000 · 1;000""".replace("\n", " · ").split(" · "),
)
def test_what_could_be_read_two_ways_is_refused_with_what_to_do(typed):
    with pytest.raises(Unreadable, match=r"ให้(พิมพ์|ตรวจ)"):
        read_baht(typed)


@pytest.mark.parametrize("typed", ["-1,000", "-0", "−5", "- 5", "(1,000)", "1,000-", "฿-5", "-5.-"])
def test_a_negative_amount_is_refused_in_every_writing(typed):
    with pytest.raises(Unreadable, match="จำนวนเงินติดลบไม่ได้"):
        read_baht(typed)


def test_nothing_typed_or_hidden_characters_are_no_amount():
    for typed in ["", "  ", "\u200b", "5\x00", "\u202e5", "9" * 10_000]:
        with pytest.raises(Unreadable):
            read_baht(typed)


def test_an_amount_is_written_with_commas_and_satang_only_when_there_are_some():
    assert format_baht(Decimal("13200")) == "13,200"
    assert format_baht(Decimal("13200.5")) == "13,200.50"
    assert format_baht(Decimal("13200"), satang="always") == "13,200.00"
    assert format_baht(Decimal("13200.5"), digits="thai") == "๑๓,๒๐๐.๕๐"
    assert format_baht(Decimal("-1000")) == "-1,000"
    assert format_baht(Decimal("0")) == "0"


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_what_is_written_is_read_back(amount):
    for digits in ("thai", "arabic"):
        assert read_baht(format_baht(amount, digits=digits)) == amount


def test_half_a_satang_is_rounded_up():
    values = ["0.005", "0.0149999", "0.015", "2.675", "-0.005"]
    rounded = [round_to_satang(Decimal(value)) for value in values]
    assert rounded == [Decimal(x) for x in ["0.01", "0.01", "0.02", "2.68", "-0.01"]]


@pytest.mark.parametrize("case", SPLITS, ids=lambda case: case["case"])
def test_equal_parts_are_split_as_the_case_says(case):
    parts, _, unit = case["split"].partition(" parts")
    unit = Decimal(unit.removeprefix(", ") or 1)
    shares = split(Decimal(case["total"]), [1] * int(parts), unit=unit)
    assert shares == [Decimal(share) for share in case["expected"].split(";")]


def test_a_split_follows_the_weights_and_gives_nothing_for_no_weight():
    assert split(Decimal("100.00"), [Decimal("16100"), 0, Decimal("18900")]) == [
        Decimal("46.00"),
        Decimal("0.00"),
        Decimal("54.00"),
    ]


weights = st.lists(st.integers(0, 10**6) | st.decimals(0, 10**6, places=2), min_size=1, max_size=9)


@given(st.decimals(0, 10**9, places=2), weights.filter(any))
def test_a_split_sums_exactly_and_no_share_is_a_satang_off(amount, parts):
    shares = split(amount, parts)
    assert sum(shares) == amount
    for share, weight in zip(shares, parts, strict=True):
        assert abs(share * sum(parts) - amount * weight) < Decimal("0.01") * sum(parts)


@pytest.mark.parametrize(
    ("amount", "parts"), [("1", []), ("1", [0, 0]), ("1", [2, -1]), ("-1", [1]), ("0.001", [1])]
)
def test_what_cannot_be_split_is_a_bug_of_the_caller(amount, parts):
    with pytest.raises(ValueError, match="can't split"):
        split(Decimal(amount), parts)
