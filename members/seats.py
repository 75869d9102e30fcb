"""What is told of the seats of a committee, and what is refused of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fundinst.errors import Refusal
from fundinst.thai import clean
from members.models import CommitteeMember, Institution
from members.versions import version_of

Position = CommitteeMember.Position
ONE_PERSON = (Position.CHAIR, Position.SECRETARY, Position.TREASURER)
LONGEST_NAME = CommitteeMember._meta.get_field("name").max_length


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits where, as somebody told it."""

    position: str
    name: str
    phone: str = ""
    signs: bool = False


def refusals_of_name(name: str) -> Iterator[Refusal]:
    if not name:
        yield Refusal("name_missing", "", "กรุณากรอกชื่อและนามสกุล")
    if len(name) > LONGEST_NAME:
        yield Refusal("name_too_long", "", f"ชื่อยาวเกิน {LONGEST_NAME} ตัวอักษร กรุณาย่อให้สั้นลง")


def refusals_of_committee(seats: Sequence[Seat]) -> Iterator[Refusal]:
    """Why these people are no committee yet; the form shows the same sentences."""
    names = [clean(seat.name) for seat in seats]
    for name in names:
        yield from refusals_of_name(name)
    if Position.CHAIR not in {seat.position for seat in seats}:
        yield Refusal("chair_missing", "", "กรุณากรอกชื่อประธานกรรมการ")
    if not any(seat.signs for seat in seats):
        yield Refusal("nobody_signs", "", "กรุณาเลือกผู้ลงนามในเอกสารอย่างน้อย 1 คน")
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Refusal("named_twice", "", f"มีชื่อ {name} มากกว่า 1 ตำแหน่ง คนหนึ่งนั่งได้ตำแหน่งเดียว")


def as_written(member: CommitteeMember) -> dict[str, object]:
    """What is written down of the member, in JSON's own types."""
    return {
        "name": member.name,
        "phone": member.phone,
        "signs": member.signs,
        "started_on": as_text(member.started_on),
        "ended_on": as_text(member.ended_on),
    }


def as_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def stated_of(member: CommitteeMember) -> dict[str, object]:
    """What the page that corrects a member asks for; its version is made from it."""
    return {"name": member.name, "phone": member.phone, "signs": member.signs}


def offices_version(institution: Institution) -> str:
    """The version of who holds the offices of one person, whenever their terms are."""
    held = institution.committee.filter(position__in=ONE_PERSON).order_by("pk")
    return version_of([[one.pk, one.position, as_written(one)] for one in held])


def committee_version(institution: Institution) -> str:
    """The version of the whole committee, whenever its members' terms are."""
    members = institution.committee.order_by("pk")
    return version_of([[one.pk, one.position, as_written(one)] for one in members])
