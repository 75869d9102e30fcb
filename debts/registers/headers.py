"""Finding the heading rows of a register under its title rows, in one to three lines.

The row that holds a heading for the person's name is the anchor; lines above and below belong to
the heading when they hold nothing but heading words. Texts over each other are read together
(เงินต้น over คงเหลือ), a group heading merged over several columns goes with each of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .columns import PERSONS, letters_of, meaning_of, money_words
from .columns import Meaning as M

Cell = object
Merge = tuple[
    tuple[int, int], tuple[int, int]
]  # (first row, first column), (last row, last column)

ROWS_SEARCHED = 60
REASONS = "เหตุที่ยังบันทึกไม่ได้"
"""The heading of the column that ``returning`` adds to a user's own file; never read as theirs."""

LINES_ABOVE, LINES_BELOW = 2, 2
NAMES = PERSONS | {M.TITLE, M.SURNAME}
MONEY = {
    M.PRINCIPAL, M.BARE_PRINCIPAL, M.BALANCE, M.TOTAL_DEBT, M.TOTAL, M.ORIGINAL, M.AMOUNT,
    M.INTEREST, M.INTEREST_SUM, M.INTEREST_OVER, M.INTEREST_UNDER, M.MIXED, M.PAID,
}  # fmt: skip
NOT_MONEY = {M.SEQUENCE, M.MEMBER_NUMBER, M.HOUSE, M.LOAN_NUMBER, M.LENT, M.DUE, M.ACCOUNT} | NAMES


@dataclass(frozen=True, slots=True)
class Header:
    """Where the headings stand (rows numbered from 0) and what each column's heading means."""

    first: int
    last: int
    headings: tuple[str, ...]
    meanings: tuple[M | None, ...]


def find_header(rows: Sequence[Sequence[Cell]], merges: Sequence[Merge] = ()) -> Header | None:
    """The first heading that has a person and a sum of money; None when there is none."""
    for anchor, row in enumerate(rows):
        if not any(_is_person(cell) for cell in row):
            continue
        header = _read_header(rows, anchor, merges)
        if MONEY & set(header.meanings) and PERSONS & set(header.meanings):
            return header
    return None


def column_of_reasons(rows: Iterable[Sequence[Cell]]) -> int | None:
    """Where a file that we gave back keeps our reasons; None in a file of the user's own."""
    for row in rows:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and " ".join(cell.split()) == REASONS:
                return column
    return None


def known_headings(row: Sequence[Cell]) -> list[str]:
    """The texts of a row that are headings we know; what a refusal says was found."""
    return [cell for cell in row if isinstance(cell, str) and cell and meaning_of(cell)]


def _read_header(rows: Sequence[Sequence[Cell]], anchor: int, merges: Sequence[Merge]) -> Header:
    first = last = anchor
    name = next(c for c, cell in enumerate(rows[anchor]) if _is_person(cell))
    while first > 0 and anchor - first < LINES_ABOVE and _belongs_above(rows[first - 1]):
        first -= 1
    while last + 1 < len(rows) and last - anchor < LINES_BELOW:
        if not _belongs_below(rows[last + 1], rows[anchor], name):
            break
        last += 1
    width = max(len(rows[i]) for i in range(first, last + 1))
    lines = [_texts(rows[i], width) for i in range(first, last + 1)]
    for i in range(len(lines) - 2, -1, -1):
        _spread_groups(lines, i, [m for m in merges if m[0][0] == first + i], name)
    read = [_joined(column) for column in zip(*lines, strict=True)]
    return Header(first, last, tuple(text for text, _ in read), tuple(m for _, m in read))


def _texts(row: Sequence[Cell], width: int) -> list[str]:
    texts = [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in row]
    return texts + [""] * (width - len(texts))


def _belongs_above(row: Sequence[Cell]) -> bool:
    """Whether the row over the anchor is a line of the heading and not a title."""
    texts = _only_texts(row)
    known = [text for text in texts if _is_heading_word(text)]
    return bool(known) and len(known) * 2 >= len(texts)


def _belongs_below(row: Sequence[Cell], anchor: Sequence[Cell], name: int) -> bool:
    """Whether the row under the anchor is a line of the heading and not yet a debtor or a total."""
    texts = _only_texts(row)
    known = [text for text in texts if _is_heading_word(text)]
    under_name = row[name] if name < len(row) else ""
    if not known or len(known) * 2 < len(texts):
        return False
    if under_name and (not isinstance(under_name, str) or meaning_of(under_name) not in NAMES):
        return False
    column = row.index(texts[0])
    over = anchor[column] if column < len(anchor) else ""
    return len(texts) > 1 or meaning_of(texts[0]) is not M.TOTAL or _is_money_text(over)


def _only_texts(row: Sequence[Cell]) -> list[str]:
    """The texts of a row; none when the row also holds numbers, dates or figures."""
    cells = [cell for cell in row if cell != ""]
    texts = [cell for cell in cells if isinstance(cell, str) and not _is_figure(cell)]
    return texts if len(texts) == len(cells) else []


def _is_person(cell: Cell) -> bool:
    return isinstance(cell, str) and meaning_of(cell) in PERSONS


def _is_money_text(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(money_words(letters_of(cell)))


def _is_heading_word(text: str) -> bool:
    """A word of a heading; a lone word for a person over the table is its title (ลูกหนี้)."""
    if meaning_of(text) in PERSONS - {M.GIVEN}:
        return False
    return not letters_of(text) or meaning_of(text) is not None or _is_money_text(text)


def _is_figure(text: str) -> bool:
    return letters_of(text).isdigit()


def _spread_groups(lines: list[list[str]], i: int, merges: Sequence[Merge], name: int) -> None:
    """Repeat a group heading over the columns it stands for, unless it is a title over them all."""
    line, below = lines[i], lines[i + 1]
    merged: set[int] = set()
    for (_, left), (_, to) in merges:
        right = min(to, len(line) - 1)
        if left < name <= right:  # over the names as well as the money: a title, not a group
            line[left : right + 1] = [""] * (right + 1 - left)
        if left <= name <= right:
            continue
        merged.update(range(left, right + 1))
        for column in range(left + 1, right + 1):
            line[column] = line[column] or line[left]
    for column in range(1, len(line)):
        group = line[column - 1]
        if not line[column] and column not in merged and below[column] and below[column - 1]:
            line[column] = group if _is_group(group) else ""


def _is_group(text: str) -> bool:
    """Words such as ค้างชำระ or ชำระแล้ว that say nothing of what kind of money stands below."""
    words = money_words(letters_of(text))
    return bool(words) and not words & {"principal", "interest", "penalty", "fee"}


def _joined(parts: Sequence[str]) -> tuple[str, M | None]:
    """A column's heading and its meaning: all its lines, else fewer from above, else from below."""
    texts = [text for i, text in enumerate(parts) if text and text not in parts[:i]]
    alone = {meaning_of(text) for text in texts} - {None}
    tries = [texts[i:] for i in range(len(texts))] + [texts[:-i] for i in range(1, len(texts))]
    for some in tries:
        meaning = meaning_of("".join(some))
        if meaning and not (meaning in MONEY and alone & NOT_MONEY):
            return " ".join(some), meaning
    return " ".join(texts), None
