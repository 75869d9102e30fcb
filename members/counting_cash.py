"""Act: note what a fund has in cash and bank on a day (เงินสดและเงินฝากของกองทุน)."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.db import transaction

from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import SATANG, format_baht
from members.audit import record
from members.models import CashCount, Fund, User
from members.versions import refusals_if_other, version_of


@transaction.atomic(durable=True)
def count_cash(
    fund: Fund,
    *,
    on: date,
    amount: Decimal,
    source: str = "",
    seen: str | None = None,
    actor: User,
) -> CashCount:
    """Note the baht that the fund says it had on a day; ``source`` is where that stands.

    Nothing is changed: a later count of the same day takes the place of an earlier one. Told
    twice, it is noted once. ``seen`` is the ``cash_version`` that people looked at.
    """
    fund = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    source = mask_ids(source.strip())[:200]
    last = last_count(fund)
    told = (on, amount, source, actor.pk)
    if last and (last.on, last.amount, last.source, last.actor_id) == told:
        return last
    if refusals := [
        *refusals_if_other(seen, cash_version(fund)),
        *refusals_to_count(amount),
    ]:
        raise Refused(refusals)

    count = CashCount.objects.create(fund=fund, on=on, amount=amount, source=source, actor=actor)
    record(
        "cash_counted",
        count,
        f"{fund} มีเงินสดและเงินฝาก {format_baht(amount)} บาท ณ วันที่ {day_in_words(on)}",
        actor=actor,
        institution=fund.institution,
    )
    return count


def refusals_to_count(amount: Decimal) -> Iterator[Refusal]:
    """Why the amount can't be what a fund has."""
    if amount < 0 or amount != amount.quantize(SATANG):
        yield Refusal(
            "cash_amount", "", "จำนวนเงินต้องไม่น้อยกว่า 0 บาท และละเอียดไม่เกินสตางค์ ให้แก้จำนวนเงิน"
        )


def last_count(fund: Fund) -> CashCount | None:
    """The last one written, whatever its day."""
    return CashCount.objects.filter(fund=fund).order_by("pk").last()


def counts_on(funds: Iterable[Fund], on: date) -> dict[int, CashCount]:
    """By fund, the count in force on a day: the last one written of the latest day until then."""
    counts = CashCount.objects.filter(fund__in=[*funds], on__lte=on).order_by("on", "pk")
    return {count.fund_id: count for count in counts}


def cash_version(fund: Fund) -> str:
    """The version of what the page of a fund's cash shows: its counts."""
    return version_of([fund.pk, [*fund.cash_counts.order_by("pk").values_list("pk", flat=True)]])
