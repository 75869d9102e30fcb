"""By which criteria a household is selected as a target (เกณฑ์คัดเลือก), and what is found of each.

The programme names its target "ครัวเรือนเป้าหมายที่เป็นหนี้" and explains the criteria at its training;
the department's own list could not be found. So criteria are data: an institution writes a version
of its own (``write_criteria``), and until then ``SHIPPED`` holds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localdate

from consolidation.models import Contract, ContractPart, CriteriaSet, CriterionAnswer
from debts.models import Loan
from fundinst.errors import Refusal, Refused
from fundinst.thai import format_date
from members.audit import record
from members.models import Household, Institution, User
from members.versions import refusals_if_other, version_of

OWES_FUNDS, OF_MEMBERS, ASKED = "owes_funds", "creditors_are_members", "asked"
KINDS = (OWES_FUNDS, OF_MEMBERS, ASKED)
MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
MOST_CRITERIA = 12


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion; ``sentence`` is what has to be true of the household.

    ``kind`` says how it is found: owes_funds counts member funds owed (``least`` of them),
    creditors_are_members looks at the books and hears of others, asked is for the committee to
    say. A household that doesn't meet a ``required`` one is selected only with a reason.
    """

    code: str
    sentence: str
    kind: str = ASKED
    least: int = 0
    required: bool = True

    @property
    def is_asked(self) -> bool:
        """Whether the committee's answer counts: of everything but what the books alone tell."""
        return self.kind != OWES_FUNDS


SHIPPED = (
    Criterion("several_funds", "เป็นหนี้กองทุนสมาชิกตั้งแต่ 2 กองทุน", OWES_FUNDS, least=2),
    Criterion("lives_here", "อยู่อาศัยในหมู่บ้าน"),
    Criterion("willing", "สมัครใจและตั้งใจชำระ มีแผน (สำนึกดี แผนดี)"),
    Criterion("creditors", "เจ้าหนี้ทุกรายเป็นกองทุนสมาชิก", OF_MEMBERS),
    Criterion("no_lawsuit", "ไม่อยู่ระหว่างถูกฟ้องคดี"),
)
"""The criteria until an institution writes its own. Order is the order of the columns."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found of a household by one criterion, and why: met, not_met or unknown."""

    criterion: Criterion
    state: str
    reason: str
    answer: str = ""
    answer_reason: str = ""

    @property
    def word(self) -> str:
        return {MET: "ผ่าน", NOT_MET: "ไม่ผ่าน", UNKNOWN: "ยังไม่ทราบ"}[self.state]


def criteria_on(institution: Institution, on: date) -> tuple[Criterion, ...]:
    """The criteria in force that day."""
    written = institution.criteria_sets.filter(effective_on__lte=on).first()
    return read_criteria(written.definition) if written else SHIPPED


def read_criteria(definition: Any) -> tuple[Criterion, ...]:
    """The criteria that a definition (JSON) says. Raises Refused with every fault, in Thai."""
    if refusals := [*_refusals_to_definition(definition)]:
        raise Refused(refusals)
    return tuple(Criterion(**criterion) for criterion in definition["criteria"])


def definition_of(criteria: Iterable[Criterion]) -> dict[str, Any]:
    """The criteria as JSON, such that ``read_criteria`` gives them back."""
    return {"criteria": [asdict(criterion) for criterion in criteria]}


def _refusals_to_definition(definition: Any) -> Iterator[Refusal]:
    criteria = definition.get("criteria") if isinstance(definition, Mapping) else None
    if not isinstance(criteria, list) or not all(map(_is_shaped, criteria)):
        yield Refusal("criteria_unreadable", "", "อ่านเกณฑ์คัดเลือกไม่ออก กรุณาเริ่มจากแบบที่มีอยู่")
        return
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        yield Refusal("criteria_number", "", f"ต้องมีเกณฑ์ 1 ถึง {MOST_CRITERIA} ข้อ")
    if len({criterion["code"] for criterion in criteria}) < len(criteria):
        yield Refusal("criteria_twice", "", "มีเกณฑ์ซ้ำกัน กรุณาเหลือข้อเดียว")
    for place, criterion in enumerate(criteria, start=1):
        if not criterion["sentence"].strip():
            yield Refusal("criterion_empty", "", f"ข้อที่ {place} ยังไม่มีข้อความ")
        if len(criterion["sentence"]) > 150:
            yield Refusal("criterion_long", "", f"ข้อที่ {place} ยาวเกิน 150 ตัวอักษร กรุณาย่อ")
        if criterion["kind"] == OWES_FUNDS and not 1 <= criterion["least"] <= 20:
            yield Refusal("criterion_least", "", f"ข้อที่ {place} จำนวนกองทุนต้องเป็น 1 ถึง 20")


def _is_shaped(criterion: Any) -> bool:
    shape = {"code": str, "sentence": str, "kind": str, "least": int, "required": bool}
    return (
        isinstance(criterion, Mapping)
        and set(criterion) == set(shape)
        and all(type(criterion[name]) is kind for name, kind in shape.items())
        and criterion["kind"] in KINDS
        and 0 < len(criterion["code"]) <= 30
    )


