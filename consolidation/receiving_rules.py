"""What stands in the way of taking a payment in, or of taking a receipt back."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from consolidation.books import refusals_of_month
from consolidation.models import Contract, Receipt
from consolidation.open_instalments import NOTHING
from consolidation.paying_early import CHOICES, closing_of, rows_after
from consolidation.plan_terms import GraceKind
from consolidation.repayment import Repayment
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.money import SATANG, format_baht
from fundinst.thai import format_date

NO_PLAN = Refusal(
    "no_plan",
    "",
    "สัญญานี้ยังไม่มีแผนชำระ จึงยังตัดชำระเป็นงวดไม่ได้ ให้ทำสัญญาใหม่ที่มีแผนชำระ",
)


def refusals_to_receive(
    contract: Contract,
    repayment: Repayment | None,
    *,
    on: date,
    amount: Decimal,
    payer: str,
    rest: str,
    charged: Decimal = NOTHING,
) -> Iterator[Refusal]:
    """Every reason why the payment can't be taken in; ``repayment`` is as of its day.

    ``charged`` is what of the amount doesn't pay the plan (baht).
    """
    if contract.status != Contract.Status.OPEN:
        status = contract.get_status_display()
        yield Refusal("contract_not_open", "", f"สัญญานี้{status} รับชำระอีกไม่ได้")
    if on < contract.opened_on:
        since = format_date(contract.opened_on, digits="arabic")
        yield Refusal("before_contract", "", f"วันที่รับเงินต้องไม่ก่อนวันทำสัญญา ({since}) ให้แก้วันที่")
    if not payer.strip():
        yield Refusal("payer_unknown", "", "ให้ใส่ชื่อผู้ชำระเงิน")
    if amount <= 0 or amount != amount.quantize(SATANG):
        yield Refusal(
            "amount_is_none", "", "จำนวนเงินต้องมากกว่า 0 บาท และละเอียดไม่เกินสตางค์ ให้แก้จำนวนเงิน"
        )
    elif repayment is None:
        yield NO_PLAN
    elif contract.status == Contract.Status.OPEN and on >= contract.opened_on:
        yield from _refusals_of_over(repayment, amount - charged, rest, charged)


def _refusals_of_over(
    repayment: Repayment, amount: Decimal, rest: str, charged: Decimal
) -> Iterator[Refusal]:
    """``amount`` is what pays the plan, ``charged`` what is taken beside it (baht)."""
    over = amount - repayment.due
    if over <= 0:
        yield from _refusals_of_more_than_owed(repayment, amount)
    elif not rest:
        yield Refusal(
            "overpaid",
            "ป.พ.พ. มาตรา ๓๒๘",
            f"ชำระเกินยอดที่ถึงกำหนด {format_baht(over)} บาท ให้ถามผู้ชำระว่าจะให้ทำอย่างไรกับส่วนที่เกิน แล้วเลือก",
        )
    elif rest in CHOICES:
        yield from _refusals_of_new_plan(repayment, over, rest, charged)
    elif rest != Receipt.Rest.GIVE_BACK:
        yield from _refusals_of_more_than_owed(repayment, amount)
    elif repayment.due:
        yield from _refusals_of_more_than_owed(repayment, repayment.due)
    elif not charged:
        sentence = (
            f"ณ {day_in_words(repayment.on)} ยังไม่มียอดถึงกำหนด ถ้าคืนเงินทั้งหมดก็ไม่ต้องออกใบเสร็จ ให้เลือกข้ออื่น"
        )
        yield Refusal("nothing_kept", "", sentence)


def _refusals_of_more_than_owed(repayment: Repayment, amount: Decimal) -> Iterator[Refusal]:
    """Also of what was due on a day long past: receipts of later days may have paid it since."""
    if amount > repayment.owed_in_all:
        owed = format_baht(repayment.owed_in_all)
        yield Refusal(
            "more_than_owed",
            "",
            f"ทั้งสัญญาเหลือให้ชำระ {owed} บาท ให้แก้จำนวนเงิน หรือเลือกคืนส่วนที่เกินให้ผู้ชำระ",
        )


def _refusals_of_new_plan(
    repayment: Repayment, over: Decimal, rest: str, charged: Decimal
) -> Iterator[Refusal]:
    """A plan is changed by the last payment alone, and where nothing was paid ahead."""
    last = repayment.receipts[-1].on if repayment.receipts else None
    if (last and last > repayment.on) or repayment.plan.made_on > repayment.on:
        yield Refusal(
            "plan_changed_since",
            "",
            "มีใบเสร็จหรือแผนชำระของวันหลังจากวันนี้แล้ว จึงเปลี่ยนแผนย้อนหลังไม่ได้ "
            "ให้เลือกชำระงวดถัดไปล่วงหน้า หรือคืนเงิน",
        )
        return
    if repayment.is_paid_ahead:
        yield Refusal(
            "paid_ahead",
            "",
            "มีงวดที่ชำระล่วงหน้าไว้แล้ว จึงลดเงินต้นก่อนกำหนดไม่ได้ ให้เลือกชำระงวดถัดไปล่วงหน้า หรือคืนเงิน",
        )
        return
    closing = closing_of(repayment)
    pays_off = over == closing.total and repayment.terms.grace.kind == GraceKind.INTEREST_PAID
    if is_in_grace(repayment) and not pays_off:
        yield Refusal(
            "in_grace",
            "",
            "ยังอยู่ในช่วงปลอดชำระตามสัญญา จึงลดเงินต้นก่อนกำหนดไม่ได้ ให้เลือกชำระงวดถัดไปล่วงหน้า หรือคืนเงิน",
        )
        return
    if over >= closing.principal and over != closing.total:
        whole = format_baht(charged + repayment.due + closing.total)
        yield Refusal(
            "not_the_pay_off",
            "",
            f"ถ้าจะปิดสัญญาวันนี้ ต้องชำระทั้งหมด {whole} บาท ให้แก้จำนวนเงินเป็นจำนวนนี้ หรือให้น้อยลง",
        )
        return
    try:
        rows_after(repayment, over, rest)
    except Refused as refused:
        yield from refused.refusals


def is_in_grace(repayment: Repayment) -> bool:
    """Whether instalments without principal, or what waited in them, are still to come."""
    grace, periods = repayment.terms.grace, repayment.terms.periods
    waited = grace.kind == GraceKind.INTEREST_DEFERRED and grace.of_interest
    rows = max(grace.periods, grace.of_interest + 1 if waited else grace.of_interest)
    return any(period.due_on > repayment.on for period in periods[:rows])


def refusals_to_reverse(receipt: Receipt, *, on: date, reason: str) -> Iterator[Refusal]:
    """Every reason why the receipt can't be taken back."""
    contract = receipt.contract
    if not reason.strip():
        yield Refusal("reason_missing", "", "ให้ใส่เหตุผลที่ยกเลิกใบเสร็จ")
    if contract.status == Contract.Status.CLOSED:
        yield Refusal(
            "contract_not_open",
            "",
            "สัญญานี้สิ้นสุดแล้ว ถ้าเงินของใบเสร็จนี้ไม่เข้าจริง ให้เปิดสัญญาอีกครั้งจากหน้าใบเสร็จ",
        )
    elif contract.status != Contract.Status.OPEN:
        status = contract.get_status_display()
        yield Refusal("contract_not_open", "", f"สัญญานี้{status} ยกเลิกใบเสร็จไม่ได้แล้ว")
    yield from refusals_of_taking_back(receipt, on=on)


