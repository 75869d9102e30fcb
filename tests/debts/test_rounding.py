"""Rounding and sharing out: whole units, nothing lost or negative, the rest where it is said."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debts.rounding import Direction, Place, Rounding, rounded, roundings_in_turn, share_out

BAHT = Decimal(1)
SATANG = Decimal("0.01")
with (Path(__file__).parents[1] / "files" / "split_remainder.csv").open(encoding="utf-8") as file:
    SPLITS = [case for case in csv.DictReader(file) if "parts" in case["split"]]
DIRECTIONS = {"round up": Direction.UP, "half-even": Direction.HALF_EVEN}


def thirds(place, unit=BAHT, direction=Direction.HALF_UP):
    return Rounding(unit, direction, place)


@pytest.mark.parametrize(
    ("direction", "down", "half", "odd_half", "up"),
    [
        (Direction.HALF_UP, "2", "3", "4", "3"),
        (Direction.HALF_EVEN, "2", "2", "4", "3"),
        (Direction.UP, "3", "3", "4", "3"),
        (Direction.DOWN, "2", "2", "3", "2"),
    ],
)
def test_what_lies_between_two_units_goes_the_way_it_is_said(direction, down, half, odd_half, up):
    found = [rounded(Decimal(value), BAHT, direction) for value in ("2.49", "2.5", "3.5", "2.51")]
    assert found == [Decimal(value) for value in (down, half, odd_half, up)]


def test_half_a_satang_is_exactly_half_where_a_division_would_lose_it():
    interest = Fraction(600) * 7 / 1200 / 100  # 0.035 baht
    assert rounded(interest, SATANG, Direction.HALF_UP) == Decimal("0.04")
    assert rounded(interest, SATANG, Direction.HALF_EVEN) == Decimal("0.04")
    assert rounded(interest - Fraction(1, 10**30), SATANG, Direction.HALF_UP) == Decimal("0.03")


@pytest.mark.parametrize(
    ("unit", "amount"),
    [("0.25", "12.25"), ("1", "12.00"), ("5", "10.00"), ("10", "10.00"), ("20", "20.00")],
)
def test_any_unit_will_do(unit, amount):
    assert rounded(Decimal("12.34"), Decimal(unit), Direction.HALF_UP) == Decimal(amount)


@pytest.mark.parametrize("case", SPLITS, ids=lambda case: case["case"])
def test_a_sum_is_parted_as_the_cases_say(case):
    parts, _, unit = case["split"].partition(" parts")
    direction = next(way for words, way in DIRECTIONS.items() if words in case["rule"])
    rounding = Rounding(Decimal(unit.strip(", ") or "1"), direction, Place.LAST)

    shares = share_out(Decimal(case["total"]), [Fraction(1)] * int(parts), rounding)
    assert shares == [Decimal(share) for share in case["expected"].split(";")]


@pytest.mark.parametrize(
    ("place", "shares"),
    [
        (Place.LAST, "333 333 334"),
        (Place.FIRST, "334 333 333"),
        (Place.SPREAD, "333 334 333"),
    ],
)
def test_the_rest_stands_where_it_is_said(place, shares):
    found = share_out(Decimal(1000), [Fraction(1)] * 3, thirds(place))
    assert found == [Decimal(share) for share in shares.split()]


def test_what_has_no_weight_gets_nothing_wherever_the_rest_goes():
    weights = [Fraction(0), Fraction(1), Fraction(1), Fraction(0)]
    found = {place: share_out(Decimal(7), weights, thirds(place)) for place in Place}
    assert found == {
        Place.LAST: [0, 4, 3, 0],
        Place.FIRST: [0, 3, 4, 0],
        Place.SPREAD: [0, 4, 3, 0],
    }


def test_a_unit_too_coarse_gives_way_to_finer_ones():
    assert [(one.unit, one.direction) for one in roundings_in_turn(thirds(Place.LAST))] == [
        (BAHT, Direction.HALF_UP),
        (BAHT, Direction.DOWN),
        (SATANG, Direction.HALF_UP),
        (SATANG, Direction.DOWN),
    ]


def test_the_convention_is_said_in_words_of_baht_and_instalments():
    assert Rounding(Decimal(5), Direction.UP, Place.FIRST).words == (
        "ปัดเศษเป็นจำนวนเต็ม 5 บาท (เศษปัดขึ้นเสมอ) ส่วนที่ขาดหรือเกินจากการปัดเศษอยู่ในงวดแรก"
    )
    assert Rounding(Decimal("0.25")).words.startswith("ปัดเศษเป็นจำนวนเต็ม 25 สตางค์ (")
    assert Rounding().words.startswith("ปัดเศษเป็นสตางค์ (")
    assert Rounding(BAHT).words.startswith("ปัดเศษเป็นบาทเต็ม (")


@settings(max_examples=80, deadline=None)
@given(
    amount=st.decimals(0, 1_000_000, places=2),
    weights=st.lists(st.integers(0, 50).map(Fraction), min_size=1, max_size=20),
    unit=st.sampled_from([Decimal(unit) for unit in ("0.01", "0.25", "1", "5", "100")]),
    direction=st.sampled_from(Direction),
    place=st.sampled_from(Place),
)
def test_shares_always_sum_to_the_amount_and_none_is_negative(
    amount, weights, unit, direction, place
):
    shares = share_out(amount, weights, Rounding(unit, direction, place))

    assert sum(shares) == amount
    assert len(shares) == len(weights)
    assert min(shares) >= 0
    if any(weights):
        assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if not weight)
        odd = [share for share in shares if share % unit]
        assert len(odd) <= 1
