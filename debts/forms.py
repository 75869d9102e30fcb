from typing import Any

from django import forms

from debts.doubts import Doubt
from debts.models import Register
from fundinst.errors import Refusal, Refused
from fundinst.forms import ActForm, ThaiDateField
from members.models import FundAccount, User
from members.versioned_forms import VersionedForm
from members.versions import version_of


class AccountField(forms.ModelChoiceField):
    """A fund's account; with its institution where the user has several."""

    institutions = 1

    def label_from_instance(self, account: FundAccount) -> str:
        place = f" ({account.fund.institution.name})" if self.institutions > 1 else ""
        return f"{account.fund} {account}{place}"


class RegisterForm(ActForm):
    """Which register it is, as of which day, and the file."""

    account = AccountField(
        label="ทะเบียนของกองทุนใด",
        queryset=FundAccount.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "กรุณาเลือกกองทุน",
            "invalid_choice": "ไม่มีกองทุนนี้ในสถาบันของท่าน กรุณาเลือกใหม่",
        },
    )
    as_of = ThaiDateField(
        label="ข้อมูล ณ วันที่",
        happened=True,
        help_text="วันที่ของยอดหนี้ในทะเบียน เช่น 30 มิ.ย. 2560 หรือ 30/6/60",
    )
    file = forms.FileField(
        label="แฟ้มทะเบียนลูกหนี้",
        help_text="แฟ้ม Excel หรือ LibreOffice (.xlsx .xls .ods) หรือ .csv ไม่เกิน 10 MB",
        widget=forms.FileInput(
            attrs={"class": "form-file", "accept": ".xlsx,.xls,.ods,.csv", "required": True}
        ),
        max_length=None,
        allow_empty_file=True,  # the reader says in words what is wrong with it
        error_messages={
            "required": "กรุณาเลือกแฟ้ม",
            "missing": "กรุณาเลือกแฟ้ม",
            "invalid": "แฟ้มส่งมาไม่ครบ กรุณาเลือกแฟ้มอีกครั้ง",
        },
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        accounts = FundAccount.objects.run_by(user).select_related("fund__institution")
        field = self.fields["account"]
        field.queryset = accounts.order_by("fund__institution", "fund__position", "number")
        field.institutions = accounts.values("fund__institution").distinct().count()
        latest = Register.objects.run_by(user).values_list("as_of", flat=True).first()
        self.initial.setdefault("as_of", latest)  # the funds' registers are of one day


class RecordForm(forms.Form):
    """What the user agreed to on the preview; each tick carries the figure it was put beside."""

    only_good = forms.BooleanField(required=False)
    left_out = forms.IntegerField(required=False, min_value=0)
    difference = forms.DecimalField(required=False, max_digits=14, decimal_places=2)

    def asked(self) -> None:
        """Raise Refused when rows are to be left out and nobody has said they saw which."""
        self.full_clean()
        if self.cleaned_data.get("only_good") and self.cleaned_data.get("left_out") is None:
            sentence = "กรุณาทำเครื่องหมายหน้า “เข้าใจแล้ว” ก่อนบันทึกเฉพาะแถวที่ถูกต้อง"
            raise Refused([Refusal("left_out_unseen", "", sentence)])

    @property
    def options(self) -> dict[str, Any]:
        """Keyword arguments of ``record_register``, in JSON's own types."""
        difference = self.cleaned_data.get("difference")
        return {
            "only_good": bool(self.cleaned_data.get("only_good")),
            "left_out_seen": self.cleaned_data.get("left_out"),
            "difference_seen": None if difference is None else str(difference),
        }


class DoubtForm(VersionedForm):
    """The answer to one doubt; its choices are the doubt's own."""

    answer = forms.ChoiceField(
        label="แถวนี้คือใคร",
        widget=forms.RadioSelect,
        error_messages={
            "required": "กรุณาเลือกคำตอบหนึ่งข้อ",
            "invalid_choice": "ข้อมูลเปลี่ยนไปแล้ว กรุณาเลือกคำตอบใหม่",
        },
    )

    def __init__(self, *args: Any, doubt: Doubt, **options: Any) -> None:
        super().__init__(*args, **options)
        self.doubt = doubt
        self.fields["answer"].choices = [(one.value, one.label) for one in doubt.answers]
        if doubt.given:
            self.initial["answer"] = doubt.given.value
        self.initial["seen"] = version_of(doubt.given.meaning if doubt.given else None)

    def show_both(self, refused: Refused) -> None:
        """Show the refusal; where others answered meanwhile, with their answer and this one."""
        said = {one.value: one.label for one in self.doubt.answers}
        given = self.doubt.given.value if self.doubt.given else ""
        self.meet(
            refused,
            now={"แถวนี้คือใคร": said.get(given, "")},
            mine={"แถวนี้คือใคร": said[self.data["answer"]]},
            seen=self.initial["seen"],
        )

    def clean_answer(self) -> dict[str, object]:
        """What was chosen, as ``choose`` takes it."""
        chosen = self.cleaned_data["answer"]
        return next(one.meaning for one in self.doubt.answers if one.value == chosen)
