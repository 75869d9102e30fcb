"""The rules of one household, one contract: what stands in the way, and what people should know.

A refusal stops an act; a warning asks for the meeting's resolution but is no wall.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consolidation.books import refusals_of_month, refusals_of_period
from consolidation.cases import BEFORE_CONTRACT, case_in_words
from consolidation.consenting import LAW
from consolidation.loan_terms import RATE_LAW, LoanTerms, sums_of
from consolidation.models import Case, Consent, Contract, Transfer
from consolidation.negotiated import agreed_terms, version_of_terms
from consolidation.negotiating_rules import refusals_of_terms
from consolidation.planning import BY_RULE, PlanWishes
from consolidation.route_papers import refusals_of_papers
from consolidation.unreviewed import refusals_of_going_before, refusals_of_review
from debts.confirmations import disputed, named
from debts.loan_numbers import refusals_of_numbers
from debts.models import JournalEntry, Loan
from debts.rate_deciding import refusals_of_lapsed, with_void_interest
from fundinst.errors import Refusal
from fundinst.money import format_baht
from fundinst.thai import format_date
from members.models import Fund, Household, Person

CEILING_UNRESOLVED = "ceiling_unresolved"


def _day(on: date) -> str:
    return format_date(on, digits="arabic")


def refusals_to_select(household: Household) -> Iterator[Refusal]:
    """Why the household's case can't be opened."""
    if Case.objects.open().filter(household=household).exists():
        yield Refusal("case_open", "", "ครัวเรือนนี้คัดเลือกไว้แล้ว")
    if not Loan.objects.filter(household=household).owing().exists():
        yield Refusal("no_debt", "", "ครัวเรือนนี้ไม่มีหนี้ค้าง จึงไม่มีอะไรให้รวม")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract is made on: the holding fund, who signs, the day, the meeting's resolution.

    ``unreviewed`` says why it is made before the district's review, where it hasn't let the
    household pass (``consolidation/unreviewed.py``). ``plan`` is what was agreed on its plan.
    """

    into: Fund
    borrower: Person
    on: date
    resolution: str = ""
    unreviewed: str = ""
    plan: PlanWishes = BY_RULE


@dataclass(frozen=True, slots=True)
class Seen:
    """What people looked at before they confirmed: the contract's amount (baht; None: nobody did)
    and the version of what was agreed (``version_of_terms``).
    """

    amount: Decimal | None = None
    agreed: str = ""


def refusals_to_merge(
    household: Household,
    loans: Sequence[Loan],
    terms: Terms,
    *,
    at: str,
    agreed: Mapping[int, LoanTerms],
) -> Iterator[Refusal]:
    """Every rule that stands in the way of the one contract; none means it may be made.

    ``at`` is the status of the household's open case, empty when it has none; ``agreed`` what comes
    into the contract of each loan (``agreed_terms``).
    """
    yield from _refusals_of_case(household, at)
    unseen = [*refusals_of_review(household, at)]
    if unseen and terms.unreviewed:
        yield from refusals_of_going_before(terms.unreviewed, terms.resolution)
    else:
        yield from unseen
    yield from _refusals_of_consent(household)
    yield from refusals_of_papers(household, loans, into=terms.into, on=terms.on)
    yield from _refusals_of_loans(household, loans)
    yield from refusals_of_lapsed(loans)
    yield from refusals_of_terms(loans, agreed, on=terms.on)
    yield from _refusals_of_day(loans, terms.on)
    yield from refusals_of_month(terms.into, terms.on)
    yield from _refusals_of_ceiling(terms, agreed)
    if terms.into.institution_id != household.institution_id:
        yield Refusal("other_institution", "", "กองทุนที่จะถือสัญญาต้องเป็นสมาชิกของสถาบันนี้")
    if terms.borrower.household_id != household.pk:
        yield Refusal("borrower_elsewhere", "", "ผู้ลงชื่อต้องเป็นคนในครัวเรือนนี้")


def _refusals_of_case(household: Household, at: str) -> Iterator[Refusal]:
    contract = Contract.objects.open().filter(household=household).first()
    if contract:
        yield Refusal(
            "contract_open",
            "๑ ครัวเรือน ๑ สัญญา",
            f"ครัวเรือนนี้มีสัญญาเลขที่ {contract} อยู่แล้ว",
        )
    elif not at:
        yield Refusal("no_case", "", "ยังไม่ได้คัดเลือกครัวเรือนนี้เป็นเป้าหมาย ให้คัดเลือกก่อน")
    elif at not in BEFORE_CONTRACT:
        yield Refusal("case_not_ready", "", f"ครัวเรือนนี้อยู่ในขั้น “{case_in_words(at)}” ยังทำสัญญาไม่ได้")


