"""Acts: close a fund's month (ปิดบัญชีประจำเดือน), and open it again for a reason."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from consolidation.books import (
    Books,
    books_of,
    month_in_words,
    month_of,
    period_closed_in_words,
)
from consolidation.models import MonthClosing
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Fund, User


@transaction.atomic(durable=True)
def close_month(
    fund: Fund, month: date, *, on: date, actor: User, with_earlier: bool = False
) -> MonthClosing:
    """Close the month of that day: it takes no further receipt, and a late paper goes to the next.

    In their order, and only what has passed; ``with_earlier`` closes the open months before it too.
    Told twice, it is closed once. Raises Refused, with every reason.
    """
    # Whoever gives a receipt holds the fund too: a month isn't closed around one.
    fund = Fund.objects.select_for_update(no_key=True).select_related("institution").get(pk=fund.pk)
    month, books = month_of(month), books_of(fund)
    if month in books.closed:
        return MonthClosing.objects.filter(fund=fund, month=month).latest("pk")
    if refusals := [*refusals_to_close_month(books, month, on=on, with_earlier=with_earlier)]:
        raise Refused(refusals)

    rows = [
        MonthClosing.objects.create(fund=fund, month=one, actor=actor)
        for one in books.open_until(month)
    ]
    said = month_in_words(rows[0].month)
    said = said if len(rows) == 1 else f"{said} ถึง {month_in_words(month)}"
    record(
        "month_closed",
        rows[-1],
        f"ปิดบัญชีเดือน {said} ของ{fund}",
        actor=actor,
        institution=fund.institution,
    )
    return rows[-1]


def refusals_to_close_month(
    books: Books, month: date, *, on: date, with_earlier: bool = False
) -> Iterator[Refusal]:
    """Every reason why the month can't be closed that day."""
    open_months = books.open_until(month)
    if month >= month_of(on):
        sentence = f"เดือน {month_in_words(month)} ยังไม่จบ ปิดบัญชีได้เมื่อพ้นเดือนแล้ว"
        yield Refusal("month_not_over", "", sentence)
    if books.in_closed_period(month):
        sentence = f"จังหวัดปิดงวดของเดือน {month_in_words(month)} แล้ว กองทุนไม่ต้องปิดเดือนนี้อีก"
        yield Refusal("period_closed", "", sentence)
    elif month not in open_months:
        yield Refusal(
            "month_not_in_books", "", f"กองทุนนี้ยังไม่มีสัญญาในเดือน {month_in_words(month)} จึงไม่มีบัญชีให้ปิด"
        )
    elif open_months[0] < month and not with_earlier:
        first = month_in_words(open_months[0])
        yield Refusal("earlier_month_open", "", f"เดือน {first} ยังไม่ปิด ให้ปิดเรียงเดือน เริ่มจากเดือนนั้น")


@transaction.atomic(durable=True)
def open_month_again(
    fund: Fund, month: date, *, reason: str, on: date, actor: User
) -> MonthClosing:
    """Open a closed month again, as the district decided and why; what was booked later stays.

    Told twice, it is opened once. Raises Refused without a reason, or for a month that isn't
    closed.
    """
    fund = Fund.objects.select_for_update(no_key=True).select_related("institution").get(pk=fund.pk)
    month, reason = month_of(month), mask_ids(reason.strip())[:300]
    last = MonthClosing.objects.filter(fund=fund, month=month).order_by("pk").last()
    if last and not last.is_closed and (last.reason, last.actor_id) == (reason, actor.pk):
        return last
    if refusals := [*refusals_to_open_month(books_of(fund), month, reason=reason)]:
        raise Refused(refusals)

    opened = MonthClosing.objects.create(
        fund=fund, month=month, is_closed=False, reason=reason, actor=actor
    )
    record(
        "month_opened",
        opened,
        f"เปิดบัญชีเดือน {month_in_words(month)} ของ{fund}อีกครั้ง เพราะ {reason}",
        actor=actor,
        institution=fund.institution,
    )
    return opened


def refusals_to_open_month(books: Books, month: date, *, reason: str) -> Iterator[Refusal]:
    """Every reason why the month can't be opened again."""
    if not reason.strip():
        yield Refusal("reason_missing", "", "ให้ใส่เหตุผลที่เปิดเดือนนี้อีกครั้ง")
    if month not in books.closed:
        yield Refusal("month_is_open", "", f"เดือน {month_in_words(month)} ยังเปิดอยู่ ไม่ต้องเปิดอีก")
    elif books.closed_through and books.in_closed_period(month):
        sentence = period_closed_in_words(books.closed_through)
        yield Refusal("period_closed", "", sentence)
