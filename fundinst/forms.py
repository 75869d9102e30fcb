"""Form fields that take what people type, and say back what was understood.

They are plain text inputs: a browser's own number and date inputs refuse Thai digits and commas and
show years ค.ศ. What was typed comes back as it was typed when it can't be read.
"""

from abc import abstractmethod
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone

from .errors import Refused
from .id_numbers import mask_ids, sure_id_in
from .money import format_baht, read_baht
from .names import Name, read_house_number, split_name
from .thai import Unreadable, baht_words, format_date, read_date


class TypedField(forms.Field):
    """A text that is read by one of ours: ``read`` raises Unreadable, ``echo`` says what it read.

    Nothing typed is None. Needs a label, for the sentence that asks to fill it in.
    """

    attributes: dict[str, str] = {}
    takes_id = False
    """Whether a national ID may be typed here."""

    def __init__(self, *, label: str, **options: Any) -> None:
        options.setdefault("error_messages", {}).setdefault("required", f"กรุณากรอก{label}")
        super().__init__(label=label, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"autocomplete": "off", **self.attributes}

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What is shown again of what was typed: all but a national ID."""
        shown = super().bound_data(data, initial)
        return mask_ids(shown) if isinstance(shown, str) else shown

    def to_python(self, value: Any) -> Any:
        if value is None or not value.strip():
            return None
        try:
            return self.read(value)
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable), code="unreadable") from unreadable

    @abstractmethod
    def read(self, typed: str) -> Any:
        """What was typed, as a value."""

    @abstractmethod
    def echo(self, typed: str) -> str:
        """What was understood, to be said back."""


class BahtField(TypedField):
    """An amount in baht; cleaned to Decimal, shown as 13,200."""

    attributes = {"inputmode": "decimal"}

    def read(self, typed: str) -> Decimal:
        return read_baht(typed)

    def echo(self, typed: str) -> str:
        amount = read_baht(typed)
        words = baht_words(amount, final_one=settings.FINAL_ONE)
        return f"เข้าใจว่า {format_baht(amount)} บาท ({words})"

    def prepare_value(self, value: Any) -> Any:
        return format_baht(value) if isinstance(value, Decimal) else value


class ThaiDateField(TypedField):
    """A day, typed with its year พ.ศ.; cleaned to date, shown as 30 มิ.ย. 2560.

    With ``happened`` it is the day of something that was done: it can't be still to come.
    """

    def __init__(
        self,
        *,
        label: str,
        happened: bool = False,
        today: Callable[[], date] = timezone.localdate,
        **options: Any,
    ) -> None:
        self.today, self.happened = today, happened
        super().__init__(label=label, **options)

    def read(self, typed: str) -> date:
        today = self.today()
        day = read_date(typed, today=today).value
        if self.happened and day > today:
            raise Unreadable("วันที่นี้ยังมาไม่ถึง ให้พิมพ์วันที่ที่ผ่านมาแล้ว")
        return day

    def echo(self, typed: str) -> str:
        day = read_date(typed, today=self.today())
        return day.note or f"เข้าใจว่า {format_date(day.value, digits='arabic')}"

    def prepare_value(self, value: Any) -> Any:
        shown = isinstance(value, date)
        return format_date(value, style="medium", digits="arabic") if shown else value


class HouseNumberField(TypedField):
    """A house number as text; cleaned to "" where - says that the house has none."""

    def clean(self, value: Any) -> str:
        return super().clean(value) or ""

    def validate(self, value: Any) -> None:
        if value is None:
            super().validate(value)

    def read(self, typed: str) -> str:
        return read_house_number(typed)

    def echo(self, typed: str) -> str:
        number = read_house_number(typed)
        return f"เข้าใจว่า บ้านเลขที่ {number}" if number else "เข้าใจว่า ไม่มีบ้านเลขที่"


class NameField(TypedField):
    """Title, given name and surname in one input; cleaned to Name."""

    def read(self, typed: str) -> Name:
        return split_name(typed)

    def echo(self, typed: str) -> str:
        name = split_name(typed)
        parts = {"คำนำหน้า": name.title, "ชื่อ": name.given, "นามสกุล": name.surname}
        return "เข้าใจว่า " + " ".join(f"{word} {part}" for word, part in parts.items() if part)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Name) else value


def understood(form: forms.Form, name: str) -> str:
    """What a bound form took a field's text for, in Thai; empty if it was empty or unreadable."""
    if not form.is_bound or name in form.errors:
        return ""
    typed = form[name].data or ""
    return form.fields[name].echo(typed) if typed.strip() else ""


