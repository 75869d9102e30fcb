"""Thai writing: digits, clean text, dates (stored ค.ศ., read and shown พ.ศ.), baht."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

FinalOne = Literal["royal_society", "common"]
DateStyle = Literal["full", "medium", "short", "slash"]
Digits = Literal["thai", "arabic"]

ARABIC, THAI = "0123456789", "๐๑๒๓๔๕๖๗๘๙"
TO_ARABIC, TO_THAI = str.maketrans(THAI, ARABIC), str.maketrans(ARABIC, THAI)


class Unreadable(ValueError):
    """A text that can't be read for what it should be.

    ``str()`` is one plain Thai sentence: what is wrong, and what to type instead.
    """


def to_arabic_digits(text: str) -> str:
    """๑๓ -> 13. Only Thai digits are changed; full-width and others stay, for parsers to refuse."""
    return text.translate(TO_ARABIC)


def to_thai_digits(text: str) -> str:
    """13 -> ๑๓."""
    return text.translate(TO_THAI)


# Shifted forms of signs, from U+F700, that old Thai fonts and PDF files use.
OLD_FONT_FORMS = str.maketrans(
    "".join(map(chr, range(0xF700, 0xF71B))),
    "ฐ\u0e34\u0e35\u0e36\u0e37" + "\u0e48\u0e49\u0e4a\u0e4b\u0e4c" * 2 + "ญ\u0e31\u0e4d\u0e47"
    "\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
)
LINE_ENDS = str.maketrans("\t\n\r\u2028\u2029", "     ")
ZERO_WIDTH = dict.fromkeys(map(ord, "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"))
UNPRINTABLE = LINE_ENDS | ZERO_WIDTH | OLD_FONT_FORMS
NOT_TEXT = {"Cc", "Cf", "Cs", "Co", "Cn"}  # control, bidi, broken surrogates, private, unassigned
MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{2,}")
# The order of several marks over one letter: phinthu, vowel (1), nikhahit, tone, silencer.
MARK_RANK = {"\u0e3a": 0, "\u0e4d": 2, "\u0e4c": 4, "\u0e4e": 4} | dict.fromkeys(
    "\u0e48\u0e49\u0e4a\u0e4b", 3
)
TONE_AFTER_VOWEL = re.compile("([ก-ฮ][\u0e31\u0e34-\u0e3a\u0e47-\u0e4b]*)([ะาำ])([\u0e48-\u0e4b]+)")
SARA_AM_IN_TWO = re.compile("\u0e4d([\u0e48-\u0e4b]?)า")
# Where one of the rules above may find something: next to each other stand two marks of which the
# second should not come after the first, a tone after a vowel's letter, the halves of แ or ำ.
PERHAPS_OUT_OF_ORDER = re.compile(
    "\u0e3a\u0e3a|[\u0e31\u0e34-\u0e39\u0e47][\u0e31\u0e34-\u0e3a\u0e47]"
    "|\u0e4d[\u0e31\u0e34-\u0e3a\u0e47\u0e4d]|[\u0e48-\u0e4b][\u0e31\u0e34-\u0e3a\u0e47-\u0e4b\u0e4d]"
    "|[\u0e4c\u0e4e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
    "|[ะาำ][\u0e48-\u0e4b\u0e4d]|\u0e4d[\u0e48-\u0e4b]?า|เเ"
)


def clean(text: str) -> str:
    """The one way a text is stored: NFC and Thai normal form, spaces squeezed, nothing invisible.

    Every kind of space becomes one; zero-width characters go; nikhahit and sara aa become sara am,
    ``เเ`` becomes ``แ``; marks doubled or out of order are put right where one reading is possible.
    Raises Unreadable on control and bidirectional characters, lost text, two tones on one letter.
    """
    if text.isascii() and text.isprintable():  # most of a register
        return " ".join(text.split())
    if not text.isprintable():
        text = text.translate(UNPRINTABLE)
    if not text.isprintable() or "\ufffd" in text:
        _refuse_hidden(text)
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    while PERHAPS_OUT_OF_ORDER.search(text):  # one mark out of its place may hide another
        before, text = text, _ordered(text)
        if text == before:
            break
    return text


def _ordered(text: str) -> str:
    text = text.replace("เเ", "แ").replace("า\u0e4d", "ำ")
    text = TONE_AFTER_VOWEL.sub(r"\1\3\2", MARKS.sub(_in_order, text))
    return SARA_AM_IN_TWO.sub(r"\1ำ", MARKS.sub(_in_order, text))


def _refuse_hidden(text: str) -> None:
    for char in text:
        if char == "\ufffd" or unicodedata.category(char) in NOT_TEXT:
            raise Unreadable(f"มีอักขระที่อ่านไม่ออกหรือมองไม่เห็น (U+{ord(char):04X}) ให้ลบแล้วพิมพ์ข้อความนี้ใหม่")


def _in_order(found: re.Match[str]) -> str:
    marks = sorted(dict.fromkeys(found[0]), key=lambda mark: MARK_RANK.get(mark, 1))
    if sum(MARK_RANK.get(mark) == 3 for mark in marks) > 1:
        raise Unreadable("มีวรรณยุกต์ต่างกันซ้อนบนอักษรตัวเดียว ให้พิมพ์คำนั้นใหม่โดยใส่วรรณยุกต์เดียว")
    return "".join(marks)


MONTHS = {
    "ม.ค.": "มกราคม",
    "ก.พ.": "กุมภาพันธ์",
    "มี.ค.": "มีนาคม",
    "เม.ย.": "เมษายน",
    "พ.ค.": "พฤษภาคม",
    "มิ.ย.": "มิถุนายน",
    "ก.ค.": "กรกฎาคม",
    "ส.ค.": "สิงหาคม",
    "ก.ย.": "กันยายน",
    "ต.ค.": "ตุลาคม",
    "พ.ย.": "พฤศจิกายน",
    "ธ.ค.": "ธันวาคม",
}
SHORT_MONTHS, FULL_MONTHS = list(MONTHS), list(MONTHS.values())
MONTH_NUMBERS = {
    spelling: number
    for number, (short, full) in enumerate(MONTHS.items(), 1)
    for spelling in (full, short.replace(".", ""), re.sub("(คม|ยน|พันธ์)$", "", full))
}
YEARS_AHEAD = 40  # a long loan ends well within it; a slip such as 2650 does not
HOW_TO_TYPE_A_DATE = "ให้พิมพ์ วัน เดือน ปี พ.ศ. เช่น 30/6/2560 หรือ 30 มิ.ย. 2560"

DAY_FIRST = re.compile(r"(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{2}|\d{4})", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})([/-])(\d{1,2})\2(\d{1,2})(?:[ T]00:00(?::00)?)?", re.ASCII)
WITH_MONTH_NAME = re.compile(
    r"(?:ณ )?(?:วันที่)? ?(\d{1,2})[ -]?(?:เดือน)?([ก-์. ]+?)-?"
    r"((?:[พค]\. ?ศ\.?|[พค]ศ\.?)?) ?(\d{2}|\d{4})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as understood. ``note`` is empty, or a Thai sentence to show beside the date."""

    value: date
    note: str


