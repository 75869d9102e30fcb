"""Act: open a closed contract again, because the money of a receipt didn't come in."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from consolidation.cases import move_back
from consolidation.closing import PAID_IN_FULL
from consolidation.models import Case, Contract, ContractReopening, Receipt
from consolidation.receiving import take_back
from consolidation.receiving_rules import refusals_of_taking_back
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Fund, Household, User


@transaction.atomic(durable=True)
def reopen(
    receipt: Receipt, *, on: date, reason: str, paper: str, actor: User
) -> ContractReopening:
    """Let the receipt's contract run again (เปิดสัญญาอีกครั้ง), and take the receipt back.

    Who paid with money that never came in has not paid (ป.พ.พ. ๓๒๑): the debt stands, and whoever
    was let go only because it had been paid stands for it. ``paper`` is what shows that the money
    bounced. Told twice, it is done once. Raises Refused, with every reason.
    """
    Household.objects.locked().get(pk=receipt.contract.household_id)
    receipt = Receipt.objects.select_related(
        "contract__case", "contract__household__institution", "contract__fund", "fund"
    ).get(pk=receipt.pk)
    Fund.objects.select_for_update(no_key=True).get(pk=receipt.fund_id)  # no month ends meanwhile
    reason, paper = mask_ids(reason.strip())[:300], mask_ids(paper.strip())[:200]
    same = ContractReopening.objects.filter(receipt=receipt, reason=reason, paper=paper)
    if before := same.filter(actor=actor).first():
        return before
    if refusals := [*refusals_to_reopen(receipt, on=on, reason=reason, paper=paper)]:
        raise Refused(refusals)

    reopening = _open_again(receipt, on, reason, paper, actor)
    take_back(receipt, on=on, reason=f"{reason} ตามเอกสาร {paper}"[:300], actor=actor)
    return reopening


def _open_again(
    receipt: Receipt, on: date, reason: str, paper: str, actor: User
) -> ContractReopening:
    contract, household = receipt.contract, receipt.contract.household
    reopening = ContractReopening.objects.create(
        contract=contract,
        receipt=receipt,
        closed_on=contract.closed_on,
        on=on,
        reason=reason,
        paper=paper,
        actor=actor,
    )
    contract.status, contract.closed_on, contract.closing_reason = Contract.Status.OPEN, None, ""
    contract.save(update_fields=["status", "closed_on", "closing_reason"])
    stand = _guarantors_stand_again(contract, reopening.closed_on)
    move_back(contract.case, Case.Status.REPAYING, on=on, actor=actor, reason=reason)
    again = f" ผู้ค้ำประกันที่กลับมาค้ำ {', '.join(stand)}" if stand else ""
    record(
        "contract_reopened",
        reopening,
        f"เปิดสัญญาเลขที่ {contract} อีกครั้ง เพราะเงินตามใบเสร็จ {receipt} ไม่เข้า: {reason} "
        f"ตามเอกสาร {paper} หนังสือปิดสัญญาที่ออกไปใช้ไม่ได้แล้ว{again}"[:500],
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return reopening


def _guarantors_stand_again(contract: Contract, closed_on: date) -> list[str]:
    """The names of those who were free only because the contract had been closed that day."""
    freed = contract.guarantors.filter(released_on=closed_on, released_because=PAID_IN_FULL)
    names = []
    for guarantor in freed.order_by("pk"):
        guarantor.released_on, guarantor.released_because = None, ""
        guarantor.save(update_fields=["released_on", "released_because"])
        names.append(guarantor.name)
    return names


def refusals_to_reopen(receipt: Receipt, *, on: date, reason: str, paper: str) -> Iterator[Refusal]:
    """Every reason why the receipt's contract can't be opened again that day."""
    contract = receipt.contract
    if not reason.strip():
        yield Refusal("reason_missing", "", "ให้เขียนว่าเงินไม่เข้าเพราะอะไร เช่น เช็คคืน หรือโอนไม่สำเร็จ")
    if not paper.strip():
        yield Refusal(
            "paper_missing", "", "ให้ใส่เอกสารที่แสดงว่าเงินไม่เข้า เช่น หนังสือของธนาคาร หรือมติที่ประชุม"
        )
    if contract.status != Contract.Status.CLOSED:
        status = contract.get_status_display()
        sentence = f"สัญญานี้{status} จึงไม่ต้องเปิดอีกครั้ง ถ้าใบเสร็จผิด ให้ยกเลิกใบเสร็จ"
        yield Refusal("contract_not_closed", "", sentence)
    elif contract.closed_on and on < contract.closed_on:
        closed = day_in_words(contract.closed_on)
        yield Refusal("before_closing", "", f"วันที่เปิดอีกครั้งต้องไม่ก่อนวันที่ปิดสัญญา ({closed}) ให้แก้วันที่")
    yield from _refusals_of_new_road(contract)
    yield from refusals_of_taking_back(receipt, on=on)


def _refusals_of_new_road(contract: Contract) -> Iterator[Refusal]:
    """A household has one case and one contract at a time."""
    home = contract.household_id
    if other := Contract.objects.open().filter(household=home).exclude(pk=contract.pk).first():
        sentence = f"ครัวเรือนนี้มีสัญญาเลขที่ {other} แล้ว จึงเปิดสัญญาเดิมอีกครั้งไม่ได้ ให้ตกลงกับครัวเรือนเป็นหนี้ใหม่"
        yield Refusal("contract_open", "", sentence)
    elif Case.objects.open().filter(household=home).exclude(pk=contract.case_id).exists():
        sentence = "ครัวเรือนนี้เริ่มเรื่องใหม่แล้ว ให้บันทึกถอนตัวจากเรื่องใหม่ก่อน จึงเปิดสัญญาเดิมอีกครั้งได้"
        yield Refusal("case_open", "", sentence)
