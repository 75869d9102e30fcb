"""The form that tries out another fund or another plan; it is only ever read."""

from collections.abc import Sequence
from typing import Any

from django import forms

from consolidation.planning import PlanWishes
from fundinst.forms import ActForm
from members.models import Fund, FundRule, Household
from members.typed_fields import CountField

BY_RULE = [("", "ตามระเบียบของกองทุน")]


class TryForm(ActForm):
    """Which fund would hold the contract, and how it would be paid back."""

    into = forms.ModelChoiceField(
        Fund.objects.none(),
        label="กองทุนที่จะถือสัญญา",
        empty_label=None,
        error_messages={"invalid_choice": "กองทุนนี้ไม่ใช่สมาชิกของสถาบัน กรุณาเลือกใหม่"},
    )
    instalments = CountField(label="จำนวนงวด (ถ้ามี)", required=False)
    due = forms.ChoiceField(
        label="กำหนดชำระ (ถ้ามี)", required=False, choices=[*BY_RULE, *FundRule.Due.choices]
    )

    def __init__(self, data: Any, *, household: Household, funds: Sequence[Fund]) -> None:
        """Funds in the order in which they are offered; the first is taken where none is said."""
        said = {name: data[name] for name in self.base_fields if name in data}
        super().__init__({"into": funds[0].pk if funds else "", **said})
        self.fields["into"].queryset = household.institution.funds.all()
        self.fields["into"].choices = [(fund.pk, fund.name) for fund in funds]

    @property
    def wishes(self) -> PlanWishes:
        said = self.cleaned_data
        return PlanWishes(said.get("instalments"), said.get("due", ""))
