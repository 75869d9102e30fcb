"""Steps of a household's road: which follow which, and the one way to take one."""

from datetime import date

from django.utils.timezone import localdate

from consolidation.models import Case, Review, Transition
from consolidation.models.cases import ROAD
from fundinst.days import day_in_words
from fundinst.id_numbers import mask_ids
from members.models import Household, User

S = Case.Status

TO_CONTRACT = (S.NEGOTIATING, S.AGREED, S.CONTRACTED)
"""The steps to the contract, from wherever one may begin it (``BEFORE_CONTRACT``)."""

BEFORE_CONTRACT = (S.SELECTED, S.APPROVED, S.NEGOTIATING, S.AGREED)
"""Where a case may stand when its contract is made; one sent to the district waits for it."""


SELECTION_UNDONE = "เลิกทำการคัดเลือก"
"""The reason that stands on a case whose selection was taken back at once: nobody left."""


def steps_to_contract(status: str) -> tuple[str, ...]:
    """The steps that are left to the contract; ``status`` is one of ``BEFORE_CONTRACT``."""
    done = TO_CONTRACT.index(status) + 1 if status in TO_CONTRACT else 0
    return TO_CONTRACT[done:]


def case_in_words(status: str, last: Review | None = None) -> str:
    """Where a case stands, in words.

    Of one that is mended, whose wish that was: the district's, or the committee's own (``last``,
    the last review of it). Where that isn't asked, words that are true of both.
    """
    if status != S.RETURNED:
        return str(Case.Status(status).label)
    if last is None:
        return "กำลังแก้ไข"
    day = day_in_words(localdate(last.recorded_at))
    if last.outcome == Review.Outcome.CORRECTION:
        return f"กำลังแก้ไขเอง (ขอแก้ไขเมื่อ {day})"
    return f"อำเภอส่งกลับให้แก้ไข (เมื่อ {day})"


def open_case(
    household: Household, *, on: date, actor: User, document: str = "", reason: str = ""
) -> Case:
    """Open the household's case as selected by the committee's meeting (``document``: its minutes).

    Inside the caller's transaction, which holds the household.
    """
    case = Case.objects.create(household=household, status=S.SELECTED, opened_on=on)
    Transition.objects.create(
        case=case, to_status=S.SELECTED, on=on, actor=actor, **_words(document, reason)
    )
    return case


def move(
    case: Case, to: str, *, on: date, actor: User, document: str = "", reason: str = ""
) -> Case:
    """Take one step of the road. Inside the caller's transaction, which holds the household."""
    assert to in ROAD[case.status], f"{case.status} -> {to} is not a step of the road"
    return _step(case, to, on=on, actor=actor, document=document, reason=reason)


def move_back(case: Case, to: str, *, on: date, actor: User, reason: str) -> Case:
    """Return to where the case was before an act that is undone; the way there stays on record."""
    return _step(case, to, on=on, actor=actor, document="", reason=reason)


def _step(case: Case, to: str, *, on: date, actor: User, document: str, reason: str) -> Case:
    Transition.objects.create(
        case=case,
        from_status=case.status,
        to_status=to,
        on=on,
        actor=actor,
        **_words(document, reason),
    )
    # As the transition's own trigger has written it meanwhile: asked of every step, it is a query.
    case.status, case.closed_on = to, on if to in Case.ENDS else None
    return case


def _words(document: str, reason: str) -> dict[str, str]:
    """As they are written, for good: without a national ID, which hidden is longer than it was."""
    return {"document": mask_ids(document)[:200], "reason": mask_ids(reason)[:300]}
