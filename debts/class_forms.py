"""Forms of the classes of debtors: what the committee judges of a household, and the scheme."""

from collections.abc import Iterator
from itertools import product
from secrets import token_hex
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from debts.classifying import LONGEST_REASON
from debts.models import Classification
from debts.scheme_reading import LONGEST, MEASURES, MOST_BANDS, MOST_RESULTS
from debts.schemes import Scheme
from fundinst.forms import ActForm, ThaiDateField, TypedField
from fundinst.thai import Unreadable, clean, to_arabic_digits
from members.versioned_forms import VersionedForm

OWN_WORDS = "own"
REASONS = (
    "ชำระตรงเวลามาตลอด",
    "รายได้ลดลงหรือไม่แน่นอน",
    "ผลผลิตเสียหายหรือขาดทุน",
    "เจ็บป่วยหรือมีผู้ป่วยต้องดูแล",
    "เป็นหนี้หลายแห่ง รายได้ไม่พอผ่อน",
    "มีรายได้พอ แต่ไม่มาชำระ",
    "ผู้กู้เสียชีวิตหรือย้ายออก",
)
"""Why committees class as they do, in words they use; beside them there are always one's own."""

BAND_COLUMNS = {
    "name": "ชื่อประเภท",
    "from_days": "ค้างตั้งแต่ (วัน)",
    "from_instalments": "ค้างตั้งแต่ (งวด)",
    "from_yearly_due_dates": "เลยกำหนดรายปีตั้งแต่ (ครั้ง)",
}
RESULT_COLUMNS = {"name": "ชื่อผล", "meaning": "ความหมาย และสิ่งที่จะทำต่อ"}
"""What is asked of each band and result, with the words for it."""

RADIO = forms.RadioSelect(attrs={"class": "form-check-input"})


class TextField(TypedField):
    """A text in Thai, cleaned as every stored text is; "" where nothing was typed."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        self.longest = longest
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        attributes = {"class": "form-control", "maxlength": str(self.longest)}
        return {**super().widget_attrs(widget), **attributes}

    def clean(self, value: Any) -> str:
        return super().clean(value) or ""

    def read(self, typed: str) -> str:
        text = clean(typed)
        if len(text) > self.longest:
            raise Unreadable(f"ยาวเกิน {self.longest} ตัวอักษร ให้เขียนสั้นลง")
        return text

    def echo(self, typed: str) -> str:
        return ""


class CountField(TypedField):
    """A whole number, in Thai or Arabic digits; None where nothing was typed."""

    attributes = {"inputmode": "numeric", "class": "form-control number"}

    def read(self, typed: str) -> int:
        digits = to_arabic_digits(clean(typed)).replace(",", "")
        if not digits.isascii() or not digits.isdecimal() or len(digits) > 5:
            raise Unreadable("ให้พิมพ์เป็นจำนวนเต็ม เช่น 90")
        return int(digits)

    def echo(self, typed: str) -> str:
        return ""


class ClassifyForm(ActForm):
    """What the committee judges of one household, and why."""

    ability = forms.ChoiceField(
        label="ความสามารถในการชำระ",
        choices=Classification.Ability.choices,
        widget=RADIO,
        error_messages={"required": "กรุณาเลือกความสามารถในการชำระ"},
    )
    willingness = forms.ChoiceField(
        label="ความตั้งใจชำระ",
        choices=Classification.Willingness.choices,
        widget=RADIO,
        error_messages={"required": "กรุณาเลือกความตั้งใจชำระ"},
    )
    ready = forms.ChoiceField(
        label="เหตุผล",
        choices=[*((one, one) for one in REASONS), (OWN_WORDS, "เหตุผลอื่น เขียนในช่องข้างล่าง")],
        widget=RADIO,
        required=False,
    )
    own = TextField(
        label="เขียนเหตุผลเอง หรือเพิ่มรายละเอียด (ถ้ามี)",
        longest=LONGEST_REASON,
        required=False,
    )
    seen = forms.IntegerField(label="ประเภทที่เห็นอยู่", required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The two halves of the reason become ``reason``; one of them is needed."""
        data = super().clean() or self.cleaned_data
        ready, own = data.get("ready", ""), data.get("own", "")
        said = [part for part in (ready.replace(OWN_WORDS, ""), own) if part]
        data["reason"] = ": ".join(said)
        if ready == OWN_WORDS and "own" not in self.errors and not own:
            self.add_error("own", ValidationError("กรุณาเขียนเหตุผล", code="required"))
        elif not said and not {"own", "ready"} & self.errors.keys():
            self.add_error("ready", ValidationError("กรุณาเลือกหรือเขียนเหตุผล", code="required"))
        elif len(data["reason"]) > LONGEST_REASON:
            sentence = f"เหตุผลรวมกันยาวเกิน {LONGEST_REASON} ตัวอักษร ให้เขียนสั้นลง"
            self.add_error("own", ValidationError(sentence, code="too_long"))
        return data

    @property
    def judged(self) -> dict[str, Any]:
        """What ``classify`` takes, of a valid form."""
        names = ("ability", "willingness", "reason", "seen")
        return {name: self.cleaned_data[name] for name in names}


