"""What is said of a person: read, compared, and put into the columns that are kept of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fundinst.errors import Refusal
from fundinst.id_numbers import LENGTH, MASKED, masked, read_id
from fundinst.names import Name, name_key
from fundinst.thai import Unreadable, clean, to_arabic_digits
from members.models import Person
from members.national_ids import hash_of, put_id, refusals_of_id, shown_id
from members.phones import read_phone
from members.registering import new_person

LABELS = {
    "title": "คำนำหน้า",
    "given": "ชื่อ",
    "surname": "นามสกุล",
    "phone": "โทรศัพท์",
    "occupation": "อาชีพ",
    "national_id": "เลขประจำตัวประชาชน",
}
SECRET = "national_id"
# As long as their columns.
LONGEST = {"title": 50, "given": 100, "surname": 100, "occupation": 100}


def values_of(person: Person) -> dict[str, str]:
    """What a person's page shows and changes; the version of the page is made from it."""
    columns = {column: getattr(person, column) for column in LABELS if column != SECRET}
    return columns | {SECRET: shown_id(person)}


def read_national_id(text: str) -> str:
    """A national ID as it may be typed: all thirteen digits, or the last four; Thai digits too.

    Empty for nothing or a dash. What pages show of a known one (x-xxxx-xxxx0-12-3) is given back as
    it is: it means that nothing changes. Raises Unreadable, which never repeats the number.
    """
    typed = to_arabic_digits(clean(text)).strip("-–— ")
    if MASKED.fullmatch(typed) or re.fullmatch("[0-9]{4}", typed):
        return typed
    return read_id(typed)


@dataclass(frozen=True, slots=True)
class StatedPerson:
    """A person as somebody typed them; telephone and digits may still be in any writing."""

    name: Name
    phone: str = ""
    occupation: str = ""
    national_id: str = ""

    @property
    def values(self) -> dict[str, str]:
        """What would be shown of them. Raises Unreadable."""
        number = read_national_id(self.national_id)
        return {
            "title": self.name.title,
            "given": self.name.given,
            "surname": self.name.surname,
            "phone": read_phone(self.phone),
            "occupation": clean(self.occupation),
            SECRET: masked(number[-4:]) if len(number) == LENGTH else number,
        }

    def says(self, person: Person) -> bool:
        """Whether the person is written down just so; of the ID all digits count."""
        number = read_national_id(self.national_id)
        same_id = len(number) != LENGTH or hash_of(number) == person.national_id_hash
        return same_id and self.values == values_of(person)

    def refusals_of_id(self, person: Person) -> Iterator[Refusal]:
        """Why the person can't have the ID. Inside the transaction that holds the household."""
        yield from refusals_of_id(read_national_id(self.national_id), person)

    def refusals(self) -> Iterator[Refusal]:
        """Why this can't be written, every reason."""
        for code, read, typed in (
            ("phone_unreadable", read_phone, self.phone),
            ("occupation_unreadable", clean, self.occupation),
            ("id_unreadable", read_national_id, self.national_id),
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
            if column != SECRET:
                setattr(person, column, value)
        number = read_national_id(self.national_id)
        if not MASKED.fullmatch(number):
            put_id(person, number)
        named = new_person(person.household, self.name, is_head=person.is_head)
        for column in ("full_name", "name_key", "sort_key"):
            setattr(person, column, getattr(named, column))

    def differences(self, person: Person) -> str:
        """What would change, for the timeline; the digits of the ID are not told."""
        before = values_of(person)
        changed = [column for column, value in self.values.items() if value != before[column]]
        changed = changed or [SECRET]  # another number with the same end
        return ", ".join(
            LABELS[column]
            if column == SECRET
            else _told(column, before[column], self.values[column])
            for column in changed
        )


def refusals_of_name(name: Name, others: Iterable[Person]) -> Iterator[Refusal]:
    """Why nobody more of the house can be called so: two of one name can't be told apart."""
    for other in others:
        if other.name_key == name_key(name):
            yield Refusal(
                "name_in_the_house",
                "",
                f"บ้านนี้มี {other} อยู่แล้ว ถ้าเป็นคนละคนที่ชื่อเหมือนกัน ให้เติมคำท้ายชื่อ เช่น {name} (ลูก)",
            )


def _told(column: str, before: str, after: str) -> str:
    if not after:
        return f"ลบ{LABELS[column]} {before}"
    return f"{LABELS[column]} {after}" + (f" แทน {before}" if before else "")
