"""A report on paper: what is read out of it, what is seen, and where its pages end."""

import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from fundinst.errors import Refused
from fundinst.money import format_baht
from fundinst.thai import to_thai_digits
from reports.pdf import FONTS
from reports.sheet_pdf import MOST_ROWS, report_html, report_pdf, section_pdf, sections
from reports.sheet_words import shown
from tests.reports.papers import (
    lines_by_pdftotext,
    pages_by_pypdf,
    picture,
    the_same,
    tool,
    without_spaces,
)
from tests.reports.sheets import CERTIFICATE, NAMES, amount, make_report, make_sheet
from tests.reports.test_pdf_pictures import astray, drawn_by_pillow, ink

PRINTED_AT = datetime(2017, 8, 1, 2, 5, tzinfo=UTC)  # 09.05 in Bangkok
DOTS = 750
"""As many that the smallest type is as large as that of the pictures' own tests."""


def thai(baht):
    return format_baht(baht, digits="thai", satang="always")


def pages_of(report) -> list[str]:
    return [without_spaces(page) for page in pages_by_pypdf(report_pdf(report))]


@pytest.mark.poppler
def test_names_and_figures_are_read_out_as_they_were_put_in():
    read = " ".join(lines_by_pdftotext(report_pdf(make_report(8))))

    assert [name for name in NAMES if the_same(name) not in read] == []
    assert [n for n in range(1, 9) if thai(amount(n)) not in read] == []
    assert thai(sum(map(amount, range(1, 9)))) in read
    assert "๓๐/๐๖/๒๕๖๐" in read


def words_on_page(pdf: bytes) -> list[tuple[str, tuple[float, ...]]]:
    """Each word of the first page, and its box in points."""
    options = ["-f", "1", "-l", "1", "-bbox", "-", "-"]
    written = subprocess.run([tool("pdftotext"), *options], input=pdf, capture_output=True)
    root = ElementTree.fromstring(written.stdout)
    sides = ("xMin", "yMin", "xMax", "yMax")
    return [
        ((word.text or "").strip(), tuple(float(word.attrib[side]) for side in sides))
        for word in root.iter("{http://www.w3.org/1999/xhtml}word")
    ]


@pytest.mark.poppler
def test_the_figures_that_are_seen_are_those_that_are_read(tmp_path):
    pdf = report_pdf(make_report(8))
    page = picture(pdf, tmp_path, dots_per_inch=DOTS)
    amounts = {thai(amount(number)) for number in range(1, 9)}

    seen = {}
    for text, box in words_on_page(pdf):
        if text in amounts:
            left, top, right, bottom = (round(side * DOTS / 72) for side in box)
            drawn = ink(page.crop((left, top, right, bottom)))
            other = drawn_by_pillow(text, "Sarabun-Regular.ttf")
            scaled = other.resize(drawn.size, Image.Resampling.BILINEAR)
            seen[text] = astray(drawn, scaled.point(lambda value: 255 if value > 127 else 0))

    assert set(seen) == amounts
    assert [text for text, share in seen.items() if share > 0.01] == []


def test_the_file_is_tagged_and_embeds_only_the_two_sarabuns():
    reader = PdfReader(io.BytesIO(report_pdf(make_report(certificate=CERTIFICATE))))
    catalog = reader.trailer["/Root"]
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]

    assert (catalog["/Lang"], catalog["/MarkInfo"]["/Marked"]) == ("th", True)
    assert b"pdfuaid:part" in catalog["/Metadata"].get_data()
    assert {font["/BaseFont"].split("+")[1] for font in fonts} == set(FONTS)
    inner = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert all("/FontFile2" in one.get_object() for one in inner)


def test_every_page_says_that_it_is_a_draft_or_by_what_it_is_checked():
    draft = pages_of(make_report(70))
    certified = pages_of(make_report(70, certificate=CERTIFICATE))

    assert len(draft) > 2
    assert ["ร่าง–ยังไม่รับรอง" in page for page in draft] == [True] * len(draft)
    assert ["เลขที่๓/๒๕๖๐รับรองเมื่อ๑ส.ค.๒๕๖๐รหัสตรวจ๑๒๓๔-๕๖๗๘-๙๐๑๒" in page for page in certified] == [
        True
    ] * len(certified)
    assert "".join(certified).count("ร่าง") == 0


def test_the_certificate_says_who_when_and_where_to_check():
    html = report_html(make_report(certificate=CERTIFICATE))
    dots = segno.make(CERTIFICATE.address, error="m", micro=False).svg_inline(
        omitsize=True, border=2, svgclass="qr", lineclass=None, title="รูป QR สำหรับตรวจรายงาน"
    )
    (page,) = pages_of(make_report(2, certificate=CERTIFICATE))

    assert dots in html
    assert (
        without_spaces("รับรองเมื่อวันที่ ๑ สิงหาคม ๒๕๖๐ โดย นางกองแก้ว ทดสอบไทย ประธานกรรมการสถาบัน")
        in page
    )
    assert CERTIFICATE.address in page


