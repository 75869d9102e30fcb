"""The form of what a household said of its debts: loan by loan, and who signed how and when."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from debts.balances import Balance
from debts.confirmation_rules import LONGEST_REASON, LONGEST_WITNESS, refusals_of_sign
from debts.confirmations import is_disputed
from debts.models import Confirmation
from debts.void_interest import VoidInterest, counted
from fundinst.errors import Refused
from fundinst.forms import ActForm, ThaiDateField
from fundinst.money import read_baht
from fundinst.thai import Unreadable

Outcome = Confirmation.Outcome
OUTCOMES = [(Outcome.CONFIRMED, "ยอดถูกต้อง"), (Outcome.DISPUTED, "โต้แย้ง")]
RADIO = {"class": "form-check-input"}
PLAIN = {"autocomplete": "off"}
NUMBER = re.compile("[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Row:
    """A loan on the page: its balance, what was said of it last, and its fields.

    ``void`` is the interest in the balance that isn't counted.
    """

    balance: Balance
    word: Confirmation | None
    outcome: forms.BoundField
    reason: forms.BoundField
    void: VoidInterest | None

    @property
    def total(self) -> Decimal:
        """What the household is asked to confirm."""
        return self.balance.total - (self.void.amount if self.void else 0)

    @property
    def said(self) -> Decimal | None:
        """Of what sum the last word was, as far as it is known, without what isn't counted."""
        if self.word is None:
            return None
        return self.total if self.word.amount == self.balance.total else self.word.amount


class ConfirmForm(ActForm):
    """What stands on the signed paper. All loans are confirmed unless one is marked as disputed.

    Beside the fields it carries what the page showed: ``seen-<loan>``, the loan's amount, and
    ``seen``, the last word that was said of any.
    """

    sign = forms.ChoiceField(
        label="ผู้กู้ลงชื่อด้วย",
        choices=Confirmation.Sign.choices,
        required=False,
        widget=forms.RadioSelect(attrs=RADIO),
    )
    witness_1 = forms.CharField(
        label="พยานคนที่ 1",
        max_length=LONGEST_WITNESS,
        required=False,
        help_text="ต้องมีพยาน 2 คน ถ้าพิมพ์ลายนิ้วมือ",
        widget=forms.TextInput(attrs=PLAIN),
    )
    witness_2 = forms.CharField(
        label="พยานคนที่ 2",
        max_length=LONGEST_WITNESS,
        required=False,
        widget=forms.TextInput(attrs=PLAIN),
    )
    signed_on = ThaiDateField(
        label="วันที่ในเอกสาร",
        happened=True,
        help_text="วันที่ครัวเรือนลงชื่อ เช่น 30/6/2560",
        error_messages={"required": "กรุณากรอกวันที่ในเอกสาร"},
    )

    def __init__(
        self,
        *args: Any,
        balances: Sequence[Balance],
        words: Mapping[int, Confirmation],
        **options: Any,
    ) -> None:
        self.balances, self.words, self.counted = balances, words, counted(balances)
        super().__init__(*args, **options)
        for balance in balances:
            self._add(balance, words.get(balance.loan.pk))
        if agreed := [word for word in words.values() if not is_disputed(word)]:
            for name in ("sign", "witness_1", "witness_2", "signed_on"):
                self.fields[name].initial = getattr(agreed[-1], name)
        if not balances:
            del self.fields["sign"], self.fields["witness_1"], self.fields["witness_2"]

    def _add(self, balance: Balance, word: Confirmation | None) -> None:
        pk, against = balance.loan.pk, is_disputed(word)
        self.fields[f"outcome-{pk}"] = forms.ChoiceField(
            label=f"{balance.loan.account.fund} ชื่อ {balance.loan.borrower}",
            choices=OUTCOMES,
            initial=Outcome.DISPUTED if against else Outcome.CONFIRMED,
            widget=forms.RadioSelect(attrs=RADIO),
            error_messages={"required": "กรุณาเลือกว่ายอดถูกต้องหรือโต้แย้ง"},
        )
        self.fields[f"reason-{pk}"] = forms.CharField(
            label="ครัวเรือนบอกว่า",
            max_length=LONGEST_REASON,
            required=False,
            initial=word.reason if word and against else "",
            widget=forms.TextInput(attrs={"class": "form-control", **PLAIN}),
        )

    def clean(self) -> dict[str, Any]:
        if self.balances and not self.disputed_only() and "sign" not in self.errors:
            self._ask_of_sign()
        for pk, reason in self.disputed().items():
            if not reason.strip() and f"reason-{pk}" not in self.errors:
                self.add_error(f"reason-{pk}", "กรุณาเขียนว่าครัวเรือนโต้แย้งว่าอย่างไร")
        return self.cleaned_data

    def _ask_of_sign(self) -> None:
        """What is wrong with the signature or the thumb mark, at its field, with all the rest."""
        words = [Confirmation(outcome=Outcome.CONFIRMED)]
        witnesses = [self.cleaned_data.get(f"witness_{number}", "") for number in (1, 2)]
        try:
            refusals = [*refusals_of_sign(words, self.cleaned_data.get("sign", ""), witnesses)]
        except Refused as refused:
            refusals = [*refused.refusals]
        for refusal in refusals:
            field = "sign" if refusal.code == "sign_missing" else "witness_1"
            self.add_error(field, ValidationError(str(refusal), code=refusal.code))

    def rows(self) -> list[Row]:
        """The loans in the funds' order, each with its fields."""
        return [
            Row(
                balance,
                self.words.get(balance.loan.pk),
                self[f"outcome-{balance.loan.pk}"],
                self[f"reason-{balance.loan.pk}"],
                self.counted.void_of(balance.loan),
            )
            for balance in self.balances
        ]

    def disputed(self) -> dict[int, str]:
        """What the household says instead, by loan."""
        return {
            balance.loan.pk: self.cleaned_data.get(f"reason-{balance.loan.pk}", "")
            for balance in self.balances
            if self.cleaned_data.get(f"outcome-{balance.loan.pk}") == Outcome.DISPUTED
        }

    def disputed_only(self) -> bool:
        return len(self.disputed()) == len(self.balances)

    def seen(self) -> dict[int, Decimal]:
        """What the page that was sent had shown of each loan, in baht."""
        shown = {}
        for name, value in self.data.items():
            kind, _dash, number = name.partition("-")
            if kind == "seen" and NUMBER.fullmatch(number):
                shown[int(number)] = _amount(value)
        return shown

    def last(self) -> int:
        """The last word that the page knew of; 0 for none."""
        number = self.data.get("seen", "")
        return int(number) if NUMBER.fullmatch(number) else 0

    @property
    def known(self) -> int:
        """The last word there is now, for the page to carry."""
        return max((word.pk for word in self.words.values()), default=0)


def _amount(text: str) -> Decimal:
    try:
        return read_baht(text)
    except Unreadable:
        return Decimal(-1)  # no balance: whoever sent it hasn't seen one
