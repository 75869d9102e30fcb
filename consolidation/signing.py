"""Act: take down the papers that a household signed, its debts and its consent, in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction

from consolidation.consenting import consents_of, give_consent
from debts.confirming import confirm_loans
from debts.models import Confirmation, Loan
from members.models import Household, User


@dataclass(frozen=True, slots=True)
class Papers:
    """What a household signed on a day; ``disputed``, ``seen`` and ``last`` as ``confirm_loans``.

    ``owes`` is false where there is nothing to confirm; ``consents``: it signed the consent too.
    """

    cut_off: date
    signed_on: date
    sign: str = ""
    witnesses: Sequence[str] = ()
    disputed: Mapping[int, str] = field(default_factory=dict)
    seen: Mapping[int, Decimal] | None = None
    last: int | None = None
    owes: bool = True
    consents: bool = False


def has_signed(household: Household, loans: Sequence[Loan]) -> bool:
    """Whether it consented, and has spoken of every one of these loans, of whatever sum."""
    if household.pk not in consents_of([household.pk]):
        return False
    spoken = Confirmation.objects.filter(loan__in=loans).values("loan").distinct()
    return spoken.count() == len(loans)


@transaction.atomic(durable=True)
def take_down(household: Household, papers: Papers, *, actor: User) -> list[Confirmation]:
    """Write both papers, or neither. Raises Refused with every reason of the debts' paper."""
    words = []
    if papers.owes:
        words = confirm_loans(
            household,
            cut_off=papers.cut_off,
            signed_on=papers.signed_on,
            sign=papers.sign,
            witnesses=papers.witnesses,
            disputed=papers.disputed,
            seen=papers.seen,
            last=papers.last,
            actor=actor,
        )
    if papers.consents:
        give_consent(household, signed_on=papers.signed_on, actor=actor)
    return words
