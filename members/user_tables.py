from datetime import datetime

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from fundinst.templatetags.thai import thai_date
from members.models import AuditEntry, Office, User
from members.user_lists import ACTS, standing_of


def moment(value: datetime) -> str:
    return f"{thai_date(value, 'medium')} {timezone.localtime(value):%H:%M} น."


class UserTable(tables.Table):
    """The users an officer looks after; rows come from ``with_standing``."""

    caption = "ผู้ใช้ระบบ"
    caption_hidden = True
    name = tables.Column(
        accessor="display_name",
        verbose_name="ชื่อ",
        linkify=("members:user", [tables.A("pk")]),
        attrs={"td": {"class": "primary"}},
        orderable=False,
    )
    username = tables.Column(verbose_name="ชื่อผู้ใช้", attrs={"td": {"class": "short"}})
    offices = tables.Column(accessor="offices_here", verbose_name="หน้าที่", orderable=False)
    standing = tables.Column(accessor="standing_code", verbose_name="สถานะ", orderable=False)
    last_login = tables.Column(verbose_name="เข้าใช้ล่าสุด", empty_values=())

    class Meta:
        empty_text = "ไม่พบผู้ใช้ตามคำค้น ลองค้นด้วยชื่อ ชื่อผู้ใช้ หรือชื่อสถาบัน"

    def render_name(self, record: User) -> str:
        return str(record)

    def render_offices(self, value: list[Office]) -> str:
        lines = ((_line(one),) for one in value)
        below = format_html_join("", '<span class="office-line">{}</span>', lines)
        return format_html("<span>{}</span>", below)

    def render_standing(self, record: User) -> str:
        standing = standing_of(record)
        return render_to_string(
            "components/status.html", {"tone": standing.tone, "label": standing.label}
        )

    def render_last_login(self, value: datetime | None) -> str:
        return moment(value) if value else "ยังไม่เคย"


def _line(office: Office) -> str:
    end = office.without_from
    last = f" พ้นหน้าที่ตั้งแต่ {thai_date(end, 'medium')}" if end else ""
    since = f"ตั้งแต่ {thai_date(office.started_on, 'medium')}{last}"
    return format_html('{} <span class="row-note">{}</span>', office, since)


class UserHistoryTable(tables.Table):
    """What was done about users, the latest first."""

    caption = "ประวัติผู้ใช้"
    caption_hidden = True
    sentence = tables.Column(
        verbose_name="รายการ", attrs={"td": {"class": "primary"}}, orderable=False
    )
    act = tables.Column(verbose_name="ประเภท", orderable=False)
    recorded_at = tables.Column(verbose_name="เมื่อ", orderable=False)
    actor = tables.Column(verbose_name="โดย", orderable=False)

    class Meta:
        empty_text = "ยังไม่มีรายการ"

    def render_act(self, record: AuditEntry) -> str:
        return ACTS[record.act]

    def render_recorded_at(self, value: datetime) -> str:
        return moment(value)
