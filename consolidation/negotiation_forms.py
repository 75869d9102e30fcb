"""The forms of a negotiation: a round with what each fund offers; that no agreement was reached."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from consolidation.loan_terms import INTEREST
from consolidation.merge_sums import NOTHING, PARTS
from consolidation.models import Offer
from consolidation.negotiating_rules import Offered
from debts.models import Loan
from fundinst.forms import ActForm, BahtField, ThaiDateField
from fundinst.money import format_baht

NONE, PENALTY, OLD_INTEREST, OWN = "none", "penalty", "interest", "own"
CHOICES = {
    NONE: "ไม่ลด",
    PENALTY: "ลดค่าปรับทั้งหมด",
    OLD_INTEREST: "ลดดอกเบี้ยค้างทั้งหมด",
    OWN: "กำหนดเอง",
}
WAIVED_BY = {NONE: (), PENALTY: ("penalty",), OLD_INTEREST: INTEREST}
NOT_SPOKEN_OF = "ไม่ได้เจรจาในรอบนี้"
PLAIN = {"autocomplete": "off", "class": "form-control"}
SELECT = {"class": "form-select"}


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A loan on the page, with the fields of its offer.

    ``is_void``: its interest counts as nothing; ``amounts`` are the fields of own amounts.
    """

    loan: Loan
    is_void: bool
    last: Offer | None
    choice: forms.BoundField
    answer: forms.BoundField
    agreed_by: forms.BoundField
    paper: forms.BoundField
    reason: forms.BoundField
    amounts: list[forms.BoundField]

    @property
    def owed(self) -> list[tuple[str, Decimal]]:
        """What the loan is made of, as words and baht."""
        return [(PARTS[part], owed) for part, owed in self.loan.components.items() if owed]

    @property
    def is_unfolded(self) -> bool:
        return self.choice.value() == OWN or any(field.errors for field in self.amounts)


