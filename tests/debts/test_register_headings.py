"""Headings of registers: where they stand, what they mean, and when the file is refused instead."""

from decimal import Decimal

import pytest

from debts.registers.columns import Meaning, meaning_of
from fundinst.errors import Refused
from fundinst.names import Name

from .register_files_made import read, text, xlsx

M = Meaning
CHAI = "นายชาลี จำลองสุข"


@pytest.mark.parametrize(
    ("meaning", "headings"),
    [
        (M.SEQUENCE, "ที่|ลำดับ|ลำดับที่|ลำดับ\nที่|No."),
        (M.MEMBER_NUMBER, "เลขที่สมาชิก|รหัสสมาชิก|เลขทะเบียนสมาชิก"),
        (M.NAME, "ชื่อ-สกุล|ชื่อ - นามสกุล|ชื่อสมาชิก|ผู้กู้|ลูกหนี้|หัวหน้าครัวเรือน/ผู้กู้|ชื่อ–สกุล ผู้กู้|รายชื่อลูกหนี้"),
        (M.HOUSE, "บ้านเลขที่|เลขบ้าน|เลขที่บ้าน|บ.เลขที่|บ้าน เลขที่"),
        (M.LOAN_NUMBER, "เลขที่สัญญา|สัญญาเลขที่|เลขสัญญา|สัญญากู้เลขที่"),
        (M.PRINCIPAL, "เงินต้นคงเหลือ|เงินต้นค้าง|เงินต้นค้างชำระ (บาท)|ต้นเงินคงเหลือ|ยอดเงินต้นคงเหลือ"),
        (M.BALANCE, "ยอดเงินกู้คงเหลือ|ยอดคงเหลือ|คงเหลือ|หนี้คงเหลือ|จำนวนเงินยืมคงเหลือ(บาท)|ยอดหนี้"),
        (M.BALANCE, "คงเหลือ ณ 30 มิ.ย. 60|คงเหลือ ณ วันที่ ๓๐ มิถุนายน ๒๕๖๐|ยอดหนี้ ปี 2560"),
        (M.BALANCE, "คงเหลือ 30/6/2560|เงินกู้ค้างชำระ"),
        (M.TOTAL_DEBT, "หนี้รวม|รวมเงินต้นและดอกเบี้ย|เงินต้น+ดอกเบี้ย|หนี้คงเหลือทั้งหมด"),
        (M.TOTAL, "รวม|รวม(บาท)|รวมเป็นเงิน|รวมทั้งสิ้น|ยอดรวม"),
        (M.ORIGINAL, "จำนวนเงินกู้|เงินกู้|วงเงินกู้|จำนวนเงินที่กู้|จำนวนเงินกู้ตามสัญญา"),
        (M.INTEREST, "ดอกเบี้ย|ดอกเบี้ยค้าง|ดอกเบี้ยค้างชำระ|ด/บ ค้าง|ดอกเบี้ยเกินกำหนด"),
        (M.INTEREST_OVER, "ดอกเบี้ยค้างเกิน 1 ปี|ดอกเบี้ยค้าง (เกิน ๑ ปี)|ดอกเบี้ยค้างตั้งแต่ 1 ปีขึ้นไป"),
        (M.INTEREST_UNDER, "ดอกเบี้ยค้างไม่เกิน 1 ปี|ดอกเบี้ยค้างไม่ถึง 1 ปี"),
        (M.PENALTY, "ค่าปรับ|เบี้ยปรับค้างชำระ"),
        (M.FEE, "ค่าธรรมเนียม|ค่าธรรมเนียมค้าง"),
        (M.LENT, "วันที่กู้|วันทำสัญญา|ว/ด/ป ที่กู้|วัน เดือน ปี ที่กู้"),
        (M.DUE, "ครบกำหนด|วันครบกำหนด|กำหนดส่งคืน|กำหนดชำระ|วันที่ครบกำหนดชำระ"),
        (M.RATE, "อัตราดอกเบี้ย|อัตราดอกเบี้ย (%)|ร้อยละต่อปี"),
        (M.RATE_A_MONTH, "อัตราดอกเบี้ยต่อเดือน|ร้อยละ/เดือน"),
        (M.GUARANTOR, "ผู้ค้ำประกัน|ผู้ค้ำประกันคนที่ 1|ชื่อผู้ค้ำ"),
        (M.ACCOUNT, "บัญชี|บัญชีที่"),
        (M.REMARK, "หมายเหตุ"),
        (M.PAID, "ชำระแล้ว|ส่งเงินต้น|เงินต้นที่ชำระแล้ว|ชำระดอกเบี้ย"),
        (M.OTHER_MONEY, "เงินฝากคงเหลือ|หุ้นคงเหลือ|ยอดยกมา|หนี้เกินกำหนด"),
        (M.MIXED, "ดอกเบี้ยและค่าปรับ|ดอกเบี้ย/ค่าธรรมเนียม|เงินต้นคงเหลือ สต."),
        (None, "อายุ|เลขประจำตัวประชาชน|ชื่อกองทุน|วัตถุประสงค์|นายชาลี จำลองสุข|ทะเบียนลูกหนี้"),
    ],
)  # fmt: skip
def test_headings_funds_write_are_understood(meaning, headings):
    assert {heading: meaning_of(heading) for heading in headings.split("|")} == dict.fromkeys(
        headings.split("|"), meaning
    )


