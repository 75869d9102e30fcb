"""What people look for among households and contracts. Unknown values are ignored."""

import re
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.timezone import localdate

from consolidation.matrix import areas_to_choose
from consolidation.models import Contract, Transfer
from consolidation.overcharging import overcharged_contracts
from consolidation.searching import contracts_numbered, households_like
from consolidation.signature_state import unsigned
from consolidation.stages import Stage
from consolidation.standing import Standing, owing_to
from consolidation.worklist import unpaid
from fundinst.thai import Unreadable
from members.models import Fund, Household, Institution, User
from members.national_ids import search_without_id

MOST_OFFERED = 300
"""Institutions in one choice: those of a large district."""
EVERY_INSTITUTION = "ทุกสถาบัน"
CHOOSE_AREA = "ทุกสถาบัน (เลือกอำเภอก่อน)"
ROW_NUMBER = re.compile("[0-9]{1,18}")  # what a bigint takes


def _without_ids(data: QueryDict) -> QueryDict:
    """The search without a whole national ID: what stands for it finds the same person."""
    data = data.copy()
    if "q" in data:
        data["q"] = search_without_id(data["q"])
    return data


class ScopedFilter(django_filters.FilterSet):
    """Choices within the user's scope; an institution is asked for only where there are several.

    ``institution`` is the one all rows are of: chosen, or the only one in sight; else None.
    """

    def __init__(self, data: QueryDict, *args, user: User, **kwargs) -> None:
        super().__init__(_without_ids(data), *args, **kwargs)
        institutions = Institution.objects.visible_to(user)
        chosen = [*institutions[:2]]
        self.has_several = len(chosen) > 1
        if self.has_several:
            self.filters["institution"].queryset = institutions
            number = self.data.get("institution", "")
            chosen = [*institutions.filter(pk=number)] if ROW_NUMBER.fullmatch(number) else []
        else:
            del self.filters["institution"]
        self.institution = chosen[0] if chosen else None
        if chosen:
            self.filters["fund"].queryset = Fund.objects.filter(institution=chosen[0])
        else:
            del self.filters["fund"]
        if areas := areas_to_choose(user):
            self.filters["area"].extra["choices"] = areas
        else:
            del self.filters["area"]

    def within(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        path = self.Meta.model.institution_path
        return rows.filter(**{f"{path}__subdistrict__code__startswith": code})

    @property
    def form(self) -> forms.Form:
        """The library's, with as many institutions to choose from as a person can look through."""
        is_new = not hasattr(self, "_form")
        form = super().form
        if is_new and "institution" in form.fields and "area" in form.fields:
            form.fields["institution"].widget.choices = self._offered()
        return form

    def _offered(self) -> list[tuple[str | int, str]]:
        """Those of the chosen area; where they are too many, the area has to be chosen first.

        Any other in sight is still understood when an address asks for it.
        """
        seen, area = self.filters["institution"].queryset, self.data.get("area", "")
        within = seen.filter(subdistrict__code__startswith=area) if area.isdigit() else seen
        found = [*within[: MOST_OFFERED + 1]]
        if len(found) > MOST_OFFERED:
            found = [self.institution] if self.institution else []
            return [("", CHOOSE_AREA), *((one.pk, str(one)) for one in found)]
        if self.institution and self.institution not in found:
            found.insert(0, self.institution)
        return [("", EVERY_INSTITUTION), *((one.pk, str(one)) for one in found)]

    @cached_property
    def conditions(self) -> dict[str, Any]:
        """What was asked for and understood, by field; empty when the whole list is looked at."""
        self.form.is_valid()
        return {name: asked for name, asked in self.form.cleaned_data.items() if asked}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was looked for: an empty list then means 'not found'."""
        return bool(self.conditions)

    def query(self, **further: str) -> str:
        """The plain address of this search: what was not asked for is left out."""
        asked = {name: self.data[name] for name in self.conditions}
        return urlencode(asked | {name: value for name, value in further.items() if value})

    @property
    def words(self) -> str:
        """The search in words: ค้นหา “ทองม้วน” · สถานะ: มีหนี้หลายกองทุน."""
        return " · ".join(
            self._said(self.form.fields[name], asked) for name, asked in self.conditions.items()
        )

    @staticmethod
    def _said(field: forms.Field, asked: Any) -> str:
        if asked is True:
            return str(field.label)
        if isinstance(asked, models.Model):
            return f"{field.label}: {asked}"
        if choices := dict(getattr(field, "choices", ())):
            return f"{field.label}: {choices[asked]}"
        return f"{field.label} “{asked}”"


class HouseholdFilter(ScopedFilter):
    q = django_filters.CharFilter(label="ค้นหา", method="look_for")
    institution = django_filters.ModelChoiceFilter(
        label="สถาบัน", queryset=Institution.objects.none(), empty_label=EVERY_INSTITUTION
    )
    fund = django_filters.ModelChoiceFilter(
        label="เป็นหนี้กองทุน", queryset=Fund.objects.none(), empty_label="ทุกกองทุน", method="owing"
    )
    state = django_filters.ChoiceFilter(
        label="สถานะ", choices=Standing.choices, field_name="standing", empty_label="ทุกสถานะ"
    )
    stage = django_filters.ChoiceFilter(
        label="ขั้นในโครงการ", choices=Stage.choices, empty_label="ทุกขั้น"
    )
    area = django_filters.ChoiceFilter(label="พื้นที่", empty_label="ทุกพื้นที่", method="within")

    class Meta:
        model = Household
        fields: list[str] = []

    def look_for(self, households: QuerySet, name: str, text: str) -> QuerySet:
        try:
            return households.filter(households_like(text, within=self.institution))
        except Unreadable:
            return households.none()

    def owing(self, households: QuerySet, name: str, fund: Fund) -> QuerySet:
        return households.filter(owing_to(fund))


class ContractFilter(ScopedFilter):
    q = django_filters.CharFilter(label="ค้นหา", method="look_for")
    institution = django_filters.ModelChoiceFilter(
        label="สถาบัน",
        queryset=Institution.objects.none(),
        empty_label=EVERY_INSTITUTION,
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
    unsigned = django_filters.BooleanFilter(
        label="เฉพาะที่ยังลงชื่อไม่ครบ",
        method="not_yet_signed",
        widget=forms.CheckboxInput(attrs={"value": "true"}),
    )
    overcharged = django_filters.BooleanFilter(
        label="เฉพาะที่เรียกเก็บเกิน ต้องคืน",
        method="charged_too_much",
        widget=forms.CheckboxInput(attrs={"value": "true"}),
    )
    area = django_filters.ChoiceFilter(label="พื้นที่", empty_label="ทุกพื้นที่", method="within")

    class Meta:
        model = Contract
        fields: list[str] = []

    def look_for(self, contracts: QuerySet, name: str, text: str) -> QuerySet:
        try:
            meant = households_like(text, within=self.institution)
            homes = Household.objects.filter(meant, pk=OuterRef("household"))
            numbered = contracts_numbered(text).filter(pk=OuterRef("pk"))
        except Unreadable:
            return contracts.none()
        return contracts.filter(Exists(homes) | Exists(numbered))

    def not_yet_paid(self, contracts: QuerySet, name: str, wanted: bool) -> QuerySet:
        if not wanted:
            return contracts
        return contracts.filter(Exists(unpaid(Transfer.objects).filter(contract=OuterRef("pk"))))

    def not_yet_signed(self, contracts: QuerySet, name: str, wanted: bool) -> QuerySet:
        return unsigned(contracts) if wanted else contracts

    def charged_too_much(self, contracts: QuerySet, name: str, wanted: bool) -> QuerySet:
        if not wanted:
            return contracts
        found = overcharged_contracts(contracts, on=localdate())
        return contracts.filter(pk__in=[one.contract.pk for one in found])
