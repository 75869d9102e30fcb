"""Dates พ.ศ. in every shape people type them, and the doubtful ones refused."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from fundinst.thai import ReadDate, Unreadable, buddhist_year, fiscal_year, format_date, read_date

FILES = Path(__file__).parents[1] / "files"
TODAY = date(2026, 11, 23)
with (FILES / "thai_dates_digits.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_date_is_read_or_refused_as_the_case_says(case):
    if case["expected"] == "REFUSE":
        with pytest.raises(Unreadable):
            read_date(case["input"], today=TODAY)
    else:
        value = read_date(case["input"], today=TODAY).value
        assert value == date.fromisoformat(case["expected"])


@pytest.mark.parametrize(
    "typed",
    """30/6/60 · 30/06/2560 · 30-6-2560 · 30.6.60 · 30 / 6 / 60 · ๓๐/๖/๒๕๖๐ · ๓๐ มิ.ย. ๒๕๖๐
    30 มิถุนายน พ.ศ. 2560 · 30 มิถุนายน พ.ศ.2560 · 30 มิถุนายน พศ 2560 · 30 มิ.ย. 60 · 30มิ.ย.60
    30 มิย 60 · 30 มิ.ย 60 · 30 มิย. 60 · 30มิย60 · 30 มิ. ย. 60 · 30-มิ.ย.-60 · 30 มิถุนา 2560
    วันที่ ๓๐ เดือน มิถุนายน พ.ศ. ๒๕๖๐ · วันที่ 30 มิ.ย. 2560 · ณ วันที่ 30 มิถุนายน 2560
    2560-06-30 · 30\u00a0มิ.ย.\u200b 2560""".replace("\n", " · ").split(" · "),
)
def test_thirty_june_2560_is_understood_however_it_is_typed(typed):
    assert read_date(typed, today=TODAY) == ReadDate(date(2017, 6, 30), "")


@pytest.mark.parametrize(
    "typed", ["31/7/2017", "2017-07-31", "2017-07-31 00:00:00", "31 ก.ค. ค.ศ. 2017", "31 ก.ค. 2017"]
)
def test_a_christian_year_is_understood_and_said_back(typed):
    note = "พิมพ์เป็น ค.ศ. เข้าใจว่า ๓๑ กรกฎาคม ๒๕๖๐"
    assert read_date(typed, today=TODAY) == ReadDate(date(2017, 7, 31), note)


def test_the_commonest_misspelling_of_july_is_read():
    assert read_date("1 กรกฏาคม 2560", today=TODAY).value == date(2017, 7, 1)


@pytest.mark.parametrize(
    "typed",
    """31/6/60 · 7/31/2017 · 0/6/60 · 30/13/60 · 30/6/560 · 30/6/2200 · 30/6/1899 · 30/6/25600
    30/6/2610 · 30/6/2067 · 30/6-60 · 30 มิ.ย. พ.ศ. 2017 · 30 มิ.ย. ค.ศ. 60 · 30 มิ.ย. ค.ศ. 2560
    30 ม.ย. 60 · 30 Jun 2017 · มิ.ย. 60 · 30 มิ.ย. · 30/6 · 30062560 · 42916 · 2017-07-31 08:15
    １２/6/60 · ١٢/6/60 · สามสิบ มิ.ย. 60 · 30/6/60 หรือ 61 · -30/6/60 · 60-06-30 · 30//6/60
    1/3/2483""".replace("\n", " · ").split(" · "),
)
def test_a_doubtful_date_is_refused_with_what_to_type(typed):
    with pytest.raises(Unreadable, match=r"ให้.*พิมพ์.* เช่น \d"):
        read_date(typed, today=TODAY)


def test_an_empty_or_invisible_text_is_no_date():
    for typed in ["", " ", "30/6/60\x00", "30/6/\u202e60"]:
        with pytest.raises(Unreadable):
            read_date(typed, today=TODAY)


def test_an_era_added_twice_is_refused_with_the_year_that_was_meant():
    with pytest.raises(Unreadable, match="ถ้าบวก 543 ซ้ำให้พิมพ์ 2560"):
        read_date("31/7/3103", today=TODAY)


def test_the_future_ends_forty_years_after_today():
    assert read_date("31/12/2609", today=TODAY).value == date(2066, 12, 31)
    with pytest.raises(Unreadable, match=r"รับได้ถึง พ.ศ. 2609"):
        read_date("1/1/2610", today=TODAY)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1/2/2477", date(1935, 2, 1)),
        ("31/3/2482", date(1940, 3, 31)),
        ("1/4/2482", date(1939, 4, 1)),
        ("31/12/2483", date(1940, 12, 31)),
        ("1/1/2484", date(1941, 1, 1)),
        ("29 ก.พ. 2482", date(1940, 2, 29)),
    ],
)
def test_before_2484_the_year_began_in_april(typed, value):
    read = read_date(typed, today=TODAY)
    assert read.value == value
    assert bool(read.note) == (value.month < 4 and value.year < 1941)
    assert read_date(format_date(value), today=TODAY).value == value


def test_every_day_from_2484_to_2643_is_read_back_from_every_style_it_is_written_in():
    today = date(2100, 12, 31)
    for number in range((today - date(1941, 1, 1)).days + 1):
        day = date(1941, 1, 1) + timedelta(days=number)
        styles = ["full", "medium", "slash"]
        if 2500 <= buddhist_year(day) <= 2599:
            styles.append("short")  # two digits name no other century
        for style in styles:
            written = format_date(day, style=style, digits=("thai", "arabic")[number % 2])
            assert read_date(written, today=today) == ReadDate(day, ""), written


def test_a_day_is_written_in_four_styles():
    day = date(2017, 7, 1)
    styles = ["full", "medium", "short", "slash"]
    assert [format_date(day, style=style) for style in styles] == [
        "๑ กรกฎาคม ๒๕๖๐",
        "๑ ก.ค. ๒๕๖๐",
        "๑ ก.ค. ๖๐",
        "๐๑/๐๗/๒๕๖๐",
    ]
    assert format_date(day, style="slash", digits="arabic") == "01/07/2560"


def test_the_fiscal_year_turns_on_the_first_of_october():
    assert fiscal_year(date(2017, 9, 30)) == 2560
    assert fiscal_year(date(2017, 10, 1)) == 2561
    assert fiscal_year(date(2017, 12, 31)) == 2561
