"""Single cells of registers: amounts, days, house numbers, rates, as spreadsheets mangle them."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from debts.registers.cells import Fault, read_amount, read_day, read_house, read_rate, read_text
from fundinst.thai import Unreadable

from .register_files_made import HEADINGS, TODAY, read, text, xlsx


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (0.1 + 0.2, "0.30"),
        (8700.0, "8700"),
        (8700, "8700"),
        (1e9, "1000000000"),
        (-0.0, "0"),
        (1234567.89, "1234567.89"),
        ("๑๓,๒๐๐", "13200"),
        ("8,900.-", "8900"),
        ("฿35,000.50", "35000.50"),
        ("13200 บาท", "13200"),
        ("-", "0"),
    ],
)
def test_amounts_are_exact_to_the_satang(cell, amount):
    assert read_amount(cell) == Decimal(amount)


def test_an_empty_cell_is_no_amount_and_not_zero():
    assert [read_amount(cell) for cell in ("", "  ", "\u00a0")] == [None, None, None]


@pytest.mark.parametrize(
    "cell",
    [0.005, 8700.123, -1, -0.5, 1e9 + 1, 1e300, float("nan"), float("inf"), True, date(2017, 1, 1),
     time(3), "30,5", "1.000", "(500)", "-500", "1e5", "หมื่น", Fault("#REF!"), Fault("")],
)  # fmt: skip
def test_what_is_no_sure_amount_is_unreadable(cell):
    with pytest.raises(Unreadable):
        read_amount(cell)


@pytest.mark.parametrize(
    ("cell", "value", "note"),
    [
        ("๓๑ มี.ค. ๒๕๖๐", date(2017, 3, 31), ""),
        ("30/6/60", date(2017, 6, 30), ""),
        (date(2017, 3, 31), date(2017, 3, 31), ""),
        (datetime.combine(date(2017, 3, 31), time()), date(2017, 3, 31), ""),
        (date(2560, 3, 31), date(2017, 3, 31),
         "ช่องวันที่ของ Excel มีปี 2560 เข้าใจว่าเป็น พ.ศ. คือ ๓๑ มีนาคม ๒๕๖๐"),
        (42825.0, date(2017, 3, 31), "ตัวเลข 42825 อ่านเป็นวันที่แบบ Excel คือ ๓๑ มีนาคม ๒๕๖๐"),
        ("42825", date(2017, 3, 31), "ตัวเลข 42825 อ่านเป็นวันที่แบบ Excel คือ ๓๑ มีนาคม ๒๕๖๐"),
        (241152, date(2017, 3, 31),
         "ช่องวันที่ของ Excel มีปี 2560 เข้าใจว่าเป็น พ.ศ. คือ ๓๑ มีนาคม ๒๕๖๐"),
        ("31/3/2017", date(2017, 3, 31), "พิมพ์เป็น ค.ศ. เข้าใจว่า ๓๑ มีนาคม ๒๕๖๐"),
        ("-", None, ""),
        ("", None, ""),
    ],
)  # fmt: skip
def test_days_are_read_in_every_shape_and_doubtful_ones_noted(cell, value, note):
    assert read_day(cell, today=TODAY) == (value, note)


@pytest.mark.parametrize(
    "cell", [2560, 2560.0, 300660, 42825.5, "2560", "31/2/2560", date(3103, 7, 31), True, time(3)]
)
def test_what_is_no_sure_day_is_unreadable(cell):
    with pytest.raises(Unreadable):
        read_day(cell, today=TODAY)


def test_house_numbers_stored_as_numbers_lose_their_decimals():
    assert [read_house(cell) for cell in (32.0, 32, "32.0", "๓๒/๑", "-", "")] == [
        "32", "32", "32", "32/1", "", "",
    ]  # fmt: skip


def test_a_house_number_that_excel_made_a_date_asks_for_text():
    with pytest.raises(Unreadable) as stopped:
        read_house(date(1932, 1, 1))

    assert str(stopped.value) == (
        "Excel เปลี่ยนบ้านเลขที่เป็นวันที่ไปแล้ว "
        "ให้พิมพ์ใหม่โดยใส่เครื่องหมาย ' นำหน้า เช่น '32/1 เพื่อให้ Excel เก็บเป็นข้อความ"
    )


def test_numbers_of_members_and_contracts_lose_the_decimals_excel_gives_them():
    assert [read_text(cell) for cell in (101.0, 7, "ก. ๑/๒๕๕๙ ", "-")] == [
        "101",
        "7",
        "ก. ๑/๒๕๕๙",
        "",
    ]


@pytest.mark.parametrize(
    ("cell", "a_month", "rate"),
    [
        (6, False, "6"), ("6%", False, "6"), ("ร้อยละ ๖ ต่อปี", False, "6"), (0.06, False, "6"),
        (1, True, "12"), ("1.25", True, "15"), (0.01, True, "12"), (0.5, True, "6"),
        ("1% ต่อเดือน", False, "12"), ("6 ต่อปี", True, "6"), (0, False, "0"),
        (7 / 12, True, "7"), ("0.5833", True, "6.9996"),
    ],
)  # fmt: skip
def test_rates_are_percent_a_year(cell, a_month, rate):
    assert read_rate(cell, a_month=a_month)[0] == Decimal(rate)


@pytest.mark.parametrize("cell", [150, -1, "หก", True, float("nan")])
def test_what_is_no_sure_rate_is_unreadable(cell):
    with pytest.raises(Unreadable):
        read_rate(cell, a_month=False)


def test_an_address_gives_its_house_number():
    rows = [["ผู้กู้", "ที่อยู่", "คงเหลือ"], ["นายชาลี จำลองสุข", "32/1 ม.3 ต.ปราสาท อ.ห้วยทับทัน", 100]]

    assert [row.house_number for row in read(xlsx(rows)).rows] == ["32/1"]


def test_what_was_understood_in_an_unusual_way_is_noted_on_the_row():
    rows = [HEADINGS, [1, "นายชาลี จำลองสุข", "31", 100, 0, "31/3/2018"]]

    assert [row.notes for row in read(text(rows), "a.csv").rows] == [
        ("F ครบกำหนด: พิมพ์เป็น ค.ศ. เข้าใจว่า ๓๑ มีนาคม ๒๕๖๑",)
    ]