def buddhist_year(value: date) -> int:
    """The year พ.ศ. of a day.

    Until 2483 the Thai year began on 1 April (Calendar Year Act พ.ร.บ. ปีปฏิทิน พ.ศ. 2483 made
    1 January 1941 the first day of 2484), so January to March belonged to the year before.
    """
    return value.year + (542 if value.year < 1941 and value.month < 4 else 543)


def fiscal_year(value: date) -> int:
    """The state's fiscal year (ปีงบประมาณ) in พ.ศ.: 1 October to 30 September, named by its end."""
    return value.year + 543 + (value.month >= 10)


def format_date(value: date, *, style: DateStyle = "full", digits: Digits = "thai") -> str:
    """full ๓๑ กรกฎาคม ๒๕๖๐ · medium ๓๑ ก.ค. ๒๕๖๐ · short ๓๑ ก.ค. ๖๐ · slash ๓๑/๐๗/๒๕๖๐."""
    day, month, year = value.day, value.month - 1, buddhist_year(value)
    written = {
        "full": f"{day} {FULL_MONTHS[month]} {year}",
        "medium": f"{day} {SHORT_MONTHS[month]} {year}",
        "short": f"{day} {SHORT_MONTHS[month]} {year % 100:02}",
        "slash": f"{day:02}/{month + 1:02}/{year}",
    }[style]
    return to_thai_digits(written) if digits == "thai" else written


def read_date(text: str, *, today: date) -> ReadDate:
    """The date people mean: day, month (number or name), year พ.ศ. in two or four digits.

    A year ค.ศ. is understood and noted. ``today`` bounds the future. Raises Unreadable on anything
    doubtful: a year more than 40 years ahead (also พ.ศ. added twice), a day that doesn't exist.
    """
    day, month, year, era = _parts(to_arabic_digits(clean(text)))
    christian = era == "ค" or (not era and 1900 <= year <= 2150)
    gregorian_year = year if christian else _gregorian_year(year, month, era)
    try:
        value = date(gregorian_year, month, day)
    except ValueError:
        raise Unreadable(f"ไม่มีวันที่ {text.strip()} ในปฏิทิน {HOW_TO_TYPE_A_DATE}") from None
    _refuse_far_years(year, value, today)
    if christian:
        return ReadDate(value, f"พิมพ์เป็น ค.ศ. เข้าใจว่า {format_date(value)}")
    if value.year < 1941 and value.month < 4:
        note = f"ก่อน พ.ศ. 2484 ปีใหม่เริ่มเดือนเมษายน เข้าใจว่าตรงกับ ค.ศ. {value.year}"
        return ReadDate(value, to_thai_digits(note))
    return ReadDate(value, "")


