"""The PDF seen by eye: what poppler draws is what another engine draws with the same font.

Text alone proves nothing: with fonts split by script WeasyPrint draws tone marks for digits while
the text layer still reads right (the last test makes that mistake and shows that it is seen). The
other engine is Pillow: FreeType for the shapes, HarfBuzz through raqm for their places.
"""

from pathlib import Path

import pytest
from django.conf import settings
from fontTools import subset
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, features
from weasyprint import HTML

from reports.pdf import write_pdf
from tests.reports.papers import a_page, picture

pytestmark = pytest.mark.poppler

FONTS = settings.BASE_DIR / "static/fonts"
DOTS_PER_INCH, POINTS = 200, 32
LINE_MM, TOP_MM = 24, 25  # the height of a line below, the page's upper margin in print.css
NEAR = 7  # pixels square: the engines round the places of glyphs by up to 3 of the 89 of an em

SEEN = (
    "๐๑๒๓๔๕๖๗๘๙",
    "0123456789",
    "13,200.50",
    "๑๓,๒๐๐.๕๐",
    "32/1 - (๓๒/๑)",
    "น้ำ ก่ำ ป้ำ คำ",
    "ปี่ ฝั่ง ฟ้า ที่ ปื้น",
    "กตัญญู ฐิติ ฎุ จุฬา",
    "เก้าอี้ ฯลฯ ต่าง ๆ",
    "หมู่บ้าน ผู้ใหญ่",
)


def lines_of(texts: tuple[str, ...], tag: str) -> str:
    style = f"font-size: {POINTS}pt; line-height: {LINE_MM}mm; white-space: nowrap"
    return "".join(f'<p style="{style}"><{tag}>{text}</{tag}></p>' for text in texts)


def ink(grey: Image.Image) -> Image.Image:
    """The ink, white on black, without the empty paper around it."""
    drawn = grey.point(lambda value: 255 if value < 128 else 0)
    return drawn.crop(drawn.getbbox())


def line_on_page(page: Image.Image, number: int) -> Image.Image:
    dots = DOTS_PER_INCH / 25.4
    top = round((TOP_MM + number * LINE_MM) * dots)
    return ink(page.crop((0, top, page.width, top + round(LINE_MM * dots))))


def drawn_by_pillow(text: str, file: str) -> Image.Image:
    assert features.check("raqm"), "Pillow needs libfribidi: apt-get install libfribidi0"
    size = POINTS * DOTS_PER_INCH / 72
    font = ImageFont.truetype(FONTS / file, size, layout_engine=ImageFont.Layout.RAQM)
    paper = Image.new("L", (round(size * len(text)), round(size * 3)), 255)
    ImageDraw.Draw(paper).text((size / 2, size / 2), text, fill=0, font=font, language="th")
    return ink(paper)


def astray(one: Image.Image, other: Image.Image) -> float:
    """The share of ink in one picture that has no ink near it in the other; the worse of both."""
    size = (max(one.width, other.width), max(one.height, other.height))
    papers = [Image.new("L", size, 0) for _ in (one, other)]
    for paper, drawn in zip(papers, (one, other), strict=True):
        paper.paste(drawn, (0, 0))
    return max(_uncovered(*papers), _uncovered(*reversed(papers)))


def _uncovered(drawn: Image.Image, by: Image.Image) -> float:
    left = ImageChops.subtract(drawn, by.filter(ImageFilter.MaxFilter(NEAR)))
    return left.histogram()[255] / drawn.histogram()[255]


@pytest.mark.parametrize(
    ("tag", "file"), [("span", "Sarabun-Regular.ttf"), ("b", "Sarabun-Bold.ttf")]
)
def test_digits_signs_vowels_and_tone_marks_are_drawn_as_another_engine_draws_them(
    tag, file, tmp_path
):
    page = picture(write_pdf(a_page(lines_of(SEEN, tag))), tmp_path, dots_per_inch=DOTS_PER_INCH)

    wrong = {
        text: share
        for number, text in enumerate(SEEN)
        if (share := astray(line_on_page(page, number), drawn_by_pillow(text, file))) > 0.005
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "other"), [("๑๓", "๑๔"), ("ปี่", "ปี้"), ("3,2", "3.2"), ("คำ", "คา")]
)
def test_the_comparison_sees_one_wrong_sign(text, other):
    file = "Sarabun-Regular.ttf"

    assert astray(drawn_by_pillow(text, file), drawn_by_pillow(other, file)) > 0.01


def test_fonts_split_by_script_would_be_seen(tmp_path: Path):
    """The mistake itself: two files of one family, as web fonts come, drawn by bare WeasyPrint."""
    ranges = {"thai": (0x0E01, 0x0E5B), "latin": (0x20, 0x7E)}
    faces = ""
    for name, (first, last) in ranges.items():
        options = ["--layout-features=*", f"--unicodes={first:x}-{last:x}"]
        output = tmp_path / f"{name}.ttf"
        subset.main([str(FONTS / "Sarabun-Regular.ttf"), f"--output-file={output}", *options])
        faces += (
            f"@font-face {{ font-family: Sarabun; src: url({output.as_uri()});"
            f" unicode-range: U+{first:X}-{last:X} }}"
        )
    page_style = "@page { size: A4; margin: 25mm 20mm 20mm 30mm } body, p { margin: 0 }"
    html = f"<html lang=th><style>{faces}{page_style} body {{ font-family: Sarabun }}</style>"
    texts = ("หมู่ ๓๒/๑ 32/1 ปี่", "หมู่ 13,200.50 ปี่")

    page = picture(
        HTML(string=html + lines_of(texts, "span")).write_pdf(),
        tmp_path,
        dots_per_inch=DOTS_PER_INCH,
    )

    for number, text in enumerate(texts):
        good = drawn_by_pillow(text, "Sarabun-Regular.ttf")
        assert astray(line_on_page(page, number), good) > 0.05