def amounts(*rows, merges=()):
    register = read(xlsx(rows, merges))
    assert register.unreadable == ()
    return [(str(row.name), row.principal, row.interest_under_year) for row in register.rows]


def test_a_heading_in_two_lines_with_merged_groups_is_read_together():
    assert amounts(
        ["ทะเบียนลูกหนี้กองทุนหมู่บ้าน", "", "", "", "", ""],
        ["ที่", "ชื่อ-สกุล", "ชำระแล้ว", "", "คงเหลือ", ""],
        ["", "", "เงินต้น", "ดอกเบี้ย", "เงินต้น", "ดอกเบี้ย"],
        [1, CHAI, 1, 2, 12600, 1100],
        merges=["A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"],
    ) == [(CHAI, 12600, 1100)]


def test_a_heading_in_two_lines_of_a_csv_is_read_together():
    rows = [["ที่", "ชื่อ", "เงินต้น", "ดอกเบี้ย"], ["", "สกุล", "คงเหลือ", "ค้าง"], [1, CHAI, 12600, 1100]]

    assert [row.total for row in read(text(rows), "a.csv").rows] == [13700]


def test_a_group_heading_above_the_names_line_is_part_of_the_heading():
    assert amounts(
        ["ลูกหนี้กองทุน", "", "", ""],
        ["", "", "หนี้ค้างชำระ", ""],
        ["ที่", "ชื่อ-สกุล", "เงินต้น", "ดอกเบี้ย"],
        [1, CHAI, 12600, 1100],
        merges=["A1:D1", "C2:D2"],
    ) == [(CHAI, 12600, 1100)]


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (["ชื่อ-สกุล", "", "", "คงเหลือ"], ["นาย", "ชาลี", "จำลองสุข", 12600]),
        (["คำนำหน้า", "ชื่อ", "สกุล", "คงเหลือ"], ["นาย", "ชาลี", "จำลองสุข", 12600]),
        (["ชื่อ", "นามสกุล", "", "คงเหลือ"], ["นายชาลี", "จำลองสุข", "", 12600]),
        (["คำนำหน้า", "ชื่อ-สกุล", "", "คงเหลือ"], ["นาย", "ชาลี จำลองสุข", "", 12600]),
        (["ผู้กู้", "หัวหน้าครัวเรือน", "", "คงเหลือ"], ["นายชาลี จำลองสุข", "นายอุดม", "", 12600]),
    ],
)
def test_a_name_stands_in_one_column_or_two_or_three(headings, cells):
    register = read(xlsx([headings, cells]))

    assert [(row.name, row.principal) for row in register.rows] == [
        (Name("นาย", "ชาลี", "จำลองสุข"), 12600)
    ]


