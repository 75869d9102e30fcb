"""The wording of a paper as plain text, and the blocks that it becomes with somebody's figures.

Pure: no Django. A line is a paragraph; lines may begin with

- ``# …`` the paper's title (once, first);
- ``ข้อ หัวข้อ: ข้อความ`` a clause, numbered in the order in which clauses are printed;
- ``- …`` an item of a list;
- ``[เงื่อนไข]`` printed only where the condition holds; several in a row must all hold.

``{ชื่อ}`` stands for a word or sum of the paper; ``{ตาราง…}`` and ``{รายการ…}`` stand alone on
their line. Everything is text: nothing in it is ever taken for HTML.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fundinst.thai import to_thai_digits

CONDITION = re.compile(r"\[([^\[\]]+)\]\s*")
CLAUSE = re.compile(r"ข้อ ([^:{}]+):\s*(.*)")
PLACE = re.compile(r"\{([^{}]*)\}")
ALONE = re.compile(r"\{((?:ตาราง|รายการ)[^{}]*)\}")
TOGETHER = re.compile(r"(ป\.พ\.พ\.|มาตรา|เลขที่|ร้อยละ|ข้อ) (?=\S)")
"""What stays on one line with what it counts."""
UNSPLIT = "\u00a0"
JOINT_DEBTOR = re.compile(r"(?<!ไม่ใช่)(?<!ไม่เป็น)(?<!มิใช่)ลูกหนี้ร่วม")


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, rows of as many cells, and a row of sums (or none): all of it as it is printed."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    sums: Sequence[Cell] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the wording's places are filled with, and which of its conditions hold."""

    words: Mapping[str, str]
    tables: Mapping[str, Table] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a kind of paper knows, by name; ``required`` is what it can't do without."""

    words: frozenset[str]
    tables: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    no_joint_debtor: bool = False

    @property
    def places(self) -> frozenset[str]:
        return self.words | self.tables | self.lists


@dataclass(frozen=True, slots=True)
class Line:
    conditions: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the paper: a paragraph (with a heading, a clause), a list, or a table."""

    text: str = ""
    heading: str = ""
    items: tuple[str, ...] = ()
    table: Table | None = None


def lines_of(body: str) -> list[Line]:
    return [*_lines(body)]


def _lines(body: str) -> Iterator[Line]:
    for typed in body.splitlines():
        text, conditions = typed.strip(), []
        while found := CONDITION.match(text):
            conditions.append(found[1].strip())
            text = text[found.end() :]
        if text:
            yield Line(tuple(conditions), text)


def title_of(body: str) -> str:
    first = next(iter(lines_of(body)), None)
    return to_thai_digits(first.text.lstrip("# ")) if first and first.text.startswith("#") else ""


def blocks_of(body: str, facts: Facts) -> list[Block]:
    """The body with its places filled, in Thai digits; lines whose condition fails are left out."""
    return [*_joined(_blocks(body, facts))]


def _blocks(body: str, facts: Facts) -> Iterator[Block]:
    clauses = 0
    for line in lines_of(body):
        if line.text.startswith("#") or not facts.holds.issuperset(line.conditions):
            continue
        if alone := ALONE.fullmatch(line.text):
            yield _alone(alone[1], facts)
        elif clause := CLAUSE.fullmatch(line.text):
            clauses += 1
            heading = to_thai_digits(f"ข้อ {clauses} {clause[1].strip()}")
            yield Block(text=_filled(clause[2], facts), heading=heading)
        elif line.text.startswith("- "):
            yield Block(items=(_filled(line.text[2:], facts),))
        else:
            yield Block(text=_filled(line.text, facts))


def _alone(name: str, facts: Facts) -> Block:
    if name in facts.tables:
        return Block(table=facts.tables[name])
    return Block(items=tuple(_together(to_thai_digits(item)) for item in facts.lists[name]))


def _filled(text: str, facts: Facts) -> str:
    """In one go: what a name or a remark brings along is never taken for a place of its own."""
    filled = PLACE.sub(lambda found: facts.words[found[1].strip()], text)
    return _together(to_thai_digits(re.sub(" {2,}", " ", filled)))


def _together(text: str) -> str:
    return TOGETHER.sub(rf"\1{UNSPLIT}", text)


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Items that follow each other are one list; an empty list is left out."""
    items: tuple[str, ...] = ()
    for block in blocks:
        if block.items:
            items += block.items
            continue
        if items:
            yield Block(items=items)
            items = ()
        if block.text or block.heading or block.table:
            yield block
    if items:
        yield Block(items=items)


def problems_of(body: str, known: Vocabulary) -> list[str]:
    """Why a wording can't be used, sentence by sentence, each with what to do; none: it can."""
    return [*_problems(body, known)]


def _problems(body: str, known: Vocabulary) -> Iterator[str]:
    lines = lines_of(body)
    if not lines or not title_of(body):
        yield "บรรทัดแรกต้องเป็นชื่อเอกสาร ขึ้นต้นด้วย # เช่น # หนังสือสัญญา"
    for line in lines:
        yield from _problems_of_line(line, known)
    always = {
        place.strip() for line in lines if not line.conditions for place in PLACE.findall(line.text)
    }
    if missing := sorted(known.required - always):
        named = " ".join(f"{{{one}}}" for one in missing)
        yield f"เอกสารนี้ต้องมี {named} ในบรรทัดที่ไม่มีเงื่อนไข ให้ใส่กลับ"
    if known.no_joint_debtor and JOINT_DEBTOR.search(body):
        yield "ข้อตกลงให้ผู้ค้ำประกันรับผิดอย่างลูกหนี้ร่วมเป็นโมฆะ (ป.พ.พ. มาตรา 681/1) ให้ตัดออก"


def _problems_of_line(line: Line, known: Vocabulary) -> Iterator[str]:
    shown = line.text if len(line.text) <= 40 else line.text[:40] + "…"
    for condition in line.conditions:
        if condition not in known.conditions:
            names = " ".join(f"[{one}]" for one in sorted(known.conditions)) or "ไม่มี"
            yield f"ไม่รู้จักเงื่อนไข [{condition}] ที่ใช้ได้คือ {names}"
    if re.search(r"[{}]", PLACE.sub("", line.text)):
        yield f"วงเล็บปีกกาไม่ครบคู่ ในบรรทัด “{shown}”"
    alone = ALONE.fullmatch(line.text)
    for found in PLACE.findall(line.text):
        place = found.strip()
        if place not in known.places:
            yield f"ไม่รู้จักช่อง {{{place}}} ให้เลือกจากรายชื่อช่องข้างล่าง"
        elif place not in known.words and not alone:
            yield f"ช่อง {{{place}}} ต้องอยู่บรรทัดของตัวเอง ไม่มีข้อความอื่น"
