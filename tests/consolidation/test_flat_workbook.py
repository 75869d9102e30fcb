"""The quick writer's workbooks say, to other programs, what XlsxWriter's say."""

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from python_calamine import load_workbook

from consolidation.flat_workbook import FlatSheet, widths_of, write_workbook

HEADINGS = ["บ้านเลขที่", "หัวหน้าครัวเรือน", "หนี้ (บาท)", "คน"]
ROWS: list[list[Any]] = [
    ["32/1", "นายทดสอบ <b>&amp; \"ลูก\" 'หลาน'", Decimal("1234567.89"), 3],
    ["'=1+1", "  สองช่องว่าง  ", Decimal("0.00"), 0],
    ["-", "สอง\nบรรทัด\tมีแท็บ", Decimal("0.10"), -1],
    ["", "ควบคุม \x01 กับ _x0041_ และ _x", Decimal("999999999999.99"), 10**6],
    ["<r>ทดสอบ</r>", "https://example.org/?a=1&b=2", Decimal(5), 1],
]


def made(rows: list[list[Any]] = ROWS, title: str = "ครัว'เรือน & บ้าน") -> bytes:
    file = io.BytesIO()
    widths = [max(len(one), 5) for one in HEADINGS]
    origin = [("รายการ", "ครัวเรือน"), ("ทำโดย", "นางทดสอบ")]
    write_workbook(
        [
            FlatSheet(title, rows, len(rows), widths, HEADINGS),
            FlatSheet("ที่มาของแฟ้ม", origin, 2, widths_of(origin)),
        ],
        file,
    )
    return file.getvalue()


def by_xlsxwriter() -> bytes:
    file = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(file, plain) as book:
        sheet, baht = book.add_worksheet("ก"), book.add_format({"num_format": "#,##0.00"})
        sheet.write_row(0, 0, HEADINGS, book.add_format({"bold": True}))
        sheet.autofilter(0, 0, len(ROWS), len(HEADINGS) - 1)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(ROWS, 1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    # A text between <r> marks would be taken over as XML; ours is a text.
                    sheet.write_string(line, column, value.replace("<r>", "&r>"))
                else:
                    sheet.write_number(line, column, value, baht if column == 2 else None)
    return file.getvalue()


def cells(content: bytes) -> list[list[tuple[object, ...]]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [
        [
            (
                str(cell.value or "").replace("&r>", "<r>"),
                cell.data_type,
                cell.number_format,
                cell.font.b,
            )
            for cell in row
        ]
        for row in sheet.iter_rows()
    ]


def test_every_cell_is_as_xlsxwriter_would_have_written_it():
    assert cells(made()) == cells(by_xlsxwriter())


def test_no_text_becomes_a_formula_or_a_link():
    sheet = openpyxl.load_workbook(io.BytesIO(made([["=1+1", "@x", Decimal(1), 1]]))).worksheets[0]

    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "n"]
    assert [cell.hyperlink for cell in sheet[2]] == [None] * 4


def test_another_reader_finds_the_same_values_and_the_titles():
    book = load_workbook(io.BytesIO(made()))

    assert book.sheet_names == ["ครัว'เรือน & บ้าน", "ที่มาของแฟ้ม"]
    first, *rows = book.get_sheet_by_index(0).to_python()
    assert first == HEADINGS
    assert [row[2:] for row in rows] == [[float(row[2]), float(row[3])] for row in ROWS]
    assert [row[1] for row in rows[:3]] == [row[1] for row in ROWS[:3]]
    assert book.get_sheet_by_index(1).to_python()[1] == ["ทำโดย", "นางทดสอบ"]


def test_the_headings_stay_in_sight_and_filter_the_rows():
    book = openpyxl.load_workbook(io.BytesIO(made()))
    sheet, origin = book.worksheets

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D6")
    assert (origin.freeze_panes, origin.auto_filter.ref) == (None, None)
    assert [cell.font.b for cell in origin[1]] == [True, False]
    assert [round(sheet.column_dimensions[one].width, 2) for one in "ABCD"] == [
        len(heading) + 2.71 if len(heading) > 5 else 7.71 for heading in HEADINGS
    ]


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1001])
def test_no_row_is_lost_between_two_pieces(count):
    rows = [[str(row), "ชื่อ", Decimal(row), row] for row in range(count)]

    read = load_workbook(io.BytesIO(made(rows))).get_sheet_by_index(0).to_python()

    assert [row[3] for row in read[1:]] == [*range(count)]
