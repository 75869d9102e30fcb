"""The form by which the committee says which fund shall hold a household's contract, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms

from consolidation.models import HolderChoice
from fundinst.forms import ActForm
from members.models import Fund

RADIO = {"class": "form-check-input"}


class HolderForm(ActForm):
    """The goal that it was measured by, the fund, and a reason where it is another one."""

    goal = forms.ChoiceField(
        label="เป้าหมายที่ใช้เลือก",
        choices=HolderChoice.Goal.choices,
        widget=forms.RadioSelect(attrs=RADIO),
        error_messages={"required": "กรุณาเลือกเป้าหมาย"},
    )
    fund = forms.ModelChoiceField(
        Fund.objects.none(),
        label="กองทุนที่จะถือสัญญา",
        empty_label=None,
        widget=forms.RadioSelect(attrs=RADIO),
        error_messages={
            "required": "กรุณาเลือกกองทุนที่จะถือสัญญา",
            "invalid_choice": "กองทุนนี้ไม่ใช่สมาชิกของสถาบัน กรุณาเลือกใหม่",
        },
    )
    reason = forms.CharField(
        label="เหตุผล (ถ้าเลือกต่างจากที่ระบบเสนอ)",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="เช่น ที่ประชุมเห็นว่ากองทุนนี้ดูแลลูกหนี้ใกล้ชิดกว่า ตามมติ 4/2560",
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, funds: Sequence[Fund], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        within = Fund.objects.filter(pk__in=[fund.pk for fund in funds])
        self.fields["fund"].queryset = within
        self.fields["fund"].choices = [(fund.pk, fund.name) for fund in funds]


class VillageForm(ActForm):
    """Which goal's proposals are taken for the whole village, and on what they were worked out."""

    goal = forms.ChoiceField(choices=HolderChoice.Goal.choices, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
