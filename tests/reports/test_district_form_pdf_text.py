"""The form's PDF read by machines: every word, vowel, tone mark and digit as it was put in."""

import html
import io
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from fundinst.errors import Refused
from fundinst.thai import to_thai_digits
from reports.printing import MOST_ROWS, form_pdf, printed
from tests.reports.papers import (
    expected_table,
    lines_by_pdftotext,
    make_form,
    make_row,
    pages_by_pypdf,
    the_same,
    without_spaces,
)

ACTUAL_TEXT = re.compile("/ActualText <([0-9a-f]+)>")
PRINTED_AT = datetime(2017, 8, 1, 2, 5, tzinfo=UTC)  # 09.05 in Bangkok


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return form_pdf(make_form(printed_at=PRINTED_AT))


@pytest.mark.poppler
def test_every_row_reads_as_it_stands_in_the_expected_file_in_thai_digits(pdf):
    rows = [
        the_same(
            to_thai_digits(
                f"{order} {name} {house} {funds} {int(debt):,} {holder} {int(new):,}".strip()
            )
        )
        for order, name, house, funds, debt, holder, new in expected_table()[1:]
    ]

    lines = lines_by_pdftotext(pdf)
    first = lines.index(rows[0])
    assert lines[first : first + 15] == rows
    assert lines[first + 15] == the_same("รวม ๑๕ ครัวเรือน (สิบห้าครัวเรือน) ๖๐๗,๒๐๐ ๖๐๗,๒๐๐")


def test_the_whole_page_reads_as_the_page_people_check_on_the_screen(pdf):
    """pypdf reads in the order of the file, which is the order of the HTML; margins come last."""
    shown = render_to_string(
        "reports/_district_form_table.html",
        {"printed": printed(make_form(printed_at=PRINTED_AT)), "level": "2"},
    )
    words = html.unescape(re.sub(r"<[^>]+>|\{#.*?#\}", " ", shown))

    (page,) = pages_by_pypdf(pdf)
    margins = "หน้า ๑ จาก ๑ พิมพ์เมื่อ ๑ สิงหาคม ๒๕๖๐ เวลา ๐๙.๐๕ น. ร่าง – ยังไม่รับรอง"
    assert without_spaces(page) == without_spaces(words + margins)


def test_no_arabic_digit_is_left_on_the_paper(pdf):
    assert re.findall("[0-9]", "".join(pages_by_pypdf(pdf))) == []


def test_sara_am_is_one_sign_for_readers_that_ask_for_the_line_s_own_text(pdf):
    """ActualText: a search for จำลองสุข finds it without normalising."""
    drawn = PdfReader(io.BytesIO(pdf)).pages[0].get_contents().get_data().decode("latin-1")
    said = [bytes.fromhex(text).decode("utf-16") for text in ACTUAL_TEXT.findall(drawn)]

    assert said.count("จำลองสุข") == 2


def test_satang_long_names_and_long_house_numbers_are_all_there():
    row = make_row(
        1,
        name="ว่าที่ร้อยตรีหญิงพรรณนิภาประภัสสรสุขสวัสดิ์ ทดสอบนามสกุลที่ยาวมากเป็นพิเศษ",
        house_number="1234/567-89",
        funds=("กองทุนหมู่บ้านและชุมชนเมืองบ้านหนองฮะ หมู่ที่ 3", "กลุ่มสัจจะวันละ 1 บาท"),
        debt=Decimal("1234567.25"),
        new_amount=Decimal("12345678.50"),
    )
    (page,) = pages_by_pypdf(form_pdf(make_form(rows=(row,))))

    cells = (
        row.order,
        row.name,
        row.house_number,
        "/".join(row.funds),
        "1,234,567.25",
        row.receiving_fund,
        "12,345,678.50",
    )
    expected = without_spaces(to_thai_digits("".join(map(str, cells))))
    assert without_spaces(page).count(expected) == 1


def test_markup_in_a_name_is_text_on_the_paper():
    row = make_row(1, name='<img src="http://127.0.0.1/x"> &amp; นายก')
    (page,) = pages_by_pypdf(form_pdf(make_form(rows=(row,))))

    assert without_spaces(page).count('<imgsrc="http://๑๒๗.๐.๐.๑/x">&amp;นายก') == 1


def test_a_form_too_long_for_one_document_is_refused_in_words():
    rows = tuple(make_row(order) for order in range(1, MOST_ROWS + 2))

    with pytest.raises(Refused) as stopped:
        form_pdf(make_form(rows=rows))

    assert [refusal.code for refusal in stopped.value.refusals] == ["too_many_rows"]
