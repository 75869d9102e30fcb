"""Steps of a household's road: which follow which, and the one way to take one."""

from datetime import date

from consolidation.models import Case, Transition
from consolidation.models.cases import ROAD
from members.models import Household, User

S = Case.Status

TO_CONTRACT = (S.SELECTED, S.NEGOTIATING, S.AGREED, S.CONTRACTED)
"""The shortest lawful road to the contract."""


def open_case(
    household: Household, *, on: date, actor: User, document: str = "", reason: str = ""
) -> Case:
    """Open the household's case as selected by the committee's meeting (``document``: its minutes).

    Inside the caller's transaction, which holds the household.
    """
    case = Case.objects.create(household=household, status=S.SELECTED, opened_on=on)
    Transition.objects.create(
        case=case, to_status=S.SELECTED, on=on, actor=actor, document=document, reason=reason
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
        document=document,
        reason=reason,
    )
    case.refresh_from_db()
    return case
