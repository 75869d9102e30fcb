"""The repayment card (บัตรชำระ): the plan with room to write each payment on, for the household.

It shows how the plan stands on the day it is printed, so it is printed anew instead of kept.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from consolidation.models import Contract, Instalment
from consolidation.plan_lines import PlanLine, plan_lines
from consolidation.repayment import Repayment, repayment_of
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from reports.wording_text import Cell, Facts, Table
from reports.written import Content, baht, baht_in_words, day, letterhead, short_day, words

NO_PLAN = Refusal("no_card", "", "สัญญานี้ไม่มีแผนชำระหรือยกเลิกแล้ว จึงไม่มีบัตรชำระให้พิมพ์")
TO_FILL = ("วันที่ชำระ", "เลขที่ใบเสร็จ", "จำนวนเงิน", "ลงชื่อผู้รับ")
SUMS = {"principal": "เงินต้น", "interest": "ดอกเบี้ย"}


def card_paper(contract: Contract, on: date) -> Content:
    """As of a day, or of the day the contract ended. Raises Refused where it has no plan."""
    repayment = repayment_of(contract, on=contract.closed_on or on)
    if repayment is None or contract.status == Contract.Status.CANCELLED:
        raise Refused([NO_PLAN])
    lines, version = plan_lines(repayment), repayment.plan.version
    return Content(
        whose=letterhead(contract.household.institution, contract.fund),
        facts=Facts(
            words=_words(repayment, lines),
            tables={"ตารางบัตรชำระ": _table(lines)},
            lists={"รายการวิธีคิด": [*repayment.plan.words]},
            holds=frozenset(["เปลี่ยนแผนแล้ว"] if version > 1 else []),
        ),
        signs=(),
        dated=repayment.on,
        reference=f"สัญญาเลขที่ {contract}",
    )


def _words(repayment: Repayment, lines: Sequence[PlanLine]) -> dict[str, str]:
    contract = repayment.contract
    return {
        "ผู้กู้": str(contract.borrower),
        "ครัวเรือน": str(contract.household),
        "สัญญาเลขที่": str(contract),
        "วันทำสัญญา": day(contract.opened_on),
        "วงเงิน": baht_in_words(contract.amount),
        "แผนฉบับที่": str(repayment.plan.version),
        "ณ วันที่": day(repayment.on),
        "ชำระแล้ว": baht(sum((line.paid for line in lines), Decimal(0))),
        "คงเหลือ": baht(repayment.owed_in_all),
    }


def _table(lines: Sequence[PlanLine]) -> Table:
    """The plan's rows; of an instalment that is paid it says so, the others are to be filled in."""
    plan = [line.instalment for line in lines]
    carried = {"carried": "ยกมา"} if any(one.carried for one in plan) else {}
    sums = SUMS | carried | {"due": "รวม (บาท)"}
    rows = [
        [
            *words(line.instalment.number, short_day(line.instalment.due_on)),
            *(_whole(getattr(line.instalment, column)) for column in sums),
            *words("ชำระแล้ว" if line.instalment.due and not line.open else "", "", "", ""),
        ]
        for line in lines
    ]
    in_all = [_whole(_sum(plan, column)) for column in sums]
    headings = ["งวด", "ครบกำหนด", *sums.values(), *TO_FILL]
    return Table(headings, rows, [*words("รวม", ""), *in_all, *words(*[""] * len(TO_FILL))])


def _sum(plan: Sequence[Instalment], column: str) -> Decimal:
    return sum((getattr(one, column) for one in plan), Decimal(0))


def _whole(sum_: Decimal) -> Cell:
    """Without satang where there are none: the card's columns are narrow."""
    return Cell(format_baht(sum_, digits="thai"), number=True)
