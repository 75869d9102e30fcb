"""What is said of a person: read, compared, and put into the columns that are kept of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from fundinst.errors import Refusal
from fundinst.names import Name
from fundinst.thai import Unreadable, clean, to_arabic_digits
from members.models import Person
from members.phones import read_phone
from members.registering import new_person

LABELS = {
    "title": "คำนำหน้า",
    "given": "ชื่อ",
    "surname": "นามสกุล",
    "phone": "โทรศัพท์",
    "occupation": "อาชีพ",
    "national_id_tail": "เลขประจำตัวประชาชน 4 ตัวท้าย",
}
SECRET = "national_id_tail"
# As long as their columns.
LONGEST = {"title": 50, "given": 100, "surname": 100, "occupation": 100}


def values_of(person: Person) -> dict[str, str]:
    """What a person's page shows and changes; the version of the page is made from it."""
    return {column: getattr(person, column) for column in LABELS}


def read_id_tail(text: str) -> str:
    """The last four digits of the national ID, Thai digits too; empty for nothing or a dash.

    Raises Unreadable for more or fewer: the whole number is never kept.
    """
    typed = to_arabic_digits(clean(text)).strip("-–— ")
    if typed and not (len(typed) == 4 and typed.isascii() and typed.isdigit()):
        raise Unreadable("ให้พิมพ์เฉพาะเลข 4 ตัวท้ายของบัตรประชาชน เช่น 1234 ระบบไม่เก็บเลขทั้ง 13 ตัว")
    return typed


@dataclass(frozen=True, slots=True)
class StatedPerson:
    """A person as somebody typed them; telephone and digits may still be in any writing."""

    name: Name
    phone: str = ""
    occupation: str = ""
    national_id_tail: str = ""

    @property
    def values(self) -> dict[str, str]:
        """The columns as they would be written. Raises Unreadable."""
        return {
            "title": self.name.title,
            "given": self.name.given,
            "surname": self.name.surname,
            "phone": read_phone(self.phone),
            "occupation": clean(self.occupation),
            "national_id_tail": read_id_tail(self.national_id_tail),
        }

    def refusals(self) -> Iterator[Refusal]:
        """Why this can't be written, every reason."""
        for code, read, typed in (
            ("phone_unreadable", read_phone, self.phone),
            ("occupation_unreadable", clean, self.occupation),
            ("id_tail_unreadable", read_id_tail, self.national_id_tail),
        ):
            try:
                read(typed)
            except Unreadable as unreadable:
                yield Refusal(code, "", str(unreadable))
        if not self.name.given:
            yield Refusal("name_missing", "", "กรุณาพิมพ์ชื่อ")
        for column, longest in LONGEST.items():
            text = self.occupation if column == "occupation" else getattr(self.name, column)
            if len(text) > longest:
                yield Refusal(
                    "text_too_long",
                    "",
                    f"{LABELS[column]}ยาวเกิน {longest} ตัวอักษร กรุณาย่อให้สั้นลง",
                )

    def write_to(self, person: Person) -> None:
        """Set the columns and what is computed from them; saving is the act's."""
        for column, value in self.values.items():
            setattr(person, column, value)
        named = new_person(person.household, self.name, is_head=person.is_head)
        for column in ("full_name", "name_key", "sort_key"):
            setattr(person, column, getattr(named, column))

    def differences(self, before: dict[str, str]) -> str:
        """What would change, for the timeline; the digits of the ID are not told."""
        changed = [column for column, value in self.values.items() if value != before[column]]
        return ", ".join(
            LABELS[column]
            if column == SECRET
            else _told(column, before[column], self.values[column])
            for column in changed
        )


def _told(column: str, before: str, after: str) -> str:
    if not after:
        return f"ลบ{LABELS[column]} {before}"
    return f"{LABELS[column]} {after}" + (f" แทน {before}" if before else "")
