"""The headings funds write over the columns of their debtor registers, and what each means.

Headings are compared as letters only: spaces, line breaks, dots, dashes, brackets, บาท and a date
at the end (คงเหลือ ณ 30 มิ.ย. 60) are ignored. Names, numbers and dates are looked up in a table of
spellings; headings of money are taken apart into words, because funds combine the same dozen
words in hundreds of ways, and only a heading whose every word is known is understood.
"""

import re
from enum import StrEnum
from functools import lru_cache

from fundinst.thai import Unreadable, clean, to_arabic_digits


class Meaning(StrEnum):
    """What a column holds; the value is the Thai name shown on the preview page."""

    SEQUENCE = "ลำดับที่"
    MEMBER_NUMBER = "เลขที่สมาชิก"
    NAME = "ชื่อ-สกุล"
    TITLE = "คำนำหน้า"
    GIVEN = "ชื่อ"
    SURNAME = "นามสกุล"
    HEAD = "หัวหน้าครัวเรือน"
    HOUSE = "บ้านเลขที่"
    ADDRESS = "ที่อยู่"
    LOAN_NUMBER = "เลขที่สัญญา"
    PRINCIPAL = "เงินต้นคงเหลือ"
    BARE_PRINCIPAL = "เงินต้น"
    BALANCE = "ยอดคงเหลือ"
    TOTAL_DEBT = "หนี้รวม"
    TOTAL = "รวม"
    ORIGINAL = "จำนวนเงินที่กู้"
    AMOUNT = "จำนวนเงิน"
    INTEREST = "ดอกเบี้ยค้าง"
    INTEREST_SUM = "รวมดอกเบี้ย"
    INTEREST_OVER = "ดอกเบี้ยค้างเกิน 1 ปี"
    INTEREST_UNDER = "ดอกเบี้ยค้างไม่เกิน 1 ปี"
    PENALTY = "ค่าปรับ"
    FEE = "ค่าธรรมเนียม"
    MIXED = "เงินหลายอย่างรวมกัน"
    PAID = "เงินที่ชำระแล้ว"
    OTHER_MONEY = "เงินที่ไม่ใช่หนี้คงเหลือ"
    LENT = "วันที่กู้"
    DUE = "วันครบกำหนด"
    RATE = "อัตราดอกเบี้ยต่อปี"
    RATE_A_MONTH = "อัตราดอกเบี้ยต่อเดือน"
    ACCOUNT = "บัญชี"
    GUARANTOR = "ผู้ค้ำประกัน"
    REMARK = "หมายเหตุ"


M = Meaning
PERSONS = {M.NAME, M.GIVEN, M.HEAD}

