"""One cell of a register, as Excel or a text file holds it, read into an amount, a date, a text.

A cell is ``""``, a text, a number, a date or a ``Fault``. Every function returns None (or an empty
text) for an empty cell and raises ``Unreadable`` with a Thai sentence that says what to do.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from fundinst.money import NONE_AT_ALL, SATANG, read_baht
from fundinst.names import Name, read_house_number
from fundinst.thai import Unreadable, clean, format_date, read_date, to_arabic_digits


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell whose formula failed ('#REF!') or has never been computed ('')."""

    shown: str

    def __str__(self) -> str:
        return self.shown or "สูตรที่ยังไม่มีผลคำนวณ"


Cell = str | float | int | bool | date | datetime | time | timedelta | Fault

ZERO = Decimal("0.00")
MOST_BAHT_A_LOAN = Decimal(10) ** 9
LONGEST_TEXT = 200
# As long as the columns they are kept in.
LONGEST_LOAN_NUMBER = 50
LONGEST_TITLE = 50
LONGEST_GIVEN_NAME = 100
LONGEST_SURNAME = 100
LONGEST_GUARANTOR = 200
FORMULA_STARTS = ("=", "+", "@", "-")
SERIAL_DAY_0 = date(1899, 12, 30)  # Excel's day 0, for every day after February 1900
CHRISTIAN_SERIALS = range(20_000, 90_000)  # 1954 to 2146
BUDDHIST_SERIALS = range(219_512, 270_000)  # พ.ศ. 2501 to 2638 typed as if it were ค.ศ.
NOTHING = NONE_AT_ALL | {"", "ไม่มี", "ไม่ระบุ", "--", "---"}
MONTHLY = "อัตราต่อเดือน"
EXCEL_RECALCULATE = "ให้เปิดแฟ้มด้วย Excel บันทึกหนึ่งครั้งแล้วนำเข้าใหม่ หรือพิมพ์ตัวเลขลงไปแทนสูตร"
TYPE_AS_TEXT = "ให้พิมพ์ใหม่โดยใส่เครื่องหมาย ' นำหน้า เช่น '32/1 เพื่อให้ Excel เก็บเป็นข้อความ"


@lru_cache(maxsize=8192)
def _baht(text: str) -> Decimal:
    return read_baht(text)


@lru_cache(maxsize=8192)
def _clean(text: str) -> str:
    return clean(text)


def read_amount(cell: Cell) -> Decimal | None:
    """Baht, to the satang, 0 to 1,000,000,000; None for an empty cell, 0 for a dash."""
    if cell == "" or (isinstance(cell, str) and not cell.strip()):
        return None
    _refuse_fault(cell)
    amount = _baht(cell) if isinstance(cell, str) else _amount_of_value(cell)
    if amount < 0:
        raise Unreadable(
            "จำนวนเงินติดลบไม่ได้ ถ้าชำระเกินให้แก้เป็น 0 แล้วจดเงินที่ชำระเกินไว้ในสมุดของกองทุน เพื่อคืนให้ผู้กู้"
        )
    if amount > MOST_BAHT_A_LOAN:
        raise Unreadable("จำนวนเงินมากเกินหนึ่งพันล้านบาทต่อสัญญา ให้ตรวจว่าพิมพ์เลขเกินหรือไม่")
    return amount


def _amount_of_value(cell: Cell) -> Decimal:
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        raise Unreadable("ช่องนี้ควรเป็นจำนวนเงิน แต่เป็นวันที่หรือค่าอย่างอื่น ให้พิมพ์ตัวเลขใหม่")
    return _amount_of_number(cell)


@lru_cache(maxsize=8192)
def _amount_of_number(cell: float) -> Decimal:
    if not math.isfinite(cell) or abs(cell) > 10**12:
        raise Unreadable("จำนวนเงินมากเกินหนึ่งพันล้านบาทต่อสัญญา ให้ตรวจว่าพิมพ์เลขเกินหรือไม่")
    if cell == int(cell):
        return Decimal(int(cell))
    exact = Decimal(repr(cell))
    amount = exact.quantize(SATANG)
    if abs(exact - amount) > Decimal("0.000001"):
        raise Unreadable("มีเศษเล็กกว่าหนึ่งสตางค์ ให้ปัดเป็นทศนิยมสองตำแหน่ง")
    return amount


