"""Total rows, page totals, repeated headings, signatures: what is under the heading but no loan."""

from decimal import Decimal

import openpyxl
import pytest

from debts.registers.totals import Scope, total_scope

from .register_files_made import HEADINGS, TODAY, read, saved, text, xlsx

CHAI = [1, "นายชาลี จำลองสุข", "31", 12600, 1100, "31/03/2561"]
UDOM = [2, "นายอุดม ทดลองชัย", "40", 3000, 200, "31/03/2561"]


@pytest.mark.parametrize(
    ("label", "scope"),
    [
        ("รวม", Scope.PART),
        ("รวมเป็นเงิน", Scope.PART),
        ("รวม 13 ราย", Scope.PART),
        ("รวม  บัญชี ๑", Scope.PART),
        ("รวมทั้งสิ้น", Scope.ALL),
        ("ยอดรวมทั้งหมด (๑๓ ราย)", Scope.ALL),
        ("รวมหน้านี้", Scope.PAGE),
        ("ยอดยกไป", Scope.PAGE),
        ("ยอดยกมา", Scope.PAGE),
        ("รวมพร ใจดี", None),
        ("นางรวม ใจดี", None),
        ("รวมทรัพย์", None),
    ],
)
def test_total_rows_are_told_from_people_whose_name_begins_alike(label, scope):
    assert total_scope(label) == scope


def summary(*rows, content=None):
    register = read(content or xlsx([HEADINGS, *rows]))
    return len(register.rows), register.own_total, [cell.row for cell in register.unreadable]


@pytest.mark.parametrize(
    ("rows", "own_total"),
    [
        ([CHAI, UDOM, ["", "รวมทั้งสิ้น", "", 15600, 1300]], 16900),
        ([CHAI, UDOM, ["รวม", "", "", 15600, 1300]], 16900),
        ([CHAI, UDOM, ["", "", "รวม", "๑๕,๖๐๐", "1,300.-"]], 16900),
        ([CHAI, UDOM, ["", "รวมทั้งสิ้น", "", 15000, 1300]], 16300),
        ([CHAI, ["", "รวม", "", 12600, 1100], UDOM, ["", "รวม", "", 3000, 200]], 16900),
        ([CHAI, ["", "รวม", "", 12600, 1100], UDOM, ["", "รวม", "", 3000, 200],
          ["", "รวม", "", 15600, 1300]], 32400 - 15500),
        ([CHAI, ["", "รวมหน้านี้", "", 12600, 1100], ["", "ยอดยกมา", "", 12600, 1100], UDOM,
          ["", "รวมทั้งสิ้น", "", 15600, 1300]], 16900),
        ([CHAI, UDOM, ["", "", "", 15600, 1300]], 16900),
        ([CHAI, UDOM], None),
    ],
)  # fmt: skip
def test_total_rows_are_never_imported_and_give_the_files_own_total(rows, own_total):
    assert summary(*rows) == (2, own_total and Decimal(own_total), [])


def test_a_total_that_differs_from_the_rows_is_said_with_both_figures():
    register = read(xlsx([HEADINGS, CHAI, UDOM, ["", "รวม", "", 15000, 1300]]))

    assert register.notes == (
        "ยอดรวมที่เขียนไว้ในแฟ้มคือ 16,300 บาท แต่แถวที่อ่านได้รวมเป็น 16,900 บาท ต่างกัน 600 บาท "
        "ให้ตรวจกับทะเบียนของกองทุน",
    )


def test_a_total_of_principal_alone_is_compared_in_that_column_alone():
    right = read(xlsx([HEADINGS, CHAI, UDOM, ["", "รวม", "", 15600, ""]]))
    wrong = read(xlsx([HEADINGS, CHAI, UDOM, ["", "รวมทั้งสิ้น", "", 15000, ""]]))

    lacks = "แถว 4 เป็นแถวรวมที่ไม่มียอดรวมของ ดอกเบี้ยค้าง จึงเทียบได้เฉพาะ เงินต้นคงเหลือ"
    assert (right.own_total, right.unsaid, right.notes) == (16900, ("ดอกเบี้ยค้าง",), (lacks,))
    assert (wrong.own_total, wrong.total) == (16300, 16900)
    assert wrong.notes == (
        lacks,
        "แถว 4 เขียนยอดรวมของ เงินต้นคงเหลือ 15,000 บาท แต่บวกทุกแถวได้ 15,600 บาท",
    )


