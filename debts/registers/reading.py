"""Read a fund's debtor register (ทะเบียนลูกหนี้) into plain rows, and say what could not be read.

Pure: bytes in, rows out; no database, nothing kept on disk. What the file may be and why it may be
refused: ``files``; which heading means what: ``columns``, ``layout``.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, islice

from fundinst.errors import Refusal, Refused
from fundinst.thai import MOST_BAHT, Unreadable, clean, read_date, to_arabic_digits

from .belonging import GUIDE, account_named, texts_of
from .cells import ZERO, Cell
from .columns import Meaning
from .counting import Told, counted, tell_nobody
from .files import Sheet, open_register, quoted
from .headers import ROWS_SEARCHED, Header, column_of_reasons, find_header, known_headings
from .layout import Layout, lay_out, names_of_columns
from .refusals import MOST_ROWS, ROWS_BESIDE_THE_LOANS, refused
from .rows import RegisterRow, UnreadableCell
from .tables import TableReader
from .totals import OwnTotal, compare

__all__ = ["ReadRegister", "RegisterRow", "UnreadableCell", "read_register"]

AS_OF = re.compile(r"(?:ณ|สิ้น|ประจำ)\s*(?:วันที่|วันสิ้น|วัน|เดือน)?\s*(\d.*)")
A_DATE = re.compile(
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}|\d{1,2}\s*[ก-์.]+(?:\s*พ\.?\s*ศ\.?)?\s*\d{2,4}"
)


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a sheet's table stands, for who gives the file back with remarks in it.

    ``heading`` is the number of the heading's last row as people see it (in a csv its line), and
    ``columns`` are numbered from 0; ``reasons`` is the column of our own remarks in a file that
    we gave back before. ``account`` is the code of the fund and the number of the account, where
    the sheet's own title names them.
    """

    sheet: str
    heading: int
    columns: Mapping[Meaning, int]
    reasons: int | None
    account: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class ReadRegister:
    """What a register file says, as it will be shown before anything is stored.

    ``own_total`` is the sum the file itself states in its total rows, None when it states none;
    ``unsaid`` names the columns they give no sum of, where our own rows' sum stands for it, and
    ``has_total_row`` is whether there is such a row at all;
    ``as_of_in_title`` the day in a title such as ข้อมูล ณ วันที่; ``columns`` pairs each heading
    as written with the Thai name of how it is read. ``digest`` is the file's SHA-256; ``titles``
    is what stands over the headings, as written.
    """

    rows: tuple[RegisterRow, ...]
    unreadable: tuple[UnreadableCell, ...]
    own_total: Decimal | None
    notes: tuple[str, ...]
    as_of_in_title: date | None
    columns: tuple[tuple[str, str], ...]
    digest: str
    tables: tuple[TablePlace, ...] = ()
    titles: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    has_total_row: bool = False

    @property
    def names_its_fund(self) -> bool:
        """Whether every table says itself which fund's it is, as our template's sheets do."""
        return bool(self.tables) and all(table.account for table in self.tables)

    @property
    def total(self) -> Decimal:
        """The sum of all rows that were read."""
        return sum((row.total for row in self.rows), ZERO)


@dataclass
class _Reading:
    """What has been gathered so far, over all sheets of the file."""

    rows: list[RegisterRow] = field(default_factory=list)
    unreadable: list[UnreadableCell] = field(default_factory=list)
    own_totals: dict[str, OwnTotal] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    as_of: date | None = None
    columns: dict[tuple[str, str], None] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    headings_seen: list[str] = field(default_factory=list)
    seen: dict[tuple[object, ...], RegisterRow] = field(default_factory=dict)
    tables: list[TablePlace] = field(default_factory=list)
    other_funds: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


