"""Forms of the committee: all of it when setting up, one seat later. They read and narrow."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fundinst.forms import NameField, ThaiDateField, speak_thai
from fundinst.names import split_name
from fundinst.thai import Unreadable
from members.models import CommitteeMember
from members.seats import ONE_PERSON, Position, Seat, refusals_of_committee
from members.typed_fields import PhoneField
from members.versioned_forms import VersionedForm

SIGNS = "ลงนามในเอกสารของสถาบัน"
DAY = "เช่น 1/10/2569 หรือ 1 ต.ค. 2569"
FIELD_OF = {"chair_missing": "chair-name", "nobody_signs": "chair-signs"}


class CommitteeForm(VersionedForm):
    """Chair, secretary, treasurer and the others. Cleaned to ``seats``."""

    others = forms.CharField(
        label="กรรมการคนอื่น (ถ้ามี)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text="พิมพ์บรรทัดละหนึ่งคน",
    )
    on = ThaiDateField(label="เริ่มวาระ", happened=True, help_text=DAY)

    def __init__(
        self,
        data: Any = None,
        *,
        committee: Iterable[CommitteeMember],
        today: date,
        version: str = "",
    ) -> None:
        seated = [*committee]
        began = min((member.started_on for member in seated), default=today)
        others = [member.name for member in seated if member.position == Position.MEMBER]
        initial = {"on": began, "others": "\n".join(others), "seen": version}
        super().__init__(data, initial=initial)
        self.seated = seated
        for position in ONE_PERSON:
            self._ask_for(position, next((m for m in seated if m.position == position), None))
        speak_thai(self)
        self.order_fields([*(name for name in self.fields if "-" in name), "others", "on"])

    def _ask_for(self, position: str, member: CommitteeMember | None) -> None:
        word = str(Position(position).label)
        usual = position in {Position.CHAIR, Position.SECRETARY}
        self.fields[f"{position}-name"] = NameField(
            label=word if position == Position.CHAIR else f"{word} (ถ้ามี)",
            required=position == Position.CHAIR,
            initial=member.name if member else None,
            error_messages={"required": f"กรุณากรอกชื่อ{word}"},
        )
        self.fields[f"{position}-phone"] = PhoneField(
            label=f"โทรศัพท์{word} (ถ้ามี)", required=False, initial=member.phone if member else ""
        )
        self.fields[f"{position}-signs"] = forms.BooleanField(
            label=f"{word}{SIGNS}", required=False, initial=member.signs if member else usual
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each office for the page."""
        for position in ONE_PERSON:
            name, phone, signs = (self[f"{position}-{part}"] for part in ("name", "phone", "signs"))
            yield {"word": Position(position).label, "name": name, "phone": phone, "signs": signs}

    def clean_others(self) -> list[str]:
        try:
            lines = [line for line in self.cleaned_data["others"].splitlines() if line.strip()]
            return [str(split_name(line)) for line in lines]
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable), code="unreadable") from unreadable

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["seats"] = [*self._seats(cleaned)]
        if not self.errors:
            for refusal in refusals_of_committee(cleaned["seats"]):
                error = ValidationError(str(refusal), code=refusal.code)
                self.add_error(FIELD_OF.get(refusal.code), error)
        return cleaned

    def _seats(self, cleaned: dict[str, Any]) -> Iterator[Seat]:
        signing = {m.name for m in self.seated if m.position == Position.MEMBER and m.signs}
        phones = {m.name: m.phone for m in self.seated if m.position == Position.MEMBER}
        for position in ONE_PERSON:
            if name := cleaned.get(f"{position}-name"):
                phone, signs = cleaned.get(f"{position}-phone"), cleaned.get(f"{position}-signs")
                yield Seat(position, str(name), phone or "", bool(signs))
        for name in cleaned.get("others") or ():
            yield Seat(Position.MEMBER, name, phones.get(name, ""), name in signing)


class CorrectSeatForm(VersionedForm):
    """What is written down of a committee member."""

    name = NameField(label="ชื่อ-สกุล")
    phone = PhoneField(label="โทรศัพท์ (ถ้ามี)", required=False)
    signs = forms.BooleanField(label=SIGNS, required=False)


class SeatForm(CorrectSeatForm):
    """A person who joins the committee."""

    position = forms.ChoiceField(label="ตำแหน่ง", choices=Position)
    started_on = ThaiDateField(label="เริ่มวาระ", happened=True, help_text=DAY)
    field_order = ["position", "name", "phone", "signs", "started_on"]


class EndTermForm(VersionedForm):
    """The last day of a committee member's term."""

    on = ThaiDateField(label="วันสุดท้ายของวาระ", help_text=DAY)