# What Django says in English, for want of a Thai translation, or in words nobody would say.
SENTENCES = {
    "required": "กรุณากรอกข้อมูลช่องนี้",
    "invalid": "อ่านข้อมูลช่องนี้ไม่ออก กรุณาพิมพ์ใหม่",
    "invalid_choice": "ไม่มีตัวเลือกนี้แล้ว กรุณาเลือกใหม่",
    "invalid_list": "ไม่มีตัวเลือกนี้แล้ว กรุณาเลือกใหม่",
    "invalid_pk_value": "ไม่มีตัวเลือกนี้แล้ว กรุณาเลือกใหม่",
    "max_length": "พิมพ์ได้ไม่เกิน %(limit_value)d ตัวอักษร พิมพ์มา %(show_value)d กรุณาย่อให้สั้นลง",
    "min_length": "ต้องพิมพ์อย่างน้อย %(limit_value)d ตัวอักษร พิมพ์มา %(show_value)d",
    "null_characters_not_allowed": "มีอักขระที่มองไม่เห็น กรุณาลบแล้วพิมพ์ใหม่",
}
NO_NULL_CHARACTERS = ProhibitNullCharactersValidator(SENTENCES["invalid_choice"])
FILE_SENTENCES = {
    "required": "กรุณาเลือกแฟ้ม",
    "max_length": "ชื่อแฟ้มยาวเกิน %(max)d ตัวอักษร กรุณาเปลี่ยนชื่อแฟ้มให้สั้นลง",
    "missing": "กรุณาเลือกแฟ้ม",
    "empty": "แฟ้มว่างเปล่า กรุณาเลือกแฟ้มอื่น",
}


def speak_thai(form: forms.BaseForm) -> None:
    """Give the form's fields our sentences for whatever they don't say in words of their own.

    A field's own words are plain texts; Django's are lazy translations.
    """
    for field in form.fields.values():
        of_files = FILE_SENTENCES if isinstance(field, forms.FileField) else {}
        for code, sentence in (SENTENCES | of_files).items():
            if not isinstance(field.error_messages.get(code), str):
                field.error_messages[code] = sentence
        if isinstance(field, forms.ModelChoiceField):  # its validator passes its messages by
            field.validate_no_null_characters = NO_NULL_CHARACTERS


HOLDS_AN_ID = "มีเลขบัตรประชาชนปนอยู่ ให้ลบออก เลขบัตรพิมพ์ได้ในหน้าแก้ข้อมูลสมาชิกเท่านั้น"


class ActForm(forms.Form):
    """The form of an act: reads and narrows, writes nothing, and shows why the act said no."""

    use_required_attribute = False  # or the browser would complain first, in its own language

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        speak_thai(self)

    def full_clean(self) -> None:
        """As Django's; a national ID is refused wherever it isn't asked for, and kept nowhere."""
        super().full_clean()
        for name, said in {**getattr(self, "cleaned_data", {})}.items():
            takes_id = getattr(self.fields.get(name), "takes_id", False)
            if isinstance(said, str) and not takes_id and sure_id_in(said):
                self.add_error(name, ValidationError(HOLDS_AN_ID, code="national_id"))

    def show(self, refused: Refused) -> None:
        """Add every refusal to the form, each with its code."""
        for refusal in refused.refusals:
            self.add_error(None, ValidationError(str(refusal), code=refusal.code))


def layout(form: forms.Form, *fields: str | LayoutObject, submit: str) -> FormHelper:
    """The helper for ``{% crispy form %}``: fields in order (all, if none is named), one button.

    ``form_tag`` stays on: crispy writes the form element with its CSRF token, posting to the page
    itself. Set it to False where the template writes them, to give the form another address.
    ``submit`` is the button's text and comes from the source, never from data.
    """
    helper = FormHelper(form)
    button = StrictButton(submit, type="submit", css_class="btn-primary btn-lg")
    helper.layout = Layout(*(fields or form.fields), button)
    helper.attrs = {"novalidate": ""}
    return helper
