"""Total rows (แถวรวม) of a register: never imported, always compared with what was read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from fundinst.money import format_baht
from fundinst.thai import Unreadable, clean, to_arabic_digits

from .cells import ZERO
from .columns import Meaning as M
from .layout import COMPONENTS

TOTAL_WORDS = (
    "รวม ผลรวม ยอดรวม ยอด เงิน ทั้งสิ้น ทั้งหมด สิ้น เป็น เป็นเงิน จำนวน จำนวนเงิน สุทธิ ย่อย ลูกหนี้ หนี้ เงินกู้ เงินต้น "
    "ดอกเบี้ย คงเหลือ คงค้าง ค้างชำระ ราย คน สมาชิก ครัวเรือน หลัง สัญญา หน้า นี้ ประจำ แผ่น ที่ ยก "
    "ไป มา บัญชี บช หมู่ บ้าน กลุ่ม กองทุน สะสม และ บาท ทุก total grand sub sum"
)
ONE_WORD = "|".join(sorted(TOTAL_WORDS.split(), key=len, reverse=True))
LABEL = re.compile(rf"(?:{ONE_WORD}|[0-9]+|[ .,:=\-/()]|\bno\b)+")
SAYS_TOTAL = re.compile("รวม|ทั้งสิ้น|ทั้งหมด|ยกไป|ยกมา|ยกยอด|total|sum", re.IGNORECASE)
OF_A_PAGE = re.compile("หน้า|แผ่น|ยกไป|ยกมา")
OF_ALL = re.compile("ทั้งสิ้น|ทั้งหมด|สุทธิ|grand")


class Scope(Enum):
    """How much of the register a total row sums."""

    PAGE = "page"  # รวมหน้านี้, ยอดยกไป, ยอดยกมา
    PART = "part"  # รวม: since the last such row, or everything
    ALL = "all"  # รวมทั้งสิ้น


def total_scope(text: str) -> Scope | None:
    """What a text says of a total row; None for any other text, a name that begins รวม too."""
    if not SAYS_TOTAL.search(text):
        return None
    try:
        letters = to_arabic_digits(clean(text)).casefold().rstrip("ฯ ")
    except Unreadable:
        return None
    if len(letters) > 60 or not LABEL.fullmatch(letters):
        return None
    if OF_A_PAGE.search(letters):
        return Scope.PAGE
    return Scope.ALL if OF_ALL.search(letters) else Scope.PART


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One total row: the row number, its scope, and the figures it states by column."""

    row: int
    scope: Scope
    money: Mapping[M, Decimal | None]


@dataclass
class SheetTotals:
    """Sums of one sheet as rows are read, and what its own total rows say."""

    sums: dict[M, Decimal] = field(default_factory=dict)
    stated: list[TotalRow] = field(default_factory=list)
    rows: int = 0

    def count(self, money: Mapping[M, Decimal | None]) -> None:
        """Add a debtor's row, imported or not: the fund's own total counts both."""
        self.rows += 1
        for meaning, amount in money.items():
            self.sums[meaning] = self.sums.get(meaning, ZERO) + (amount or ZERO)

    def equals_sums(self, money: Mapping[M, Decimal | None]) -> bool:
        """Whether a row without a name is the total in disguise: every figure is a column's sum."""
        given = {m: amount for m, amount in money.items() if amount is not None}
        return (
            self.rows > 1 and bool(given) and all(self.sums.get(m) == a for m, a in given.items())
        )

    def own_total(self) -> "OwnTotal":
        """What the sheet says all its rows come to."""
        all_of_it = [row for row in self.stated if row.scope is Scope.ALL]
        parts = [row for row in self.stated if row.scope is Scope.PART]
        if all_of_it or len(parts) == 1:
            return self._filled(all_of_it[-1] if all_of_it else parts[0])
        if not parts:
            return OwnTotal(None, any_row=bool(self.stated))
        amounts = [_stated_whole(row, self._unsaid(row)) for row in parts]
        if None in amounts:
            said = (row for row, amount in zip(parts, amounts, strict=True) if amount is None)
            notes = [_lacks(row, self._unsaid(row), "จึงเทียบยอดทั้งหมดไม่ได้") for row in said]
            return OwnTotal(None, notes=notes)
        *before, last = [amount for amount in amounts if amount is not None]
        return OwnTotal(last if sum(before, ZERO) == last else sum(before, last))

    def _filled(self, total: TotalRow) -> "OwnTotal":
        """The one row's total; where it lacks a column's sum, with the sum of our rows there."""
        unsaid = self._unsaid(total)
        if (whole := _stated_whole(total, unsaid)) is not None:
            return OwnTotal(whole)
        said = [m for m in COMPONENTS if total.money.get(m) is not None]
        if not said:
            return OwnTotal(None, notes=[_lacks(total, unsaid, "จึงเทียบยอดทั้งหมดไม่ได้")])
        amounts = [*(total.money[m] for m in said), *(self.sums[m] for m in unsaid)]
        notes = [_lacks(total, unsaid, f"จึงเทียบได้เฉพาะ {', '.join(said)}")]
        notes += [self._apart(total, m) for m in said if total.money[m] != self.sums.get(m, ZERO)]
        return OwnTotal(sum((a or ZERO for a in amounts), ZERO), unsaid, notes)

    def _unsaid(self, total: TotalRow) -> list[M]:
        """The columns with amounts of which the row gives no sum."""
        components = [m for m in COMPONENTS if m in total.money]
        return [m for m in components if total.money[m] is None and self.sums.get(m)]

    def _apart(self, total: TotalRow, column: M) -> str:
        said, ours = total.money[column] or ZERO, self.sums.get(column, ZERO)
        return (
            f"แถว {total.row} เขียนยอดรวมของ {column} {format_baht(said)} บาท "
            f"แต่บวกทุกแถวได้ {format_baht(ours)} บาท"
        )


@dataclass(frozen=True, slots=True)
class OwnTotal:
    """A sheet's own total in baht, None when it gives none to compare with.

    ``unsaid`` are the columns it gives no sum of; those of our own rows stand for them in
    ``amount``. ``any_row``: whether there is a total row at all.
    """

    amount: Decimal | None
    unsaid: Sequence[M] = ()
    notes: Sequence[str] = ()
    any_row: bool = True


def _stated_whole(total: TotalRow, unsaid: Sequence[M]) -> Decimal | None:
    """What one row says in full; None when a column's sum is missing."""
    if (stated := total.money.get(M.TOTAL)) is not None:
        return stated
    components = [m for m in COMPONENTS if m in total.money]
    return None if unsaid else sum((total.money[m] or ZERO for m in components), ZERO)


def _lacks(total: TotalRow, unsaid: Sequence[M], so: str) -> str:
    return f"แถว {total.row} เป็นแถวรวมที่ไม่มียอดรวมของ {', '.join(unsaid)} {so}"


def compare(own: Decimal | None, ours: Decimal) -> Sequence[str]:
    """A note when the file's own total isn't the sum of the rows that were read."""
    if own is None or own == ours:
        return []
    return [
        f"ยอดรวมที่เขียนไว้ในแฟ้มคือ {format_baht(own)} บาท แต่แถวที่อ่านได้รวมเป็น {format_baht(ours)} บาท "
        f"ต่างกัน {format_baht(abs(own - ours))} บาท ให้ตรวจกับทะเบียนของกองทุน"
    ]
