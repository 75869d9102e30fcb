"""The picture of who stands for whom: guarantors left, households right, lines between them.

Pure geometry, drawn by ``templates/components/guarantor_drawing.html``: heights in em, so that the
picture grows with the reader's text, and breadths in per cent, so that it fits a phone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from consolidation.guarantor_graph import GuarantorNode, Stands
from fundinst.money import format_baht

PITCH = 6
"""From one name to the next, in em: four lines of text and a gap."""
MOST = 20
"""So many guarantors a picture can show; the tables beside it name all."""
LETTERS = 16
"""A longer word is cut, or it would run into the lines; the whole name is told with the line."""
THINNEST, THICKEST = 2, 8


@dataclass(frozen=True, slots=True)
class Label:
    """A name at its place: its lines of text, each with its height (em)."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Who stands for a household: from height to height (em), as thick as the sum is large."""

    start: str
    end: str
    width: int
    told: str
    is_crossed: bool


@dataclass(frozen=True, slots=True)
class GuarantorDrawing:
    """What is drawn; ``left_out`` guarantors have no room in it."""

    height: str
    guarantors: tuple[Label, ...]
    homes: tuple[Label, ...]
    lines: tuple[Line, ...]
    left_out: int

    @property
    def told(self) -> str:
        """The same in words, for who can't see it."""
        return " · ".join(line.told for line in self.lines)

    @property
    def crossed(self) -> int:
        return sum(line.is_crossed for line in self.lines)


def drawing_of(
    nodes: Sequence[GuarantorNode], *, among: Iterable[GuarantorNode]
) -> GuarantorDrawing:
    """Those who stand for each other first, then those who stand for most.

    ``among`` are all of the institution's, by whom it is known which guarantees cross.
    """
    shown = sorted(nodes, key=lambda node: not node.crossed)[:MOST]
    served = {(_home(node), one.household_id) for node in among for one in node.stands}
    bundles = [_by_home(node) for node in shown]
    homes = _homes(bundles)
    tall = max(len(shown), len(homes))
    left = {place: _top(place, len(shown), tall) for place in range(len(shown))}
    right = {home: _top(place, len(homes), tall) for place, home in enumerate(homes)}
    largest = max((node.total for node in shown), default=Decimal(0))
    lines = [
        _line(node, ones, (left[place], right[home]), largest, (home, _home(node)) in served)
        for place, (node, bundle) in enumerate(zip(shown, bundles, strict=True))
        for home, ones in bundle.items()
    ]
    return GuarantorDrawing(
        _em(tall * PITCH),
        tuple(_guarantor(node, left[place]) for place, node in enumerate(shown)),
        tuple(_household(bundles, home, right[home]) for home in homes),
        tuple(lines),
        len(nodes) - len(shown),
    )


def _home(node: GuarantorNode) -> int | None:
    return node.person.household_id if node.person else None


def _by_home(node: GuarantorNode) -> dict[int, list[Stands]]:
    found: defaultdict[int, list[Stands]] = defaultdict(list)
    for one in node.stands:
        found[one.household_id].append(one)
    return dict(found)


def _homes(bundles: Sequence[dict[int, list[Stands]]]) -> list[int]:
    """Each beside those who stand for it, on an average: so lines cross less."""
    places: defaultdict[int, list[int]] = defaultdict(list)
    for place, bundle in enumerate(bundles):
        for home in bundle:
            places[home].append(place)
    return sorted(places, key=lambda home: (sum(places[home]) / len(places[home]), home))


def _top(place: int, count: int, tall: int) -> float:
    return (place + (tall - count) / 2) * PITCH


def _line(
    node: GuarantorNode,
    ones: Sequence[Stands],
    tops: tuple[float, float],
    largest: Decimal,
    is_crossed: bool,
) -> Line:
    amount = sum((one.amount for one in ones), Decimal(0))
    is_crossed = is_crossed and _home(node) not in (None, ones[0].household_id)
    width = THINNEST + round((THICKEST - THINNEST) * amount / largest) if largest else THINNEST
    for_whom = " และ ".join(dict.fromkeys(one.borrower for one in ones))
    told = f"{node.name} ค้ำ {for_whom} {format_baht(amount)} บาท"
    start, end = (_em(top + 1.5) for top in tops)
    return Line(start, end, width, f"{told} ค้ำไขว้กัน" if is_crossed else told, is_crossed)


def _guarantor(node: GuarantorNode, top: float) -> Label:
    said = [*_name(node.name), f"{format_baht(node.total)} บาท"]
    return _label([*said, "⇄ ค้ำไขว้กัน"] if node.crossed else said, top)


def _household(bundles: Sequence[dict[int, list[Stands]]], home: int, top: float) -> Label:
    ones = [one for bundle in bundles for one in bundle.get(home, ())]
    names = [*dict.fromkeys(one.borrower for one in ones)]
    more = [f"และอีก {len(names) - 1} คน"] if len(names) > 1 else []
    return _label([*_name(names[0]), ones[0].house, *more], top)


def _name(name: str) -> list[str]:
    given, _, surname = name.partition(" ")
    return [word for word in (given, surname) if word]


def _label(lines: Sequence[str], top: float) -> Label:
    cut = [line if len(line) <= LETTERS else f"{line[: LETTERS - 1]}…" for line in lines]
    return Label(tuple((line, _em(top + 1.2 + at * 1.35)) for at, line in enumerate(cut)))


def _em(height: float) -> str:
    return f"{height:g}em"
