"""The form by which a report's day is asked for."""

from datetime import date
from typing import Any

from django import forms

from fundinst.forms import ActForm, ThaiDateField
from reports.asking import Asked


class ReportDayForm(ActForm):
    """``asked`` is the question that comes of it."""

    day = ThaiDateField(label="ข้อมูล ณ วันที่", happened=True, help_text="เช่น 30/9/2568")
    late = forms.BooleanField(
        label="รวมที่บันทึกภายหลังด้วย",
        required=False,
        help_text="ไม่เลือก: ตามที่บันทึกไว้ถึงสิ้นวันนั้น ได้ตัวเลขเดิมทุกครั้ง",
    )

    def __init__(self, data: Any, *, now: Asked) -> None:
        initial = {"day": now.on, "late": now.on < now.known}
        super().__init__(data if data and "day" in data else None, initial=initial)
        self.today = now.today

    @property
    def asked(self) -> Asked:
        on: date = self.cleaned_data["day"]
        return Asked(on, self.today if self.cleaned_data["late"] else on, self.today)
