"""Names of persons and house numbers as registers write them, and the keys they are matched by.

What people write before a name (คำนำหน้า) follows the civil registry's titles, the ranks of army and
police, and the Royal Society's rules of spacing (หลักเกณฑ์การเว้นวรรค).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .id_numbers import MASKED, id_in
from .thai import Unreadable, clean, to_arabic_digits

Gender = Literal["male", "female", ""]

TITLES: dict[str, Gender] = {
    "นาย": "male",
    "นาง": "female",
    "นางสาว": "female",
    "เด็กชาย": "male",
    "เด็กหญิง": "female",
    "พระ": "male",
    "พระครู": "male",
    "พระครูปลัด": "male",
    "พระครูใบฎีกา": "male",
    "พระครูสมุห์": "male",
    "พระใบฎีกา": "male",
    "พระปลัด": "male",
    "พระมหา": "male",
    "พระสมุห์": "male",
    "พระอธิการ": "male",
    "พลทหาร": "male",
    "พลฯ": "male",
    "สามเณร": "male",
    "แม่ชี": "female",
    "คุณหญิง": "female",
    "ท่านผู้หญิง": "female",
    "หม่อมราชวงศ์": "",
    "หม่อมหลวง": "",
    "นายแพทย์": "male",
    "แพทย์หญิง": "female",
}
SHORT_TITLES = {"นส": "นางสาว", "ดช": "เด็กชาย", "ดญ": "เด็กหญิง"}
LONGEST_NAME = 150

# นางสาว before นาง, and back to นาง when what is left can't begin a name: นางสาวิตรี is not สาว.
# Attached to its title, a name begins with a letter that has another sign before or after it, so
# นายก and นายิกา keep their นาย.
ATTACHED = "(?=[เ-ไ][ก-ฮ]|[ก-ฮ][ก-\u0e4e]|[A-Za-z])"
WRITTEN_RANK = "(?:พล|พัน|ร้อย|สิบ|จ่าสิบ|จ่า|พันจ่า|เรือ|พลเรือ|นาวา)(?:ตำรวจ|อากาศ)?(?:ตรี|โท|เอก)|ดาบตำรวจ"
# No name holds a dot, so any letters with dots before a name are a title: ด.ต. ดร. ผศ.ดร. ผญบ.
DOTTED = r"(?:[ก-ฮ]{1,4}\. ?)*[ก-ฮ]{1,4}\.(?:[ก-ฮ](?= ))?"
OF_WOMEN = r"(?: ?หญิง(?= ?\S+ \S))?"  # only when a name and a surname follow
WORDS = "|".join(sorted(TITLES, key=len, reverse=True)).replace("นายแพทย์", r"นายแพทย์(?= ?\S+ \S)")
TITLED = re.compile(
    rf"(?P<title>(?:ว่าที่ ?)?{DOTTED}{OF_WOMEN}|(?:นส|ดช|ดญ)(?= )) ?(?P<short>\S.*)"
    rf"|(?P<word>(?:ว่าที่ ?)?(?:{WRITTEN_RANK}){OF_WOMEN}|{WORDS})(?: |{ATTACHED})(?P<rest>\S.*)"
)
ONLY_A_TITLE = re.compile(rf"(?:ว่าที่ ?)?(?:{DOTTED}|{WRITTEN_RANK})(?: ?หญิง)?")

HOUSE = re.compile(
    r"(?:(?:บ้าน ?)?เลขที่)? ?([0-9]{1,5}(?: ?[/-] ?[0-9]{1,5}){0,2}(?: ?/? ?[ก-ฮA-Za-z])?)"
    r"(?:,? ?(?:ม\.|หมู่(?:ที่)?) ?[0-9]{1,2})?"
)
PLAIN_HOUSE = re.compile("[1-9][0-9]{0,4}(?:/[1-9][0-9]{0,4})?")  # as most are written
NO_HOUSE = re.compile(r"[-–—]?|ไม่(?:มี|ทราบ)(?:(?:บ้าน)?เลขที่(?:บ้าน)?)?")
A_DATE = re.compile(r"[0-9]{1,2}([/-])[0-9]{1,2}\1(?:[0-9]{2}|[0-9]{4})|[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name. ``surname`` may hold spaces (ณ อยุธยา) or be empty, and so may ``title``."""

    title: str
    given: str
    surname: str

    def __str__(self) -> str:
        """As on paper: the title attached, but a rank in full apart (ร้อยตรี สมชาย)."""
        civil = self.title in TITLES and re.match(ATTACHED, self.given)
        attached = civil or self.title.endswith((".", ".หญิง"))
        gap = "" if attached or not self.title else " "
        return f"{self.title}{gap}{self.given} {self.surname}".rstrip()


