"""Debtor registers as funds keep them: the demo village's three, and what a row becomes."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from debts.registers import RegisterRow, UnreadableCell
from fundinst.errors import Refused
from fundinst.names import Name

from .register_files_made import HEADINGS, ods, read, text, workbook, xls, xlsx

VILLAGE = Path(__file__).parents[2] / "fundinst/fixtures/demo_village"
CHAI = [1, "นายชาลี จำลองสุข", "31", 12600, 1100, "31/03/2561"]
UDOM = [2, "นายอุดม ทดลองชัย", "40", 3000, 200, "31/03/2561"]


@pytest.mark.parametrize(
    ("file", "rows", "total", "own_total", "as_of"),
    [
        ("village_fund.xlsx", 13, 142_200, Decimal(142_200), date(2017, 6, 30)),
        ("savings_group.xlsx", 13, 220_600, None, None),
        ("kor_khor_khor_jor.csv", 10, 244_400, None, None),
    ],
)
def test_the_three_registers_of_the_village_are_read_whole(file, rows, total, own_total, as_of):
    register = read((VILLAGE / file).read_bytes(), file)

    assert (len(register.rows), register.total) == (rows, total)
    assert (register.own_total, register.as_of_in_title) == (own_total, as_of)
    assert (register.unreadable, register.notes) == ((), ())


def test_one_loan_is_read_with_everything_the_register_says():
    headings = [
        "เลขที่สมาชิก", "คำนำหน้า", "ชื่อ", "นามสกุล", "เลขที่บ้าน", "สัญญาเลขที่", "วันทำสัญญา", "วงเงินกู้",
        "อัตราดอกเบี้ยต่อเดือน", "เงินต้นคงเหลือ", "ดอกเบี้ยค้างเกิน 1 ปี", "ดอกเบี้ยค้างไม่เกิน 1 ปี", "ค่าปรับ",
        "ค่าธรรมเนียม", "รวมทั้งสิ้น", "กำหนดชำระ", "บัญชี", "ผู้ค้ำประกัน", "หมายเหตุ",
    ]  # fmt: skip
    loan = [
        101, "น.ส.", "วิไล", "นามสมมุติ", "๘๙/๑", "กทบ. ๑๓/๒๕๕๙", "๑ เม.ย. ๒๕๕๙", "20,000.-", "1%",
        13800, "๑,๐๐๐", 200.5, "50 บาท", "-", "15,050.50", date(2017, 3, 31), "บช.4",
        "1. นายชาลี จำลองสุข 2. นายอุดม ทดลองชัย", "ผ่อนผัน",
    ]  # fmt: skip

    assert read(xlsx([headings, loan])).rows == (
        RegisterRow(
            sheet="ลูกหนี้",
            row=2,
            name=Name("นางสาว", "วิไล", "นามสมมุติ"),
            house_number="89/1",
            loan_number="กทบ. ๑๓/๒๕๕๙",
            principal=Decimal("13800"),
            interest_over_year=Decimal("1000"),
            interest_under_year=Decimal("200.50"),
            penalty=Decimal("50"),
            fee=Decimal("0"),
            lent_on=date(2016, 4, 1),
            due_on=date(2017, 3, 31),
            original_principal=Decimal("20000"),
            rate_percent=Decimal("12"),
            account="บช.4",
            member_number="101",
            guarantors=("นายชาลี จำลองสุข", "นายอุดม ทดลองชัย"),
            remark="ผ่อนผัน",
            notes=(),
        ),
    )


def test_interest_whose_age_is_not_said_counts_as_under_a_year():
    row = read(xlsx([HEADINGS, CHAI])).rows[0]

    assert (row.interest_over_year, row.interest_under_year) == (0, 1100)
    assert row.total == 13700


def test_xls_ods_and_csv_give_the_rows_of_the_xlsx():
    rows = [
        ["ทะเบียนลูกหนี้"],
        HEADINGS,
        CHAI,
        [*UDOM[:5], date(2018, 3, 31)],
        ["", "รวม", "", 15600, 1300],
    ]
    plain = [[c if not isinstance(c, date) else "2018-03-31" for c in row] for row in rows]
    expected = read(xlsx(rows))

    for content, name in [(xls(rows), "a.xls"), (ods(rows), "a.ods"), (text(plain), "a.csv")]:
        register = read(content, name)
        sheet = "" if name == "a.csv" else "ลูกหนี้"
        assert [(r.sheet, r.row, r.name, r.total, r.due_on) for r in register.rows] == [
            (sheet, r.row, r.name, r.total, r.due_on) for r in expected.rows
        ]
        assert register.own_total == expected.own_total == Decimal(16900)


def test_a_row_that_cannot_be_read_says_where_what_and_why_and_the_others_are_read():
    register = read(xlsx([HEADINGS, [*CHAI[:3], "หมื่นสอง", 1100, "31/03/2561"], UDOM]))

    assert [row.row for row in register.rows] == [3]
    assert register.unreadable == (
        UnreadableCell(
            sheet="ลูกหนี้",
            row=2,
            column="D เงินต้นคงเหลือ",
            value="หมื่นสอง",
            reason="อ่านจำนวนเงิน “หมื่นสอง” ไม่ออก ให้พิมพ์เช่น 13,200 หรือ 13,200.50",
            columns=(3,),
            name=CHAI[1],
        ),
    )


def test_several_cells_in_trouble_are_one_entry_that_tells_of_all():
    register = read(xlsx([HEADINGS, [1, "นายชาลี จำลองสุข", "31", -5, "x", "31/02/2561"]]))

    assert [cell.column for cell in register.unreadable] == ["D เงินต้นคงเหลือ"]
    assert register.unreadable[0].reason.count(" · ") == 2


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ([1, "", "31", 12600, 0, ""], "B ชื่อ-สกุล"),
        ([1, "=HYPERLINK(1)", "31", 12600, 0, ""], "B ชื่อ-สกุล"),
        ([1, "@SUM ก", "31", 12600, 0, ""], "B ชื่อ-สกุล"),
        ([1, "ก" * 201, "31", 12600, 0, ""], "B ชื่อ-สกุล"),
        ([1, "นายชา\u202eลี จำลองสุข", "31", 12600, 0, ""], "B ชื่อ-สกุล"),
        ([1, 500, "31", 12600, 0, ""], "B ชื่อ-สกุล"),
        ([1, "นายชาลี จำลองสุข", date(1932, 1, 1), 12600, 0, ""], "C บ้านเลขที่"),
        ([1, "นายชาลี จำลองสุข", 31.5, 12600, 0, ""], "C บ้านเลขที่"),
        ([1, "นายชาลี จำลองสุข", "31", "", "", "31/03/2561"], "D เงินต้นคงเหลือ"),
        ([1, "นายชาลี จำลองสุข", "31", -1, 0, ""], "D เงินต้นคงเหลือ"),
        ([1, "นายชาลี จำลองสุข", "31", 1_000_000_001, 0, ""], "D เงินต้นคงเหลือ"),
        ([1, "นายชาลี จำลองสุข", "31", 0.123, 0, ""], "D เงินต้นคงเหลือ"),
        ([1, "นายชาลี จำลองสุข", "31", date(2017, 1, 1), 0, ""], "D เงินต้นคงเหลือ"),
        ([1, "นายชาลี จำลองสุข", "31", 12600, "#REF!", ""], "E ดอกเบี้ยค้าง"),
        ([1, "นายชาลี จำลองสุข", "31", 12600, 0, "31/02/2561"], "F ครบกำหนด"),
    ],
)
def test_what_may_not_be_stored_stops_its_row(row, column):
    quoted = [f"'{cell}" if str(cell).startswith("=") else cell for cell in row]
    content = xlsx([HEADINGS, row]) if quoted == row else text([HEADINGS, row])
    register = read(content, "a.xlsx" if quoted == row else "a.csv")

    assert (register.rows, [cell.column for cell in register.unreadable]) == ((), [column])


def test_a_debt_of_nothing_is_a_row_and_not_an_error():
    register = read(xlsx([HEADINGS, [1, "นายชาลี จำลองสุข", "31", "-", 0, ""]]))

    assert [row.total for row in register.rows] == [Decimal("0.00")]
    assert register.unreadable == ()


def test_the_same_row_twice_is_told_and_two_loans_of_one_person_are_read():
    other = [*CHAI[:3], 9000, 100, "31/03/2561"]
    register = read(xlsx([HEADINGS, CHAI, other, [3, *CHAI[1:]]]))

    assert [row.principal for row in register.rows] == [12600, 9000]
    assert [(cell.row, cell.reason.split(" ทุกช่อง")[0]) for cell in register.unreadable] == [
        (4, "แถวนี้ซ้ำกับแถวที่ 2")
    ]


def test_the_same_row_under_two_member_numbers_is_two_people():
    headings = ["เลขที่สมาชิก", *HEADINGS[1:]]

    assert len(read(xlsx([headings, CHAI, UDOM, [7, *CHAI[1:]]])).rows) == 3


def test_every_sheet_with_a_register_is_read_and_the_others_are_named():
    register = read(
        workbook({"บัญชี 1": [HEADINGS, CHAI], "บัญชี 2": [HEADINGS, UDOM], "รายชื่อ": [["กรรมการ"]]})
    )

    assert [(row.sheet, row.row) for row in register.rows] == [("บัญชี 1", 2), ("บัญชี 2", 2)]
    assert register.notes == ("ข้ามแผ่นงาน “รายชื่อ” เพราะไม่มีหัวตารางทะเบียนลูกหนี้",)


def test_a_file_without_a_usable_heading_is_refused_and_says_what_was_found():
    with pytest.raises(Refused) as stopped:
        read(xlsx([["บ้านเลขที่", "อายุ"], ["31", 60]]))

    (refusal,) = stopped.value.refusals
    assert refusal.code == "register_no_header"
    assert refusal.sentence.endswith("พบแต่ “บ้านเลขที่”, “อายุ”")
