"""Why a submission can't be approved, returned, or have its approval withdrawn.

The review page asks the same functions as the acts (``consolidation/reviewing.py``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.timezone import localtime

from consolidation.consenting import LAW, consents_of
from consolidation.models import Case, Contract, Review, Submission
from consolidation.staleness import Moved, moved_by, staleness_of
from fundinst.errors import Refusal
from fundinst.money import format_baht
from fundinst.thai import format_date
from members.access import still_may
from members.models import Household, Institution, Person, User

S = Case.Status

APPROVAL_STANDS = frozenset({S.APPROVED, S.NEGOTIATING, S.AGREED})
"""Approved and no contract signed yet: an approval can be withdrawn, the household corrected."""

STEPS = {
    "information": "ข้อมูลครัวเรือน",
    "debts": "หนี้ทุกกองทุน",
    "class": "จัดประเภทลูกหนี้",
    "registration": "ขึ้นทะเบียน",
}
"""The tasks of a household that a return may send it back to."""

STEP_OF_SECTION = {
    "sums": "debts",
    "loans": "debts",
    "household": "information",
    "persons": "information",
    "incomes": "information",
    "expenses": "information",
    "class": "class",
    "criteria": "registration",
    "minutes": "registration",
    "consent": "registration",
}
"""Which task mends a remark on a field of that section of the content."""

LONGEST_REASON = 300
_DECIDED: dict[str, str] = {
    Review.Outcome.APPROVED: "ให้ผ่านการตรวจไปแล้ว",
    Review.Outcome.RETURNED: "ส่งกลับแก้ไขไปแล้ว",
    Review.Outcome.WITHDRAWN: "ถอนการผ่านไปแล้ว",
    Review.Outcome.CORRECTION: "ขอนำกลับไปแก้ไขแล้ว",
}


@dataclass(frozen=True, slots=True)
class UnderReview:
    """A submission and what its rules ask: read once for all the households of a list.

    ``last`` is the last decision on this version, ``submitters`` everybody who sent a version,
    ``movements`` are the loans on which something else is owed now than when it was sent.
    """

    submission: Submission
    case: Case
    household: Household
    versions: int
    last: Review | None
    submitters: frozenset[int]
    movements: tuple[Moved, ...]
    consents: bool
    head: str

    @property
    def moved(self) -> Decimal | None:
        """By how much what is owed moved since it was sent, in baht; None: it didn't."""
        return moved_by(self.movements)

    @property
    def is_last_version(self) -> bool:
        return self.submission.version == self.versions

    @property
    def waits(self) -> bool:
        return self.case.status == S.SUBMITTED and self.is_last_version

    def was_decided(self, outcome: str, actor: User) -> Review | None:
        """The same reviewer's own decision of that kind, if it is the one that holds."""
        last = self.last if self.is_last_version else None
        mine = last and last.outcome == outcome and last.actor_id == actor.pk
        return last if mine else None

    def __str__(self) -> str:
        return f"{self.head} {self.household}".strip()


def under_review(submissions: Sequence[Submission]) -> list[UnderReview]:
    """What the rules ask of these submissions, in their order; in a constant number of queries."""
    cases = Case.objects.filter(pk__in={one.case_id for one in submissions})
    known = {case.pk: case for case in cases.select_related("household__institution")}
    sent: dict[int, list[tuple[int, int]]] = {pk: [] for pk in known}
    versions = Submission.objects.filter(case__in=known)
    for case_id, version, actor_id in versions.values_list("case_id", "version", "actor_id"):
        sent[case_id].append((version, actor_id))
    reviews = Review.objects.filter(submission__in=submissions).select_related("actor")
    last = {review.submission_id: review for review in reviews.order_by("pk")}
    homes = [case.household_id for case in known.values()]
    heads = dict(
        Person.objects.filter(household__in=homes, is_head=True).values_list(
            "household_id", "full_name"
        )
    )
    agreed, movements = consents_of(homes), staleness_of(known.values())
    return [
        UnderReview(
            submission=one,
            case=(case := known[one.case_id]),
            household=case.household,
            versions=max(version for version, _actor in sent[case.pk]),
            last=last.get(one.pk),
            submitters=frozenset(actor for _version, actor in sent[case.pk]),
            movements=(*movements[case.pk],),
            consents=case.household_id in agreed,
            head=heads.get(case.household_id, ""),
        )
        for one in submissions
    ]


