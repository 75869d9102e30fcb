import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from fundinst.thai import format_date
from reports.models import IssuedPaper
from reports.paper_kinds import BY_SLUG
from reports.voided import RECEIPT


class IssuedTable(tables.Table):
    """Papers that were issued, the last first; each leads to its file."""

    caption = "เอกสารที่ออกแล้ว"

    number = tables.Column(verbose_name="เลขที่", orderable=False)
    kind = tables.Column(verbose_name="เอกสาร", orderable=False)
    household = tables.Column(verbose_name="ครัวเรือน", orderable=False, default="–")
    issued_on = tables.Column(verbose_name="ออกเมื่อ", orderable=False)
    code = tables.Column(verbose_name="รหัสตรวจ", orderable=False, default="–")
    sha256 = tables.Column(verbose_name="ลายนิ้วมือของแฟ้ม", orderable=False)

    class Meta:
        order_by = ()
        empty_text = "ยังไม่มีเอกสารที่ออก"

    def render_number(self, record: IssuedPaper) -> str:
        return f"{record.number}/{record.year}"

    def render_kind(self, record: IssuedPaper) -> str:
        address = reverse("reports:issued_file", args=[record.pk])
        link = format_html('<a href="{}">{} (PDF)</a>', address, BY_SLUG[record.kind].name)
        voided_on = getattr(record, "voided_on", None)
        if voided_on is None:
            return link
        since = format_date(voided_on, style="medium", digits="arabic")
        why = "ยกเลิกใบเสร็จ" if record.kind == RECEIPT else "เปิดสัญญาอีกครั้ง"
        said = f"ใช้ไม่ได้แล้ว {why}เมื่อ"
        return format_html('{}<span class="row-note">{} {}</span>', link, said, since)

    def render_issued_on(self, record: IssuedPaper) -> str:
        return format_date(record.issued_on, style="medium", digits="arabic")

    def render_code(self, record: IssuedPaper) -> str:
        return record.figures

    def render_sha256(self, value: str) -> str:
        return value[:12]
