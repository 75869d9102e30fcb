"""The lists of households, contracts and institutions; totals are of the whole list."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.db.models import Count, QuerySet, Sum
from django.template.loader import render_to_string
from django.utils.html import format_html
from django_tables2.utils import A

from consolidation.cases import case_in_words
from consolidation.models import Case, Contract
from consolidation.standing import Standing
from fundinst.money import format_baht
from fundinst.thai import format_date
from members.models import Household

NUMBER = {"td": {"class": "number"}}
PRIMARY = {"td": {"class": "primary"}}

TONES = {
    Standing.CONTRACTED: "done",
    Standing.SELECTED: "work",
    Standing.SEVERAL: "wait",
    Standing.ONE: "open",
    Standing.NONE: "open",
}

CASE_TONES = {
    Case.Status.SUBMITTED: "wait",
    Case.Status.RETURNED: "back",
    Case.Status.APPROVED: "done",
    Case.Status.NEGOTIATING: "work",
    Case.Status.AGREED: "done",
    Case.Status.FAILED: "stop",
    Case.Status.DEFAULTED: "warning",
}
"""Of cases that went on after they were selected, and have no contract."""


@lru_cache(maxsize=256)
def status_word(label: str, *, tone: str) -> str:
    """components/status.html as a cell; the same few words stand in every row of a list."""
    return render_to_string("components/status.html", {"label": label, "tone": tone})


COUNT = "count of rows"
"""Among the totals of a list: how many rows it has."""


class _OneTable(tables.Table):
    """A list with ``totals`` by column, of the whole list and not of the page.

    With ``COUNT`` among them the rows aren't counted once more.
    """

    def __init__(self, *args: Any, totals: dict[str, Any], **kwargs: Any) -> None:
        self.totals = totals
        super().__init__(*args, **kwargs)
        if COUNT in totals:
            self.data._length = totals[COUNT]

    class Meta:
        template_name = "django_tables2/fund_table.html"


def totals_of(rows: QuerySet, *columns: str) -> dict[str, Any]:
    """The sums of these columns over all rows, and how many rows they are, in one query."""
    # An aggregate may not bear an annotation's name: the annotation would go.
    sums = {f"total_{column}": Sum(column) for column in columns}
    found = rows.order_by().values("pk", *columns).aggregate(rows=Count("pk"), **sums)
    return {column: found[f"total_{column}"] for column in columns} | {COUNT: found["rows"]}


def _total(table: _OneTable, bound_column: tables.columns.BoundColumn) -> str:
    total = table.totals[bound_column.name] or Decimal(0)
    return format_baht(total) if isinstance(total, Decimal) else f"{total:,}"


class HouseholdTable(_OneTable):
    caption = "รายชื่อครัวเรือน"

    house_number = tables.Column(
        verbose_name="บ้านเลขที่", order_by=("house_key", "pk"), default="ไม่มี", footer="รวม"
    )
    head_name = tables.Column(
        verbose_name="หัวหน้าครัวเรือน",
        order_by=("head_sort_key", "pk"),
        attrs=PRIMARY,
        default="ยังไม่ทราบชื่อ",
        linkify=("consolidation:household", [A("pk")]),
    )
    institution = tables.Column(verbose_name="สถาบัน", accessor="institution__name", orderable=False)
    fund_names = tables.Column(verbose_name="กองทุนที่เป็นหนี้", orderable=False, default="ไม่มี")
    owed = tables.Column(
        verbose_name="หนี้คงเหลือรวม (บาท)", order_by=("owed", "pk"), attrs=NUMBER, footer=_total
    )
    standing = tables.Column(verbose_name="สถานะ", orderable=False)

    class Meta(_OneTable.Meta):
        order_by = "house_number"
        sequence = ("house_number", "head_name", "institution", "fund_names", "owed", "standing")

    def render_fund_names(self, value: list[str]) -> str:
        return " · ".join(value) or "ไม่มี"

    def render_owed(self, value: Decimal) -> str:
        return format_baht(value)

    def render_standing(self, record: Household) -> str:
        tone, label = household_status(record)
        return status_word(label, tone=tone)


class HouseholdsOfSeveral(HouseholdTable):
    """Households of more institutions than one: institution by institution, without a total.

    So a page costs the same whether a district is looked at or the country; sums of an area stand
    in its reports.
    """

    house_number = tables.Column(
        verbose_name="บ้านเลขที่",
        order_by=("institution__code", "house_key", "pk"),
        default="ไม่มี",
    )
    owed = tables.Column(verbose_name="หนี้คงเหลือรวม (บาท)", order_by=("owed", "pk"), attrs=NUMBER)

    class Meta(HouseholdTable.Meta):
        pass


def household_status(household: Household) -> tuple[str, str]:
    """Tone and words: of its standing; on its way to the contract, where its case is."""
    standing = Standing(household.standing)
    if standing == Standing.SELECTED and household.case_status in CASE_TONES:
        return CASE_TONES[household.case_status], case_in_words(household.case_status)
    return TONES[standing], str(standing.label)


class ContractTable(_OneTable):
    caption = "รายการสัญญา"

    number = tables.Column(
        verbose_name="เลขที่สัญญา",
        order_by=("year", "fund__position", "number", "pk"),
        attrs={"td": {"class": "primary short"}},
        footer="รวมที่ไม่ยกเลิก",
    )
    borrower = tables.Column(verbose_name="ผู้กู้", order_by=("borrower__sort_key", "pk"))
    fund = tables.Column(verbose_name="กองทุนที่ถือสัญญา", orderable=False)
    amount = tables.Column(
        verbose_name="จำนวนเงิน (บาท)", order_by=("amount", "pk"), attrs=NUMBER, footer=_total
    )
    status = tables.Column(verbose_name="สถานะ", orderable=False)

    class Meta(_OneTable.Meta):
        order_by = "-number"

    def __init__(self, *args: Any, one_institution: bool, **kwargs: Any) -> None:
        self.one_institution = one_institution
        super().__init__(*args, **kwargs)

    def render_number(self, record: Contract) -> str:
        return format_html(
            '<a href="{}">{}</a> <span class="row-note">{}</span>',
            record.get_absolute_url(),
            record,
            format_date(record.opened_on, style="medium", digits="arabic"),
        )

    def render_borrower(self, record: Contract) -> str:
        house, institution = record.household, record.household.institution.name
        home = str(house) if self.one_institution else f"{house} · {institution}"
        return format_html(
            '<span>{} <span class="row-note">{}</span></span>', record.borrower, home
        )

    def render_amount(self, record: Contract) -> str:
        amount = format_baht(record.amount)
        if record.status == Contract.Status.CANCELLED:
            return format_html("<del>{}</del>", amount)
        return amount

    def render_status(self, record: Contract) -> str:
        tone, label = contract_status(record)
        word = status_word(label, tone=tone)
        if record.status != Contract.Status.OPEN or not record.waits_for_signatures:
            return word
        waits = f"รอลงชื่ออีก {record.waits_for_signatures} คน"
        return format_html('<span>{} <span class="row-note">{}</span></span>', word, waits)


class ContractsOfSeveral(ContractTable):
    """Contracts of more institutions than one: as they were made, without a total.

    Each fund numbers its own; and so a page costs the same whether a district is looked at or the
    country.
    """

    number = tables.Column(
        verbose_name="เลขที่สัญญา", order_by="pk", attrs={"td": {"class": "primary short"}}
    )
    amount = tables.Column(verbose_name="จำนวนเงิน (บาท)", order_by=("amount", "pk"), attrs=NUMBER)

    class Meta(ContractTable.Meta):
        pass


def contract_status(contract: Contract) -> tuple[str, str]:
    """Tone and words of its status, and whether the other funds have their money yet."""
    if contract.status == Contract.Status.CANCELLED:
        return "stop", str(contract.get_status_display())
    if contract.status == Contract.Status.OPEN and contract.unpaid_count:
        return "wait", f"รอโอนเงิน {contract.unpaid_count} รายการ"
    return "done", str(contract.get_status_display())
