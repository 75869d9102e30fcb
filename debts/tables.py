"""The lists of registers, and of what stands in one; totals are of the whole list, not the page."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse

from debts.comparing import PreviewRow
from debts.filters import OUTCOMES, is_decided
from debts.matching import RowKey, row_key
from debts.models import Loan, Register
from fundinst.money import format_baht
from fundinst.templatetags.thai import thai_date

NUMBER = {"td": {"class": "number"}}
PRIMARY = {"td": {"class": "primary"}}
OPEN = ("debts:register", [tables.A("pk")])
SAID = {
    "number": "เลขที่สัญญา",
    "lent_on": "วันที่กู้",
    "due_on": "วันครบกำหนด",
    "original_principal": "เงินต้นเดิม",
    "rate_percent": "ดอกเบี้ยร้อยละต่อปี",
}


class _Plain(tables.Table):
    """A list in an order of its own; ``hidden`` names the columns that say nothing new in it."""

    def __init__(self, *args: Any, hidden: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(*args, exclude=hidden, orderable=False, **options)


class RegisterTable(_Plain):
    """Registers taken in, newest first."""

    caption = "ทะเบียนที่บันทึกแล้ว"

    account = tables.Column(verbose_name="ทะเบียนของ", linkify=OPEN, attrs=PRIMARY)
    institution = tables.Column(verbose_name="สถาบัน", accessor="account__fund__institution__name")
    as_of = tables.Column(verbose_name="ข้อมูล ณ วันที่")
    rows = tables.Column(verbose_name="แถว", attrs=NUMBER)
    total = tables.Column(verbose_name="ยอดรวม (บาท)", attrs=NUMBER)
    uploaded_by = tables.Column(verbose_name="ผู้นำเข้า")
    uploaded_at = tables.Column(verbose_name="นำเข้าเมื่อ")

    def render_account(self, record: Register) -> str:
        return f"{record.account.fund} {record.account}"

    def render_as_of(self, value: Any) -> str:
        return thai_date(value, "medium")

    def render_rows(self, value: int) -> str:
        return f"{value:,}"

    def render_total(self, value: Decimal) -> str:
        return format_baht(value)

    def render_uploaded_at(self, value: Any) -> str:
        return thai_date(value, "medium")


class DraftTable(RegisterTable):
    """Registers that somebody uploaded and nobody has recorded yet."""

    caption = "ยังไม่บันทึก"

    go_on = tables.Column(verbose_name="ขั้นต่อไป", empty_values=(), linkify=OPEN)

    def render_rows(self, value: int, record: Register) -> str:
        return "ยังไม่ได้อ่าน" if record.is_unread else super().render_rows(value)

    def render_total(self, value: Decimal, record: Register) -> str:
        return "ยังไม่ได้อ่าน" if record.is_unread else super().render_total(value)

    def render_go_on(self, record: Register) -> str:
        return f"ทำต่อ{' ' + record.file_name if record.file_name else ''}"


class WithdrawnTable(RegisterTable):
    """Registers whose recording was taken back."""

    caption = "เลิกทำการบันทึกแล้ว"


class RowTable(_Plain):
    """A draft's rows as they will be stored; ``doubts`` are the rows that name each doubt."""

    caption = "รายการตามที่จะบันทึก"
    caption_hidden = True
    empty_text = "ไม่มีรายการในกลุ่มนี้"

    sheet = tables.Column(verbose_name="แผ่นงาน", accessor="row__sheet")
    place = tables.Column(verbose_name="แถว", accessor="row__row", footer="รวม")
    house = tables.Column(verbose_name="บ้านเลขที่", accessor="row__house_number", default="ไม่มี")
    name = tables.Column(verbose_name="ชื่อ-สกุล", accessor="row__name", attrs=PRIMARY)
    account = tables.Column(verbose_name="บัญชี")
    outcome = tables.Column(verbose_name="ผลการเทียบ")
    total = tables.Column(
        verbose_name="ยอดหนี้ (บาท)",
        accessor="row__total",
        attrs=NUMBER,
        footer=lambda table: format_baht(sum((r.row.total for r in table.data), Decimal(0))),
    )
    remarks = tables.Column(verbose_name="สิ่งที่ควรดู", empty_values=())

    def __init__(
        self,
        *args: Any,
        register: Register,
        doubts: Mapping[RowKey, int],
        may_settle: bool,
        **options: Any,
    ) -> None:
        self.register, self.doubts, self.may_settle = register, doubts, may_settle
        super().__init__(*args, **options)

    def render_outcome(self, value: str) -> str:
        return render_to_string(
            "components/status.html", {"state": value, "label": OUTCOMES[value]}
        )

    def render_total(self, record: PreviewRow) -> str:
        return render_to_string("debts/_balance.html", {"row": record})

    def render_remarks(self, record: PreviewRow) -> str:
        said = {
            "said": newly_said(record),
            "decided": decision(record) if is_decided(record, self.register.choices) else "",
            "address": self._where_to_settle(record),
        }
        if record.outcome in {"same", "changed"} and not (record.notes or any(said.values())):
            return ""
        return render_to_string("debts/_remarks.html", {"row": record, **said})

    def _where_to_settle(self, record: PreviewRow) -> str:
        number = self.doubts.get(row_key(record.row))
        if not (number and self.may_settle):
            return ""
        return reverse("debts:doubts", args=[self.register.pk], query={"row": number})


