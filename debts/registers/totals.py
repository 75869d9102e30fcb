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

    def own_total(self) -> tuple[Decimal | None, list[str]]:
        """What the sheet says all its rows come to, and notes; None when it doesn't say."""
        all_of_it = [row for row in self.stated if row.scope is Scope.ALL]
        parts = [row for row in self.stated if row.scope is Scope.PART]
        if all_of_it:
            return self._sum_of(all_of_it[-1])
        if not parts:
            return None, []
        sums = [self._sum_of(row) for row in parts]
        amounts = [amount for amount, _ in sums]
        notes = [note for _, more in sums for note in more]
        if None in amounts:
            return None, notes
        *before, last = [amount for amount in amounts if amount is not None]
        return (last if sum(before, ZERO) == last else sum(before, last)), notes

    def _sum_of(self, total: TotalRow) -> tuple[Decimal | None, list[str]]:
        if (stated := total.money.get(M.TOTAL)) is not None:
            return stated, []
        components = [m for m in COMPONENTS if m in total.money]
        missing = [m for m in components if total.money[m] is None and self.sums.get(m)]
        if missing:
            names = ", ".join(missing)
            return None, [f"แถว {total.row} เป็นแถวรวมที่ไม่มียอดรวมของ {names} จึงเทียบยอดทั้งหมดไม่ได้"]
        return sum((total.money[m] or ZERO for m in components), ZERO), []


def compare(own: Decimal | None, ours: Decimal) -> Sequence[str]:
    """A note when the file's own total isn't the sum of the rows that were read."""
    if own is None or own == ours:
        return []
    return [
        f"ยอดรวมที่เขียนไว้ในแฟ้มคือ {format_baht(own)} บาท แต่แถวที่อ่านได้รวมเป็น {format_baht(ours)} บาท "
        f"ต่างกัน {format_baht(abs(own - ours))} บาท ให้ตรวจกับทะเบียนของกองทุน"
    ]
