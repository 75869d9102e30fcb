"""The forms of closing a province's periods, and of opening them again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from consolidation.books import month_in_words
from fundinst.forms import ActForm

NOTHING_CLOSED = "none"


def _choices(ends: Sequence[date]) -> list[tuple[str, str]]:
    return [(end.isoformat(), f"สิ้นเดือน{month_in_words(end)}") for end in ends]


class ClosePeriodForm(ActForm):
    """Up to which month's end the books are closed."""

    through = forms.TypedChoiceField(
        label="ปิดถึง",
        coerce=date.fromisoformat,
        help_text="ปิดทุกเดือนจนถึงเดือนนี้",
        error_messages={"required": "กรุณาเลือกเดือนที่จะปิดถึง"},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ends: Sequence[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["through"].choices = _choices(ends)


class OpenPeriodForm(ActForm):
    """Up to which month's end they stay closed, and why the others are opened."""

    through = forms.ChoiceField(
        label="ให้ยังปิดอยู่ถึง",
        help_text="เดือนหลังจากนี้จะเปิดอีกครั้ง",
        error_messages={"required": "กรุณาเลือกว่าจะให้ยังปิดอยู่ถึงเดือนใด"},
    )
    reason = forms.CharField(
        label="เหตุที่เปิดงวดอีกครั้ง",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="ทุกอำเภอและทุกสถาบันในจังหวัดจะเห็นข้อความนี้",
        error_messages={"required": "กรุณาเขียนเหตุที่เปิดงวดอีกครั้ง"},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ends: Sequence[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["through"].choices = [*_choices(ends), (NOTHING_CLOSED, "ไม่ปิดเดือนใดเลย")]

    def clean_through(self) -> date | None:
        chosen = self.cleaned_data["through"]
        return None if chosen == NOTHING_CLOSED else date.fromisoformat(chosen)
