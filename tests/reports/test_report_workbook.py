"""A report as a workbook and as csv, read back with another library than the one that wrote it."""

import csv
import io
import re
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheet import Column, Kind, Line, LineKind
from reports.sheet_csv import report_csv
from reports.sheet_workbook import report_xlsx, tab_name
from tests.reports.sheets import CERTIFICATE, amount, make_report, make_sheet

SUBTOTAL = re.compile(r"=SUBTOTAL\(9,([A-Z]+[0-9]+:[A-Z]+[0-9]+)\)")


def tabs(report, *, values: bool) -> list[Worksheet]:
    return load_workbook(io.BytesIO(report_xlsx(report)), data_only=values).worksheets


def added(tab: Worksheet, formula: str) -> Decimal:
    """What SUBTOTAL(9, …) comes to: the numbers of its range that are no such sums themselves."""
    found = SUBTOTAL.fullmatch(formula)
    assert found, formula
    left, top, right, bottom = range_boundaries(found[1])
    cells = [cell for row in tab.iter_rows(top, bottom, left, right) for cell in row]
    numbers = [cell.value for cell in cells if cell.data_type == "n" and cell.value]
    return sum((Decimal(str(number)) for number in numbers), Decimal(0))


def test_every_sum_is_a_formula_that_comes_to_the_value_it_carries():
    (tab,), (read,) = tabs(make_report(9), values=False), tabs(make_report(9), values=True)
    formulas = [cell for row in tab.iter_rows() for cell in row if cell.data_type == "f"]

    assert len(formulas) == 8  # baht and contracts of two institutions, their tambon and all
    for cell in formulas:
        assert added(tab, cell.value) == Decimal(str(read[cell.coordinate].value))
    assert formulas[-2].value.startswith("=SUBTOTAL(9,E")
    assert Decimal(str(read[formulas[-2].coordinate].value)) == sum(map(amount, range(1, 10)))


def test_a_figure_that_is_not_the_sum_of_its_rows_stands_as_a_number():
    (tab,) = tabs(make_report(4), values=False)
    percents = [row[6] for row in tab.iter_rows(6) if row[6].value == 12.5]

    assert {cell.data_type for cell in percents} == {"n"}
    assert len(percents) == 4 + 4


def test_the_rows_are_real_numbers_and_days_with_the_columns_that_paper_leaves_out():
    (tab,) = tabs(make_report(2), values=True)
    header, row = [cell.value for cell in tab[5]], [cell.value for cell in tab[7]]

    assert header[-1] == "สถาบัน"
    assert (row[0], row[2], row[4], row[7]) == (1, "1/1", 1013.25, "บ้านทดลอง")
    assert row[3].date().isoformat() == "2017-06-30"
    assert tab["E7"].number_format == "[$-D000000]#,##0.00"
    assert tab["E7"].font.name == "TH SarabunPSK" and tab["E7"].font.sz == 16


def test_it_prints_on_a4_with_its_header_on_every_page_and_its_mark_above():
    upright = make_sheet(name="สรุป", landscape=False)
    draft = tabs(make_report(sheets=(make_sheet(), upright)), values=False)
    certified = tabs(make_report(certificate=CERTIFICATE), values=False)

    assert [tab.page_setup.orientation for tab in draft] == ["landscape", "portrait"]
    assert [tab.page_setup.paperSize for tab in draft] == [9, 9]
    assert [tab.print_title_rows for tab in draft] == ["$5:$5", "$5:$5"]
    assert [tab.freeze_panes for tab in draft] == ["A6", "A6"]
    assert "ร่าง – ยังไม่รับรอง" in draft[0].oddHeader.right.text
    assert "รหัสตรวจ ๑๒๓๔-๕๖๗๘-๙๐๑๒" in certified[0].oddHeader.right.text
    assert "หน้า &P จาก &N" in draft[0].oddFooter.center.text


def test_the_signatures_stand_under_the_last_tab_alone():
    first, last = tabs(make_report(sheets=(make_sheet(), make_sheet())), values=True)

    def signs(tab):
        return [cell.value for (cell,) in tab.iter_rows(max_col=1) if "ลงชื่อ" in str(cell.value)]

    assert (len(signs(first)), len(signs(last))) == (0, 2)


def test_a_tab_is_named_as_excel_takes_it():
    assert tab_name("อำเภอ: ก/ข?", []) == "อำเภอ- ก-ข-"
    assert tab_name("ทะเบียน", ["ทะเบียน", "ทะเบียน 2"]) == "ทะเบียน 3"
    assert len(tab_name("ก" * 40, ["ก" * 31])) == 31


def test_the_same_report_gives_the_same_bytes():
    assert report_xlsx(make_report()) == report_xlsx(make_report())


def rows_of(report) -> list[list[str]]:
    return [*csv.reader(io.StringIO(report_csv(report).decode("utf-8-sig")))]


def test_the_csv_has_the_rows_alone_with_plain_figures():
    content = report_csv(make_report(2))

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert rows_of(make_report(2))[1] == [
        "1",
        "นายก่ำ น้ำใจดี",
        "1/1",
        "2017-06-30",
        "1013.25",
        "2",
        "12.5",
        "บ้านทดลอง",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_no_text_is_run_as_a_formula(start):
    text = f"{start}cmd|' /C calc'!A"
    lines = (Line((text,)), Line((text,), LineKind.HEADING))
    sheet = make_sheet(columns=(Column("ชื่อ", Kind.TEXT),), lines=lines, checks=())
    report = make_report(sheets=(sheet,))

    assert rows_of(report)[1] == [f"'{text}"]
    (tab,) = tabs(report, values=False)
    assert {cell.data_type for row in tab.iter_rows() for cell in row} <= {"s", "n"}
    assert [cell.value for (cell,) in tab.iter_rows(6, 7, 1, 1)] == [f"'{text}"] * 2


def test_sheets_of_the_same_columns_stand_under_one_header_and_others_below():
    other = make_sheet(columns=(Column("กองทุน", Kind.TEXT),), lines=(Line(("กข.คจ.",)),))
    rows = rows_of(make_report(sheets=(make_sheet(2), make_sheet(2), other)))

    assert [row[:1] for row in rows] == [["ลำดับ"], *[["1"], ["2"]] * 2, [], ["กองทุน"], ["กข.คจ."]]
