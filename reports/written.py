"""Sums, days and tables as papers write them: Thai digits, years พ.ศ., baht also in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from django.conf import settings

from fundinst.money import format_baht
from fundinst.thai import FinalOne, baht_words, format_date, to_thai_digits
from members.models import CommitteeMember, Institution
from reports.wording_text import UNSPLIT, Cell, Facts, Table

DOTS = "." * 28
LONG_DOTS = "." * 70
DAY_DOTS = "........ เดือน ........................ พ.ศ. ..............."


@dataclass(frozen=True, slots=True)
class Sign:
    """One line to be signed: as what, by whom (dots where it isn't known yet)."""

    role: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a paper says of its subject; ``dated`` is the day it bears, ``reference`` its number.

    ``stamp`` is what stands across it: that it was taken back.
    """

    whose: tuple[str, ...]
    facts: Facts
    signs: tuple[Sign, ...]
    dated: date
    reference: str = ""
    stamp: str = ""


WITNESSES = (Sign("พยาน"), Sign("พยาน"))


def amount(baht: Decimal) -> str:
    return format_baht(baht, digits="thai", satang="always")


def baht(sum_: Decimal) -> str:
    return f"{amount(sum_)}{UNSPLIT}บาท"


def baht_in_words(sum_: Decimal) -> str:
    final_one = cast("FinalOne", settings.FINAL_ONE)
    return f"{baht(sum_)} ({baht_words(sum_, final_one=final_one)})"


def whole_baht(sum_: Decimal) -> str:
    return f"{format_baht(sum_, digits='thai')}{UNSPLIT}บาท"


def day(value: date | None) -> str:
    return format_date(value) if value else DOTS


def short_day(value: date) -> str:
    return format_date(value, style="medium")


def money(sums: Iterable[Decimal]) -> list[Cell]:
    return [Cell(amount(one), number=True) for one in sums]


def words(*texts: object) -> list[Cell]:
    return [Cell(to_thai_digits(str(text))) for text in texts]


def table(
    headings: Sequence[str],
    rows: Iterable[tuple[Sequence[object], Sequence[Decimal]]],
    *,
    summed: bool = True,
) -> Table:
    """Rows of words, then of sums in baht; ``summed`` adds their sums below."""
    given = [*rows]
    lines = [[*words(*texts), *money(sums)] for texts, sums in given]
    sums = [
        sum(column, Decimal(0)) for column in zip(*(sums for _texts, sums in given), strict=True)
    ]
    if not summed or not sums:
        return Table(headings, lines)
    blank = len(headings) - len(sums) - 1
    return Table(headings, lines, [*words("รวม", *[""] * blank), *money(sums)])


def letterhead(institution: Institution, *above: object) -> tuple[str, ...]:
    """Whose paper it is, line by line."""
    return tuple(to_thai_digits(str(line)) for line in (*above, institution, institution.place))


def chair_of(institution: Institution, on: date) -> str:
    """The institution's chair of that day; empty where none is known."""
    there = institution.committee.in_force(on)
    chair = there.filter(position=CommitteeMember.Position.CHAIR).first()
    return chair.name if chair else ""


def listed(names: Iterable[object]) -> str:
    """Names in a sentence, each once: ก, ข และ ค."""
    *first, last = dict.fromkeys(str(name) for name in names) or [""]
    return f"{', '.join(first)} และ {last}" if first else last
