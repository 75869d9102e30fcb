"""How a contract is to be paid back: terms from the holding fund's rules, and the plan agreed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from operator import sub

from django.db.models import Count, Q

from consolidation.due_dates import MONTHLY, YEARLY, fixed_days, once, regular
from consolidation.models import AgreedPlan, Contract, Instalment, Receipt
from consolidation.paying_early import NewRow
from consolidation.plan_record import written
from consolidation.plan_terms import Grace, GraceKind, Shape, Terms
from consolidation.schedule import make_plan
from debts.day_count import Period
from debts.fund_rules import interest_of, rounding_of
from members.models import Fund, FundRule, User
from members.rule_words import due_in_words

MONTHS_UNSAID = 12
"""How long a contract runs where the holding fund's rules don't say: most lend for a year."""
Due = FundRule.Due


@dataclass(frozen=True, slots=True)
class PlanWishes:
    """What is agreed instead of what the holding fund's rules say; nothing, by its rules alone.

    ``instalments`` is how many, ``due`` when (a ``FundRule.Due``); ``seen`` is the version of the
    plan that people looked at: another one is refused.
    """

    instalments: int | None = None
    due: str = ""
    seen: str = ""


BY_RULE = PlanWishes()
NO_RULE = "กองทุนนี้ยังไม่ได้บันทึกระเบียบ จึงไม่คิดดอกเบี้ยและชำระครั้งเดียวใน 1 ปี"
"""What a contract comes to, where its holder has written no rules and nothing else is agreed."""


def terms_by_rule(
    fund: Fund,
    rule: FundRule | None,
    *,
    principal: Decimal,
    carried: Decimal,
    on: date,
    instalments: int | None = None,
    due: str = "",
) -> Terms:
    """The terms that a rule of the holding fund (or none) makes of these amounts (baht).

    ``instalments`` and ``due`` (a ``FundRule.Due``) are what was agreed instead, where it was.
    Raises Refused where the days make no plan.
    """
    grace = Grace(rule.grace_instalments, GraceKind(rule.grace)) if rule else Grace()
    pattern, shape = _pattern_and_shape(rule, grace, instalments)
    count = instalments or (len(pattern) + grace.periods if pattern else None)
    periods = periods_by_rule(rule, on=on, instalments=count, due=due)
    return Terms(
        principal=principal,
        carried=carried,
        periods=periods,
        interest=interest_of(fund, rule),
        shape=shape,
        pattern=pattern,
        rounding=rounding_of(rule),
        grace=grace if grace.periods < len(periods) else Grace(),
        calendar_words=calendar_words(rule, due, len(periods)),
    )


def _pattern_and_shape(
    rule: FundRule | None, grace: Grace, instalments: int | None
) -> tuple[tuple[Decimal, ...], Shape]:
    """The rule's pattern holds for as many instalments as it has percents, and for no others."""
    if rule is None:
        return (), Shape.EQUAL_PRINCIPAL
    if rule.shape != Shape.PATTERN:
        return (), Shape(rule.shape)
    if instalments in (None, len(rule.pattern) + grace.periods):
        return tuple(rule.pattern), Shape.PATTERN
    return (), Shape.EQUAL_PRINCIPAL


def terms_of(contract: Contract, wishes: PlanWishes = BY_RULE) -> Terms:
    """The terms of a contract that is being made, by the rule that it keeps and by wishes."""
    return terms_by_rule(
        contract.fund,
        contract.rule,
        principal=contract.principal,
        carried=contract.carried,
        on=contract.opened_on,
        instalments=wishes.instalments,
        due=wishes.due,
    )


