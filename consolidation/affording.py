"""What one contract would mean, or means, for what a household has to live on."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consolidation.affordability import Affordability, OldDebt
from consolidation.loan_terms import INTEREST, is_void_by
from consolidation.models import Contract, ContractPart
from consolidation.planning import PlanWishes
from consolidation.proposal import propose
from consolidation.proposed_plan import ProposedPlan, propose_plan
from consolidation.repayment import repayment_of
from debts.models import COMPONENTS, Loan
from debts.rate_deciding import interest_of, with_void_interest
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from members.living import by_month
from members.models import Fund, Household

TELLING = Decimal(10)
"""Less than so many baht come from how the days of a year are counted, not from another rate."""


def afford_plan(
    household: Household, loans: Sequence[Loan], *, into: Fund, on: date, wishes: PlanWishes
) -> tuple[Affordability, ProposedPlan]:
    """The loans beside the contract they would become. Raises Refused where there is no plan.

    Loans come with their account and its fund.
    """
    if not loans:
        raise Refused([Refusal("no_debt", "", "ครัวเรือนนี้ไม่มีหนี้ค้าง จึงไม่มีอะไรให้เทียบ")])
    proposal = propose(household, loans, into=into, on=on)
    planned = propose_plan(
        into, principal=proposal.principal, carried=proposal.carried, on=on, wishes=wishes
    )
    void = with_void_interest(loans)
    debts = tuple(
        _old_debt(loan, on, loan.principal, loan.outstanding - _void_of(loan, void))
        for loan in loans
    )
    known = into.rate_on(on) is not None
    return Affordability(on, debts, planned.plan.rows, to_live(household), known), planned


def afford_contract(contract: Contract) -> Affordability | None:
    """The contract beside the loans that it replaced, from its own day on; None without a plan."""
    on = contract.opened_on
    repayment = repayment_of(contract, on=on)
    if repayment is None:
        return None
    parts = contract.parts.select_related("loan__account__fund", "loan__borrower", "waiver_entry")
    debts = tuple(
        _old_debt(part.loan, on, _owed(part, ["principal"]), _owed(part)) for part in parts
    )
    return Affordability(on, debts, tuple(repayment.rows), to_live(contract.household))


def _void_of(loan: Loan, void: Collection[int]) -> Decimal:
    """What of the loan's interest nobody has to pay (baht)."""
    return interest_of(loan) if loan.pk in void else Decimal(0)


def _owed(part: ContractPart, names: Sequence[str] = COMPONENTS) -> Decimal:
    """As the loan stood before: what came into the contract or was waived, not what is void."""
    kept = sum((getattr(part, name) for name in names), Decimal(0))
    waived = part.waiver_entry
    if waived is None:
        return kept
    void = INTEREST if is_void_by(waived.reference) else ()
    return kept - sum((getattr(waived, name) for name in names if name not in void), Decimal(0))


def _old_debt(loan: Loan, on: date, principal: Decimal, owed: Decimal) -> OldDebt:
    return OldDebt(str(loan), principal, owed, loan.due_on, _percent_of(loan, on))


def _percent_of(loan: Loan, on: date) -> Decimal | None:
    """As its paper says; else its fund's rules of the day it was lent."""
    if loan.rate_percent is not None:
        return loan.rate_percent
    return loan.account.fund.rate_on(loan.lent_on or on)


def to_live(household: Household) -> dict[int, Decimal] | None:
    """What income leaves after living, by month of the year; None when no income was entered."""
    incomes = [*household.incomes.all()]
    if not incomes:
        return None
    months = by_month(incomes, household.expenses.all())
    return {month.number: month.left for month in months}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people should take from the figures: one sentence each, the first the most telling."""

    can_it: str
    interest: str
    is_costlier: bool
    is_short: bool


def verdict_of(found: Affordability) -> Verdict:
    """In words for people who don't read tables."""
    left = found.year_left
    known = found.knows_new_rate and found.knows_old_rates
    costlier = known and found.more_interest > 0
    return Verdict(_can_it(found), _interest(found), costlier, (left or 0) < 0)


