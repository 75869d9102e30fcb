"""The user's own file for mending: what keeps its rows out of the books, written into it."""

from collections.abc import Mapping, Sequence

from debts.comparing import BALANCE
from debts.drafting import beside_the_books, read_again
from debts.leaving_out import LeftOut, Parting, kept
from debts.models import Register
from debts.registers import TablePlace
from debts.registers.columns import Meaning
from debts.registers.marks import Mark
from debts.registers.returning import returned_file
from fundinst.errors import Refusal, Refused

WHO = (Meaning.NAME, Meaning.GIVEN)
WHERE = (Meaning.HOUSE,)
COLUMNS = {
    BALANCE: (Meaning.PRINCIPAL, Meaning.TOTAL),
    "บ้านเลขที่": WHERE,
    "บัญชี": (Meaning.ACCOUNT,),
}
"""Where a reason stands that is about more than one cell as it is written."""


def file_to_mend(register: Register) -> bytes:
    """The register's file with the wrong cells coloured and the reasons in a last column.

    Of a draft, what the preview says now; of a recorded register, what was left out. A file with
    nothing to mend comes back as it is. Raises Refused when nothing was kept of the file.
    """
    if register.status == Register.Status.DISCARDED:
        raise Refused([Refusal("register_discarded", "", "แฟ้มนี้ทิ้งไปแล้ว ระบบไม่ได้เก็บไว้")])
    read = read_again(register)
    if register.status == Register.Status.DRAFT:
        left_out = Parting(beside_the_books(register, read)).left_out
    else:
        left_out = kept(register.left_out)
    tables = {table.sheet: table for table in read.tables}
    marks = [_mark(row, tables[row.sheet]) for row in left_out]
    return returned_file(bytes(register.content), register.file_name, read.tables, marks)


def _mark(row: LeftOut, table: TablePlace) -> Mark:
    columns = row.columns or _columns(row, table.columns)
    return Mark(row.sheet, row.row, columns, row.reason, doubtful=row.doubtful)


def _columns(row: LeftOut, known: Mapping[Meaning, int]) -> tuple[int, ...]:
    """The cells a reason without a cell of its own is about; the name says whose row it is."""
    found = _first(COLUMNS.get(row.column, WHO), known)
    more = _first(WHERE, known) if row.doubtful else []
    return tuple([*found, *more] or _first(WHO, known))


def _first(meanings: Sequence[Meaning], known: Mapping[Meaning, int]) -> list[int]:
    return [known[meaning] for meaning in meanings if meaning in known][:1]
