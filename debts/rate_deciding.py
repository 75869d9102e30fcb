"""Interest above the lawful rate: it counts as nothing until a named person decides otherwise.

Above 15 % a year the whole interest is void from the start, and a later change doesn't cure it
(พ.ร.บ. ห้ามเรียกดอกเบี้ยเกินอัตรา ๒๕๖๐, ฎ. ๑๘๘๓/๒๕๖๖). Who keeps interest that was worked out anew at a
lawful rate signs for it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date

from django.db import transaction

from debts.models import Loan, RateDecision
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Household, User

LAW = "พ.ร.บ. ห้ามเรียกดอกเบี้ยเกินอัตรา พ.ศ. ๒๕๖๐"
Outcome = RateDecision.Outcome


def last_decisions(loans: Iterable[Loan]) -> dict[int, RateDecision]:
    """The last decision on each of these loans (by primary key) that has one."""
    made = RateDecision.objects.filter(loan__in=[*loans]).select_related("actor").order_by("pk")
    return {decision.loan_id: decision for decision in made}


def with_void_interest(loans: Iterable[Loan]) -> set[int]:
    """Of these loans, those (by primary key) whose interest counts as nothing.

    No query where none is above the law.
    """
    above = [loan for loan in loans if loan.is_above_law]
    kept = {
        pk
        for pk, decision in (last_decisions(above) if above else {}).items()
        if decision.outcome == Outcome.KEEP
    }
    return {loan.pk for loan in above} - kept


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on a loan's interest: ``outcome``, by whom, why, when, on which paper."""

    outcome: str
    decided_by: str
    reason: str
    on: date
    paper: str = ""


@transaction.atomic(durable=True)
def decide_rate(loan: Loan, decided: Decided, *, actor: User) -> RateDecision:
    """Write down what a named person decided on the interest of a loan above the lawful rate.

    Told the same again it is that decision; told another, the later one counts. Raises Refused
    with every reason: a lawful rate, a closed loan, nobody named, no reason.
    """
    household = Household.objects.locked().select_related("institution").get(pk=loan.household_id)
    loan = Loan.objects.select_related("account__fund", "borrower").get(pk=loan.pk)
    decided = Decided(
        decided.outcome,
        mask_ids(decided.decided_by.strip()),
        mask_ids(decided.reason.strip()),
        decided.on,
        mask_ids(decided.paper.strip()),
    )
    last = last_decisions([loan]).get(loan.pk)
    if last and astuple(_as_told(last)) == astuple(decided):
        return last
    if refusals := [*refusals_to_decide(loan, decided)]:
        raise Refused(refusals)

    decision = RateDecision.objects.create(
        loan=loan,
        outcome=decided.outcome,
        decided_by=decided.decided_by,
        reason=decided.reason,
        paper=decided.paper,
        on=decided.on,
        actor=actor,
    )
    record(
        "rate_decided",
        decision,
        f"ดอกเบี้ยเกินอัตราของ {loan}: {decision.get_outcome_display()} "
        f"ตัดสินใจโดย {decision.decided_by} เมื่อ {day_in_words(decision.on)} เพราะ {decision.reason}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return decision


def _as_told(decision: RateDecision) -> Decided:
    return Decided(
        decision.outcome, decision.decided_by, decision.reason, decision.on, decision.paper
    )


def refusals_to_decide(loan: Loan, decided: Decided) -> Iterator[Refusal]:
    """Why this can't be decided of the loan's interest.

    That the district has the household before it is no reason: what is owed stays as it was sent.
    """
    if not loan.is_above_law:
        yield Refusal("rate_lawful", "", f"{loan} คิดดอกเบี้ยไม่เกินร้อยละ 15 ต่อปี จึงไม่มีอะไรต้องตัดสินใจ")
    if loan.status != Loan.Status.OPEN:
        yield Refusal("debt_closed", "", f"{loan} ปิดไปแล้ว จึงตัดสินใจเรื่องดอกเบี้ยไม่ได้")
    if decided.outcome not in Outcome.values:
        yield Refusal("outcome_unknown", "", "กรุณาเลือกว่าไม่คิดดอกเบี้ย หรือคงดอกเบี้ยที่คำนวณใหม่")
    if not decided.decided_by:
        yield Refusal("nobody_decided", LAW, "กรุณาใส่ชื่อผู้ตัดสินใจ เพราะต้องมีผู้รับผิดชอบ")
    if not decided.reason:
        yield Refusal("reason_missing", LAW, "กรุณาเขียนเหตุผลของการตัดสินใจ")
