"""Form fields of what is told of funds and committees; as people type it, Thai digits too."""

import re
from decimal import Decimal

from fundinst.forms import TypedField
from fundinst.thai import Unreadable, clean, to_arabic_digits
from members.phones import read_phone

# One whole number, with words around it at the most; a year among them would be another number.
COUNT = re.compile(r"[^0-9.,/+\-–]*?([0-9]{1,6})[^0-9.,/+\-–]*")
MOST_PERCENT = 100


class PercentField(TypedField):
    """A rate in percent a year; cleaned to Decimal, shown as 7.5."""

    attributes = {"inputmode": "decimal"}

    def read(self, typed: str) -> Decimal:
        text = re.sub(r"ร้อยละ|เปอร์เซ็นต์|ต่อปี|%|\s", "", to_arabic_digits(clean(typed)))
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", text) or Decimal(text) > MOST_PERCENT:
            raise Unreadable("อัตราดอกเบี้ยเป็นร้อยละต่อปี พิมพ์เช่น 6 หรือ 6.25")
        return Decimal(text)

    def echo(self, typed: str) -> str:
        return f"เข้าใจว่า ร้อยละ {_plain(self.read(typed))} ต่อปี"

    def prepare_value(self, value: object) -> object:
        return _plain(value) if isinstance(value, Decimal) else value


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


class CountField(TypedField):
    """A whole number with its unit, which the page says; cleaned to int."""

    attributes = {"inputmode": "numeric"}

    def read(self, typed: str) -> int:
        found = COUNT.fullmatch(to_arabic_digits(clean(typed)))
        if not found or "ปี" in typed:
            raise Unreadable(f"อ่าน{self.label}ไม่ออก ให้พิมพ์เป็นตัวเลขจำนวนเต็ม เช่น 12")
        return int(found[1])

    def echo(self, typed: str) -> str:
        return f"เข้าใจว่า {self.read(typed)}"


class MooField(TypedField):
    """หมู่ที่, as 3 or หมู่ ๓; cleaned to int."""

    attributes = {"inputmode": "numeric"}

    def read(self, typed: str) -> int:
        text = re.sub(r"^(หมู่ที่|หมู่|ม\.)\s*", "", to_arabic_digits(clean(typed)))
        if not re.fullmatch(r"0?[1-9]|[1-9][0-9]", text):
            raise Unreadable("หมู่ที่ต้องเป็นเลข 1 ถึง 99")
        return int(text)

    def echo(self, typed: str) -> str:
        return f"เข้าใจว่า หมู่ที่ {self.read(typed)}"


class AccountNumbersField(TypedField):
    """The numbers of a fund's accounts (1, 4); cleaned to a tuple of int in order."""

    def read(self, typed: str) -> tuple[int, ...]:
        text = re.sub(r"บัญชีที่|บัญชี|บช\.?|และ", ",", to_arabic_digits(clean(typed)))
        parts = [part for part in re.split(r"[\s,;/]+", text) if part]
        if not parts or not all(re.fullmatch("[0-9]{1,2}", part) for part in parts):
            raise Unreadable("พิมพ์เลขบัญชี ถ้ามีหลายบัญชีให้คั่นด้วยจุลภาค เช่น 1, 4")
        return tuple(sorted({int(part) for part in parts}))

    def echo(self, typed: str) -> str:
        return "เข้าใจว่า บัญชี " + ", ".join(map(str, self.read(typed)))

    def prepare_value(self, value: object) -> object:
        return ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else value


class PhoneField(TypedField):
    """A telephone number with its dashes; cleaned to "" when there is none."""

    attributes = {"inputmode": "tel"}

    def clean(self, value: object) -> str:
        return super().clean(value) or ""

    def read(self, typed: str) -> str:
        return read_phone(typed)

    def echo(self, typed: str) -> str:
        return f"เข้าใจว่า {self.read(typed)}"
