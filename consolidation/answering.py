"""Act: the committee says what it found about a household by the criteria it has to be asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from consolidation.criteria import Criterion, criteria_on
from consolidation.models import CriterionAnswer
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.holding import refusals_of_holding
from members.models import AuditEntry, Household, User
from members.undoing import undoes
from members.versions import version_of

_CHANGED = Refusal("answered_again", "", "มีคนตอบข้อนี้อีกแล้ว จึงเลิกทำไม่ได้")
NOTHING = (CriterionAnswer.Answer.UNKNOWN.value, "")


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: yes, no (with a reason) or unknown.

    ``seen`` is the version of what the page showed (``version_of_answer``); empty: not asked about.
    """

    code: str
    answer: str
    reason: str = ""
    seen: str = ""

    @property
    def said(self) -> tuple[str, str]:
        return self.answer, self.reason


def version_of_answer(answer: str, reason: str) -> str:
    """What a page was opened with, so that it never overwrites somebody else's answer unseen."""
    return version_of([answer or NOTHING[0], reason])


@transaction.atomic(durable=True)
def answer_criteria(
    household: Household, told: Sequence[Told], *, on: date, actor: User
) -> AuditEntry | None:
    """Write what was found by these criteria, all of it or none; the last answer of each holds.

    Told the same again, nothing is written (None). Raises Refused for a criterion that isn't asked,
    a "no" without its reason, or an answer that somebody else gave meanwhile.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    told = [replace(one, reason=mask_ids(one.reason)) for one in told]
    criteria = {c.code: c for c in criteria_on(household.institution, on)}
    known = _answers(household)
    new = [one for one in told if one.said != known.get(one.code, NOTHING)]
    refusals = [*refusals_of_holding(household.pk)] if new else []
    refusals += [why for one in told for why in _refusals_to_answer(one, criteria, known)]
    if refusals:
        raise Refused(refusals)

    if not new:
        return None
    written = [_write(household, one.code, *one.said, actor=actor) for one in new]
    words = [_in_words(criteria[answer.criterion], answer) for answer in written]
    return record(
        "criteria_answered",
        household,
        f"ตอบเกณฑ์คัดเลือก {' · '.join(words)}"[:500],
        actor=actor,
        institution=household.institution,
        household=household,
        before={
            "written": [answer.pk for answer in written],
            "answers": {one.code: known.get(one.code, NOTHING) for one in new},
        },
    )


def _write(
    household: Household, criterion: str, answer: str, reason: str, *, actor: User
) -> CriterionAnswer:
    return CriterionAnswer.objects.create(
        household=household, criterion=criterion, answer=answer, reason=reason, actor=actor
    )


def _answers(household: Household) -> dict[str, tuple[str, str]]:
    """Answer and reason that hold, by criterion."""
    given = household.criterion_answers.order_by("pk")
    return {one.criterion: (one.answer, one.reason) for one in given}


def _in_words(criterion: Criterion, answer: CriterionAnswer) -> str:
    more = f" ({answer.reason})" if answer.reason else ""
    return f"“{criterion.sentence}” {answer.get_answer_display()}{more}"


def _refusals_to_answer(
    told: Told, criteria: Mapping[str, Criterion], known: Mapping[str, tuple[str, str]]
) -> Iterator[Refusal]:
    criterion = criteria.get(told.code)
    if criterion is None or not criterion.is_asked:
        yield Refusal("criterion_unknown", "", "ไม่มีเกณฑ์ข้อนี้ให้ตอบแล้ว กรุณาเปิดหน้าใหม่")
    if told.answer not in CriterionAnswer.Answer.values:
        yield Refusal("answer_unknown", "", "กรุณาเลือกคำตอบ")
    if told.answer == CriterionAnswer.Answer.NO and not told.reason.strip():
        said = f" (ข้อ {criterion.sentence})" if criterion else ""
        yield Refusal("reason_missing", "", f"ถ้าตอบว่าไม่ใช่ กรุณาบอกเหตุผลด้วย{said}")
    if len(told.reason) > 300:
        yield Refusal("reason_long", "", "เหตุผลยาวเกิน 300 ตัวอักษร กรุณาย่อ")
    now = known.get(told.code, NOTHING)
    if criterion and told.seen and told.said != now and told.seen != version_of_answer(*now):
        yield Refusal(
            "answered_meanwhile",
            "",
            f"มีคนตอบข้อ “{criterion.sentence}” ระหว่างที่ท่านเปิดหน้านี้ ดูคำตอบล่าสุดข้างล่าง "
            "ถ้าจะใช้คำตอบของท่าน ให้บันทึกอีกครั้ง",
        )


@undoes("criteria_answered")
def take_back_answers(entry: AuditEntry, actor: User) -> None:
    """Give the answers that stood before once more; answers are written once."""
    household = Household.objects.get(pk=entry.household_id)
    last = {one.criterion: one.pk for one in household.criterion_answers.order_by("pk")}
    before = entry.before["answers"]
    if {last[code] for code in before} != {*entry.before["written"]}:
        raise Refused([_CHANGED])
    for code, (answer, reason) in before.items():
        _write(household, code, answer, reason, actor=actor)