def periods_by_rule(
    rule: FundRule | None, *, on: date, instalments: int | None = None, due: str = ""
) -> tuple[Period, ...]:
    """The due dates of a contract made that day; raises Refused where there can be none."""
    months = (rule.term_months if rule else None) or MONTHS_UNSAID
    due = due or (rule.due if rule else Due.YEARLY)
    years = -(-months // 12)
    if due == Due.MONTHLY:
        return regular(on, instalments or months, MONTHLY)
    if due == Due.FIXED_DAYS and rule and rule.due_days:
        days = [_day_of_year(written) for written in rule.due_days]
        return fixed_days(on, instalments or years * len(days), days)
    if due == Due.ONCE and not (instalments and instalments > 1):
        return once(on, months=months)
    return regular(on, instalments or years, YEARLY)


def due_choices(rule: FundRule | None) -> list[tuple[str, str]]:
    """What may be agreed on due dates under a rule: fixed days only where it names them."""
    days = rule.due_days if rule else []
    return [(due, due_in_words(due, days)) for due in Due.values if days or due != Due.FIXED_DAYS]


def calendar_words(rule: FundRule | None, due: str, count: int) -> tuple[str, ...]:
    """When so many instalments fall due, as the contract prints it."""
    due = due or (rule.due if rule else Due.YEARLY)
    if count == 1:
        return ()
    if due == Due.FIXED_DAYS and rule and rule.due_days:
        return (f"ชำระ{due_in_words(due, rule.due_days)}",)
    return ((MONTHLY if due == Due.MONTHLY else YEARLY).words,)


def _day_of_year(written: str) -> tuple[int, int]:
    month, day = written.split("-")
    return int(month), int(day)


def agree(contract: Contract, terms: Terms, *, actor: User) -> AgreedPlan:
    """Write the plan that the contract is signed with, inside the caller's transaction.

    Raises Refused where the terms make no plan.
    """
    plan = make_plan(terms)
    rows = [
        NewRow(row.period.starts, row.due_on, row.principal, row.interest, row.carried)
        for row in plan.rows
    ]
    agreed = AgreedPlan(
        contract=contract,
        made_on=contract.opened_on,
        terms=written(terms),
        words=list(plan.words),
        actor=actor,
    )
    return write_plan(agreed, rows)


def rewrite(
    plan: AgreedPlan,
    rows: Sequence[NewRow],
    *,
    on: date,
    actor: User,
    reason: str,
    receipt: Receipt | None,
) -> AgreedPlan:
    """Write the next version of the plan, inside the caller's transaction; the old one stays.

    ``receipt`` is the payment whose change is in force with it.
    """
    agreed = AgreedPlan(
        contract=plan.contract,
        made_on=on,
        terms=plan.terms,
        words=plan.words,
        actor=actor,
        reason=reason,
        receipt=receipt,
    )
    return write_plan(agreed, rows)


def rewrite_as_before(receipt: Receipt, *, actor: User, reason: str) -> AgreedPlan:
    """Write the plan once more as it was before the receipt changed it.

    It is in force from the day it was before, with the receipt whose change it was, if any: what is
    taken back never counted.
    """
    before = _before(receipt)
    rows = [as_new(row) for row in before.instalments.order_by("number")]
    return rewrite(
        before, rows, on=before.made_on, actor=actor, reason=reason, receipt=before.receipt
    )


def as_new(row: Instalment) -> NewRow:
    """The row, to be written once more as it stands."""
    return NewRow(
        row.starts_on, row.due_on, row.principal, row.interest, row.carried, row.paid_early
    )


def _before(receipt: Receipt) -> AgreedPlan:
    """The version before the one that the receipt made.

    Plans of before that was written down know how often principal was paid early in them: there the
    one before is the last that has less of it.
    """
    plans = receipt.contract.plans
    if made := plans.filter(receipt=receipt).order_by("version").first():
        return plans.get(version=made.version - 1)
    last, *older = plans.annotate(
        early=Count("instalments", filter=Q(instalments__paid_early=True))
    ).order_by("-version")
    return next(plan for plan in older if plan.early < last.early)


def write_plan(agreed: AgreedPlan, rows: Sequence[NewRow]) -> AgreedPlan:
    """Write the plan as the contract's next version, inside the caller's transaction."""
    agreed.version = agreed.contract.plans.count() + 1
    agreed.save(force_insert=True)
    balances = accumulate((row.principal for row in rows), sub, initial=agreed.contract.principal)
    Instalment.objects.bulk_create(
        Instalment(plan=agreed, number=number, balance=balance, **asdict(row))
        for number, (row, balance) in enumerate(zip(rows, [*balances][1:], strict=True), 1)
    )
    return agreed