def split_name(text: str) -> Name:
    """A name in one column: title if there is one, first word given name, the rest surname.

    The title is kept in one spelling: น.ส. becomes นางสาว, ด.ช. เด็กชาย, ด.ญ. เด็กหญิง; spaces in a
    rank go. A name attached to พระ or นาง is taken for title and name (พระพาย is the monk พาย);
    matching leaves titles out, so it holds either way. Raises Unreadable without a given name, or
    with a national ID among the words: what names are stored as, everybody reads.
    """
    text = clean(text)
    if id_in(text) or MASKED.search(text):
        raise Unreadable("ในช่องชื่อมีเลขบัตรประชาชนปนอยู่ ให้พิมพ์เฉพาะคำนำหน้า ชื่อ และนามสกุล")
    if len(text) > LONGEST_NAME:
        raise Unreadable(f"ชื่อยาวเกิน {LONGEST_NAME} ตัวอักษร ให้ตรวจว่าพิมพ์ข้อความอื่นปนมาหรือไม่")
    if text in TITLES or ONLY_A_TITLE.fullmatch(text):
        raise Unreadable(f"มีแต่คำนำหน้า “{text}” ให้พิมพ์ชื่อและนามสกุลต่อท้าย")
    title = ""
    if found := TITLED.fullmatch(text):
        title = _one_spelling(found["title"] or found["word"])
        text = found["short"] or found["rest"]
    given, _, surname = text.partition(" ")
    if not given[:1].isalpha():
        raise Unreadable(f"ชื่อ “{text[:40]}” ต้องขึ้นต้นด้วยตัวอักษร ให้พิมพ์ชื่อและนามสกุล")
    return Name(title, given, "" if surname == "-" else surname)


def make_name(title: str, given: str, surname: str) -> Name:
    """A name in three columns; equal to the same name read from one.

    The given name may repeat the title, or hold it when its own column is empty. Raises Unreadable
    without a given name and as split_name does.
    """
    title, given, surname = (re.sub("^-$", "", clean(part)) for part in (title, given, surname))
    name, written = split_name(f"{given} {surname}"), _one_spelling(title)
    if not given or (surname and not name.surname):
        raise Unreadable(f"ช่องชื่อว่างหรือมีแต่คำนำหน้า นามสกุลคือ “{surname[:40]}” ให้พิมพ์ชื่อ")
    if written in ("", name.title):
        return name
    given, _, surname = f"{given} {surname}".rstrip().partition(" ")
    return Name(written, given, surname)


@lru_cache(maxsize=2**15)  # matching asks for the same people's again and again
def name_key(name: Name) -> str:
    """What two spellings of one person share: given name and surname, without title or case."""
    return to_arabic_digits(clean(f"{name.given} {name.surname}")).casefold()


# What a hurried hand leaves out or puts in: tone marks, ็ ์ ๎ and ๆ ฯ, dots, spaces.
MARKS_LEFT_OUT = "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e"
LEFT_OUT = f"{MARKS_LEFT_OUT}ๆฯ. "
"""Characters that make no difference to a search. What is stored is compared without them too: in
PostgreSQL by ``translate(column, LEFT_OUT, '')``."""
_WITHOUT_MARKS = str.maketrans("", "", MARKS_LEFT_OUT)
_WITHOUT_ALL = str.maketrans("", "", LEFT_OUT)


def search_key(text: str) -> str:
    """What is left of a text to look for: ทองม้ วน and ทองมวน are one, ๕/๒๕๕๙ is 5/2559.

    Empty when nothing is left that could be looked for. Raises Unreadable as clean does.
    """
    # The marks go first: two tones on one letter are a slip here, nothing to refuse.
    plain = to_arabic_digits(clean(text.translate(_WITHOUT_MARKS))).casefold()
    return plain.translate(_WITHOUT_ALL)


def title_gender(title: str) -> Gender:
    """Empty where the title doesn't tell: ranks are borne by both, and only some women add หญิง."""
    known = _one_spelling(clean(title))
    return TITLES.get(known) or ("female" if known.endswith("หญิง") else "")


def _one_spelling(title: str) -> str:
    title = title.replace(" ", "")
    if title.replace(".", "") in SHORT_TITLES:
        return SHORT_TITLES[title.replace(".", "")]
    return f"{title}." if re.search(r"\.[ก-ฮ]$", title) else title


def read_house_number(text: str) -> str:
    """A house number as text: ๓๒/๑ -> 32/1, บ้านเลขที่ 32 / 1 ม.3 -> 32/1, 12 ก -> 12ก, 32.0 -> 32.

    Empty for -, ไม่มี and nothing. Raises Unreadable on what is no house number, or could be a date.
    """
    if PLAIN_HOUSE.fullmatch(text):
        return text
    typed = clean(text)
    number = re.sub(r"^([0-9]+)\.0+$", r"\1", to_arabic_digits(typed))
    if NO_HOUSE.fullmatch(number.replace(" ", "")):
        return ""
    found = HOUSE.fullmatch(number)
    if not found or A_DATE.fullmatch(found[1].replace(" ", "")):
        raise Unreadable(f"อ่านบ้านเลขที่ “{typed[:40]}” ไม่ออก ให้พิมพ์เช่น 32/1 ถ้าไม่มีให้พิมพ์ -")
    tidy = re.sub(r"(?<![0-9])0+(?=[0-9])", "", found[1].replace(" ", "").upper())
    if not re.match("[1-9]", tidy):
        raise Unreadable("บ้านเลขที่เป็น 0 ไม่ได้ ถ้าไม่มีบ้านเลขที่ให้พิมพ์ -")
    return tidy


def house_key(number: str) -> str:
    """A key to store in a column with collation "C": no number first, 9 before 10, 32 before 32/1
    before 32/2 before 32/10 before 33, 12 before 12ก."""
    return re.sub("[0-9]+", lambda digits: digits[0].zfill(6), to_arabic_digits(number))
