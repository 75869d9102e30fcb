"""Forms of the acts on a household's road. They read and narrow; the acts decide and write."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from consolidation.planning import PlanWishes
from consolidation.proposal import holders
from debts.models import Loan
from fundinst.forms import ActForm, ThaiDateField
from members.models import Fund, FundRule, Household, Person
from members.typed_fields import CountField

PLAN_FIELDS = ("instalments", "due")
BESIDE = {
    "instalment_count": "instalments",
    "term_too_long": "instalments",
    "too_small_for_instalments": "instalments",
    "once_is_one": "due",
    "no_due_days": "due",
}
"""Beside which field a refusal of the plan stands; all others beside the first."""


class SelectForm(ActForm):
    """The committee's meeting that selects a household."""

    on = ThaiDateField(
        label="วันที่ประชุม",
        happened=True,
        help_text="เช่น 30/6/2560 หรือ 30 มิ.ย. 2560",
    )
    document = forms.CharField(
        label="เลขที่รายงานการประชุม (ถ้ามี)", max_length=200, required=False, help_text="เช่น 3/2560"
    )
    reason = forms.CharField(
        label="เหตุผลที่ยังคัดเลือก (ถ้าไม่ผ่านเกณฑ์)",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MergeForm(ActForm):
    """Which loans, which fund holds, who signs, when.

    Its loans are all the household's, owing or not: whether one may be merged is the act's to say.
    """

    loans = forms.ModelMultipleChoiceField(
        Loan.objects.none(),
        label="หนี้ที่จะรวม",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={
            "required": "กรุณาเลือกหนี้ที่จะรวมอย่างน้อย 2 รายการ",
            "invalid_choice": "หนี้ที่เลือกไม่ใช่ของครัวเรือนนี้ กรุณาเลือกใหม่",
            "invalid_pk_value": "หนี้ที่เลือกไม่ใช่ของครัวเรือนนี้ กรุณาเลือกใหม่",
        },
    )
    into = forms.ModelChoiceField(
        Fund.objects.none(),
        label="กองทุนที่จะถือสัญญา",
        empty_label=None,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={
            "required": "กรุณาเลือกกองทุนที่จะถือสัญญา",
            "invalid_choice": "กองทุนนี้ไม่ใช่สมาชิกของสถาบัน กรุณาเลือกใหม่",
        },
    )
    borrower = forms.ModelChoiceField(
        Person.objects.none(),
        label="ผู้กู้ที่จะลงชื่อในสัญญา",
        empty_label=None,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={
            "required": "กรุณาเลือกผู้ที่จะลงชื่อในสัญญา",
            "invalid_choice": "คนที่เลือกไม่ได้อยู่ในครัวเรือนนี้ กรุณาเลือกใหม่",
        },
    )
    on = ThaiDateField(
        label="วันทำสัญญา",
        happened=True,
        help_text="เช่น 31/7/2560 หรือ 31 ก.ค. 2560",
    )
    resolution = forms.CharField(
        label="เลขที่มติที่ประชุม (ถ้ามี)",
        max_length=200,
        required=False,
        help_text="ใส่เมื่อมีข้อควรรู้ที่บอกให้ใส่มติ เช่น เกินวงเงินของกองทุน",
        error_messages={"required": "กรุณาใส่เลขที่มติที่ประชุม"},
    )

    unreviewed = forms.CharField(
        label="เหตุผลที่ทำสัญญาก่อนอำเภอตรวจ",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="เช่น ทำสัญญาในวันอบรมของจังหวัด ตามมติที่ประชุม 4/2560 ข้อความนี้อยู่ในสัญญา และอำเภอได้รับแจ้ง",
        error_messages={"required": "กรุณาเขียนเหตุผลที่ทำสัญญาก่อนอำเภอตรวจ"},
    )
    instalments = CountField(
        label="จำนวนงวด", required=False, help_text="เว้นว่างได้ ถ้าให้เป็นไปตามระเบียบของกองทุน"
    )
    due = forms.ChoiceField(label="กำหนดชำระ", required=False, choices=FundRule.Due)
    expected = forms.DecimalField(required=False, widget=forms.HiddenInput)
    agreed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    planned = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        household: Household,
        owing: Sequence[Loan],
        today: date,
        into: Fund | None = None,
        unseen: bool = False,
    ) -> None:
        """``unseen``: the district hasn't let it pass, so a reason and a resolution are needed.

        ``into`` is the fund that the committee chose to hold the contract, marked beforehand.
        """
        persons = household.persons.all()
        initial = {"loans": [loan.pk for loan in owing], "borrower": persons.first(), "on": today}
        initial["into"] = into.pk if into else None
        super().__init__(data, initial=initial)
        self.fields["loans"].queryset = household.loans.select_related("account__fund", "borrower")
        self.fields["borrower"].queryset = persons
        funds = holders(household, owing)
        self.fields["into"].queryset = household.institution.funds.all()
        self.fields["into"].choices = [(fund.pk, fund.name) for fund in funds]
        if unseen:
            self.fields["resolution"].required = True
            self.fields["resolution"].label = "เลขที่มติที่ประชุม"
            self.fields["resolution"].help_text = "มติที่ให้ทำสัญญาก่อนอำเภอตรวจ เช่น 4/2560"
        else:
            del self.fields["unreviewed"]

    @property
    def wishes(self) -> PlanWishes:
        """What is agreed on the plan, as it was typed or left."""
        said = self.cleaned_data
        return PlanWishes(said.get("instalments"), said.get("due", ""), said.get("planned", ""))

    @property
    def hidden(self) -> list[forms.BoundField]:
        """What the check page carries along unseen: all but the plan's own fields."""
        return [self[name] for name in self.fields if name not in PLAN_FIELDS]

    def boxes_of(self, loans: Iterable[Loan]) -> list[tuple[forms.BoundField, Loan]]:
        """The checkbox of each of these loans, for a page that says more beside it than a label."""
        boxes = {str(box.data["value"]): box for box in self["loans"]}
        return [(boxes[str(loan.pk)], loan) for loan in loans]


class UndoForm(ActForm):
    """Why a whole merge is undone."""

    reason = forms.CharField(
        label="เหตุที่เลิกทำสัญญา",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="เขียนสั้น ๆ เช่น เลือกกองทุนที่ถือสัญญาผิด ข้อความนี้จะอยู่ในประวัติ",
        error_messages={"required": "กรุณาเขียนเหตุที่เลิกทำสัญญา"},
    )


class PayForm(ActForm):
    """A transfer between two funds that was made."""

    on = ThaiDateField(
        label="วันที่โอนเงิน",
        happened=True,
        help_text="เช่น 31/7/2560 หรือ 31 ก.ค. 2560",
    )
    slip = forms.CharField(
        label="เลขที่หลักฐานการโอน",
        max_length=100,
        help_text="เลขที่ใบเสร็จหรือใบโอนที่เหรัญญิกทั้งสองกองทุนลงชื่อ",
        error_messages={"required": "กรุณากรอกเลขที่หลักฐานการโอน"},
    )
