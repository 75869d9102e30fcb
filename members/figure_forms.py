"""Forms of the village's figures: one, or a table of them."""

from decimal import Decimal
from typing import Any

from django import forms

from fundinst.forms import ActForm, TypedField
from fundinst.thai import Unreadable, clean, to_arabic_digits
from members.household_forms import PlainField
from members.models import VillageFigure


class YearField(TypedField):
    """A year พ.ศ. in four digits, Thai ones too."""

    attributes = {"inputmode": "numeric"}

    def read(self, typed: str) -> int:
        year = to_arabic_digits(clean(typed)).removeprefix("พ.ศ.").strip()
        if not (len(year) == 4 and year.isascii() and year.isdigit()):
            raise Unreadable("ให้พิมพ์ปี พ.ศ. สี่หลัก เช่น 2568")
        return int(year)

    def echo(self, typed: str) -> str:
        return ""


class SourceForm(ActForm):
    """Where figures come from: the survey and its year. ``seen``: what was shown as replaced."""

    survey = forms.ChoiceField(
        label="แหล่งข้อมูล",
        choices=VillageFigure.Survey.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "กรุณาเลือกแหล่งข้อมูล"},
    )
    year = YearField(label="ปี พ.ศ. ของข้อมูล", help_text="เช่น 2568")
    seen = forms.CharField(label="หน้าที่เปิดไว้", required=False, widget=forms.HiddenInput)


class FigureForm(SourceForm):
    """One figure; ``corrects``: of a figure that stands, only number and unit may be changed."""

    name = PlainField(label="เรื่อง", help_text="เช่น ครัวเรือนทั้งหมด รายได้เฉลี่ยต่อคนต่อปี")
    value = PlainField(label="ตัวเลข", help_text="เช่น 120 หรือ 45,300.50")
    unit = PlainField(label="หน่วย (ถ้ามี)", required=False, help_text="เช่น ครัวเรือน คน บาท ร้อยละ")

    def __init__(self, *args: Any, corrects: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("survey", "year", "name"):
            self.fields[name].disabled = corrects
        self.fields["value"].widget.attrs |= {"class": "number", "inputmode": "decimal"}


class FigureTableForm(SourceForm):
    """Many figures: pasted rows, or a file."""

    rows = forms.CharField(
        label="วางตาราง",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="หนึ่งเรื่องต่อหนึ่งบรรทัด: เรื่อง ตัวเลข หน่วย คัดลอกจาก Excel มาวางได้เลย",
    )
    file = forms.FileField(
        label="หรือเลือกแฟ้ม",
        required=False,
        help_text="แฟ้ม .xlsx .xls .ods หรือ .csv ที่มีช่อง เรื่อง ตัวเลข หน่วย",
        widget=forms.FileInput(attrs={"class": "form-file", "accept": ".xlsx,.xls,.ods,.csv"}),
        max_length=None,
        allow_empty_file=True,  # the reader says in words what is wrong with it
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not (said.get("rows") or "").strip() and not said.get("file"):
            self.add_error("rows", "กรุณาวางตาราง หรือเลือกแฟ้ม")
        return said


def typed_value(value: Decimal) -> str:
    """A figure as somebody would type it."""
    return f"{value:,.2f}".removesuffix(".00")
