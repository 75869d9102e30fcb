"""A .csv comes back with one more field; an .xls or .ods as an .xlsx of its values."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from debts.registers.returning import changes_kind, returned_name
from tests.debts.register_files_made import HEADINGS, ods, text, xls
from tests.debts.returned_files import HEADING, REASON, given_back, read_again, said

GOOD = [1, "นางกองแก้ว ทดสอบไทย", "24", 9000, 800, "31/03/2560"]
BAD = [2, "นายชาลี จำลองสุข", "31", "หมื่นสอง", 1100, "31/03/2561"]
ROWS = [["ทะเบียนลูกหนี้"], HEADINGS, GOOD, BAD, ["", "รวม", "", 21600, 1900]]


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp874", ","), ("cp874", "\t")]
)
def test_a_text_file_keeps_its_encoding_separator_and_line_ends(encoding, separator):
    content = text(ROWS, separator, encoding)

    before = content.decode(encoding).split("\r\n")
    after = given_back(content, "a.csv").decode(encoding).split("\r\n")

    reason = f'"{REASON}"' if separator == "," else REASON
    assert after == [
        before[0],
        f"{before[1]}{separator}{HEADING}",
        before[2],
        f"{before[3]}{separator}{reason}",
        *before[4:],
    ]
    assert given_back(content, "a.csv")[:3] == content[:3]
    assert read_again(content, "a.csv") == said(content, "a.csv")


def test_a_file_all_in_quotes_gets_its_field_in_quotes_and_keeps_a_break_inside_one():
    rows = [HEADINGS, [2, "นายชาลี\nจำลองสุข", 'บ้าน "ใหญ่" 31', "x", "1", ""]]
    content = text(rows, quoting=1).replace(b"\r\n", b"\n").rstrip(b"\n")

    after = given_back(content, "a.csv").decode()

    assert after.startswith(content.decode().partition("\n")[0] + f',"{HEADING}"\n')
    assert after.endswith('"')
    assert after.count("\n") == content.decode().count("\n")
    assert read_again(content, "a.csv") == said(content, "a.csv")


def test_a_short_line_is_filled_up_so_that_the_reason_stands_under_its_heading():
    content = "ชื่อ-สกุล,บ้านเลขที่,เลขที่สัญญา,ยอดคงเหลือ\nนายชาลี จำลองสุข,31\n".encode()

    assert given_back(content, "a.csv").decode().splitlines() == [
        f"ชื่อ-สกุล,บ้านเลขที่,เลขที่สัญญา,ยอดคงเหลือ,{HEADING}",
        "นายชาลี จำลองสุข,31,,,ไม่มียอดหนี้ ให้ใส่ยอดคงเหลือ ถ้าไม่มีหนี้แล้วให้ใส่ 0",
    ]


def test_given_back_twice_a_mended_line_loses_its_reason():
    first = given_back(text(ROWS), "a.csv")
    mended = first.replace("หมื่นสอง".encode(), b"-5")
    done = first.replace("หมื่นสอง".encode(), b"12600", 1)

    line = given_back(mended, "a.csv").decode().splitlines()[3]
    assert line.startswith('2,นายชาลี จำลองสุข,31,-5,1100,31/03/2561,"จำนวนเงินติดลบไม่ได้')
    assert line.count(HEADING) == 0
    assert given_back(done, "a.csv").decode().splitlines()[3] == (
        "2,นายชาลี จำลองสุข,31,12600,1100,31/03/2561,"
    )


def test_signs_that_thai_windows_does_not_have_are_put_otherwise():
    rows = [HEADINGS, [2, "นายชาลี จำลองสุข", "31", -5, "x", ""]]

    after = given_back(text(rows, encoding="cp874"), "a.csv").decode("cp874")

    assert "13,200.50 - E ดอกเบี้ยค้าง “x” อ่านจำนวนเงิน" in after


@pytest.mark.parametrize("make", [xls, ods])
def test_an_old_or_open_document_comes_back_as_a_workbook_of_its_values(make):
    rows = [*ROWS[:2], [*GOOD[:5], date(2017, 3, 31)], *ROWS[3:]]
    name = "ทะเบียน.xls" if make is xls else "ทะเบียน.ods"
    content = make(rows)

    sheet = openpyxl.load_workbook(BytesIO(given_back(content, name)))["ลูกหนี้"]

    assert returned_name(name) == "ทะเบียน (ที่ต้องแก้).xlsx"
    assert [sheet.cell(row=row, column=7).value for row in range(1, 6)] == [
        None,
        HEADING,
        None,
        REASON,
        None,
    ]
    assert sheet["D4"].fill.fgColor.rgb == "FFFFC7CE"
    assert [cell.value for cell in sheet[3]][:5] == GOOD[:5]
    assert sheet["F3"].value.date() == date(2017, 3, 31)
    assert read_again(content, name) == said(content, name)


def test_a_returned_file_says_so_in_its_name_once():
    names = ["ทะเบียน.csv", "ทะเบียน (ที่ต้องแก้).csv", "ทะเบียน.XLSX", "a.xls"]

    assert [(returned_name(name), changes_kind(name)) for name in names] == [
        ("ทะเบียน (ที่ต้องแก้).csv", False),
        ("ทะเบียน (ที่ต้องแก้).csv", False),
        ("ทะเบียน (ที่ต้องแก้).XLSX", False),
        ("a (ที่ต้องแก้).xlsx", True),
    ]