def refusals_of_taking_back(receipt: Receipt, *, on: date) -> Iterator[Refusal]:
    """Why the receipt can't be taken back that day, whatever became of its contract."""
    if hasattr(receipt, "reversal"):
        yield Refusal("reversed_before", "", f"ใบเสร็จ {receipt} ยกเลิกไปแล้ว")
    if on < receipt.on:
        yield Refusal("before_receipt", "", "วันที่ยกเลิกต้องไม่ก่อนวันที่ของใบเสร็จ ให้แก้วันที่")
    yield from refusals_of_month(receipt.fund, on)
    if receipt.rest in CHOICES and _changed_the_plan_later(receipt):
        last = receipt.contract.plans.order_by("version").last()
        what = f"ใบเสร็จ {last.receipt}" if last.receipt else "การเปลี่ยนเงื่อนไขการชำระ"
        yield Refusal(
            "plan_changed_since",
            "",
            f"หลังใบเสร็จนี้แผนชำระเปลี่ยนอีกโดย{what} เมื่อ {day_in_words(last.made_on)} "
            f"ให้ยกเลิก{what}นั้นก่อน",
        )
    elif early := _paid_early_since(receipt):
        yield Refusal(
            "paid_early_since",
            "ป.พ.พ. มาตรา ๓๒๙",
            f"หลังใบเสร็จนี้ผู้ชำระคืนเงินต้นก่อนกำหนดตามใบเสร็จ {early} เมื่อ {day_in_words(early.on)} "
            f"เงินนั้นต้องชำระส่วนที่ใบเสร็จนี้เคยชำระก่อน ให้{_take_back_words(early)} ก่อน "
            "ยกเลิกใบเสร็จนี้ แล้วออกใบเสร็จใหม่ของเงินก้อนหลังนั้น",
        )


def _paid_early_since(receipt: Receipt) -> Receipt | None:
    """The last receipt that lowered the principal while this one counted, and counts itself.

    Its plan takes what this one paid for paid: what would be open again without it is no instalment
    of that plan, and nothing could be asked for its being late.
    """
    later = receipt.contract.receipts.filter(pk__gt=receipt.pk, reversal__isnull=True)
    return later.filter(rest__in=CHOICES).order_by("pk").last()


def _take_back_words(receipt: Receipt) -> str:
    if receipt.contract.status == Contract.Status.CLOSED:
        return f"เปิดสัญญาอีกครั้งจากหน้าใบเสร็จ {receipt}"
    return f"ยกเลิกใบเสร็จ {receipt}"


def _changed_the_plan_later(receipt: Receipt) -> bool:
    """Whether the plan in force is another than the one that this receipt made."""
    plans = receipt.contract.plans
    if plans.filter(receipt=receipt).exists():
        return plans.order_by("version").last().receipt_id != receipt.pk
    # A plan of before its receipt was written down with it.
    later = receipt.contract.receipts.filter(pk__gt=receipt.pk, reversal__isnull=True)
    return later.filter(rest__in=CHOICES).exists()
