"""Forms of netting between funds. They read and narrow; the acts decide and write."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from consolidation.models import NettingLine
from consolidation.netting_rules import Answered
from fundinst.forms import ActForm, BahtField, ThaiDateField, speak_thai

DAY_EXAMPLE = "เช่น 31/8/2560 หรือ 31 ส.ค. 2560"


def _text(label: str, asked: str = "", *, most: int = 200, help_text: str = "") -> forms.CharField:
    """A line of text; ``asked`` is said when it is missing, and without it it may be."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(asked),
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": asked} if asked else {},
    )


class OpenBatchForm(ActForm):
    """The day up to which what the funds owe each other is taken together."""

    on = ThaiDateField(label="หักล้าง ณ วันที่", happened=True, help_text=DAY_EXAMPLE)


class AnswerForm(ActForm):
    """A fund's answers: every line agreed until its tick is taken off, with the reason beside."""

    by = _text("ผู้ตอบแทนกองทุน", "ให้ใส่ชื่อผู้ตอบแทนกองทุน", help_text="เช่น ประธานหรือเหรัญญิกของกองทุนนี้")
    on = ThaiDateField(label="วันที่ตอบ", happened=True, help_text=DAY_EXAMPLE)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, lines: Sequence[NettingLine], seen: str, today: date
    ) -> None:
        said = next((line.answered_by for line in lines if line.answered_by), "")
        super().__init__(data, initial={"by": said, "on": today, "seen": seen})
        self.lines = lines
        for line in lines:
            name = f"สัญญา {line.transfer.contract}"
            self.fields[f"agreed-{line.pk}"] = forms.BooleanField(
                label=f"ตกลง {name}",
                required=False,
                initial=line.answer != NettingLine.Answer.REFUSED,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            self.fields[f"reason-{line.pk}"] = _text(f"เหตุที่ไม่ตกลง {name}", most=300)
            self.fields[f"reason-{line.pk}"].initial = line.reason
        speak_thai(self)

    @property
    def rows(self) -> list[tuple[NettingLine, forms.BoundField, forms.BoundField]]:
        """Each line with its tick and its reason."""
        return [(line, self[f"agreed-{line.pk}"], self[f"reason-{line.pk}"]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in self.lines:
            agreed, reason = cleaned.get(f"agreed-{line.pk}"), cleaned.get(f"reason-{line.pk}")
            if agreed and reason and reason != line.reason:
                self.add_error(
                    f"reason-{line.pk}", "เขียนเหตุที่ไม่ตกลงไว้ แต่ยังทำเครื่องหมายว่าตกลง ให้เอาออกอย่างหนึ่ง"
                )
            if not agreed and not reason and f"reason-{line.pk}" not in self.errors:
                self.add_error(f"reason-{line.pk}", "ไม่ตกลงเพราะอะไร ให้เขียนเหตุผลสั้น ๆ")
        return cleaned

    @property
    def answers(self) -> dict[int, Answered]:
        """What was answered, by line."""
        said = self.cleaned_data
        return {
            line.pk: Answered(said[f"agreed-{line.pk}"], said[f"reason-{line.pk}"])
            for line in self.lines
        }


class CancelBatchForm(ActForm):
    """Why an open batch is given up."""

    reason = forms.CharField(
        label="เหตุที่ยกเลิกใบหักล้าง",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="เขียนสั้น ๆ เช่น ประชุมใหม่เดือนหน้า ข้อความนี้จะอยู่ในใบหักล้าง",
        error_messages={"required": "กรุณาเขียนเหตุที่ยกเลิกใบหักล้าง"},
    )


class SlipForm(ActForm):
    """Money that one fund paid another, and the two treasurers who signed for it."""

    on = ThaiDateField(label="วันที่โอนเงิน", happened=True, help_text=DAY_EXAMPLE)
    amount = BahtField(label="จำนวนเงินที่โอน (บาท)", help_text="โอนทีละส่วนได้ ใส่เท่าที่โอนจริงครั้งนี้")
    paid_by = _text("เหรัญญิกของกองทุนที่จ่าย", "ให้ใส่ชื่อเหรัญญิกของกองทุนที่จ่าย")
    received_by = _text("เหรัญญิกของกองทุนที่รับ", "ให้ใส่ชื่อเหรัญญิกของกองทุนที่รับ")
    proof = _text("หลักฐานการโอน (ถ้ามี)", most=100, help_text="เช่น เลขที่ใบนำฝากธนาคาร")
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class ReverseSlipForm(ActForm):
    """Why a payment slip is taken back."""

    reason = forms.CharField(
        label="เหตุที่ยกเลิกใบโอนเงิน",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="เขียนสั้น ๆ เช่น ใส่จำนวนเงินผิด เลขที่นี้จะไม่นำมาใช้อีก",
        error_messages={"required": "กรุณาเขียนเหตุที่ยกเลิกใบโอนเงิน"},
    )
