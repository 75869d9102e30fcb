"""Act: end a contract that is paid in full (ปิดสัญญา)."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from consolidation.books import refusals_of_month
from consolidation.cases import move
from consolidation.guaranteeing import release_all
from consolidation.models import Case, Contract
from consolidation.overcharging import overcharged_on
from consolidation.repayment import Repayment, repayment_of
from consolidation.signature_state import signature_state
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from members.audit import record
from members.models import Fund, Household, User

PAID_IN_FULL = "ชำระครบตามสัญญา"
TALKS = (Case.Status.NEGOTIATING, Case.Status.AGREED)


@transaction.atomic(durable=True)
def close(contract: Contract, *, on: date, actor: User) -> Contract:
    """End the contract; its household is free of debt (ปลดหนี้) and the paper goes back.

    The lender gives the document back, or writes on it that it is cancelled (ป.พ.พ. ๖๕๓). Told
    twice, it is ended once. Raises Refused while anything is left to pay.
    """
    household = (
        Household.objects.locked().select_related("institution").get(pk=contract.household_id)
    )
    contract = Contract.objects.select_related("fund", "case").get(pk=contract.pk)
    Fund.objects.select_for_update(no_key=True).get(pk=contract.fund_id)  # no month ends meanwhile
    if contract.status == Contract.Status.CLOSED:
        return contract
    if refusals := [*refusals_to_close(contract, repayment_of(contract, on=on), on=on)]:
        raise Refused(refusals)

    contract.status, contract.closed_on = Contract.Status.CLOSED, on
    contract.closing_reason = PAID_IN_FULL
    contract.save(update_fields=["status", "closed_on", "closing_reason"])
    release_all(contract, on=on, because=PAID_IN_FULL, actor=actor)
    move(contract.case, Case.Status.CLEARED, on=on, actor=actor, document=f"สัญญาเลขที่ {contract}")
    record(
        "contract_closed",
        contract,
        f"ปิดสัญญาเลขที่ {contract} {PAID_IN_FULL} {format_baht(contract.amount)} บาท คืนสัญญาให้ผู้กู้",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return contract


def refusals_to_close(
    contract: Contract, repayment: Repayment | None, *, on: date
) -> Iterator[Refusal]:
    """Every reason why the contract can't be ended that day."""
    if contract.status != Contract.Status.OPEN:
        status = contract.get_status_display()
        yield Refusal("contract_not_open", "", f"สัญญานี้{status}")
    elif repayment is None:
        yield Refusal("no_plan", "", "สัญญานี้ยังไม่มีแผนชำระ จึงยังปิดไม่ได้")
    elif left := repayment.owed_in_all:
        sentence = f"ยังเหลือให้ชำระ {format_baht(left)} บาท รับชำระให้ครบก่อน จึงปิดสัญญาได้"
        yield Refusal("not_paid_in_full", "", sentence)
    elif contract.case.status in TALKS:
        sentence = "กำลังเจรจาใหม่ ให้บันทึกก่อนว่าครัวเรือนกลับมาตามแผนแล้ว จึงปิดสัญญาได้"
        yield Refusal("talks_go_on", "", sentence)
    elif repayment.receipts and repayment.receipts[-1].on > on:
        yield Refusal("before_last_receipt", "", "วันที่ปิดสัญญาต้องไม่ก่อนใบเสร็จใบสุดท้าย ให้แก้วันที่")
    else:
        yield from refusals_of_month(contract.fund, on)


def warnings_to_close(contract: Contract, repayment: Repayment | None) -> Iterator[Refusal]:
    """What is still undone of a contract that is about to end; it stops nothing."""
    if too_much := overcharged_on(repayment) if repayment else None:
        sentence = (
            f"เรียกเก็บนอกแผนไว้เกิน {format_baht(too_much.total)} บาท ให้คืนผู้ชำระก่อนปิดสัญญา "
            "ดูวิธีทำในหน้าสัญญา"
        )
        yield Refusal("overcharged", "ป.พ.พ. มาตรา ๒๒๔", sentence)
    state = signature_state(contract)
    if state.waiting:
        sentence = f"ยังไม่ได้บันทึกการลงชื่อของ {state.waits_for} ให้บันทึกก่อนปิดสัญญา"
        yield Refusal("unsigned", "", sentence)
    for transfer in contract.transfers.filter(paid_on=None, cancelled_on=None):
        yield Refusal(
            "transfer_unpaid",
            "",
            f"ยังไม่ได้โอนเงินให้{transfer.to_fund} {format_baht(transfer.amount)} บาท ให้โอนแล้วบันทึก",
        )