SPELLINGS = {
    M.SEQUENCE: "ที่ ลำดับ ลำดับที่ ลำดับที ลดที่ อันดับ อันดับที่ รายที่ คนที่ ข้อ no",
    M.MEMBER_NUMBER: (
        "เลขที่สมาชิก เลขสมาชิก รหัสสมาชิก รหัส หมายเลขสมาชิก สมาชิกเลขที่ สมาชิกที่ ทะเบียนสมาชิก "
        "เลขทะเบียน เลขทะเบียนสมาชิก เลขที่ทะเบียน เลขที่ทะเบียนสมาชิก ทะเบียนเลขที่ ทะเบียนสมาชิกเลขที่ "
        "เลขประจำตัวสมาชิก"
    ),
    M.NAME: (
        "ชื่อสกุล ชื่อนามสกุล ชื่อและนามสกุล ชื่อและสกุล ชื่อตัวชื่อสกุล สมาชิก ลูกหนี้ หัวหน้าครัวเรือนผู้กู้ "
        "ผู้กู้หัวหน้าครัวเรือน คำนำหน้าชื่อสกุล คำนำหน้าชื่อนามสกุล name"
    ),
    M.TITLE: "คำนำหน้า คำนำหน้าชื่อ คำนำหน้านาม คำนำหน้าชื่อนาม ยศ",
    M.GIVEN: "ชื่อ ชื่อตัว ชื่อจริง",
    M.SURNAME: "สกุล นามสกุล ชื่อสกุลตัว นามสกุลผู้กู้ สกุลผู้กู้ นามสกุลสมาชิก",
    M.HEAD: (
        "หัวหน้าครัวเรือน หัวหน้าครอบครัว เจ้าบ้าน ชื่อหัวหน้าครัวเรือน ชื่อสกุลหัวหน้าครัวเรือน ชื่อนามสกุลหัวหน้าครัวเรือน"
    ),
    M.HOUSE: "บ้านเลขที่ บ้านเลขที เลขบ้าน เลขที่บ้าน บเลขที่ บ้านที่ บ้านเลข เลขบ้านที่ houseno",
    M.ADDRESS: "ที่อยู่ ที่อยู่ปัจจุบัน ที่อยู่ผู้กู้ ที่อยู่สมาชิก",
    M.LOAN_NUMBER: (
        "เลขที่สัญญา สัญญาเลขที่ เลขสัญญา สัญญา สัญญาที่ เลขที่หนังสือสัญญา หนังสือสัญญาเลขที่ "
        "เลขที่สัญญาเงินกู้ เลขที่สัญญากู้ เลขที่สัญญากู้เงิน เลขที่สัญญากู้ยืม เลขที่สัญญากู้ยืมเงิน เลขสัญญากู้ "
        "เลขสัญญาเงินกู้ สัญญากู้เลขที่ สัญญากู้เงินเลขที่ สัญญากู้ยืมเลขที่ สัญญากู้ยืมเงินเลขที่ สัญญาเงินกู้เลขที่ "
        "เลขที่เงินกู้ เลขที่ใบกู้"
    ),
    M.LENT: (
        "วันกู้ วันทำสัญญา วันสัญญา วันรับเงิน กู้เมื่อ กู้เมื่อวันที่ ลงวันที่ สัญญาลงวันที่ วันที่อนุมัติ วันอนุมัติ "
        "วันที่รับเงิน วันที่จ่ายเงินกู้ วันเริ่มสัญญา"
    ),
    M.DUE: (
        "ครบสัญญา วันครบสัญญา วันที่ครบสัญญา วันสิ้นสุดสัญญา วันที่สิ้นสุดสัญญา สิ้นสุดสัญญา วันหมดสัญญา "
        "วันที่หมดสัญญา หมดสัญญา วันที่ต้องชำระ วันที่ต้องส่งคืน"
    ),
    M.ACCOUNT: "บัญชี บัญชีที่ บช บชที่ ชื่อบัญชี เลขที่บัญชี บัญชีกองทุน ประเภทบัญชี บัญชีเงินกู้ เงินกู้บัญชี",
    M.REMARK: "หมายเหตุ หมายเหตุอื่นๆ บันทึก",
    M.AMOUNT: "จำนวนเงิน ยอดเงิน จำนวน ยอด เงิน",
}
BY_SPELLING = {word: meaning for meaning, words in SPELLINGS.items() for word in words.split()}

