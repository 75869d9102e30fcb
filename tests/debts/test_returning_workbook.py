"""A user's own .xlsx comes back with coloured cells and reasons, and is otherwise as it was."""

from io import BytesIO

import openpyxl
import pytest

from debts.registers.headers import REASONS
from tests.debts.register_files_made import CELL_OF_TEXT, HEADINGS, archive, with_parts, xlsx
from tests.debts.returned_files import REASON, given_back, parts, read_again, rich_workbook, said

NAME = "ทะเบียน.xlsx"
SHEET = "xl/worksheets/sheet1.xml"
NO_NAME = "ไม่มีชื่อผู้กู้ ให้พิมพ์ชื่อและนามสกุลในช่องนี้ ถ้าเป็นแถวรวมให้พิมพ์คำว่า รวม"
RED = "FFFFC7CE"


@pytest.fixture(scope="module")
def rich():
    return rich_workbook()


@pytest.fixture(scope="module")
def returned(rich):
    return given_back(rich, NAME)


def loaded(content):
    return openpyxl.load_workbook(BytesIO(content))


def look(cell):
    """How a cell looks, what is behind it first."""
    return [
        repr(one) for one in (cell.fill, cell.font, cell.border, cell.alignment, cell.number_format)
    ]


def test_only_the_sheet_and_the_styles_are_other_parts_than_before(rich, returned):
    before, after = parts(rich), parts(returned)

    assert [*after] == [*before]
    assert [name for name in after if after[name] != before[name]] == [SHEET, "xl/styles.xml"]


def test_the_wrong_cells_are_coloured_and_the_reasons_stand_in_one_more_column(returned):
    sheet = loaded(returned)["ลูกหนี้ 2560"]

    assert [sheet.cell(row=row, column=7).value for row in range(1, 9)] == [
        None,
        None,
        REASONS,
        None,
        REASON,
        None,
        NO_NAME,
        None,
    ]
    coloured = [
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == RED
    ]
    assert coloured == ["D5", "C7"]
    assert sheet.dimensions == "A1:G8"
    assert sheet.column_dimensions["G"].width == 60


def test_a_coloured_cell_keeps_its_number_format_font_and_border(rich, returned):
    before, after = (loaded(file)["ลูกหนี้ 2560"]["D5"] for file in (rich, returned))

    assert before.fill.fill_type is None
    assert look(after)[1:] == look(before)[1:]


def test_every_other_cell_width_and_rule_of_the_sheet_is_as_it_was(rich, returned):
    before, after = (loaded(file) for file in (rich, returned))

    assert after.sheetnames == before.sheetnames
    assert after["เก่า"].sheet_state == "hidden"
    one, other = before["ลูกหนี้ 2560"], after["ลูกหนี้ 2560"]
    for row in one.iter_rows():
        for cell in row:
            same = other[cell.coordinate]
            assert (same.value, same.data_type) == (cell.value, cell.data_type)
            if cell.coordinate not in ("D5", "C7"):
                assert look(same) == look(cell)
    assert other["F5"].value == "=SUM(D5:E5)"
    assert other.merged_cells.ranges == one.merged_cells.ranges
    assert other.auto_filter.ref == "A3:F7"
    assert other.column_dimensions["A"].hidden
    assert other.column_dimensions["C"].width == other.column_dimensions["H"].width
    assert len(other.data_validations.dataValidation) == len(other.conditional_formatting) == 1
    assert other["C4"].comment.text == "มาจ่ายทุกเดือน"
    assert len(parts(returned)) == len(parts(rich))


def test_taken_in_again_it_says_what_it_said_before(rich):
    assert read_again(rich, NAME) == said(rich, NAME)


def test_given_back_twice_it_has_one_column_of_reasons_and_only_the_new_ones(rich, returned):
    book = loaded(returned)
    sheet = book["ลูกหนี้ 2560"]
    sheet["D5"] = 12600
    mended = BytesIO()
    book.save(mended)

    again = loaded(given_back(mended.getvalue(), NAME))["ลูกหนี้ 2560"]

    assert [again.cell(row=row, column=7).value for row in (3, 5, 7)] == [REASONS, None, NO_NAME]
    assert again.max_column == 7


def test_nothing_to_say_leaves_the_file_byte_for_byte():
    content = xlsx([HEADINGS, [1, "นายชาลี จำลองสุข", "31", 12600, 0, ""]])

    assert given_back(content, NAME) == content


def test_a_cell_inside_a_merged_one_is_coloured_where_it_is_seen():
    rows = [
        ["ชื่อ-สกุล", "บ้านเลขที่", "เงินต้นคงเหลือ"],
        ["@ชาลี จำลองสุข", "31", 100],
        ["", "31", 200],
    ]
    content = xlsx(rows, ["A2:A3"])

    sheet = loaded(given_back(content, NAME)).active

    assert sheet["A2"].fill.fgColor.rgb == RED
    assert [sheet["D2"].value is None, sheet["D3"].value is None] == [False, False]
    assert read_again(content, NAME) == said(content, NAME)


def test_an_empty_cell_in_a_sheet_without_references_is_coloured_too():
    """Some programs leave out where a cell stands: each follows the one before."""
    heading = "".join(CELL_OF_TEXT.format(text) for text in ("ชื่อ-สกุล", "บ้านเลขที่", "ยอดคงเหลือ"))
    row = CELL_OF_TEXT.format("นายชาลี จำลองสุข") + CELL_OF_TEXT.format("31")
    content = with_parts(
        xlsx([["x"]]),
        xl__worksheets__sheet1_dot_xml=(
            '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<x:sheetData><x:row>{heading}</x:row><x:row>{row}</x:row></x:sheetData></x:worksheet>"
        ),
    )

    sheet = loaded(given_back(content, NAME)).active

    assert sheet["C2"].fill.fgColor.rgb == RED
    assert [cell.value for cell in sheet[1]] == ["ชื่อ-สกุล", "บ้านเลขที่", "ยอดคงเหลือ", REASONS]
    assert sheet["D2"].value == "ไม่มียอดหนี้ ให้ใส่ยอดคงเหลือ ถ้าไม่มีหนี้แล้วให้ใส่ 0"
    assert read_again(content, NAME) == said(content, NAME)


def test_a_workbook_without_styles_still_gets_its_reasons():
    made = parts(xlsx([HEADINGS, [1, "นายชาลี จำลองสุข", "31", "หมื่นสอง", 0, ""]]))
    content = archive({name: part for name, part in made.items() if name != "xl/styles.xml"})

    sheet = parts(given_back(content, NAME))[SHEET].decode()

    assert REASON in sheet


def test_a_heading_in_two_lines_repeated_on_each_page_still_reads_the_same():
    heading = [["ชื่อ-สกุล", "บ้านเลขที่", "คงเหลือ", ""], ["", "", "เงินต้น", "ดอกเบี้ย"]]
    rows = [*heading, ["นายชาลี จำลองสุข", "31", "หมื่นสอง", 0]]
    content = xlsx([*rows, *heading, ["นางอุดม จำลองสุข", "", 3000, 0]], ["C1:D1"])

    sheet = loaded(given_back(content, NAME)).active

    assert [sheet.cell(row=row, column=5).value for row in range(1, 7)] == [
        None,
        REASONS,
        REASON,
        None,
        None,
        None,
    ]
    assert read_again(content, NAME) == said(content, NAME)
