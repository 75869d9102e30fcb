"""The debtor register by household (ทะเบียนลูกหนี้รายครัวเรือน): who owes what on a day.

Every old loan on which something was owed that day, and every single contract that ran; so a
household stands in it before its loans are merged, and after. Amounts are baht.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q

from consolidation.models import Contract, ContractGuarantor
from consolidation.past_repayment import ran_on, repayment_as_of, with_its_past
from consolidation.repayment import Repayment
from debts.balances import components_on
from debts.classifying import with_class
from debts.models import Guarantor
from debts.overdue import OwedLoan, overdue_by_household, owed_on
from members.models import Household
from reports.asking import Asked, Place

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class RegisteredDebt:
    """One loan, or the household's single contract.

    ``rate`` is in percent a year, ``interest`` what is overdue or was carried over, ``penalty``
    with fees; ``days`` how late it is, None where nobody knows. What nobody stated is None.
    """

    borrower: str
    fund: str
    number: str
    lent_on: date | None
    original: Decimal | None
    rate: Decimal | None
    due_on: date | None
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    days: int | None
    guarantors: tuple[str, ...]
    note: str = ""
    is_contract: bool = False

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.penalty


@dataclass(frozen=True, slots=True)
class RegisteredHousehold:
    """A household that owes; ``class_name`` is what the committee classed it as."""

    pk: int
    institution: int
    house_number: str
    head: str
    class_name: str
    debts: tuple[RegisteredDebt, ...]

    @property
    def total(self) -> Decimal:
        return sum((one.total for one in self.debts), NOTHING)


def households_registered(place: Place, asked: Asked) -> list[RegisteredHousehold]:
    """The households of the place that owed on the day, in the register's order of each
    institution; as many questions for a district as for a village."""
    on = asked.on
    institutions = [*place.institutions().values_list("pk", flat=True)]
    homes = _owing(institutions, on)
    loans = _loans(homes, on)
    contracts = _contracts(institutions, on)
    return [
        RegisteredHousehold(
            pk=home.pk,
            institution=home.institution_id,
            house_number=home.house_number,
            head=home.head_name or "",
            class_name=home.class_name or "",
            debts=(*loans.get(home.pk, ()), *contracts.get(home.pk, ())),
        )
        for home in homes
    ]


def _owing(institutions: Sequence[int], on: date) -> list[Household]:
    of_home = {"household": OuterRef("pk")}
    contracts = ran_on(Contract.objects.filter(**of_home), on)
    households = Household.objects.filter(institution__in=institutions)
    owing = households.filter(
        Q(Exists(owed_on(on).filter(**of_home).order_by())) | Q(Exists(contracts))
    )
    ordered = with_class(owing, on).with_head().order_by("institution__code", "house_key", "pk")
    return [*ordered]


def _loans(homes: Sequence[Household], on: date) -> dict[int, list[RegisteredDebt]]:
    overdue = overdue_by_household(homes, on)
    owed = [one for of_home in overdue.values() for one in of_home.loans]
    parts = components_on([one.loan.pk for one in owed], on)
    names: dict[int, list[str]] = {}
    guarantors = Guarantor.objects.filter(loan__in=parts).order_by("pk")
    for loan, name in guarantors.values_list("loan", "name"):
        names.setdefault(loan, []).append(name)
    return {
        home: [_loan(one, parts[one.loan.pk], names.get(one.loan.pk, ())) for one in found.loans]
        for home, found in overdue.items()
    }


def _loan(one: OwedLoan, parts: dict[str, Decimal], guarantors: Iterable[str]) -> RegisteredDebt:
    loan, late = one.loan, one.lateness
    account, fund = loan.account, str(loan.account.fund)
    return RegisteredDebt(
        borrower=str(loan.borrower),
        fund=f"{fund} {account}" if account.number > 1 else fund,
        number=loan.number,
        lent_on=loan.lent_on,
        original=loan.original_principal,
        rate=loan.rate_percent,
        due_on=loan.due_on,
        principal=parts["principal"],
        interest=parts["interest_over_year"] + parts["interest_under_year"],
        penalty=parts["penalty"] + parts["fee"],
        days=late.days if late.is_known else None,
        guarantors=tuple(guarantors),
        note="ดอกเบี้ยเกินกฎหมาย" if loan.is_above_law else "",
    )


def _contracts(institutions: Sequence[int], on: date) -> dict[int, list[RegisteredDebt]]:
    stands = ContractGuarantor.objects.filter(Q(released_on__isnull=True) | Q(released_on__gt=on))
    contracts = ran_on(Contract.objects.filter(household__institution__in=institutions), on)
    known = with_its_past(contracts).prefetch_related(
        Prefetch("guarantors", stands.order_by("pk"), to_attr="standing_guarantors")
    )
    found: dict[int, list[RegisteredDebt]] = {}
    for contract in known.order_by("pk"):
        debt = _contract(contract, repayment_as_of(contract, on))
        found.setdefault(contract.household_id, []).append(debt)
    return found


def _contract(contract: Contract, repayment: Repayment | None) -> RegisteredDebt:
    """As its plan and receipts say; one of before plans were kept owes what it was made for."""
    principal, interest, penalty = _owed_of(contract, repayment)
    rows = repayment.instalments if repayment else ()
    return RegisteredDebt(
        borrower=str(contract.borrower),
        fund=str(contract.fund),
        number=str(contract),
        lent_on=contract.opened_on,
        original=contract.amount,
        rate=contract.rate_percent,
        due_on=max((one.due_on for one in rows), default=None),
        principal=principal,
        interest=interest,
        penalty=penalty,
        days=repayment.arrears.days if repayment else None,
        guarantors=tuple(one.name for one in contract.standing_guarantors),
        note="สัญญาเดียว",
        is_contract=True,
    )


def _owed_of(contract: Contract, repayment: Repayment | None) -> tuple[Decimal, Decimal, Decimal]:
    """Principal; what was carried over and interest that is overdue; costs. Interest of instalments
    to come isn't owed yet."""
    if repayment is None:
        return contract.principal, contract.carried, NOTHING
    standing, on = repayment.standing.open, repayment.on
    carried = sum((one.carried for one in standing), NOTHING)
    overdue = sum((one.interest for one in standing if one.is_overdue(on)), NOTHING)
    return repayment.principal_left, carried + overdue, repayment.arrears.costs


def debts_of(homes: Iterable[RegisteredHousehold]) -> Iterator[RegisteredDebt]:
    for home in homes:
        yield from home.debts
