"""Acts: a household breaks its plan (ผิดนัด), talks about it anew, and is back on it."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from consolidation.cases import move, move_back
from consolidation.defaults import ContractDefault, default_of
from consolidation.models import Case, Contract
from consolidation.reducing import follow_the_debt
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from members.audit import record
from members.models import Household, User

S = Case.Status
MAY_DEFAULT = (S.CONTRACTED, S.REPAYING, S.REDUCED)
ANEW = (S.NEGOTIATING, S.AGREED)
"""Where a household stands that talks about its contract anew; the contract goes on."""


@transaction.atomic(durable=True)
def mark_default(contract: Contract, *, on: date, reason: str, actor: User) -> Case:
    """Write down that the household doesn't keep its plan. Told twice, it is written once.

    Raises Refused where nothing is overdue that day, or the case isn't on its plan.
    """
    household, contract = _held(contract)
    reason = mask_ids(reason.strip())
    case = contract.case
    if case.status == S.DEFAULTED:
        return case
    default = default_of(contract, on=on)
    if refusals := [*refusals_to_mark(contract, default, reason=reason)]:
        raise Refused(refusals)

    assert default is not None  # or it would have been refused
    case = move(case, S.DEFAULTED, on=on, actor=actor, reason=reason, document=f"สัญญา {contract}")
    _record(
        "contract_defaulted",
        contract,
        f"ผิดนัดสัญญาเลขที่ {contract} ค้าง {len(default.overdue)} งวด "
        f"{format_baht(default.amount)} บาท ตั้งแต่ {day_in_words(default.first_missed)}: {reason}",
        household,
        actor,
    )
    return case


@transaction.atomic(durable=True)
def negotiate_anew(contract: Contract, *, on: date, reason: str, actor: User) -> Case:
    """Talk with a household in default about its contract, which stays as it is meanwhile."""
    household, contract = _held(contract)
    reason = mask_ids(reason.strip())
    case = contract.case
    if case.status == S.NEGOTIATING:
        return case
    if refusals := [*refusals_to_negotiate(contract, reason=reason)]:
        raise Refused(refusals)

    case = move(case, S.NEGOTIATING, on=on, actor=actor, reason=reason)
    sentence = f"เจรจาใหม่ตามสัญญาเลขที่ {contract}: {reason}"
    _record("contract_negotiated_anew", contract, sentence, household, actor)
    return case


@transaction.atomic(durable=True)
def resume(contract: Contract, *, on: date, reason: str, actor: User) -> Case:
    """The household is back on its plan: it paid, or agreed anew on the same contract.

    Without any receipt that counts it is where the contract left it. Told twice, it is done once.
    """
    household, contract = _held(contract)
    reason = mask_ids(reason.strip())
    case = contract.case
    if case.status in MAY_DEFAULT and contract.status == Contract.Status.OPEN:
        return case
    if refusals := [*refusals_to_resume(contract, reason=reason)]:
        raise Refused(refusals)

    case = _back_on_its_plan(contract, case, on=on, reason=reason, actor=actor)
    sentence = f"กลับมาปฏิบัติตามแผนของสัญญาเลขที่ {contract}: {reason}"
    _record("contract_resumed", contract, sentence, household, actor)
    return case


def _back_on_its_plan(
    contract: Contract, case: Case, *, on: date, reason: str, actor: User
) -> Case:
    has_paid = contract.receipts.filter(reversal__isnull=True).exists()
    if case.status == S.DEFAULTED:
        if not has_paid:
            return move_back(case, S.CONTRACTED, on=on, actor=actor, reason=reason)
        move(case, S.REPAYING, on=on, actor=actor, reason=reason)
        return follow_the_debt(contract, on=on, actor=actor, because=reason)
    steps = [S.AGREED, S.CONTRACTED] if case.status == S.NEGOTIATING else [S.CONTRACTED]
    for step in [*steps, *([S.REPAYING] if has_paid else [])]:
        move(case, step, on=on, actor=actor, reason=reason, document=f"สัญญา {contract}")
    return follow_the_debt(contract, on=on, actor=actor, because=f"สัญญา {contract}")


def refusals_to_mark(
    contract: Contract, default: ContractDefault | None, *, reason: str
) -> Iterator[Refusal]:
    """Why the household can't be called in default."""
    yield from _refusals_of_end(contract)
    if contract.case.status not in MAY_DEFAULT:
        status = contract.case.get_status_display()
        yield Refusal("not_on_its_plan", "", f"ครัวเรือนอยู่ในขั้น “{status}” จึงบันทึกผิดนัดไม่ได้")
    if default is None:
        yield Refusal("nothing_overdue", "", "วันนั้นไม่มีงวดที่ค้างชำระ จึงไม่ผิดนัด")
    if not reason:
        yield Refusal(
            "default_unexplained", "", "ให้เขียนสั้น ๆ ว่าเกิดอะไรขึ้น เช่น ค้าง 2 งวด ติดต่อแล้วยังไม่มา"
        )


def refusals_to_negotiate(contract: Contract, *, reason: str) -> Iterator[Refusal]:
    """Why one can't talk about the contract anew."""
    yield from _refusals_of_end(contract)
    if contract.case.status != S.DEFAULTED:
        yield Refusal("not_in_default", "", "เจรจาใหม่ได้เมื่อบันทึกผิดนัดแล้ว")
    if not reason:
        yield Refusal("talks_unexplained", "", "ให้เขียนสั้น ๆ ว่าทำไมจึงเจรจาใหม่")


def refusals_to_resume(contract: Contract, *, reason: str) -> Iterator[Refusal]:
    """Why the household can't be called back on its plan."""
    yield from _refusals_of_end(contract)
    if contract.case.status not in (S.DEFAULTED, *ANEW):
        status = contract.case.get_status_display()
        yield Refusal("not_in_default", "", f"ครัวเรือนอยู่ในขั้น “{status}” ไม่ได้ผิดนัด")
    if not reason:
        sentence = "ให้เขียนสั้น ๆ ว่าทำไมจึงกลับตามแผน เช่น จ่ายงวดที่ค้างแล้ว หรือตกลงแผนใหม่"
        yield Refusal("return_unexplained", "", sentence)


def _refusals_of_end(contract: Contract) -> Iterator[Refusal]:
    if contract.status != Contract.Status.OPEN:
        yield Refusal("contract_not_open", "", f"สัญญานี้{contract.get_status_display()}")


def _held(contract: Contract) -> tuple[Household, Contract]:
    """The household, locked, and its contract as it stands now."""
    household = (
        Household.objects.locked().select_related("institution").get(pk=contract.household_id)
    )
    return household, Contract.objects.select_related("fund", "case").get(pk=contract.pk)


def _record(act: str, contract: Contract, sentence: str, household: Household, actor: User) -> None:
    institution = household.institution
    record(act, contract, sentence, actor=actor, institution=institution, household=household)
