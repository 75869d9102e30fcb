"""Lists as flat files: the columns of each, and what a cell of a spreadsheet may hold."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import QuerySet
from import_export import resources
from import_export.fields import Field

from consolidation.models import Contract
from consolidation.tables import contract_status, household_status
from fundinst.thai import format_date
from members.models import Household

# What makes a spreadsheet take a text for a formula; full-width signs do in some languages.
# Source: OWASP, "CSV Injection". After <r> XlsxWriter takes a text for marked-up XML.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "<r>")


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


ROWS_READ_AT_ONCE = 2000


class ListResource(resources.ModelResource):
    """A list as rows: amounts stay numbers, all else is inert text.

    The package's own guard against formulas takes = alone and turns numbers into text, and its own
    export looks up every column anew for every row and holds all of them.
    """

    reads: tuple[str, ...] = ()  # what its columns need, where that is less than whole objects

    def __init__(self, *, has_several: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not has_several:  # as in the list on the page
            del self.fields["institution"]

    def rows_of(self, found: QuerySet[Any]) -> Iterator[list[str | Decimal]]:
        """The cells of each row, read by and by."""
        columns = [
            getattr(self, f"dehydrate_{name}")
            for name in self.get_export_order()
            if name in self.fields
        ]
        few = found.values_list(*self.reads, named=True) if self.reads else found
        for row in few.iterator(ROWS_READ_AT_ONCE):
            cells = [cell_of(row) for cell_of in columns]
            yield [cell if isinstance(cell, Decimal) else inert(cell) for cell in cells]


class HouseholdRow(Protocol):
    """What is read of a household for its line; owed in baht."""

    house_number: str
    head_name: str | None
    institution__name: str
    fund_names: list[str]
    owed: Decimal
    standing: str
    case_status: str | None


class HouseholdResource(ListResource):
    """The columns of HouseholdTable, and the annotations that it needs."""

    house_number = Field(column_name="บ้านเลขที่")
    head_name = Field(column_name="หัวหน้าครัวเรือน")
    institution = Field(column_name="สถาบัน")
    fund_names = Field(column_name="กองทุนที่เป็นหนี้")
    owed = Field(column_name="หนี้คงเหลือรวม (บาท)")
    standing = Field(column_name="สถานะ")

    reads = (
        *("house_number", "head_name", "institution__name", "fund_names"),
        *("owed", "standing", "case_status"),
    )

    class Meta:
        model = Household
        fields = ("house_number", "head_name", "institution", "fund_names", "owed", "standing")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._words: dict[tuple[str, str | None], str] = {}

    def dehydrate_house_number(self, household: HouseholdRow) -> str:
        return household.house_number or "ไม่มี"

    def dehydrate_head_name(self, household: HouseholdRow) -> str:
        return household.head_name or "ยังไม่ทราบชื่อ"

    def dehydrate_institution(self, household: HouseholdRow) -> str:
        return household.institution__name

    def dehydrate_fund_names(self, household: HouseholdRow) -> str:
        return " · ".join(household.fund_names) or "ไม่มี"

    def dehydrate_owed(self, household: HouseholdRow) -> Decimal:
        return household.owed

    def dehydrate_standing(self, household: HouseholdRow) -> str:
        where = household.standing, household.case_status
        if where not in self._words:  # a dozen for a whole country: each is put into words once
            _tone, self._words[where] = household_status(household)
        return self._words[where]


class ContractResource(ListResource):
    """The columns of ContractTable, its notes in columns of their own."""

    number = Field(column_name="เลขที่สัญญา")
    opened_on = Field(column_name="วันทำสัญญา")
    borrower = Field(column_name="ผู้กู้")
    house_number = Field(column_name="บ้านเลขที่")
    institution = Field(column_name="สถาบัน")
    fund = Field(column_name="กองทุนที่ถือสัญญา")
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

    def dehydrate_borrower(self, contract: Contract) -> str:
        return str(contract.borrower)

    def dehydrate_house_number(self, contract: Contract) -> str:
        return contract.household.house_number or "ไม่มี"

    def dehydrate_institution(self, contract: Contract) -> str:
        return contract.household.institution.name

    def dehydrate_fund(self, contract: Contract) -> str:
        return contract.fund.name

    def dehydrate_amount(self, contract: Contract) -> Decimal:
        return contract.amount

    def dehydrate_status(self, contract: Contract) -> str:
        _tone, words = contract_status(contract)
        return words
