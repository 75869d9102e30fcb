"""Which rows of a register can be recorded now, and which are left out until they are mended."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from debts.comparing import PreviewRow
from debts.previewing import Preview
from debts.registers import UnreadableCell
from fundinst.names import name_key, split_name
from fundinst.thai import Unreadable

SEVERAL = 10
NOT_YET_KNOWN = (
    "อีกแถวของคนเดียวกันยังบันทึกไม่ได้ จึงยังไม่รู้ว่าแถวนี้คือสัญญาใด ให้แก้แถวนั้น หรือใส่เลขที่สัญญาในแถวนี้ให้ตรงกับในระบบ"
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that can't be recorded yet: where it stands, whose it is, what is wrong with it.

    ``columns`` are the cells in trouble, from 0, where they are known; else ``column`` says in
    words what is. ``doubtful``: readable, but somebody has to say who it is.
    """

    sheet: str
    row: int
    name: str
    column: str
    reason: str
    columns: tuple[int, ...] = ()
    doubtful: bool = False

    @property
    def place(self) -> str:
        return f"แผ่นงาน {self.sheet} แถว {self.row}" if self.sheet else f"แถว {self.row}"

    def as_data(self) -> dict[str, Any]:
        """In JSON's own types, as a recorded register keeps it."""
        return asdict(self)


def kept(data: Iterable[Mapping[str, Any]]) -> list[LeftOut]:
    """What ``as_data`` wrote, read again."""
    return [LeftOut(**{**row, "columns": tuple(row["columns"])}) for row in data]


@dataclass(frozen=True)
class Parting:
    """A preview's rows in two: those that can be recorded, and those that are left out."""

    preview: Preview

    @cached_property
    def left_out(self) -> list[LeftOut]:
        """In the file's own order, one entry a row."""
        sheets = [table.sheet for table in self.preview.register.tables]
        by_row: dict[tuple[str, int], LeftOut] = {}
        for row in self._found():
            first = by_row.setdefault((row.sheet, row.row), row)
            if first is not row:
                by_row[row.sheet, row.row] = _both(first, row)
        return sorted(by_row.values(), key=lambda row: (sheets.index(row.sheet), row.row))

    @cached_property
    def good(self) -> list[PreviewRow]:
        out = {(row.sheet, row.row) for row in self.left_out}
        return [row for row in self.preview.rows if (row.row.sheet, row.row.row) not in out]

    def _found(self) -> Iterator[LeftOut]:
        for cell in self.preview.unreadable:
            yield LeftOut(cell.sheet, cell.row, cell.name, cell.column, cell.reason, cell.columns)
        for row in self.preview.rows:
            if row.outcome == "doubtful":
                yield _of_row(row, f"{row.doubt}{_meant(row)}", doubtful=True)
        yield from (_of_row(row, NOT_YET_KNOWN) for row in self._entangled())

    def _entangled(self) -> Iterator[PreviewRow]:
        """Rows that took a loan for being the one left over, while another may be that row's.

        A person's loan without a number is told from another by balance or day, and at last by
        elimination: which holds only when every row of that person is there.
        """
        names = {_name_key(cell) for cell in self.preview.unreadable} - {""}
        doubted = {
            debtor
            for row in self.preview.rows
            if row.outcome == "doubtful"
            for debtor in row.candidates
        }
        for row in self.preview.rows:
            unsure = row.debtor in doubted or name_key(row.row.name) in names
            if unsure and row.by_elimination and row.outcome == "changed":
                yield row


def places(rows: list[LeftOut]) -> str:
    """Where they stand, for one sentence: the first ten."""
    shown = ", ".join(row.place for row in rows[:SEVERAL])
    return shown + (f" และอีก {len(rows) - SEVERAL} แถว" if len(rows) > SEVERAL else "")


def _of_row(row: PreviewRow, reason: str, *, doubtful: bool = False) -> LeftOut:
    said = row.row
    return LeftOut(said.sheet, said.row, str(said.name), "ชื่อ-สกุล", reason, doubtful=doubtful)


def _meant(row: PreviewRow) -> str:
    people = [
        f"{debtor.name} {f'บ้านเลขที่ {debtor.home.house_number}' if debtor.home.house_number else ''}"
        for debtor in row.candidates[:3]
    ]
    return f" (อาจเป็น {' หรือ '.join(map(str.strip, people))})" if people else ""


def _both(one: LeftOut, other: LeftOut) -> LeftOut:
    return replace(
        one,
        reason=f"{one.reason} · {other.reason}",
        columns=tuple(dict.fromkeys((*one.columns, *other.columns))),
    )


def _name_key(cell: UnreadableCell) -> str:
    try:
        return name_key(split_name(cell.name)) if cell.name else ""
    except Unreadable:
        return ""
