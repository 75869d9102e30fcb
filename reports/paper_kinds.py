"""The kinds of papers: of which row each is made, and what its wording knows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from consolidation.models import (
    Case,
    Contract,
    ContractGuarantor,
    NegotiationRound,
    NettingBatch,
    PaymentSlip,
    Receipt,
)
from debts.models import Guarantor, Loan
from members.models import Household
from reports import (
    card_paper,
    case_papers,
    contract_paper,
    fund_papers,
    guarantor_papers,
    receipt_paper,
)
from reports.wording_text import Vocabulary
from reports.written import Content

ROUTES = "แปลงหนี้ใหม่ โอนสิทธิ ผ่อนผัน"
GUARANTEED = "ผู้ค้ำ กองทุนผู้ให้กู้ ผู้กู้ ครัวเรือน สัญญาเลขที่ วันทำสัญญา วงเงินค้ำ ค้ำถึงวันที่"


@dataclass(frozen=True, slots=True)
class PaperKind:
    """``build`` says what the paper says on a day; it raises Refused where there is none.

    ``slug`` names it in addresses and rows, ``name`` to people; ``copies`` stand on one sheet.
    One that isn't ``kept`` shows how something stands on its day: without number, made anew.
    """

    slug: str
    name: str
    model: type[models.Model]
    build: Callable[[Any, date], Content]
    known: Vocabulary
    copies: tuple[str, ...] = ()
    kept: bool = True


def _knows(
    words: str,
    *,
    tables: str = "",
    lists: str = "",
    conditions: str = "",
    required: str = "",
    no_joint_debtor: bool = False,
) -> Vocabulary:
    """Names in a row; one with a space in it is written with ``_``."""

    def names(text: str) -> frozenset[str]:
        return frozenset(name.replace("_", " ") for name in text.split())

    return Vocabulary(
        words=names(words),
        tables=names(tables),
        lists=names(lists),
        conditions=names(conditions),
        required=names(required),
        no_joint_debtor=no_joint_debtor,
    )


KINDS = (
    PaperKind(
        "confirmation",
        "หนังสือรับรองยอดหนี้ของครัวเรือน",
        Household,
        case_papers.confirmation_paper,
        _knows(
            "ลูกหนี้ ครัวเรือน ณ_วันที่ หนี้เดิมรวม ช่องยาว",
            tables="ตารางหนี้เดิม",
            lists="รายการที่ไม่นับ",
            conditions="มีดอกเบี้ยที่ไม่นับ",
            required="ลูกหนี้ ณ_วันที่ ตารางหนี้เดิม หนี้เดิมรวม",
        ),
    ),
    PaperKind(
        "balance",
        "หนังสือรับรองยอดหนี้ของกองทุนเดิม",
        Loan,
        case_papers.balance_paper,
        _knows(
            "กองทุนเดิม ลูกหนี้ ครัวเรือน สัญญาเดิม ณ_วันที่ ยอดรวม",
            tables="ตารางยอดหนี้",
            required="กองทุนเดิม ลูกหนี้ ณ_วันที่ ยอดรวม",
        ),
    ),
    PaperKind(
        "minutes",
        "บันทึกการเจรจาหนี้",
        NegotiationRound,
        case_papers.minutes_paper,
        _knows(
            "รอบที่ ครัวเรือน วันที่เจรจา สถานที่ ผู้เข้าร่วม บันทึก",
            tables="ตารางข้อเสนอ",
            lists="รายการผล",
            conditions="มีบันทึก",
            required="วันที่เจรจา ผู้เข้าร่วม ตารางข้อเสนอ",
        ),
    ),
    PaperKind(
        "agreement",
        "บันทึกข้อตกลงปรับโครงสร้างหนี้",
        Case,
        case_papers.agreement_paper,
        _knows(
            "สถาบัน ลูกหนี้ ครัวเรือน กองทุนเดิม กองทุนผู้ถือสัญญา ณ_วันที่ หนี้เดิมรวม ลดให้ ดอกเบี้ยทบ คงเหลือรวม",
            tables="ตารางหนี้เดิม",
            conditions=f"{ROUTES} มีส่วนลด มีดอกเบี้ยทบ มีผู้ค้ำเดิม",
            required="ลูกหนี้ กองทุนเดิม กองทุนผู้ถือสัญญา ณ_วันที่ ตารางหนี้เดิม คงเหลือรวม",
        ),
    ),
    PaperKind(
        "deed",
        "หนังสือโอนสิทธิเรียกร้อง",
        Loan,
        case_papers.deed_paper,
        _knows(
            "กองทุนเดิม กองทุนผู้ถือสัญญา ลูกหนี้ ครัวเรือน สัญญาเดิม ณ_วันที่ คงเหลือ",
            tables="ตารางยอดหนี้",
            required="กองทุนเดิม กองทุนผู้ถือสัญญา ลูกหนี้ สัญญาเดิม คงเหลือ",
        ),
    ),
    PaperKind(
        "transfer-notice",
        "หนังสือบอกกล่าวการโอนสิทธิเรียกร้อง",
        Case,
        case_papers.transfer_notice,
        _knows(
            "ลูกหนี้ ครัวเรือน กองทุนผู้ถือสัญญา รวมที่โอน ช่องวันที่",
            tables="ตารางสิทธิที่โอน",
            required="ลูกหนี้ กองทุนผู้ถือสัญญา ตารางสิทธิที่โอน",
        ),
    ),
    PaperKind(
        "contract",
        "หนังสือสัญญา",
        Contract,
        contract_paper.contract_paper,
        _knows(
            "กองทุนผู้ให้กู้ ผู้กู้ ครัวเรือน วงเงิน เลขประจำตัว มติ ลดให้ เงินต้น ยอดยกมา ลำดับตัดชำระ เมื่อชำระช้า"
            " วงเงินค้ำ ค้ำถึงวันที่ อากร",
            tables="ตารางหนี้เดิม ตารางชำระ",
            lists="รายการวิธีคิด รายการผู้ค้ำ",
            conditions=f"{ROUTES} มีมติ มีส่วนลด มีผู้ค้ำเดิม มียอดยกมา มีผู้ค้ำ มีรายชื่อผู้ค้ำ",
            required="กองทุนผู้ให้กู้ ผู้กู้ วงเงิน ตารางหนี้เดิม ตารางชำระ รายการวิธีคิด เมื่อชำระช้า",
            no_joint_debtor=True,
        ),
    ),
    PaperKind(
        "guarantee",
        "หนังสือสัญญาค้ำประกัน",
        ContractGuarantor,
        contract_paper.guarantee_paper,
        _knows(
            "ผู้ค้ำ กองทุนผู้ให้กู้ ผู้กู้ ครัวเรือน วงเงิน สัญญาเลขที่ วันทำสัญญา วงเงินค้ำ ค้ำถึงวันที่ อากร",
            required="ผู้ค้ำ กองทุนผู้ให้กู้ ผู้กู้ สัญญาเลขที่ วงเงิน วงเงินค้ำ ค้ำถึงวันที่",
            no_joint_debtor=True,
        ),
    ),
    PaperKind(
        "time-consent",
        "หนังสือยินยอมของผู้ค้ำประกันให้ยืดเวลา",
        ContractGuarantor,
        guarantor_papers.time_consent,
        _knows(
            f"{GUARANTEED} คงเหลือ งวดสุดท้ายเดิม งวดสุดท้ายใหม่",
            required="ผู้ค้ำ กองทุนผู้ให้กู้ ผู้กู้ สัญญาเลขที่ งวดสุดท้ายเดิม งวดสุดท้ายใหม่",
            no_joint_debtor=True,
        ),
    ),
    PaperKind(
        "default-notice",
        "หนังสือบอกกล่าวผู้ค้ำประกัน",
        ContractGuarantor,
        guarantor_papers.default_notice,
        _knows(
            f"{GUARANTEED} ณ_วันที่ ค้างรวม ช่องวันที่",
            tables="ตารางงวดค้าง",
            conditions="เลย_๖๐_วันแล้ว",
            required="ผู้ค้ำ กองทุนผู้ให้กู้ ผู้กู้ สัญญาเลขที่ ตารางงวดค้าง ค้างรวม",
            no_joint_debtor=True,
        ),
    ),
    PaperKind(
        "old-consent",
        "หนังสือยินยอมของผู้ค้ำประกันเดิมให้ยืดเวลา",
        Guarantor,
        guarantor_papers.old_consent,
        _knows(
            "กองทุนเดิม ผู้ค้ำ ลูกหนี้ ครัวเรือน สัญญาเดิม กองทุนผู้ถือสัญญา คงเหลือ งวดสุดท้ายใหม่",
            conditions=ROUTES,
            required="กองทุนเดิม ผู้ค้ำ ลูกหนี้ สัญญาเดิม งวดสุดท้ายใหม่",
            no_joint_debtor=True,
        ),
    ),
    PaperKind(
        "release",
        "หนังสือปลดผู้ค้ำประกันเดิม",
        Guarantor,
        case_papers.release_paper,
        _knows(
            "กองทุนเดิม ผู้ค้ำ ลูกหนี้ ครัวเรือน สัญญาเดิม",
            conditions=ROUTES,
            required="กองทุนเดิม ผู้ค้ำ ลูกหนี้ สัญญาเดิม",
        ),
    ),
    PaperKind(
        "netting",
        "ใบหักล้างระหว่างกองทุน",
        NettingBatch,
        fund_papers.netting_paper,
        _knows(
            "สถาบัน ณ_วันที่ เงินที่ต้องโอน ยอดก่อนหักล้าง",
            tables="ตารางรายการ ตารางยอดสุทธิ ตารางเงินโอน",
            required="ณ_วันที่ ตารางรายการ ตารางยอดสุทธิ ตารางเงินโอน",
        ),
    ),
    PaperKind(
        "slip",
        "ใบโอนเงินระหว่างกองทุน",
        PaymentSlip,
        fund_papers.slip_paper,
        _knows(
            "ใบโอนเลขที่ ใบหักล้างเลขที่ กองทุนที่จ่าย กองทุนที่รับ วันที่โอน จำนวนเงิน หลักฐาน ยอดที่ต้องโอน"
            " โอนแล้ว ยังเหลือ เหตุที่ยกเลิก",
            conditions="มีหลักฐาน ยกเลิกแล้ว",
            required="กองทุนที่จ่าย กองทุนที่รับ วันที่โอน จำนวนเงิน",
        ),
    ),
    PaperKind(
        "receipt",
        "ใบเสร็จรับเงิน",
        Receipt,
        receipt_paper.receipt_paper,
        _knows(
            "ผู้ชำระ สัญญาเลขที่ ผู้กู้ จำนวนเงิน คืนให้ผู้ชำระ เรียกเก็บ เรียกเก็บรวม วันลงบัญชี รับล่วงหน้า"
            " คงเหลือ ลำดับตัดชำระ เหตุที่ยกเลิก",
            tables="ตารางตัดชำระ ตารางเรียกเก็บ",
            conditions="มีเงินคืน มีเรียกเก็บ มีตัดชำระ ลงบัญชีภายหลัง มีรับล่วงหน้า ยกเลิกแล้ว",
            required="ผู้ชำระ สัญญาเลขที่ จำนวนเงิน คงเหลือ",
        ),
        copies=receipt_paper.COPIES,
    ),
    PaperKind(
        "card",
        "บัตรชำระ",
        Contract,
        card_paper.card_paper,
        _knows(
            "ผู้กู้ ครัวเรือน สัญญาเลขที่ วันทำสัญญา วงเงิน แผนฉบับที่ ณ_วันที่ ชำระแล้ว คงเหลือ",
            tables="ตารางบัตรชำระ",
            lists="รายการวิธีคิด",
            conditions="เปลี่ยนแผนแล้ว",
            required="ผู้กู้ สัญญาเลขที่ ณ_วันที่ ตารางบัตรชำระ",
        ),
        kept=False,
    ),
    PaperKind(
        "closing-letter",
        "หนังสือปิดสัญญา",
        Contract,
        contract_paper.closing_letter,
        _knows(
            "กองทุนผู้ให้กู้ ผู้กู้ ครัวเรือน วงเงิน สัญญาเลขที่ วันทำสัญญา ชำระรวม เงินต้น ดอกเบี้ย ยอดยกมา"
            " ใบเสร็จสุดท้าย วันที่ใบเสร็จสุดท้าย ช่องยาว",
            conditions="มีใบเสร็จ",
            required="ผู้กู้ สัญญาเลขที่ วงเงิน ชำระรวม",
        ),
    ),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}
