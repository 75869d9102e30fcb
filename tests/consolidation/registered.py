"""Households that confirmed their debts, consented, and were sent: made by the acts themselves."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

from consolidation.consenting import give_consent
from consolidation.models import Registration
from consolidation.registering import submit_households
from consolidation.selecting import select_household
from debts.confirming import confirm_loans
from members.models import Household, User
from tests.builders import AS_OF

SIGNED_ON = date(2017, 7, 10)
SENT_ON = date(2017, 7, 15)


def confirmed(
    household: Household,
    actor: User,
    *,
    cut_off: date = AS_OF,
    disputed: Mapping[int, str] | None = None,
) -> Household:
    """The household, whose debts as of the cut-off date are confirmed by signature."""
    confirm_loans(
        household,
        cut_off=cut_off,
        signed_on=max(SIGNED_ON, cut_off),
        sign="signature",
        witnesses=(),
        disputed=disputed or {},
        actor=actor,
    )
    return household


def ready(
    household: Household, actor: User, *, disputed: Mapping[int, str] | None = None
) -> Household:
    """The household, selected, confirmed and consenting."""
    select_household(household, on=AS_OF, actor=actor, document="รายงานการประชุมครั้งที่ 1/2560")
    give_consent(household, signed_on=SIGNED_ON, actor=actor)
    return confirmed(household, actor, disputed=disputed)


def send(
    households: Sequence[Household],
    actor: User,
    *,
    cut_off: date = AS_OF,
    key: UUID | None = None,
    on: date = SENT_ON,
) -> Registration:
    return submit_households(
        households[0].institution,
        households,
        cut_off=cut_off,
        key=key or uuid4(),
        on=on,
        actor=actor,
    )