def test_a_total_row_without_any_sum_is_a_total_row_all_the_same():
    empty = read(xlsx([HEADINGS, CHAI, UDOM, ["", "รวม", "", "", ""]]))
    none = read(xlsx([HEADINGS, CHAI, UDOM]))

    assert (empty.own_total, empty.has_total_row) == (None, True)
    assert empty.notes == (
        "แถว 4 เป็นแถวรวมที่ไม่มียอดรวมของ เงินต้นคงเหลือ, ดอกเบี้ยค้าง จึงเทียบยอดทั้งหมดไม่ได้",
    )
    assert (none.own_total, none.has_total_row) == (None, False)


def test_sums_of_parts_that_lack_a_column_are_not_guessed():
    register = read(
        xlsx([HEADINGS, CHAI, ["", "รวม", "", 12600, ""], UDOM, ["", "รวม", "", 3000, 200]])
    )

    assert (register.own_total, register.has_total_row) == (None, True)


def test_a_row_whose_own_total_is_wrong_is_unreadable_with_both_figures():
    headings = ["ผู้กู้", "เงินต้นคงเหลือ", "ดอกเบี้ยค้าง", "รวม"]
    register = read(xlsx([headings, ["นายชาลี จำลองสุข", 12600, 1100, 13600]]))

    assert [(cell.column, cell.value) for cell in register.unreadable] == [("D รวม", "13600")]
    assert register.unreadable[0].reason == (
        "ยอดรวมในแถวคือ 13,600 แต่บวกช่องเงินในแถวนี้ได้ 13,700 ให้ตรวจตัวเลขแล้วแก้ช่องที่ผิด"
    )


def test_headings_repeated_on_each_page_blank_rows_and_signatures_are_passed_over():
    register = read(
        xlsx(
            [
                ["ทะเบียนลูกหนี้"], HEADINGS, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], CHAI, [],
                ["ทะเบียนลูกหนี้"], HEADINGS, UDOM, [3], ["", "", "", 0, 0],
                ["", "รวม", "", 15600, 1300],
                ["", "", "", "ลงชื่อ....................ผู้จัดทำ"], ["", "(นายชาลี จำลองสุข)"],
                ["", "นายอุดม ทดลองชัย"], ["", "ประธานกองทุน"],
            ]
        )
    )  # fmt: skip

    assert ([row.row for row in register.rows], register.own_total) == ([4, 8], 16900)
    assert [cell.row for cell in register.unreadable] == [12]
    assert register.notes == ("แผ่นงาน “ลูกหนี้” ข้ามแถว 13, 14, 15 เพราะไม่มียอดหนี้และไม่ใช่รายชื่อลูกหนี้",)


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "", 500, 0],
        ["", "ค้างอีก 500 บาท"],
        ["", "หมายเหตุ", "", "", "", "", 500],
        ["", "นายอุดม ทดลองชัย"],
        ["", "รวม", "40", 3000, 200],
    ],
)
def test_nothing_with_an_amount_or_a_debtors_name_is_dropped_silently(row):
    assert summary(CHAI, row) == (1, None, [3])


def test_a_name_merged_over_two_loans_belongs_to_both():
    rows = [HEADINGS, CHAI, ["", "", "", 500, 0, ""], ["", "", "", 700, 0, ""]]
    register = read(xlsx(rows, merges=["A2:A3", "B2:B3", "C2:C3"]))

    assert [(str(row.name), row.house_number, row.principal) for row in register.rows] == [
        ("นายชาลี จำลองสุข", "31", 12600),
        ("นายชาลี จำลองสุข", "31", 500),
    ]
    assert [cell.row for cell in register.unreadable] == [4]


def test_formulas_that_failed_or_were_never_computed_are_not_read_as_nothing():
    book = openpyxl.Workbook()
    for row in [
        HEADINGS,
        CHAI,
        [*UDOM[:3], "=1000*3", 200],
        [3, "นายคำ ลองดู", "5", 100, "#DIV/0!"],
    ]:
        book.active.append(row)
    book.active["E4"].data_type = "e"
    book.active.append(["", "รวม", "", "=SUM(D2:D4)", "=SUM(E2:E4)"])
    register = read(saved(book))

    assert [row.row for row in register.rows] == [2]
    assert [(c.row, c.column, c.value) for c in register.unreadable] == [
        (3, "D เงินต้นคงเหลือ", "สูตรที่ยังไม่มีผลคำนวณ"),
        (4, "E ดอกเบี้ยค้าง", "#DIV/0!"),
    ]
    assert register.own_total is None


def test_a_csv_row_with_a_comma_too_many_is_unreadable():
    content = text([HEADINGS, CHAI]) + "3,นายคำ ลองดู,5,16,100,0,30/9/2560\n".encode()
    register = read(content, "a.csv")

    assert ([row.row for row in register.rows], [c.row for c in register.unreadable]) == ([2], [3])
    assert register.rows[0].due_on < TODAY
