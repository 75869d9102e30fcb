"""Act: the committee takes back what the district holds or has approved, to correct it."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from consolidation import notifying
from consolidation.cases import move
from consolidation.locking import LOCKED
from consolidation.models import Case, Review, Submission
from consolidation.models.cases import ROAD
from consolidation.review_rules import (
    refusal_of_end,
    refusals_of_approved_period,
    refusals_of_office,
    refusals_of_reason,
)
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Household, User

S = Case.Status
ACT = "consolidation.add_registration"


@transaction.atomic(durable=True)
def ask_for_correction(case: Case, *, reason: str, on: date, actor: User) -> Review:
    """Unlock the household to correct it (ขอแก้ไข); an approval it had is cancelled.

    What was sent stays readable; sent again it is the next version, for the same reviewer. Asked
    twice for the same reason it is one correction. Raises Refused without a reason, once a contract
    is signed, or when the household isn't locked.
    """
    household = Household.objects.locked().select_related("institution").get(pk=case.household_id)
    case = Case.objects.get(pk=case.pk)
    submission = case.submissions.order_by("version").last()
    reason = mask_ids(reason.strip())
    if before := _asked_before(submission, reason, actor):
        return before
    if refusals := [
        *refusals_of_reason(reason),
        *refusals_of_office(actor, [household.institution], ACT, on=on),
        *refusals_to_correct(case, submission),
    ]:
        raise Refused(refusals)

    assert submission is not None  # or it would have been refused
    review = Review.objects.create(
        submission=submission, outcome=Review.Outcome.CORRECTION, reason=reason, actor=actor
    )
    was = case.get_status_display()
    move(case, Case.Status.RETURNED, on=on, actor=actor, reason=reason)
    record(
        "correction_asked",
        review,
        f"ขอแก้ไขข้อมูลซึ่งอยู่ในขั้น “{was}”: {reason}"[:500],
        actor=actor,
        institution=household.institution,
        household=household,
    )
    notifying.correction(review)
    return review


def refusals_to_correct(case: Case | None, submission: Submission | None) -> Iterator[Refusal]:
    """Why there is nothing to unlock, or it can't be unlocked any more."""
    if case is None:
        yield Refusal("not_locked", "", "ครัวเรือนนี้ยังไม่ได้ส่งอำเภอ แก้ข้อมูลได้เลย ไม่ต้องขอแก้ไข")
        return
    status = case.get_status_display()
    if signed := refusal_of_end(case):
        yield signed
    elif case.status not in LOCKED or submission is None:
        yield Refusal("not_locked", "", f"ครัวเรือนนี้อยู่ในขั้น “{status}” แก้ข้อมูลได้เลย ไม่ต้องขอแก้ไข")
    elif S.RETURNED not in ROAD[case.status]:
        yield Refusal("no_way_back", "", f"ครัวเรือนนี้อยู่ในขั้น “{status}” ให้เริ่มเจรจาใหม่ก่อน แล้วจึงขอแก้ไข")
    else:
        yield from refusals_of_approved_period(case)


def _asked_before(submission: Submission | None, reason: str, actor: User) -> Review | None:
    """The same person's same request, where nothing was decided or sent since."""
    last = submission.reviews.order_by("pk").last() if submission else None
    asked = last and (last.outcome, last.reason, last.actor_id)
    return last if asked == (Review.Outcome.CORRECTION, reason, actor.pk) else None