def read_register(
    content: bytes, filename: str, *, today: date, fund: str = "", told: Told = tell_nobody
) -> ReadRegister:
    """Read a register of .xlsx, .xls, .ods or .csv; ``today`` bounds the dates that make sense.

    ``fund`` is the code of the fund it is read for: sheets of our template that belong to another
    fund are left out, and a note says so. A row that can't be read stands in ``unreadable``;
    nothing that holds an amount is dropped silently. Raises Refused when the file as a whole can't
    be taken: it isn't what its name says, it is dangerous or too large, or it has no heading that
    says what is owed by whom.
    """
    reading, tables = _Reading(), 0
    for sheet in counted(open_register(content, filename), told):
        tables += _read_sheet(sheet, reading, filename, today=today, fund=fund)
    if reading.refusals:
        raise Refused(reading.refusals)
    _tell_other_funds(reading, filename, any_table=bool(tables))
    own_total = _whole_total(reading)
    ours = sum((row.total for row in reading.rows), ZERO)
    unsaid = tuple(dict.fromkeys(m for own in reading.own_totals.values() for m in own.unsaid))
    if ours > MOST_BAHT:
        raise refused("register_sum_too_big", file=quoted(filename))
    if not reading.rows and not reading.unreadable:
        reading.notes.append("ไม่พบแถวลูกหนี้ใต้หัวตาราง")
    return ReadRegister(
        rows=tuple(reading.rows),
        unreadable=tuple(reading.unreadable),
        own_total=own_total,
        notes=(*reading.notes, *(() if unsaid else compare(own_total, ours))),
        as_of_in_title=reading.as_of,
        columns=tuple(reading.columns),
        digest=hashlib.sha256(content).hexdigest(),
        tables=tuple(reading.tables),
        titles=tuple(reading.titles),
        unsaid=unsaid,
        has_total_row=any(own.any_row for own in reading.own_totals.values()),
    )


def _no_header(reading: _Reading, filename: str) -> Refused:
    found = ", ".join(f"“{text}”" for text in dict.fromkeys(reading.headings_seen))
    found = f"พบแต่ {found[:200]}" if found else "ไม่พบคำที่เป็นหัวคอลัมน์เลย"
    return refused("register_no_header", file=quoted(filename), found=found)


def _tell_other_funds(reading: _Reading, filename: str, *, any_table: bool) -> None:
    """A workbook of all the funds is taken in fund by fund. Raises Refused without any table."""
    sheets = ", ".join(f"“{name}”" for name in reading.other_funds)
    if not any_table and sheets:
        raise refused("register_of_another_fund", file=quoted(filename), found=sheets)
    if not any_table:
        raise _no_header(reading, filename)
    if sheets:
        reading.notes.append(f"เว้นแผ่นงานของกองทุนอื่น {sheets} ให้นำเข้าแฟ้มนี้อีกครั้งโดยเลือกกองทุนนั้น")


def _read_sheet(sheet: Sheet, reading: _Reading, filename: str, *, today: date, fund: str) -> bool:
    """Read one sheet's table into ``reading``; whether there was one."""
    if sheet.hidden:
        reading.notes.append(f"ข้ามแผ่นงานที่ซ่อนไว้ “{sheet.name}”")
        return False
    head, rows, reasons = _head_and_rest(sheet)
    header = find_header([cells for _, cells in head], sheet.merges)
    if header is None:
        _no_table(sheet, head, reading)
        return False
    over = texts_of(cells for _, cells in head[: header.first])
    account = account_named(over)
    if account and fund and account[0] != fund:
        reading.other_funds.append(sheet.name)
        return False
    layout = _laid_out(sheet, header, reading)
    if layout is None:
        return True
    titles = [cells for _, cells in head[: header.last + 1]]
    reading.as_of = reading.as_of or _as_of(titles[:-1], today)
    reading.titles += over
    _describe(sheet, header, layout, reading)
    reading.tables.append(
        TablePlace(sheet.name, head[header.last][0], layout.column, reasons, account)
    )
    named = f"บัญชี {account[1]}" if account and fund else ""
    table = TableReader(sheet, layout, titles, reading.seen, today=today, account=named)
    for number, cells in _at_most(chain(head[header.last + 1 :], rows), filename):
        table.take(number, cells)
    _take_over(table, sheet, reading)
    return True


def _laid_out(sheet: Sheet, header: Header, reading: _Reading) -> Layout | None:
    """What each column is; None, with the reasons in ``reading``, when that can't be told."""
    where = f"แผ่นงาน “{sheet.name}” " if sheet.name else ""
    try:
        return lay_out(header.headings, header.meanings, where)
    except ValueError as stopped:
        reading.refusals.extend(stopped.args)
        return None


