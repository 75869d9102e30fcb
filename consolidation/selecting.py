"""Act: the committee's meeting selects a household as a target."""

from datetime import date

from django.db import transaction

from consolidation.cases import open_case
from consolidation.models import Case
from consolidation.rules import refusals_to_select
from fundinst.errors import Refused
from members.audit import record
from members.models import Household, User


@transaction.atomic(durable=True)
def select_household(
    household: Household, *, on: date, actor: User, document: str = "", reason: str = ""
) -> Case:
    """Open the household's case (คัดเลือกเป็นเป้าหมาย). ``document``: the meeting's minutes.

    Raises Refused when it has an open case or owes nothing.
    """
    household = Household.objects.locked().get(pk=household.pk)
    if refusals := [*refusals_to_select(household)]:
        raise Refused(refusals)

    case = open_case(household, on=on, actor=actor, document=document, reason=reason)
    record(
        "household_selected",
        case,
        "คัดเลือกเป็นครัวเรือนเป้าหมาย",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return case
