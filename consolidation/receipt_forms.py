"""Forms of receiving a payment, taking a receipt back and ending a contract."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from consolidation.models import Receipt
from consolidation.repayment import Repayment
from fundinst.forms import ActForm, BahtField, ThaiDateField

DAY_EXAMPLE = "เช่น 31/7/2560 หรือ 31 ก.ค. 2560"


class ReceiveForm(ActForm):
    """A payment: the day, the baht, by whom; and what becomes of what is paid above the sum due.

    ``shown_rest`` is the choice that the check was shown with.
    """

    on = ThaiDateField(label="วันที่รับเงิน", happened=True, help_text=DAY_EXAMPLE)
    amount = BahtField(label="จำนวนเงินที่รับ (บาท)")
    payer = forms.CharField(
        label="ผู้ชำระเงิน",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "กรุณากรอกชื่อผู้ชำระเงิน"},
    )
    rest = forms.ChoiceField(
        label="ส่วนที่ชำระเกิน ผู้ชำระให้ทำอย่างไร",
        choices=Receipt.Rest.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"invalid_choice": "ให้เลือกข้อหนึ่งข้างล่าง"},
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    shown_rest = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    @property
    def told(self) -> list[forms.BoundField]:
        """What is typed on the first page, to be sent along by the second."""
        return [self[name] for name in ("on", "amount", "payer", "seen", "shown_rest")]

    @property
    def payment(self) -> dict[str, Any]:
        """What is received, without the choice that the check was shown with."""
        return {name: said for name, said in self.cleaned_data.items() if name != "shown_rest"}


class ReverseForm(ActForm):
    """Why a receipt is taken back."""

    reason = forms.CharField(
        label="เหตุที่ยกเลิกใบเสร็จ",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="เขียนสั้น ๆ เช่น ใส่จำนวนเงินผิด ข้อความนี้จะอยู่ในประวัติและบนใบเสร็จ",
        error_messages={"required": "กรุณาเขียนเหตุที่ยกเลิกใบเสร็จ"},
    )


class ReopenForm(ActForm):
    """Why a closed contract runs again, and the paper that shows it."""

    reason = forms.CharField(
        label="เงินไม่เข้าเพราะอะไร",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="เช่น ธนาคารแจ้งว่าโอนไม่สำเร็จ หรือเช็คคืน ข้อความนี้จะอยู่ในประวัติและบนใบเสร็จ",
        error_messages={"required": "กรุณาเขียนว่าเงินไม่เข้าเพราะอะไร"},
    )
    paper = forms.CharField(
        label="เอกสารที่แสดงว่าเงินไม่เข้า",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="เช่น หนังสือของธนาคารลงวันที่เท่าใด หรือรายงานการประชุมเลขที่เท่าใด",
        error_messages={"required": "กรุณาใส่เอกสารที่แสดงว่าเงินไม่เข้า"},
    )


class CloseForm(ActForm):
    """The day on which a contract is ended."""

    on = ThaiDateField(label="วันที่ปิดสัญญา", happened=True, help_text=DAY_EXAMPLE)


class DueDayForm(ActForm):
    """The day up to which a list of what is due goes, and on which its payments are received."""

    on = ThaiDateField(label="รับเงินวันที่", happened=True, help_text=DAY_EXAMPLE)


class DueListForm(ActForm):
    """An amount for each contract of the list, and what was shown as due beside it."""

    def __init__(self, data: Any = None, *, repayments: Sequence[Repayment]) -> None:
        super().__init__(data)
        self.repayments = repayments
        for one in repayments:
            contract = one.contract
            self.fields[f"amount-{contract.pk}"] = BahtField(
                label=f"{contract.borrower} สัญญา {contract}", required=False
            )
            self.fields[f"due-{contract.pk}"] = forms.DecimalField(
                required=False, widget=forms.HiddenInput, initial=one.due
            )

    @property
    def lines(self) -> list[tuple[Repayment, forms.BoundField, forms.BoundField]]:
        """Each contract with its box and what was shown as due."""
        return [
            (one, self[f"amount-{one.contract.pk}"], self[f"due-{one.contract.pk}"])
            for one in self.repayments
        ]

    @property
    def typed(self) -> list[tuple[Repayment, Decimal, Decimal]]:
        """Those with an amount: the contract, what was shown as due, the amount."""
        said = self.cleaned_data
        amounts = [(one, said.get(f"amount-{one.contract.pk}")) for one in self.repayments]
        return [
            (one, said.get(f"due-{one.contract.pk}") or Decimal(0), amount)
            for one, amount in amounts
            if amount is not None
        ]
