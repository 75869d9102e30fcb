"""The form of who signed the contract: a line for each signature that is still missing."""

from collections.abc import Sequence
from typing import Any

from django import forms

from consolidation.models import Signature
from consolidation.receipt_forms import DAY_EXAMPLE
from consolidation.signature_state import Needed, SignatureState
from consolidation.signing_contract import Signer
from fundinst.forms import ActForm, NameField, ThaiDateField

HOW = [
    ("", "ยังไม่ได้ลงชื่อ"),
    (Signature.Kind.SIGNED.value, "ลงชื่อแล้ว"),
    (Signature.Kind.THUMB.value, "พิมพ์ลายนิ้วมือแล้ว"),
]
COMMITTEE = "committee-names"
"""The id of the page's list of names that may be typed for a fund."""


class SignForm(ActForm):
    """Who signed on a day: those whose name is known are marked, the others' names are typed."""

    on = ThaiDateField(label="ลงชื่อวันที่", happened=True, help_text=DAY_EXAMPLE)
    spouse = NameField(label="คู่สมรสผู้กู้ (ถ้ามี)", required=False)
    thumb_1 = NameField(label="พยานลายพิมพ์นิ้วมือ คนที่ 1", required=False)
    thumb_2 = NameField(label="พยานลายพิมพ์นิ้วมือ คนที่ 2", required=False)

    def __init__(self, data: Any = None, *, state: SignatureState, **options: Any) -> None:
        super().__init__(data, **options)
        self.waiting: Sequence[Needed] = state.waiting
        for one in self.waiting:
            self.fields[one.field] = _field(one)

    @property
    def marked(self) -> list[forms.BoundField]:
        """The fields of those whose name the contract says."""
        return [self[one.field] for one in self.waiting if one.name]

    @property
    def typed(self) -> list[forms.BoundField]:
        """The fields of those of whom any may sign."""
        return [self[one.field] for one in self.waiting if not one.name]

    @property
    def signers(self) -> list[Signer]:
        """Who signed, as told; a thumb mark has the two witnesses that were named."""
        said = self.cleaned_data
        thumb = tuple(str(said[name] or "") for name in ("thumb_1", "thumb_2"))
        found = []
        for one in self.waiting:
            answer = said.get(one.field)
            if answer:
                witnesses = thumb if one.name and answer == Signature.Kind.THUMB else ()
                name = one.name or str(answer)
                found.append(Signer(one.part, name, one.guarantor, one.fund, witnesses))
        if said["spouse"]:
            found.append(Signer(Signature.Part.SPOUSE, str(said["spouse"])))
        return found


def _field(needed: Needed) -> forms.Field:
    if needed.name:
        return forms.ChoiceField(
            label=f"{needed.words} {needed.name}",
            choices=HOW,
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
    number = needed.field.rpartition("-")[2]
    of_funds = needed.part != Signature.Part.WITNESS
    counted = needed.part in (Signature.Part.LENDER, Signature.Part.WITNESS)
    field = NameField(label=f"{needed.words}{f' คนที่ {number}' if counted else ''}", required=False)
    if of_funds:
        field.widget.attrs["list"] = COMMITTEE
    return field


class SignatureBackForm(ActForm):
    """Why a signature was written down by mistake."""

    reason = forms.CharField(
        label="เหตุที่ถอนรายการ",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="เขียนสั้น ๆ เช่น เลือกชื่อผิด หรือยังไม่ได้ลงชื่อจริง ข้อความนี้จะอยู่ในประวัติ",
        error_messages={"required": "กรุณาเขียนเหตุที่ถอนรายการ"},
    )
