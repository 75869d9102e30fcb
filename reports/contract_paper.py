"""The one contract and what goes with it on paper: contract, guarantees, closing letter.

The contract as it was signed: with the first version of its plan. It alone shows the borrower's
whole national ID; the file is kept encrypted, like the ID itself (``reports/keeping.py``).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from consolidation.allocation import LAWFUL
from consolidation.charging import own_percent
from consolidation.models import AgreedPlan, Contract, ContractGuarantor, Instalment
from consolidation.plan_lines import sums_of
from consolidation.plan_record import read
from consolidation.repayment import repayment_of
from consolidation.stamp_duty import EXEMPT_KINDS, guarantee_duty, stamp_duty
from debts.fund_rules import fine_of
from debts.lawful_rates import default_words
from fundinst.errors import Refusal, Refused
from members.models import Person
from members.national_ids import id_on_contract
from reports.old_debts import OldDebts, debts_of_contract, table_of
from reports.routes_in_words import route_condition
from reports.wording_text import Facts, Table
from reports.written import (
    DOTS,
    WITNESSES,
    Content,
    Sign,
    baht,
    baht_in_words,
    chair_of,
    day,
    letterhead,
    money,
    short_day,
    whole_baht,
    words,
)

GUARANTORS_UNSAID = 2
"""How many lines stand for guarantors where the holding fund's rules don't say how many."""


def contract_paper(contract: Contract, on: date) -> Content:
    """Raises Refused where the contract has no plan, or was cancelled."""
    plan = contract.plans.filter(version=1).first()
    if plan is None or contract.status == Contract.Status.CANCELLED:
        sentence = "สัญญานี้ไม่มีแผนชำระหรือยกเลิกแล้ว จึงไม่มีหนังสือสัญญาให้พิมพ์"
        raise Refused([Refusal("no_contract_paper", "", sentence)])
    debts = debts_of_contract(contract)
    rows = [*plan.instalments.order_by("number")]
    guarantors = [*contract.guarantors.filter(released_on__isnull=True)]
    names = [one.name for one in guarantors] or [""] * _guarantors_asked(contract)
    return Content(
        whose=letterhead(contract.household.institution, contract.fund),
        facts=Facts(
            words=_words(contract, plan, rows, debts, guarantors),
            tables={"ตารางหนี้เดิม": table_of(debts), "ตารางชำระ": _schedule(rows)},
            lists={
                "รายการวิธีคิด": [*plan.words],
                "รายการผู้ค้ำ": [_guarantee_in_words(one) for one in guarantors],
            },
            holds=_conditions(contract, debts, guarantors, names),
        ),
        signs=_signs(contract, debts, names),
        dated=contract.opened_on,
        reference=f"สัญญาเลขที่ {contract}",
    )


def _words(
    contract: Contract,
    plan: AgreedPlan,
    rows: Sequence[Instalment],
    debts: OldDebts,
    guarantors: Sequence[ContractGuarantor],
) -> dict[str, str]:
    most = [one.most for one in guarantors]
    exempt = contract.fund.kind in EXEMPT_KINDS
    until = max((one.until for one in guarantors), default=rows[-1].due_on)
    return _parties(contract) | {
        "เลขประจำตัว": _id_of(contract.borrower),
        "มติ": contract.resolution,
        "ลดให้": baht_in_words(debts.off),
        "เงินต้น": baht(contract.principal),
        "ยอดยกมา": baht(contract.carried),
        "ลำดับตัดชำระ": LAWFUL.words,
        "เมื่อชำระช้า": " ".join(_late(contract, plan)),
        "วงเงินค้ำ": baht(max(most, default=sums_of(rows).due)),
        "ค้ำถึงวันที่": day(until),
        "อากร": stamp_duty(contract.amount, exempt=exempt).words[0],
    }


def _parties(contract: Contract) -> dict[str, str]:
    return {
        "กองทุนผู้ให้กู้": str(contract.fund),
        "ผู้กู้": str(contract.borrower),
        "ครัวเรือน": str(contract.household),
        "วงเงิน": baht_in_words(contract.amount),
    }


def _id_of(person: Person) -> str:
    """The whole ID; where only its end is known, or nothing, room to write it."""
    number = id_on_contract(person)
    if person.national_id_cipher is None:
        number = " ".join([*([f"({number})"] if number else []), DOTS])
    return f"เลขประจำตัวประชาชน {number}"


def _late(contract: Contract, plan: AgreedPlan) -> list[str]:
    rule = contract.rule
    agreed = rule.default_percent if rule else None
    own = own_percent(read(plan.terms).interest)
    return [default_words(plan.made_on, agreed, at_least=own), fine_of(rule).words]


def _schedule(rows: Sequence[Instalment]) -> Table:
    carried = any(one.carried for one in rows)
    sums = {"principal": "เงินต้น", "interest": "ดอกเบี้ย"}
    sums |= ({"carried": "ยกมา"} if carried else {}) | {"due": "รวม (บาท)"}
    lines = [
        [
            *words(one.number, short_day(one.due_on)),
            *money([*(getattr(one, column) for column in sums), one.balance]),
        ]
        for one in rows
    ]
    in_all = [sum((getattr(one, column) for one in rows), Decimal(0)) for column in sums]
    return Table(
        ["งวด", "ครบกำหนด", *sums.values(), "เงินต้นคงเหลือ"],
        lines,
        [*words("รวม", ""), *money(in_all), *words("")],
    )


def _guarantors_asked(contract: Contract) -> int:
    rule = contract.rule
    asked = rule.guarantors if rule else None
    return GUARANTORS_UNSAID if asked is None else asked


def _guarantee_in_words(one: ContractGuarantor) -> str:
    return f"{one.name} ค้ำไม่เกิน {baht(one.most)} ถึงวันที่ {day(one.until)}"


def _conditions(
    contract: Contract,
    debts: OldDebts,
    guarantors: Sequence[ContractGuarantor],
    names: Sequence[str],
) -> frozenset[str]:
    asked = {
        route_condition(contract.case): True,
        "มีมติ": bool(contract.resolution),
        "มีส่วนลด": bool(debts.off),
        "มีผู้ค้ำเดิม": debts.has_guarantors,
        "มียอดยกมา": bool(contract.carried),
        "มีผู้ค้ำ": bool(names),
        "มีรายชื่อผู้ค้ำ": bool(guarantors),
    }
    return frozenset(name for name, holds in asked.items() if holds)


def _signs(contract: Contract, debts: OldDebts, guarantors: Sequence[str]) -> tuple[Sign, ...]:
    creditors = debts.without(contract.fund).funds
    chair = chair_of(contract.household.institution, contract.opened_on)
    return (
        Sign("ผู้กู้", str(contract.borrower)),
        Sign("คู่สมรสผู้กู้ (ถ้ามี)"),
        Sign("ผู้ให้กู้", chair),
        Sign("กรรมการกองทุนผู้ให้กู้"),
        *(Sign(f"กรรมการ{fund}") for fund in creditors),
        *(Sign("ผู้ค้ำประกัน", name) for name in guarantors),
        *WITNESSES,
    )


def guarantee_paper(guarantor: ContractGuarantor, on: date) -> Content:
    """Purpose, debt, most and period (ป.พ.พ. ๖๘๑); nobody is liable as a joint debtor (๖๘๑/๑)."""
    contract = guarantor.contract
    if guarantor.released_on:
        sentence = "ผู้ค้ำประกันคนนี้พ้นความรับผิดแล้ว จึงไม่มีสัญญาค้ำประกันให้พิมพ์"
        raise Refused([Refusal("guarantor_released", "", sentence)])
    duty = guarantee_duty(guarantor.most)
    return Content(
        whose=letterhead(contract.household.institution, contract.fund),
        facts=Facts(
            words=_parties(contract)
            | {
                "ผู้ค้ำ": guarantor.name,
                "สัญญาเลขที่": str(contract),
                "วันทำสัญญา": day(contract.opened_on),
                "วงเงินค้ำ": baht_in_words(guarantor.most),
                "ค้ำถึงวันที่": day(guarantor.until),
                "อากร": f"ติดอากรแสตมป์ {whole_baht(duty)} ผู้ค้ำประกันเป็นผู้เสียและขีดฆ่า",
            },
        ),
        signs=(
            Sign("ผู้ค้ำประกัน", guarantor.name),
            Sign("ผู้ให้กู้", chair_of(contract.household.institution, contract.opened_on)),
            *WITNESSES,
        ),
        dated=contract.opened_on,
        reference=f"ค้ำประกันสัญญาเลขที่ {contract}",
    )


def closing_letter(contract: Contract, on: date) -> Content:
    """That the contract was paid in full. Raises Refused while it isn't ended by being paid."""
    repayment = repayment_of(contract, on=contract.closed_on or on)
    if contract.status != Contract.Status.CLOSED or repayment is None or not contract.closed_on:
        sentence = "สัญญานี้ยังไม่ปิด ออกหนังสือปิดสัญญาได้เมื่อชำระครบและปิดสัญญาแล้ว"
        raise Refused([Refusal("not_closed", "", sentence)])
    sums = sums_of(repayment.instalments, repayment.paid)
    last = repayment.receipts[-1] if repayment.receipts else None
    return Content(
        whose=letterhead(contract.household.institution, contract.fund),
        facts=Facts(
            words=_parties(contract)
            | {
                "สัญญาเลขที่": str(contract),
                "วันทำสัญญา": day(contract.opened_on),
                "ชำระรวม": baht_in_words(Decimal(repayment.paid)),
                "เงินต้น": baht(sums.principal),
                "ดอกเบี้ย": baht(sums.interest),
                "ยอดยกมา": baht(sums.carried),
                "ใบเสร็จสุดท้าย": str(last or ""),
                "วันที่ใบเสร็จสุดท้าย": day(last.on if last else None),
                "ช่องยาว": DOTS,
            },
            holds=frozenset(["มีใบเสร็จ"] if last else []),
        ),
        signs=(
            Sign("ผู้แทนกองทุน"),
            Sign("ผู้กู้", str(contract.borrower)),
            *WITNESSES,
        ),
        dated=contract.closed_on,
        reference=f"สัญญาเลขที่ {contract}",
    )
