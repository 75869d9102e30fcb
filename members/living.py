"""What is left of a household's income when it has lived, month by month; arithmetic only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from fundinst.money import format_baht
from fundinst.thai import FULL_MONTHS, SHORT_MONTHS

EVERY_MONTH = tuple(range(1, 13))


class Seasonal(Protocol):
    """So many baht in each of these months (1 to 12): an Income or an Expense."""

    amount: Decimal
    months: Sequence[int]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the household's year, in baht; ``left`` may be negative."""

    number: int
    income: Decimal
    expense: Decimal

    @property
    def left(self) -> Decimal:
        return self.income - self.expense

    @property
    def short(self) -> Decimal:
        """What is missing; nothing where money is left."""
        return max(-self.left, Decimal(0))

    @property
    def name(self) -> str:
        return FULL_MONTHS[self.number - 1]


def by_month(incomes: Iterable[Seasonal], expenses: Iterable[Seasonal]) -> tuple[Month, ...]:
    """The twelve months, January first, each with what comes in and goes out in it."""
    earned, spent = _sums(incomes), _sums(expenses)
    return tuple(Month(number, earned[number], spent[number]) for number in EVERY_MONTH)


def _sums(lines: Iterable[Seasonal]) -> dict[int, Decimal]:
    sums = dict.fromkeys(EVERY_MONTH, Decimal(0))
    for line in lines:
        for month in set(line.months):
            sums[month] += line.amount
    return sums


def hardest(months: Sequence[Month]) -> list[Month]:
    """The months in which least is left; all of them when every month is alike."""
    least = min(month.left for month in months)
    return [month for month in months if month.left == least]


def in_words(months: Sequence[Month]) -> str:
    """One sentence on the hardest months, for people who don't read tables."""
    lowest = hardest(months)
    left = lowest[0].left
    amount = format_baht(abs(left))
    much = f"เหลือ {amount} บาท" if left > 0 else f"ขาด {amount} บาท" if left else "ไม่เหลือเงิน"
    if len(lowest) == len(months):
        return f"ทุกเดือนเท่ากัน {much}"
    names = " และ".join(filter(None, (", ".join(_names(lowest[:-1])), lowest[-1].name)))
    return f"เดือนที่เหลือน้อยที่สุดคือ{names} {much}"


def _names(months: Iterable[Month]) -> list[str]:
    return [month.name for month in months]


def months_in_words(months: Sequence[int]) -> str:
    """ทุกเดือน, or runs of short names: ม.ค.–มี.ค., พ.ย.; a run doesn't go on over the new year."""
    numbers = sorted(set(months))
    if len(numbers) == len(EVERY_MONTH):
        return "ทุกเดือน"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        SHORT_MONTHS[run[0] - 1] + (f"–{SHORT_MONTHS[run[-1] - 1]}" if len(run) > 1 else "")
        for run in runs
    )
