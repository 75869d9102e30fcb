"""WeasyPrint, in one place: HTML in, a finished PDF out.

Official papers have to be right to the eye and to a machine:

- one full font file per weight (``static/fonts``): fonts split by script draw wrong digits while
  the text still reads right;
- the text layer is repaired (``text_layer``), so that a name can be found and copied;
- a character the fonts lack stops the document, instead of an empty box or another computer's font;
- nothing is fetched but the stylesheets and fonts in ``static/``, by name: whatever stands in a
  name or a remark, a document reads no other file and calls nowhere;
- a section of the law stays on one line with its number, whatever brought the words in;
- tagged (PDF/UA-1), for readers who listen;
- the same HTML always gives the same bytes.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from fundinst.errors import Refusal, Refused
from reports.text_layer import FontText, font_text, repair

# Where a template's relative addresses point. No such host exists, and none is ever asked.
BASE_URL = "https://static.invalid/"
OURS = re.compile(re.escape(BASE_URL) + r"(css/[a-z_]+\.css|fonts/[A-Za-z-]+\.ttf)")
FONTS = {"Sarabun": "Sarabun-Regular.ttf", "Sarabun-Bold": "Sarabun-Bold.ttf"}

SECTION = re.compile(r"มาตรา[ \u00a0][0-9๐-๙/]+(?![^<>]*>)")  # but not within a tag

_one_at_a_time = Lock()  # Pango's font map is one a process and not made for two threads


class ForbiddenAddress(ValueError):
    """A document asked for something that is not one of the packaged stylesheets and fonts."""


class PackagedFiles(URLFetcher):
    """Serves ``static/css/*.css`` and ``static/fonts/*.ttf`` by name, and nothing else at all."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        name = OURS.fullmatch(url)
        if name is None:
            raise ForbiddenAddress(url)
        kind = "text/css" if name[1].endswith(".css") else "font/ttf"
        return URLFetcherResponse(url, _static(name[1]).read_bytes(), {"Content-Type": kind})


def write_pdf(html: str) -> bytes:
    """The PDF of a whole HTML page made from ``print.html``.

    Raises Refused when a character can't be printed, ForbiddenAddress when the page asks for
    anything that is not packaged.
    """
    unprintable: set[str] = set()
    # A no-break space alone doesn't hold: Thai words are parted by a dictionary of their own.
    html = SECTION.sub(r'<span class="section-of-law">\g<0></span>', html)

    def finish(_document: object, pdf: object) -> None:
        unprintable.update(repair(pdf, _font_texts()))

    with _one_at_a_time:
        try:
            written: bytes = HTML(
                string=html, base_url=BASE_URL, url_fetcher=PackagedFiles()
            ).write_pdf(
                finisher=finish,
                font_config=_fonts(),
                pdf_variant="pdf/ua-1",
                # Instead of the random one: the same paper, the same bytes.
                pdf_identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode(),
            )
        except FatalURLFetchingError as stopped:  # a BaseException: it would end the worker
            raise ForbiddenAddress(str(stopped)) from stopped.__cause__
    if unprintable:
        raise Refused([_cannot_print(unprintable)])
    return written


def _cannot_print(texts: set[str]) -> Refusal:
    shown = " ".join(f"“{text}”" for text in sorted(texts))
    return Refusal(
        "unprintable_character",
        "",
        f"เอกสารมีตัวอักษรที่พิมพ์ไม่ได้: {shown} ให้แก้ชื่อหรือข้อความที่มีตัวอักษรนี้แล้วพิมพ์ใหม่",
    )


@cache
def _fonts() -> FontConfiguration:
    """One a process: it keeps the fonts it has read (0.2 s a document otherwise)."""
    return FontConfiguration()


@cache
def _font_texts() -> dict[str, FontText]:
    return {name: font_text(_static("fonts/" + file)) for name, file in FONTS.items()}


def _static(name: str) -> Path:
    path: Path = settings.BASE_DIR / "static" / name
    return path
