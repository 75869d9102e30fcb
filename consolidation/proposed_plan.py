"""The plan a contract would be signed with: by its holder's rules, or as the household wishes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consolidation.loan_terms import LoanTerms, sums_of
from consolidation.plan_costs import refusals_of_cost
from consolidation.plan_terms import Terms
from consolidation.planning import BY_RULE, Due, PlanWishes, terms_by_rule
from consolidation.schedule import Plan, make_plan
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from members.models import Fund
from members.versions import version_of

PLAN_CHANGED = "plan_changed"


@dataclass(frozen=True, slots=True)
class ProposedPlan:
    """The terms, and the plan they make."""

    terms: Terms
    plan: Plan
    due: str

    @property
    def version(self) -> str:
        """Says whether a later plan is still this one."""
        return version_of([(row.due_on, row.due, row.principal) for row in self.plan.rows])

    @property
    def count(self) -> int:
        return len(self.plan.rows)

    @property
    def first_due(self) -> date:
        return self.plan.rows[0].due_on

    @property
    def last_due(self) -> date:
        return self.plan.rows[-1].due_on

    @property
    def amounts(self) -> str:
        """What is paid each time, in baht, as people say it."""
        least, most = min(row.due for row in self.plan.rows), max(row.due for row in self.plan.rows)
        if least == most:
            return f"{format_baht(least)} บาท"
        return f"{format_baht(least)} ถึง {format_baht(most)} บาท"


def propose_plan(
    into: Fund, *, principal: Decimal, carried: Decimal, on: date, wishes: PlanWishes = BY_RULE
) -> ProposedPlan:
    """The plan of these amounts (baht). Raises Refused, with every reason, where there is none."""
    if refusals := [*_refusals_of_wishes(into, on, wishes)]:
        raise Refused(refusals)
    rule = into.rule_on(on)
    terms = terms_by_rule(
        into,
        rule,
        principal=principal,
        carried=carried,
        on=on,
        instalments=wishes.instalments,
        due=wishes.due,
    )
    plan = make_plan(terms)
    if above_law := [*refusals_of_cost(terms, plan)]:
        raise Refused(above_law)
    return ProposedPlan(terms, plan, wishes.due or (rule.due if rule else Due.YEARLY))


def refusals_of_plan(
    agreed: Mapping[int, LoanTerms], *, into: Fund, on: date, wishes: PlanWishes
) -> Iterator[Refusal]:
    """Why loans of these terms can't be paid back so, or not as people saw it."""
    sums = sums_of(agreed.values())
    if not sums.left:
        return
    try:
        proposed = propose_plan(
            into, principal=sums.bearing, carried=sums.carried, on=on, wishes=wishes
        )
    except Refused as refused:
        yield from refused.refusals
        return
    if wishes.seen and wishes.seen != proposed.version:
        yield Refusal(PLAN_CHANGED, "", "แผนชำระไม่เหมือนที่ท่านตรวจไว้ กรุณาดูแผนใหม่ แล้วกดยืนยันอีกครั้ง")


def _refusals_of_wishes(into: Fund, on: date, wishes: PlanWishes) -> Iterator[Refusal]:
    rule = into.rule_on(on)
    if wishes.instalments is not None and wishes.instalments < 1:
        yield Refusal("instalment_count", "", "จำนวนงวดต้องอย่างน้อย 1 งวด ให้แก้จำนวนงวด")
    due = wishes.due or (rule.due if rule else "")
    if due == Due.ONCE and (wishes.instalments or 1) > 1:
        yield Refusal("once_is_one", "", "ชำระครั้งเดียวมีงวดเดียว ให้ใส่ 1 งวด หรือเลือกกำหนดชำระแบบอื่น")
    if due == Due.FIXED_DAYS and not (rule and rule.due_days):
        yield Refusal(
            "no_due_days", "", f"ระเบียบของ{into}ยังไม่ได้บอกวันครบกำหนดของทุกปี ให้เลือกกำหนดชำระแบบอื่น"
        )
