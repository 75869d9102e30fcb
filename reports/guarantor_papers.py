"""What guarantors get and sign after their guarantee: notice of default, consent to more time."""

from collections.abc import Sequence
from datetime import date

from consolidation.default_sums import NoticeDue
from consolidation.defaults import GuarantorTask, default_of
from consolidation.models import AgreedPlan, Contract, ContractGuarantor
from consolidation.open_instalments import NOTHING
from consolidation.repayment import Repayment, repayment_of
from debts.models import Guarantor
from fundinst.errors import Refusal, Refused
from reports.case_papers import case_of, loan_words, owed_of
from reports.routes_in_words import holder_of, route_condition, standing_contract
from reports.wording_text import Facts
from reports.written import (
    DAY_DOTS,
    DOTS,
    WITNESSES,
    Content,
    Sign,
    baht,
    baht_in_words,
    chair_of,
    day,
    letterhead,
    short_day,
    table,
)

NOT_TO_TELL = Refusal("nothing_to_tell", "", "ไม่มีงวดที่ค้างซึ่งยังต้องบอกกล่าวผู้ค้ำประกันคนนี้ จึงไม่มีหนังสือให้พิมพ์")
NOT_STANDING = Refusal("guarantor_released", "", "ผู้ค้ำประกันคนนี้พ้นความรับผิดแล้ว จึงไม่มีหนังสือให้ลงชื่อ")
NO_PLAN = Refusal("no_plan", "", "สัญญานี้ไม่มีแผนชำระหรือไม่ได้ใช้อยู่แล้ว จึงไม่มีการยืดเวลา")
OLD_DEBT_ENDS = Refusal(
    "debt_ends",
    "ป.พ.พ. มาตรา ๓๔๙",
    "เรื่องนี้ใช้วิธีแปลงหนี้ใหม่ หนี้เดิมระงับและผู้ค้ำประกันเดิมพ้นความรับผิด ให้พิมพ์หนังสือปลดแทน",
)


def default_notice(guarantor: ContractGuarantor, on: date) -> Content:
    """What was missed by that day and the guarantor wasn't told of before it (ป.พ.พ. ๖๘๖)."""
    contract = guarantor.contract
    default = default_of(contract, on=on)
    tasks = [
        one
        for one in (default.tasks if default else ())
        if one.guarantor == guarantor and (one.notice is None or one.notice.sent_on >= on)
    ]
    if not tasks:
        raise Refused([NOT_TO_TELL])
    late = any(NoticeDue(one.due.default_on, on).is_late for one in tasks)
    return Content(
        whose=letterhead(contract.household.institution, contract.fund),
        facts=Facts(
            words=_of_guarantee(guarantor)
            | {
                "ณ วันที่": day(on),
                "ค้างรวม": baht_in_words(sum((one.instalment.open for one in tasks), NOTHING)),
                "ช่องวันที่": DAY_DOTS,
            },
            tables={
                "ตารางงวดค้าง": table(
                    ["งวดที่", "ครบกำหนด", "วันสุดท้ายที่ต้องบอกกล่าว", "ยังค้าง (บาท)"],
                    [_missed(one) for one in tasks],
                )
            },
            holds=frozenset(["เลย ๖๐ วันแล้ว"] if late else []),
        ),
        signs=(
            Sign("ผู้แทนกองทุน", chair_of(contract.household.institution, on)),
            Sign("ผู้ค้ำประกันผู้รับหนังสือ", guarantor.name),
        ),
        dated=on,
        reference=f"ค้ำประกันสัญญาเลขที่ {contract}",
    )


def _missed(task: GuarantorTask) -> tuple[Sequence[object], Sequence]:
    days = (task.due.default_on, task.due.last_day)
    return (task.instalment.number, *map(short_day, days)), [task.instalment.open]


def _of_guarantee(guarantor: ContractGuarantor) -> dict[str, str]:
    contract = guarantor.contract
    return {
        "ผู้ค้ำ": guarantor.name,
        "กองทุนผู้ให้กู้": str(contract.fund),
        "ผู้กู้": str(contract.borrower),
        "ครัวเรือน": str(contract.household),
        "สัญญาเลขที่": str(contract),
        "วันทำสัญญา": day(contract.opened_on),
        "วงเงินค้ำ": baht_in_words(guarantor.most),
        "ค้ำถึงวันที่": day(guarantor.until),
    }


def time_consent(guarantor: ContractGuarantor, on: date) -> Content:
    """That one who stands for the contract agrees to more time, this once (ป.พ.พ. ๗๐๐).

    Before the plan is changed the new last day is left open, to be written in.
    """
    contract = guarantor.contract
    repayment = repayment_of(contract, on=on)
    if guarantor.released_on:
        raise Refused([NOT_STANDING])
    if repayment is None or contract.status != Contract.Status.OPEN:
        raise Refused([NO_PLAN])
    before, after = _last_days(repayment)
    return Content(
        whose=letterhead(contract.household.institution, contract.fund),
        facts=Facts(
            words=_of_guarantee(guarantor)
            | {
                "คงเหลือ": baht(repayment.left),
                "งวดสุดท้ายเดิม": day(before),
                "งวดสุดท้ายใหม่": day(after) if after else DAY_DOTS,
            },
        ),
        signs=(
            Sign("ผู้ค้ำประกัน", guarantor.name),
            Sign("ผู้แทนกองทุน", chair_of(contract.household.institution, on)),
            *WITNESSES,
        ),
        dated=on,
        reference=f"ค้ำประกันสัญญาเลขที่ {contract}",
    )


def _last_days(repayment: Repayment) -> tuple[date, date | None]:
    """Until when the plan before went, and the one in force where it is longer."""
    last = repayment.instalments[-1].due_on
    versions = repayment.contract.plans.filter(version__lt=repayment.plan.version)
    before: AgreedPlan | None = versions.order_by("version").last()
    earlier = before.instalments.order_by("number").last() if before else None
    if earlier is None or earlier.due_on >= last:
        return last, None
    return earlier.due_on, last


def old_consent(guarantor: Guarantor, on: date) -> Content:
    """That one who stood for an old loan agrees to the time of the one contract (ป.พ.พ. ๗๐๐)."""
    loan = guarantor.loan
    (debt, _debts), case = owed_of(loan, on), case_of(loan)
    if route_condition(case) == "แปลงหนี้ใหม่":
        raise Refused([OLD_DEBT_ENDS])
    contract = standing_contract(case)
    repayment = repayment_of(contract, on=on) if contract else None
    last = repayment.instalments[-1].due_on if repayment else None
    return Content(
        whose=letterhead(loan.household.institution, loan.account.fund),
        facts=Facts(
            words=loan_words(loan)
            | {
                "ผู้ค้ำ": guarantor.name,
                "กองทุนผู้ถือสัญญา": str(holder_of(case) or DOTS),
                "คงเหลือ": baht(debt.left),
                "งวดสุดท้ายใหม่": day(last) if last else DAY_DOTS,
            },
            holds=frozenset([route_condition(case)]),
        ),
        signs=(Sign("ผู้ค้ำประกัน", guarantor.name), Sign("ประธานกรรมการกองทุน"), *WITNESSES),
        dated=on,
    )
