"""A PDF written as it comes, object by object: nothing is held but where each one stands.

Objects without a stream are packed together some hundreds at a time (ISO 32000-1, 7.5.7), so the
tags of thousands of pages take little room in the file, and none in memory.
"""

import zlib
from array import array
from collections.abc import Iterable
from typing import BinaryIO

from reports.pdf_objects import Part

HELD_MOST = 400


class PdfWriter:
    """``take`` numbers, ``put`` what they stand for in any order, then ``close``."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._place = 0
        self._places = array("Q", [0])
        self._kinds = bytearray(1)
        self._held: list[tuple[int, bytes]] = []
        self._write(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")

    def take(self, count: int = 1) -> int:
        """So many numbers for objects, one after the other; the first of them."""
        first = len(self._places)
        self._places.extend([0] * count)
        self._kinds.extend(bytes(count))
        return first

    def put(self, number: int, part: Part) -> None:
        if part.stream is None:
            self._held.append((number, part.text))
            if len(self._held) >= HELD_MOST:
                self._write_held()
            return
        self._kinds[number], self._places[number] = 1, self._place
        self._write_object(number, part)

    def add(self, part: Part) -> int:
        """Put an object under a number of its own, which comes back."""
        number = self.take()
        self.put(number, part)
        return number

    def close(self, *, root: int, info: int, name: bytes) -> None:
        """``name`` (32 hexadecimal digits) tells this file from every other."""
        self._write_held()
        table = self.take()
        self._kinds[table], self._places[table] = 1, self._place
        start = self._place
        packed = zlib.compress(self._rows())
        text = dictionary(
            Type=b"/XRef",
            Size=len(self._places),
            W=b"[1 6 2]",
            Index=b"[0 %d]" % len(self._places),
            Root=reference(root),
            Info=reference(info),
            ID=b"[<%s> <%s>]" % (name, name),
            Filter=b"/FlateDecode",
            Length=len(packed),
        )
        self._write_object(table, Part(text, packed))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _rows(self) -> bytes:
        rows = bytearray()
        for kind, place in zip(self._kinds, self._places, strict=True):
            order = place & 0xFFFF if kind == 2 else 0
            rows += kind.to_bytes(1) + (place >> 16 if kind == 2 else place).to_bytes(6)
            rows += order.to_bytes(2)
        return bytes(rows)

    def _write_held(self) -> None:
        if not self._held:
            return
        holder = self.take()
        heads, place = [], 0
        for order, (number, text) in enumerate(self._held):
            heads.append(b"%d %d" % (number, place))
            place += len(text) + 1
            self._kinds[number], self._places[number] = 2, holder << 16 | order
        head = b" ".join(heads) + b"\n"
        body = zlib.compress(head + b"\n".join(text for _, text in self._held))
        text = dictionary(
            Type=b"/ObjStm",
            N=len(self._held),
            First=len(head),
            Filter=b"/FlateDecode",
            Length=len(body),
        )
        self._held = []
        self.put(holder, Part(text, body))

    def _write_object(self, number: int, part: Part) -> None:
        self._write(b"%d 0 obj\n%s\nstream\n" % (number, part.text))
        self._write(part.stream or b"")
        self._write(b"\nendstream\nendobj\n")

    def _write(self, written: bytes) -> None:
        self._out.write(written)
        self._place += len(written)


def dictionary(**entries: bytes | int) -> bytes:
    said = (
        b"/%s %s" % (key.encode(), value if isinstance(value, bytes) else b"%d" % value)
        for key, value in entries.items()
    )
    return b"<<" + b"".join(said) + b">>"


def reference(number: int) -> bytes:
    return b"%d 0 R" % number


def references(numbers: Iterable[int]) -> bytes:
    return b"[" + b" ".join(map(reference, numbers)) + b"]"


def text_string(text: str) -> bytes:
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"
