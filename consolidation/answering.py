"""Act: the committee says what it found about a household by one criterion."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from consolidation.criteria import Criterion, criteria_on
from consolidation.models import CriterionAnswer
from fundinst.errors import Refusal, Refused
from members.audit import record
from members.models import AuditEntry, Household, User
from members.undoing import undoes

_CHANGED = Refusal("answered_again", "", "มีคนตอบข้อนี้อีกแล้ว จึงเลิกทำไม่ได้")


@transaction.atomic(durable=True)
def answer_criterion(
    household: Household, code: str, answer: str, *, reason: str = "", on: date, actor: User
) -> CriterionAnswer:
    """Write what was found: yes, no (with a reason) or unknown; the last answer holds.

    Told the same again, nothing is written. Raises Refused for a criterion that isn't asked, or a
    "no" without its reason.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    criteria = {c.code: c for c in criteria_on(household.institution, on)}
    criterion = criteria.get(code)
    if refusals := [*_refusals_to_answer(criterion, answer, reason)]:
        raise Refused(refusals)

    last = household.criterion_answers.filter(criterion=code).last()
    if last and (last.answer, last.reason) == (answer, reason):
        return last
    written = CriterionAnswer.objects.create(
        household=household, criterion=code, answer=answer, reason=reason, actor=actor
    )
    more = f" ({reason})" if reason else ""
    record(
        "criterion_answered",
        written,
        f"ตอบเกณฑ์ “{criterion.sentence}” ว่า{written.get_answer_display()}{more}"[:500],
        actor=actor,
        institution=household.institution,
        household=household,
        before={"answer": last.answer, "reason": last.reason} if last else {},
    )
    return written


def _refusals_to_answer(criterion: Criterion | None, answer: str, reason: str) -> Iterator[Refusal]:
    if criterion is None or not criterion.is_asked:
        yield Refusal("criterion_unknown", "", "ไม่มีเกณฑ์ข้อนี้ให้ตอบแล้ว กรุณาเปิดหน้าใหม่")
    if answer not in CriterionAnswer.Answer.values:
        yield Refusal("answer_unknown", "", "กรุณาเลือกคำตอบ")
    if answer == CriterionAnswer.Answer.NO and not reason.strip():
        said = f" (ข้อ {criterion.sentence})" if criterion else ""
        yield Refusal("reason_missing", "", f"ถ้าตอบว่าไม่ใช่ กรุณาบอกเหตุผลด้วย{said}")
    if len(reason) > 300:
        yield Refusal("reason_long", "", "เหตุผลยาวเกิน 300 ตัวอักษร กรุณาย่อ")


@undoes("criterion_answered")
def take_back_answer(entry: AuditEntry, actor: User) -> None:
    """Give the answer that stood before once more; answers are written once."""
    written = CriterionAnswer.objects.get(pk=entry.subject.partition(":")[2])
    last = CriterionAnswer.objects.filter(
        household=written.household_id, criterion=written.criterion
    ).last()
    if last != written:
        raise Refused([_CHANGED])
    CriterionAnswer.objects.create(
        household_id=written.household_id,
        criterion=written.criterion,
        answer=entry.before.get("answer", CriterionAnswer.Answer.UNKNOWN),
        reason=entry.before.get("reason", ""),
        actor=actor,
    )
