"""Acts: the district approves what it was sent, returns it to be mended, withdraws an approval.

Each decision is a further row of the submission; none is ever changed or deleted. Each act holds
the households first and asks its rules (``consolidation/review_rules.py``) then: two reviewers who
press at the same moment are one decision, and the second hears who decided and when.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.db import transaction

from consolidation import notifying
from consolidation.cases import move
from consolidation.models import Case, Remark, Review, Submission
from consolidation.review_rules import (
    STEPS,
    UnderReview,
    refusals_of_office,
    refusals_of_reason,
    refusals_to_approve,
    refusals_to_review,
    refusals_to_withdraw,
    under_review,
)
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Household, User

ACT = "consolidation.add_review"
LONGEST_REMARK = 300
S = Case.Status


@dataclass(frozen=True, slots=True)
class NewRemark:
    """A remark on one field of what was sent: its path in the content, its name, what is wrong."""

    field: str
    label: str
    sentence: str


@transaction.atomic(durable=True)
def approve(
    submissions: Sequence[Submission],
    *,
    on: date,
    actor: User,
    seen_stale: Mapping[int, str] | None = None,
) -> list[Review]:
    """Approve every one of these households (ผ่านการตรวจ), or none of them.

    ``seen_stale`` says by case which changes since it was sent the reviewer has seen, of what is
    owed and of what the household says (``UnderReview.version_of_changes``); others than those have
    to be looked at first. What the same reviewer approved already stays as it is. Raises Refused
    with every household's every reason.
    """
    found = _hold(submissions)
    done = [one.was_decided(Review.Outcome.APPROVED, actor) for one in found]
    new = [one for one, review in zip(found, done, strict=True) if review is None]
    _refuse_if_any(
        new, actor, on, lambda one: refusals_to_approve(one, actor, seen_stale=seen_stale)
    )

    reviews = {one.submission.pk: _approve(one, on=on, actor=actor) for one in new}
    notifying.approved([*reviews.values()])
    return [before or reviews[one.submission.pk] for one, before in zip(found, done, strict=True)]


def _approve(one: UnderReview, *, on: date, actor: User) -> Review:
    version = f"ฉบับที่ {one.submission.version}"
    return _decide(
        one, Review.Outcome.APPROVED, S.APPROVED, f"อำเภอให้ผ่านการตรวจ {version}", on=on, actor=actor
    )


@transaction.atomic(durable=True)
def return_for_mending(
    submission: Submission,
    *,
    remarks: Sequence[NewRemark],
    reason: str,
    step: str,
    on: date,
    actor: User,
) -> Review:
    """Send the household back to the committee (ส่งกลับแก้ไข), with remarks on single fields.

    ``step`` is the task that needs mending (``STEPS``). Without a reason of its own, the remarks
    are the reason. Sent twice it is one return. Raises Refused with every reason.
    """
    (one,) = _hold([submission])
    remarks = [replace(one, sentence=mask_ids(one.sentence.strip())) for one in remarks]
    reason = mask_ids(reason.strip()) or (f"แก้ตามข้อสังเกต {len(remarks)} ช่อง" if remarks else "")
    said = (reason, step, {(remark.field, remark.sentence) for remark in remarks})
    before = one.was_decided(Review.Outcome.RETURNED, actor)
    if before and _said(before) == said:
        return before
    words = [*refusals_of_reason(reason), *_refusals_of_return(remarks, step)]
    _refuse_if_any([one], actor, on, partial(refusals_to_review, actor=actor), words)

    review = _decide(
        one,
        Review.Outcome.RETURNED,
        S.RETURNED,
        f"อำเภอส่งกลับแก้ไขที่ขั้น{STEPS[step]}",
        reason=reason,
        step=step,
        on=on,
        actor=actor,
    )
    Remark.objects.bulk_create(
        Remark(review=review, field=new.field, label=new.label, sentence=new.sentence)
        for new in remarks
    )
    notifying.returned(review)
    return review


def _said(review: Review) -> tuple[str, str, set[tuple[str, str]]]:
    return review.reason, review.step, {*review.remarks.values_list("field", "sentence")}


def _refusals_of_return(remarks: Sequence[NewRemark], step: str) -> Iterator[Refusal]:
    if step not in STEPS:
        yield Refusal("step_missing", "", "กรุณาเลือกว่าต้องแก้ที่ขั้นใด")
    if any(not remark.sentence for remark in remarks):
        yield Refusal("remark_empty", "", "ข้อสังเกตบางช่องว่างอยู่ กรุณาพิมพ์หรือเอาออก")
    if any(len(remark.sentence) > LONGEST_REMARK for remark in remarks):
        sentence = f"ข้อสังเกตยาวเกิน {LONGEST_REMARK} ตัวอักษร กรุณาเขียนให้สั้นลง"
        yield Refusal("remark_long", "", sentence)
    if len({remark.field for remark in remarks}) < len(remarks):
        yield Refusal("remark_twice", "", "มีข้อสังเกตสองข้อในช่องเดียวกัน กรุณารวมเป็นข้อเดียว")


@transaction.atomic(durable=True)
def withdraw_approval(submission: Submission, *, reason: str, on: date, actor: User) -> Review:
    """Take an approval back (ถอนการผ่าน): the household waits for the district again.

    Until a contract is signed or the period is closed. Done twice for the same reason it is one
    withdrawal. Raises Refused.
    """
    (one,) = _hold([submission])
    reason = mask_ids(reason.strip())
    before = one.was_decided(Review.Outcome.WITHDRAWN, actor)
    if before and before.reason == reason:
        return before
    words = [*refusals_of_reason(reason)]
    _refuse_if_any([one], actor, on, partial(refusals_to_withdraw, actor=actor), words)

    review = _decide(
        one,
        Review.Outcome.WITHDRAWN,
        S.SUBMITTED,
        "อำเภอถอนการผ่าน กลับไปรอตรวจใหม่",
        reason=reason,
        on=on,
        actor=actor,
    )
    notifying.withdrawn(review)
    return review


def _hold(submissions: Sequence[Submission]) -> list[UnderReview]:
    """What the rules ask of these submissions; their households are held first, in order."""
    homes = Household.objects.filter(cases__submissions__in=submissions).order_by("pk")
    list(homes.locked().values_list("pk"))
    return under_review(submissions)


def _refuse_if_any(
    found: Sequence[UnderReview],
    actor: User,
    on: date,
    rules: Callable[[UnderReview], Iterable[Refusal]],
    words: Sequence[Refusal] = (),
) -> None:
    """Raise Refused with what is wrong with the words, the office, and each household."""
    institutions = {one.household.institution for one in found}
    refusals = [*words, *refusals_of_office(actor, institutions, ACT, on=on)]
    for one in found:
        named = f"{one}: " if len(found) > 1 else ""
        refusals += [Refusal(why.code, why.clause, f"{named}{why.sentence}") for why in rules(one)]
    if refusals:
        raise Refused(refusals)


def _decide(
    one: UnderReview,
    outcome: Review.Outcome,
    to: str,
    sentence: str,
    *,
    on: date,
    actor: User,
    reason: str = "",
    step: str = "",
) -> Review:
    """Write the decision, take the step of the road, record it."""
    review = Review.objects.create(
        submission=one.submission, outcome=outcome, reason=reason, step=step, actor=actor
    )
    document = f"ข้อมูลที่ส่งอำเภอ ฉบับที่ {one.submission.version}"
    move(one.case, to, on=on, actor=actor, document=document, reason=reason)
    record(
        f"review_{outcome}",
        review,
        f"{sentence}{f': {reason}' if reason else ''}"[:500],
        actor=actor,
        institution=one.household.institution,
        household=one.household,
    )
    return review
