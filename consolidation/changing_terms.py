"""Act: agree on other terms for what is left of a contract (เปลี่ยนเงื่อนไขการชำระ)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from consolidation.changing_rules import refusals_of_new_plan, refusals_to_change
from consolidation.charging import claims_of
from consolidation.models import AgreedPlan, Contract
from consolidation.new_terms import NewPlan, Standing, plan_under
from consolidation.open_instalments import NOTHING
from consolidation.paying_early import NewRow, as_it_was, interest_borne
from consolidation.plan_record import read, written
from consolidation.planning import PlanWishes, calendar_words, periods_by_rule, write_plan
from consolidation.repayment import Repayment, repayment_of
from fundinst.errors import Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from members.audit import record
from members.models import Fund, Household, User
from members.versions import refusals_if_other, version_of


@dataclass(frozen=True, slots=True)
class Change:
    """What was agreed: instalments and due dates, perhaps a lower rate (percent a year).

    ``consent`` is the paper on which the guarantors agreed, where time is extended (ป.พ.พ. ๗๐๐).
    """

    wishes: PlanWishes
    reason: str
    paper: str
    percent: Decimal | None = None
    consent: str = ""

    @property
    def words(self) -> str:
        """Why the plan changed, as it stands with the new one."""
        said = f"{self.reason.strip()} ตามเอกสาร {self.paper.strip()}"
        consent = self.consent.strip()
        return mask_ids(f"{said} ผู้ค้ำประกันยินยอมตาม {consent}" if consent else said)[:300]


@dataclass(frozen=True, slots=True)
class Proposed:
    """The plan before and after, side by side (baht); what isn't asked any more."""

    repayment: Repayment
    new: NewPlan
    let_go: Decimal

    @property
    def count_before(self) -> int:
        return sum(bool(one.open) for one in self.repayment.standing.open)

    @property
    def count(self) -> int:
        return len(self.new.plan.rows)

    @property
    def interest_before(self) -> Decimal:
        return sum((one.interest for one in self.repayment.standing.open), NOTHING)

    @property
    def last_before(self) -> date:
        return max(one.due_on for one in self.repayment.standing.open if one.open)

    @property
    def last(self) -> date:
        return self.new.plan.rows[-1].due_on

    @property
    def left_before(self) -> Decimal:
        return sum((one.open for one in self.repayment.standing.open), NOTHING)

    @property
    def more_interest(self) -> Decimal:
        return self.new.plan.interest - self.interest_before

    @property
    def more_words(self) -> str:
        return f"ดอกเบี้ยรวมมากขึ้น {format_baht(self.more_interest)} บาท"

    @property
    def is_longer(self) -> bool:
        return self.last > self.last_before

    @property
    def version(self) -> str:
        """Says whether a later plan is still this one."""
        rows = [
            (row.due_on, row.principal, row.interest, row.carried) for row in self.new.plan.rows
        ]
        return version_of([self.repayment.plan.pk, len(self.repayment.receipts), rows])


@transaction.atomic(durable=True)
def change_terms(
    contract: Contract, change: Change, *, on: date, actor: User, seen: str | None = None
) -> AgreedPlan:
    """Write the plan of what is left under other terms: a new version; the old one stays readable.

    ``seen`` is the ``Proposed.version`` that people looked at. Told twice, it is done once. Raises
    Refused, with every reason.
    """
    household = (
        Household.objects.locked().select_related("institution").get(pk=contract.household_id)
    )
    contract = Contract.objects.select_related("fund", "case").get(pk=contract.pk)
    Fund.objects.select_for_update(no_key=True).get(pk=contract.fund_id)  # no month ends meanwhile
    plan = contract.plans.order_by("version").last()
    said = (on, change.words, actor.pk)
    if plan and (plan.made_on, plan.reason, plan.actor_id) == said and _is_agreed(plan, change):
        return plan
    proposed = propose_change(contract, change, on=on)
    if changed := [*refusals_if_other(seen, proposed.version)]:
        raise Refused(changed)

    new = proposed.new
    kept = [as_it_was(proposed.repayment, row) for row in new.stand]
    rows = [
        NewRow(row.period.starts, row.due_on, row.principal, row.interest, row.carried)
        for row in new.plan.rows
    ]
    agreed = AgreedPlan(
        contract=contract,
        made_on=on,
        terms=written(new.terms),
        words=list(new.plan.words),
        reason=change.words,
        actor=actor,
    )
    agreed = write_plan(agreed, [*kept, *rows])
    record(
        "terms_changed",
        agreed,
        f"เปลี่ยนเงื่อนไขการชำระสัญญาเลขที่ {contract} เหลือ {proposed.count} งวด: {change.words}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return agreed


def _is_agreed(plan: AgreedPlan, change: Change) -> bool:
    """Whether the plan, made that day, is paid in the periods and at the rate of the change."""
    contract, wishes, terms = plan.contract, change.wishes, read(plan.terms)
    periods = periods_by_rule(
        contract.rule,
        on=plan.made_on,
        instalments=wishes.instalments,
        due=wishes.due,
    )
    free = terms.interest.is_free or change.percent is None
    return terms.periods == periods and (free or terms.interest.rate.percent == change.percent)


def propose_change(contract: Contract, change: Change, *, on: date) -> Proposed:
    """What the change would make of the contract; writes nothing. Raises Refused, all reasons."""
    repayment = repayment_of(contract, on=on)
    if refusals := [*refusals_to_change(contract, repayment, change, on=on)]:
        raise Refused(refusals)
    assert repayment is not None  # or it would have been refused
    rule = contract.rule
    wishes = change.wishes
    periods = periods_by_rule(rule, on=on, instalments=wishes.instalments, due=wishes.due)
    new = plan_under(
        repayment.terms,
        [Standing(row, repayment.open[row.number]) for row in repayment.rows],
        on,
        periods=periods,
        calendar_words=calendar_words(rule, wishes.due, len(periods)),
        so_far=interest_borne(repayment),
        percent=change.percent,
    )
    if refusals := [*refusals_of_new_plan(new)]:
        raise Refused(refusals)
    return Proposed(repayment, new, sum((one.most for one in claims_of(repayment)), NOTHING))