def _refusals_of_consent(household: Household) -> Iterator[Refusal]:
    """What was agreed on paper before may lack a consent; one that was taken back is a no."""
    last = Consent.objects.filter(household=household).order_by("pk").last()
    if last and not last.is_given:
        yield Refusal(
            "consent_withdrawn",
            LAW,
            f"ครัวเรือนถอนความยินยอมใช้ข้อมูลเมื่อ {_day(last.signed_on)} "
            "ถ้าครัวเรือนยินยอมอีก ให้บันทึกความยินยอมใหม่ก่อน จึงทำสัญญาได้",
        )


def _refusals_of_loans(household: Household, loans: Sequence[Loan]) -> Iterator[Refusal]:
    if len(loans) < 2:
        yield Refusal("too_few_debts", "", "ต้องเลือกหนี้ที่จะรวมอย่างน้อย 2 รายการ")
    if any(loan.household_id != household.pk for loan in loans):
        yield Refusal("other_household", "", "หนี้ที่รวมต้องเป็นของครัวเรือนเดียวกัน")
    against = disputed([loan.pk for loan in loans])
    for loan in loans:
        if loan.closed_on:
            yield Refusal("debt_closed", "", f"{loan} ปิดไปแล้วเมื่อ {_day(loan.closed_on)}")
        elif not loan.outstanding:
            yield Refusal("debt_empty", "", f"{loan} ไม่มียอดค้าง")
        if loan.pk in against:
            yield Refusal(
                "loan_disputed",
                "",
                f"{loan} ครัวเรือนโต้แย้งยอดว่า {against[loan.pk].reason} "
                "ให้ตกลงยอดและรับรองใหม่ก่อน หรือเลือกรวมเฉพาะหนี้อื่น",
            )


def _refusals_of_day(loans: Sequence[Loan], on: date) -> Iterator[Refusal]:
    if not loans:
        return
    # What was undone on a wrong day doesn't stand in the way of the right one.
    later = JournalEntry.objects.filter(
        loan__in=loans, on__gt=on, reverses__isnull=True, reversed_by__isnull=True
    )
    if last := later.order_by("-on").first():
        yield Refusal(
            "balance_later_than_contract",
            "",
            f"ยอดหนี้เปลี่ยนล่าสุดเมื่อ {_day(last.on)} วันทำสัญญาต้องไม่ก่อนวันนั้น",
        )


def warnings_to_merge(
    household: Household,
    loans: Sequence[Loan],
    *,
    into: Fund,
    on: date,
    agreed: Mapping[int, LoanTerms] | None = None,
) -> Iterator[Refusal]:
    """What the committee should know before it signs, and may overrule by resolution.

    ``agreed`` is asked for where who asks doesn't have it.
    """
    agreed = agreed_terms(loans) if agreed is None else agreed
    if household.institution.is_practice:
        yield Refusal(
            "practice_unreviewed",
            "",
            "ข้อมูลตัวอย่างไม่มีอำเภอตรวจ จึงทำสัญญาได้เลย ของจริงต้องขึ้นทะเบียนให้อำเภอตรวจผ่านก่อน",
        )
    yield from _warnings_of_holder(loans, agreed, into, on)
    yield from _warnings_of_rates(loans)
    left = Loan.objects.filter(household=household).owing().exclude(pk__in=[x.pk for x in loans])
    if left.exists():
        yield Refusal("debts_left_out", "", f"ยังมีหนี้ที่ไม่ได้รวมอีก {left.count()} รายการ")


def _warnings_of_holder(
    loans: Sequence[Loan], agreed: Mapping[int, LoanTerms], into: Fund, on: date
) -> Iterator[Refusal]:
    if over := _over_ceiling(agreed, into, on):
        yield Refusal("over_ceiling", "ระเบียบกองทุน", f"{over} ให้ใส่เลขที่มติที่ประชุม")
    if into.kind == Fund.Kind.KKJ:
        yield Refusal(
            "kkj_holds",
            "ระเบียบ กข.คจ.",
            "เงิน กข.คจ. มีข้อห้ามใช้หนี้สินเดิม ให้ใส่มติหรือเหตุผลที่ให้ กข.คจ. ถือสัญญา",
        )
    if into.pk not in {loan.account.fund_id for loan in loans}:
        yield Refusal(
            "holder_no_creditor", "", f"{into}ไม่ได้เป็นเจ้าหนี้เดิมของครัวเรือนนี้ ทำได้ถ้าที่ประชุมเห็นชอบ"
        )
    free = sums_of(agreed[x.pk] for x in loans if x.account.fund.is_interest_free).left
    if free and not into.is_interest_free:
        yield Refusal(
            "interest_free_moved",
            "",
            f"หนี้ กข.คจ. {format_baht(free)} บาทเดิมไม่มีดอกเบี้ย ต้องบอกครัวเรือนว่าสัญญาใหม่อาจคิดดอกเบี้ย",
        )


def _over_ceiling(agreed: Mapping[int, LoanTerms], into: Fund, on: date) -> str:
    """By what the contract is above the holder's ceiling, in words; empty where it isn't."""
    total, rule = sums_of(agreed.values()).left, into.rule_on(on)
    if rule is None or rule.ceiling is None or total <= rule.ceiling:
        return ""
    return f"ยอด {format_baht(total)} บาท เกินวงเงิน {format_baht(rule.ceiling)} บาทของ{into}"


