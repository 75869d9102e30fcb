"""Which column of a register is which: at most one column a meaning, and what the balance is.

A fund's heading รวม, คงเหลือ or เงินต้น means different things beside different neighbours. The
choice is made here, once for a table, or the file is refused with every reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fundinst.errors import Refusal

from .columns import Meaning as M
from .refusals import refusal

COMPONENTS = (M.PRINCIPAL, M.INTEREST_OVER, M.INTEREST_UNDER, M.INTEREST, M.PENALTY, M.FEE)
NOT_READ = {M.SEQUENCE, M.HEAD, M.ADDRESS, M.PAID, M.OTHER_MONEY, M.AMOUNT, M.INTEREST_SUM}
HOW_IT_IS_READ = {M.TOTAL: "รวม (ใช้ตรวจยอด)", M.RATE_A_MONTH: "อัตราดอกเบี้ยต่อเดือน (คูณ 12)"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one table, by meaning; columns are numbered from 0."""

    headings: tuple[str, ...]
    column: Mapping[M, int]
    guarantors: tuple[int, ...]
    sequence: int | None
    name_goes_on: tuple[int, ...]  # columns without a heading that hold the rest of the name
    principal_is_total_less_interest: bool
    money: tuple[M, ...]  # the money columns that are read, the total (a check) last
    notes: tuple[str, ...]

    def label(self, column: int) -> str:
        """How a column is named to people: 'E เงินต้นคงเหลือ'."""
        heading = self.headings[column] if column < len(self.headings) else ""
        return f"{letter(column)} {heading}".strip()


