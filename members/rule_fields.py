"""Form fields of a fund's rules: rates, days of the year, patterns; Thai digits too."""

import re
from calendar import monthrange
from collections.abc import Iterable
from decimal import Decimal

from fundinst.forms import TypedField
from fundinst.thai import FULL_MONTHS, MONTH_NUMBERS, Unreadable, clean, to_arabic_digits
from members.rule_words import days_in_words, plain

HOW_TO_TYPE_DAYS = "พิมพ์วันและเดือน เช่น 5 พ.ย. ถ้ามีหลายวันให้คั่นด้วยจุลภาค เช่น 5 พ.ย., 5 ก.ค."
DAY = re.compile(r"(?:ทุก)?(?:วันที่)? ?([0-9]{1,2}) ?(?:/|-|เดือน)? ?([0-9]{1,2}|[ก-์. ]+)")
LEAP_YEAR = 2024


class NumberField(TypedField):
    """A number with at most four decimals; cleaned to Decimal, shown as 7.5."""

    attributes = {"inputmode": "decimal"}

    def read(self, typed: str) -> Decimal:
        text = re.sub(r"ร้อยละ|เปอร์เซ็นต์|บาท|%|,|\s", "", to_arabic_digits(clean(typed)))
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,4})?", text):
            raise Unreadable(f"อ่าน{self.label}ไม่ออก ให้พิมพ์เฉพาะตัวเลข เช่น 6 หรือ 1.25")
        return Decimal(text)

    def echo(self, typed: str) -> str:
        return f"เข้าใจว่า {plain(self.read(typed))}"

    def prepare_value(self, value: object) -> object:
        return plain(value) if isinstance(value, Decimal) else value


class RateField(NumberField):
    """A percentage; by what time it is counted another field says."""

    def read(self, typed: str) -> Decimal:
        percent = super().read(typed)
        if percent > 100:
            raise Unreadable(f"{self.label}เป็นร้อยละ พิมพ์เช่น 6 หรือ 1.25")
        return percent


class YearDaysField(TypedField):
    """Days of every year (5 พ.ย., 5 กรกฎาคม); cleaned to texts as "11-05", in order."""

    def read(self, typed: str) -> tuple[str, ...]:
        text = re.sub(r"ของทุกปี|และ|[;\n]", ",", to_arabic_digits(clean(typed)))
        return tuple(sorted(_day(part.strip()) for part in text.split(",") if part.strip()))

    def echo(self, typed: str) -> str:
        return f"เข้าใจว่า {days_in_words(self.read(typed))}"

    def prepare_value(self, value: object) -> object:
        return _listed(value, lambda day: f"{int(day[3:])} {FULL_MONTHS[int(day[:2]) - 1]}", ", ")


def _day(text: str) -> str:
    found = DAY.fullmatch(text)
    if not found:
        raise Unreadable(f"อ่าน “{text}” ไม่ออก {HOW_TO_TYPE_DAYS}")
    day, named = int(found[1]), re.sub("[. ]", "", found[2])
    month = int(named) if named.isdigit() else MONTH_NUMBERS.get(named, 0)
    if not 1 <= month <= 12:
        raise Unreadable(f"ไม่รู้จักเดือน “{found[2].strip()}” {HOW_TO_TYPE_DAYS}")
    if not 1 <= day <= monthrange(LEAP_YEAR, month)[1]:
        raise Unreadable(f"ไม่มีวันที่ {day} {FULL_MONTHS[month - 1]} ในปฏิทิน ให้แก้วัน")
    return f"{month:02}-{day:02}"


class PatternField(TypedField):
    """Percents of the principal, an instalment each (40 30 30); cleaned to a tuple of Decimal."""

    def read(self, typed: str) -> tuple[Decimal, ...]:
        text = re.sub(r"ร้อยละ|งวด|%|,", " ", to_arabic_digits(clean(typed)))
        parts = text.split()
        if not parts or not all(re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", part) for part in parts):
            raise Unreadable("พิมพ์ร้อยละของแต่ละงวดเรียงกัน เว้นวรรคระหว่างงวด เช่น 40 30 30")
        return tuple(map(Decimal, parts))

    def echo(self, typed: str) -> str:
        return f"เข้าใจว่า {len(self.read(typed))} งวด"

    def prepare_value(self, value: object) -> object:
        return _listed(value, plain, " ")


def _listed(value: object, said, between: str) -> object:
    return between.join(map(said, value)) if isinstance(value, tuple | list) else value


def pairs(numbers: Iterable[int]) -> list[tuple[str, str]]:
    """The names of the fields of a tier: above what, at what percent."""
    return [(f"tier{number}_above", f"tier{number}_percent") for number in numbers]
