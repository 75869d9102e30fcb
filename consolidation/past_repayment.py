"""How contracts stood on any day, as their papers up to that day say; later acts change nothing.

A receipt that was taken back counts until the day of its reversal, and a plan is in force until the
next one is: a figure for a past day is the same whenever it is asked. A contract that was undone
never was (``reports/district_form.py`` holds to the same).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from consolidation.models import AgreedPlan, Contract, ContractReopening, Receipt
from consolidation.open_instalments import NOTHING
from consolidation.repayment import Repayment


def with_its_past(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """The contracts with everything that ``repayment_as_of`` asks, in five questions for all."""
    receipts = Receipt.objects.select_related("reversal").prefetch_related("charges")
    plans = AgreedPlan.objects.order_by("version").prefetch_related("instalments")
    return contracts.select_related("fund", "borrower", "household__institution").prefetch_related(
        Prefetch("receipts", receipts.order_by("on", "pk")), Prefetch("plans", plans)
    )


def made_by(contracts: QuerySet[Contract], on: date) -> QuerySet[Contract]:
    """Those that were made by that day and not undone since."""
    return contracts.filter(opened_on__lte=on).exclude(status=Contract.Status.CANCELLED)


def ran_on(contracts: QuerySet[Contract], on: date) -> QuerySet[Contract]:
    """Those that had been made and hadn't ended at the end of that day.

    One that was opened again had ended until then.
    """
    ran = made_by(contracts, on).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    return ran.exclude(Exists(_opened_again_after(on)))


def with_end(contracts: QuerySet[Contract], on: date) -> QuerySet[Contract]:
    """Annotate ``ended_on``: when each had ended, None where it ran at the end of that day.

    The same contracts as ``ran_on``: one that was opened again later had ended when it was closed
    first, whenever it is closed once more.
    """
    before = _opened_again_after(on).order_by("closed_on").values("closed_on")[:1]
    closed = Case(When(closed_on__lte=on, then=F("closed_on")), output_field=DateField())
    return contracts.annotate(ended_on=Coalesce(Subquery(before), closed))


def _opened_again_after(on: date) -> QuerySet[ContractReopening]:
    """Of a contract, its reopenings of later than that day, by which it had been closed."""
    return ContractReopening.objects.filter(contract=OuterRef("pk"), closed_on__lte=on, on__gt=on)


def fall_of_debt(
    made_for: Decimal,
    opened_on: date,
    *,
    since: date,
    before: Decimal | None,
    now: Decimal | None,
) -> Decimal:
    """By how many baht a contract's debt fell from the day ``since`` on; below 0 where it grew.

    ``before`` is its debt at the end of the day before, ``now`` at the end of the last; None where
    it didn't run then. One that was made since began with what it was ``made_for``; one that had
    ended owed nothing, and what it owes again, because a payment didn't come in, is new.
    """
    began = made_for if opened_on >= since else before or NOTHING
    return began - (now or NOTHING)


def repayment_as_of(contract: Contract, on: date) -> Repayment | None:
    """Its repayment on that day; None for a contract of before plans were kept."""
    plan = _in_force(contract, on)
    if plan is None:
        return None
    counted = [one for one in contract.receipts.all() if one.on <= on and not _taken_back(one, on)]
    rows = sorted(plan.instalments.all(), key=lambda row: row.number)
    return Repayment(contract, plan, rows, counted, on)


def terms_changed_by(contract: Contract, on: date) -> bool:
    """Whether other terms than those of the signing hold; a change that was taken back is none."""
    plan = _in_force(contract, on)
    return plan is not None and plan.terms != contract.plans.all()[0].terms


def under_terms_of(repayment: Repayment, receipt: Receipt) -> Repayment:
    """The same receipts on the plan of the terms that held when that receipt was written.

    As the plan last stood under them: principal paid early since, or taken back, is counted.
    """
    before, later = None, [*repayment.contract.plans.order_by("version")]
    while later and (
        before is None
        or later[0].recorded_at <= receipt.recorded_at
        or later[0].terms == before.terms
    ):
        before = later.pop(0)
    if before is None or before == repayment.plan:
        return repayment
    return replace(repayment, plan=before, instalments=[*before.instalments.order_by("number")])


def _taken_back(receipt: Receipt, on: date) -> bool:
    reversal = getattr(receipt, "reversal", None)
    return reversal is not None and reversal.on <= on


def _in_force(contract: Contract, on: date) -> AgreedPlan | None:
    known = [plan for plan, since in _versions(contract) if since <= on]
    return known[-1] if known else None


def _versions(contract: Contract) -> Iterator[tuple[AgreedPlan, date]]:
    """Each version with the day since which it counts.

    One that was written because a receipt was taken back stands as of an earlier day; it counts
    since the reversal, for until then the receipt did.
    """
    before: AgreedPlan | None = None
    receipts = {one.pk: one for one in contract.receipts.all()}
    for plan in contract.plans.all():
        undone = before and before.receipt_id and receipts.get(before.receipt_id)
        reversal = getattr(undone, "reversal", None) if undone else None
        restores = before and reversal and plan.version > 1 and plan.made_on <= before.made_on
        yield plan, max(plan.made_on, reversal.on) if restores and reversal else plan.made_on
        before = plan
