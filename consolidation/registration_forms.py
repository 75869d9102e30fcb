"""Forms of the way to the district: the cut-off date, the papers signed, the list that is sent."""

from typing import Any
from uuid import UUID

from django import forms

from debts.confirming_forms import ConfirmForm
from fundinst.forms import ActForm, ThaiDateField
from members.models import Household, Institution

CUT_OFF_HELP = "เช่น 30/6/2560 หรือ 30 มิ.ย. 2560"


class CutOffForm(ActForm):
    """The day whose balances are confirmed and sent; in the address, so that it can be kept."""

    on = ThaiDateField(label="ยอดหนี้ ณ วันที่", happened=True, help_text=CUT_OFF_HELP)


class PapersForm(ConfirmForm):
    """What a household signed: its debts, and its consent where it hasn't given it yet."""

    consents = forms.BooleanField(
        label="ครัวเรือนลงชื่อในหนังสือให้ความยินยอมใช้ข้อมูลแล้ว",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, has_consent: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if has_consent:
            del self.fields["consents"]

    def clean(self) -> dict[str, Any]:
        if not self.balances and "consents" in self.fields and not self.cleaned_data["consents"]:
            self.add_error("consents", "กรุณาทำเครื่องหมาย ถ้าครัวเรือนลงชื่อแล้ว")
        return super().clean()


class ConsentBackForm(ActForm):
    """The day on which the household took its consent back."""

    signed_on = ThaiDateField(
        label="วันที่ถอนความยินยอม",
        happened=True,
        help_text=CUT_OFF_HELP,
        error_messages={"required": "กรุณากรอกวันที่ถอนความยินยอม"},
    )


class RegistrationForm(ActForm):
    """Which households are sent, as of which day; ``key`` makes two presses one sending."""

    households = forms.ModelMultipleChoiceField(
        Household.objects.none(),
        label="ครัวเรือน",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "กรุณาเลือกอย่างน้อย 1 ครัวเรือน",
            "invalid_choice": "บางครัวเรือนเลือกไม่ได้แล้ว กรุณาเลือกใหม่",
            "invalid_pk_value": "บางครัวเรือนเลือกไม่ได้แล้ว กรุณาเลือกใหม่",
        },
    )
    on = ThaiDateField(label="ยอดหนี้ ณ วันที่", happened=True)
    key = forms.UUIDField(
        label="แบบฟอร์ม",
        widget=forms.HiddenInput,
        error_messages={
            "required": "กรุณาเปิดหน้านี้ใหม่แล้วส่งอีกครั้ง",
            "invalid": "กรุณาเปิดหน้านี้ใหม่แล้วส่งอีกครั้ง",
        },
    )

    def __init__(self, *args: Any, institution: Institution, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["households"].queryset = institution.households.listed()

    def ticks(self, household: Household, *, is_clean: bool) -> bool:
        """Whether the household is ticked: as it was sent; before that, whoever is clean."""
        if not self.is_bound:
            return is_clean
        return str(household.pk) in self.data.getlist("households")

    def key_again(self, new: UUID) -> UUID | str:
        """The key that was sent, if it can be used again; else a new one."""
        return self.cleaned_data.get("key", new) if self.is_bound else new