def test_every_page_has_the_header_row_its_number_and_whose_it_is():
    pages = pages_of(make_report(70, printed_at=PRINTED_AT))

    for number, page in enumerate(pages, start=1):
        assert to_thai_digits(f"หน้า{number}จาก{len(pages)}") in page
        assert page.count("บ้านเลขที่") == 1
        assert page.count(without_spaces("สถาบันการจัดการเงินทุนชุมชนบ้านทดลอง หมู่ที่ ๓")) == 1
        assert "พิมพ์เมื่อ๑สิงหาคม๒๕๖๐เวลา๐๙.๐๕น." in page


def test_a_page_that_goes_on_says_of_what_day_and_of_which_group_its_rows_are():
    report = make_report(70)
    title, _whose, day = map(without_spaces, map(to_thai_digits, report.sheets[0].heading))
    pages = pages_of(report)

    assert [page.count(title) for page in pages] == [1] * len(pages)
    assert [page.count(day) for page in pages] == [1] * len(pages)
    begins = next(at for at, page in enumerate(pages) if "รวมบ้านเหนือ" in page)
    groups = ["บ้านเหนือ"] * begins + ["บ้านใต้"] * (len(pages) - 1 - begins)
    for page, group in zip(pages[1:], groups, strict=True):
        assert group in page.partition("ลำดับ")[0]


def never_alone(rows: int) -> None:
    """The signatures stand on the last page, with the sums and the last two rows."""
    pages = pages_of(make_report(rows))
    houses = [to_thai_digits(f"{number}/1") for number in range(max(1, rows - 1), rows + 1)]

    for text in ("ผู้จัดทำ", "ผู้ตรวจสอบ", "รวมทั้งหมด", *houses):
        found = [number for number, page in enumerate(pages) if without_spaces(text) in page]
        assert (text, found[-1:]) == (text, [len(pages) - 1])


@pytest.mark.parametrize("rows", range(14, 22))
def test_the_signatures_are_never_alone_around_the_end_of_a_page(rows):
    never_alone(rows)


@given(rows=st.integers(2, 90))
@settings(max_examples=5, deadline=None, suppress_health_check=[*HealthCheck])
def test_the_signatures_are_never_alone_after_any_number_of_rows(rows):
    never_alone(rows)


@pytest.mark.parametrize("rows", [26, 30, 32, 34, 40])
def test_a_heading_stands_with_its_first_row_and_a_sum_with_its_last(rows):
    pages = pages_of(make_report(rows))
    first, last = (to_thai_digits(f"{number}/1๓๐") for number in (rows // 2 + 1, rows // 2))

    (of_heading,) = [page for page in pages if "๕บ้านใต้" in page or "ร้อยละบ้านใต้" in page]
    (of_sum,) = [page for page in pages if "รวมบ้านเหนือ" in page]
    assert first in of_heading
    assert last in of_sum


def test_a_summary_stands_upright_and_a_list_across():
    reader = PdfReader(
        io.BytesIO(report_pdf(make_report(sheets=(make_sheet(landscape=False), make_sheet()))))
    )
    sizes = [(page.mediabox.width, page.mediabox.height) for page in reader.pages]

    assert [round(width) for width, _height in sizes] == [595, 842]
    assert [round(height) for _width, height in sizes] == [842, 595]


def test_too_many_rows_for_one_document_are_refused_with_what_to_do():
    report = make_report(MOST_ROWS)

    with pytest.raises(Refused) as stopped:
        report_pdf(report)
    assert [refusal.code for refusal in stopped.value.refusals] == ["too_many_rows"]


def test_the_parts_of_a_long_report_have_every_line_once_and_one_end():
    report = make_report(300, certificate=CERTIFICATE)
    parts = sections(report, most=60)

    assert len(parts) > 2
    lines = [line for part in parts for sheet in part.sheets for line in sheet.lines]
    assert lines == [*report.sheets[0].lines]
    ends = [shown(part) for part in parts]
    assert [bool(one.signatures) for one in ends] == [False] * (len(parts) - 1) + [True]
    assert [bool(one.certificate) for one in ends] == [False] * (len(parts) - 1) + [True]
    assert {one.mark for one in ends} == {shown(report).mark}
    assert [bool(part.sheets[0].checks) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert "หน้า๑" not in without_spaces(pages_by_pypdf(section_pdf(parts[-1]))[0])


def test_the_same_report_gives_the_same_bytes():
    report = make_report()

    assert report_pdf(report) == report_pdf(report)
    assert report_pdf(report) != report_pdf(replace(report, printed_at=PRINTED_AT))