class UnreadableTable(_Plain):
    """What could not be read, cell by cell, with what to do about it."""

    caption = "แถวที่อ่านไม่ได้"
    caption_hidden = True

    sheet = tables.Column(verbose_name="แผ่นงาน")
    row = tables.Column(verbose_name="แถว", attrs=PRIMARY)
    column = tables.Column(verbose_name="คอลัมน์")
    value = tables.Column(verbose_name="ที่เขียนไว้", default="ว่าง")
    reason = tables.Column(verbose_name="เหตุผลและวิธีแก้")

    def render_row(self, value: int) -> str:
        return f"แถว {value}"


class LeftOutTable(_Plain):
    """Rows of a recorded register that were left out of the books."""

    caption = "แถวที่ยังไม่ได้บันทึก"
    caption_hidden = True

    sheet = tables.Column(verbose_name="แผ่นงาน")
    row = tables.Column(verbose_name="แถว", attrs=PRIMARY)
    name = tables.Column(verbose_name="ชื่อ-สกุล", default="ไม่มี")
    reason = tables.Column(verbose_name="เหตุที่ยังบันทึกไม่ได้")

    def render_row(self, value: int) -> str:
        return f"แถว {value}"


class MissingTable(_Plain):
    """Loans in the books that the register doesn't name."""

    caption = "ไม่พบในแฟ้มนี้"
    caption_hidden = True

    house = tables.Column(verbose_name="บ้านเลขที่", accessor="household__house_number", default="ไม่มี")
    borrower = tables.Column(verbose_name="ชื่อ-สกุล", attrs=PRIMARY, footer="รวม")
    number = tables.Column(verbose_name="เลขที่สัญญา", default="ไม่มี")
    outstanding = tables.Column(
        verbose_name="ยอดในระบบ (บาท)",
        attrs=NUMBER,
        footer=lambda table: format_baht(table.data.data.total()),
    )

    class Meta:
        model = Loan
        fields: tuple[str, ...] = ()

    def render_outstanding(self, value: Decimal) -> str:
        return format_baht(value)


def decision(row: PreviewRow) -> str:
    """What was decided about the row: whose it is, or which household they belong to."""
    debtor = row.debtor
    if debtor.pk or debtor.row != row_key(row.row):
        return f"คนเดียวกับ {debtor.name}"
    others = [str(other.name) for other in debtor.home.people if other is not debtor]
    return f"ครัวเรือนเดียวกับ {others[0]}" if others else "เป็นครัวเรือนใหม่"


def newly_said(row: PreviewRow) -> list[tuple[str, str]]:
    """What the register newly says of a known loan beside its balance: label and value."""
    return [(SAID[name], _shown(name, value)) for name, value in row.stated.items()]


def _shown(name: str, value: Any) -> str:
    if name.endswith("_on"):
        return thai_date(value, "medium")
    return format_baht(value) if isinstance(value, Decimal) else str(value)