def letter(column: int) -> str:
    """0 -> A, 26 -> AA, as spreadsheet programs name columns."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def lay_out(headings: Sequence[str], meanings: Sequence[M | None], where: str) -> Layout:
    """Settle what each column is. Raises ValueError with Refusals as its arguments."""
    found: dict[M, list[int]] = {}
    for column, meaning in enumerate(meanings):
        if meaning:
            found.setdefault(meaning, []).append(column)
    guarantors = tuple(found.pop(M.GUARANTOR, ()))
    sequence = found.get(M.SEQUENCE, [None])[0]
    _settle_persons(found)
    notes = _settle_interest(found, headings)
    if reasons := list(_mixed(found, headings, where)):
        raise ValueError(*reasons)
    less_interest, more = _settle_balance(found, headings, where)
    if reasons := list(_claimed_twice(found, headings, where)):
        raise ValueError(*reasons)
    return Layout(
        headings=tuple(headings),
        column={m: columns[0] for m, columns in found.items() if m not in NOT_READ},
        guarantors=guarantors,
        sequence=sequence,
        name_goes_on=_name_goes_on(found, headings),
        principal_is_total_less_interest=less_interest,
        money=tuple(meaning for meaning in (*COMPONENTS, M.TOTAL) if meaning in found),
        notes=(*notes, *more),
    )


def _settle_persons(found: dict[M, list[int]]) -> None:
    """ชื่อ beside นามสกุล is a given name, alone the whole name; the head only if no borrower."""
    if M.SURNAME in found and M.GIVEN not in found and M.NAME in found:
        found[M.GIVEN] = found.pop(M.NAME)
    if M.SURNAME not in found and M.GIVEN in found and M.NAME not in found:
        found[M.NAME] = found.pop(M.GIVEN)
    if M.HEAD in found and not {M.NAME, M.GIVEN} & found.keys():
        found[M.NAME] = found.pop(M.HEAD)
    if M.ADDRESS in found and M.HOUSE not in found:
        found[M.HOUSE] = found.pop(M.ADDRESS)


def _settle_interest(found: dict[M, list[int]], headings: Sequence[str]) -> list[str]:
    """A sum of interest columns is no further debt; interest of unsaid age beside ≥ 1 year is."""
    ages = {M.INTEREST, M.INTEREST_OVER, M.INTEREST_UNDER} & found.keys()
    if M.INTEREST_SUM in found and not ages:
        found[M.INTEREST] = found.pop(M.INTEREST_SUM)
    if M.INTEREST in found and M.INTEREST_UNDER in found:
        found[M.INTEREST_UNDER] += found.pop(M.INTEREST)
    if {M.INTEREST, M.INTEREST_OVER} <= found.keys():
        plain, over = (headings[found[m][0]] for m in (M.INTEREST, M.INTEREST_OVER))
        return [f"อ่าน “{plain}” เป็นดอกเบี้ยอีกส่วนหนึ่งต่างหากจาก “{over}” ถ้ารวมกันอยู่แล้วให้แก้แฟ้ม"]
    return []


def _settle_balance(
    found: dict[M, list[int]], headings: Sequence[str], where: str
) -> tuple[bool, list[str]]:
    """Choose the column of the remaining principal; whether it is the total less interest."""
    apart = {M.INTEREST, M.INTEREST_OVER, M.INTEREST_UNDER, M.PENALTY, M.FEE} & found.keys()
    weak_total = M.TOTAL in found and M.TOTAL_DEBT not in found
    if M.PRINCIPAL in found:
        _become(found, M.BARE_PRINCIPAL, M.ORIGINAL)
        _become(found, M.BALANCE, M.TOTAL)
    elif M.BARE_PRINCIPAL in found and not _is_original(found, apart):
        _become(found, M.BARE_PRINCIPAL, M.PRINCIPAL)
        _become(found, M.BALANCE, M.TOTAL)
    else:
        _become(found, M.BARE_PRINCIPAL, M.ORIGINAL)
        _become(found, M.BALANCE, M.PRINCIPAL)
    _become(found, M.TOTAL_DEBT, M.TOTAL)
    if M.PRINCIPAL in found:
        return False, []
    # รวม alone may be what the household owes to several funds, or what it once borrowed.
    doubtful = weak_total and (not apart or {M.ORIGINAL, M.AMOUNT, M.PAID} & found.keys())
    if M.TOTAL not in found or doubtful:
        unclear = [c for m in (M.ORIGINAL, M.AMOUNT, M.PAID, M.TOTAL) for c in found.get(m, ())]
        columns = ", ".join(_quoted(headings, column) for column in unclear) or "ดอกเบี้ยหรือค่าปรับ"
        raise ValueError(refusal("register_no_balance", where=where, columns=columns))
    if not apart:
        _become(found, M.TOTAL, M.PRINCIPAL)
        return False, []
    total = headings[found[M.TOTAL][0]]
    return True, [f"ไม่มีคอลัมน์เงินต้น จึงคิดเงินต้นจาก “{total}” หักดอกเบี้ย ค่าปรับ และค่าธรรมเนียมในแถวเดียวกัน"]


def _is_original(found: Mapping[M, list[int]], apart: set[M]) -> bool:
    """เงินต้น is the sum once lent where what was paid, or what remains, has its own column."""
    return M.PAID in found or (M.BALANCE in found and not apart)


def _become(found: dict[M, list[int]], old: M, new: M) -> None:
    if old in found:
        found.setdefault(new, []).extend(found.pop(old))


def _mixed(found: Mapping[M, list[int]], headings: Sequence[str], where: str) -> Iterator[Refusal]:
    for column in found.get(M.MIXED, ()):
        yield refusal("register_mixed_column", where=where, column=_quoted(headings, column))


def _claimed_twice(
    found: Mapping[M, list[int]], headings: Sequence[str], where: str
) -> Iterator[Refusal]:
    for meaning, columns in found.items():
        if meaning not in NOT_READ and len(columns) > 1:
            first, second = (_quoted(headings, column) for column in sorted(columns)[:2])
            yield refusal(
                "register_two_columns", where=where, first=first, second=second, meaning=meaning
            )
    if {M.RATE, M.RATE_A_MONTH} <= found.keys():
        first, second = (_quoted(headings, found[m][0]) for m in (M.RATE, M.RATE_A_MONTH))
        yield refusal(
            "register_two_columns", where=where, first=first, second=second, meaning=M.RATE
        )
    if {M.NAME, M.GIVEN} <= found.keys():
        first, second = (_quoted(headings, found[m][0]) for m in (M.NAME, M.GIVEN))
        yield refusal(
            "register_two_columns", where=where, first=first, second=second, meaning=M.NAME
        )


def _name_goes_on(found: Mapping[M, list[int]], headings: Sequence[str]) -> tuple[int, ...]:
    """ชื่อ-สกุล is often one heading merged over two or three columns: at most two more."""
    if M.NAME not in found:
        return ()
    columns: list[int] = []
    for column in range(found[M.NAME][0] + 1, min(found[M.NAME][0] + 3, len(headings))):
        if headings[column]:
            break
        columns.append(column)
    return tuple(columns)


def _quoted(headings: Sequence[str], column: int) -> str:
    return f"{letter(column)} “{headings[column]}”"


def names_of_columns(layout: Layout) -> list[tuple[str, str]]:
    """Each heading as written with how it is read; 'ไม่ใช้' where it isn't."""
    read_as = {column: HOW_IT_IS_READ.get(m, m.value) for m, column in layout.column.items()}
    read_as |= dict.fromkeys(layout.guarantors, M.GUARANTOR.value)
    read_as |= dict.fromkeys(layout.name_goes_on, M.NAME.value)
    if layout.sequence is not None:
        read_as[layout.sequence] = M.SEQUENCE.value
    return [
        (heading, read_as.get(column, "ไม่ใช้"))
        for column, heading in enumerate(layout.headings)
        if heading
    ]
