"""The forms of certifying a report and of sending one back."""

from typing import Any

from django import forms

from fundinst.forms import ActForm
from reports.asking import Place

EXPLAINED = "explanation"


class CertifyForm(ActForm):
    """Why sums differ or reports are missing; of an area, also in whose name it is certified."""

    certifier = forms.CharField(
        label="ชื่อผู้รับรอง",
        max_length=200,
        help_text="ชื่อนี้จะพิมพ์ในรายงาน",
        error_messages={"required": "กรุณาพิมพ์ชื่อผู้รับรอง"},
    )
    acts_for = forms.BooleanField(
        label="ข้าพเจ้าปฏิบัติราชการแทนผู้มีชื่อข้างบน",
        required=False,
        help_text="เลือกเมื่อชื่อผู้รับรองไม่ใช่ชื่อของท่าน รายงานจะพิมพ์ว่าท่านปฏิบัติราชการแทน",
    )
    explanation = forms.CharField(
        label="คำชี้แจง (ถ้ามียอดต่าง หรือยังขาดรายงาน)",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="เขียนสั้น ๆ ว่าเพราะอะไร ข้อความนี้จะพิมพ์ในรายงาน",
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, place: Place, own_name: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._own_name = own_name
        if place.institution:  # its chair stands for it
            del self.fields["certifier"], self.fields["acts_for"]

    def clean(self) -> dict[str, Any]:
        """In another's name only by who says that they act for them; paper says it in any case."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        named = typed.get("certifier", "")
        if named and named != self._own_name and not typed["acts_for"]:
            self.add_error(
                "acts_for",
                f"ชื่อผู้รับรองไม่ใช่ชื่อของท่าน ({self._own_name}) ให้ใส่ชื่อของท่าน หรือเลือกช่องนี้ถ้าปฏิบัติราชการแทน",
            )
        return typed


class ReturnForm(ActForm):
    """What has to be mended in a report that goes back."""

    remarks = forms.CharField(
        label="ต้องแก้อะไร",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="เขียนให้ผู้รับแก้ตามได้ เช่น ยอดของครัวเรือนใดไม่ตรงกับสัญญา",
        error_messages={"required": "กรุณาเขียนว่าต้องแก้อะไร"},
    )
