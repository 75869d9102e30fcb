"""Form of what a receipt charges beside the plan: a box for each claim, and one for costs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from consolidation.charging import Charge, Claim, Kind, total
from consolidation.open_instalments import NOTHING
from fundinst.forms import ActForm, BahtField

SHOWN = "charged"
"""Names the hidden field with the charges that the check was shown with."""


class ChargeForm(ActForm):
    """An amount for each claim, begun with what is proposed; costs with what they were for."""

    cost = BahtField(label="ค่าใช้จ่ายในการติดตาม (บาท)", required=False)
    cost_words = forms.CharField(
        label="เป็นค่าอะไร",
        max_length=200,
        required=False,
        help_text="เช่น ค่าส่งหนังสือทวงถาม",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    charged = forms.DecimalField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, claims: Sequence[Claim]) -> None:
        # Only the check has these boxes: whoever comes from the first page has typed nothing yet.
        super().__init__(data if data and SHOWN in data else None)
        self.claims = claims
        for claim in claims:
            self.fields[claim.name] = BahtField(
                label=claim.label, required=False, initial=claim.proposed
            )

    @property
    def charges(self) -> list[Charge]:
        """What is charged: as typed, or as proposed while nobody has typed."""
        said = self.cleaned_data if self.is_bound else {}
        amounts = [
            (claim, said.get(claim.name) if self.is_bound else claim.proposed)
            for claim in self.claims
        ]
        found = [Charge(claim.kind, amount, claim.due_on) for claim, amount in amounts if amount]
        cost = said.get("cost")
        words = said.get("cost_words", "")
        return [Charge(Kind.COST, cost, words=words), *found] if cost else found

    @property
    def is_as_shown(self) -> bool:
        """Whether what is charged is what the check was shown with."""
        shown = self.cleaned_data.get(SHOWN) if self.is_bound else None
        return (shown or NOTHING) == total(self.charges)

    @property
    def lines(self) -> list[tuple[Claim, forms.BoundField]]:
        """Each claim with its box."""
        return [(claim, self[claim.name]) for claim in self.claims]

    @property
    def total(self) -> Decimal:
        return total(self.charges)
