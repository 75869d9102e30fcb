"""The rules of negotiating: what a fund may offer, and what of it stands in a contract's way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from consolidation.cases import case_in_words
from consolidation.loan_terms import RATE_LAW, LoanTerms
from consolidation.merge_sums import NOTHING, OldLoan, refusals_of_waivers
from consolidation.models import Case, Contract, Offer
from consolidation.negotiated import last_offers, moved_since
from debts.confirmations import disputed, named
from debts.models import Loan
from debts.rate_deciding import with_void_interest
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from fundinst.money import format_baht
from members.models import Household

S = Case.Status
Answer = Offer.Answer

MAY_NEGOTIATE = frozenset({S.APPROVED, S.NEGOTIATING, S.AGREED, S.FAILED})
"""Where a case may stand when its creditors meet; what was agreed may be talked of again."""
IN_WRITING = "ป.พ.พ. มาตรา ๓๔๐"
OLD_INTEREST = "ป.พ.พ. มาตรา ๖๕๕"


@dataclass(frozen=True, slots=True)
class Offered:
    """What a fund said of one loan at a round; baht by component.

    ``answer`` is an ``Offer.Answer``; ``agreed_by`` who said it for the fund, ``paper`` and
    ``paper_on`` what was signed; ``reason`` is in the fund's words.
    """

    answer: str
    waived: Mapping[str, Decimal] = field(default_factory=dict)
    capitalised: Decimal = NOTHING
    agreed_by: str = ""
    paper: str = ""
    paper_on: date | None = None
    reason: str = ""

    @property
    def changes_something(self) -> bool:
        return bool(self.capitalised or any(self.waived.values()))


def refusals_to_negotiate(household: Household, case: Case | None) -> Iterator[Refusal]:
    """Why no round of negotiation can be held with this household now."""
    if contract := Contract.objects.open().filter(household=household).first():
        yield Refusal("contract_open", "", f"ครัวเรือนนี้มีสัญญาเลขที่ {contract} แล้ว จึงไม่มีอะไรให้เจรจา")
    elif case is None:
        yield Refusal("no_case", "", "ยังไม่ได้คัดเลือกครัวเรือนนี้เป็นเป้าหมาย ให้คัดเลือกก่อน")
    elif case.status == S.SELECTED and not household.institution.is_practice:
        yield Refusal(
            "not_reviewed",
            "",
            "อำเภอยังไม่ได้ตรวจให้ผ่าน ให้ขึ้นทะเบียนส่งอำเภอตรวจก่อน ตรวจผ่านแล้วจึงเจรจา",
        )
    elif case.status not in MAY_NEGOTIATE | {S.SELECTED}:
        where = case_in_words(case.status)
        yield Refusal("case_not_ready", "", f"ครัวเรือนนี้อยู่ในขั้น “{where}” ยังเจรจาไม่ได้")


def refusals_to_hold(
    case: Case, loans: Mapping[int, Loan], offers: Mapping[int, Offered], *, on: date, present: str
) -> Iterator[Refusal]:
    """Why this can't be written down as a round: everything that is wrong with any offer, too."""
    if on < case.opened_on:
        yield Refusal("round_too_early", "", "วันที่เจรจาต้องไม่ก่อนวันที่คัดเลือกครัวเรือน")
    elif (last := case.rounds.order_by("number").last()) and on < last.on:
        yield Refusal("round_too_early", "", "วันที่เจรจาต้องไม่ก่อนรอบที่แล้ว")
    if not present.strip():
        yield Refusal("nobody_present", "", "กรุณาเขียนว่าใครเข้าร่วมเจรจา")
    if not offers:
        yield Refusal("nothing_offered", "", "กรุณาใส่ผลการเจรจาของหนี้อย่างน้อย 1 รายการ")
    void = with_void_interest(loans.values())
    for pk, offered in offers.items():
        if pk not in loans:
            yield Refusal("debt_unknown", "", "หนี้บางรายการไม่มีแล้วหรือปิดไปแล้ว กรุณาเปิดหน้านี้ใหม่")
        else:
            yield from refusals_to_offer(loans[pk], offered, is_void=pk in void)


def refusals_to_offer(loan: Loan, offered: Offered, *, is_void: bool) -> Iterator[Refusal]:
    """Why a fund can't offer this on a loan of its own. Loans come with account and fund.

    ``is_void``: the loan's interest counts as nothing (``debts/rate_deciding.py``).
    """
    name = named(loan)
    if offered.answer not in Answer.values:
        yield Refusal("answer_unknown", "", f"{name} กรุณาเลือกผลการเจรจา")
    terms = LoanTerms(loan.components, offered.waived, offered.capitalised, is_void)
    of_fund = OldLoan(name, loan.account.fund, loan.components, offered.waived, offered.capitalised)
    if refusals := [*refusals_of_waivers([of_fund])]:
        yield from refusals
    elif is_void and offered.capitalised:
        yield Refusal(
            "void_interest_capitalised",
            RATE_LAW,
            f"{name} คิดดอกเบี้ยเกินร้อยละ 15 ต่อปี ดอกเบี้ยจึงนับเป็นศูนย์ ทบเป็นเงินต้นไม่ได้",
        )
    elif terms.off_in_all and not terms.left_in_all:
        yield Refusal(
            "nothing_left",
            "",
            f"{name} ถ้าลดทั้งหมดจะไม่เหลือหนี้ให้รวม ให้กองทุนออกหนังสือปลดหนี้ แล้วแก้ยอดในตารางลูกหนี้เป็น 0 แทน",
        )
    if offered.answer == Answer.AGREED and offered.changes_something:
        yield from _refusals_of_writing(name, offered)


