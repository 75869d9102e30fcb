"""The debtor grid as its page shows it: rows with their labels, links and what is wrong in them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.urls import reverse

from debts.grid import HOUSE_NUMBER, NAME, WORDS, Cell, Column, Grid, Row
from debts.surveying import SavedRow, TypedRow
from debts.uncounted import UNSAVED
from fundinst.money import format_baht, read_baht
from fundinst.thai import Unreadable
from members.models import FundAccount, Institution

ROWS_WHEN_EMPTY, ROWS_AT_THE_END, ROWS_ASKED_FOR = 3, 1, 10
"""Empty rows at the foot: of an empty grid, of any other, and when more are asked for."""

KEY_TO_COME = "__KEY__"
_TEXTS = {HOUSE_NUMBER: ("บ้านเลขที่", "grid-house"), NAME: ("ผู้กู้", "grid-name")}
_DETAILS = "รายละเอียด"


@dataclass(frozen=True, slots=True)
class Box:
    """A cell as an input: ``label`` is its column, ``id`` its name in the form."""

    cell: Cell
    id: str
    label: str
    kind: str
    row_label: str
    is_money: bool = False
    details_url: str = ""
    takes_focus: bool = False

    @property
    def described_by(self) -> str:
        if not (self.cell.note or self.cell.error or self.cell.theirs is not None):
            return ""
        said = {
            "note": self.cell.note,
            "error": self.cell.error,
            "conflict": self.cell.theirs is not None,
        }
        return " ".join(f"{self.id}-{what}" for what, there in said.items() if there)

    @property
    def details(self) -> str:
        """The link to the cell's loans, as it is read out."""
        return f"{_DETAILS} {self.label} {self.row_label}"

    @property
    def details_word(self) -> str:
        """The link as it is seen: three dots beside an amount, a word where it is the only way."""
        return _DETAILS if self.cell.readonly else "⋯"

    @property
    def mine(self) -> str:
        """What was typed, an amount as amounts are written, to stand beside somebody else's."""
        typed = self.cell.value
        try:
            return format_baht(read_baht(typed)) if self.is_money and typed.strip() else typed
        except Unreadable:
            return typed

    @property
    def problem(self) -> str:
        """What is wrong with it, for the list above the grid."""
        choose = "มีคนแก้ไปก่อน ให้เลือกค่าที่จะใช้"
        return self.cell.error or ("" if self.cell.theirs is None else choose)


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands on the page; ``label`` tells it from the others: แถว 3."""

    row: Row
    label: str
    house_number: Box
    name: Box
    money: Sequence[Box]

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def id(self) -> str:
        household = self.row.household_id
        return f"row-{self.key}" if household is None else f"household-{household}"

    @property
    def boxes(self) -> list[Box]:
        return [self.house_number, self.name, *self.money]

    @property
    def about(self) -> str:
        """Whose row it is, as far as it says so."""
        said = " ".join(filter(None, (self.house_number.cell.value, self.name.cell.value)))
        return f"{self.label} ({said})" if said else self.label

    @property
    def can_be_dropped(self) -> bool:
        """Whether something was typed in it that is not in the books."""
        return self.row.state in UNSAVED

    @property
    def told(self) -> str:
        """What the form tells of the row beside its cells, as JSON.

        ``key`` and ``household``; ``seen``: which state of the books each cell shows; ``was``: what
        its cells say, to know later in which of them something was typed.
        """
        boxes = self.boxes
        told = {
            "key": self.key,
            "household": self.row.household_id,
            "seen": {box.cell.field: box.cell.seen for box in boxes if box.cell.seen},
        }
        if self.row.state in ("recorded", "locked"):
            told["was"] = {box.cell.field: box.cell.value for box in boxes}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Each thing that is wrong: the cell's id, its column and the sentence."""
        found = [(box.id, box.label, box.problem) for box in self.boxes if box.problem]
        return found + [(self.id, "", reason) for reason in self.row.reasons]


def lines_of(grid: Grid, *, empty: int = 0, begins: bool = False) -> list[Line]:
    """Every row, then ``empty`` ones, the first of which takes the focus when typing begins."""
    new = [empty_row(grid.columns, str(uuid4())) for _ in range(empty)]
    details = details_urls(grid.institution, grid.columns, grid.on)
    begin = new[0].key if begins and new else None
    return [
        line(grid, row, f"แถว {place}", details, focus=row.key == begin)
        for place, row in enumerate([*grid.rows, *new], start=1)
    ]


def new_line(grid: Grid) -> Line:
    """The row that the browser copies for every further one."""
    return line(grid, empty_row(grid.columns, KEY_TO_COME), WORDS["new"], {})


def empty_row(columns: Sequence[Column], key: str) -> Row:
    return Row(
        key=key,
        household_id=None,
        state="new",
        house_number=Cell(HOUSE_NUMBER),
        name=Cell(NAME),
        cells=[Cell(str(column.account.pk)) for column in columns],
        total=Decimal(0),
    )


def line(
    grid: Grid, row: Row, label: str, details: Mapping[int, str], *, focus: bool = False
) -> Line:
    return Line(
        row=row,
        label=label,
        house_number=_text_box(row, row.house_number, label, focus=focus),
        name=_text_box(row, row.name, label),
        money=[
            _money_box(row, cell, column, label, details)
            for cell, column in zip(row.cells, grid.columns, strict=True)
        ],
    )


def _text_box(row: Row, cell: Cell, row_label: str, *, focus: bool = False) -> Box:
    return Box(cell, f"{row.key}-{cell.field}", *_TEXTS[cell.field], row_label, takes_focus=focus)


def _money_box(
    row: Row, cell: Cell, column: Column, row_label: str, details: Mapping[int, str]
) -> Box:
    household = row.household_id
    return Box(
        cell,
        id=f"{row.key}-{cell.field}",
        label=column.label,
        kind="grid-money",
        row_label=row_label,
        is_money=True,
        details_url=details[column.account.pk].format(household) if household else "",
    )


def details_urls(institution: Institution, columns: Sequence[Column], on: date) -> dict[int, str]:
    """Where a cell's loans are looked at one by one, by account; ``{}`` stands for the household.

    One question to the addresses an account, not one a cell: a large village has a thousand.
    """
    urls = {}
    for pk in (column.account.pk for column in columns):
        arguments, query = [institution.code, 0, pk], {"on": on.isoformat()}
        url = reverse("debts:loan_details", args=arguments, query=query)
        urls[pk] = url.replace("/0/", "/{}/", 1)
    return urls


def typed_again(
    typed: TypedRow, accounts: Sequence[FundAccount], reasons: Sequence[str]
) -> SavedRow:
    """A row that could not even be kept, as it was typed."""
    texts = {name: Cell(name, text, typed.seen.get(name, "")) for name, text in typed.texts.items()}
    row = Row(
        key=str(typed.key),
        household_id=typed.household_id,
        state="wrong",
        house_number=texts[HOUSE_NUMBER],
        name=texts[NAME],
        cells=[texts.get(str(account.pk), Cell(str(account.pk))) for account in accounts],
        reasons=reasons,
    )
    return SavedRow(row)