PATTERNS = (
    (
        M.NAME,
        r"(?=.*(?:ชื่อ|นาม|ผู้กู้|ผู้ยืม|ผู้เป็นหนี้))(?:ราย|ชื่อ|นามสกุล|สกุล|นาม|และ|หรือ|ตัว|สมาชิก|ลูกหนี้"
        r"|ผู้กู้ยืมเงิน|ผู้กู้ยืม|ผู้กู้เงิน|ผู้กู้|ผู้ยืมเงิน|ผู้ยืม|ผู้เป็นหนี้|หัวหน้าครัวเรือน|ครัวเรือน)+",
    ),
    (
        M.DUE,
        r"(?:วัน|วันที่|วันเดือนปี|วดป)?(?:ที่)?(?:ครบ|ถึง)?กำหนด(?:วัน)?"
        r"(?:ชำระ|ส่ง|ใช้|คืน|เงินต้น|เงิน|หนี้|สัญญา|กู้|ยืม)*",
    ),
    (
        M.LENT,
        r"(?:วันที่|วันเดือนปี|วดป)(?:ที่)?(?:ทำ|เริ่ม|ลงนาม|ให้|ออก|รับ|อนุมัติ)?"
        r"(?:เงินกู้|เงินยืม|กู้|ยืม|เงิน|สัญญา)+",
    ),
    (M.RATE_A_MONTH, r"(?=.*เดือน)(?=.*(?:อัตรา|ร้อยละ|%))(?:อัตรา|ร้อยละ|ดอกเบี้ย|ดอก|%|ต่อ|เดือน|ละ)+"),
    (M.RATE, r"(?=.*(?:อัตรา|ร้อยละ|%))(?:อัตรา|ร้อยละ|ดอกเบี้ย|ดอก|%|ต่อ|ปี|ละ)+"),
    (M.GUARANTOR, r"(?:ราย)?(?:ชื่อสกุล|ชื่อ)?(?:ผู้|คน)?ค้ำ(?:ประกัน)?(?:คนที่|ที่|ชื่อ|สกุล|เงินกู้|รายที่|1|2|3|4)*"),
)

MONEY_WORDS = {
    "principal": "เงินต้น ต้นเงิน ต้น",
    "interest": "ดอกเบี้ย ดอก ดบ",
    "penalty": "ค่าปรับ เบี้ยปรับ เงินค่าปรับ",
    "fee": "ค่าธรรมเนียม ค่าบริการ ค่าติดตาม ค่าทวงถาม ค่าใช้จ่าย",
    "remaining": "คงเหลือ คงค้าง ค้างชำระ ค้างส่ง ค้างจ่าย ค้าง เหลือ ปัจจุบัน ยกไป",
    "debt": "หนี้สิน ภาระหนี้ มูลหนี้ เป็นหนี้ หนี้ ลูกหนี้",
    "loan": "เงินกู้ยืม เงินกู้ กู้ยืม เงินยืม กู้ ยืม สินเชื่อ วงเงิน วงเงินกู้",
    "total": "รวม ทั้งสิ้น ทั้งหมด สุทธิ เป็นเงิน",
    "paid": "ชำระ ชำระแล้ว ส่ง ส่งแล้ว ส่งคืน ส่งใช้ จ่าย จ่ายแล้ว คืน คืนแล้ว รับชำระ ลดหนี้ ตัดหนี้",
    "other": "เงินฝาก ฝาก เงินออม ออม สัจจะ หุ้น ค่าหุ้น สะสม ปันผล งวด งวดละ ต่องวด ต่อเดือน เดือนละ ต่อปี ปีละ",
    # Of interest, owed all the same; of a balance, another sum.
    "apart": "ยกมา ปีก่อน เดือนก่อน เกินกำหนด",
    "over": "เกิน1ปี มากกว่า1ปี ตั้งแต่1ปี 1ปีขึ้นไป ตั้งแต่1ปีขึ้นไป เกินกว่า1ปี เกินหนึ่งปี เกินปี",
    "under": "ไม่เกิน1ปี ไม่ถึง1ปี ต่ำกว่า1ปี น้อยกว่า1ปี ภายใน1ปี ไม่เกินหนึ่งปี ไม่ถึงหนึ่งปี ไม่เกินปี",
    "satang": "สต สตางค์",
    "filler": "จำนวนเงิน จำนวน ยอดเงิน ยอด เงิน ที่ ของ และ กับ พร้อม ต้องชำระ ต้องส่ง ถึงกำหนด แล้ว "
    "ตามสัญญา สัญญา สมาชิก ผู้กู้ กองทุน ยัง อยู่ เป็น ได้รับ ขอ อนุมัติ เดิม ครั้งแรก "
    "สามัญ ฉุกเฉิน พิเศษ หมู่บ้าน ระยะสั้น ระยะยาว",
}
MONEY_WORD = {word: tag for tag, words in MONEY_WORDS.items() for word in words.split()}
ANY_MONEY_WORD = "|".join(sorted(MONEY_WORD, key=len, reverse=True))
ALL_MONEY_WORDS = re.compile(f"(?:{ANY_MONEY_WORD})+")
EACH_MONEY_WORD = re.compile(ANY_MONEY_WORD)

