"""The form as csv: the expected file cell for cell, and nothing a spreadsheet would run."""

import csv
import io
from decimal import Decimal

import pytest

from reports.plain_table import form_csv
from tests.reports.papers import expected_table, make_form, make_row


def read(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_the_file_is_the_expected_one_cell_for_cell():
    assert read(form_csv(make_form())) == expected_table()


def test_excel_is_told_the_encoding_and_gets_its_line_ends():
    written = form_csv(make_form())

    assert written[:3] == b"\xef\xbb\xbf"
    assert written.count(b"\n") == written.count(b"\r\n") == 16


def test_satang_are_written_only_where_there_are_any():
    rows = (make_row(1, debt=Decimal("35000.50"), new_amount=Decimal("35000.00")),)

    assert read(form_csv(make_form(rows=rows)))[1][4:] == ["35000.50", "กองทุนหมู่บ้าน", "35000"]


@pytest.mark.parametrize("sign", list("=+-@\t\r\n\0＝＋－＠"))
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe_before_it(sign):
    text = f"{sign}1+1"
    row = make_row(1, name=text, house_number=text, funds=(text, "ก"), receiving_fund=text)

    name, house, funds, _debt, receiving = read(form_csv(make_form(rows=(row,))))[1][1:6]

    assert (name, house, funds, receiving) == (f"'{text}", f"'{text}", f"'{text}/ก", f"'{text}")


def test_a_house_number_with_a_stroke_and_quotes_in_a_name_come_back_as_they_were():
    row = make_row(1, name='นาย"ก", ข', house_number="32/1")

    assert read(form_csv(make_form(rows=(row,))))[1][1:3] == ['นาย"ก", ข', "32/1"]
