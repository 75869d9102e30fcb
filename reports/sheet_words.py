"""A report in the words and Thai figures that people read, the same on a page and on paper."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.utils import timezone

from fundinst.money import format_baht
from fundinst.thai import format_date, to_thai_digits
from reports.district_form import Signature
from reports.sheet import (
    Cell,
    Certificate,
    Chart,
    Check,
    Column,
    Kind,
    Line,
    LineKind,
    Report,
    Sheet,
)

DRAFT = "ร่าง – ยังไม่รับรอง"
NARROW, NARROWER = 108, 132
"""Letters side by side that fit across landscape A4 in the usual type, and in the smaller one."""
BESIDE = 2
"""What a cell's margins take, in letters."""
PORTRAIT = 0.62
"""As many fit on portrait paper, for what fits across."""
FIGURES = (Kind.COUNT, Kind.BAHT, Kind.PERCENT, Kind.DATE)
"""Kinds that never break over two lines: their columns are as wide as their widest cell."""


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text between two places where a line may break; ``whole`` is never broken."""

    text: str
    whole: bool


@dataclass(frozen=True, slots=True)
class ShownCell:
    """``kind`` is its class in the stylesheet; ``is_name`` heads its row."""

    words: tuple[Word, ...]
    kind: str
    is_name: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """``goes_on`` keeps it on a page with what follows: the last rows, for nobody signs a page on
    which nothing stands."""

    kind: LineKind
    cells: tuple[ShownCell, ...]
    goes_on: bool = False

    @property
    def is_heading(self) -> bool:
        return self.kind == LineKind.HEADING

    @property
    def classes(self) -> str:
        """In the stylesheet."""
        kind = "" if self.kind == LineKind.ROW else f"sheet-{self.kind}"
        return f"{kind} sheet-goes-on".strip() if self.goes_on else kind


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """``width`` in percent of the table."""

    heading: tuple[Word, ...]
    width: int


@dataclass(frozen=True, slots=True)
class ShownCheck:
    sentence: str
    result: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """What ``reports/_report_sheet.html`` shows; ``size`` is the type that the table needs,
    ``left_out`` how many rows a page doesn't show."""

    heading: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    chart: Chart | None
    columns: tuple[ShownColumn, ...]
    lines: tuple[ShownLine, ...]
    checks: tuple[ShownCheck, ...]
    notes: tuple[str, ...]
    landscape: bool
    size: str
    follows: bool
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ShownReport:
    """``mark`` stands on every page of paper: that it is a draft, or its number and code."""

    title: str
    sheets: tuple[ShownSheet, ...]
    signatures: tuple[Signature, ...]
    mark: str
    certificate: Certificate | None
    printed_at: str


def shown(report: Report, *, linked: bool = False, most: int | None = None) -> ShownReport:
    """The report in words; ``linked`` for a page, where its lines open what stands behind them.

    ``most`` rows of a sheet are shown, with its sums.
    """
    return ShownReport(
        title=to_thai_digits(" ".join(report.sheets[0].heading) or report.title),
        sheets=tuple(_sheet(_cut(sheet, most), sheet, report, linked) for sheet in report.sheets),
        signatures=() if report.goes_on else tuple(map(signature_in_words, report.signatures)),
        mark=mark_of(report.certificate),
        certificate=None if report.goes_on else report.certificate,
        printed_at=printed_at_in_words(report.printed_at),
    )


def mark_of(certificate: Certificate | None) -> str:
    """What every page says: that it is a draft, or by what it can be checked."""
    if certificate is None:
        return DRAFT
    day = format_date(certificate.certified_on, style="medium")
    return to_thai_digits(f"เลขที่ {certificate.number} รับรองเมื่อ {day} รหัสตรวจ {certificate.groups}")


def signature_in_words(signature: Signature) -> Signature:
    return Signature(*map(to_thai_digits, (signature.role, signature.name, signature.position)))


def printed_at_in_words(moment: datetime | None) -> str:
    if moment is None:
        return ""
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return f"พิมพ์เมื่อ {format_date(moment.date())} เวลา {to_thai_digits(f'{moment:%H.%M}')} น."


def _cut(sheet: Sheet, most: int | None) -> Sheet:
    """The sheet with its first rows and its sums over all."""
    if most is None or len(sheet.lines) <= most:
        return sheet
    sums = [line for line in sheet.lines[most:] if line.kind == LineKind.TOTAL]
    return replace(sheet, lines=(*sheet.lines[:most], *sums))


