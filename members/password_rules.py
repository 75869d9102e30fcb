"""What a password must be, in words that say what to do (``AUTH_PASSWORD_VALIDATORS``).

Length counts for more than strange signs (NIST SP 800-63B, 5.1.1.2): ten characters, none of the
passwords that are tried first, here or elsewhere, and not the name it belongs to.
"""

import re
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from members.models import User

SHORTEST = 10
KNOWN_TO_ALL = Path(__file__).with_name("known_passwords.txt")
MUST_REMAIN = 4
"""Letters that must be left of a password when words known to all and figures are taken out."""
NO_LETTERS = re.compile(r"[\W\d_]+")
# The keys of a Thai keyboard (Kedmanee, TIS 820-2538) and the Latin signs on the same keys.
ON_LATIN_KEYS = str.maketrans(
    "ๅภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ" + "ูฎฑธํ๊ณฯญฐฅฤฆฏโฌ็๋ษศซฉฮฺ์ฒฬฦ",
    "14567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + "^ERTYUIOP{|ASDFGHJKL:CVBN<>?",
)


class LongEnough:
    def validate(self, password: str, user: User | None = None) -> None:
        missing = SHORTEST - len(password)
        if missing > 0:
            raise ValidationError(
                f"รหัสผ่านสั้นเกินไป พิมพ์มา {len(password)} ตัว ให้เพิ่มอีกอย่างน้อย {missing} ตัว",
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return f"ยาวอย่างน้อย {SHORTEST} ตัว ใช้คำไทยหลายคำต่อกันได้ เช่น ชื่อของสามอย่างที่ไม่เกี่ยวกัน"


class NotFiguresAlone:
    def validate(self, password: str, user: User | None = None) -> None:
        if password.isdecimal():
            raise ValidationError(
                "รหัสผ่านมีแต่ตัวเลข ให้เพิ่มคำหรือตัวอักษรเข้าไปด้วย", code="password_entirely_numeric"
            )

    def get_help_text(self) -> str:
        return "มีตัวอักษรด้วย ไม่ใช่ตัวเลขล้วน เช่น เบอร์โทรหรือวันเกิด"


class NotTheName(UserAttributeSimilarityValidator):
    """Not near the user name or the name shown. Django's measure, with our sentence."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "display_name"))

    def validate(self, password: str, user: User | None = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as near:
            sentence = "รหัสผ่านคล้ายชื่อของท่านหรือชื่อผู้ใช้เกินไป ให้ใช้คำอื่น"
            raise ValidationError(sentence, code="password_too_similar") from near

    def get_help_text(self) -> str:
        return "ไม่ใช่ชื่อของท่านหรือชื่อผู้ใช้"


class NotKnownToAll(CommonPasswordValidator):
    """Not one of the 20,000 that are tried first, nor a word everybody here would try.

    The words (``known_passwords.txt``) also as they come out on Latin keys, and with figures added:
    สวัสดี, l;ylfu and sawasdee2567 are one password.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as common:
            raise self._known() from common
        rest = password.casefold()
        for word in known_words():
            rest = rest.replace(word, "")
        if rest != password.casefold() and len(NO_LETTERS.sub("", rest)) < MUST_REMAIN:
            raise self._known()

    @staticmethod
    def _known() -> ValidationError:
        sentence = "รหัสผ่านนี้คนใช้กันมากจนเดาได้ง่าย การเติมตัวเลขต่อท้ายไม่ช่วย ให้ใช้คำอื่นหลายคำต่อกัน"
        return ValidationError(sentence, code="password_too_common")

    def get_help_text(self) -> str:
        return "ไม่ใช่คำที่ใครก็เดาได้ เช่น ชื่อเดือน สวัสดี หรือ 12345 แม้จะเติมตัวเลขต่อท้าย"


@cache
def known_words() -> tuple[str, ...]:
    """The words and their forms on Latin keys, the longest first."""
    lines = (line.partition("#")[0].strip() for line in KNOWN_TO_ALL.read_text("utf-8").split("\n"))
    words = {line.casefold() for line in lines if line}
    words |= {word.translate(ON_LATIN_KEYS).casefold() for word in words}
    return tuple(sorted(words, key=len, reverse=True))
