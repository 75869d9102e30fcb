"""What of a household's balances counts: interest above the lawful rate doesn't (ดอกเบี้ยที่ไม่นับ).

It stays in the books until a named person decides (``debts/rate_deciding.py``). Until then nobody
is asked to acknowledge it, and no sum that people sign for holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from debts.balances import Balance
from debts.confirmations import named
from debts.models import Loan, RateDecision
from debts.rate_deciding import last_decisions, with_void_interest
from fundinst.money import format_baht

INTEREST = ("interest_over_year", "interest_under_year")
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class VoidInterest:
    """Interest of a loan (baht) that counts as nothing; with ``is_decided`` for good."""

    loan: Loan
    amount: Decimal
    is_decided: bool

    @property
    def sentence(self) -> str:
        return f"ดอกเบี้ย {format_baht(self.amount)} บาท ของ{named(self.loan)} {self.why}"

    @property
    def why(self) -> str:
        until = "มีผู้ตัดสินแล้วว่าไม่คิด" if self.is_decided else "ไม่นับจนกว่าจะมีผู้ตัดสิน"
        return f"คิดเกินร้อยละ 15 ต่อปี ซึ่งกฎหมายห้าม {until}"


@dataclass(frozen=True, slots=True)
class Counted:
    """Balances without the interest that is void, and that interest apart."""

    balances: tuple[Balance, ...]
    void: tuple[VoidInterest, ...]

    @property
    def total(self) -> Decimal:
        return sum((one.total for one in self.balances), NOTHING)

    @property
    def void_total(self) -> Decimal:
        return sum((one.amount for one in self.void), NOTHING)

    def void_of(self, loan: Loan) -> VoidInterest | None:
        return next((one for one in self.void if one.loan.pk == loan.pk), None)


def counted(balances: Sequence[Balance]) -> Counted:
    """The balances as they count; no query where no loan is above the law."""
    loans = with_void_interest(balance.loan for balance in balances)
    found = [balance for balance in balances if balance.loan.pk in loans]
    decided = last_decisions(one.loan for one in found) if found else {}
    void = (
        VoidInterest(one.loan, _interest(one), _is_void_by(decided.get(one.loan.pk)))
        for one in found
    )
    return Counted(
        tuple(_without_interest(one) if one.loan.pk in loans else one for one in balances),
        tuple(one for one in void if one.amount),
    )


def _is_void_by(decision: RateDecision | None) -> bool:
    return decision is not None and decision.outcome == RateDecision.Outcome.VOID


def _interest(balance: Balance) -> Decimal:
    return sum((balance.components[name] for name in INTEREST), NOTHING)


def _without_interest(balance: Balance) -> Balance:
    return replace(balance, components={**balance.components, **dict.fromkeys(INTEREST, NOTHING)})
