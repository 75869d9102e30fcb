"""The receipt on paper (ใบเสร็จรับเงิน): where its baht went when it was written, what was left.

It stands twice on its sheet, to be cut in half: the payer's and the fund's.
"""

from datetime import date

from consolidation.allocation import LAWFUL
from consolidation.models import Receipt, ReceiptCharge, ReceiptReversal
from consolidation.receipt_lines import Placed, as_issued, placed
from reports.wording_text import Cell, Facts, Table
from reports.written import (
    Content,
    Sign,
    baht,
    baht_in_words,
    day,
    letterhead,
    money,
    short_day,
    words,
)

COPIES = ("ต้นฉบับ สำหรับผู้ชำระเงิน", "สำเนา สำหรับกองทุน")
TAKEN_BACK = "ยกเลิก"


def receipt_paper(receipt: Receipt, on: date) -> Content:
    """As of the moment it was written, whatever was paid since; one taken back says so."""
    contract, then = receipt.contract, as_issued(receipt)
    went = placed(then, receipt.pk)
    reversal: ReceiptReversal | None = getattr(receipt, "reversal", None)
    asked = {
        "มีเงินคืน": bool(receipt.given_back),
        "มีเรียกเก็บ": bool(receipt.charged),
        "มีตัดชำระ": bool(went.rows),
        "ลงบัญชีภายหลัง": receipt.booked_on is not None,
        "มีรับล่วงหน้า": bool(went.kept),
        "ยกเลิกแล้ว": reversal is not None,
    }
    return Content(
        whose=letterhead(contract.household.institution, receipt.fund),
        facts=Facts(
            words={
                "ผู้ชำระ": receipt.payer,
                "สัญญาเลขที่": str(contract),
                "ผู้กู้": str(contract.borrower),
                "จำนวนเงิน": baht_in_words(receipt.amount),
                "คืนให้ผู้ชำระ": baht(receipt.given_back),
                "เรียกเก็บ": " ".join(_charge(one) for one in receipt.charges.all()),
                "เรียกเก็บรวม": baht(receipt.charged),
                "วันลงบัญชี": day(receipt.booked_on),
                "รับล่วงหน้า": baht(went.kept),
                "คงเหลือ": baht(then.left),
                "ลำดับตัดชำระ": LAWFUL.words,
                "เหตุที่ยกเลิก": f"เมื่อ {day(reversal.on)} เพราะ {reversal.reason}" if reversal else "",
            },
            tables={"ตารางตัดชำระ": _table(went), "ตารางเรียกเก็บ": _charges(receipt)},
            holds=frozenset(name for name, holds in asked.items() if holds),
        ),
        signs=(Sign("ผู้รับเงิน", str(receipt.actor)), Sign("ผู้ชำระเงิน", receipt.payer)),
        dated=receipt.on,
        reference=f"เลขที่ {receipt}",
        stamp=TAKEN_BACK if reversal else "",
    )


def _charge(one: ReceiptCharge) -> str:
    late = f" (งวด {short_day(one.due_on)})" if one.due_on else ""
    return f"{one.get_kind_display()}{late} {baht(one.amount)}"


def _charges(receipt: Receipt) -> Table:
    """What was taken beside the plan, each with how it was found: anybody can count it again."""
    rows: list[list[Cell]] = []
    for one in receipt.charges.all():
        late = f" งวด {short_day(one.due_on)}" if one.due_on else ""
        rows.append([*words(f"{one.get_kind_display()}{late}", one.words), *money([one.amount])])
    sums = [*words("รวม", ""), *money([receipt.charged])]
    return Table(["เรียกเก็บก่อน นอกแผนชำระ", "วิธีคิด", "บาท"], rows, sums)


def _table(went: Placed) -> Table:
    """Each instalment that got anything: part by part, in all, and what of it is still open."""
    rows: list[list[Cell]] = []
    for row, cells in went.cells:
        due = "คืนเงินต้นก่อนกำหนด" if row.paid_early else short_day(row.instalment.due_on)
        sums = [amount for _heading, amount in cells]
        rows.append(
            [
                *words(row.instalment.number, due),
                *money([*sums, row.total, row.instalment.open]),
            ]
        )
    in_all = money([*(amount for _heading, amount in went.sums), went.total])
    return Table(
        ["งวดที่", "ครบกำหนด", *went.headings, "รวม (บาท)", "งวดนี้เหลือ"],
        rows,
        [*words("รวม", ""), *in_all, *words("")],
    )
