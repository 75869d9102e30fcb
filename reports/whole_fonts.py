"""The shipped fonts whole, for a document put together of many: each stands in it once.

Every small document carries the letters it needs of the same two fonts, twelve kilobytes a village.
Their glyphs keep the font's own numbers, so one whole font serves them all. It is put in the place
of a subset only when that was cut from this very file; another release's stays as it is.
"""

import re
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from html import escape

from django.conf import settings
from fontTools.ttLib import TTFont

from reports.pdf import FONTS, write_pdf
from reports.pdf_objects import Part, read_objects
from reports.text_layer import font_text

_NO_CHECKSUM = slice(8, 12)  # of the table "head"; the one thing in it that cutting changes
_TABLE = struct.Struct(">4sIII")
_DRAWN = re.compile(rb"(\[[^\]]*\]) TJ")
_GLYPHS = re.compile(rb"<([0-9a-f]*)>")
_FLAGS = 4  # symbolic: glyphs are chosen by number


@dataclass(frozen=True, slots=True)
class WholeFont:
    """One font: its name in PDF, its glyphs by character, their widths in thousandths of an em."""

    name: str
    program: bytes
    head: bytes
    glyph_of: dict[str, int]
    widths: tuple[int, ...]
    unicode: bytes
    box: tuple[int, int, int, int]
    rise: tuple[int, int]

    def shown(self, text: str) -> tuple[bytes, float]:
        """A run of characters that need no shaping, as PDF writes it, and its width in ems."""
        glyphs = [self.glyph_of[character] for character in text]
        written = b"".join(b"%04x" % glyph for glyph in glyphs)
        return b"<" + written + b">", sum(self.widths[glyph] for glyph in glyphs) / 1000

    def objects(self, first: int) -> list[Part]:
        """Five objects numbered from ``first``, which is the font itself."""
        name = self.name.encode()
        box = b" ".join(b"%d" % edge for edge in self.box)
        widths = b" ".join(b"%d" % width for width in self.widths)
        program, table = zlib.compress(self.program), zlib.compress(self.unicode)
        font = (
            b"<</Type /Font/Subtype /Type0/BaseFont /%s/Encoding /Identity-H"
            b"/DescendantFonts [%d 0 R]/ToUnicode %d 0 R>>" % (name, first + 1, first + 4)
        )
        descendant = (
            b"<</Type /Font/Subtype /CIDFontType2/BaseFont /%s/CIDToGIDMap /Identity"
            b"/CIDSystemInfo <</Registry (Adobe)/Ordering (Identity)/Supplement 0>>"
            b"/FontDescriptor %d 0 R/W [0 [%s]]>>" % (name, first + 2, widths)
        )
        descriptor = (
            b"<</Type /FontDescriptor/FontName /%s/Flags %d/FontBBox [%s]/ItalicAngle 0"
            b"/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>"
            % (name, _FLAGS, box, *self.rise, self.rise[0], first + 3)
        )
        packed = b"<</Filter /FlateDecode/Length %d/Length1 %d>>"
        return [
            Part(font),
            Part(descendant),
            Part(descriptor),
            Part(packed % (len(program), len(self.program)), program),
            Part(packed.replace(b"/Length1 %d", b"") % len(table), table),
        ]


@cache
def whole_font(name: str) -> WholeFont:
    path = settings.BASE_DIR / "static" / "fonts" / FONTS[name]
    program = path.read_bytes()
    font = TTFont(path)
    em = font["head"].unitsPerEm
    order = font.getGlyphOrder()
    metrics = font["hmtx"].metrics
    said = font_text(path)
    box = font["head"]
    return WholeFont(
        name=name,
        program=program,
        head=head_of(program),
        glyph_of={chr(code): font.getGlyphID(glyph) for code, glyph in font.getBestCmap().items()},
        widths=tuple(round(metrics[glyph][0] * 1000 / em) for glyph in order),
        unicode=_unicode({glyph: text for glyph, text in sorted(said.items()) if text}),
        box=(box.xMin, box.yMin, box.xMax, box.yMax),
        rise=(font["hhea"].ascent, font["hhea"].descent),
    )


@cache
def shaped(word: str) -> tuple[bytes, float]:
    """The word with its vowels and tone marks in their places, as PDF writes it; its width in ems.

    One whose tone mark stands on a vowel above is drawn in several pieces, and can't be had.
    Shaping is WeasyPrint's; what it drew is taken out of a page of nothing else.
    """
    html = (
        '<html lang="th"><head><title>-</title><link rel="stylesheet" href="css/print.css"></head>'
        f"<body><p>{escape(word)}</p></body></html>"
    )
    objects, _root = read_objects(write_pdf(html))
    (contents,) = (
        part.reference(b"Contents") for part in objects.values() if b"/Type /Page/" in part.text
    )
    drawn = _DRAWN.search(objects[contents].unpacked())
    assert drawn is not None, word
    glyphs = b"".join(_GLYPHS.findall(drawn[1]))
    widths = whole_font("Sarabun").widths
    ems = sum(widths[int(glyphs[at : at + 4], 16)] for at in range(0, len(glyphs), 4)) / 1000
    return drawn[1], ems


def head_of(program: bytes) -> bytes:
    """What tells a font file and every subset of it from any other: its table "head"."""
    for number in range(int.from_bytes(program[4:6])):
        tag, _, place, length = _TABLE.unpack_from(program, 12 + _TABLE.size * number)
        if tag == b"head":
            head = bytearray(program[place : place + length])
            head[_NO_CHECKSUM] = bytes(4)
            return bytes(head)
    return b""


def _unicode(said: dict[int, str]) -> bytes:
    """The table that says which text each glyph stands for (ToUnicode), a hundred at a time."""
    entries = [
        b"<%04x> <%s>" % (glyph, text.encode("utf-16-be").hex().encode())
        for glyph, text in said.items()
    ]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    lines = [
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap",
        b"/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def",
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def",
        b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange",
    ]
    for block in blocks:
        lines += [b"%d beginbfchar" % len(block), *block, b"endbfchar"]
    lines.append(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
    return b"\n".join(lines)
