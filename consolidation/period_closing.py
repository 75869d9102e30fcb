"""Acts: a province closes its reporting periods (ปิดงวดรายงาน), and opens them for a reason."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse

from consolidation.books import last_closed_day, month_of
from consolidation.holding_funds import hold_funds
from consolidation.models import PeriodClosing
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.access import OFFICE_ENDED, still_over_area
from members.audit import record
from members.models import Area, Fund, Office, User
from members.notices import officers_of, tell, tell_each
from members.versions import refusals_if_other

ACT = "consolidation.add_periodclosing"
MOST_MONTHS = 24
"""So many months back a period can be closed or opened from the page."""


@transaction.atomic(durable=True)
def close_period(
    province: Area, through: date, *, on: date, actor: User, seen: str | None = None
) -> PeriodClosing:
    """Close the books of the whole province up to a month's end (``through``).

    Below it nothing is dated in the period any more, and its reports stay as they were certified.
    ``seen`` is the ``period_version`` that people looked at. Told twice, it is closed once. Raises
    Refused, with every reason.
    """
    province = _held(province)
    last = _last(province)
    if last and last.closed_through == through:
        return last
    if refusals := [
        *refusals_if_other(seen, period_version(province)),
        *_refusals_of_office(province, on, actor),
        *refusals_to_close_period(last, through, on=on),
    ]:
        raise Refused(refusals)

    closed = PeriodClosing.objects.create(area=province, closed_through=through, actor=actor)
    said = f"จังหวัด{province} ปิดงวดรายงานถึง {day_in_words(through)}"
    record("period_closed", closed, said, actor=actor, institution=None)
    later = day_in_words(through + timedelta(days=1))
    _tell_below(closed, f"{said} แล้ว เอกสารที่มาช้าให้ลงวันที่ตั้งแต่ {later}", on)
    return closed


def refusals_to_close_period(
    last: PeriodClosing | None, through: date, *, on: date
) -> Iterator[Refusal]:
    """Every reason why the period can't be closed up to that day."""
    if month_of(through + timedelta(days=1)) != through + timedelta(days=1):
        yield Refusal("not_a_months_end", "", "งวดปิดได้ถึงวันสิ้นเดือนเท่านั้น ให้เลือกเดือน")
    if through >= on:
        yield Refusal("month_not_over", "", "เดือนนี้ยังไม่จบ ปิดงวดได้เมื่อพ้นเดือนแล้ว")
    if last and last.closed_through and through < last.closed_through:
        until = day_in_words(last.closed_through)
        yield Refusal("period_closed_further", "", f"ปิดงวดถึง {until} ไปแล้ว ไม่ต้องปิดเดือนนี้อีก")


@transaction.atomic(durable=True)
def open_period_again(
    province: Area,
    through: date | None,
    *,
    reason: str,
    on: date,
    actor: User,
    seen: str | None = None,
) -> PeriodClosing:
    """Open the books again: closed stays what lies up to ``through``; None opens all.

    Told twice, it is opened once. Raises Refused without a reason, or where they are open.
    """
    province = _held(province)
    last, reason = _last(province), mask_ids(reason.strip())[:300]
    if last and (last.closed_through, last.reason, last.actor_id) == (through, reason, actor.pk):
        return last
    if refusals := [
        *refusals_if_other(seen, period_version(province)),
        *_refusals_of_office(province, on, actor),
        *refusals_to_open_period(last, through, reason=reason),
    ]:
        raise Refused(refusals)

    opened = PeriodClosing.objects.create(
        area=province, closed_through=through, reason=reason, actor=actor
    )
    since = f"ตั้งแต่ {day_in_words(through + timedelta(days=1))}" if through else "ทั้งหมด"
    said = f"จังหวัด{province} เปิดงวดรายงาน{since} อีกครั้ง เพราะ {reason}"
    record("period_opened", opened, said, actor=actor, institution=None)
    _tell_below(opened, said, on)
    return opened


def refusals_to_open_period(
    last: PeriodClosing | None, through: date | None, *, reason: str
) -> Iterator[Refusal]:
    """Every reason why the period can't be opened again."""
    if not reason.strip():
        yield Refusal("reason_missing", "", "ให้ใส่เหตุผลที่เปิดงวดอีกครั้ง")
    if last is None or last.closed_through is None:
        yield Refusal("period_is_open", "", "จังหวัดนี้ยังไม่ได้ปิดงวดใด ไม่ต้องเปิด")
    elif through and through >= last.closed_through:
        yield Refusal("period_is_open", "", f"งวดหลัง {day_in_words(through)} ยังเปิดอยู่ ไม่ต้องเปิด")


def period_version(province: Area) -> str:
    """What a page carries: which closing was the last when it was looked at."""
    last = _last(province)
    return str(last.pk) if last else "none"


def months_to_close(province: Area, *, today: date) -> list[date]:
    """The ends of the months that are over and open, the latest first."""
    until = last_closed_day(province.code)
    return [end for end in _month_ends(today) if until is None or end > until]


def ends_to_open_from(province: Area) -> list[date]:
    """Up to which months' ends the books may stay closed when they are opened, the latest first."""
    until = last_closed_day(province.code)
    return _month_ends(until) if until else []


def _month_ends(before: date) -> list[date]:
    found: list[date] = []
    end = month_of(before) - timedelta(days=1)
    while len(found) < MOST_MONTHS:
        found.append(end)
        end = month_of(end) - timedelta(days=1)
    return found


def _held(province: Area) -> Area:
    """The province and every fund in it, held: whatever is dated is written before, or after.

    An act that dates something in a fund's books holds the fund (``consolidation/books.py`` is
    asked under it), and who certifies a report shares the province's row.
    """
    province = Area.objects.select_for_update(no_key=True).get(pk=province.pk)
    funds = Fund.objects.filter(institution__subdistrict__code__startswith=province.pk)
    hold_funds(funds.values_list("pk", flat=True))
    return province


def _last(province: Area) -> PeriodClosing | None:
    return PeriodClosing.objects.filter(area=province).order_by("pk").last()


def _refusals_of_office(province: Area, on: date, actor: User) -> Iterator[Refusal]:
    if not still_over_area(actor, ACT, province.pk, on=on):
        yield OFFICE_ENDED


def _tell_below(closing: PeriodClosing, sentence: str, on: date) -> None:
    """The officers of every district, and every committee: each of their own place."""
    province, url = closing.area, reverse("consolidation:home")
    key = f"period:{closing.pk}"
    for district in Area.objects.filter(parent=province):
        tell(officers_of(district.pk, on=on), area=district, key=key, sentence=sentence, url=url)
    seats = (
        Office.objects.in_force(on)
        .filter(
            institution__subdistrict__code__startswith=province.pk,
            institution__is_practice=False,
            user__is_active=True,
        )
        .select_related("user", "institution")
    )
    tell_each(
        ((seat.user, seat.institution) for seat in seats), key=key, sentence=sentence, url=url
    )
