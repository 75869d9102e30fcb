"""A household's old debts as its papers list them: before, what was waived, what is left."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from consolidation.loan_terms import LoanTerms
from consolidation.models import Case, Contract, ContractPart, Offer
from consolidation.negotiated import agreed_terms, offers_behind
from consolidation.proposal import without_disputed
from debts.interest_ages import aged_interest, by_age
from debts.models import COMPONENTS, Loan
from members.models import Fund, Household
from reports.wording_text import Table
from reports.written import table

NOTHING = Decimal(0)
NARROW = 5
"""More sums than these leave room for one column of names only."""
HEADINGS = {
    "principal": "เงินต้น",
    "interest_over_year": "ดอกเบี้ยค้าง ๑ ปีขึ้นไป",
    "interest_under_year": "ดอกเบี้ยค้างไม่ถึง ๑ ปี",
    "penalty": "ค่าปรับ",
    "fee": "ค่าธรรมเนียม",
}
WITH_LOANS = ("loan__account__fund", "loan__borrower", "closing_entry", "waiver_entry")


@dataclass(frozen=True, slots=True)
class OldDebt:
    """One old loan, in baht by component; ``capitalised`` of its interest came to the principal."""

    loan: Loan
    before: dict[str, Decimal]
    waived: dict[str, Decimal]
    capitalised: Decimal = NOTHING

    @property
    def fund(self) -> Fund:
        fund: Fund = self.loan.account.fund
        return fund

    @property
    def owed(self) -> Decimal:
        return sum(self.before.values(), NOTHING)

    @property
    def off(self) -> Decimal:
        return sum(self.waived.values(), NOTHING)

    @property
    def left(self) -> Decimal:
        return self.owed - self.off


@dataclass(frozen=True, slots=True)
class OldDebts:
    """All of a case, as of a day: that of the contract, once there is one."""

    debts: tuple[OldDebt, ...]
    on: date

    @property
    def owed(self) -> Decimal:
        return sum((debt.owed for debt in self.debts), NOTHING)

    @property
    def off(self) -> Decimal:
        return sum((debt.off for debt in self.debts), NOTHING)

    @property
    def left(self) -> Decimal:
        return self.owed - self.off

    @property
    def capitalised(self) -> Decimal:
        return sum((debt.capitalised for debt in self.debts), NOTHING)

    @property
    def funds(self) -> list[Fund]:
        return [*dict.fromkeys(debt.fund for debt in self.debts)]

    @property
    def borrowers(self) -> list[str]:
        return [*dict.fromkeys(str(debt.loan.borrower) for debt in self.debts)]

    @property
    def has_guarantors(self) -> bool:
        return any(debt.loan.guarantors.exists() for debt in self.debts)

    def of(self, loan: Loan) -> OldDebt | None:
        return next((debt for debt in self.debts if debt.loan.pk == loan.pk), None)

    def without(self, fund: Fund | None) -> "OldDebts":
        """Those of other funds than this one."""
        return OldDebts(tuple(one for one in self.debts if one.fund != fund), self.on)


def loan_named(loan: Loan) -> str:
    """As its borrower tells it from others: by number, or by fund and day."""
    if loan.number:
        return f"สัญญาเลขที่ {loan.number}"
    return f"สัญญากู้ยืมกับ{loan.account.fund}"


def debts_of_contract(contract: Contract) -> OldDebts:
    parts = [*contract.parts.select_related(*WITH_LOANS, "contract").order_by("pk")]
    offers = offers_behind(parts)
    debts = tuple(_of_part(part, offers.get(part.loan_id)) for part in parts)
    return aged(OldDebts(debts, contract.opened_on))


def debts_of_case(case: Case, *, on: date) -> OldDebts:
    """Of the contract where one stands; before, what one would take in as it is agreed so far."""
    contract = case.contracts.exclude(status=Contract.Status.CANCELLED).last()
    if contract:
        return debts_of_contract(contract)
    loans = without_disputed(_owing(case.household))
    agreed = agreed_terms(loans)
    return aged(OldDebts(tuple(_as_agreed(loan, agreed[loan.pk]) for loan in loans), on))


def debts_of_household(household: Household, *, on: date) -> OldDebts:
    """What is owed now, nothing taken off."""
    nothing = dict.fromkeys(COMPONENTS, NOTHING)
    return aged(
        OldDebts(tuple(OldDebt(loan, loan.components, nothing) for loan in _owing(household)), on)
    )


def aged(debts: OldDebts) -> OldDebts:
    """The same with interest by its age on their day, whatever it was called when it was stated."""
    young = (one.loan for one in debts.debts if one.before["interest_under_year"])
    old = aged_interest(young, debts.on)
    return replace(debts, debts=tuple(_by_age(one, old) for one in debts.debts))


def _by_age(debt: OldDebt, old: Container[int]) -> OldDebt:
    if debt.loan.pk not in old:
        return debt
    return replace(debt, before=by_age(debt.before), waived=by_age(debt.waived))


def _owing(household: Household) -> list[Loan]:
    owing = Loan.objects.owing().filter(household=household)
    return [*owing.select_related("account__fund", "borrower")]


def _of_part(part: ContractPart, offer: Offer | None) -> OldDebt:
    off = part.waiver_entry.components if part.waiver_entry else dict.fromkeys(COMPONENTS, NOTHING)
    before = {one: part.components[one] - off[one] for one in COMPONENTS}
    waived = {one: -taken for one, taken in off.items()}
    return OldDebt(part.loan, before, waived, offer.capitalised if offer else NOTHING)


def _as_agreed(loan: Loan, terms: LoanTerms) -> OldDebt:
    """What is only proposed is not taken off; void interest is."""
    return OldDebt(loan, loan.components, terms.off, terms.to_principal)


def table_of(debts: OldDebts, *, waived: bool | None = None) -> Table:
    """Fund, borrower and number, the components that any of them has, and what is taken off."""
    columns = [
        one
        for one in COMPONENTS
        if one == "principal" or any(debt.before[one] for debt in debts.debts)
    ]
    with_waived = bool(debts.off) if waived is None else waived
    sums = [*(HEADINGS[one] for one in columns), "รวม (บาท)"]
    sums += ["ลดให้", "คงเหลือ"] if with_waived else []
    wide = len(sums) > NARROW
    names = ["กองทุนเดิม ผู้กู้ สัญญาเดิม"] if wide else ["กองทุนเดิม", "ผู้กู้และสัญญาเดิม"]
    rows = [
        ([" ".join(_named(debt))] if wide else _named(debt), _sums(debt, columns, with_waived))
        for debt in debts.debts
    ]
    return table([*names, *sums], rows)


def _named(debt: OldDebt) -> tuple[str, str]:
    number = f" {debt.loan.number}" if debt.loan.number else ""
    return str(debt.fund), f"{debt.loan.borrower}{number}"


def _sums(debt: OldDebt, columns: Sequence[str], waived: bool) -> list[Decimal]:
    sums = [*(debt.before[one] for one in columns), debt.owed]
    return [*sums, debt.off, debt.left] if waived else sums
