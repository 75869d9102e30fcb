"""The lines of a netting batch as they stand, and what they net to; ``netting_sums.py`` reckons."""

from collections.abc import Iterable
from decimal import Decimal

from consolidation.models import NettingBatch, NettingLine
from consolidation.netting_sums import Line, Netted, net
from fundinst.days import day_in_words
from members.versions import version_of

A = NettingLine.Answer
SLIP = "ใบหักล้าง"
"""With its number, the paper by which a netted transfer is paid; typed slips don't begin so."""


def slip_of_batch(batch: NettingBatch) -> str:
    """What stands as the paper on every transfer that the batch settles."""
    return f"{SLIP} {batch}"


def lines_of(batch: NettingBatch) -> list[NettingLine]:
    """Its lines with their funds and households, by receiving fund, payer and house."""
    with_all = batch.lines.select_related(
        "batch__institution",
        "transfer__from_fund",
        "transfer__to_fund",
        "transfer__contract__fund",
        "transfer__contract__borrower",
        "transfer__contract__household__institution",
    )
    return [
        *with_all.order_by(
            "transfer__to_fund__position",
            "transfer__from_fund__position",
            "transfer__contract__household__house_key",
            "pk",
        )
    ]


def why_out(line: NettingLine) -> str:
    """Why a line of an open batch isn't owed any more; empty while it is."""
    transfer = line.transfer
    if line.batch.status == NettingBatch.Status.NETTED:
        return ""
    if transfer.cancelled_on:
        return f"เลิกทำสัญญาแล้วเมื่อ {day_in_words(transfer.cancelled_on)} ไม่ต้องโอน"
    if transfer.paid_on:
        return f"โอนแยกไปแล้วเมื่อ {day_in_words(transfer.paid_on)}"
    return ""


def netted_of(lines: Iterable[NettingLine]) -> Netted:
    """What the lines net to, by the funds' codes; a line that still waits is taken as accepted."""
    return net(
        [
            Line(
                line.transfer.from_fund.code,
                line.transfer.to_fund.code,
                line.transfer.amount,
                str(line.pk),
                accepted=line.answer != A.REFUSED and not why_out(line),
            )
            for line in lines
        ]
    )


def batch_version(batch: NettingBatch) -> str:
    """The version of what a page of the batch shows: its status, its lines and their answers."""
    lines = batch.lines.order_by("pk").values_list(
        "pk", "answer", "reason", "transfer__paid_on", "transfer__cancelled_on"
    )
    status = NettingBatch.objects.values_list("status", flat=True).get(pk=batch.pk)
    return version_of([batch.pk, status, [*lines]])


def sum_of(lines: Iterable[NettingLine]) -> Decimal:
    """What the lines come to in baht, whatever was answered."""
    return sum((line.transfer.amount for line in lines), Decimal(0))
