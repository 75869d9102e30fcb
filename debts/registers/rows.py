"""One row of a debtor register (ทะเบียนลูกหนี้): a loan as the fund states it, or why it isn't read."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeVar

from fundinst.id_numbers import mask_ids, without_ids
from fundinst.money import format_baht
from fundinst.names import Name, make_name, split_name
from fundinst.thai import Unreadable

from .cells import (
    LONGEST_GUARANTOR,
    LONGEST_LOAN_NUMBER,
    LONGEST_TEXT,
    MONTHLY,
    ZERO,
    Cell,
    Fault,
    read_amount,
    read_day,
    read_house,
    read_moo,
    read_rate,
    read_safe_text,
    read_text,
    refuse_long,
)
from .columns import Meaning as M
from .columns import meaning_of
from .layout import COMPONENTS, Layout

Read = TypeVar("Read")
ADDRESS_GOES_ON = re.compile(
    r"[ ,]*(?:ต\.|ตำบล|แขวง|อ\.|อำเภอ|เขต|จ\.|จังหวัด|บ้าน(?!เลขที่)|ถ\.|ถนน|ซ\.|ซอย).*"
)
UNDATED: tuple[date | None, str] = (None, "")
UNRATED: tuple[Decimal | None, str] = (None, "")
BETWEEN_GUARANTORS = re.compile(r"[\n,;/]|(?<!\d)\d{1,2}[.)] ?| และ | กับ ")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One loan as the register states it. Amounts are baht.

    ``row`` is the number the user sees beside the row in their program (the line in a csv), and
    ``sheet`` is empty for a csv. ``interest_over_year`` is interest overdue for a year or more;
    interest whose age the register doesn't say counts as under a year, because only interest of
    a year or more may ever bear interest (Civil and Commercial Code s.655, ป.พ.พ. มาตรา 655).
    ``moo`` is the village (หมู่ที่) that the cell of the house number states, mostly empty.
    ``notes`` says, in Thai, what was understood in a way a person should look at.
    """

    sheet: str
    row: int
    name: Name
    house_number: str
    loan_number: str
    principal: Decimal
    interest_over_year: Decimal
    interest_under_year: Decimal
    penalty: Decimal
    fee: Decimal
    lent_on: date | None
    due_on: date | None
    original_principal: Decimal | None
    rate_percent: Decimal | None
    account: str
    member_number: str
    guarantors: tuple[str, ...]
    remark: str
    notes: tuple[str, ...]
    moo: str = ""

    @property
    def total(self) -> Decimal:
        """All that is owed on the loan: principal, interest, penalty and fee."""
        interest = self.interest_over_year + self.interest_under_year
        return self.principal + interest + self.penalty + self.fee


@dataclass(frozen=True, slots=True)
class UnreadableCell:
    """A row that is not imported, where the trouble is (``column``: 'E เงินต้นคงเหลือ') and why.

    ``columns`` numbers every cell of the row that is in trouble, from 0, where that is known;
    ``name`` is whose row it is, as far as it could be read.
    """

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    columns: tuple[int, ...] = ()
    name: str = ""


