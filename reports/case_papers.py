"""The papers that lead from old debts to the one contract: of a household, a case, an old loan."""

from datetime import date

from consolidation.models import Case, NegotiationRound, Offer
from debts.balances import balances_on
from debts.confirmations import usual_cut_off
from debts.models import COMPONENTS, Guarantor, Loan
from debts.void_interest import counted
from fundinst.errors import Refusal, Refused
from members.models import Household
from reports.old_debts import (
    HEADINGS,
    NOTHING,
    OldDebt,
    OldDebts,
    aged,
    debts_of_case,
    debts_of_household,
    loan_named,
    table_of,
)
from reports.routes_in_words import holder_of, route_condition, standing_contract
from reports.wording_text import Facts, Table
from reports.written import (
    DAY_DOTS,
    DOTS,
    LONG_DOTS,
    WITNESSES,
    Content,
    Sign,
    baht,
    baht_in_words,
    chair_of,
    day,
    letterhead,
    listed,
    table,
)

NO_DEBTS = Refusal("no_old_debts", "", "ครัวเรือนนี้ไม่มีหนี้เดิมที่จะเขียนลงเอกสาร ให้บันทึกหนี้ก่อน")
NO_CLAIMS = Refusal("no_claims", "", "หนี้ทุกรายการเป็นของกองทุนที่ถือสัญญาอยู่แล้ว จึงไม่มีการโอนสิทธิ")


def confirmation_paper(household: Household, on: date) -> Content:
    """What the household confirms that it owes, on the cut-off date the institution works with.

    Interest above the lawful rate is no part of it, and said apart.
    """
    cut_off = usual_cut_off(household.institution, today=on)
    owed = counted(balances_on([household], cut_off).get(household.pk, []))
    nothing = dict.fromkeys(COMPONENTS, NOTHING)
    each = (OldDebt(one.loan, {**one.components}, nothing) for one in owed.balances)
    debts = aged(OldDebts(tuple(each), cut_off))
    if not debts.debts:
        raise Refused([NO_DEBTS])
    return Content(
        whose=letterhead(household.institution),
        facts=Facts(
            words={
                "ลูกหนี้": listed(debts.borrowers),
                "ครัวเรือน": str(household),
                "ณ วันที่": day(cut_off),
                "หนี้เดิมรวม": baht_in_words(debts.owed),
                "ช่องยาว": LONG_DOTS,
            },
            tables={"ตารางหนี้เดิม": table_of(debts, waived=False)},
            lists={"รายการที่ไม่นับ": [one.sentence for one in owed.void]},
            holds=frozenset(["มีดอกเบี้ยที่ไม่นับ"] if owed.void else []),
        ),
        signs=(
            *(Sign("ผู้กู้", name) for name in debts.borrowers),
            *WITNESSES,
            Sign("กรรมการผู้บันทึก"),
        ),
        dated=on,
    )


def minutes_paper(meeting: NegotiationRound, on: date) -> Content:
    """Who was there, what each creditor fund offered of each loan, and what came of it."""
    offers = [
        *meeting.offers.select_related("loan__account__fund", "loan__borrower").order_by("loan")
    ]
    funds = [*dict.fromkeys(offer.loan.account.fund for offer in offers)]
    household = meeting.case.household
    return Content(
        whose=letterhead(household.institution),
        facts=Facts(
            words={
                "รอบที่": str(meeting.number),
                "ครัวเรือน": str(household),
                "วันที่เจรจา": day(meeting.on),
                "สถานที่": meeting.place or str(household.institution),
                "ผู้เข้าร่วม": meeting.present,
                "บันทึก": meeting.minutes,
            },
            tables={"ตารางข้อเสนอ": _offers(offers)},
            lists={"รายการผล": [_outcome(offer) for offer in offers]},
            holds=frozenset(["มีบันทึก"] if meeting.minutes else []),
        ),
        signs=(
            *(Sign("ลูกหนี้", name) for name in dict.fromkeys(str(o.loan.borrower) for o in offers)),
            *(Sign(f"ผู้แทน{fund}") for fund in funds),
            Sign("ประธานกรรมการสถาบัน", chair_of(household.institution, meeting.on)),
            *WITNESSES,
        ),
        dated=meeting.on,
        reference=f"รอบที่ {meeting.number}",
    )


