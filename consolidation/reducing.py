"""A debt that has become smaller (ลดหนี้): a step of the road that follows from the receipts."""

from datetime import date
from decimal import Decimal

from consolidation.cases import move, move_back
from consolidation.models import Case, Contract
from consolidation.open_instalments import NOTHING
from consolidation.repayment import repayment_of
from members.models import User

S = Case.Status


def follow_the_debt(contract: Contract, *, on: date, actor: User, because: str) -> Case:
    """Take the case to ลดหนี้ where less principal is open than the contract's, or back where not.

    Every receipt that counts is reckoned with, whatever its day: what is kept for a later due date
    has been paid. Whoever is in default, or talks about new terms, stays where the case is. Inside
    the caller's transaction, which holds the household.
    """
    case = Case.objects.get(pk=contract.case_id)
    is_smaller = _principal_left(contract, on) < contract.principal
    if is_smaller and case.status == S.REPAYING:
        return move(case, S.REDUCED, on=on, actor=actor, document=because)
    if not is_smaller and case.status == S.REDUCED:
        return move_back(case, S.REPAYING, on=on, actor=actor, reason=because)
    return case


def _principal_left(contract: Contract, on: date) -> Decimal:
    repayment = repayment_of(contract, on=on)
    if repayment is None:
        return contract.principal
    return sum((one.principal for one in repayment.standing_on(date.max).open), NOTHING)
