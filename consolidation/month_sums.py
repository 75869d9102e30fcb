"""What a fund took in, month by month of its books, and what every month's receipts were for.

A receipt counts in the month in which it is booked, as its paper says; taken back, it is taken off
in the month of that day. So a closed month says the same for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from consolidation.books import books_of, month_after, month_in_words, month_of
from consolidation.charging import Kind
from consolidation.models import MonthClosing, Receipt, ReceiptCharge, ReceiptReversal
from consolidation.open_instalments import LAWFUL_ORDER, NOTHING
from consolidation.receipt_lines import Placed, each_as_issued, placed
from members.models import Fund

BOOKED = Coalesce("booked_on", "on")


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of the books (baht); ``closing`` is what its fund last decided about it, if anything.

    ``in_closed_period``: the province has closed it.
    """

    month: date
    receipts: int
    received: Decimal
    given_back: Decimal
    charged: Decimal
    taken_back: Decimal
    closing: MonthClosing | None
    is_over: bool
    in_closed_period: bool = False

    @property
    def words(self) -> str:
        return month_in_words(self.month)

    @property
    def kept(self) -> Decimal:
        """What stayed in the fund's hand."""
        return self.received - self.given_back - self.taken_back

    @property
    def says_something(self) -> bool:
        """Whether money moved, somebody decided something, or the month still runs."""
        return bool(self.receipts or self.taken_back or self.closing or not self.is_over)

    @property
    def is_closed(self) -> bool:
        return self.in_closed_period or bool(self.closing and self.closing.is_closed)

    @property
    def status(self) -> tuple[str, str]:
        """Tone and words."""
        if self.in_closed_period:
            return "done", "จังหวัดปิดงวดแล้ว"
        if self.is_closed:
            return "done", "ปิดแล้ว"
        if self.closing:
            return "warning", "เปิดอีกครั้ง"
        return ("wait", "ยังไม่ปิด") if self.is_over else ("open", "เดือนนี้")


@dataclass(frozen=True, slots=True)
class MonthOfReceipts:
    """The receipts of a month with where their baht went, and what was taken back in it."""

    lines: Sequence[tuple[Receipt, Placed]]
    taken_back: Sequence[ReceiptReversal]

    @property
    def sums(self) -> list[tuple[str, Decimal]]:
        """What was received for, in the order the law pays it; baht."""
        charges = [one for receipt, _placed in self.lines for one in receipt.charges.all()]
        found = [
            (str(kind.label), sum((one.amount for one in charges if one.kind == kind), NOTHING))
            for kind in Kind
        ]
        rows = [row for _receipt, where in self.lines for row in where.rows]
        found += [
            (part.words, sum((row.parts.get(part, NOTHING) for row in rows), NOTHING))
            for part in LAWFUL_ORDER
        ]
        found.append(("เงินรับล่วงหน้า", sum((where.kept for _one, where in self.lines), NOTHING)))
        found.append(("คืนให้ผู้ชำระ", sum((one.given_back for one, _where in self.lines), NOTHING)))
        return [(words, amount) for words, amount in found if amount]

    @property
    def received(self) -> Decimal:
        return sum((receipt.amount for receipt, _placed in self.lines), NOTHING)


def month_lines(fund: Fund, *, today: date) -> list[MonthLine]:
    """Every month of the fund's books up to today's, the latest first."""
    books = books_of(fund)
    months = books.until(month_of(today))[::-1]
    booked = _by_month(
        Receipt.objects.filter(fund=fund),
        BOOKED,
        count=Count("pk"),
        got=Sum("amount"),
        back=Sum("given_back"),
    )
    charged = _by_month(
        ReceiptCharge.objects.filter(receipt__fund=fund),
        Coalesce("receipt__booked_on", "receipt__on"),
        sum=Sum("amount"),
    )
    reversed_in = _by_month(
        ReceiptReversal.objects.filter(receipt__fund=fund),
        "on",
        sum=Sum("receipt__amount") - Sum("receipt__given_back"),
    )
    closings = {
        one.month: one
        for one in MonthClosing.objects.filter(fund=fund).select_related("actor").order_by("pk")
    }
    return [
        MonthLine(
            month,
            booked.get(month, {}).get("count", 0),
            booked.get(month, {}).get("got", NOTHING),
            booked.get(month, {}).get("back", NOTHING),
            charged.get(month, {}).get("sum", NOTHING),
            reversed_in.get(month, {}).get("sum", NOTHING),
            closings.get(month),
            is_over=month < month_of(today),
            in_closed_period=books.in_closed_period(month),
        )
        for month in months
    ]


def _by_month(rows: QuerySet, day: object, **sums: object) -> dict[date, dict[str, Decimal]]:
    dated = rows.order_by().annotate(month=TruncMonth(day)).values("month").annotate(**sums)
    return {row["month"]: row for row in dated}


def month_of_receipts(fund: Fund, month: date) -> MonthOfReceipts:
    """The month's receipts in the order of their numbers, those taken back too."""
    within = Q(booked__gte=month, booked__lt=month_after(month))
    receipts = [
        *Receipt.objects.filter(fund=fund)
        .annotate(booked=BOOKED)
        .filter(within)
        .select_related("contract__fund", "contract__borrower", "reversal")
        .prefetch_related("charges")
        .order_by("year", "number")
    ]
    taken_back = ReceiptReversal.objects.filter(
        receipt__fund=fund, on__gte=month, on__lt=month_after(month)
    ).select_related("receipt")
    then = each_as_issued(receipts)
    lines = [(one, placed(stood, one.pk)) for one, stood in zip(receipts, then, strict=True)]
    return MonthOfReceipts(lines, [*taken_back.order_by("pk")])