class SchemeForm(VersionedForm):
    """A scheme as a plain form: its bands, its results, and which judgement comes to which.

    Each list has one row more than the scheme, to add to it; a row left empty is none. A row keeps
    its code, so that a class that is only renamed stays the same class.
    """

    effective_on = ThaiDateField(
        label="ใช้ตั้งแต่วันที่",
        help_text="เช่น 1/10/2569 การจัดประเภทก่อนวันนั้นคงเดิมทุกครัวเรือน",
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, scheme: Scheme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.bands = min(len(scheme.bands) + 1, MOST_BANDS)
        self.results = min(len(scheme.results) + 1, MOST_RESULTS)
        for place in range(self.bands):
            row = scheme.bands[place] if place < len(scheme.bands) else None
            self._add_row("band", place, row, BAND_COLUMNS)
        for place in range(self.results):
            row = scheme.results[place] if place < len(scheme.results) else None
            self._add_row("result", place, row, RESULT_COLUMNS)
        for ability, willingness in self.pairs():
            name = f"judgement-{ability}-{willingness}"
            self.fields[name] = forms.ChoiceField(
                label=f"{ability.label} · {willingness.label}",
                choices=[*self._result_choices()],
                initial=scheme.judgements[ability, willingness],
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"invalid_choice": "กรุณาเลือกผลจากรายการ"},
            )

    @staticmethod
    def pairs() -> Iterator[tuple[Classification.Ability, Classification.Willingness]]:
        yield from product(Classification.Ability, Classification.Willingness)

    def _add_row(self, kind: str, place: int, row: Any, columns: dict[str, str]) -> None:
        """The row's fields; ``row`` is the band or result, None for a row to add."""
        code = row.code if row else f"own_{token_hex(4)}"
        self.fields[f"{kind}-{place}-code"] = forms.CharField(
            initial=code, widget=forms.HiddenInput, max_length=LONGEST["code"]
        )
        for column, heading in columns.items():
            self.fields[f"{kind}-{place}-{column}"] = _cell(
                column, f"{heading} รายการที่ {place + 1}", getattr(row, column, None)
            )

    def _result_choices(self) -> Iterator[tuple[str, str]]:
        for place in range(self.results):
            code, name = (self[f"result-{place}-{column}"].value() for column in ("code", "name"))
            yield code or "", name or f"ผลรายการที่ {place + 1} (ยังไม่มีชื่อ)"

    def band_rows(self) -> list[dict[str, forms.BoundField]]:
        """For the template: the bound fields of each band, by column."""
        return self._rows("band", self.bands, BAND_COLUMNS)

    def result_rows(self) -> list[dict[str, forms.BoundField]]:
        """For the template: the bound fields of each result, by column."""
        return self._rows("result", self.results, RESULT_COLUMNS)

    def _rows(
        self, kind: str, number: int, columns: dict[str, str]
    ) -> list[dict[str, forms.BoundField]]:
        return [
            {column: self[f"{kind}-{place}-{column}"] for column in ("code", *columns)}
            for place in range(number)
        ]

    def matrix(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """For the template: each ability's word, and its choice beside each willingness's word."""
        return [
            (
                str(ability.label),
                [
                    (str(will.label), self[f"judgement-{ability}-{will}"])
                    for will in Classification.Willingness
                ],
            )
            for ability in Classification.Ability
        ]

    def definition(self) -> dict[str, Any]:
        """What ``write_scheme`` takes, of a valid form; faults are for it to tell."""
        return {
            "bands": self._filled(self.band_rows()),
            "judgements": {
                ability: {
                    willingness: self.cleaned_data[f"judgement-{ability}-{willingness}"]
                    for willingness in Classification.Willingness.values
                }
                for ability in Classification.Ability.values
            },
            "results": self._filled(self.result_rows()),
        }

    def _filled(self, boxes: list[dict[str, forms.BoundField]]) -> list[dict[str, Any]]:
        rows = [
            {column: self.cleaned_data[box.name] for column, box in row.items()} for row in boxes
        ]
        return [row for row in rows if any(row[column] for column in row if column != "code")]


def _cell(column: str, label: str, initial: Any) -> TypedField:
    if column in MEASURES:
        return CountField(label=label, required=False, initial=initial)
    return TextField(label=label, longest=LONGEST[column], required=False, initial=initial)
