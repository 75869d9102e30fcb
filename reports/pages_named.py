"""What the pages of this app are called (``members/page_names.py``)."""

from members.page_names import name_commands, name_pages

name_pages(
    "reports",
    {
        "รายงาน": "index reports_of report report_file",
        "แบบรายงานส่งอำเภอ": "district_form district_form_file",
        "ความก้าวหน้า": "dashboards dashboard",
        "ครัวเรือนในตัวเลข": "figure",
        "แบบสำรวจหนี้": "survey_form_file",
        "หนังสือสัญญา": "contract_file",
        "พิมพ์ใบเสร็จ": "receipt_file",
        "พิมพ์ใบเสร็จของวัน": "receipts_of_day_file",
        "บัตรชำระ": "repayment_card_file",
        "หนังสือปิดสัญญา": "closing_letter_file",
        "เอกสารก่อนออก": "paper",
        "ร่างเอกสาร": "paper_draft",
        "เอกสารของครัวเรือน": "household_papers",
        "เอกสารที่ออก": "issued_file",
        "เอกสารที่ออกของสถาบัน": "issued_papers",
        "เล่มรายงาน": "volume made_file",
        "รายงานที่รับรอง": "certified_reports certified certified_file report_return",
        "รับรองรายงาน": "certify_report",
        "ปิดงวดรายงาน": "periods period_close period_open",
        "ถ้อยคำของเอกสาร": "wording wording_edit wording_list",
        "ตัวอย่างถ้อยคำ": "wording_file",
    },
)
name_pages("", {"ตรวจรหัสรายงาน": "check check_code"})
name_commands({"demo_data": "ข้อมูลตัวอย่าง", "keep_figures": "นับยอดใหม่"})