@pytest.mark.parametrize(
    ("headings", "figures", "principal", "interest", "original"),
    [
        ("จำนวนเงินกู้|คงเหลือ", (20000, 9000), 9000, 0, 20000),
        ("เงินต้น|ชำระแล้ว|คงเหลือ", (20000, 11000, 9000), 9000, 0, 20000),
        ("เงินต้น|ดอกเบี้ย|คงเหลือ", (9000, 500, 9500), 9000, 500, None),
        ("คงเหลือ|ดอกเบี้ยค้าง", (9000, 500), 9000, 500, None),
        ("ดอกเบี้ยค้าง|รวม", (500, 9500), 9000, 500, None),
        ("เงินต้นคงเหลือ|ดอกเบี้ยค้าง|หนี้คงเหลือ", (9000, 500, 9500), 9000, 500, None),
        ("ยอดหนี้คงเหลือ", (9000,), 9000, 0, None),
        ("เงินต้น|เงินต้นคงเหลือ|เงินฝาก", (20000, 9000, 70), 9000, 0, 20000),
    ],
)
def test_which_column_is_the_balance_depends_on_its_neighbours(
    headings, figures, principal, interest, original
):
    (row,) = read(xlsx([["ผู้กู้", *headings.split("|")], [CHAI, *figures]])).rows

    assert (row.principal, row.interest_under_year) == (principal, interest)
    assert row.original_principal == original


@pytest.mark.parametrize(
    ("headings", "code", "named"),
    [
        ("จำนวนเงินกู้", "register_no_balance", "B “จำนวนเงินกู้”"),
        ("จำนวนเงิน", "register_no_balance", "B “จำนวนเงิน”"),
        ("เงินกู้|ดอกเบี้ย|รวม", "register_no_balance", "B “เงินกู้”, D “รวม”"),
        ("หนี้กองทุนหมู่บ้าน ก|หนี้ออมทรัพย์|รวม", "register_no_balance", "D “รวม”"),
        ("เงินกู้สามัญคงเหลือ|เงินกู้ฉุกเฉินคงเหลือ", "register_two_columns", "B “เงินกู้สามัญคงเหลือ”"),
        ("เงินต้น|ชำระแล้ว", "register_no_balance", "B “เงินต้น”"),
        ("คงเหลือ|ยอดหนี้", "register_two_columns", "B “คงเหลือ” กับคอลัมน์ C “ยอดหนี้”"),
        ("คงเหลือ|ดอกเบี้ย|ดอกเบี้ยค้าง", "register_two_columns", "C “ดอกเบี้ย” กับคอลัมน์ D “ดอกเบี้ยค้าง”"),
        ("คงเหลือ|เลขบ้าน|บ้านเลขที่", "register_two_columns", "C “เลขบ้าน” กับคอลัมน์ D “บ้านเลขที่”"),
        ("คงเหลือ|ดอกเบี้ยและค่าปรับ", "register_mixed_column", "C “ดอกเบี้ยและค่าปรับ”"),
    ],
)  # fmt: skip
def test_an_unclear_balance_refuses_the_file_and_names_the_columns(headings, code, named):
    with pytest.raises(Refused) as stopped:
        read(xlsx([["ผู้กู้", *headings.split("|")], [CHAI, 1, 2, 3]]))

    assert [refusal.code for refusal in stopped.value.refusals] == [code]
    assert stopped.value.refusals[0].sentence.count(named) == 1


def test_two_different_headings_in_one_sheet_refuse_the_file():
    swapped = [["ผู้กู้", "คงเหลือ", "ดอกเบี้ย"], [CHAI, 1, 2], ["ผู้กู้", "ดอกเบี้ย", "คงเหลือ"], [CHAI, 3, 4]]

    with pytest.raises(Refused) as stopped:
        read(xlsx(swapped))

    assert [refusal.code for refusal in stopped.value.refusals] == ["register_two_headings"]


def test_the_preview_says_how_each_column_is_read_and_which_are_not_used():
    register = read(xlsx([["ที่", "ผู้กู้", "อายุ", "เงินฝาก", "หนี้คงเหลือ"], [1, CHAI, 60, 500, 9000]]))

    assert register.columns == (
        ("ที่", "ลำดับที่"),
        ("ผู้กู้", "ชื่อ-สกุล"),
        ("อายุ", "ไม่ใช้"),
        ("เงินฝาก", "ไม่ใช้"),
        ("หนี้คงเหลือ", "เงินต้นคงเหลือ"),
    )
    assert register.notes == ("คอลัมน์ที่ไม่ได้ใช้ของแผ่นงาน “ลูกหนี้”: อายุ, เงินฝาก",)
    assert register.total == Decimal(9000)
