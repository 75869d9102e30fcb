"""What stands in the way of netting between funds, and of paying what was netted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consolidation.books import refusals_of_month
from consolidation.models import NetPayment, NettingBatch, NettingLine, PaymentSlip, Transfer
from consolidation.netting_lines import SLIP, why_out
from consolidation.netting_sums import NetTransfer, PaidTransfer
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from members.models import Fund

A, S = NettingLine.Answer, NettingBatch.Status


@dataclass(frozen=True, slots=True)
class Answered:
    """What the receiving fund says of a line: agreed or not, and why not."""

    accepted: bool
    reason: str = ""


def refusals_to_open(
    standing: NettingBatch | None, transfers: Sequence[Transfer], *, on: date
) -> Iterator[Refusal]:
    """Why a batch can't be opened; ``transfers`` is what is unpaid up to the day."""
    if standing:
        yield Refusal(
            "batch_open",
            "",
            f"ใบหักล้าง {standing} ยังเปิดอยู่ ให้หักล้างหรือยกเลิกใบนั้นก่อน",
        )
    elif not transfers:
        yield Refusal(
            "nothing_to_net",
            "",
            f"ไม่มีเงินที่ต้องโอนระหว่างกองทุนจนถึง {day_in_words(on)} จึงไม่ต้องหักล้าง",
        )


def refusals_of_status(batch: NettingBatch) -> Iterator[Refusal]:
    """Why nothing more can be answered, netted or cancelled in a batch."""
    if batch.status != S.OPEN:
        status = batch.get_status_display()
        yield Refusal("batch_not_open", "", f"ใบหักล้าง {batch} {status} แก้ไม่ได้อีก")


def refusals_to_answer(
    batch: NettingBatch,
    lines: Sequence[NettingLine],
    answers: Mapping[int, Answered],
    *,
    by: str,
    on: date,
) -> Iterator[Refusal]:
    """Why the fund's answers can't be taken; ``lines`` are those that it may answer."""
    yield from refusals_of_status(batch)
    known = {line.pk: line for line in lines}
    if not answers:
        yield Refusal("nothing_answered", "", "กองทุนนี้ไม่มีรายการให้ตอบในใบหักล้างนี้")
    if answers.keys() - known.keys():
        yield Refusal(
            "line_unknown", "", "บางรายการไม่ใช่เงินที่กองทุนนี้จะได้รับในใบนี้ ให้เปิดหน้านี้ใหม่แล้วตอบอีกครั้ง"
        )
    if not by.strip():
        yield Refusal("answerer_unknown", "", "ให้ใส่ชื่อผู้ตอบแทนกองทุน")
    if on < batch.on:
        yield Refusal(
            "answered_too_early", "", f"วันที่ตอบต้องไม่ก่อนวันที่ของใบหักล้าง ({day_in_words(batch.on)})"
        )
    for pk, answer in answers.items():
        if not answer.accepted and not answer.reason.strip() and pk in known:
            contract = known[pk].transfer.contract
            yield Refusal("reason_missing", "", f"สัญญา {contract}: ไม่ตกลงเพราะอะไร ให้เขียนเหตุผลสั้น ๆ")


def refusals_to_net(batch: NettingBatch, lines: Sequence[NettingLine]) -> Iterator[Refusal]:
    """Why a batch can't be netted; lines that aren't owed any more fall out and wait for nobody."""
    yield from refusals_of_status(batch)
    owed = [line for line in lines if not why_out(line)]
    waiting: dict[str, int] = {}
    for line in owed:
        if line.answer == A.WAITING:
            fund = str(line.transfer.to_fund)
            waiting[fund] = waiting.get(fund, 0) + 1
    for fund, count in waiting.items():
        yield Refusal("not_answered", "", f"{fund} ยังไม่ตอบ {count} รายการ ให้ตอบก่อน")
    accepted = [line.transfer for line in owed if line.answer == A.ACCEPTED]
    if not waiting and not accepted:
        yield Refusal("nothing_accepted", "", "ไม่มีรายการที่ตกลงให้หักล้าง ให้ยกเลิกใบนี้แทน")
    if batch.status == S.OPEN:
        funds = [fund for one in accepted for fund in (one.from_fund, one.to_fund)]
        yield from refusals_of_books(funds, batch.on)


def refusals_of_books(funds: Iterable[Fund], on: date) -> Iterator[Refusal]:
    """Whose books of that day's month are closed."""
    for fund in dict.fromkeys(funds):
        yield from refusals_of_month(fund, on)


def refusals_to_cancel(batch: NettingBatch, *, reason: str) -> Iterator[Refusal]:
    """Why a batch can't be cancelled."""
    yield from refusals_of_status(batch)
    if not reason.strip():
        yield Refusal("reason_missing", "", "ให้ใส่เหตุผลที่ยกเลิกใบหักล้าง")


def refusals_of_batches(transfer: Transfer, *, slip: str) -> Iterator[Refusal]:
    """Why a transfer can't be noted as paid by itself: it is to be netted, or would look so."""
    waiting = NettingLine.objects.filter(transfer=transfer, batch__status=S.OPEN)
    for line in waiting.exclude(answer=A.REFUSED).select_related("batch"):
        yield Refusal(
            "to_be_netted",
            "",
            f"รายการนี้อยู่ในใบหักล้าง {line.batch} ที่ยังเปิดอยู่ ให้หักล้างใบนั้น หรือให้กองทุนตอบไม่ตกลงก่อน",
        )
    if slip.strip().startswith(SLIP):
        yield Refusal(
            "slip_is_of_netting",
            "",
            f"เลขที่หลักฐานขึ้นต้นว่า “{SLIP}” ไม่ได้ เพราะใบหักล้างบันทึกการโอนให้เอง ให้ใส่เลขที่ใบโอนจริง",
        )


def refusals_to_pay_slip(
    payment: NetPayment, *, paid: Decimal, on: date, amount: Decimal, paid_by: str, received_by: str
) -> Iterator[Refusal]:
    """Why a payment slip can't be written; ``paid`` is what was paid so far (baht)."""
    if on < payment.batch.on:
        since = day_in_words(payment.batch.on)
        yield Refusal("paid_too_early", "", f"วันที่โอนต้องไม่ก่อนวันหักล้าง ({since})")
    if not paid_by.strip():
        yield Refusal("payer_unknown", "", "ให้ใส่ชื่อเหรัญญิกของกองทุนที่จ่าย")
    if not received_by.strip():
        yield Refusal("receiver_unknown", "", "ให้ใส่ชื่อเหรัญญิกของกองทุนที่รับ")
    yield from refusals_of_books([payment.from_fund, payment.to_fund], on)
    names = NetTransfer(str(payment.from_fund), str(payment.to_fund), payment.amount)
    try:
        PaidTransfer(names, paid).with_payment(amount)
    except Refused as refused:
        yield from refused.refusals


def refusals_to_reverse_slip(slip: PaymentSlip, *, on: date, reason: str) -> Iterator[Refusal]:
    """Why a payment slip can't be taken back."""
    if not reason.strip():
        yield Refusal("reason_missing", "", "ให้ใส่เหตุผลที่ยกเลิกใบโอนเงิน")
    if hasattr(slip, "reversal"):
        yield Refusal("reversed_before", "", f"ใบโอนเงิน {slip} ยกเลิกไปแล้ว")
    if on < slip.on:
        yield Refusal("before_slip", "", "วันที่ยกเลิกต้องไม่ก่อนวันที่ของใบโอนเงิน ให้แก้วันที่")
    yield from refusals_of_books([slip.payment.from_fund, slip.payment.to_fund], on)
