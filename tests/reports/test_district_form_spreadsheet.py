"""The form as a workbook, read back with another library than the one that wrote it."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.district_form import COLUMNS
from reports.spreadsheet import form_xlsx
from tests.reports.papers import expected_table, make_form, make_row

WHOLE, WITH_SATANG = "[$-D000000]#,##0", "[$-D000000]#,##0.00"


def sheet_of(written: bytes, *, values: bool) -> Worksheet:
    return load_workbook(io.BytesIO(written), data_only=values).worksheets[0]


@pytest.fixture(scope="module")
def written() -> bytes:
    return form_xlsx(make_form())


def test_the_title_lines_and_the_printed_headings_stand_above_the_rows(written):
    sheet = sheet_of(written, values=True)

    assert tuple(sheet.cell(line, 1).value for line in (1, 2, 3)) == make_form().heading
    assert tuple(cell.value for cell in sheet[5]) == COLUMNS


def test_every_row_is_the_expected_one_with_real_numbers_and_house_numbers_as_text(written):
    sheet = sheet_of(written, values=False)

    rows = [[cell.value for cell in row] for row in sheet.iter_rows(6, 20)]
    assert rows == [
        [int(order), name, house, funds, int(debt), holder, int(new)]
        for order, name, house, funds, debt, holder, new in expected_table()[1:]
    ]
    assert {sheet.cell(line, 5).data_type for line in range(6, 21)} == {"n"}
    assert {sheet.cell(line, 3).data_type for line in range(6, 21)} == {"s"}


def test_the_totals_are_formulas_that_carry_their_values(written):
    formulas, values = sheet_of(written, values=False), sheet_of(written, values=True)
    cells = ("A21", "E21", "G21", "A23", "E23", "F23")

    assert [formulas[cell].value for cell in cells] == [
        "รวม ๑๕ ครัวเรือน",
        "=SUM(E6:E20)",
        "=SUM(G6:G20)",
        "ตรวจสอบ: หนี้เดิมรวม = วงเงินสัญญาใหม่ ผลต่าง (บาท)",
        "=E21-G21",
        '=IF(ROUND(E23,2)=0,"ตรงกัน","ไม่ตรงกัน")',
    ]
    assert [values[cell].value for cell in cells if cell[0] != "A"] == [607200, 607200, 0, "ตรงกัน"]


def test_a_difference_is_carried_to_the_satang():
    rows = (make_row(1, debt=Decimal("1000.10"), new_amount=Decimal("1000.30")),)
    values = sheet_of(form_xlsx(make_form(rows=rows)), values=True)

    assert [values[cell].value for cell in ("E7", "G7", "E9", "F9")] == [
        1000.1,
        1000.3,
        -0.2,
        "ไม่ตรงกัน",
    ]
    assert values["E6"].number_format == values["E7"].number_format == WITH_SATANG


def test_amounts_are_shown_in_thai_digits_in_the_government_s_face(written):
    sheet = sheet_of(written, values=False)

    assert {sheet[cell].number_format for cell in ("E6", "G20", "E21", "E23")} == {WHOLE}
    assert sheet["A6"].number_format == "[$-D000000]0"
    fonts = {(cell.font.name, cell.font.sz) for row in sheet.iter_rows(1, 21) for cell in row}
    assert fonts - {("Calibri", 11)} == {("TH SarabunPSK", 16)}


def test_it_prints_on_a4_across_with_the_header_on_every_page_and_page_numbers(written):
    sheet = sheet_of(written, values=False)
    page = sheet.page_setup

    assert (page.orientation, page.paperSize) == ("landscape", 9)  # 9 is A4
    # One page wide is the format's own default and not written; as many pages high as it takes.
    assert (page.fitToWidth, page.fitToHeight) == (None, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$5:$5", "A6")
    assert sheet.oddFooter.center.text == "หน้า &P จาก &N"
    assert sheet.print_area == "'แบบรายงาน'!$A$1:$G$28"


def test_three_sign_side_by_side_and_unknown_names_are_dotted_lines(written):
    sheet = sheet_of(written, values=True)
    dots = "." * 34

    assert [[sheet.cell(line, column).value for column in (1, 3, 6)] for line in (26, 27, 28)] == [
        [f"ลงชื่อ{dots}ผู้จัดทำ", f"ลงชื่อ{dots}ผู้ตรวจสอบ", f"ลงชื่อ{dots}ผู้รับรอง"],
        [f"({dots})", "(นางกองแก้ว ทดสอบไทย)", f"({dots})"],
        [f"ตำแหน่ง {dots}", "ตำแหน่ง ประธานกรรมการสถาบัน", "ตำแหน่ง พัฒนาการอำเภอห้วยทับทัน"],
    ]


@pytest.mark.parametrize("sign", list("=+-@\t＝＋－＠"))
def test_no_text_of_the_form_becomes_a_formula(sign):
    text = f'{sign}HYPERLINK("http://127.0.0.1")'
    row = make_row(1, name=text, house_number=text, funds=(text,), receiving_fund=text)
    form = make_form(rows=(row,), institution=text, place="")
    sheet = sheet_of(form_xlsx(form), values=False)

    formulas = {c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"}
    assert formulas == {"E7", "G7", "E9", "F9"}
    assert {sheet[cell].value[:2] for cell in ("B6", "C6", "D6", "F6")} == {f"'{sign}"}


def test_the_same_form_gives_the_same_bytes_and_names_no_person(written):
    book = load_workbook(io.BytesIO(written))

    assert form_xlsx(make_form()) == written
    assert (book.properties.creator or "", book.properties.lastModifiedBy or "") == ("", "")
    assert form_xlsx(replace(make_form(), fiscal_year=2561)) != written


def test_a_form_without_rows_or_signatures_is_still_a_workbook():
    values = sheet_of(form_xlsx(make_form(rows=(), signatures=())), values=True)

    assert [values[cell].value for cell in ("A6", "E6", "F8")] == ["รวม ๐ ครัวเรือน", 0, "ตรงกัน"]
