"""The papers between the funds: the netting statement and the payment slip."""

from datetime import date
from decimal import Decimal

from consolidation.models import NettingBatch, NettingLine, PaymentSlip
from consolidation.slip_sums import paid_by
from fundinst.errors import Refusal, Refused
from members.models import Fund
from reports.wording_text import Cell, Facts, Table
from reports.written import (
    Content,
    Sign,
    amount,
    baht,
    baht_in_words,
    day,
    letterhead,
    table,
    words,
)

NOTHING = Decimal(0)


def netting_paper(batch: NettingBatch, on: date) -> Content:
    """Every household's line with the fund's answer, each fund's net, what is really to be paid."""
    if batch.status != NettingBatch.Status.NETTED:
        sentence = "ใบนี้ยังไม่หักล้าง หรือยกเลิกแล้ว พิมพ์ได้เมื่อทุกกองทุนตอบและหักล้างแล้ว"
        raise Refused([Refusal("not_netted", "", sentence)])
    lines = [
        *batch.lines.select_related(
            "transfer__from_fund", "transfer__to_fund", "transfer__contract__household",
            "transfer__contract__fund",
        ).order_by("pk")
    ]  # fmt: skip
    payments = [*batch.payments.select_related("from_fund", "to_fund").order_by("pk")]
    taken = [line for line in lines if line.answer == NettingLine.Answer.ACCEPTED]
    nets = _nets(taken)
    return Content(
        whose=letterhead(batch.institution),
        facts=Facts(
            words={
                "สถาบัน": str(batch.institution),
                "ณ วันที่": day(batch.on),
                "เงินที่ต้องโอน": baht_in_words(sum((one.amount for one in payments), NOTHING)),
                "ยอดก่อนหักล้าง": baht(sum((line.transfer.amount for line in taken), NOTHING)),
            },
            tables={
                "ตารางรายการ": _lines(lines),
                "ตารางยอดสุทธิ": _nets_table(nets),
                "ตารางเงินโอน": table(
                    ["กองทุนที่จ่าย", "กองทุนที่รับ", "จำนวนเงิน (บาท)"],
                    [((one.from_fund, one.to_fund), [one.amount]) for one in payments],
                ),
            },
        ),
        signs=tuple(Sign(f"เหรัญญิก{fund}") for fund in _funds(lines)),
        dated=batch.on,
        reference=f"ใบหักล้างเลขที่ {batch}",
    )


def _nets(lines: list[NettingLine]) -> dict[Fund, Decimal]:
    """What each fund pays out less what it gets, over the accepted lines; they sum to zero."""
    nets: dict[Fund, Decimal] = {}
    for line in lines:
        moved = line.transfer
        nets[moved.from_fund] = nets.get(moved.from_fund, NOTHING) + moved.amount
        nets[moved.to_fund] = nets.get(moved.to_fund, NOTHING) - moved.amount
    return nets


def _funds(lines: list[NettingLine]) -> list[Fund]:
    """Every fund that answered or owes, also where nothing of its lines was agreed."""
    moved = [line.transfer for line in lines]
    return [*dict.fromkeys(fund for one in moved for fund in (one.from_fund, one.to_fund))]


def _lines(lines: list[NettingLine]) -> Table:
    rows = [
        [
            *words(line.transfer.contract.household, line.transfer.contract),
            *words(line.transfer.from_fund, line.transfer.to_fund),
            Cell(amount(line.transfer.amount), number=True),
            *words(_answer(line)),
        ]
        for line in lines
    ]
    headings = ["ครัวเรือน", "สัญญาเลขที่", "กองทุนที่จ่าย", "กองทุนที่รับ", "จำนวนเงิน (บาท)", "คำตอบ"]
    return Table(headings, rows)


def _answer(line: NettingLine) -> str:
    reason = f" เพราะ {line.reason}" if line.reason else ""
    return f"{line.get_answer_display()}{reason}"


def _nets_table(nets: dict[Fund, Decimal]) -> Table:
    def side(net: Decimal) -> str:
        return "จ่าย" if net > 0 else "รับ" if net < 0 else "เท่ากัน"

    rows = [
        [*words(fund, side(net)), Cell(amount(abs(net)), number=True)] for fund, net in nets.items()
    ]
    return Table(["กองทุน", "จ่ายหรือรับ", "ยอดสุทธิ (บาท)"], rows)


def slip_paper(slip: PaymentSlip, on: date) -> Content:
    """Money that one fund paid another, signed by both treasurers; what is left to pay."""
    payment = slip.payment
    reversal = getattr(slip, "reversal", None)
    paid = paid_by(payment.slips.filter(pk__lte=slip.pk).select_related("reversal"))
    asked = {"มีหลักฐาน": bool(slip.proof), "ยกเลิกแล้ว": reversal is not None}
    return Content(
        whose=letterhead(payment.batch.institution),
        facts=Facts(
            words={
                "ใบโอนเลขที่": str(slip),
                "ใบหักล้างเลขที่": str(payment.batch),
                "กองทุนที่จ่าย": str(payment.from_fund),
                "กองทุนที่รับ": str(payment.to_fund),
                "วันที่โอน": day(slip.on),
                "จำนวนเงิน": baht_in_words(slip.amount),
                "หลักฐาน": slip.proof,
                "ยอดที่ต้องโอน": baht(payment.amount),
                "โอนแล้ว": baht(paid),
                "ยังเหลือ": baht(payment.amount - paid),
                "เหตุที่ยกเลิก": f"เมื่อ {day(reversal.on)} เพราะ {reversal.reason}" if reversal else "",
            },
            holds=frozenset(name for name, holds in asked.items() if holds),
        ),
        signs=(
            Sign("เหรัญญิกผู้จ่าย", slip.paid_by),
            Sign("เหรัญญิกผู้รับ", slip.received_by),
        ),
        dated=slip.on,
        reference=f"ใบโอนเงินเลขที่ {slip}",
    )