def _parts(text: str) -> tuple[int, int, int, str]:
    """Day, month, year (two digits completed), and the era as written: พ, ค or nothing."""
    if found := DAY_FIRST.fullmatch(text):
        day, _, month, year, era = *found.groups(), ""
    elif found := YEAR_FIRST.fullmatch(text):
        year, _, month, day = found.groups()
        era = ""
    elif found := WITH_MONTH_NAME.fullmatch(text):
        day, name, era, year = found.groups()
        month = str(_month_number(name))
    else:
        raise Unreadable(f"อ่านวันที่ “{text[:40]}” ไม่ออก {HOW_TO_TYPE_A_DATE}")
    if len(year) == 2 and era.startswith("ค"):
        raise Unreadable(f"ปี ค.ศ. ต้องมีสี่หลัก {HOW_TO_TYPE_A_DATE}")
    return int(day), int(month), int(year) + (2500 if len(year) == 2 else 0), era[:1]


def _month_number(name: str) -> int:
    letters = re.sub("[. ]", "", name).replace("ฏ", "ฎ")  # กรกฏาคม is the commonest misspelling
    if letters not in MONTH_NUMBERS:
        raise Unreadable(f"ไม่รู้จักเดือน “{name.strip()}” {HOW_TO_TYPE_A_DATE}")
    return MONTH_NUMBERS[letters]


def _gregorian_year(year: int, month: int, era: str) -> int:
    """Of a year พ.ศ.; leap years are judged afterwards, in ค.ศ. 2483 had no January to March."""
    if year < 2400:
        raise Unreadable(f"ปี {year} ไม่น่าใช่ปี พ.ศ. {HOW_TO_TYPE_A_DATE}")
    if year == 2483 and month < 4:
        raise Unreadable("พ.ศ. 2483 ไม่มีเดือนมกราคมถึงมีนาคม ให้ตรวจปีแล้วพิมพ์ใหม่ เช่น 1/2/2484")
    return year - (542 if year < 2483 and month < 4 else 543)


def _refuse_far_years(year: int, value: date, today: date) -> None:
    if buddhist_year(value) > (latest := buddhist_year(today) + YEARS_AHEAD):
        twice = f" ถ้าบวก 543 ซ้ำให้พิมพ์ {year - 543}" if 2400 <= year - 543 <= latest else ""
        raise Unreadable(f"ปี {year} ไกลเกินไป รับได้ถึง พ.ศ. {latest}{twice} {HOW_TO_TYPE_A_DATE}")


DIGIT_WORDS = ["", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"]
PLACE_WORDS = ["", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน"]
MOST_BAHT = Decimal("999999999999.99")  # numeric(14,2)


def baht_words(amount: Decimal, *, final_one: FinalOne = "royal_society") -> str:
    """An amount in baht as written on contracts: 13200 -> หนึ่งหมื่นสามพันสองร้อยบาทถ้วน.

    ``final_one``: the Royal Society reads a last 1 as เอ็ด after any higher place (๑๐๑
    หนึ่งร้อยเอ็ด), the common habit (Excel's BAHTTEXT) only after a ten. Raises ValueError for
    an amount that is negative, above numeric(14,2) or not whole in satang.
    """
    if amount.is_nan() or not 0 <= amount <= MOST_BAHT or amount * 100 % 1:
        raise ValueError(f"not an amount in baht and satang: {amount}")
    baht, rest = divmod(int(amount * 100), 100)
    words = f"{_number_words(baht, final_one)}บาท" if baht else ""
    if rest:
        return f"{words}{_number_words(rest, final_one)}สตางค์"
    return f"{words or 'ศูนย์บาท'}ถ้วน"


def _number_words(number: int, final_one: FinalOne, *, after_millions: bool = False) -> str:
    millions, below = divmod(number, 1_000_000)
    words = f"{_number_words(millions, final_one)}ล้าน" if millions else ""
    after = bool(millions) or after_millions
    figures = [int(figure) for figure in reversed(str(below))]
    for place in range(len(figures) - 1, -1, -1):
        words += _figure_word(figures, place, final_one, after=after)
    return words


def _figure_word(figures: list[int], place: int, final_one: FinalOne, *, after: bool) -> str:
    figure, higher = figures[place], figures[place + 1 :]
    if not figure:
        return ""
    if place == 1 and figure < 3:
        return ("สิบ", "ยี่สิบ")[figure - 1]
    tens = higher[:1] if final_one == "common" else [*higher, after]
    if place == 0 and figure == 1 and any(tens):
        return "เอ็ด"
    return DIGIT_WORDS[figure] + PLACE_WORDS[place]