def read_day(cell: Cell, *, today: date) -> tuple[date | None, str]:
    """A date and a note on how it was understood; (None, '') for an empty cell or a dash."""
    _refuse_fault(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _day_of_excel(cell, today)
    if isinstance(cell, (bool, time, timedelta)):
        raise Unreadable("ช่องนี้ควรเป็นวันที่ ให้พิมพ์ วัน/เดือน/ปี พ.ศ. เช่น 30/6/2560")
    if isinstance(cell, (int, float)):
        return _day_of_serial(cell, today)
    return _day_of_text(cell, today)


@lru_cache(maxsize=8192)
def _day_of_text(text: str, today: date) -> tuple[date | None, str]:
    text = clean(text)
    if text in NOTHING:
        return None, ""
    if re.fullmatch(r"\d{5,6}", text) and int(text) in CHRISTIAN_SERIALS:
        return _day_of_serial(int(text), today)
    read = read_date(text, today=today)
    return read.value, read.note


def _day_of_serial(number: float, today: date) -> tuple[date, str]:
    if number != int(number) or not (
        int(number) in CHRISTIAN_SERIALS or int(number) in BUDDHIST_SERIALS
    ):
        raise Unreadable(f"ตัวเลข {number:.10g} ไม่ใช่วันที่ ให้พิมพ์ วัน/เดือน/ปี พ.ศ. เช่น 30/6/2560")
    value, note = _day_of_excel(SERIAL_DAY_0 + timedelta(days=int(number)), today)
    return value, note or f"ตัวเลข {int(number)} อ่านเป็นวันที่แบบ Excel คือ {format_date(value)}"


def _day_of_excel(value: date, today: date) -> tuple[date, str]:
    """Excel keeps ค.ศ.; a year after 2400 is พ.ศ. typed where Excel expected ค.ศ."""
    if value.year <= 2400:
        return read_date(value.isoformat(), today=today).value, ""
    read = read_date(f"{value.day}/{value.month}/{value.year}", today=today).value
    return read, f"ช่องวันที่ของ Excel มีปี {value.year} เข้าใจว่าเป็น พ.ศ. คือ {format_date(read)}"


def read_house(cell: Cell) -> str:
    """A house number, normalised; '' when there is none."""
    _refuse_fault(cell)
    if isinstance(cell, (date, time, timedelta, bool)):
        raise Unreadable(f"Excel เปลี่ยนบ้านเลขที่เป็นวันที่ไปแล้ว {TYPE_AS_TEXT}")
    if isinstance(cell, (int, float)):
        if cell != int(cell) or not 0 < cell < 1_000_000:
            raise Unreadable(f"ตัวเลขนี้ไม่ใช่บ้านเลขที่ {TYPE_AS_TEXT}")
        return str(int(cell))
    return _house(cell)


@lru_cache(maxsize=8192)
def _house(text: str) -> str:
    return read_house_number(text)


MOO = re.compile(r"(?<![ก-๎])(?:ม\.|หมู่(?:ที่)?) ?0*([0-9]{1,2})(?![0-9])")


def read_moo(cell: Cell) -> str:
    """The village (หมู่ที่) written beside a house number: '3' of 32/1 ม.3; mostly ''."""
    if not (isinstance(cell, str) and "ม" in cell):  # most have no more than a number
        return ""
    found = MOO.search(to_arabic_digits(_clean(cell)))
    return found[1] if found else ""


def refuse_long(name: Name) -> None:
    """Raise Unreadable for a name that doesn't fit the columns of a person."""
    parts = (
        ("คำนำหน้า", name.title, LONGEST_TITLE),
        ("ชื่อ", name.given, LONGEST_GIVEN_NAME),
        ("นามสกุล", name.surname, LONGEST_SURNAME),
    )
    for what, written, longest in parts:
        if len(written) > longest:
            raise Unreadable(f"{what}ยาวเกิน {longest} ตัวอักษร ให้ตรวจว่าพิมพ์ข้อความอื่นปนมาหรือไม่")


def read_text(cell: Cell) -> str:
    """A text or a number written as text ('101' for 101.0), cleaned; '' for an empty cell."""
    if cell == "":
        return ""
    _refuse_fault(cell)
    if isinstance(cell, (date, time, timedelta, bool)):
        raise Unreadable(f"Excel เปลี่ยนข้อความในช่องนี้เป็นวันที่ไปแล้ว {TYPE_AS_TEXT}")
    if isinstance(cell, (int, float)):
        return str(int(cell)) if cell == int(cell) else repr(cell)
    text = _clean(cell)
    return "" if text in NOTHING else text


def read_safe_text(cell: Cell, longest: int = LONGEST_TEXT) -> str:
    """A text that may be written into a spreadsheet again: no formula, and not too long."""
    text = read_text(cell)
    if len(text) > longest:
        raise Unreadable(f"ข้อความยาวเกิน {longest} ตัวอักษร ให้ตัดให้สั้นลง")
    if text.startswith(FORMULA_STARTS):
        raise Unreadable(f"ขึ้นต้นด้วย {text[0]} ซึ่งโปรแกรมตารางจะอ่านเป็นสูตร ให้พิมพ์เป็นข้อความธรรมดา")
    return text


RATE_KEPT = Decimal("0.0001")  # as it is stored; 7/12 a month is 7.0000 a year
RATE = re.compile(r"(?:ร้อยละ|อัตรา)? ?(\d{1,3}(?:\.\d{1,4})?) ?(?:%|บาท)? ?(ต่อปี|/ปี|ต่อเดือน|/เดือน)?")


def read_rate(cell: Cell, *, a_month: bool) -> tuple[Decimal | None, str]:
    """Percent a year and a note; a rate a month (column or cell says so) is multiplied by 12."""
    _refuse_fault(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        rate, note = _rate_of_number(cell, a_month)
    elif not (text := to_arabic_digits(read_text(cell))):
        return None, ""
    elif found := RATE.fullmatch(text):
        rate, note = Decimal(found[1]), ""
        a_month = "เดือน" in found[2] if found[2] else a_month
    else:
        raise Unreadable("อ่านอัตราดอกเบี้ยไม่ออก ให้พิมพ์เป็นร้อยละ เช่น 6 หรือ 6%")
    rate = (rate * 12 if a_month else rate).quantize(RATE_KEPT)
    if not 0 <= rate <= 100:
        raise Unreadable("อัตราดอกเบี้ยต้องอยู่ระหว่างร้อยละ 0 ถึง 100 ต่อปี ให้ตรวจตัวเลข")
    return rate, note or (f"{MONTHLY} คิดเป็นร้อยละ {rate.normalize():f} ต่อปี" if a_month else "")


def _rate_of_number(cell: float, a_month: bool) -> tuple[Decimal, str]:
    """A number as it stands, or, where Excel shows 0.06 as 6%, a hundred times it."""
    if not math.isfinite(cell):
        raise Unreadable("อ่านอัตราดอกเบี้ยไม่ออก ให้พิมพ์เป็นร้อยละ เช่น 6 หรือ 6%")
    rate = Decimal(repr(cell)).quantize(Decimal("0.000001"))
    if not 0 < rate < (Decimal("0.1") if a_month else Decimal("0.4")):
        return rate, ""
    return rate * 100, f"อัตรา {cell} อ่านเป็นร้อยละ {(rate * 100).normalize():f}"


def _refuse_fault(cell: Cell) -> None:
    if isinstance(cell, Fault):
        what = f"สูตรในช่องนี้ผิดพลาด ({cell.shown})" if cell.shown else "สูตรในช่องนี้ยังไม่มีผลคำนวณ"
        raise Unreadable(f"{what} {EXCEL_RECALCULATE}")
