"""Invented figures, to look at a wording with: nobody's debts, every place and condition filled."""

from datetime import date
from decimal import Decimal

from reports.paper_kinds import ROUTES, PaperKind
from reports.wording_text import Facts, Table
from reports.written import (
    DAY_DOTS,
    DOTS,
    LONG_DOTS,
    WITNESSES,
    Content,
    Sign,
    baht_in_words,
    day,
    table,
)

ON = date(2026, 3, 1)
PEOPLE = {
    "ผู้กู้": "นางสมมุติ ใจดี",
    "ผู้ชำระ": "นางสมมุติ ใจดี",
    "ลูกหนี้": "นางสมมุติ ใจดี และ นายตัวอย่าง ใจดี",
    "ผู้ค้ำ": "นายค้ำ ตัวอย่าง",
    "ผู้เข้าร่วม": "นางสมมุติ ใจดี ประธานกองทุนหมู่บ้าน พัฒนากร",
    "ครัวเรือน": "บ้านเลขที่ 99",
    "สถาบัน": "สถาบันการจัดการเงินทุนชุมชนบ้านตัวอย่าง",
    "สถานที่": "ศาลากลางบ้าน",
    "เลขประจำตัว": f"เลขประจำตัวประชาชน {DOTS}",
}
FUNDS = {
    "กองทุนผู้ให้กู้": "กองทุนหมู่บ้าน",
    "กองทุนผู้ถือสัญญา": "กองทุนหมู่บ้าน",
    "กองทุนเดิม": "กลุ่มออมทรัพย์เพื่อการผลิต",
    "กองทุนที่จ่าย": "กองทุนหมู่บ้าน",
    "กองทุนที่รับ": "กลุ่มออมทรัพย์เพื่อการผลิต",
}
SAID = {
    "มติ": "มติที่ประชุม 3/2569",
    "ลำดับตัดชำระ": "ตัดดอกเบี้ยก่อนเงินต้น",
    "เมื่อชำระช้า": "ไม่มีค่าปรับเมื่อชำระช้า",
    "อากร": "ติดอากรแสตมป์ 18 บาท ผู้ให้กู้เป็นผู้เสีย ผู้กู้เป็นผู้ขีดฆ่า",
    "บันทึก": "ทุกฝ่ายตกลงกันได้",
    "หลักฐาน": "ใบฝากเงินเลขที่ 12",
    "เหตุที่ยกเลิก": "เพราะ พิมพ์ผิด",
    "เรียกเก็บ": "ค่าใช้จ่ายในการติดตาม 50.00 บาท",
    "รอบที่": "1",
    "แผนฉบับที่": "2",
    "สัญญาเดิม": "สัญญาเลขที่ 5/2559",
    "สัญญาเลขที่": "กทบ. 1/2569",
    "ใบโอนเลขที่": "1/2569",
    "ใบหักล้างเลขที่": "1/2569",
    "ใบเสร็จสุดท้าย": "7/2569",
    "ช่องวันที่": DAY_DOTS,
    "ช่องยาว": LONG_DOTS,
}
DAYS = {"วันทำสัญญา", "ณ วันที่", "วันที่เจรจา", "วันที่โอน", "ค้ำถึงวันที่", "วันที่ใบเสร็จสุดท้าย", "วันลงบัญชี"}
DAYS |= {"งวดสุดท้ายเดิม", "งวดสุดท้ายใหม่"}


def invented(kind: PaperKind) -> Content:
    """Every word, table and list that the kind knows; of the three routes the first."""
    known = PEOPLE | FUNDS | SAID | {name: day(ON) for name in DAYS}
    other_routes = frozenset(ROUTES.split()[1:])
    return Content(
        whose=("กองทุนหมู่บ้าน", PEOPLE["สถาบัน"], "หมู่ที่ ๙ ตำบลตัวอย่าง อำเภอตัวอย่าง จังหวัดตัวอย่าง"),
        facts=Facts(
            words={
                name: known.get(name, baht_in_words(Decimal(35000))) for name in kind.known.words
            },
            tables=dict.fromkeys(kind.known.tables, _table()),
            lists={name: ["รายการที่หนึ่ง", "รายการที่สอง"] for name in kind.known.lists},
            holds=kind.known.conditions - other_routes,
        ),
        signs=(Sign("ลูกหนี้หรือผู้กู้", PEOPLE["ผู้กู้"]), Sign("ผู้แทนกองทุน"), *WITNESSES),
        dated=ON,
        reference="เลขที่ตัวอย่าง",
    )


def _table() -> Table:
    rows = [
        (("กองทุนหมู่บ้าน", "ตัวอย่าง"), [Decimal(20000)]),
        (("กลุ่มออมทรัพย์เพื่อการผลิต", "ตัวอย่าง"), [Decimal(15000)]),
    ]
    return table(["กองทุน", "รายการ", "จำนวนเงิน (บาท)"], rows)