class RoundForm(ActForm):
    """Who met when, and loan by loan what its fund offers, beginning with what it offered last."""

    on = ThaiDateField(label="วันที่เจรจา", happened=True, help_text="เช่น 20/7/2560")
    place = forms.CharField(
        label="สถานที่ (ถ้ามี)",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=PLAIN),
    )
    present = forms.CharField(
        label="ใครเข้าร่วม",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="ครัวเรือน ผู้แทนแต่ละกองทุน และกรรมการ",
        error_messages={"required": "กรุณาเขียนว่าใครเข้าร่วมเจรจา"},
    )
    minutes = forms.CharField(
        label="บันทึกการเจรจา (ถ้ามี)",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    paper = forms.CharField(
        label="เอกสารที่กองทุนลงชื่อตกลง",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs=PLAIN),
        help_text="ต้องมีเมื่อมีการลดหรือทบดอกเบี้ย เช่น บันทึกข้อตกลง 1/2560",
    )
    paper_on = ThaiDateField(label="เอกสารลงวันที่", required=False, happened=True)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        loans: Sequence[Loan],
        last: Mapping[int, Offer],
        void: set[int],
        **options: Any,
    ) -> None:
        """``last`` is each loan's last offer; ``void`` those whose interest counts as nothing."""
        self.loans, self.last, self.void = loans, last, void
        super().__init__(*args, **options)
        for loan in loans:
            self._add(loan, last.get(loan.pk))

    def _add(self, loan: Loan, last: Offer | None) -> None:
        pk = loan.pk
        self.fields[f"answer-{pk}"] = forms.ChoiceField(
            label="ผลของรอบนี้",
            choices=[("", NOT_SPOKEN_OF), *Offer.Answer.choices],
            required=False,
            widget=forms.Select(attrs=SELECT),
        )
        self.fields[f"choice-{pk}"] = forms.ChoiceField(
            label="กองทุนลดให้",
            choices=choices_of(loan, is_void=pk in self.void),
            initial=_choice_of(loan, last, is_void=pk in self.void),
            widget=forms.Select(attrs=SELECT),
        )
        for name, label, most in _amounts_of(loan, is_void=pk in self.void):
            self.fields[f"{name}-{pk}"] = BahtField(
                label=f"{label} (ไม่เกิน {format_baht(most)})",
                required=False,
                initial=getattr(last, name) if last else NOTHING,
            )
        for name, label in (
            ("agreed_by", "ผู้ตกลงแทนกองทุน"),
            ("paper", "เอกสารของกองทุนนี้ (ถ้าคนละฉบับ)"),
            ("reason", "เหตุผลของกองทุน (ถ้ามี)"),
        ):
            self.fields[f"{name}-{pk}"] = forms.CharField(
                label=label,
                max_length=Offer._meta.get_field(name).max_length,
                required=False,
                initial=last.agreed_by if last and name == "agreed_by" else "",
                widget=forms.TextInput(attrs=PLAIN),
            )

    def clean(self) -> dict[str, Any]:
        for loan in self.loans:
            pk, said = loan.pk, self.cleaned_data
            if said.get(f"choice-{pk}") != OWN and any(
                name in self.changed_data for name in self._amount_names(pk)
            ):
                self.add_error(f"choice-{pk}", "ท่านใส่จำนวนเงินไว้ ให้เลือก “กำหนดเอง”")
            changed = {f"choice-{pk}", f"agreed_by-{pk}", f"reason-{pk}"} & {*self.changed_data}
            if not said.get(f"answer-{pk}") and changed:
                self.add_error(f"answer-{pk}", "กรุณาเลือกผลของรอบนี้")
        return self.cleaned_data

    def _amount_names(self, pk: int) -> list[str]:
        names = [f"waived_{part}-{pk}" for part in PARTS] + [f"capitalised-{pk}"]
        return [name for name in names if name in self.fields]

    def rows(self) -> list[OfferRow]:
        """The loans in the funds' order, each with its fields."""
        return [self._row(loan) for loan in self.loans]

    def _row(self, loan: Loan) -> OfferRow:
        names = ("choice", "answer", "agreed_by", "paper", "reason")
        return OfferRow(
            loan,
            loan.pk in self.void,
            self.last.get(loan.pk),
            **{name: self[f"{name}-{loan.pk}"] for name in names},
            amounts=[self[name] for name in self._amount_names(loan.pk)],
        )

    def offers(self) -> dict[int, Offered]:
        """What was said of each loan that was spoken of."""
        return {
            loan.pk: self._offered(loan)
            for loan in self.loans
            if self.cleaned_data.get(f"answer-{loan.pk}")
        }

    def _offered(self, loan: Loan) -> Offered:
        said, pk = self.cleaned_data, loan.pk
        choice = said[f"choice-{pk}"]
        own = choice == OWN
        return Offered(
            said[f"answer-{pk}"],
            {part: said.get(f"waived_{part}-{pk}") or NOTHING for part in PARTS}
            if own
            else {part: loan.components[part] for part in WAIVED_BY[choice]},
            (said.get(f"capitalised-{pk}") or NOTHING) if own else NOTHING,
            agreed_by=said[f"agreed_by-{pk}"],
            paper=said[f"paper-{pk}"] or said["paper"],
            paper_on=said["paper_on"],
            reason=said[f"reason-{pk}"],
        )


def _amounts_of(loan: Loan, *, is_void: bool) -> Iterator[tuple[str, str, Decimal]]:
    """What may be typed of a loan: a field's name, its words, the most that it takes."""
    for part, words in PARTS.items():
        if loan.components[part] and not (is_void and part in INTEREST):
            yield f"waived_{part}", f"ลด{words}", loan.components[part]
    if loan.interest_over_year and not is_void:
        yield "capitalised", "ทบดอกเบี้ยเป็นเงินต้น", loan.interest_over_year


def choices_of(loan: Loan, *, is_void: bool) -> list[tuple[str, str]]:
    """The quick choices that take something off this loan; void interest is nothing to let go."""
    has = {
        PENALTY: bool(loan.penalty),
        OLD_INTEREST: not is_void and any(loan.components[part] for part in INTEREST),
    }
    return [(choice, words) for choice, words in CHOICES.items() if has.get(choice, True)]


def _choice_of(loan: Loan, last: Offer | None, *, is_void: bool) -> str:
    """Which quick choice the last offer was."""
    if last is None or not (last.waived_in_all or last.capitalised):
        return NONE
    offered = dict(choices_of(loan, is_void=is_void))
    for choice, parts in WAIVED_BY.items():
        if choice not in offered:
            continue
        whole = {part: loan.components[part] if part in parts else NOTHING for part in PARTS}
        if last.waived == whole and not last.capitalised:
            return choice
    return OWN


class FailForm(ActForm):
    """Why no agreement was reached."""

    reason = forms.CharField(
        label="ตกลงไม่ได้เพราะอะไร",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "กรุณาเขียนว่าตกลงไม่ได้เพราะอะไร"},
    )
