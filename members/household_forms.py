"""Forms about a household: its house, its people, what it earns and spends."""

from typing import Any

from django import forms

from fundinst.forms import BahtField, HouseNumberField, NameField, TypedField
from fundinst.id_numbers import MASKED
from fundinst.thai import FULL_MONTHS, clean
from members.budgeting import StatedLine
from members.living import EVERY_MONTH, months_in_words
from members.persons import StatedPerson, read_national_id
from members.typed_fields import PhoneField
from members.versioned_forms import VersionedForm


class NationalIdField(TypedField):
    """A national ID, or its last four digits. A whole number is never shown again: not once it is
    kept, and not when it, or another field of the form, can't be taken."""

    attributes = {"inputmode": "numeric"}
    takes_id = True

    def read(self, typed: str) -> str:
        return read_national_id(typed)

    def echo(self, typed: str) -> str:
        return ""

    def prepare_value(self, value: Any) -> Any:
        shown = str(value or "")
        return shown if len(shown) <= 4 or MASKED.fullmatch(shown) else ""


class PlainField(TypedField):
    """A text, kept as every text is (``clean``); nothing typed is empty."""

    def clean(self, value: Any) -> str:
        return super().clean(value) or ""

    def validate(self, value: Any) -> None:
        if value is None:
            super().validate(value)

    def read(self, typed: str) -> str:
        return clean(typed)

    def echo(self, typed: str) -> str:
        return ""


class PersonForm(VersionedForm):
    """A person of the household."""

    name = NameField(label="ชื่อ-สกุล", help_text="พิมพ์คำนำหน้าด้วย เช่น นางทองม้วน แบบอย่าง")
    phone = PhoneField(label="โทรศัพท์ (ถ้ามี)", required=False, help_text="เช่น 081-234-5678")
    occupation = PlainField(label="อาชีพ (ถ้ามี)", required=False, help_text="เช่น ทำนา รับจ้าง ค้าขาย")
    national_id = NationalIdField(
        label="เลขบัตรประชาชน (ถ้ามี)",
        required=False,
        help_text="พิมพ์ทั้ง 13 ตัวตามบัตร หรือเฉพาะ 4 ตัวท้าย เก็บแบบเข้ารหัส แสดงครบทุกตัวเฉพาะในสัญญา",
    )

    @property
    def stated(self) -> StatedPerson:
        said = self.cleaned_data
        return StatedPerson(
            said["name"],
            said["phone"],
            said["occupation"],
            said["national_id"] or "",
        )


class HouseForm(VersionedForm):
    """The number of the house, or - where it has none."""

    house_number = HouseNumberField(label="บ้านเลขที่", help_text="เช่น 32/1 ถ้าบ้านนี้ไม่มีเลขที่ให้พิมพ์ -")
    apart = forms.BooleanField(label="เป็นคนละครัวเรือนที่อยู่บ้านเดียวกัน", required=False)


class LineForm(VersionedForm):
    """So much a month, every month or in some."""

    EVERY, SOME = "every", "some"

    what = PlainField(label="เรื่อง")
    amount = BahtField(label="เดือนละกี่บาท", help_text="เช่น 3,500")
    when = forms.ChoiceField(
        label="เดือนใดบ้าง",
        choices=[(EVERY, "ทุกเดือน"), (SOME, "บางเดือน")],
        widget=forms.RadioSelect,
        initial=EVERY,
        error_messages={"required": "กรุณาเลือกทุกเดือนหรือบางเดือน"},
    )
    months = forms.TypedMultipleChoiceField(
        label="เลือกเดือน",
        choices=[*enumerate(FULL_MONTHS, 1)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, what: str, example: str, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["what"]
        field.label, field.help_text = what, example
        field.error_messages["required"] = f"กรุณากรอก{what}"
        field.widget.attrs["list"] = "what-others-say"
        self.fields["amount"].widget.attrs["class"] = "number"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("when") == self.SOME and not said.get("months") and "months" not in self.errors:
            self.add_error("months", "กรุณาเลือกเดือนอย่างน้อยหนึ่งเดือน หรือเลือกทุกเดือน")
        return said

    @property
    def stated(self) -> StatedLine:
        said = self.cleaned_data
        every = said["when"] == self.EVERY
        return StatedLine(
            said["what"], said["amount"], EVERY_MONTH if every else tuple(said["months"])
        )

    @classmethod
    def initial_of(cls, line: StatedLine) -> dict[str, Any]:
        every = months_in_words(line.months) == months_in_words(EVERY_MONTH)
        return {
            "what": line.what,
            "amount": line.amount,
            "when": cls.EVERY if every else cls.SOME,
            "months": [] if every else [*line.months],
        }
