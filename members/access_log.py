"""Reading who looked and who took data out: what was looked for, and which office each one held."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html_join

from fundinst.forms import ThaiDateField
from fundinst.templatetags.thai import thai_date
from fundinst.thai import clean
from members.models import AccessEntry, Institution, Office
from members.page_names import address_called


class DayFilter(django_filters.Filter):
    field_class = ThaiDateField


class AccessFilter(django_filters.FilterSet):
    """By a word of who looked or of the house, by what was done, by the day. Unknown is ignored."""

    q = django_filters.CharFilter(label="ค้นหา", method="look_for")
    kind = django_filters.ChoiceFilter(
        label="การกระทำ", choices=AccessEntry.Kind.choices, empty_label="ทุกอย่าง"
    )
    day = DayFilter(
        label="วันที่", method="on_day", required=False, help_text="เช่น 1 ก.ค. 2560 แล้วกดค้นหา"
    )
    household = django_filters.NumberFilter(
        method="of_household", widget=forms.HiddenInput, min_value=1, max_value=2**62
    )

    class Meta:
        model = AccessEntry
        fields: list[str] = []

    def look_for(self, entries: QuerySet, name: str, text: str) -> QuerySet:
        typed = clean(text)
        return entries.filter(
            Q(actor__display_name__icontains=typed)
            | Q(actor__username__icontains=typed)
            | Q(household__persons__full_name__icontains=typed)
            | Q(household__house_number__iexact=typed)
            | Q(what__icontains=typed)
        ).distinct()

    def on_day(self, entries: QuerySet, name: str, day: date) -> QuerySet:
        return entries.filter(recorded_at__date=day)

    def of_household(self, entries: QuerySet, name: str, pk: Any) -> QuerySet:
        return entries.filter(household=int(pk))


def entries_of(institution: Institution) -> QuerySet[AccessEntry]:
    """Everything that was looked at or taken out, the latest first."""
    entries = AccessEntry.objects.filter(institution=institution)
    return entries.select_related("actor", "household")


class AccessTable(tables.Table):
    """Who looked at what, the latest first."""

    caption = "ใครดูข้อมูล"
    caption_hidden = True

    actor = tables.Column(verbose_name="ผู้ดู", attrs={"td": {"class": "primary"}}, orderable=False)
    office = tables.Column(verbose_name="หน้าที่ในวันนั้น", empty_values=(), orderable=False)
    what = tables.Column(verbose_name="สิ่งที่ดู", orderable=False)
    household = tables.Column(verbose_name="ครัวเรือน", default="ทั้งรายชื่อ", orderable=False)
    recorded_at = tables.Column(verbose_name="เมื่อ", orderable=False)

    def before_render(self, request: Any) -> None:
        """The offices of everybody on this page, in one question."""
        rows = [row.record for row in self.paginated_rows]
        self._offices = offices_held(rows)

    def render_office(self, record: AccessEntry) -> str:
        held = self._offices.get(record.actor_id, ())
        day = timezone.localdate(record.recorded_at)
        then = [(str(office),) for office in held if _held_on(office, day)]
        return format_html_join("", '<span class="office-line">{}</span>', then) or "ไม่มีแล้ว"

    def render_what(self, record: AccessEntry) -> str:
        rows = f" {record.rows:,} แถว" if record.rows else ""
        return f"{record.get_kind_display()}: {record.what}{rows}"

    def render_recorded_at(self, value: datetime) -> str:
        return _moment(value)


class ChangeTable(tables.Table):
    """What was changed in a household's rows, the latest first."""

    caption = "การแก้ไข"
    caption_hidden = True
    what = tables.TemplateColumn(
        verbose_name="สิ่งที่เปลี่ยน",
        template_name="members/_change_of_row.html",
        attrs={"td": {"class": "primary"}},
        orderable=False,
    )
    who = tables.Column(verbose_name="ผู้ทำ", orderable=False)
    why = tables.Column(verbose_name="เหตุ", empty_values=(), orderable=False)
    where = tables.Column(verbose_name="จากหน้า", default="-", orderable=False)
    at = tables.Column(verbose_name="เมื่อ", orderable=False)

    def render_why(self, value: tuple[str, ...]) -> str:
        return format_html_join("", '<span class="office-line">{}</span>', zip(value)) or "-"

    def render_where(self, value: str) -> str:
        return address_called(value)

    def render_at(self, value: datetime) -> str:
        return _moment(value)


def _moment(value: datetime) -> str:
    return f"{thai_date(value, 'medium')} {timezone.localtime(value):%H:%M}\u00a0น."


def offices_held(entries: Sequence[AccessEntry]) -> dict[int, list[Office]]:
    """The offices over the entries' institutions, past ones too, of everybody who looked; by user.

    What else somebody is, elsewhere, is not the institution's to know.
    """
    institutions = Institution.objects.filter(pk__in={entry.institution_id for entry in entries})
    offices = Office.objects.filter(user__in={entry.actor_id for entry in entries})
    held: dict[int, list[Office]] = {}
    for office in offices.filter(over(institutions)).select_related("institution", "area"):
        held.setdefault(office.user_id, []).append(office)
    return held


def over(institutions: Collection[Institution]) -> Q:
    """The offices that cover these: on a committee of them, over their area, or the country."""
    codes = {one.subdistrict_id[:length] for one in institutions for length in (2, 4)}
    return (
        Q(institution__in=institutions)
        | Q(area__in=codes)
        | Q(institution__isnull=True, area__isnull=True)
    )


def _held_on(office: Office, day: date) -> bool:
    return office.started_on <= day and (office.ended_on is None or day <= office.ended_on)
