"""A household in a few lines: who, what it owes, how often it must pay, what is left to live on."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from consolidation.models import Contract
from consolidation.tasklist import Facts
from debts.models import Loan
from fundinst.thai import SHORT_MONTHS, format_date
from members.living import by_month, in_words
from members.models import Household

DAYS_NAMED = 4


def summary_of(household: Household, facts: Facts) -> list[dict[str, Any]]:
    """Rows for components/summary_list.html."""
    unsaid = "ยังไม่ได้ระบุ"
    house = household.house_number or ("ไม่มีบ้านเลขที่" if facts.numberless else unsaid)
    head = next((person for person in facts.persons if person.is_head), unsaid)
    contracted = facts.contract.amount if facts.contract else Decimal(0)
    owed = sum((loan.outstanding for loan in facts.owing), contracted)
    rows: list[dict[str, Any]] = [
        {"label": "บ้านเลขที่", "value": house},
        {"label": "หัวหน้าครัวเรือน", "value": head},
        {"label": "สมาชิกในครัวเรือน", "value": f"{len(facts.persons)} คน"},
        {"label": "หนี้รวม", "amount": owed},
        {"label": "สัญญาและวันครบกำหนด", "value": burden_in_words(facts.owing, facts.contract)},
    ]
    if facts.incomes or facts.expenses:
        left = in_words(by_month(facts.incomes, facts.expenses))
        rows.append({"label": "เงินเหลือจากรายได้", "value": left})
    return rows


def burden_in_words(owing: Sequence[Loan], contract: Contract | None = None) -> str:
    """How many contracts, and on which days they fall due, as far as is known."""
    number = len(owing) + bool(contract)
    if not number:
        return "ไม่มีสัญญาที่ค้าง"
    dated = [loan.due_on for loan in owing if loan.due_on]
    words = [f"{number} สัญญา"]
    if dated:
        words.append(f"ครบกำหนด{_days_in_words(dated)}")
    if unknown := len(owing) - len(dated):
        words.append(f"ไม่รู้วันครบกำหนด {unknown} สัญญา")
    return " · ".join(words)


def _days_in_words(dated: Sequence[date]) -> str:
    """One day in full; of several, the days of the year on which money has to be at hand."""
    if len(set(dated)) == 1:
        return f" {format_date(dated[0], style='medium', digits='arabic')}"
    days = sorted({(day.month, day.day) for day in dated})
    named = ", ".join(f"{day} {SHORT_MONTHS[month - 1]}" for month, day in days)
    if len(days) > DAYS_NAMED:
        return f"ต่างกัน {len(days)} วันของปี"
    return f" {named} ของแต่ละปี" if len(days) == 1 else f"ต่างกัน {len(days)} วันของปี: {named}"
