"""Act: a guarantor was told in writing that the household broke its plan (หนังสือบอกกล่าว)."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction

from consolidation.default_sums import LAW, NoticeDue
from consolidation.models import Contract, ContractGuarantor, GuarantorNotice
from consolidation.repayment import repayment_of
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Household, User


@transaction.atomic(durable=True)
def tell_guarantor(
    guarantor: ContractGuarantor,
    defaults: Sequence[date],
    *,
    sent_on: date,
    proof: str,
    actor: User,
) -> list[GuarantorNotice]:
    """Write down one letter that tells of the instalments missed on these due dates.

    ``proof`` is what shows that it was sent or handed over. What the guarantor was told of already
    stays as it is: told twice, it is written once. A late letter is written down too, with what it
    costs. Raises Refused, with every reason.
    """
    household = (
        Household.objects.locked()
        .select_related("institution")
        .get(pk=guarantor.contract.household_id)
    )
    guarantor = ContractGuarantor.objects.select_related("contract__fund").get(pk=guarantor.pk)
    proof = mask_ids(proof.strip())[:200]
    told = {*guarantor.notices.values_list("default_on", flat=True)}
    new = sorted({*defaults} - told)
    if defaults and not new:
        return []
    if refusals := [*refusals_to_tell(guarantor, new, sent_on=sent_on, proof=proof)]:
        raise Refused(refusals)

    notices = [
        GuarantorNotice.objects.create(
            guarantor=guarantor, default_on=day, sent_on=sent_on, proof=proof, actor=actor
        )
        for day in new
    ]
    late = [day for day in new if NoticeDue(day, sent_on, sent_on).is_late]
    days = ", ".join(map(day_in_words, new))
    words = f" (ช้ากว่า 60 วัน {len(late)} งวด)" if late else ""
    record(
        "guarantor_told",
        guarantor,
        f"บอกกล่าว {guarantor} ว่าสัญญาเลขที่ {guarantor.contract} ผิดนัดงวด {days} "
        f"เมื่อ {day_in_words(sent_on)}{words} หลักฐาน {proof}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return notices


def refusals_to_tell(
    guarantor: ContractGuarantor, defaults: Sequence[date], *, sent_on: date, proof: str
) -> Iterator[Refusal]:
    """Every reason why this letter can't be written down."""
    contract = guarantor.contract
    if contract.status != Contract.Status.OPEN:
        yield Refusal(
            "contract_not_open", "", f"สัญญานี้{contract.get_status_display()} ไม่ต้องบอกกล่าวแล้ว"
        )
    if guarantor.released_on:
        yield Refusal("guarantor_free", "", f"{guarantor} พ้นความรับผิดแล้ว ไม่ต้องบอกกล่าว")
    if not defaults:
        yield Refusal("no_default_chosen", LAW, "ให้เลือกงวดที่ผิดนัดอย่างน้อยหนึ่งงวด")
    if not proof:
        yield Refusal(
            "notice_unproved",
            LAW,
            "ให้ใส่หลักฐานการส่ง เช่น เลขไปรษณีย์ลงทะเบียน หรือผู้ค้ำลงชื่อรับเมื่อใด",
        )
    yield from _refusals_of_days(guarantor, defaults, sent_on)


def _refusals_of_days(
    guarantor: ContractGuarantor, defaults: Sequence[date], sent_on: date
) -> Iterator[Refusal]:
    """A default is an instalment that was open when the letter was sent."""
    repayment = repayment_of(guarantor.contract, on=sent_on)
    missed = {one.due_on for one in repayment.standing.open if one.open} if repayment else set()
    for day in defaults:
        if day >= sent_on:
            sentence = f"งวดวันที่ {day_in_words(day)} ยังไม่ผิดนัดในวันที่ส่ง ให้ตรวจวันที่ส่ง"
            yield Refusal("told_before_default", "", sentence)
        elif day not in missed:
            sentence = f"วันที่ส่งหนังสือ ไม่มีงวด {day_in_words(day)} ที่ค้างอยู่ จึงไม่ต้องบอกกล่าว"
            yield Refusal("not_in_default", "", sentence)
