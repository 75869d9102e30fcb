"""What waits for a committee, and how far the institutions of an area have come: figures only."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from consolidation.defaults import notices_due
from consolidation.letters_due import with_letters_due
from consolidation.models import (
    Case,
    Contract,
    NetPayment,
    PaymentSlip,
    Transfer,
)
from consolidation.overcharging import overcharged_contracts
from consolidation.signature_state import unsigned
from consolidation.stage_counts import Counts, all_stages, number_at, oldest_at
from consolidation.stages import STALE_AFTER, Stage, days_waiting
from consolidation.standing import Standing, with_standing
from debts.classifying import unclassified
from debts.models import Guarantor, Loan, Register
from members.models import Fund, Household, User


@dataclass(frozen=True, slots=True)
class Worklist:
    """How many of each wait for the committee, and how many are done.

    ``drafts`` registers begun; ``unselected`` households that owe two funds or more and have no
    open case; ``selected`` households without a contract yet; of these ``to_send`` were never sent
    to the district, ``submitted`` wait for it, ``returned`` came back to be mended, ``passed`` it;
    ``contracted`` households;
    ``transfers`` between funds that are not paid; ``households`` in the books at all;
    ``unsigned`` contracts that wait for a signature; ``to_tell`` guarantors of missed instalments;
    ``letters`` guarantors of old loans who should get a letter; ``net_payments`` between funds that
    were netted and aren't paid in full; ``overcharged`` contracts on which more was charged than is
    lawful, which is to be given back;
    ``silent_funds`` whose register hasn't come yet, though another's has; ``unclassified``
    households that owe and were given no class.
    """

    drafts: int
    unselected: int
    selected: int
    contracted: int
    transfers: int
    households: int
    silent_funds: int
    unclassified: int
    to_send: int
    submitted: int
    returned: int
    passed: int
    unsigned: int = 0
    to_tell: int = 0
    letters: int = 0
    net_payments: int = 0
    overcharged: int = 0

    @property
    def targets(self) -> int:
        """Households that have their one contract or should come to one."""
        return self.unselected + self.selected + self.contracted

    @property
    def next_step(self) -> str:
        """The one thing to do first, in the order of the road."""
        steps = {
            "drafts": self.drafts,
            "import": not self.households,
            "mend": self.returned,
            "select": self.unselected,
            "send": self.to_send,
            "merge": self.passed,
            "pay": self.transfers,
            "form": self.contracted,
        }
        return next((step for step, waits in steps.items() if waits), "import")

    @property
    def waits(self) -> bool:
        return bool(
            self.drafts
            or self.silent_funds
            or self.unclassified
            or self.unselected
            or self.to_send
            or self.returned
            or self.passed
            or self.transfers
            or self.to_tell
            or self.letters
            or self.net_payments
            or self.overcharged
        )


@dataclass(frozen=True, slots=True)
class Waits:
    """Households that wait: how many, the days of the oldest, how many wait too long."""

    count: int = 0
    days: int = 0
    stale: int = 0

    @property
    def figure(self) -> str:
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class BetweenLevels:
    """What lies between committees and their districts: with the district, or back to be mended."""

    submitted: Waits
    returned: Waits


def between_levels(user: User, *, today: date) -> BetweenLevels:
    """The same within all that the user sees."""
    counts = all_stages(user)
    return BetweenLevels(
        submitted=_waits(counts, Stage.SUBMITTED, today),
        returned=_waits(counts, Stage.RETURNED, today),
    )


def _waits(counts: Counts, stage: Stage, today: date) -> Waits:
    since = oldest_at(counts, stage)
    if since is None:
        return Waits()
    late = {day for at, day in counts if at == stage and day and day < today - STALE_AFTER}
    return Waits(
        count=number_at(counts, stage),
        days=days_waiting(since, today=today),
        stale=sum(counts[stage, day] for day in late),
    )


def worklist(user: User, *, today: date) -> Worklist:
    """The figures of the institutions on whose committee the user is; one query each."""
    standings = dict(
        with_standing(Household.objects.run_by(user).listed())
        .order_by()
        .values_list("standing")
        .annotate(number=Count("pk"))
    )
    drafts = Register.objects.run_by(user).filter(status=Register.Status.DRAFT)
    return Worklist(
        drafts=drafts.count(),
        unselected=standings.get(Standing.SEVERAL, 0),
        selected=standings.get(Standing.SELECTED, 0),
        contracted=standings.get(Standing.CONTRACTED, 0),
        transfers=unpaid(Transfer.objects.run_by(user)).count(),
        households=sum(standings.values()),
        silent_funds=_silent(Fund.objects.run_by(user)).count() if standings else 0,
        unclassified=unclassified(Household.objects.run_by(user).listed()).count(),
        unsigned=unsigned(Contract.objects.run_by(user)).count(),
        to_tell=notices_due(Contract.objects.run_by(user), on=today),
        letters=with_letters_due(Guarantor.objects.run_by(user)).count(),
        net_payments=to_be_paid(NetPayment.objects.run_by(user)).count(),
        overcharged=len(overcharged_contracts(Contract.objects.run_by(user), on=today)),
        **_on_the_way(user),
    )


def _on_the_way(user: User) -> dict[str, int]:
    """Of the selected without a contract, how many are where between committee and district."""
    cases = Case.objects.run_by(user).open().filter(household__is_removed=False).order_by()
    counts = dict(cases.values_list("status").annotate(number=Count("pk")))
    stages = {
        "to_send": Case.Status.SELECTED,
        "submitted": Case.Status.SUBMITTED,
        "returned": Case.Status.RETURNED,
        "passed": Case.Status.APPROVED,
    }
    return {name: counts.get(status, 0) for name, status in stages.items()}


def _silent(funds: QuerySet[Fund]) -> QuerySet[Fund]:
    return funds.exclude(Exists(Loan.objects.filter(account__fund=OuterRef("pk"))))


def unpaid(transfers: QuerySet[Transfer]) -> QuerySet[Transfer]:
    """Transfers that the holding fund still has to make."""
    return transfers.filter(paid_on__isnull=True, cancelled_on__isnull=True)


def to_be_paid(payments: QuerySet[NetPayment]) -> QuerySet[NetPayment]:
    """What was netted and isn't sent in full: slips taken back count for nothing."""
    slips = PaymentSlip.objects.filter(payment=OuterRef("pk"), reversal__isnull=True)
    return payments.annotate(sent=_sum(slips.order_by().values("payment"), "amount")).filter(
        sent__lt=F("amount")
    )


def with_unpaid_count(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Annotate ``unpaid_count``: to how many funds the holding fund still has to pay."""
    transfers = unpaid(Transfer.objects.filter(contract=OuterRef("pk"))).order_by()
    return contracts.annotate(unpaid_count=_count(transfers.values("contract")))


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _sum(rows: QuerySet[Any], column: str) -> Coalesce:
    baht = DecimalField(max_digits=18, decimal_places=2)
    summed = rows.annotate(sum=Sum(column)).values("sum")
    return Coalesce(Subquery(summed, output_field=baht), Decimal(0), output_field=baht)
