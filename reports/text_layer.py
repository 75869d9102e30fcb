"""The text inside a PDF, put right: what is copied, searched and read aloud is what was written.

A PDF draws glyphs (shapes); a table beside each font (ToUnicode) says what text each glyph stands
for. WeasyPrint fills it with the first cluster of letters it meets a glyph in, which for Thai is
wrong whenever a sign is drawn in several shapes or a cluster in several glyphs: ดำเนินการ comes
back as ดาเนินการ, น้ำ as นา. ``repair`` fills it from the font itself: which character a glyph is,
or which characters its substitution rules (GSUB) made it from. Then it says each line's text whole.

Leans on the inside of WeasyPrint 70 and pydyf 0.13 (pinned): the file's objects, one
operator or entry an item. When they change, ``repair`` finds nothing and raises
``TextLayerChanged``.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydyf
from fontTools.ttLib import TTFont

NIKHAHIT = "\u0e4d"
SARA_AM = ("\u0e4d\u0e32", "\u0e33")  # drawn as two signs, typed as one
FONT_CHOSEN = re.compile(rb"/(\w+) \S+ Tf")
WAY_RIGHT = re.compile(rb"(?<=>)-([0-9.]+)(?=[<\]])")
LONGEST_STEP = 60  # thousandths of the type's size; a space of Sarabun is 243
GLYPHS = re.compile(rb"<([0-9a-f]*)>")
ENTRY = re.compile(rb"<([0-9a-f]{4,})> <([0-9a-f]*)>")
CODE_SPACE = b"<0000> <ffff>"  # looks like an entry, says how wide the codes are
SINGLE, LIGATURE, EXTENSION = 1, 4, 7  # kinds of GSUB lookup

FontText = dict[int, str]


class TextLayerChanged(RuntimeError):
    """The PDF is not built as ``repair`` knows it: another version of WeasyPrint is installed."""


def font_text(path: Path) -> FontText:
    """For each glyph number of the font, the text it stands for."""
    font = TTFont(path)
    names: dict[str, str] = {}
    for codepoint, name in sorted(font.getBestCmap().items()):
        names.setdefault(name, chr(codepoint))
    # Twice: a shape may be made from one that is itself made (a ligature, then its narrow form).
    for _ in range(2):
        for parts, made in _substitutions(font):
            if all(part in names for part in parts):
                names.setdefault(made, _as_typed([names[part] for part in parts]))
    return {font.getGlyphID(name): text for name, text in names.items()}


def _substitutions(font: TTFont) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every rule of the font that draws one or several glyphs as one other."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for subtable in lookup.SubTable:
            rules = subtable.ExtSubTable if subtable.LookupType == EXTENSION else subtable
            if rules.LookupType == SINGLE:
                yield from (((part,), made) for part, made in sorted(rules.mapping.items()))
            elif rules.LookupType == LIGATURE:
                for first, ligatures in sorted(rules.ligatures.items()):
                    for ligature in ligatures:
                        yield (first, *ligature.Component), ligature.LigGlyph


def _as_typed(parts: list[str]) -> str:
    """In the order people type: HarfBuzz moves the nikhahit of ำ before the tone mark."""
    return "".join(sorted(parts, key=lambda part: part == NIKHAHIT))


def repair(pdf: Any, texts: dict[str, FontText]) -> set[str]:
    """Put the text of every glyph and every line right, in place; return what can't be printed.

    ``texts`` gives for each shipped font's name in the file (``Sarabun-Bold``) what its glyphs
    stand for. A character the fonts do not have was drawn as an empty box or with some font of
    this computer; it is returned, and the caller must not let such a file out.
    """
    unprintable: set[str] = set()
    fonts: dict[bytes, FontText] = {}
    for font_name, lines in _tables(pdf):
        mark, _, name = font_name.partition("+")
        fonts[mark.encode()] = glyphs = texts.get(name, {})
        unprintable |= _rewrite(lines, glyphs)
    lines_said = sum(
        _say_lines(item.stream, fonts)
        for item in pdf.objects
        if isinstance(getattr(item, "stream", None), list)
    )
    if not (fonts and lines_said):
        raise TextLayerChanged("the PDF has no ToUnicode table or no marked text")
    return unprintable


def _tables(pdf: Any) -> Iterator[tuple[str, list[bytes]]]:
    """The name of each font in the file, and the lines of its ToUnicode table."""
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/Font" and "ToUnicode" in item:
            number = int(bytes(item["ToUnicode"]).split()[0])
            yield bytes(item["BaseFont"]).decode().removeprefix("/"), pdf.objects[number].stream


def _rewrite(lines: list[bytes], glyphs: FontText) -> set[str]:
    """Rewrite one table's entries; the texts of glyphs that are not the font's own."""
    strangers: set[str] = set()
    for number, line in enumerate(lines):
        entry = ENTRY.fullmatch(line) if line != CODE_SPACE else None
        if entry is None:
            continue
        text = glyphs.get(int(entry[1], 16))
        if text is None:
            strangers.add(bytes.fromhex(entry[2].decode()).decode("utf-16-be"))
        else:
            lines[number] = b"<%s> <%s>" % (entry[1], text.encode("utf-16-be").hex().encode())
    return strangers


def _say_lines(stream: list[Any], fonts: dict[bytes, FontText]) -> int:
    """Give each line of text on a page its text whole (ActualText); how many there were.

    The table alone is not enough for readers that go by position: poppler takes a tone mark drawn
    higher for a line of its own and splits หมู่ in two; pypdf takes the way back from a vowel that
    was moved left for a space, so that way is written in steps.
    """
    said = 0
    marked: Any = None
    glyphs: FontText = {}
    text = ""
    for place, item in enumerate(stream):
        if item == b"BDC":
            marked, text = stream[place - 1], ""
        elif item == b"EMC" and marked is not None:
            if text:
                marked["ActualText"] = pydyf.String(text.replace(*SARA_AM))
                said += 1
            marked = None
        elif isinstance(item, bytes) and (font := FONT_CHOSEN.match(item)):
            glyphs = fonts.get(font[1], {})
        elif isinstance(item, bytes) and item.endswith(b" TJ"):
            text += "".join(glyphs.get(glyph, "") for glyph in _glyphs(item))
            stream[place] = WAY_RIGHT.sub(_in_steps, item)
    return said


def _in_steps(way: re.Match[bytes]) -> bytes:
    """The same move of the pen, in moves that nobody takes for a space."""
    steps, rest = divmod(float(way[1]), LONGEST_STEP)
    return b" ".join([b"-%d" % LONGEST_STEP] * int(steps) + [b"-%.3f" % rest])


def _glyphs(shown: bytes) -> Iterator[int]:
    """The glyph numbers of one TJ operator, four hexadecimal digits each."""
    for run in GLYPHS.findall(shown):
        yield from (int(run[start : start + 4], 16) for start in range(0, len(run), 4))