def _sheet(sheet: Sheet, whole: Sheet, report: Report, linked: bool) -> ShownSheet:
    places = [number for number, one in enumerate(sheet.columns) if not one.only_in_files]
    satang = has_satang(whole)
    texts = [
        [_text(line, sheet.columns, place, satang) for place in places] for line in sheet.lines
    ]
    columns = [sheet.columns[place] for place in places]
    letters = [_letters(column, [row[at] for row in texts]) for at, column in enumerate(columns)]
    rows = [at for at, line in enumerate(sheet.lines) if line.kind == LineKind.ROW]
    last_rows = rows[-2:][0] if rows else 0
    heading = tuple(map(to_thai_digits, sheet.heading))
    if report.known_until:
        heading += (f"ตามที่บันทึกถึงวันที่ {format_date(report.known_until)}",)
    return ShownSheet(
        heading=heading,
        facts=tuple((to_thai_digits(label), to_thai_digits(value)) for label, value in sheet.facts),
        chart=sheet.chart,
        columns=tuple(
            ShownColumn(_words(to_thai_digits(column.heading), wide - 1), percent)
            for column, wide, percent in zip(columns, letters, _percents(letters), strict=True)
        ),
        lines=tuple(
            replace(_line(line, row, columns, letters, linked), goes_on=at >= last_rows)
            for at, (line, row) in enumerate(zip(sheet.lines, texts, strict=True))
        ),
        checks=tuple(_check(check) for check in sheet.checks),
        notes=tuple(map(to_thai_digits, sheet.notes)),
        landscape=sheet.landscape,
        size=_size(sum(letters), sheet.landscape),
        follows=sheet.follows,
        left_out=len(whole.lines) - len(sheet.lines),
    )


def has_satang(sheet: Sheet) -> bool:
    """Whether any amount is not whole: then every amount of the sheet shows two decimals."""
    return any(
        isinstance(cell, Decimal) and cell != cell.to_integral_value()
        for line in sheet.lines
        for cell, column in zip(line.cells, sheet.columns, strict=False)
        if column.kind == Kind.BAHT
    )


def _percents(letters: Sequence[int]) -> list[int]:
    """The widths in whole percents, 100 in all: a percent more and the table leaves the paper."""
    ends = [round(sum(letters[:at]) * 100 / sum(letters)) for at in range(len(letters) + 1)]
    return [end - begin for begin, end in pairwise(ends)]


def _size(letters: int, landscape: bool) -> str:
    across = letters if landscape else letters / PORTRAIT
    if across <= NARROW:
        return "usual"
    return "small" if across <= NARROWER else "smaller"


def _letters(column: Column, texts: Sequence[str]) -> int:
    """How wide the column is; figures that are wider than was thought get the room they need."""
    if column.kind not in FIGURES:
        return column.letters
    return max([column.letters, *(width_of(text) + BESIDE for text in texts)])


def width_of(text: str) -> int:
    """Letters side by side: vowels and tone marks above and below the line take no room, figures
    somewhat more than a letter."""
    letters = sum(unicodedata.category(character) != "Mn" for character in text)
    return letters + sum(character.isdecimal() for character in text) // 5


def _line(
    line: Line,
    texts: Sequence[str],
    columns: Sequence[Column],
    letters: Sequence[int],
    linked: bool,
) -> ShownLine:
    if line.kind == LineKind.HEADING:
        named = to_thai_digits(str(line.cells[0] or ""))
        link = line.link if linked else ""
        return ShownLine(line.kind, (ShownCell(_words(named, 40), "text", True, link),))
    name = _place_of_name(columns)
    cells = [
        ShownCell(
            _words(text, wide - BESIDE) if column.kind not in FIGURES else (Word(text, False),),
            column.kind.value,
            is_name=place == name,
            link=line.link if linked and place == name else "",
        )
        for place, (text, column, wide) in enumerate(zip(texts, columns, letters, strict=True))
    ]
    return ShownLine(line.kind, tuple(cells))


def _place_of_name(columns: Sequence[Column]) -> int:
    """The column whose cell heads its row: the first with text."""
    return next((at for at, one in enumerate(columns) if one.kind == Kind.TEXT), 0)


def _text(line: Line, columns: Sequence[Column], place: int, satang: bool) -> str:
    if line.kind == LineKind.HEADING or place >= len(line.cells):
        return ""
    return in_words(line.cells[place], columns[place].kind, satang=satang)


def in_words(cell: Cell, kind: Kind, *, satang: bool = False) -> str:
    """A cell in Thai figures: ๑๓,๒๐๐.๕๐, ๑๒.๕, ๓๑/๐๗/๒๕๖๐."""
    match cell:
        case None:
            return ""
        case date():
            return format_date(cell, style="slash")
        case Decimal() if kind == Kind.BAHT:
            return format_baht(cell, digits="thai", satang="always" if satang else "auto")
        case Decimal():
            return to_thai_digits(f"{cell.normalize():,f}")
        case int() if kind == Kind.BAHT:
            return format_baht(Decimal(cell), digits="thai", satang="always" if satang else "auto")
        case int():
            return to_thai_digits(f"{cell:,}")
    return to_thai_digits(cell)


def _words(text: str, most: int) -> tuple[Word, ...]:
    """A word no longer than its column is kept whole: the dictionary of line breaks doesn't know
    names (it breaks หนอง|ฮะ); a longer one has to break."""
    return tuple(Word(word, whole=width_of(word) <= most) for word in text.split(" "))


def _check(check: Check) -> ShownCheck:
    words, result = to_thai_digits(check.words), to_thai_digits(check.result)
    return ShownCheck(words, result, not check.difference)
