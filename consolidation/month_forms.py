"""A month in an address, and the form of opening one again."""

from datetime import date

from django import forms

from fundinst.forms import ActForm


class MonthAddress:
    """A path converter: 2018-07 is July 2018; anything else is no address of ours."""

    regex = "(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


class OpenMonthForm(ActForm):
    """Why a closed month is opened again."""

    reason = forms.CharField(
        label="เหตุที่เปิดเดือนนี้อีกครั้ง",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="เขียนสั้น ๆ เช่น ลงยอดผิดเดือน ข้อความนี้จะอยู่ในประวัติ",
        error_messages={"required": "กรุณาเขียนเหตุที่เปิดเดือนนี้อีกครั้ง"},
    )
