"""The styles of a workbook, with colours added: a cell's own look but for what is behind it."""

from copy import deepcopy

from lxml import etree

from .xmlparts import parse, serialize, tag

BEFORE_FILLS = ("numFmts", "fonts")
RESERVED = ("none", "gray125")  # the first two fills are the format's own


class Styles:
    """The part ``styles.xml``; ``filled`` makes a style as it is asked for, once."""

    def __init__(self, part: bytes) -> None:
        self.root = parse(part)
        self.formats = self.root.find(tag(self.root, "cellXfs"))
        self.made: dict[tuple[int, str], int] = {}
        self.colours: dict[str, int] = {}

    def filled(self, style: int, colour: str) -> int:
        """The number of a style that is this one with a solid fill (``colour`` as AARRGGBB).

        Number format, font, borders and alignment stay.
        """
        if self.formats is None or not len(self.formats):
            return style
        if (style, colour) not in self.made:
            base = self.formats[style if style < len(self.formats) else 0]
            clone = deepcopy(base)
            clone.set("fillId", str(self._fill(colour)))
            clone.set("applyFill", "1")
            self.formats.append(clone)
            self.formats.set("count", str(len(self.formats)))
            self.made[style, colour] = len(self.formats) - 1
        return self.made[style, colour]

    def _fill(self, colour: str) -> int:
        if colour not in self.colours:
            fills = self._fills()
            self._add(fills, "solid", colour)
            self.colours[colour] = len(fills) - 1
        return self.colours[colour]

    def _fills(self) -> etree._Element:
        fills = self.root.find(tag(self.root, "fills"))
        if fills is None:
            fills = etree.Element(tag(self.root, "fills"))
            before = [self.root.find(tag(self.root, name)) for name in BEFORE_FILLS]
            self.root.insert(sum(one is not None for one in before), fills)
            for pattern in RESERVED:
                self._add(fills, pattern)
        return fills

    def _add(self, fills: etree._Element, pattern: str, colour: str = "") -> None:
        fill = etree.SubElement(fills, tag(self.root, "fill"))
        inner = etree.SubElement(fill, tag(self.root, "patternFill"), patternType=pattern)
        if colour:
            etree.SubElement(inner, tag(self.root, "fgColor"), rgb=colour)
            etree.SubElement(inner, tag(self.root, "bgColor"), indexed="64")
        fills.set("count", str(len(fills)))

    @property
    def part(self) -> bytes:
        return serialize(self.root)
