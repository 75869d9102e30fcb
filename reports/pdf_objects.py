"""A finished PDF taken apart into its numbered objects, as ``pdf.write_pdf`` writes them.

Knows compressed cross-reference and object streams (ISO 32000-1, 7.5.7 and 7.5.8) and no more:
what a frozen report is made of. A file of another make raises ``UnknownPdf``; nothing is guessed.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

STRING = rb"\((?:\\.|[^\\()])*\)|<[0-9a-f]*>"
REFERENCE = re.compile(STRING + rb"|(\d+) 0 R", re.S)
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_OBJECT = re.compile(rb"\d+ 0 obj\n")
_STREAM = re.compile(rb">>\nstream\n")
_LENGTH = re.compile(rb"/Length (\d+)")
_FILTER = b"/Filter /FlateDecode"
_IN_STRING = re.compile(rb"\([^()]*(?:\(| 0 R)")  # what may look like a reference and be none
_REFERRED, _FIGURES = b" 0 R", b"0123456789"


class UnknownPdf(ValueError):
    """The file is not built as the ones that this project writes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One object: its text, and the bytes of its stream where it has one."""

    text: bytes
    stream: bytes | None = None

    def unpacked(self) -> bytes:
        """The stream as it was before it was packed."""
        assert self.stream is not None
        return zlib.decompress(self.stream) if _FILTER in self.text else self.stream

    def one(self, pattern: bytes) -> bytes:
        """What the pattern's group finds in the text. Raises UnknownPdf when it isn't there."""
        found = re.search(pattern, self.text)
        if found is None:
            raise UnknownPdf(f"no {pattern!r} in {self.text[:80]!r}")
        return found[1]

    def reference(self, key: bytes) -> int:
        """The number of the object that stands under the key."""
        return int(self.one(rb"/" + key + rb" \[?(\d+) 0 R"))


def read_objects(pdf: bytes) -> tuple[dict[int, Part], int]:
    """Every object by its number, and the number of the catalogue (its root)."""
    start = _START.search(pdf)
    if start is None:
        raise UnknownPdf("no cross-reference at the end")
    table = _part(pdf, int(start[1]))
    if b"/Type /XRef" not in table.text or b"/Prev" in table.text or b"/Encrypt" in table.text:
        raise UnknownPdf("no plain cross-reference stream")
    objects: dict[int, Part] = {}
    holders: set[bytes] = set()
    for number, (kind, place) in enumerate(_entries(table)):
        if kind == 1:
            objects[number] = _part(pdf, int.from_bytes(place))
        elif kind == 2:
            holders.add(place)
    for holder in holders:
        objects |= _unfolded(objects.pop(int.from_bytes(holder)))
    return objects, table.reference(b"Root")


def _entries(table: Part) -> Iterator[tuple[int, bytes]]:
    """Of each object: 1 and its place in the file; or 2 and the object stream that holds it, as
    bytes: hundreds of objects are held by few streams."""
    if b"/DecodeParms" in table.text:
        raise UnknownPdf("a cross-reference stream with a predictor")
    widths = [int(width) for width in table.one(rb"/W \[([\d ]+)\]").split()]
    size = int(table.one(rb"/Index \[0 (\d+)\]"))
    packed, row = table.unpacked(), sum(widths)
    if widths[0] != 1:
        raise UnknownPdf("a cross-reference stream whose kinds aren't one byte")
    for start in range(0, size * row, row):
        yield packed[start], packed[start + 1 : start + 1 + widths[1]]


def _part(pdf: bytes, place: int) -> Part:
    head = _OBJECT.match(pdf, place)
    end = pdf.find(b"endobj", place)
    if head is None or end < 0:
        raise UnknownPdf(f"no object at {place}")
    stream = _STREAM.search(pdf, head.end(), end)
    if stream is None:
        return Part(pdf[head.end() : end].strip())
    text = pdf[head.end() : stream.start() + 2]
    length = _LENGTH.search(text)
    if length is None:
        raise UnknownPdf("a stream without its length")
    return Part(text, pdf[stream.end() : stream.end() + int(length[1])])


def _unfolded(stream: Part) -> dict[int, Part]:
    """The objects that an object stream holds."""
    body = stream.unpacked()
    first = int(stream.one(rb"/First (\d+)"))
    heads = [int(word) for word in body[:first].split()]
    numbers, places = heads[0::2], [first + place for place in heads[1::2]]
    ends = [*places[1:], len(body)]
    return {
        number: Part(body[place:end].strip())
        for number, place, end in zip(numbers, places, ends, strict=True)
    }


class Numbers(dict[bytes, bytes]):
    """The new number of each object by its old one, both as they are written."""

    def __init__(self, number_of: Callable[[int], int]) -> None:
        super().__init__()
        self._number_of = number_of

    def __missing__(self, number: bytes) -> bytes:
        self[number] = found = b"%d" % self._number_of(int(number))
        return found


def renumbered(text: bytes, numbers: Numbers) -> bytes:
    """The object's text with every reference renumbered; strings are left alone."""
    if b"\\" in text or _IN_STRING.search(text):
        return REFERENCE.sub(
            lambda found: numbers[found[1]] + _REFERRED if found[1] else found[0], text
        )
    pieces = text.split(_REFERRED)  # several times as fast
    for at, piece in enumerate(pieces[:-1]):
        before = piece.rstrip(_FIGURES)
        if number := piece[len(before) :]:
            pieces[at] = before + numbers[number]
    return _REFERRED.join(pieces)
