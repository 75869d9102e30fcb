"""The form of what a fund has in cash and bank. It reads; the act writes."""

from django import forms

from fundinst.forms import ActForm, BahtField, ThaiDateField


class CashForm(ActForm):
    """How much a fund has, on which day, and where that stands."""

    amount = BahtField(
        label="เงินสดและเงินฝากรวม (บาท)", help_text="เงินสดในมือรวมกับเงินในสมุดธนาคารของกองทุนนี้"
    )
    on = ThaiDateField(
        label="ณ วันที่", happened=True, help_text="วันที่นับเงิน เช่น 31/8/2560 หรือ 31 ส.ค. 2560"
    )
    source = forms.CharField(
        label="ดูจากไหน (ถ้ามี)",
        max_length=200,
        required=False,
        help_text="เช่น สมุดธนาคาร ธ.ก.ส. และเงินสดที่เหรัญญิก",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
