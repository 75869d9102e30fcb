"""What the pages of this app are called (``members/page_names.py``)."""

from debts.models import Loan
from members.page_names import leads_to_household, name_commands, name_pages

name_pages(
    "debts",
    {
        "สรุปประเภทลูกหนี้": "class_summary",
        "ครัวเรือนตามประเภท": "class_households",
        "วิธีจัดประเภทลูกหนี้": "class_scheme",
        "จัดประเภทลูกหนี้": "classify classify_next",
        "กรอกลูกหนี้": "grid_home grid grid_row ledger_totals grid_drop grid_unpaste",
        "รายละเอียดหนี้": "loan_details",
        "ยอดปิดหนี้เดิม": "payoff",
        "ดอกเบี้ยเกินอัตรา": "rate",
        "อายุความและการรับสภาพหนี้": "acknowledgments",
        "ใกล้ขาดอายุความ": "nearly_barred",
        "ทะเบียนลูกหนี้": "register_list register_new register_template register doubts record"
        " read_register discard register_errors",
    },
)
name_commands({"import_register": "นำเข้าทะเบียนลูกหนี้"})
leads_to_household("loan_id", Loan, "household")
