"""What people look for among households and contracts. Unknown values are ignored."""

import re

import django_filters
from django import forms
from django.db.models import CharField, Exists, F, Func, Manager, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from consolidation.models import Contract, Transfer
from consolidation.standing import Standing, owing_to
from consolidation.worklist import unpaid
from debts.models import Loan
from fundinst.names import name_key, read_house_number, split_name
from fundinst.thai import ARABIC, THAI, Unreadable, clean, to_arabic_digits
from members.models import Fund, Household, Institution, Person, User

CONTRACT_NUMBER = Concat(
    F("fund__abbreviation"),
    Cast("number", CharField()),
    Value("/"),
    Cast("year", CharField()),
    output_field=CharField(),
)
ROW_NUMBER = re.compile("[0-9]{1,18}")  # what a bigint takes
_LEFT_OUT = str.maketrans("", "", " .")


def households_like(text: str) -> Q:
    """Households that the text may mean: by anybody's name, house, or a number of loan or contract.

    Titles, spaces, dots and kinds of digits make no difference. Raises Unreadable on text that is
    none.
    """
    typed = to_arabic_digits(clean(text)).casefold()
    people = Person.objects.filter(_named(text, typed), household=OuterRef("pk"))
    loans = _numbered(Loan.objects, F("number"), typed).filter(household=OuterRef("pk"))
    contracts = _numbered(Contract.objects, CONTRACT_NUMBER, typed).filter(household=OuterRef("pk"))
    return _in_house(text) | Q(Exists(people)) | Q(Exists(loans)) | Q(Exists(contracts))


def contracts_numbered(text: str) -> QuerySet[Contract]:
    """Contracts whose number the text is, or a part of it: 1/2560, กทบ 1. Raises Unreadable."""
    return _numbered(Contract.objects, CONTRACT_NUMBER, to_arabic_digits(clean(text)).casefold())


def _numbered(rows: Manager, number: F | Concat, typed: str) -> QuerySet:
    """Rows whose number has what was typed in it, in the database's plain writing of both."""
    plain = typed.translate(_LEFT_OUT)
    if not plain:
        return rows.none()
    digits = Func(number, Value(f"{THAI} ."), Value(ARABIC), function="translate")
    written = Func(digits, function="lower", output_field=CharField())
    return rows.annotate(plain=written).filter(plain__contains=plain)


def _named(text: str, typed: str) -> Q:
    """Every word stands in the name, as it was typed or as it is without a title."""
    named = _words(typed)
    try:
        return named | _words(name_key(split_name(text)))
    except Unreadable:
        return named


def _words(text: str) -> Q:
    named = Q()
    for word in text.split():
        named &= Q(name_key__contains=word)
    return named


def _in_house(text: str) -> Q:
    """The house itself and those numbered after it: 32 finds 32, 32/1, 32/2."""
    try:
        house = read_house_number(text)
    except Unreadable:
        return Q(pk__in=[])
    return (
        Q(house_number=house) | Q(house_number__startswith=f"{house}/") if house else Q(pk__in=[])
    )


class _ScopedFilter(django_filters.FilterSet):
    """Choices within the user's scope; an institution is asked for only where there are several."""

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        institutions = Institution.objects.visible_to(user)
        chosen = [*institutions[:2]]
        if len(chosen) > 1:
            self.filters["institution"].queryset = institutions
            number = self.data.get("institution", "")
            chosen = [*institutions.filter(pk=number)] if ROW_NUMBER.fullmatch(number) else []
        else:
            del self.filters["institution"]
        if chosen:
            self.filters["fund"].queryset = Fund.objects.filter(institution=chosen[0])
        else:
            del self.filters["fund"]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was looked for: an empty list then means 'not found'."""
        return any(self.form.cleaned_data.values()) if self.form.is_valid() else self.is_bound


class HouseholdFilter(_ScopedFilter):
    q = django_filters.CharFilter(label="ค้นหา", method="look_for")
    institution = django_filters.ModelChoiceFilter(
        label="สถาบัน", queryset=Institution.objects.none(), empty_label="ทุกสถาบัน"
    )
    fund = django_filters.ModelChoiceFilter(
        label="เป็นหนี้กองทุน", queryset=Fund.objects.none(), empty_label="ทุกกองทุน", method="owing"
    )
    state = django_filters.ChoiceFilter(
        label="สถานะ", choices=Standing.choices, field_name="standing", empty_label="ทุกสถานะ"
    )

    class Meta:
        model = Household
        fields: list[str] = []

    def look_for(self, households: QuerySet, name: str, text: str) -> QuerySet:
        try:
            return households.filter(households_like(text))
        except Unreadable:
            return households.none()

    def owing(self, households: QuerySet, name: str, fund: Fund) -> QuerySet:
        return households.filter(owing_to(fund))


class ContractFilter(_ScopedFilter):
    q = django_filters.CharFilter(label="ค้นหา", method="look_for")
    institution = django_filters.ModelChoiceFilter(
        label="สถาบัน",
        queryset=Institution.objects.none(),
        empty_label="ทุกสถาบัน",
        field_name="household__institution",
    )
    fund = django_filters.ModelChoiceFilter(
        label="กองทุนที่ถือสัญญา", queryset=Fund.objects.none(), empty_label="ทุกกองทุน"
    )
    status = django_filters.ChoiceFilter(
        label="สถานะ", choices=Contract.Status.choices, empty_label="ทุกสถานะ"
    )
    unpaid = django_filters.BooleanFilter(
        label="เฉพาะที่ยังโอนเงินไม่ครบ",
        method="not_yet_paid",
        widget=forms.CheckboxInput(attrs={"value": "true"}),
    )

    class Meta:
        model = Contract
        fields: list[str] = []

    def look_for(self, contracts: QuerySet, name: str, text: str) -> QuerySet:
        try:
            homes = Household.objects.filter(households_like(text), pk=OuterRef("household"))
            numbered = contracts_numbered(text).filter(pk=OuterRef("pk"))
        except Unreadable:
            return contracts.none()
        return contracts.filter(Exists(homes) | Exists(numbered))

    def not_yet_paid(self, contracts: QuerySet, name: str, wanted: bool) -> QuerySet:
        if not wanted:
            return contracts
        return contracts.filter(Exists(unpaid(Transfer.objects).filter(contract=OuterRef("pk"))))