def _can_it(found: Affordability) -> str:
    left, lowest = found.year_left, found.lowest_after
    if left is None or lowest is None or lowest.left_after is None:
        return "ยังบอกไม่ได้ว่าผ่อนไหวหรือไม่ เพราะยังไม่ได้กรอกรายได้ของครัวเรือน"
    if left < 0:
        return (
            f"รายได้ทั้งปีไม่พอชำระ ขาดอีก {format_baht(-left)} บาท "
            "ลองเพิ่มจำนวนงวด หรือเจรจาลดดอกเบี้ยและค่าปรับก่อน"
        )
    if lowest.left_after < 0:
        return (
            f"รายได้ทั้งปีพอชำระ แต่เดือน {lowest.name} ขาด {format_baht(-lowest.left_after)} บาท "
            "ต้องเก็บเงินจากเดือนอื่นไว้ก่อน"
        )
    return (
        f"ชำระไหวทุกเดือน เดือนที่เหลือน้อยที่สุดคือ {lowest.name} เหลือ {format_baht(lowest.left_after)} บาท"
    )


def _interest(found: Affordability) -> str:
    if not found.knows_new_rate:
        return "ยังไม่รู้ว่าดอกเบี้ยจะมากขึ้นหรือน้อยลง เพราะกองทุนที่ถือสัญญายังไม่ได้บันทึกอัตราดอกเบี้ย"
    if not found.knows_old_rates:
        return "ยังไม่รู้ว่าดอกเบี้ยจะมากขึ้นหรือน้อยลง เพราะยังไม่รู้อัตราดอกเบี้ยของหนี้เดิมบางสัญญา"
    more = found.more_interest
    if not more:
        return "ดอกเบี้ยรวมเท่ากับหนี้เดิมที่จ่ายตรงกำหนด"
    if more < 0:
        return f"จ่ายดอกเบี้ยรวมน้อยลง {format_baht(-more)} บาท เมื่อเทียบกับหนี้เดิมที่จ่ายตรงกำหนด"
    causes = []
    if found.for_longer > 0:
        causes.append(f"ผ่อนนานขึ้น {format_baht(found.for_longer)} บาท")
    if found.for_the_rate > TELLING:
        causes.append(f"อัตราและวิธีคิดดอกเบี้ยใหม่ {format_baht(found.for_the_rate)} บาท")
    because = f" เพราะ{' และ'.join(causes)}" if causes else ""
    saved = -found.for_the_rate
    cheaper = f" (อัตราใหม่ถูกกว่าเดิม ช่วยลดไปแล้ว {format_baht(saved)} บาท)" if saved > TELLING else ""
    return f"จ่ายดอกเบี้ยรวมมากขึ้น {format_baht(more)} บาท{because}{cheaper}"


def conventions_of(found: Affordability) -> Iterator[str]:
    """How it was counted, and what isn't known, in words."""
    yield "หนี้เดิมคิดดอกเบี้ยจากเงินต้นที่เหลือ ตามอัตราของแต่ละสัญญา นับวันจริง ปีละ 365 วัน"
    yield "“จ่ายตรงกำหนด” คือจ่ายหนี้เดิมแต่ละสัญญาทั้งหมดในวันครบกำหนดของสัญญานั้น"
    yield "“ผ่อนนานเท่าสัญญาใหม่” คือคืนเงินต้นหนี้เดิมพร้อมกับงวดของสัญญาใหม่ แต่คิดดอกเบี้ยอัตราเดิม"
    if found.overdue:
        yield (
            f"หนี้เดิม {format_baht(found.overdue)} บาท เลยกำหนดแล้วก่อน {day_in_words(found.on)} "
            "นับว่าต้องจ่ายในเดือนแรก และไม่คิดดอกเบี้ยหรือค่าปรับเพิ่ม"
        )
    if found.undated:
        yield (
            f"หนี้เดิม {format_baht(found.undated)} บาท ไม่รู้วันครบกำหนด จึงไม่อยู่ในเดือนใด "
            "และไม่ได้นับดอกเบี้ยของการจ่ายตรงกำหนด"
        )
    if unsaid := [debt.name for debt in found.debts if debt.percent is None]:
        yield f"ไม่รู้อัตราดอกเบี้ยเดิมของ {', '.join(unsaid)} จึงนับเป็นไม่มีดอกเบี้ย ดอกเบี้ยเดิมจริงอาจสูงกว่านี้"
    if above := [debt.name for debt in found.debts if debt.is_above_law]:
        yield f"{', '.join(above)} คิดดอกเบี้ยเกินร้อยละ 15 ต่อปี เป็นโมฆะ จึงไม่ได้นับ (ป.พ.พ. มาตรา ๖๕๔)"
