"""What money a fund has for paying others: what it counted, and what is known to have moved since.

Money moves on the day of its paper; where the paper is taken back, it goes back on that day.

A fund's own lending and spending isn't known here, so this is what it has as far as the books say.
A fund that never said is unknown, not empty.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from consolidation.models import (
    NetPayment,
    NettingBatch,
    NettingLine,
    PaymentSlip,
    Receipt,
    Transfer,
)
from consolidation.netting_statement import NettingStatement
from consolidation.slip_sums import left_of
from consolidation.worklist import unpaid
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from fundinst.money import format_baht
from members.counting_cash import counts_on
from members.models import CashCount, Fund

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class FundCash:
    """A fund's money on a day, in baht. ``count`` is None where the fund never said what it has.

    ``moved`` is what receipts, transfers and slips brought or took after the day of the count;
    ``to_pay`` and ``to_come`` what it still owes the other funds and they owe it.
    """

    fund: Fund
    count: CashCount | None
    moved: Decimal
    to_pay: Decimal
    to_come: Decimal

    @property
    def at_hand(self) -> Decimal | None:
        """What it has now; None where that is unknown."""
        return self.count.amount + self.moved if self.count else None

    @property
    def free(self) -> Decimal | None:
        """What is left of it when the funds have paid each other what they owe; may be negative."""
        at_hand = self.at_hand
        return None if at_hand is None else at_hand - self.to_pay + self.to_come


def cash_at_hand(fund: Fund, on: date) -> Decimal | None:
    """What the fund has on the day in baht, as far as the books say; None where it never said."""
    return cash_of([fund], on=on)[fund.pk].at_hand


def cash_of(funds: Iterable[Fund], *, on: date) -> dict[int, FundCash]:
    """The money of each of these funds on the day, by fund."""
    funds = [*funds]
    counts = counts_on(funds, on)
    moved = {fund.pk: NOTHING for fund in funds}
    for fund_id, day, amount in _movements(funds):
        count = counts.get(fund_id)
        if count and count.on < day <= on:
            moved[fund_id] += amount
    to_pay, to_come = _owed(funds)
    return {
        fund.pk: FundCash(
            fund,
            counts.get(fund.pk),
            moved[fund.pk],
            to_pay.get(fund.pk, NOTHING),
            to_come.get(fund.pk, NOTHING),
        )
        for fund in funds
    }


def _movements(funds: Sequence[Fund]) -> Iterator[tuple[int, date, Decimal]]:
    """Fund, day and baht of all money that moved: in positive, out negative."""
    receipts = Receipt.objects.filter(fund__in=funds)
    kept = F("amount") - F("given_back")
    yield from _by_day(receipts, "fund", "on", kept)
    taken_back = receipts.filter(reversal__isnull=False)
    yield from _by_day(taken_back, "fund", "reversal__on", -kept)
    netted = NettingLine.objects.filter(
        answer=NettingLine.Answer.ACCEPTED, batch__status=NettingBatch.Status.NETTED
    )
    paid = Transfer.objects.filter(paid_on__isnull=False).exclude(pk__in=netted.values("transfer"))
    yield from _between(paid, funds, "paid_on")
    slips = PaymentSlip.objects.all()
    yield from _between(slips, funds, "on", by="payment__")
    sent_back = slips.filter(reversal__isnull=False)
    yield from _between(sent_back, funds, "reversal__on", by="payment__", payer="to", payee="from")


def _between(
    rows: QuerySet[Any],
    funds: Sequence[Fund],
    day: str,
    *,
    by: str = "",
    payer: str = "from",
    payee: str = "to",
) -> Iterator[tuple[int, date, Decimal]]:
    """What moved from one fund to another, as each of these funds sees it."""
    for way, amount in ((payer, -F("amount")), (payee, F("amount"))):
        fund = f"{by}{way}_fund"
        yield from _by_day(rows.filter(**{f"{fund}__in": funds}), fund, day, amount)


def _by_day(
    rows: QuerySet[Any], fund: str, day: str, amount: object
) -> Iterator[tuple[int, date, Decimal]]:
    yield from rows.order_by().values_list(fund, day).annotate(moved=Sum(amount))


Owed = tuple[int, int, Decimal]
"""Payer's and payee's pk, and baht."""


def _owed(funds: Sequence[Fund]) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """What each fund still has to pay the others, and what is still to come to it."""
    waiting = unpaid(Transfer.objects.filter(Q(from_fund__in=funds) | Q(to_fund__in=funds)))
    alone = waiting.values_list("from_fund", "to_fund", "amount")
    return _sums([*alone, *_netted_before(funds)])


def _netted_before(funds: Sequence[Fund]) -> list[Owed]:
    """What is left to be sent of what was netted, to or from these funds."""
    payments = NetPayment.objects.filter(Q(from_fund__in=funds) | Q(to_fund__in=funds))
    return [
        (one.from_fund_id, one.to_fund_id, left_of(one))
        for one in payments.prefetch_related("slips__reversal")
    ]


def _sums(owed: Iterable[Owed]) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    to_pay: dict[int, Decimal] = {}
    to_come: dict[int, Decimal] = {}
    for payer, payee, amount in owed:
        to_pay[payer] = to_pay.get(payer, NOTHING) + amount
        to_come[payee] = to_come.get(payee, NOTHING) + amount
    return to_pay, to_come


def warnings_to_net(statement: NettingStatement, *, on: date) -> list[Refusal]:
    """Which funds of a batch don't have what they would have to pay, or never said what they have.

    What earlier batches still ask of a fund, and still bring it, counts too.
    """
    funds = [one.fund for one in statement.nets]
    cash = cash_of(funds, on=on)
    to_pay, to_come = _sums(_netted_before(funds))
    found = (
        _short(cash[pk], one.pays + to_pay.get(pk, NOTHING) - to_come.get(pk, NOTHING))
        for one in statement.nets
        if one.pays and (pk := one.fund.pk)
    )
    return [warning for warning in found if warning]


def warnings_to_hold(fund: Fund, to_pay: Decimal, *, on: date) -> list[Refusal]:
    """Whether a fund that would hold a contract has the money for the other creditors.

    ``to_pay`` is what the contract would make it pay them in baht. What it owes and is owed already
    counts. Nothing is said of a fund that never said what it has, nor where nothing is to be paid.
    """
    cash = cash_of([fund], on=on)[fund.pk]
    if cash.count is None or not to_pay:
        return []
    warning = _short(cash, to_pay + cash.to_pay - cash.to_come)
    return [warning] if warning else []


def _short(cash: FundCash, to_pay: Decimal) -> Refusal | None:
    """The warning in words, where the money doesn't reach or nobody knows."""
    at_hand = cash.at_hand
    if cash.count is None or at_hand is None:
        return Refusal(
            "cash_unknown",
            "",
            f"{cash.fund} ต้องจ่าย {format_baht(to_pay)} บาท แต่ยังไม่ได้บันทึกว่ามีเงินเท่าไร "
            "ให้บันทึกเงินของกองทุนก่อน",
        )
    if at_hand >= to_pay:
        return None
    return Refusal(
        "cash_short",
        "",
        f"{cash.fund} ต้องจ่ายกองทุนอื่นรวม {format_baht(to_pay)} บาท แต่มีเงิน {format_baht(at_hand)} บาท "
        f"(นับเมื่อ {day_in_words(cash.count.on)} รวมที่บันทึกหลังจากนั้น) "
        f"ขาด {format_baht(to_pay - at_hand)} บาท",
    )
