"""What people should know of a loan's pay-off before they rely on it, and where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from debts.confirmations import is_disputed
from debts.interest import Interest, Method, percent_words
from debts.lawful_rates import CEILING_CLAUSE
from debts.models import Confirmation, Loan, RateDecision
from debts.rate_deciding import has_lapsed
from fundinst.days import day_in_words
from fundinst.money import format_baht
from members.models import FundRule

DETAILS, RATE = "details", "rate"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to know; ``mend`` is the page where it is put right (details, rate), or empty.

    With ``is_open`` the sum isn't sure until it is.
    """

    sentence: str
    mend: str = ""
    is_open: bool = False


def notes_on(
    loan: Loan,
    interest: Interest | None,
    *,
    counted_to: date,
    on: date,
    in_books: Decimal,
    decided: RateDecision | None,
    word: Confirmation | None,
) -> Iterator[Note]:
    """Everything to know of the loan's pay-off that day; ``in_books``, its old interest in baht."""
    if loan.closed_on is not None:
        closed = f"{loan.get_status_display()}เมื่อ {day_in_words(loan.closed_on)}"
        yield Note(f"หนี้นี้{closed} ที่เห็นคือยอดก่อนปิด")
    if loan.is_above_law:
        yield _above_law(loan, in_books, decided)
    elif interest is None:
        yield Note(
            "ไม่รู้อัตราดอกเบี้ย จึงยังไม่ได้คิดดอกเบี้ยหลังวันที่ของยอดในบัญชี ให้ใส่อัตราในรายละเอียดหนี้",
            DETAILS,
            is_open=True,
        )
    else:
        yield from _not_known(loan, interest, in_books)
    if _is_fined(loan, counted_to, on):
        yield Note(
            "ระเบียบของกองทุนมีค่าปรับเมื่อชำระช้า ยอดนี้มีเฉพาะค่าปรับที่อยู่ในบัญชี "
            f"ไม่ได้บวกค่าปรับหลังวันที่ {day_in_words(counted_to)}"
        )
    if word is not None and is_disputed(word):
        yield Note(f"ครัวเรือนโต้แย้งยอดนี้ว่า {word.reason} ให้ตรวจกับกองทุนก่อน", DETAILS, is_open=True)


def _above_law(loan: Loan, in_books: Decimal, decided: RateDecision | None) -> Note:
    rate = f"อัตราร้อยละ {percent_words(loan.rate_percent or 0)} ต่อปีเกินร้อยละ 15 ({CEILING_CLAUSE})"
    if decided is None:
        return Note(
            f"{rate} ไม่คิดดอกเบี้ยเลยจนกว่าจะมีผู้ตัดสินใจ ดอกเบี้ยในบัญชี {format_baht(in_books)} บาทไม่ได้นับ",
            RATE,
            is_open=True,
        )
    by = f"{decided.decided_by} ตัดสินใจเมื่อ {day_in_words(decided.on)}"
    if has_lapsed(loan, decided):
        changed = f"ดอกเบี้ยในบัญชีเปลี่ยนเป็น {format_baht(in_books)} บาทหลังตัดสินใจ"
        return Note(f"{rate} {changed} จึงไม่ได้นับจนกว่าจะตัดสินใจใหม่", RATE, is_open=True)
    if decided.outcome == RateDecision.Outcome.KEEP:
        return Note(f"{rate} {by} ให้คงดอกเบี้ยที่คำนวณใหม่ในบัญชี หลังจากนั้นไม่คิดเพิ่ม", RATE)
    return Note(f"{rate} {by} ไม่ให้คิดดอกเบี้ย ดอกเบี้ยในบัญชี {format_baht(in_books)} บาทไม่ได้นับ", RATE)


def _not_known(loan: Loan, interest: Interest, in_books: Decimal) -> Iterator[Note]:
    if loan.due_on is None and (in_books or not interest.is_free):
        yield Note(
            "ไม่รู้วันครบกำหนด ดอกเบี้ยที่ไม่รู้อายุจึงนับเป็นค้างไม่ถึงหนึ่งปี ให้ใส่วันครบกำหนดในรายละเอียดหนี้",
            DETAILS,
        )
    flat = interest.method == Method.FLAT and not interest.is_free
    if flat and loan.original_principal is None:
        yield Note(
            "ดอกเบี้ยแบบคงที่คิดจากเงินต้นตอนแรก แต่ไม่รู้เงินต้นตอนแรก จึงคิดจากเงินต้นที่เหลือ "
            "ให้ใส่เงินต้นเดิมในรายละเอียดหนี้",
            DETAILS,
            is_open=True,
        )


def _is_fined(loan: Loan, counted_to: date, on: date) -> bool:
    fined = loan.rule is not None and loan.rule.fine != FundRule.Fine.OFF
    return fined and loan.due_on is not None and max(loan.due_on, counted_to) < on