class RowReader:
    """Reads the cells of one row by a table's layout, collecting what can't be read.

    ``money`` holds the amounts by meaning (None where the cell is empty); it is there before
    ``loan`` is asked for, because totals and signature lines are told apart by it.
    """

    def __init__(
        self, layout: Layout, sheet: str, row: int, cells: Sequence[Cell], *, today: date
    ) -> None:
        self.layout, self.sheet, self.row, self.cells, self.today = layout, sheet, row, cells, today
        self.unreadable: list[UnreadableCell] = []
        self.notes: list[str] = []
        self.money = {m: self._read(layout.column[m], read_amount, None) for m in self._figures()}

    def _figures(self) -> Iterator[M]:
        """The money columns to read; a check that was never computed is no check."""
        for meaning in self.layout.money:
            if meaning is not M.TOTAL or not uncomputed(self.cell(M.TOTAL)):
                yield meaning

    def cell(self, meaning: M) -> Cell:
        """The cell under a meaning; empty when the register has no such column."""
        return self._at(self.layout.column[meaning]) if meaning in self.layout.column else ""

    def cells_at(self, columns: Iterable[int]) -> list[Cell]:
        """The cells in these columns."""
        return [self._at(column) for column in columns]

    def loan(self) -> RegisterRow | None:
        """The row as a loan; None when ``unreadable`` says why it isn't one."""
        name = self._name()
        amounts = self._amounts()
        lent_on, due_on = self._day(M.LENT), self._day(M.DUE)
        row = RegisterRow(
            sheet=self.sheet,
            row=self.row,
            name=name,
            house_number=self._house(),
            loan_number=self._text(M.LOAN_NUMBER, LONGEST_LOAN_NUMBER),
            principal=amounts[M.PRINCIPAL],
            interest_over_year=amounts[M.INTEREST_OVER],
            interest_under_year=amounts[M.INTEREST_UNDER] + amounts[M.INTEREST],
            penalty=amounts[M.PENALTY],
            fee=amounts[M.FEE],
            lent_on=lent_on,
            due_on=due_on,
            original_principal=self._named(M.ORIGINAL, read_amount, None),
            rate_percent=self._rate(),
            account=self._text(M.ACCOUNT),
            member_number=self._text(M.MEMBER_NUMBER),
            guarantors=self._guarantors(),
            remark=self._named(M.REMARK, read_text, ""),
            notes=(),
            moo=self._moo(),
        )
        return None if self.unreadable else self._with_notes(row)

    def refuse(self, column: int, reason: str) -> None:
        """Note that the row is not imported because of the cell in this column."""
        cell = self._at(column)
        whole = isinstance(cell, float) and cell.is_integer()
        value = mask_ids(f"{cell:.0f}" if whole else str(cell).strip())[:80]
        label = self.layout.label(column)
        self.unreadable.append(
            UnreadableCell(self.sheet, self.row, label, value, mask_ids(reason), (column,))
        )

    def _at(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else ""

    def _read(self, column: int, reader: Callable[[Cell], Read], empty: Read) -> Read:
        try:
            return reader(self._at(column))
        except Unreadable as reason:
            self.refuse(column, str(reason))
            return empty

    def _named(self, meaning: M, reader: Callable[[Cell], Read], empty: Read) -> Read:
        column = self.layout.column.get(meaning)
        return empty if column is None else self._read(column, reader, empty)

    def _text(self, meaning: M, longest: int = LONGEST_TEXT) -> str:
        return self._named(meaning, partial(read_safe_text, longest=longest), "")

    def _name(self) -> Name:
        """From one column, or two, or three; a name that goes on in columns without a heading."""
        columns, title = self.layout.column, self._text(M.TITLE)
        if M.GIVEN in columns:
            column = columns[M.GIVEN]
            given, surname = self._text(M.GIVEN), self._text(M.SURNAME)
        else:
            column = columns[M.NAME]
            parts = [self._read(c, read_safe_text, "") for c in (column, *self.layout.name_goes_on)]
            given, surname = " ".join(filter(None, parts)), ""
        nobody = Name("", "", "")
        if self.unreadable:
            return nobody
        if not (title or given or surname):
            self.refuse(column, "ไม่มีชื่อผู้กู้ ให้พิมพ์ชื่อและนามสกุลในช่องนี้ ถ้าเป็นแถวรวมให้พิมพ์คำว่า รวม")
            return nobody
        if title and not surname:
            given, _, surname = given.partition(" ")
        try:
            name = make_name(title, given, surname) if title or surname else split_name(given)
            refuse_long(name)
        except Unreadable as reason:
            self.refuse(column, str(reason))
            return nobody
        return name

    def _amounts(self) -> dict[M, Decimal]:
        """The components, an empty cell as 0; they must add up to the row's own total."""
        amounts = {m: self.money.get(m) or ZERO for m in COMPONENTS}
        total = self.money.get(M.TOTAL)
        others = sum(amounts.values(), ZERO)
        if self.unreadable or total is None:
            if self.layout.principal_is_total_less_interest and not self.unreadable:
                self.refuse(self.layout.column[M.TOTAL], "ช่องรวมว่าง จึงไม่รู้เงินต้น ให้ใส่ยอดรวม หรือ 0")
            return amounts
        if self.layout.principal_is_total_less_interest and total >= others:
            amounts[M.PRINCIPAL] = total - others
        elif total != others:
            self.refuse(
                self.layout.column[M.TOTAL],
                f"ยอดรวมในแถวคือ {format_baht(total)} แต่บวกช่องเงินในแถวนี้ได้ {format_baht(others)} "
                "ให้ตรวจตัวเลขแล้วแก้ช่องที่ผิด",
            )
        return amounts

    def _day(self, meaning: M) -> date | None:
        column = self.layout.column.get(meaning)
        if column is None:
            return None
        value, note = self._read(column, partial(read_day, today=self.today), UNDATED)
        self._note(column, note)
        return value

    def _rate(self) -> Decimal | None:
        """Percent a year. That a whole column is a month's rate is said once, not in every row."""
        columns = self.layout.column
        a_month = M.RATE_A_MONTH in columns
        column = columns.get(M.RATE_A_MONTH if a_month else M.RATE)
        if column is None:
            return None
        rate, note = self._read(column, partial(read_rate, a_month=a_month), UNRATED)
        if not a_month or MONTHLY not in note:
            self._note(column, note)
        return rate

    def _house(self) -> str:
        if M.HOUSE not in self.layout.column:
            return ""
        column = self.layout.column[M.HOUSE]
        if meaning_of(self.layout.headings[column]) is not M.ADDRESS:
            return self._read(column, read_house, "")
        return self._read(column, _house_of_address, "")

    def _moo(self) -> str:
        return "" if self.unreadable else read_moo(self.cell(M.HOUSE))

    def _guarantors(self) -> tuple[str, ...]:
        names: list[str] = []
        for column in self.layout.guarantors:
            written = self._read(column, read_text, "")
            for part in BETWEEN_GUARANTORS.split(str(self._at(column)) if written else ""):
                try:
                    names.append(read_safe_text(without_ids(part), LONGEST_GUARANTOR))
                except Unreadable as reason:
                    self.refuse(column, str(reason))
        return tuple(filter(None, names))

    def _note(self, column: int, note: str) -> None:
        if note:
            self.notes.append(f"{self.layout.label(column)}: {note}")

    def _with_notes(self, row: RegisterRow) -> RegisterRow:
        if row.original_principal is not None and row.principal > row.original_principal:
            self.notes.append("เงินต้นคงเหลือมากกว่าจำนวนเงินที่กู้")
        if row.lent_on and row.due_on and row.lent_on > row.due_on:
            self.notes.append("วันที่กู้อยู่หลังวันครบกำหนด")
        if M.PRINCIPAL in self.money and self.money[M.PRINCIPAL] is None:
            self.notes.append("ช่องเงินต้นว่าง อ่านเป็น 0")
        return replace(row, notes=tuple(self.notes)) if self.notes else row


def _house_of_address(cell: Cell) -> str:
    return read_house(ADDRESS_GOES_ON.sub("", cell) if isinstance(cell, str) else cell)


def uncomputed(cell: Cell) -> bool:
    """A formula saved without its result, as programs that write workbooks leave it."""
    return isinstance(cell, Fault) and not cell.shown
