"""What the pages of this app are called (``members/page_names.py``)."""

from members.page_names import name_commands, name_pages

name_pages(
    "members",
    {
        "ใครดูข้อมูลของเรา": "access_log",
        "ประวัติการแก้ไข": "changes",
        "เข้าสู่ระบบ": "sign_in second_step_code sign_out stay keep",
        "ส่งที่พิมพ์ไว้": "kept kept_send",
        "การยืนยันสองขั้น": "second_step second_step_off second_step_papers",
        "กองทุนและกรรมการ": "fund_list fund_add account_add rule_add fund_take_out seat_add"
        " seat_correct term_end",
        "เงินของกองทุน": "fund_cash",
        "ตั้งสถาบัน": "found name_correct found_funds found_committee found_check found_user",
        "ตัวกรองที่บันทึก": "filter_list filter_keep filter_rename filter_remove",
        "ขนาดตัวอักษร": "text_size",
        "งานที่ใช้เวลา": "job_list job job_cancel",
        "การแจ้งเตือน": "notices notices_read notice_open",
        "รหัสผ่านของตนเอง": "own_password",
        "เปลี่ยนหน้าที่": "switch_office",
        "ผู้ใช้": "users user_new user_history user office_new user_code code_paper user_close"
        " user_second_step office_end",
        "เลิกทำ": "undo",
    },
)
name_commands(
    {
        "create_institution": "ตั้งสถาบัน",
        "create_user": "เพิ่มผู้ใช้",
        "load_areas": "นำเข้าเขตการปกครอง",
        "rotate_national_id_key": "เปลี่ยนกุญแจเข้ารหัสเลขประจำตัวประชาชน",
        "seat_committee": "บันทึกกรรมการ",
    }
)