def _refusals_of_ceiling(terms: Terms, agreed: Mapping[int, LoanTerms]) -> Iterator[Refusal]:
    """A ceiling is no wall: the meeting lifts it, by a resolution that stands in the contract."""
    if not terms.resolution.strip() and (over := _over_ceiling(agreed, terms.into, terms.on)):
        sentence = f"{over} ทำได้เมื่อที่ประชุมมีมติ ให้ใส่เลขที่มติที่ประชุม"
        yield Refusal(CEILING_UNRESOLVED, "ระเบียบกองทุน", sentence)


def _warnings_of_rates(loans: Sequence[Loan]) -> Iterator[Refusal]:
    void = with_void_interest(loans)
    for loan in loans:
        if not loan.is_above_law or loan.rate_percent is None:
            continue
        interest = format_baht(loan.interest_over_year + loan.interest_under_year)
        told = (
            f"ดอกเบี้ยที่ค้าง {interest} บาทจึงนับเป็นศูนย์ ถ้าจะคิดต้องมีผู้ตัดสินใจลงชื่อก่อน"
            if loan.pk in void
            else f"มีผู้ตัดสินใจให้คงดอกเบี้ย {interest} บาทที่คำนวณใหม่ไว้"
        )
        yield Refusal(
            "rate_above_law",
            RATE_LAW,
            f"{named(loan)} คิดดอกเบี้ยร้อยละ {loan.rate_percent.normalize():f} ต่อปี เกินร้อยละ 15 {told}",
        )


def refusals_of_amount(agreed: Mapping[int, LoanTerms], seen: Seen) -> Iterator[Refusal]:
    """Why what people agreed to is no longer what the contract comes to, or comes of."""
    total = sums_of(agreed.values()).left
    if seen.amount is not None and total != seen.amount:
        yield Refusal(
            "balance_changed",
            "",
            f"ยอดหนี้เปลี่ยนจาก {format_baht(seen.amount)} เป็น {format_baht(total)} บาทหลังจากที่ท่านตรวจ "
            "กรุณาตรวจสัญญาใหม่",
        )
    elif seen.agreed and seen.agreed != version_of_terms(agreed):
        yield Refusal("terms_changed", "", "ข้อตกลงกับเจ้าหนี้เปลี่ยนหลังจากที่ท่านตรวจ กรุณาตรวจสัญญาใหม่")


def refusals_to_undo(contract: Contract, *, on: date) -> Iterator[Refusal]:
    """Why a merge can't be undone any more."""
    if contract.status != Contract.Status.OPEN:
        yield Refusal(
            "contract_not_open", "", f"สัญญาเลขที่ {contract} {contract.get_status_display()}"
        )
    elif paid := contract.receipts.filter(reversal__isnull=True).count():
        yield Refusal(
            "repayment_begun", "", f"รับชำระตามสัญญานี้แล้ว {paid} ใบเสร็จ เลิกทำไม่ได้ เงินที่รับไว้จะไม่มีที่ลง"
        )
    elif contract.case.status != Case.Status.CONTRACTED:
        yield Refusal("repayment_begun", "", "ครัวเรือนเริ่มชำระตามสัญญาแล้ว เลิกทำไม่ได้")
    if on < contract.opened_on:
        yield Refusal(
            "undone_before_made", "", f"วันที่เลิกทำต้องไม่ก่อนวันทำสัญญา {_day(contract.opened_on)}"
        )
    for transfer in contract.transfers.filter(paid_on__isnull=False):
        yield Refusal(
            "transfer_paid",
            "",
            f"โอนเงินให้{transfer.to_fund}แล้วเมื่อ {_day(transfer.paid_on)} จึงเลิกทำไม่ได้",
        )
    if contract.status == Contract.Status.OPEN:
        yield from refusals_of_numbers(part.loan for part in contract.parts.select_related("loan"))
        yield from refusals_of_month(contract.fund, on)
        # What the reports of a closed period count stays.
        home, made_then = contract.household.institution, "สัญญานี้ทำในงวดที่ปิดแล้ว เลิกทำไม่ได้ "
        yield from refusals_of_period(home, contract.opened_on, made_then)


def refusals_to_pay(transfer: Transfer, *, on: date) -> Iterator[Refusal]:
    """Why a transfer can't be noted as paid on that day."""
    if transfer.cancelled_on:
        yield Refusal("transfer_cancelled", "", "สัญญานี้เลิกทำแล้ว จึงไม่ต้องโอน")
    if transfer.paid_on:
        yield Refusal("transfer_paid", "", "บันทึกการโอนนี้ไว้แล้ว")
    if on < transfer.contract.opened_on:
        yield Refusal("paid_too_early", "", "วันที่โอนต้องไม่ก่อนวันทำสัญญา")
