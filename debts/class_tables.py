"""The lists of classes of debtors: institutions to choose from, and households of a class."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from debts.class_figures import Classed
from fundinst.money import format_baht
from members.models import Institution
from members.tables import InstitutionTable

NUMBER = {"td": {"class": "number"}}


def _total(table: "ClassedTable") -> str:
    return format_baht(table.total)


class ClassInstitutionTable(InstitutionTable):
    """Institutions, how many of their households owe, and how many have no class yet."""

    caption = "สถาบันและการจัดประเภท"

    owing_count = tables.Column(verbose_name="ครัวเรือนที่มีหนี้", attrs=NUMBER, orderable=False)
    unclassified_count = tables.Column(verbose_name="ยังไม่ได้จัดประเภท", attrs=NUMBER, orderable=False)

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        self.on = on
        super().__init__(*args, **options)

    def address(self, institution: Institution) -> str:
        query = {"institution": institution.code, "on": self.on.isoformat()}
        return reverse("debts:class_summary", query=query)

    def render_owing_count(self, value: int) -> str:
        return f"{value:,}"

    render_unclassified_count = render_owing_count


class ClassedTable(tables.Table):
    """Households that owed on a day, with both their classes; the whole list's sum is its foot."""

    caption = "ครัวเรือนตามประเภท"
    caption_hidden = True

    house = tables.Column(
        verbose_name="บ้านเลขที่",
        accessor="household__house_number",
        attrs={"th": {"class": "nowrap"}},
        default="ไม่มี",
        footer="รวม",
    )
    head = tables.Column(
        verbose_name="หัวหน้าครัวเรือน",
        accessor="household__head_name",
        empty_values=(),
        attrs={"td": {"class": "primary"}},
    )
    owed = tables.Column(
        verbose_name="หนี้คงเหลือ (บาท)", accessor="overdue__owed", attrs=NUMBER, footer=_total
    )
    days = tables.Column(
        verbose_name="ค้าง (วัน)", accessor="overdue__worst__lateness__days", attrs=NUMBER
    )
    band = tables.Column(verbose_name="ตามการค้างชำระ", accessor="overdue", empty_values=())
    result = tables.Column(verbose_name="ตามที่กรรมการจัด", accessor="household", empty_values=())

    class Meta:
        orderable = False
        template_name = "django_tables2/fund_table.html"

    def __init__(self, data: list[Classed], *, on: date, **options: Any) -> None:
        self.on = on
        self.total = sum(one.overdue.owed for one in data)
        super().__init__(data, **options)

    def render_head(self, record: Classed, value: str | None) -> str:
        address = reverse("debts:classify", args=[record.household.pk], query={"on": self.on})
        return format_html('<a href="{}">{}</a>', address, value or "ยังไม่ทราบชื่อ")

    def render_owed(self, record: Classed) -> str:
        return format_baht(record.overdue.owed)

    def render_days(self, record: Classed) -> str:
        worst = record.overdue.worst
        return f"{worst.lateness.days:,}" if record.overdue.band and worst else "ไม่รู้"

    def render_band(self, record: Classed) -> str:
        band, notes = record.overdue.band, record.overdue.notes
        name = band.name if band else "ยังบอกไม่ได้"
        note = format_html(' <span class="row-note">{}</span>', " ".join(notes)) if notes else ""
        return format_html("{}{}", name, note)

    def render_result(self, record: Classed) -> str:
        return record.household.class_name or "ยังไม่ได้จัดประเภท"