def criteria_version(institution: Institution) -> str:
    """The version of all criteria that the institution ever wrote."""
    return version_of([*institution.criteria_sets.order_by("pk").values_list("pk", flat=True)])


@transaction.atomic(durable=True)
def write_criteria(
    institution: Institution,
    *,
    effective_on: date,
    definition: Any,
    actor: User,
    seen: str | None = None,
) -> CriteriaSet:
    """Write the institution's criteria from a day on; earlier ones stay readable.

    ``seen`` is the ``criteria_version`` that the page was opened with. Raises Refused when others
    wrote criteria since, for criteria that can't be read, or a day that has a version already; told
    the very same again, it is that version.
    """
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    definition = definition_of(read_criteria(definition))
    known = institution.criteria_sets.filter(effective_on=effective_on).first()
    if known and known.definition == definition:
        return known
    if changed := [*refusals_if_other(seen, criteria_version(institution))]:
        raise Refused(changed)
    if known:
        day = format_date(effective_on, style="medium", digits="arabic")
        reason = f"มีเกณฑ์ที่ใช้ตั้งแต่ {day} แล้ว ให้เลือกวันอื่น"
        raise Refused([Refusal("criteria_that_day", "", reason)])

    written = CriteriaSet.objects.create(
        institution=institution,
        effective_on=effective_on,
        definition=definition,
        written_by=actor,
    )
    day = format_date(effective_on, style="medium", digits="arabic")
    record(
        "criteria_written",
        written,
        f"ตั้งเกณฑ์คัดเลือก {len(definition['criteria'])} ข้อ ใช้ตั้งแต่ {day}",
        actor=actor,
        institution=institution,
    )
    return written


def assess(
    households: Iterable[Household], criteria: Iterable[Criterion]
) -> dict[int, list[Finding]]:
    """What is found of each household by each criterion, in their order; three queries in all.

    A household that has its one contract is looked at as it was before: by the loans that were
    merged, for it owes no fund but the holder now.
    """
    households, criteria = [*households], [*criteria]
    owed, merged = _funds_owed(households), _funds_merged(households)
    answers = _last_answers(households)
    return {
        household.pk: [
            _find(
                criterion,
                owed.get(household.pk, 0),
                merged.get(household.pk, 0),
                answers.get((household.pk, criterion.code)),
            )
            for criterion in criteria
        ]
        for household in households
    }


def _funds_owed(households: list[Household]) -> dict[int, int]:
    owing = Loan.objects.owing().filter(household__in=households).order_by()
    return dict(
        owing.values_list("household").annotate(funds=Count("account__fund", distinct=True))
    )


def _funds_merged(households: list[Household]) -> dict[int, int]:
    """To how many funds the debts belonged that are in the open contract now."""
    parts = ContractPart.objects.filter(
        contract__household__in=households, contract__status=Contract.Status.OPEN
    ).order_by()
    funds = Count("loan__account__fund", distinct=True)
    return dict(parts.values_list("contract__household").annotate(funds=funds))


def _last_answers(households: list[Household]) -> dict[tuple[int, str], CriterionAnswer]:
    answers = CriterionAnswer.objects.filter(household__in=households).select_related("actor")
    return {(answer.household_id, answer.criterion): answer for answer in answers.order_by("pk")}


def _find(criterion: Criterion, owed: int, merged: int, answer: CriterionAnswer | None) -> Finding:
    funds = merged or owed
    if criterion.kind == OWES_FUNDS:
        state = MET if funds >= criterion.least else NOT_MET
        return Finding(criterion, state, _owed(owed, merged))
    if answer and answer.answer != CriterionAnswer.Answer.UNKNOWN:
        state = MET if answer.answer == CriterionAnswer.Answer.YES else NOT_MET
        return Finding(criterion, state, _said(answer), answer.answer, answer.reason)
    noted = answer.reason if answer else ""
    if criterion.kind == OF_MEMBERS and funds:
        reason = "หนี้ที่บันทึกไว้เป็นของกองทุนสมาชิกทั้งหมด"
        return Finding(criterion, MET, reason, answer_reason=noted)
    return Finding(criterion, UNKNOWN, noted or "ยังไม่ได้ถาม", answer_reason=noted)


def _owed(owed: int, merged: int) -> str:
    if merged:
        return f"เป็นหนี้ {merged} กองทุนก่อนรวมเป็นสัญญาเดียว"
    return f"เป็นหนี้ {owed} กองทุน" if owed else "ไม่มีหนี้ค้าง"


def _said(answer: CriterionAnswer) -> str:
    day = format_date(localdate(answer.recorded_at), style="medium", digits="arabic")
    reason = f": {answer.reason}" if answer.reason else ""
    return f"{answer.actor} ตอบว่า{answer.get_answer_display()} เมื่อ {day}{reason}"
