"""Lists as flat files: the columns of each, and what a cell of a spreadsheet may hold."""

from decimal import Decimal
from typing import Any

from django.db import models
from import_export import resources
from import_export.fields import Field

from consolidation.models import Contract
from consolidation.tables import contract_status, household_status
from fundinst.thai import format_date
from members.models import Household

# What makes a spreadsheet take a text for a formula; full-width signs do in some languages.
# Source: OWASP, "CSV Injection".
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


class ListResource(resources.ModelResource):
    """A list as rows: amounts stay numbers, all else is inert text.

    The package's own guard against formulas takes = alone and turns numbers into text.
    """

    def __init__(self, *, has_several: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not has_several:  # as in the list on the page
            del self.fields["institution"]

    def export_field(self, field: Field, instance: models.Model, **kwargs: Any) -> str | Decimal:
        value = super().export_field(field, instance, **kwargs)
        return value if isinstance(value, Decimal) else inert(str(value))


class HouseholdResource(ListResource):
    """The columns of HouseholdTable, and the annotations that it needs."""

    house_number = Field(column_name="บ้านเลขที่")
    head_name = Field(column_name="หัวหน้าครัวเรือน")
    institution = Field(column_name="สถาบัน", attribute="institution__name")
    fund_names = Field(column_name="กองทุนที่เป็นหนี้")
    owed = Field(column_name="หนี้คงเหลือรวม (บาท)")
    standing = Field(column_name="สถานะ")

    class Meta:
        model = Household
        fields = ("house_number", "head_name", "institution", "fund_names", "owed", "standing")

    def dehydrate_house_number(self, household: Household) -> str:
        return household.house_number or "ไม่มี"

    def dehydrate_head_name(self, household: Household) -> str:
        return household.head_name or "ยังไม่ทราบชื่อ"

    def dehydrate_fund_names(self, household: Household) -> str:
        return " · ".join(household.fund_names) or "ไม่มี"

    def dehydrate_owed(self, household: Household) -> Decimal:
        return household.owed

    def dehydrate_standing(self, household: Household) -> str:
        _tone, words = household_status(household)
        return words


class ContractResource(ListResource):
    """The columns of ContractTable, its notes in columns of their own."""

    number = Field(column_name="เลขที่สัญญา")
    opened_on = Field(column_name="วันทำสัญญา")
    borrower = Field(column_name="ผู้กู้", attribute="borrower")
    house_number = Field(column_name="บ้านเลขที่")
    institution = Field(column_name="สถาบัน", attribute="household__institution__name")
    fund = Field(column_name="กองทุนที่ถือสัญญา", attribute="fund__name")
    amount = Field(column_name="จำนวนเงิน (บาท)")
    status = Field(column_name="สถานะ")

    class Meta:
        model = Contract
        fields = (
            *("number", "opened_on", "borrower", "house_number"),
            *("institution", "fund", "amount", "status"),
        )

    def dehydrate_number(self, contract: Contract) -> str:
        return str(contract)

    def dehydrate_opened_on(self, contract: Contract) -> str:
        return format_date(contract.opened_on, style="medium", digits="arabic")

    def dehydrate_house_number(self, contract: Contract) -> str:
        return contract.household.house_number or "ไม่มี"

    def dehydrate_amount(self, contract: Contract) -> Decimal:
        return contract.amount

    def dehydrate_status(self, contract: Contract) -> str:
        _tone, words = contract_status(contract)
        return words
