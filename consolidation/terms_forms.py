"""Form of other terms for what is left of a contract."""

from typing import Any

from django import forms

from consolidation.changing_terms import Change
from consolidation.planning import PlanWishes, due_choices
from fundinst.forms import ActForm
from members.models import FundRule
from members.typed_fields import CountField

WORDS = forms.TextInput(attrs={"autocomplete": "off"})


class TermsForm(ActForm):
    """How many instalments, when, perhaps a lower rate; why, and on which papers."""

    instalments = CountField(label="จำนวนงวดที่เหลือ", error_messages={"required": "กรุณากรอกจำนวนงวด"})
    due = forms.ChoiceField(label="กำหนดชำระ")
    percent = forms.DecimalField(
        label="อัตราดอกเบี้ยใหม่ (ร้อยละต่อปี)",
        required=False,
        min_value=0,
        max_value=15,
        max_digits=6,
        decimal_places=4,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="เว้นว่างไว้ถ้าเท่าเดิม ลดลงได้ แต่เพิ่มไม่ได้",
        error_messages={
            "invalid": "กรุณาพิมพ์เป็นตัวเลข เช่น 4.5",
            "max_value": "อัตราดอกเบี้ยเกินร้อยละ 15 ต่อปีไม่ได้",
            "min_value": "อัตราดอกเบี้ยติดลบไม่ได้",
        },
    )
    reason = forms.CharField(
        label="เหตุที่เปลี่ยนเงื่อนไข",
        max_length=120,
        widget=WORDS,
        help_text="เช่น น้ำท่วมนา รายได้ลดลง",
        error_messages={"required": "กรุณาเขียนเหตุที่เปลี่ยนเงื่อนไข"},
    )
    paper = forms.CharField(
        label="เอกสารที่ลงชื่อตกลงกัน",
        max_length=60,
        widget=WORDS,
        help_text="เลขที่หรือชื่อเอกสาร เช่น บันทึกข้อตกลงที่ 3/2569",
        error_messages={"required": "กรุณาใส่เอกสารที่ลงชื่อตกลงกัน"},
    )
    consent = forms.CharField(
        label="หนังสือยินยอมของผู้ค้ำประกัน",
        max_length=60,
        required=False,
        widget=WORDS,
        help_text="ใส่เมื่อยืดเวลาออกไปและสัญญานี้มีผู้ค้ำประกัน",
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, rule: FundRule | None) -> None:
        super().__init__(data)
        due = self.fields["due"]
        assert isinstance(due, forms.ChoiceField)
        due.choices = due_choices(rule)
        due.initial = rule.due if rule else None

    @property
    def change(self) -> Change:
        """What was agreed, as it was typed."""
        said = self.cleaned_data
        return Change(
            PlanWishes(said["instalments"], said["due"]),
            reason=said["reason"],
            paper=said["paper"],
            percent=said["percent"],
            consent=said["consent"],
        )


class TakeTermsBackForm(ActForm):
    """Why the last change of terms is taken back."""

    reason = forms.CharField(
        label="เหตุที่ยกเลิก",
        max_length=200,
        widget=WORDS,
        help_text="เช่น พิมพ์อัตราดอกเบี้ยผิด ข้อความนี้จะอยู่ในประวัติของสัญญา",
        error_messages={"required": "กรุณาเขียนเหตุที่ยกเลิก"},
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