def _offers(offers: list[Offer]) -> Table:
    columns = [one for one in COMPONENTS if any(offer.waived[one] for offer in offers)]
    headings = ["กองทุน", "ผู้กู้และสัญญาเดิม", *(f"ลด{HEADINGS[one]}" for one in columns)]
    rows = [
        (
            (offer.loan.account.fund, f"{offer.loan.borrower} {offer.loan.number}".strip()),
            [*(offer.waived[one] for one in columns), offer.waived_in_all, offer.capitalised],
        )
        for offer in offers
    ]
    return table([*headings, "ลดรวม", "ดอกเบี้ยรวมเป็นเงินต้น"], rows)


def _outcome(offer: Offer) -> str:
    who = f" โดย {offer.agreed_by}" if offer.agreed_by else ""
    paper = f" ตาม{offer.paper} ลงวันที่ {day(offer.paper_on)}" if offer.paper else ""
    reason = f" เพราะ {offer.reason}" if offer.reason else ""
    return f"{offer.loan.account.fund}: {offer.get_answer_display()}{who}{paper}{reason}"


def agreement_paper(case: Case, on: date) -> Content:
    """Parties, every old debt, what is waived, the new sum, the intention, the guarantors."""
    debts = _debts(case, on)
    household, holder = case.household, holder_of(case)
    words = _of_case(case, debts) | {
        "สถาบัน": str(household.institution),
        "กองทุนเดิม": listed(debts.funds),
        "ณ วันที่": day(debts.on),
        "หนี้เดิมรวม": baht_in_words(debts.owed),
        "ลดให้": baht_in_words(debts.off),
        "ดอกเบี้ยทบ": baht(debts.capitalised),
        "คงเหลือรวม": baht_in_words(debts.left),
    }
    asked = {
        route_condition(case): True,
        "มีส่วนลด": bool(debts.off),
        "มีดอกเบี้ยทบ": bool(debts.capitalised),
        "มีผู้ค้ำเดิม": debts.has_guarantors,
    }
    return Content(
        whose=letterhead(household.institution),
        facts=Facts(
            words=words,
            tables={"ตารางหนี้เดิม": table_of(debts, waived=True)},
            holds=frozenset(name for name, holds in asked.items() if holds),
        ),
        signs=(
            *(Sign("ลูกหนี้", name) for name in debts.borrowers),
            *(Sign(f"ผู้แทน{fund}") for fund in debts.without(holder).funds),
            Sign(f"ผู้แทน{holder or 'กองทุนที่จะถือสัญญา'}"),
            *WITNESSES,
        ),
        dated=on,
    )


def _of_case(case: Case, debts: OldDebts) -> dict[str, str]:
    return {
        "ลูกหนี้": listed(debts.borrowers),
        "ครัวเรือน": str(case.household),
        "กองทุนผู้ถือสัญญา": str(holder_of(case) or DOTS),
    }


def _debts(case: Case, on: date) -> OldDebts:
    debts = debts_of_case(case, on=on)
    if not debts.debts:
        raise Refused([NO_DEBTS])
    return debts


def transfer_notice(case: Case, on: date) -> Content:
    """To the debtors: to whom they pay from now on (ป.พ.พ. ๓๐๖). Signed by every old fund."""
    debts = _debts(case, on).without(holder_of(case))
    if not debts.debts:
        raise Refused([NO_CLAIMS])
    return Content(
        whose=letterhead(case.household.institution),
        facts=Facts(
            words=_of_case(case, debts)
            | {"รวมที่โอน": baht_in_words(debts.left), "ช่องวันที่": DAY_DOTS},
            tables={"ตารางสิทธิที่โอน": table_of(debts)},
        ),
        signs=(
            *(Sign(f"ผู้แทน{fund}") for fund in debts.funds),
            *(Sign("ลูกหนี้ผู้รับหนังสือ", name) for name in debts.borrowers),
            *WITNESSES,
        ),
        dated=on,
    )


