"""One loan's details as its paper says them: the form of the grid's drawer."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from debts.models import Guarantor, Loan
from debts.stated_loans import StatedLoan
from fundinst.forms import ActForm, BahtField, NameField, ThaiDateField, TypedField
from fundinst.thai import Unreadable, clean, to_arabic_digits
from members.models import Person
from members.typed_fields import PercentField

LONGEST_GUARANTOR = Guarantor._meta.get_field("name").max_length
MOST_INSTALMENTS = 999


class CountField(TypedField):
    """How many instalments; cleaned to int."""

    attributes = {"inputmode": "numeric"}

    def read(self, typed: str) -> int:
        digits = to_arabic_digits(clean(typed)).removesuffix("งวด").strip()
        if not re.fullmatch("[0-9]{1,3}", digits):
            raise Unreadable(f"จำนวนงวดเป็นตัวเลข 0 ถึง {MOST_INSTALMENTS} เช่น 2")
        return int(digits)

    def echo(self, typed: str) -> str:
        return f"เข้าใจว่า {self.read(typed)} งวด"


class NamesField(forms.CharField):
    """Names, one a line; cleaned to a tuple."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> tuple[str, ...]:
        lines = (clean(line) for line in (value or "").splitlines())
        names = tuple(dict.fromkeys(filter(None, lines)))
        if any(len(name) > LONGEST_GUARANTOR for name in names):
            raise ValidationError(
                f"ชื่อหนึ่งยาวได้ไม่เกิน {LONGEST_GUARANTOR} ตัวอักษร ให้พิมพ์บรรทัดละหนึ่งคน", code="too_long"
            )
        return names

    def run_validators(self, value: tuple[str, ...]) -> None:
        super().run_validators("\n".join(value))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value


class LoanForm(ActForm):
    """What one loan's paper says. ``loan`` None is one more loan of the same account."""

    number = forms.CharField(
        label="เลขที่สัญญา (ถ้ามี)", required=False, max_length=50, help_text="เช่น กทบ. 5/2559"
    )
    borrower = forms.ModelChoiceField(
        Person.objects.none(),
        label="ผู้กู้",
        required=False,
        empty_label=None,
        error_messages={"invalid_choice": "คนที่เลือกไม่ได้อยู่ในครัวเรือนนี้ กรุณาเลือกใหม่"},
    )
    borrower_name = NameField(
        label="หรือคนอื่นในครัวเรือนเดียวกัน (ถ้าไม่มีในรายชื่อ)",
        required=False,
        help_text="พิมพ์คำนำหน้า ชื่อ และนามสกุล ระบบจะเพิ่มเป็นสมาชิกของครัวเรือนนี้",
    )
    principal = BahtField(label="เงินต้นคงเหลือ (บาท)", help_text="ยอดที่ยังค้าง ไม่ใช่ยอดที่กู้ครั้งแรก")
    interest_over_year = BahtField(label="ดอกเบี้ยค้างหนึ่งปีขึ้นไป (บาท ถ้ามี)", required=False)
    interest_under_year = BahtField(label="ดอกเบี้ยค้างไม่ถึงหนึ่งปี (บาท ถ้ามี)", required=False)
    penalty = BahtField(label="ค่าปรับ (บาท ถ้ามี)", required=False)
    fee = BahtField(label="ค่าธรรมเนียม (บาท ถ้ามี)", required=False)
    lent_on = ThaiDateField(
        label="วันที่กู้ (ถ้ารู้)", happened=True, required=False, help_text="เช่น 30 มิ.ย. 2560 หรือ 30/6/60"
    )
    due_on = ThaiDateField(
        label="วันครบกำหนด (ถ้ารู้)", required=False, help_text="เช่น 30 มิ.ย. 2561 หรือ 30/6/61"
    )
    missed_instalments = CountField(label="ค้างชำระกี่งวด (ถ้ารู้)", required=False)
    original_principal = BahtField(label="เงินต้นที่กู้ครั้งแรก (บาท ถ้ารู้)", required=False)
    rate_percent = PercentField(label="อัตราดอกเบี้ย (ร้อยละต่อปี ถ้ารู้)", required=False)
    guarantors = NamesField(label="ผู้ค้ำประกัน (ถ้ามี)", required=False, help_text="บรรทัดละหนึ่งคน")

    FOLDED = ("penalty", "fee")

    def __init__(
        self, data: Any = None, *, loan: Loan | None, persons: Sequence[Person], **options: Any
    ) -> None:
        super().__init__(data, initial=_initial(loan, persons), **options)
        self.loan = loan
        field = self.fields["borrower"]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in persons])
        field.choices = [(person.pk, str(person)) for person in persons]
        for box in self.fields.values():
            if isinstance(box, (BahtField, CountField, PercentField)):
                box.widget.attrs["class"] = "number"

    @property
    def stated(self) -> StatedLoan:
        """The loan as the valid form states it."""
        said = self.cleaned_data
        borrower, name = said.pop("borrower"), said.pop("borrower_name")
        money = ("interest_over_year", "interest_under_year", *self.FOLDED)
        return StatedLoan(
            **{**said, **{part: said[part] or Decimal(0) for part in money}},
            borrower_id=borrower.pk if borrower else None,
            borrower_name=str(name) if name else "",
        )

    @property
    def is_unfolded(self) -> bool:
        """Whether penalty and fee are to be seen: something stands in them, or is wrong."""
        return any(self[name].errors or self[name].value() for name in self.FOLDED)

    def tell_what_changed(self) -> None:
        """Say beside each field what somebody else made of it since the form was opened."""
        persons = dict(self.fields["borrower"].choices)
        for name in self.changed_data:
            field, now = self.fields[name], self.initial.get(name)
            shown = persons.get(now) if name == "borrower" else field.prepare_value(now)
            self[name].help_text = f"ตอนนี้ในระบบ: {shown or 'ยังไม่ได้กรอก'}"


def _initial(loan: Loan | None, persons: Sequence[Person]) -> dict[str, Any]:
    if loan is None:
        return {"borrower": persons[0].pk if persons else None, "guarantors": ()}
    names = [name for name in LoanForm.base_fields if name not in ("borrower_name", "guarantors")]
    values = {name: getattr(loan, name) for name in names}
    extras = ("interest_over_year", "interest_under_year", *LoanForm.FOLDED)
    return values | {
        **{name: values[name] or None for name in extras},  # an empty box says nothing is owed
        "borrower": loan.borrower_id,
        "guarantors": tuple(guarantor.name for guarantor in loan.guarantors.all()),
    }
