"""Interest above the lawful rate: it counts as nothing until a named person decides otherwise.

Above 15 % a year the whole interest is void from the start, and a later change doesn't cure it
(พ.ร.บ. ห้ามเรียกดอกเบี้ยเกินอัตรา ๒๕๖๐, ฎ. ๑๘๘๓/๒๕๖๖). Who keeps interest that was worked out anew at a
lawful rate signs for that sum: the books were corrected to it before, and when they change again
the decision says nothing any more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from django.db import transaction

from debts.lawful_rates import LAWFUL_PERCENT_A_YEAR
from debts.models import JournalEntry, Loan, RateDecision
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht, round_to_satang
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
    last = last_decisions(above) if above else {}
    return {loan.pk for loan in above if not _is_kept(loan, last.get(loan.pk))}


def _is_kept(loan: Loan, decision: RateDecision | None) -> bool:
    """Whether the decision keeps the loan's interest; of a closed loan none is left to compare."""
    if decision is None or decision.outcome != Outcome.KEEP:
        return False
    return loan.closed_on is not None or decision.interest == interest_of(loan)


def has_lapsed(loan: Loan, decision: RateDecision | None) -> bool:
    """Whether interest was kept by the decision, but the books have another sum by now."""
    return (
        decision is not None and decision.outcome == Outcome.KEEP and not _is_kept(loan, decision)
    )


def refusals_of_lapsed(loans: Iterable[Loan]) -> Iterator[Refusal]:
    """Interest that was kept, but the books have changed since: it is to be decided anew."""
    above = [loan for loan in loans if loan.is_above_law]
    last = last_decisions(above) if above else {}
    for loan in above:
        if has_lapsed(loan, last.get(loan.pk)):
            yield Refusal(
                "rate_decision_lapsed",
                LAW,
                f"{loan} ดอกเบี้ยในบัญชี {format_baht(interest_of(loan))} บาท ไม่ตรงกับที่ตัดสินใจให้คงไว้ "
                "ให้ตัดสินใจเรื่องดอกเบี้ยเกินอัตราใหม่ในรายละเอียดหนี้",
            )


def interest_of(loan: Loan) -> Decimal:
    """What interest the books say is owed, in baht."""
    return loan.interest_over_year + loan.interest_under_year


def lawful_part(loan: Loan) -> Decimal:
    """The most of the loan's interest, in baht, that the lawful rate could have given.

    By proportion: of the most that the books ever had, 15 of as many parts as the rate has. What
    was undone was never owed, so it doesn't count.
    """
    stand = JournalEntry.objects.filter(loan=loan, reverses=None, reversed_by=None)
    entries = stand.order_by("pk")
    moved = entries.values_list("interest_over_year", "interest_under_year")
    most = max(accumulate(over + under for over, under in moved), default=Decimal(0))
    rate = loan.rate_percent or LAWFUL_PERCENT_A_YEAR
    return round_to_satang(most * LAWFUL_PERCENT_A_YEAR / rate)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on a loan's interest: ``outcome``, by whom, why, when, on which paper.

    ``interest`` is the recomputed sum that is kept, in baht; of nothing kept, none.
    """

    outcome: str
    decided_by: str
    reason: str
    on: date
    paper: str = ""
    interest: Decimal | None = None


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
        decided.interest if decided.outcome == Outcome.KEEP else None,
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
        interest=decided.interest,
        on=decided.on,
        actor=actor,
    )
    record(
        "rate_decided",
        decision,
        f"ดอกเบี้ยเกินอัตราของ {loan}: {decision.get_outcome_display()} {_kept_words(decision)}"
        f"ตัดสินใจโดย {decision.decided_by} เมื่อ {day_in_words(decision.on)} เพราะ {decision.reason}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return decision


def _as_told(decision: RateDecision) -> Decided:
    return Decided(
        decision.outcome,
        decision.decided_by,
        decision.reason,
        decision.on,
        decision.paper,
        decision.interest,
    )


def _kept_words(decision: RateDecision) -> str:
    return "" if decision.interest is None else f"{format_baht(decision.interest)} บาท "


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
    if decided.outcome == Outcome.KEEP:
        yield from _refusals_of_kept(loan, decided.interest)


def _refusals_of_kept(loan: Loan, kept: Decimal | None) -> Iterator[Refusal]:
    most, in_books = lawful_part(loan), interest_of(loan)
    if not kept or kept < 0:
        yield Refusal("interest_missing", LAW, "กรุณาใส่ดอกเบี้ยที่คำนวณใหม่ เป็นบาท")
    elif kept > most:
        yield Refusal(
            "interest_above_law",
            LAW,
            f"ดอกเบี้ยที่คำนวณใหม่ {format_baht(kept)} บาท "
            f"เกินที่อัตราร้อยละ 15 ต่อปีให้ คือ {format_baht(most)} บาท",
        )
    elif kept != in_books:
        yield Refusal(
            "interest_not_corrected",
            LAW,
            f"ดอกเบี้ยในบัญชียังเป็น {format_baht(in_books)} บาท ให้แก้ยอดดอกเบี้ยในตารางลูกหนี้เป็น "
            f"{format_baht(kept)} บาทก่อน แล้วจึงบันทึกการตัดสินใจนี้",
        )
