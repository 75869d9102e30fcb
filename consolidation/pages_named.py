"""What the pages of this app are called (``members/page_names.py``)."""

from consolidation.models import (
    Contract,
    ContractGuarantor,
    Receipt,
    Signature,
    Submission,
    Transfer,
)
from members.page_names import leads_to_household, name_commands, name_pages

name_pages(
    "consolidation",
    {
        "งานของฉัน": "home",
        "เริ่มต้นใช้งาน": "start",
        "ลองกับข้อมูลตัวอย่าง": "practice practice_leave practice_remove",
        "รายชื่อครัวเรือน": "household_list household_list_file",
        "หน้าครัวเรือน": "household",
        "คัดเลือกเป็นครัวเรือนเป้าหมาย": "select",
        "เจรจากับเจ้าหนี้": "negotiate",
        "รวมหนี้เป็นสัญญาเดียว": "merge",
        "ผ่อนไหวหรือไม่": "afford",
        "เลือกกองทุนที่ถือสัญญา": "holder",
        "กองทุนที่ถือสัญญาทั้งหมู่บ้าน": "holders",
        "เอกสารและวิธีทางกฎหมาย": "papers_in",
        "ข้อมูลครัวเรือน": "people head household_out income_remove expense_remove",
        "บ้านเลขที่": "house",
        "คนในครัวเรือน": "person_new person",
        "รายได้": "income_new income",
        "ค่าใช้จ่าย": "expense_new expense",
        "ตอบเกณฑ์คัดเลือก": "criteria answers_next",
        "รับรองหนี้และความยินยอม": "confirm confirm_next",
        "ใบรับรองหนี้และหนังสือให้ความยินยอม": "papers registration_papers",
        "ถอนความยินยอม": "consent_back",
        "ขึ้นทะเบียน": "registration_home registration registration_sent",
        "ตารางสถานะ": "matrix matrix_file",
        "รายชื่อรอตรวจ": "reviews review_next reviews_of approve_clean",
        "ปุ่มลัดของการตรวจ": "review_keys",
        "หน้าตรวจของอำเภอ": "review",
        "ข้อมูลที่ส่งอำเภอ": "submission withdraw",
        "ขอแก้ไขข้อมูลที่ส่งแล้ว": "correct",
        "คัดเลือกครัวเรือนเป้าหมาย": "targets_home targets",
        "เกณฑ์คัดเลือก": "criteria_set",
        "ข้อมูลหมู่บ้าน": "village figure_new figure_table figure figure_remove",
        "รายชื่อสัญญา": "contract_list contract_list_file",
        "สัญญาเดียว": "contract",
        "เลิกทำสัญญา": "undo",
        "โอนเงินระหว่างกองทุน": "pay",
        "เงินระหว่างกองทุน": "netting_of",
        "ใบหักล้างระหว่างกองทุน": "netting netting_answer netting_net netting_cancel",
        "ใบโอนเงินระหว่างกองทุน": "slip_new slip slip_reverse",
        "บัญชีระหว่างกองทุน": "fund_account",
        "รับชำระเงิน": "receive",
        "รับชำระหลายสัญญา": "due_day",
        "ใบเสร็จรับเงิน": "receipt",
        "ยกเลิกใบเสร็จ": "receipt_reverse",
        "เปิดสัญญาอีกครั้ง": "contract_reopen",
        "ปิดสัญญา": "contract_close",
        "เปลี่ยนเงื่อนไขการชำระ": "terms",
        "ยกเลิกการเปลี่ยนเงื่อนไข": "terms_back",
        "บัญชีรายเดือน": "months month month_close month_open",
        "ผู้ค้ำประกันของสัญญา": "guarantors guarantor_release",
        "การลงชื่อในสัญญา": "signatures signature_back",
        "ใครค้ำใคร": "guarantor_list",
        "หนังสือถึงผู้ค้ำประกันเดิม": "letter_list",
        "สรุปยอดค้างชำระ": "arrears arrears_file",
        "สัญญาที่ค้างชำระ": "default_list contract_default default_step",
        "หนังสือบอกกล่าวผู้ค้ำประกัน": "guarantor_tell",
    },
)
name_commands({"merge_village": "รวมหนี้ทั้งหมู่บ้าน"})
leads_to_household("submission_id", Submission, "case__household")
leads_to_household("contract_id", Contract, "household")
leads_to_household("guarantor_id", ContractGuarantor, "contract__household")
leads_to_household("signature_id", Signature, "contract__household")
leads_to_household("receipt_id", Receipt, "contract__household")
leads_to_household("transfer_id", Transfer, "contract__household")
