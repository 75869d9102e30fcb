from datetime import datetime

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from fundinst.templatetags.thai import thai_date
from members.jobs import standing
from members.models import Institution, Job


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


class JobTable(tables.Table):
    """The user's long work, newest first."""

    caption = "งานของท่าน"
    caption_hidden = True

    title = tables.Column(
        verbose_name="งาน",
        linkify=("members:job", [tables.A("pk")]),
        attrs={"td": {"class": "primary"}},
        orderable=False,
    )
    status = tables.Column(verbose_name="สถานะ", orderable=False)
    requested_at = tables.Column(verbose_name="สั่งเมื่อ", orderable=False)

    def render_status(self, record: Job) -> str:
        stands = standing(record)
        return render_to_string(
            "components/status.html", {"tone": stands.tone, "label": stands.label}
        )

    def render_requested_at(self, value: datetime) -> str:
        return _moment(value)


class NoticeTable(tables.Table):
    """What the user was told, newest first; each row leads to what it is about."""

    caption = "การแจ้งเตือนของท่าน"
    caption_hidden = True

    sentence = tables.TemplateColumn(
        verbose_name="ข้อความ",
        template_name="members/_notice.html",
        attrs={"td": {"class": "primary"}},
        orderable=False,
    )
    read_at = tables.Column(verbose_name="สถานะ", orderable=False, empty_values=())
    recorded_at = tables.Column(verbose_name="เมื่อ", orderable=False)

    def render_read_at(self, value: datetime | None) -> str:
        word = (
            {"tone": "open", "label": "อ่านแล้ว"} if value else {"tone": "wait", "label": "ยังไม่อ่าน"}
        )
        return render_to_string("components/status.html", word)

    def render_recorded_at(self, value: datetime) -> str:
        return _moment(value)


def _moment(value: datetime) -> str:
    return f"{thai_date(value, 'medium')} {timezone.localtime(value):%H:%M} น."