def _head_and_rest(
    sheet: Sheet,
) -> tuple[list[tuple[int, list[Cell]]], Iterator[tuple[int, list[Cell]]], int | None]:
    """The rows a heading is looked for in, those below, and which column of them was ours."""
    rows = iter(sheet.rows)
    head = list(islice(rows, ROWS_SEARCHED))
    reasons = column_of_reasons(cells for _, cells in head)
    return list(_without_reasons(iter(head), reasons)), _without_reasons(rows, reasons), reasons


def _without_reasons(
    rows: Iterator[tuple[int, list[Cell]]], column: int | None
) -> Iterator[tuple[int, list[Cell]]]:
    """The rows as the user wrote them: what we once remarked beside them is not theirs."""
    for number, cells in rows:
        if column is not None and column < len(cells):
            cells[column:] = ["", *cells[column + 1 :]] if cells[column + 1 :] else []
        yield number, cells


def _no_table(sheet: Sheet, head: list[tuple[int, list[Cell]]], reading: _Reading) -> None:
    if sheet.name != GUIDE and any(cell != "" for _, cells in head for cell in cells):
        where = f"แผ่นงาน “{sheet.name}”" if sheet.name else "แฟ้ม"
        reading.notes.append(f"ข้าม{where} เพราะไม่มีหัวตารางทะเบียนลูกหนี้")
    best = max((cells for _, cells in head), key=lambda row: len(known_headings(row)), default=[])
    if known_headings(best):
        reading.headings_seen.extend(str(cell) for cell in best if cell != "")


def _describe(sheet: Sheet, header: Header, layout: Layout, reading: _Reading) -> None:
    names = names_of_columns(layout)
    reading.columns.update(dict.fromkeys(names))
    unused = [heading for heading, name in names if name == "ไม่ใช้"]
    if unused:
        place = f"ของแผ่นงาน “{sheet.name}”" if sheet.name else ""
        reading.notes.append(f"คอลัมน์ที่ไม่ได้ใช้{place}: {', '.join(unused)}")
    reading.notes.extend(layout.notes)


def _at_most(
    rows: Iterator[tuple[int, list[Cell]]], filename: str
) -> Iterator[tuple[int, list[Cell]]]:
    for count, (number, cells) in enumerate(rows, 1):
        if count > MOST_ROWS + ROWS_BESIDE_THE_LOANS:
            raise refused("register_too_many_rows", file=quoted(filename), rows=f"{number:,}")
        yield number, cells


def _take_over(table: TableReader, sheet: Sheet, reading: _Reading) -> None:
    reading.rows.extend(table.rows)
    reading.unreadable.extend(table.unreadable)
    if table.totals.rows:
        reading.own_totals[sheet.name] = own_total = table.totals.own_total()
        reading.notes.extend(own_total.notes)
    reading.notes.extend(table.notes())


def _whole_total(reading: _Reading) -> Decimal | None:
    """The sum of all sheets' own totals; None unless every sheet with debtors states one."""
    amounts = {name: own.amount for name, own in reading.own_totals.items()}
    stated = [amount for amount in amounts.values() if amount is not None]
    if stated and len(stated) < len(amounts):
        missing = ", ".join(f"“{name}”" for name, amount in amounts.items() if amount is None)
        reading.notes.append(f"แผ่นงาน {missing} ไม่มียอดรวมให้เทียบ จึงเทียบยอดรวมทั้งแฟ้มไม่ได้")
        return None
    return sum(stated, ZERO) if stated else None


def _as_of(titles: list[list[Cell]], today: date) -> date | None:
    """The day in a title such as 'ข้อมูล ณ วันที่ ๓๐ มิถุนายน ๒๕๖๐'."""
    for row in titles:
        for text in (cell for cell in row if isinstance(cell, str) and cell):
            try:
                said = AS_OF.search(to_arabic_digits(clean(text)))
                found = A_DATE.match(said[1]) if said else None
                if found:
                    return read_date(found[0], today=today).value
            except Unreadable:
                continue
    return None