def _refusals_of_writing(name: str, offered: Offered) -> Iterator[Refusal]:
    """A waiver is in writing, and so is interest that comes to the principal."""
    law = OLD_INTEREST if offered.capitalised else IN_WRITING
    if not offered.agreed_by.strip():
        yield Refusal("nobody_agreed", law, f"{name} กรุณาใส่ชื่อผู้ตกลงแทนกองทุน")
    if not offered.paper.strip():
        yield Refusal("paper_missing", law, f"{name} ต้องมีหนังสือที่กองทุนลงชื่อ กรุณาใส่เลขที่เอกสาร")
    if offered.paper_on is None:
        yield Refusal("paper_undated", law, f"{name} กรุณาใส่วันที่ของเอกสาร")


def refusals_to_agree(case: Case, loans: Sequence[Loan]) -> Iterator[Refusal]:
    """Why it can't be written down that all creditors have agreed. Disputed loans stay apart."""
    if case.status not in (S.NEGOTIATING, S.AGREED):
        where = case_in_words(case.status)
        yield Refusal("not_negotiating", "", f"ครัวเรือนนี้อยู่ในขั้น “{where}” ให้บันทึกรอบเจรจาก่อน")
    offers = last_offers(loans)
    against = disputed([loan.pk for loan in loans])
    for loan in loans:
        if loan.pk not in offers and loan.pk not in against:
            yield Refusal("not_negotiated", "", f"{named(loan)} ยังไม่มีผลการเจรจา")
    yield from _refusals_of_answers(loans, offers)


def refusals_to_fail(case: Case, reason: str) -> Iterator[Refusal]:
    """Why it can't be written down that no agreement was reached."""
    if case.status != S.NEGOTIATING:
        where = case_in_words(case.status)
        yield Refusal("not_negotiating", "", f"ครัวเรือนนี้อยู่ในขั้น “{where}” จึงบันทึกว่าตกลงไม่ได้ ไม่ได้")
    if not reason.strip():
        yield Refusal("reason_missing", "", "กรุณาเขียนว่าตกลงไม่ได้เพราะอะไร")


def refusals_of_terms(
    loans: Sequence[Loan], agreed: Mapping[int, LoanTerms], *, on: date
) -> Iterator[Refusal]:
    """What of the negotiation stands in the way of a contract of these loans on that day."""
    owing = [loan for loan in loans if loan.outstanding and not loan.closed_on]
    yield from _refusals_of_answers(owing, last_offers(owing))
    for loan in owing:
        terms = agreed[loan.pk]
        if not terms.left_in_all:
            yield Refusal(
                "nothing_left",
                RATE_LAW if terms.void else "",
                f"{named(loan)} ไม่เหลือยอดให้รวมเมื่อหักที่ลดและดอกเบี้ยที่เป็นโมฆะแล้ว ให้เลือกรวมเฉพาะหนี้อื่น",
            )
        elif terms.capitalised != terms.to_principal:
            yield Refusal(
                "capitalised_too_much",
                RATE_LAW if terms.void else OLD_INTEREST,
                f"{named(loan)} ตกลงทบดอกเบี้ย {format_baht(terms.capitalised)} บาทไว้ "
                "แต่ดอกเบี้ยนั้นนับไม่ได้แล้ว ให้เจรจารอบใหม่",
            )
        if terms.paper_on and terms.paper_on > on:
            yield Refusal(
                "paper_after_contract",
                IN_WRITING,
                f"{named(loan)} หนังสือที่ตกลงลงวันที่ {day_in_words(terms.paper_on)} หลังวันทำสัญญา "
                f"{day_in_words(on)} ให้แก้วันทำสัญญา หรือเจรจารอบใหม่โดยใส่วันที่ของเอกสารให้ถูก",
            )


def _refusals_of_answers(loans: Iterable[Loan], offers: Mapping[int, Offer]) -> Iterator[Refusal]:
    moved = moved_since(offers.values())
    for loan in loans:
        offer = offers.get(loan.pk)
        if offer is None:
            continue
        if offer.answer == Answer.PROPOSED:
            yield Refusal(
                "offer_open",
                "",
                f"{named(loan)} กองทุนเสนอไว้ใน{offer.round} แต่ยังไม่ได้ตกลง ให้บันทึกผลการเจรจาก่อน",
            )
        elif offer.answer == Answer.REFUSED:
            yield Refusal(
                "offer_refused",
                "",
                f"{named(loan)} กองทุนไม่ตกลงใน{offer.round} ให้เจรจารอบใหม่ หรือเลือกรวมเฉพาะหนี้อื่น",
            )
        elif loan.pk in moved:
            yield Refusal(
                "balance_moved_since_offer",
                "",
                f"{named(loan)} ยอดเปลี่ยนหลังเจรจา{_by(moved[loan.pk])} ตอนนี้ "
                f"{format_baht(loan.outstanding)} บาท ให้เจรจารอบใหม่ตามยอดนี้",
            )


def _by(amount: Decimal) -> str:
    if not amount:
        return "โดยยอดรวมเท่าเดิม"
    return f" {'เพิ่ม' if amount > 0 else 'ลด'} {format_baht(abs(amount))} บาท"
