"""The form of a wording: its text, and from when."""

from django import forms

from fundinst.forms import ActForm, ThaiDateField


class WordingForm(ActForm):
    """The next version of a wording; ``seen`` is the version that stood there before it."""

    body = forms.CharField(
        label="ถ้อยคำ",
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 18, "autocomplete": "off"}),
        help_text="หนึ่งข้อหนึ่งบรรทัด ช่องในวงเล็บปีกกาให้คงไว้ ระบบเติมให้เอง",
    )
    effective_on = ThaiDateField(
        label="ใช้ตั้งแต่วันที่", help_text="วันนี้หรือหลังจากนี้ เอกสารที่ออกไปแล้วใช้ถ้อยคำเดิม"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30000)

    def clean_body(self) -> str:
        """As the act takes it: a browser's line ends, and no spaces at their ends."""
        return "\n".join(line.rstrip() for line in self.cleaned_data["body"].strip().splitlines())
