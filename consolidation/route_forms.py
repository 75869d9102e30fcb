"""Forms of the legal route: which one and why; a signed paper; why a paper doesn't count."""

from typing import Any

from django import forms

from consolidation.choosing_route import SignedPaper
from consolidation.models import RouteChoice
from consolidation.route_papers import PaperState
from fundinst.forms import ActForm, ThaiDateField
from members.versioned_forms import VersionedForm

TEXT = {"class": "form-control", "autocomplete": "off"}


class RouteForm(VersionedForm):
    """Which legal route, and why."""

    route = forms.ChoiceField(
        label="วิธีทางกฎหมาย",
        choices=RouteChoice.Route.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "กรุณาเลือกวิธีทางกฎหมายวิธีหนึ่ง"},
    )
    reason = forms.CharField(
        label="เหตุผลที่เลือกวิธีนี้",
        max_length=300,
        widget=forms.TextInput(attrs=TEXT),
        help_text="เช่น ที่ประชุมตกลงกับผู้ค้ำประกันเดิมแล้ว",
        error_messages={"required": "กรุณาเขียนเหตุผลที่เลือกวิธีนี้"},
    )


class PaperForm(ActForm):
    """One signed paper of those that are missing; what usually stands on it is filled in."""

    kind = forms.ChoiceField(
        label="เป็นหนังสืออะไร",
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    signed_on = ThaiDateField(
        label="ลงวันที่",
        happened=True,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": "กรุณากรอกวันที่ในเอกสาร"},
    )
    signed_by = forms.CharField(
        label="ผู้ลงชื่อ",
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": "กรุณาใส่ชื่อผู้ลงชื่อในเอกสาร"},
    )
    number = forms.CharField(
        label="เลขที่เอกสาร (ถ้ามี)",
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
    )

    def __init__(self, *args: Any, state: PaperState, **options: Any) -> None:
        super().__init__(*args, **options)
        self.state = state
        self.fields["kind"].choices = state.kinds
        if len(state.kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()

    @property
    def paper(self) -> SignedPaper:
        """What was typed, of the loan and guarantor that it was asked for."""
        said = self.cleaned_data
        return SignedPaper(
            said["kind"],
            said["signed_on"],
            said["signed_by"],
            said["number"],
            self.state.need.loan,
            self.state.need.guarantor,
        )


class PaperCancelForm(ActForm):
    """Why a paper that was recorded doesn't count."""

    reason = forms.CharField(
        label="เหตุผลที่ยกเลิก",
        max_length=300,
        widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": "กรุณาเขียนเหตุผลที่ยกเลิก"},
    )
