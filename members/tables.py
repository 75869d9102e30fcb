import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from members.models import Institution


class InstitutionTable(tables.Table):
    """Institutions to choose one of; a subclass says where ``address`` leads."""

    caption = "สถาบัน"
    empty_text = "ไม่พบสถาบันตามคำค้น ลองค้นด้วยชื่อหมู่บ้าน ตำบล หรืออำเภอ"
    name = tables.Column(
        verbose_name="สถาบัน", order_by="code", attrs={"td": {"class": "primary"}}, orderable=False
    )
    place = tables.Column(verbose_name="ที่ตั้ง", orderable=False)

    def address(self, institution: Institution) -> str:
        return f"{reverse('members:fund_list')}?institution={institution.code}"

    def render_name(self, record: Institution) -> str:
        return format_html('<a href="{}">{}</a>', self.address(record), record.name)