AS_OF = re.compile(
    r"\s*\(?(?:(?:ณ|สิ้น|เมื่อ)\s*(?:วันที่|วันสิ้น|วัน|สิ้น|เดือน|ปี|\d).*"
    r"|(?:ปีงบประมาณ|ปี|พ\.?\s*ศ\.?)\s*\d{2,4}\)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\)?)$"
)
UNITS = re.compile("บาท|หน่วย")
NOT_LETTERS = re.compile("[^0-9a-zก-๎%]")


@lru_cache(maxsize=4096)
def letters_of(heading: str) -> str:
    """What is compared of a heading: its letters and digits; empty for '(บาท)'."""
    try:
        text = to_arabic_digits(clean(heading)).casefold()
    except Unreadable:
        return ""
    return NOT_LETTERS.sub("", UNITS.sub("", AS_OF.sub("", text)))


@lru_cache(maxsize=4096)
def meaning_of(heading: str) -> Meaning | None:
    """What a column under this heading holds; None when the heading isn't known."""
    letters = letters_of(heading)
    if meaning := BY_SPELLING.get(letters):
        return meaning
    for meaning, pattern in PATTERNS:
        if letters and re.fullmatch(pattern, letters):
            return meaning
    return _money_meaning(money_words(letters))


def money_words(letters: str) -> frozenset[str]:
    """The kinds of the words of a heading of money; empty unless every word is known."""
    if len(letters) > 60 or not ALL_MONEY_WORDS.fullmatch(letters):
        return frozenset()
    words = EACH_MONEY_WORD.findall(letters)
    if "".join(words) != letters:
        return frozenset()
    return frozenset(MONEY_WORD[word] for word in words)


def _money_meaning(words: frozenset[str]) -> Meaning | None:
    components = words & {"principal", "interest", "penalty", "fee"}
    if not words - {"filler"}:
        return None
    if "satang" in words:
        return M.MIXED
    if "paid" in words and "remaining" not in words:
        return M.PAID
    if "other" in words or ("apart" in words and not components & {"interest", "penalty"}):
        return M.OTHER_MONEY
    if len(components) > 1:
        return M.TOTAL_DEBT if {"principal", "interest"} <= components else M.MIXED
    if components == {"interest"}:
        return _interest_meaning(words)
    if components == {"principal"}:
        return _principal_meaning(words)
    if components:
        return M.PENALTY if "penalty" in components else M.FEE
    return _debt_meaning(words)


def _interest_meaning(words: frozenset[str]) -> Meaning:
    if "under" in words:
        return M.INTEREST_UNDER
    if "over" in words:
        return M.INTEREST_OVER
    return M.INTEREST_SUM if "total" in words else M.INTEREST


def _principal_meaning(words: frozenset[str]) -> Meaning:
    if words & {"over", "under"}:
        return M.OTHER_MONEY
    if words & {"remaining", "debt"}:
        return M.PRINCIPAL
    return M.ORIGINAL if "loan" in words else M.BARE_PRINCIPAL


def _debt_meaning(words: frozenset[str]) -> Meaning:
    if words & {"over", "under"}:
        return M.OTHER_MONEY
    if words & {"remaining", "debt"}:
        return M.TOTAL_DEBT if "total" in words else M.BALANCE
    if "loan" in words:
        return M.ORIGINAL
    return M.TOTAL
