"""A plan by an agreed amount an instalment (ชำระงวดละเท่าที่ตกลงกัน); pure arithmetic.

Two different questions: so much an instalment, however many there are; and so many instalments.
"""

from decimal import Decimal

from consolidation.plan_interest import NOTHING, InterestRows, Line
from consolidation.plan_terms import Terms
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht


def fixed_lines(terms: Terms) -> list[Line]:
    """Rows of an agreed amount: interest first, then what was carried, then principal.

    Raises Refused where the amount doesn't cover the interest, pays off too early or too late.
    """
    instalment = terms.instalment or NOTHING
    interest, balance, carried = InterestRows(terms), terms.principal, terms.carried
    lines: list[Line] = []
    for row in range(terms.count):
        collected = interest.of_row(row, balance).collected
        last = row == terms.count - 1 and not terms.until_paid
        left = max(instalment - collected, NOTHING) if not last else balance + carried
        left = NOTHING if row < terms.grace.periods else left
        pays_carried = min(carried, left)
        principal = min(balance, left - pays_carried)
        if row >= terms.grace.periods and not last and collected >= instalment:
            raise Refused([_below_interest(instalment, collected, row)])
        balance, carried = balance - principal, carried - pays_carried
        lines.append(Line(principal, collected, balance, carried=pays_carried))
        if not balance and not carried:
            break
    if refusals := _refusals_of_length(terms, lines, balance + carried):
        raise Refused(refusals)
    return lines


def _below_interest(instalment: Decimal, interest: Decimal, row: int) -> Refusal:
    return Refusal(
        "payment_below_interest",
        "",
        f"งวดที่ {row + 1} มีดอกเบี้ย {format_baht(interest)} บาท แต่ชำระงวดละ "
        f"{format_baht(instalment)} บาท ไม่พอลดเงินต้น ให้เพิ่มยอดชำระต่องวดหรือลดดอกเบี้ย",
    )


def _refusals_of_length(terms: Terms, lines: list[Line], left: Decimal) -> list[Refusal]:
    if left:
        what_to_do = "ให้เพิ่มยอดชำระต่องวดหรือเพิ่มจำนวนงวด"
        sentence = f"ชำระครบ {terms.count} งวดแล้วยังเหลือ {format_baht(left)} บาท {what_to_do}"
        return [Refusal("not_paid_by_end", "", sentence)]
    if len(lines) < terms.count and not terms.until_paid:
        sentence = (
            f"ยอดชำระงวดละเท่านี้หมดหนี้ตั้งแต่งวดที่ {len(lines)} จาก {terms.count} งวด "
            "ให้ลดยอดชำระต่องวดหรือลดจำนวนงวด"
        )
        return [Refusal("paid_before_end", "", sentence)]
    return []
