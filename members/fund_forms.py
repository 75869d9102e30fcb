"""Forms of member funds, their accounts and rules. They read and narrow; the acts write."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms

from fundinst.errors import Refused
from fundinst.forms import ActForm, BahtField, ThaiDateField, speak_thai
from members.beside import show_beside
from members.models import Fund
from members.rule_terms import terms_of_rule
from members.terms import StatedFund, Terms, refusals_of_accounts, refusals_of_terms
from members.typed_fields import AccountNumbersField, CountField, PercentField
from members.versioned_forms import VersionedForm

USUAL = (Fund.Kind.VILLAGE_FUND, Fund.Kind.SAVINGS_GROUP, Fund.Kind.KKJ)
NAMELESS = (Fund.Kind.OCCUPATION, Fund.Kind.OTHER)
"""Kinds of which every village has its own: their name is asked for, never made up."""
TERMS = ("rate_percent", "ceiling", "effective_on")
MONTHLY = "ร้อยละต่อปี เช่น 6 หรือ 7.5 ถ้าคิดเป็นเดือนให้คูณ 12 ก่อน"
DAY = "เช่น 1/1/2560 หรือ 1 ม.ค. 2560"
SEVERAL = "ถ้ามีหลายบัญชี ให้คั่นด้วยจุลภาค เช่น 1, 4"
LONGEST_NAME = Fund._meta.get_field("name").max_length


class FundsForm(VersionedForm):
    """The kinds of funds, each ticked or not: a set of fields a kind, named kind-column.

    ``funds`` are those that joined already (``first_of_each_kind``). Cleaned to ``funds``: what was
    told of each that is ticked.
    """

    def __init__(
        self, data: Any = None, *, funds: dict[str, Fund], today: date, version: str = ""
    ) -> None:
        super().__init__(data, initial={"seen": version})
        self.funds, self.today = funds, today
        self.kinds = [*Fund.Kind]
        for kind in self.kinds:
            told = _as_told(kind, funds.get(kind), today)
            for column, field in _fields_of(kind).items():
                if column in told:
                    field.initial = told[column]
                    self.fields[f"{kind}-{column}"] = field
        speak_thai(self)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each kind for the page: its tick box, what every fund has, and what may be left open."""
        for kind in self.kinds:
            told = [self[f"{kind}-{column}"] for column in ("name", "accounts")]
            terms = [
                self[f"{kind}-{column}"] for column in TERMS if f"{kind}-{column}" in self.fields
            ]
            begun = any(field.errors or field.value() for field in terms[:2])
            yield {
                "tick": self[f"{kind}-in"],
                "told": told,
                "terms": terms,
                "open": begun,
                "is_usual": kind in USUAL,
            }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ticked = [kind for kind in self.kinds if cleaned.get(f"{kind}-in")]
        for name in [*self.errors]:  # what is not ticked is not asked for
            if name.partition("-")[0] not in ticked:
                del self.errors[name]
        for kind in ticked:
            if not cleaned.get(f"{kind}-name") and f"{kind}-name" not in self.errors:
                self.add_error(f"{kind}-name", "กรุณากรอกชื่อกองทุน")
        cleaned["funds"] = [self._stated(kind) for kind in ticked if not self._errs(kind)]
        return cleaned

    def _errs(self, kind: str) -> bool:
        return any(name.startswith(f"{kind}-") for name in self.errors)

    def _stated(self, kind: str) -> StatedFund:
        value = {column: self.cleaned_data.get(f"{kind}-{column}") for column in _fields_of(kind)}
        stated = StatedFund(
            kind, value["name"], value["accounts"] or (1,), _terms_of(value, kind, self)
        )
        show_beside(self, Refused(refusals_of_accounts(stated.accounts)), prefix=f"{kind}-")
        return stated


def _fields_of(kind: str) -> dict[str, forms.Field]:
    label = str(Fund.Kind(kind).label)
    return {
        "in": forms.BooleanField(label=label, required=False),
        "name": _name(f"ชื่อ{label}", required=False),
        "accounts": AccountNumbersField(
            label=f"เลขบัญชีของ{label}", required=False, help_text=SEVERAL
        ),
        "rate_percent": PercentField(
            label=f"ดอกเบี้ยของ{label} (ถ้ามี)", required=False, help_text=MONTHLY
        ),
        "ceiling": BahtField(label=f"วงเงินต่อรายของ{label} บาท (ถ้ามี)", required=False),
        "effective_on": ThaiDateField(
            label=f"ระเบียบของ{label}ใช้ตั้งแต่", required=False, help_text=DAY
        ),
    }


def _name(label: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_NAME,
        required=required,
        error_messages={"required": f"กรุณากรอก{label}"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _as_told(kind: str, fund: Fund | None, today: date) -> dict[str, Any]:
    """The initial value of every column that is asked; none of a rule that says more than these."""
    if fund is None:
        name = "" if kind in NAMELESS else str(Fund.Kind(kind).label)
        terms = {"rate_percent": None, "ceiling": None, "effective_on": today}
        return {"in": False, "name": name, "accounts": (1,), **terms}
    told = {
        "in": True,
        "name": fund.name,
        "accounts": tuple(sorted(account.number for account in fund.accounts.all())),
    }
    rules = [*fund.rules.all()]
    if len(rules) > 1 or not all(terms_of_rule(rule).is_plain for rule in rules):
        return told
    only = rules[0] if rules else None
    terms = {column: getattr(only, column, None) for column in TERMS}
    return {**told, **terms, "effective_on": terms["effective_on"] or today}


def _terms_of(value: dict[str, Any], kind: str, form: ActForm) -> Terms | None:
    """The rules told of a fund, their refusals shown beside their fields; None when none is."""
    if value.get("rate_percent") is None and value.get("ceiling") is None:
        return None
    day = value.get("effective_on") or form.today
    terms = Terms(day, value.get("rate_percent"), value.get("ceiling"))
    show_beside(form, Refused(refusals_of_terms(kind, terms)), prefix=f"{kind}-")
    return terms


class FundForm(ActForm):
    """One further fund."""

    kind = forms.ChoiceField(label="ประเภทกองทุน", choices=Fund.Kind)
    name = _name("ชื่อกองทุน")
    accounts = AccountNumbersField(label="เลขบัญชี", initial=(1,), help_text=SEVERAL)

    def stated(self) -> StatedFund:
        value = self.cleaned_data
        return StatedFund(value["kind"], value["name"], value["accounts"])


class FundAccountForm(ActForm):
    """One further account of a fund."""

    number = CountField(label="เลขบัญชี", help_text="เช่น 4 สำหรับบัญชี 4")
    name = forms.CharField(
        label="ชื่อบัญชี (ถ้ามี)", max_length=100, required=False, help_text="เช่น บัญชีประชารัฐ"
    )
