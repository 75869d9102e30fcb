"""A block copied in Excel or LibreOffice lands in cells."""

import pytest
from playwright.sync_api import expect

from tests.builders import make_loan
from tests.debts.browser.desk import HOUSE, SAVINGS, VILLAGE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# As Excel leaves it: \r\n between rows, a cell with a line break in quotes, a head of its own.
EXCEL = (
    "ลำดับ\tบ้านเลขที่\tชื่อ-สกุล\tกข.คจ.\tกองทุนหมู่บ้าน (บาท)\tรวม\r\n"
    "1\t๓๒/๑\tนางดี ลองทำ\t๕,๐๐๐\t4,200 บาท\t9200\r\n"
    '2\t32/2\t"นายสอง\nลองทำ"\t-\t8900.-\t8900\r\n'
    "3\t32/3\tนางสาม ลองทำ\t\t1000.50\t1000.5\r\n"
)
EXCEL_HTML = "<table><tr><td>ลำดับ</td></tr></table>"
# As LibreOffice leaves it: \n between rows, no head.
LIBREOFFICE = "7\tนายเจ็ด ลองทำ\t700\t๗๐\t\n8\tนางแปด ลองทำ\t\t80 บาท\t8\n"


def test_a_sheet_with_heads_lands_by_its_heads_and_rows_are_added(desk, books):
    desk.open()
    desk.cell(0, HOUSE).focus()
    desk.paste(EXCEL, EXCEL_HTML)
    desk.is_saved(0, 1, 2)
    desk.page.click(".grid-more")
    desk.paste(LIBREOFFICE)
    desk.is_saved(3, 4)

    assert desk.said() == "วางแล้ว 2 แถว · เพิ่มแถวใหม่ 1 แถว เลิกทำทั้งหมดที่วาง"
    assert sorted(desk.texts()) == sorted(books())
    assert sorted(books()) == [
        ["32/1", "นางดี ลองทำ", "4,200", "", "5,000"],
        ["32/2", "นายสอง ลองทำ", "8,900", "", ""],
        ["32/3", "นางสาม ลองทำ", "1,000.50", "", ""],
        ["7", "นายเจ็ด ลองทำ", "700", "70", ""],
        ["8", "นางแปด ลองทำ", "", "80", "8"],
    ]


def test_cells_that_cannot_be_changed_are_left_and_named(
    desk, three_households, savings_group, books
):
    make_loan(three_households[1], savings_group, 5)
    desk.open()
    desk.cell(0, VILLAGE).focus()
    desk.paste("1\t2\n3\t4\n5\t6\t7\t8\n")
    desk.is_saved(0, 1, 2)

    assert desk.said() == (
        "วางแล้ว 3 แถว · ข้ามช่องที่ต้องแก้ใน “รายละเอียด” 1 ช่อง: กลุ่มออมทรัพย์เพื่อการผลิต แถว 2"
        " · ข้อมูลเกินช่องของตาราง 1 ช่อง ไม่ได้วาง เลิกทำทั้งหมดที่วาง"
    )
    assert [row[2:] for row in books()] == [["1", "2", ""], ["3", "205", ""], ["5", "6", "7"]]


def test_one_press_takes_the_whole_block_back_also_after_the_page_was_opened_anew(desk, books):
    for opened_anew in (False, True):
        desk.open()
        desk.cell(0, HOUSE).focus()
        desk.paste(LIBREOFFICE)
        desk.is_saved(0, 1)
        if opened_anew:
            desk.open()
            desk.page.click("#grid-fresh summary")
            desk.page.click("text=เลิกทำทั้ง 2 แถว")
        else:
            desk.page.click(".grid-said button")
        expect(desk.page.get_by_text("เลิกทำแล้ว: วาง 2 แถว")).to_be_visible()
        assert (desk.texts(), books()) == ([], [])


def test_one_copied_cell_is_pasted_by_the_browser_and_ctrl_z_takes_it_back(desk, three_households):
    desk.open()
    desk.cell(0, SAVINGS).select_text()
    desk.paste("๔,๒๐๐ บาท\r\n")
    pasted = desk.cell(0, SAVINGS).input_value()
    desk.press("Control+z")

    assert (pasted, desk.cell(0, SAVINGS).input_value()) == ("๔,๒๐๐ บาท", "100")
