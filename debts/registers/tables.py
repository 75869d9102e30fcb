"""The rows under one heading: which are loans, which are totals, which are neither.

A row is passed over only when it holds no amount. Whatever holds an amount is a loan, a total
row, or is listed as unreadable.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from fundinst.id_numbers import mask_ids
from fundinst.thai import to_arabic_digits

from .cells import Cell
from .columns import Meaning as M
from .columns import letters_of
from .files import Sheet
from .headers import known_headings
from .layout import Layout
from .refusals import refused
from .rows import RegisterRow, RowReader, UnreadableCell, uncomputed
from .totals import Scope, SheetTotals, TotalRow, total_scope

IDENTITY = (M.NAME, M.TITLE, M.GIVEN, M.SURNAME, M.HOUSE, M.MEMBER_NUMBER)
BELONGS_TO_A_PERSON = (M.HOUSE, M.MEMBER_NUMBER, M.LOAN_NUMBER, M.SURNAME)
BAHT_IN_TEXT = re.compile(r"\d[\d,]*(?:\.\d+)?\s*(?:บาท|\.-)")
A_FIGURE = re.compile(r"[฿]?\s*\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d\d")
TITLED = re.compile(r"(?:นาย|นาง|นางสาว|น\.ส\.|ด\.[ชญ]\.)\s*[ก-ฮเ-ไ]")
TWO_WORDS = re.compile(r"[ก-์]{2,}(?: [ก-์]{2,}){1,2}")
UNDER_THE_TABLE = re.compile(
    r"(?:ลงชื่อ|ผู้จัดทำ|ผู้ทำ|ผู้ตรวจ|ผู้รับรอง|ผู้รายงาน|ประธาน|รองประธาน|เหรัญญิก|เลขานุการ|เลขา|กรรมการ|ตำแหน่ง|หมายเหตุ"
    r"|ตรวจแล้ว|ขอรับรอง|รับรอง|พยาน|วันที่|หมู่|บ้าน|กลุ่ม|กองทุน|บัญชี|ข้อมูล|ทะเบียน)"
)


def sameness(row: RegisterRow) -> tuple[object, ...]:
    """What two rows share when they are one loan written twice."""
    return (
        row.name.given, row.name.surname, row.house_number, row.moo, row.loan_number,
        row.member_number, row.account, row.principal, row.interest_over_year,
        row.interest_under_year, row.penalty, row.fee, row.lent_on, row.due_on,
        row.original_principal, row.rate_percent,
    )  # fmt: skip


class TableReader:
    """Takes the rows of one table in order; what it found lies in its attributes.

    ``seen`` maps what makes a loan the same loan to the row that stated it first, over all
    tables of the file; ``account`` is the fund's account that the table's own title names.
    """

    def __init__(
        self,
        sheet: Sheet,
        layout: Layout,
        titles: Sequence[Sequence[Cell]],
        seen: dict[tuple[object, ...], RegisterRow],
        *,
        today: date,
        account: str = "",
    ) -> None:
        self.sheet, self.layout, self.seen, self.today = sheet, layout, seen, today
        self.account = account
        self.repeated = {_written(row) for row in titles}
        self.rows: list[RegisterRow] = []
        self.unreadable: list[UnreadableCell] = []
        self.totals = SheetTotals()
        self.passed_over: list[int] = []
        self.merged = _rows_merged_upwards(sheet, layout)
        self.upper: dict[int, Cell] = {}

    def take(self, number: int, cells: list[Cell]) -> None:
        """Read one row, whatever it is."""
        if self.merged:
            self._fill_merged(number, cells)
        reader = RowReader(self.layout, self.sheet.name, number, cells, today=self.today)
        amounts = [amount for amount in reader.money.values() if amount is not None]
        if not amounts and (self._is_heading(cells) or _numbers_the_columns(cells)):
            return
        if scope := self._total_scope(reader):
            self._take_total(reader, scope)
        elif self.sheet.separated and any(
            cell != "" for cell in cells[len(self.layout.headings) :]
        ):
            self._refuse_too_wide(reader)
        elif amounts or reader.unreadable:
            self._take_amounts(reader, nothing=not any(amounts))
        else:
            self._take_text(reader)

    def notes(self) -> list[str]:
        """Which rows were passed over because they hold no debt."""
        if not self.passed_over:
            return []
        place = f"แผ่นงาน “{self.sheet.name}” " if self.sheet.name else ""
        shown = ", ".join(map(str, self.passed_over[:10]))
        more = " เป็นต้น" if len(self.passed_over) > 10 else ""
        return [f"{place}ข้ามแถว {shown}{more} เพราะไม่มียอดหนี้และไม่ใช่รายชื่อลูกหนี้"]

    def _take_amounts(self, reader: RowReader, *, nothing: bool) -> None:
        nameless = not self._name_written(reader)
        if nameless and not reader.unreadable:
            if nothing:  # a row prepared with zeros for a debtor to come
                return
            if self.totals.equals_sums(reader.money):
                self.totals.stated.append(TotalRow(reader.row, Scope.PART, reader.money))
                return
        loan = reader.loan()
        self.totals.count(reader.money)
        if loan and not loan.account and self.account:
            loan = replace(loan, account=self.account)
        if loan is None:
            self._refuse(reader)
        elif (first := self.seen.setdefault(sameness(loan), loan)) is not loan:
            self._refuse_same(reader, first)
        else:
            self.rows.append(loan)

    def _take_text(self, reader: RowReader) -> None:
        """A row without any amount in the money columns."""
        stray = next((c for c in range(len(reader.cells)) if self._holds_money(reader, c)), None)
        if self._is_person(reader):
            column_of_money = self.layout.column[self.layout.money[0]]
            reader.refuse(column_of_money, "ไม่มียอดหนี้ ให้ใส่ยอดคงเหลือ ถ้าไม่มีหนี้แล้วให้ใส่ 0")
            self._refuse(reader)
        elif stray is not None:
            reader.refuse(stray, "มีจำนวนเงินแต่ไม่ได้อยู่ในแถวของลูกหนี้ ให้ย้ายไปช่องยอดหนี้ หรือลบออก")
            self._refuse(reader)
        elif any(cell != "" for cell in reader.cells):
            self._pass_over(reader)

    def _pass_over(self, reader: RowReader) -> None:
        written = [str(cell) for cell in reader.cells if cell != ""]
        numbered_for_later = len(written) == 1 and letters_of(written[0]).isdigit()
        if not numbered_for_later:
            self.passed_over.append(reader.row)

    def _take_total(self, reader: RowReader, scope: Scope) -> None:
        """A total that was never computed states nothing; one that can't be read is listed."""
        cells = [reader.cell(meaning) for meaning in self.layout.money]
        if reader.unreadable and not any(map(uncomputed, cells)):
            self._refuse(reader)
        else:
            self.totals.stated.append(TotalRow(reader.row, scope, reader.money))

    def _total_scope(self, reader: RowReader) -> Scope | None:
        """Whether the row is a total: one of its texts says so and nothing in it names a person."""
        money = {self.layout.column[m] for m in self.layout.money}
        for column, cell in enumerate(reader.cells):
            if isinstance(cell, str) and cell and column not in money and (s := total_scope(cell)):
                if column != self._name_column():
                    return None if self._name_written(reader) not in ("", cell.strip()) else s
                if self._is_filled(reader, M.SURNAME):
                    return None
                if self._is_filled(reader, M.HOUSE) and not total_scope(str(reader.cell(M.HOUSE))):
                    reader.refuse(column, "ไม่แน่ว่าเป็นแถวรวมหรือชื่อคน ถ้าเป็นแถวรวมให้ลบบ้านเลขที่ออก")
                    return None
                return s
        return None

    def _is_filled(self, reader: RowReader, meaning: M) -> bool:
        return _says_something(reader.cell(meaning))

    def _is_person(self, reader: RowReader) -> bool:
        name = self._name_written(reader)
        if not name or UNDER_THE_TABLE.match(name):
            return False
        identity = [self.layout.column.get(m) for m in BELONGS_TO_A_PERSON]
        known = [c for c in (*identity, self.layout.sequence) if c is not None]
        if any(_says_something(cell) for cell in reader.cells_at(known)):
            return True
        after_the_end = bool(self.totals.stated)
        return not after_the_end and bool(TITLED.match(name) or TWO_WORDS.fullmatch(name))

    def _name_column(self) -> int | None:
        columns = self.layout.column
        return columns[M.GIVEN] if M.GIVEN in columns else columns.get(M.NAME)

    def _name_written(self, reader: RowReader) -> str:
        parts = [reader.cell(m) for m in (M.NAME, M.TITLE, M.GIVEN, M.SURNAME)]
        parts += [reader.cells[c] for c in self.layout.name_goes_on if c < len(reader.cells)]
        return " ".join(str(part).strip() for part in parts if _says_something(part))

    def _holds_money(self, reader: RowReader, column: int) -> bool:
        cell = reader.cells[column]
        if isinstance(cell, str):
            text = to_arabic_digits(cell).strip()
            return bool(BAHT_IN_TEXT.search(text) or A_FIGURE.fullmatch(text))
        known = column == self.layout.sequence or column in self.layout.column.values()
        unused = not known and column < len(self.layout.headings) and self.layout.headings[column]
        return isinstance(cell, (int, float)) and not known and not unused and bool(cell)

    def _is_heading(self, cells: Sequence[Cell]) -> bool:
        """A title or heading repeated on each page; another heading stops the whole file."""
        if _written(cells) in self.repeated:
            return True
        known = known_headings(cells)
        if len(known) < 3 or len(known) * 2 < len(_written(cells)):
            return False
        where = f"แผ่นงาน “{self.sheet.name}” " if self.sheet.name else ""
        raise refused("register_two_headings", where=where, found=", ".join(known)[:200])

    def _refuse_too_wide(self, reader: RowReader) -> None:
        column = len(self.layout.headings)
        reader.unreadable.clear()
        reader.refuse(
            column,
            "แถวนี้มีช่องมากกว่าหัวตาราง อาจมีเครื่องหมาย , ในตัวเลขที่ไม่ได้อยู่ในเครื่องหมายคำพูด "
            "ให้พิมพ์ตัวเลขโดยไม่ใส่ , หรือบันทึกแฟ้มเป็น .xlsx",
        )
        self._refuse(reader)

    def _refuse_same(self, reader: RowReader, first: RegisterRow) -> None:
        place = f" ของแผ่นงาน “{first.sheet}”" if first.sheet != self.sheet.name else ""
        column = self._name_column() or 0
        reader.refuse(
            column,
            f"แถวนี้ซ้ำกับแถวที่ {first.row}{place} ทุกช่อง "
            "ถ้าเป็นคนละสัญญาให้ใส่เลขที่สัญญาให้ต่างกัน ถ้าซ้ำจริงให้ลบออก",
        )
        self._refuse(reader)

    def _refuse(self, reader: RowReader) -> None:
        """One entry a row: the first cell in trouble, the others told after it."""
        first, *others = reader.unreadable
        name = mask_ids(self._name_written(reader))[:80]
        more = [f"{cell.column} “{cell.value}” {cell.reason}" for cell in others[:4]]
        self.unreadable.append(
            replace(
                first,
                reason=" · ".join([first.reason, *more]),
                columns=tuple(c for cell in reader.unreadable for c in cell.columns),
                name=name if any(map(str.isalpha, name)) else "",
            )
        )

    def _fill_merged(self, number: int, cells: list[Cell]) -> None:
        """A name merged over several rows stands in the first only; it is theirs too."""
        for column, rows in self.merged.items():
            if column >= len(cells):
                continue
            if number in rows:
                cells[column] = cells[column] or self.upper.get(column, "")
            else:
                self.upper[column] = cells[column]


def _rows_merged_upwards(sheet: Sheet, layout: Layout) -> Mapping[int, set[int]]:
    """By column, the numbers of the rows whose cell is the lower part of a merged cell."""
    columns = {layout.column[m] for m in IDENTITY if m in layout.column}
    rows: dict[int, set[int]] = {}
    for (top, left), (bottom, right) in sheet.merges:
        if bottom > top and left == right and left in columns and bottom - top < 100:
            rows.setdefault(left, set()).update(range(top + 2, bottom + 2))
    return rows


def _written(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(letters_of(str(cell)) for cell in cells if cell != "")


def _numbers_the_columns(cells: Sequence[Cell]) -> bool:
    """A row (1) (2) (3) under the heading."""
    numbers = [re.sub(r"[()\s]|\.0$", "", to_arabic_digits(str(c))) for c in cells if c != ""]
    return len(numbers) > 2 and numbers == [str(i) for i in range(1, len(numbers) + 1)]


def _says_something(cell: Cell) -> bool:
    return cell != "" and str(cell).strip() not in ("", "-")
