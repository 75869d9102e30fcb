"""The form of a decision on interest above the lawful rate."""

from django import forms

from debts.models import RateDecision
from fundinst.forms import ActForm, BahtField, ThaiDateField


class RateForm(ActForm):
    """What was decided, by whom and why."""

    outcome = forms.ChoiceField(
        label="ตัดสินใจว่า",
        choices=RateDecision.Outcome.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "กรุณาเลือกว่าไม่คิดดอกเบี้ย หรือคงดอกเบี้ยที่คำนวณใหม่"},
    )
    interest = BahtField(
        label="ดอกเบี้ยที่คำนวณใหม่ (บาท)",
        required=False,
        help_text="ใส่เมื่อคงดอกเบี้ยไว้ ต้องแก้ยอดในตารางลูกหนี้เป็นยอดนี้ก่อน",
    )
    decided_by = forms.CharField(
        label="ผู้ตัดสินใจ",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="ชื่อและตำแหน่งของผู้ที่ลงชื่อรับผิดชอบ",
        error_messages={"required": "กรุณาใส่ชื่อผู้ตัดสินใจ เพราะต้องมีผู้รับผิดชอบ"},
    )
    reason = forms.CharField(
        label="เหตุผล",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="ถ้าคงดอกเบี้ยไว้ ให้เขียนว่าคำนวณใหม่ด้วยอัตราเท่าใด",
        error_messages={"required": "กรุณาเขียนเหตุผลของการตัดสินใจ"},
    )
    paper = forms.CharField(
        label="เอกสาร (ถ้ามี)",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    on = ThaiDateField(label="วันที่ตัดสินใจ", happened=True, help_text="เช่น 20/7/2560")
