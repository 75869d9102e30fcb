"""National IDs (เลขประจำตัวประชาชน) in what people write: read, shown by their end, found in a text.

Thirteen digits, the last one a check digit, written 1-4-5-2-1 (the civil registry's own form,
ระเบียบสำนักทะเบียนกลาง พ.ศ. ๒๕๓๕). ``python-stdnum`` knows the check.
"""

import re
from collections.abc import Callable, Iterator

from stdnum.exceptions import InvalidComponent, ValidationError
from stdnum.th import pin

from fundinst.thai import Unreadable, clean, to_arabic_digits

LENGTH = 13
_DIGIT = "[0-9๐-๙]"
_A_DIGIT = re.compile(_DIGIT)
_UNSEEN = "[\u00ad\u200b-\u200f\u2060\ufeff]"
_BETWEEN = "[ \u00a0.\u2010-\u2015-]"
_GAP = rf"{_UNSEEN}*(?:{_BETWEEN}{_UNSEEN}*){{0,2}}"
# In the card's five groups numbers are no sums and no days: whatever stands between them will do.
_WIDE_GAP = r"[\s.,/_\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff-]{1,3}"
_TOGETHER = rf"{_DIGIT}{{13}}"
_IN_GROUPS = _WIDE_GAP.join(rf"{_DIGIT}{{{count}}}" for count in (1, 4, 5, 2, 1))
# In any other groups, or with the commas of a sum too big for a village, the check digit decides.
_OTHERWISE = rf"(?:{_DIGIT}{_GAP}){{12}}{_DIGIT}"
_WITH_COMMAS = rf"(?<!,){_DIGIT}(?:,{_DIGIT}{{3}}){{4}}(?!,{_DIGIT})"
WRITTEN = re.compile(
    rf"(?<!{_DIGIT})(?:(?P<known>{_TOGETHER}|{_IN_GROUPS})|{_OTHERWISE}|{_WITH_COMMAS})(?!{_DIGIT})"
)
MASKED = re.compile("x-xxxx-xxxx([0-9])-([0-9]{2})-([0-9])")

_ASK_AGAIN = "ให้ดูที่บัตรแล้วพิมพ์ใหม่ ถ้าไม่มีบัตรให้เว้นว่าง"


def read_id(text: str) -> str:
    """The thirteen digits, from Thai digits too, with spaces or dashes; empty for nothing or -.

    Raises Unreadable, which never repeats the number.
    """
    digits = re.sub(f"{_BETWEEN}|{_UNSEEN}", "", to_arabic_digits(clean(text)))
    if not digits:
        return ""
    if not digits.isdecimal():
        raise Unreadable(f"เลขบัตรประชาชนมีแต่ตัวเลข {_ASK_AGAIN}")
    if len(digits) != LENGTH:
        raise Unreadable(f"เลขบัตรประชาชนมี 13 ตัว แต่พิมพ์มา {len(digits)} ตัว {_ASK_AGAIN}")
    try:
        number: str = pin.validate(digits)
    except InvalidComponent:
        raise Unreadable(f"เลขบัตรประชาชนขึ้นต้นด้วย 1 ถึง 8 เท่านั้น {_ASK_AGAIN}") from None
    except ValidationError:
        raise Unreadable(f"เลขบัตรประชาชนนี้ไม่ถูกต้อง มีตัวเลขผิดอย่างน้อย 1 ตัว {_ASK_AGAIN}") from None
    return number


def in_groups(number: str) -> str:
    """1234567890123 as the card shows it: 1-2345-67890-12-3."""
    grouped: str = pin.format(number)
    return grouped


def masked(tail: str) -> str:
    """What is shown of an ID anywhere but on the contract: x-xxxx-xxxx0-12-3."""
    return f"x-xxxx-xxxx{tail[0]}-{tail[1:3]}-{tail[3]}"


def tail_of_masked(text: str) -> str:
    """The last four digits that a masked ID shows; empty where the text is none."""
    found = MASKED.fullmatch(text.strip())
    return "".join(found.groups()) if found else ""


def id_in(text: str) -> str:
    """The first national ID in a text, as its digits; empty where there is none."""
    return next((_digits(found[0]) for found in _found(text)), "")


def sure_id_in(text: str) -> bool:
    """Whether the text holds one whose check digit is right: slips too have 13 digits."""
    return any(pin.is_valid(_digits(found[0])) for found in _found(text))


def mask_ids(text: str) -> str:
    """The text with every national ID in it masked; digits that look like one are taken for one."""
    return _put_instead(text, lambda digits: masked(digits[-4:]))


def without_ids(text: str) -> str:
    """The text with every national ID taken out, and the brackets that held it."""
    left = _put_instead(text, lambda _digits: "")
    return " ".join(re.sub(r"\(\s*\)|\[\s*\]", " ", left).split()) if left != text else text


def _put_instead(text: str, what: Callable[[str], str]) -> str:
    pieces: list[str] = []
    end = 0
    for found in _found(text):
        pieces += [text[end : found.start()], what(_digits(found[0]))]
        end = found.end()
    return "".join([*pieces, text[end:]])


def _found(text: str) -> Iterator[re.Match[str]]:
    if len(text) < LENGTH or not _A_DIGIT.search(text):  # as most names are
        return
    start = 0
    while found := WRITTEN.search(text, start):
        is_id = found["known"] or pin.is_valid(_digits(found[0]))
        if is_id:
            yield found
        start = found.end() if is_id else found.start() + 1


def _digits(written: str) -> str:
    return re.sub("[^0-9]", "", to_arabic_digits(written))
