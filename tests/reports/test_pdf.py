"""WeasyPrint in one place: the text layer, what it may read, and what the file says of itself."""

import io
import logging

import pytest
from pypdf import PdfReader

from fundinst.errors import Refused
from reports.pdf import FONTS, ForbiddenAddress, write_pdf
from reports.text_layer import TextLayerChanged, font_text, repair
from tests.reports.papers import a_page, lines_by_pdftotext, pages_by_pypdf, the_same

HARD_WORDS = (
    "ดำเนินการ น้ำ ก่ำ ค้ำประกัน ป้ำ คำ บำรุง",
    "ปี่ ปื้น ฝั่ง ฟ้า ฬา จุฬาฯ เก้าอี้ ฯลฯ ต่าง ๆ",
    "กตัญญู ญี่ปุ่น ฐิติ ฐาน ฏู ฎุ ฎีกา ปัญญา กฎ ฤๅษี",
    "ผู้ใหญ่บ้าน หมู่ที่ ที่อยู่ สู้ ครู่ กู้ยืม คลื่น พี่น้อง",
    "สิทธิ์ พันธุ์ ศุกร์ กษัตริย์ จันทร์เพ็ญ วันทร์ เป็น เห็น",
    "๐๑๒๓๔๕๖๗๘๙ ๑๓,๒๐๐.๕๐ ๓๒/๑ (๑) - ๒๕๖๐",
    "0123456789 13,200.50 32/1 (1) - 2560 AaZz office",
    "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
)
CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F)]
TONES = ("", "่", "้", "๊", "๋")
VOWELS = ("", "ั", "ิ", "ี", "ึ", "ื", "ุ", "ู")
SIGNS = [vowel + mark for vowel in VOWELS for mark in (*TONES, "์")] + ["็"]


@pytest.mark.parametrize("words", HARD_WORDS)
@pytest.mark.poppler
def test_what_was_put_in_is_read_out_in_both_weights(words):
    pdf = write_pdf(a_page(f"<p>{words}</p><p><b>{words}</b></p>"))

    both = [the_same(words)] * 2
    assert [the_same(line) for line in pages_by_pypdf(pdf)[0].splitlines()][:2] == both
    assert lines_by_pdftotext(pdf)[-2:] == both


def test_all_hard_words_on_one_page_do_not_spoil_each_other():
    """WeasyPrint keeps the first text it meets a glyph with: the order of words must not matter."""
    for words in (HARD_WORDS, HARD_WORDS[::-1]):
        pdf = write_pdf(a_page("".join(f"<p>{line}</p>" for line in words)))
        read = [the_same(line) for line in pages_by_pypdf(pdf)[0].splitlines()]
        assert read[: len(words)] == [the_same(line) for line in words]


@pytest.mark.parametrize("tag", ["p", "b"])
@pytest.mark.poppler
def test_every_consonant_with_every_vowel_and_tone_mark_is_read_out(tag):
    lines = ["".join(f"{consonant}{signs}น " for signs in SIGNS) for consonant in CONSONANTS]
    lines += ["".join(f"{consonant}{tone}ำ " for tone in TONES) for consonant in CONSONANTS]
    body = "".join(f"<div><{tag}>{line}</{tag}></div>" for line in lines)
    pdf = write_pdf(a_page(f"<style>div {{ font-size: 7pt; white-space: nowrap }}</style>{body}"))

    expected = [the_same(line) for line in lines]
    by_pypdf = [the_same(line) for page in pages_by_pypdf(pdf) for line in page.splitlines()]
    assert [line for line in by_pypdf if not line.startswith("หน้า")] == expected
    by_poppler = [line for line in lines_by_pdftotext(pdf) if not line.startswith("หน้า")]
    assert by_poppler == expected


@pytest.mark.parametrize("character", ["漢", "😀", "◌", "ກ"])
def test_a_character_the_fonts_lack_is_refused_by_name(character):
    with pytest.raises(Refused) as stopped:
        write_pdf(a_page(f"<p>นายก{character}</p>"))

    assert [refusal.code for refusal in stopped.value.refusals] == ["unprintable_character"]
    assert f"“{character}”" in str(stopped.value)


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="file:///etc/passwd">',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="../manage.py">',
        '<img src="css/../../manage.py">',
        '<img src="css/print.css%00.png">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="css/nothing.css">',
        '<style>@import "https://example.org/x.css";</style>',
        "<style>@font-face { font-family: x; src: url(file:///etc/passwd) }</style>",
        '<style>@font-face { font-family: x; src: local("DejaVu Sans") }</style>',
        '<p style="background: url(//127.0.0.1/x)">ก</p>',
        '<object data="file:///etc/passwd"></object>',
    ],
)
def test_a_document_reads_nothing_but_the_packaged_stylesheets_and_fonts(markup):
    with pytest.raises(ForbiddenAddress):
        write_pdf(a_page(markup))


def test_the_file_is_tagged_thai_titled_and_embeds_only_the_two_sarabuns():
    reader = PdfReader(io.BytesIO(write_pdf(a_page("<p>ก <b>ข</b></p>"))))
    catalog = reader.trailer["/Root"]
    fonts = reader.pages[0]["/Resources"]["/Font"].values()

    assert reader.metadata.title == "ทดสอบ"
    assert (catalog["/Lang"], catalog["/MarkInfo"]["/Marked"]) == ("th", True)
    assert b"pdfuaid:part" in catalog["/Metadata"].get_data()
    assert {font.get_object()["/BaseFont"].split("+")[1] for font in fonts} == set(FONTS)
    assert "/EmbeddedFiles" not in catalog.get("/Names", {})
    assert (reader.metadata.author, reader.metadata.creation_date) == (None, None)


def test_the_same_page_gives_the_same_bytes():
    page = a_page("<p>น้ำใจ ๑๓,๒๐๐</p>")

    assert write_pdf(page) == write_pdf(page)
    assert write_pdf(page) != write_pdf(page.replace("๑๓", "๑๔"))


def test_the_stylesheets_have_nothing_that_is_ignored(caplog):
    district_form = '<link rel="stylesheet" href="css/district_form.css">'

    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        write_pdf(a_page(f"{district_form}<p>ก</p>"))

    assert caplog.messages == []


def test_both_weights_number_their_glyphs_for_the_same_texts(settings):
    fonts = [font_text(settings.BASE_DIR / "static/fonts" / file) for file in FONTS.values()]
    texts = {text: glyph for glyph, text in fonts[0].items() if len(text) == 1}

    assert fonts[0] == fonts[1]
    assert {"๐", "ญ", "ํ", "่", "ู"} <= set(texts)
    assert "้ํ" in fonts[0].values()  # drawn as one sign in น้ำ, tone mark first as typed


def test_a_pdf_built_in_another_way_is_not_let_through():
    class Emptied:
        objects: list[object] = []

    with pytest.raises(TextLayerChanged):
        repair(Emptied(), {})


def test_a_section_of_the_law_is_never_parted_from_its_number():
    """Whatever stands before it on the line, so that it comes to every end of a line once."""
    said = "ป.พ.พ. มาตรา ๖๙๘, มาตรา 680"
    page = a_page("".join(f"<p>{'ก' * long} {said}</p>" for long in range(20, 90)))

    lines = lines_by_pdftotext(write_pdf(page))

    assert sum("มาตรา" in line for line in lines) >= 70
    assert [line for line in lines if line.rstrip().endswith("มาตรา")] == []
