"""A paper whole, from its wording and what it says of its subject: as a page, and as a PDF.

The page and the file are made from the same dataclass by the same template, so that what people
looked at is what they sign. At its foot a paper says its number, its wording's version, and twelve
figures by which it is found again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from django.db import models
from django.template.loader import render_to_string

from fundinst.thai import to_thai_digits
from reports.paper_kinds import PaperKind
from reports.pdf import write_pdf
from reports.wording_text import Block, blocks_of, title_of
from reports.wordings import Worded, wording_of
from reports.written import Content, Sign, day

FIGURES = 12


@dataclass(frozen=True, slots=True)
class Number:
    """The number a paper is issued under: gapless by institution, kind and year พ.ศ."""

    number: int
    year: int
    issued_on: date
    code: str = ""

    @property
    def grouped(self) -> str:
        return "-".join(self.code[start : start + 4] for start in range(0, FIGURES, 4))


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper, in Thai digits; without a ``number`` it is a draft.

    ``copies`` says whose each copy is where several stand on one sheet, to be cut apart.
    ``stands_on`` is the day of one that is never numbered, because it says how something stands.
    """

    name: str
    title: str
    whose: Sequence[str]
    reference: str
    dated: str
    blocks: Sequence[Block]
    last: Sequence[Block]
    signs: Sequence[Sign]
    worded: Worded
    number: Number | None = None
    copies: Sequence[str] = ()
    stamp: str = ""
    stands_on: date | None = None

    @property
    def foot(self) -> str:
        """What stands at the foot of every page."""
        since = (
            f"ใช้ตั้งแต่ {day(self.worded.effective_on)}" if self.worded.effective_on else "มากับระบบ"
        )
        wording = f"ถ้อยคำฉบับที่ {self.worded.version} {since}"
        if self.stands_on:
            return to_thai_digits(f"ตามบัญชี ณ {day(self.stands_on)} · {wording}")
        if self.number is None:
            return to_thai_digits(f"ร่าง ยังไม่ออกเลข ใช้ลงชื่อไม่ได้ · {wording}")
        given = f"เอกสารออกเลขที่ {self.number.number}/{self.number.year}"
        said = [given, f"เมื่อ {day(self.number.issued_on)}", wording]
        if self.number.code:
            said.append(f"รหัสตรวจ {self.number.grouped}")
        return to_thai_digits(" · ".join(said))


def paper_of(kind: PaperKind, subject: models.Model, on: date) -> Paper:
    """The draft as of a day. Raises Refused where there is no such paper of the subject."""
    return worded_paper(kind, kind.build(subject, on), wording_of(kind.slug, on))


def worded_paper(kind: PaperKind, content: Content, worded: Worded) -> Paper:
    """The draft in these words; the last piece stays with the signatures, on one page."""
    blocks = blocks_of(worded.body, content.facts)
    ends = len(blocks) - 1 if blocks and blocks[-1].table is None else len(blocks)
    signs = [Sign(to_thai_digits(one.role), to_thai_digits(one.name)) for one in content.signs]
    return Paper(
        name=kind.name,
        title=title_of(worded.body) or kind.name,
        whose=content.whose,
        reference=to_thai_digits(content.reference),
        dated=day(content.dated),
        blocks=blocks[:ends],
        last=blocks[ends:],
        signs=signs,
        worded=worded,
        copies=kind.copies,
        stamp=content.stamp,
        stands_on=None if kind.kept else content.dated,
    )


def numbered(paper: Paper, number: Number) -> Paper:
    """The paper under its number, with the figures that follow from both."""
    without = _html(replace(paper, number=replace(number, code="")))
    digest = int(sha256(without.encode()).hexdigest(), 16)
    code = str(digest % 10**FIGURES).zfill(FIGURES)
    return replace(paper, number=replace(number, code=code))


def pdf_of(paper: Paper) -> bytes:
    """The same paper, the same bytes. Raises Refused when a character can't be printed."""
    return write_pdf(_html(paper))


def _html(paper: Paper) -> str:
    form = "copies" if paper.copies else "running" if paper.stands_on else "paper"
    return render_to_string(f"reports/{form}_print.html", {"paper": paper})
