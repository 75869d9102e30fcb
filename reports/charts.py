"""A chart's bars as they are drawn (แผนภูมิแท่ง): their lengths and places, pure geometry.

A bar's length is in per cent of the picture's width, its place in the height of a letter: the same
picture stands on a telephone, on a wide page and on paper, and grows with the reader's letters.
What a bar means is told by its outline and filling, not by colour alone. Labels and figures are
text beside the picture (a PDF's picture keeps no Thai that can be searched), and the sentence that
it shows and a table of the same figures stand with it. Drawn by ``templates/reports/_chart.html``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from fundinst.money import format_baht
from fundinst.thai import to_thai_digits
from reports.sheet import Chart

WIDEST = Decimal(99)
"""Per cent of the picture's width that the longest bar takes: its outline needs the rest."""
LINE = Decimal("1.75")
"""Heights of a letter from one bar to the next; the figures beside them are set as wide apart."""
ABOVE = Decimal("0.25")
"""Heights of a letter between a bar and its line's upper edge."""
_LOOKS = {1: ("whole",), 2: ("before", "whole"), 3: ("before", "between", "whole")}
"""How the bars of a place look, by how many there are: dashed, outlined, filled."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how it looks, its length (``12.50%``), its upper edge (``1.75em``), its figure."""

    look: str
    length: str
    top: str
    figure: str


@dataclass(frozen=True, slots=True)
class BarGroup:
    """A place or month: its bars from above, how high they are together, and all of it in words.

    ``link`` opens what is behind its figures, "" for nothing.
    """

    key: str
    label: str
    height: str
    bars: tuple[Bar, ...]
    told: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture: ``key`` names it on its page, ``keys`` say what each look means."""

    title: str
    sentence: str
    unit: str
    key: str
    keys: tuple[tuple[str, str], ...]
    groups: tuple[BarGroup, ...]


def drawing(chart: Chart, *, thai_digits: bool = False) -> Drawing:
    """The chart's bars on one scale: the longest takes ``WIDEST``; nought has no length at all."""
    said = to_thai_digits if thai_digits else str
    key = f"chart-{sha256(repr(chart).encode()).hexdigest()[:8]}"
    looks = _LOOKS[len(chart.series)]
    longest = max((Decimal(value) for _label, values in chart.bars for value in values), default=0)
    links = chart.links or ("",) * len(chart.bars)
    groups = tuple(
        _group(f"{key}-{number}", said(label), bars, chart, link)
        for number, ((label, values), link) in enumerate(zip(chart.bars, links, strict=True), 1)
        for bars in [_bars(values, looks, Decimal(longest), thai_digits)]
    )
    keys = tuple(zip(looks, chart.series, strict=True))
    return Drawing(said(chart.title), said(chart.sentence), chart.unit, key, keys, groups)


def _bars(
    values: Sequence[Decimal | int], looks: Sequence[str], longest: Decimal, thai_digits: bool
) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            look,
            f"{_length(Decimal(value), longest)}%",
            f"{LINE * line + ABOVE}em",
            format_baht(Decimal(value), digits="thai" if thai_digits else "arabic"),
        )
        for line, (look, value) in enumerate(zip(looks, values, strict=True))
    )


def _length(value: Decimal, longest: Decimal) -> Decimal:
    share = max(value, Decimal(0)) / longest * WIDEST if longest > 0 else Decimal(0)
    return share.quantize(Decimal("0.01"))


def _group(key: str, label: str, bars: tuple[Bar, ...], chart: Chart, link: str) -> BarGroup:
    said = zip(chart.series, bars, strict=True)
    told = ", ".join(f"{name} {bar.figure} {chart.unit}" for name, bar in said)
    return BarGroup(key, label, f"{LINE * len(bars)}em", bars, told, link)