def refusals_to_approve(
    one: UnderReview, actor: User, *, seen_stale: Mapping[int, Decimal] | None = None
) -> Iterator[Refusal]:
    """Why it can't be approved. ``seen_stale``: by case, the movement the reviewer has seen."""
    yield from refusals_to_review(one, actor)
    if one.waits and not one.consents:
        yield Refusal(
            "consent_withdrawn",
            LAW,
            "ครัวเรือนถอนความยินยอมแล้ว ให้ส่งกลับแก้ไขที่ขั้นขึ้นทะเบียน",
        )
    if one.waits and one.moved is not None and (seen_stale or {}).get(one.case.pk) != one.moved:
        yield Refusal(
            "stale_unseen",
            "",
            f"ยอดหนี้เปลี่ยนหลังส่ง {_signed(one.moved)} บาท ให้ดูยอดที่เปลี่ยน แล้วทำเครื่องหมายว่าดูแล้วก่อนให้ผ่าน",
        )


def refusals_to_review(one: UnderReview, actor: User) -> Iterator[Refusal]:
    """Why it can be neither approved nor returned; somebody else may have decided first."""
    if not one.is_last_version:
        yield _superseded(one)
    elif one.case.status != S.SUBMITTED:
        yield _not_waiting(one)
    yield from refusals_of_submitter(one, actor)


def refusals_to_withdraw(one: UnderReview, actor: User) -> Iterator[Refusal]:
    """Why the approval can't be withdrawn: it can until a contract is signed."""
    if not one.is_last_version:
        yield _superseded(one)
    elif one.case.status not in APPROVAL_STANDS:
        yield refusal_of_end(one.case) or _not_approved(one)
    yield from refusals_of_submitter(one, actor)


def refusals_of_submitter(one: UnderReview, actor: User) -> Iterator[Refusal]:
    """Nobody reviews what they sent themselves, whatever offices they hold."""
    if actor.pk in one.submitters:
        yield Refusal(
            "reviewer_is_submitter",
            "",
            "ท่านเป็นผู้ส่งข้อมูลของครัวเรือนนี้ จึงตรวจเองไม่ได้ ให้เจ้าหน้าที่อำเภอคนอื่นตรวจ",
        )


def refusals_of_office(
    actor: User, institutions: Iterable[Institution], permission: str, *, on: date
) -> Iterator[Refusal]:
    """Why the actor has no office for this any more; one that is held stays until it is done."""
    if not still_may(actor, permission, institutions, on=on):
        sentence = "ตำแหน่งของท่านสิ้นสุดแล้ว จึงทำรายการนี้ไม่ได้ ให้ติดต่อสำนักงานพัฒนาชุมชนอำเภอ"
        yield Refusal("office_ended", "", sentence)


def refusals_of_reason(reason: str) -> Iterator[Refusal]:
    """Why the words given aren't a reason."""
    if not reason.strip():
        yield Refusal("reason_missing", "", "กรุณาเลือกหรือเขียนเหตุผล")
    if len(reason) > LONGEST_REASON:
        sentence = f"เหตุผลยาวเกิน {LONGEST_REASON} ตัวอักษร กรุณาเขียนให้สั้นลง"
        yield Refusal("reason_long", "", sentence)


def refusal_of_end(case: Case) -> Refusal | None:
    """Said where a contract is signed: what was approved stands for good."""
    contract = Contract.objects.open().filter(case=case).first()
    if contract is None:
        return None
    return Refusal(
        "contract_signed",
        "",
        f"ทำสัญญาเลขที่ {contract} แล้ว จึงเปลี่ยนผลการตรวจไม่ได้ ถ้าสัญญาผิดให้กรรมการเลิกทำสัญญาก่อน",
    )


def _superseded(one: UnderReview) -> Refusal:
    version = one.submission.version
    sentence = f"นี่คือฉบับที่ {version} มีฉบับที่ {one.versions} ส่งมาแล้ว ให้เปิดฉบับล่าสุด"
    return Refusal("not_the_last_version", "", sentence)


def _not_waiting(one: UnderReview) -> Refusal:
    if one.last:
        return Refusal("already_decided", "", decided(one.last))
    status = one.case.get_status_display()
    return Refusal("not_submitted", "", f"ครัวเรือนนี้อยู่ในขั้น “{status}” ไม่ได้รออำเภอตรวจแล้ว")


def _not_approved(one: UnderReview) -> Refusal:
    status = one.case.get_status_display()
    return Refusal("not_approved", "", f"ครัวเรือนนี้อยู่ในขั้น “{status}” ไม่มีผลการผ่านให้ถอน")


def decided(review: Review) -> str:
    """Who decided what, and when, in a sentence."""
    at = localtime(review.recorded_at)
    day = format_date(at.date(), style="medium", digits="arabic")
    return f"{review.actor} {_DECIDED[review.outcome]}เมื่อ {day} เวลา {at:%H:%M} น. ดูผลได้ในหน้านี้"


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else '-' if amount < 0 else ''}{format_baht(abs(amount))}"