def case_of(loan: Loan) -> Case | None:
    """The case that the loan was merged in, else the household's last."""
    part = loan.merged_as.filter(cancelled_on__isnull=True).first()
    if part:
        merged: Case = part.contract.case
        return merged
    return loan.household.cases.order_by("pk").last()


def owed_of(loan: Loan, on: date) -> tuple[OldDebt, OldDebts]:
    """The loan as its case or its household owes it, and all of that. Raises Refused where none."""
    case = case_of(loan)
    debts = debts_of_case(case, on=on) if case else None
    if debts and (debt := debts.of(loan)):
        return debt, debts
    owed = debts_of_household(loan.household, on=on)  # of a disputed loan too
    if debt := owed.of(loan):
        return debt, owed
    raise Refused([NO_DEBTS])


def loan_words(loan: Loan) -> dict[str, str]:
    """What every paper of an old loan says of it."""
    return {
        "กองทุนเดิม": str(loan.account.fund),
        "ลูกหนี้": str(loan.borrower),
        "ครัวเรือน": str(loan.household),
        "สัญญาเดิม": loan_named(loan),
    }


def deed_paper(loan: Loan, on: date) -> Content:
    """That the old fund makes over its claim, in writing (ป.พ.พ. ๓๐๖)."""
    debt, debts = owed_of(loan, on)
    case = case_of(loan)
    holder = holder_of(case)
    if holder == debt.fund:
        raise Refused([NO_CLAIMS])
    return Content(
        whose=letterhead(loan.household.institution, loan.account.fund),
        facts=Facts(
            words=loan_words(loan)
            | {
                "กองทุนผู้ถือสัญญา": str(holder or DOTS),
                "ณ วันที่": day(debts.on),
                "คงเหลือ": baht_in_words(debt.left),
            },
            tables={"ตารางยอดหนี้": _balance_of(debt)},
        ),
        signs=(
            Sign("ผู้โอน ประธานกรรมการ"),
            Sign("ผู้รับโอน ประธานกรรมการ"),
            *WITNESSES,
        ),
        dated=debts.on if standing_contract(case) else on,
    )


def balance_paper(loan: Loan, on: date) -> Content:
    """The old fund's word on what closes one loan, on a day: before a contract, today."""
    debt, debts = owed_of(loan, on)
    return Content(
        whose=letterhead(loan.household.institution, loan.account.fund),
        facts=Facts(
            words=loan_words(loan) | {"ณ วันที่": day(debts.on), "ยอดรวม": baht_in_words(debt.left)},
            tables={"ตารางยอดหนี้": _balance_of(debt)},
        ),
        signs=(Sign("ประธานกรรมการกองทุน"), Sign("เหรัญญิกกองทุน")),
        dated=on,
    )


def _balance_of(debt: OldDebt) -> Table:
    rows = [((HEADINGS[one],), [debt.before[one]]) for one in COMPONENTS if debt.before[one]]
    if debt.off:
        rows.append((("หัก ส่วนที่กองทุนลดให้",), [-debt.off]))
    return table(["รายการ", "จำนวนเงิน (บาท)"], rows)


def release_paper(guarantor: Guarantor, on: date) -> Content:
    """That who stood for an old loan is free, and by which section of the law."""
    loan, case = guarantor.loan, case_of(guarantor.loan)
    if standing_contract(case) is None:
        sentence = "ครัวเรือนนี้ยังไม่ได้ทำสัญญาเดียว ปลดผู้ค้ำประกันเดิมได้เมื่อทำสัญญาแล้ว"
        raise Refused([Refusal("no_contract_yet", "", sentence)])
    return Content(
        whose=letterhead(loan.household.institution, loan.account.fund),
        facts=Facts(
            words=loan_words(loan) | {"ผู้ค้ำ": guarantor.name},
            holds=frozenset([route_condition(case)]),
        ),
        signs=(Sign("ประธานกรรมการกองทุน"), *WITNESSES),
        dated=on,
    )
