"""Forms of acknowledgments: how, when and by which evidence; why one is taken back."""

from django import forms

from debts.models import Acknowledgment
from fundinst.forms import ActForm, ThaiDateField

TEXT = {"class": "form-control", "autocomplete": "off"}


class AcknowledgmentForm(ActForm):
    """How the debtor acknowledged the loan, on which day, and what shows it."""

    kind = forms.ChoiceField(
        label="ผู้กู้ทำอะไร",
        choices=Acknowledgment.Kind.choices,
        initial=Acknowledgment.Kind.WRITTEN,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "กรุณาเลือกว่าผู้กู้ทำอะไร"},
    )
    on = ThaiDateField(
        label="เมื่อวันที่",
        happened=True,
        help_text="เช่น 30/6/2560 หรือ 30 มิ.ย. 2560",
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": "กรุณากรอกวันที่"},
    )
    paper = forms.CharField(
        label="หลักฐาน",
        max_length=200,
        help_text="เช่น หนังสือรับสภาพหนี้ลงวันที่ 1 พ.ค. 2559 หรือใบเสร็จเลขที่ 12/2559",
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": "กรุณาใส่หลักฐาน"},
    )


class TakeBackForm(ActForm):
    """Why an acknowledgment was written down by mistake."""

    reason = forms.CharField(
        label="เหตุผลที่ถอนรายการ",
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": "กรุณาเขียนเหตุผลที่ถอนรายการ"},
    )
