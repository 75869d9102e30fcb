"""Why a whole register file is not taken in, and what to do: every sentence in one place."""

from fundinst.errors import Refusal, Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_TEXT = 2 * MOST_UNPACKED  # in all cells together; one text may stand in a million cells
MOST_ROWS = 100_000
ROWS_BESIDE_THE_LOANS = 200  # titles, headings repeated on each page, totals
MOST_COLUMNS = 200
MOST_CELLS = 4_000_000  # a sheet is laid out in memory as a full rectangle, 24 bytes a cell

SAVE_AS = "ให้เปิดแฟ้มด้วยโปรแกรม Excel หรือ LibreOffice แล้วเลือก “บันทึกเป็น” ชนิด Excel Workbook (.xlsx)"

SENTENCES = {
    "register_empty": "แฟ้ม {file} ว่างเปล่า ไม่มีข้อมูล ให้เลือกแฟ้มทะเบียนลูกหนี้ใหม่",
    "register_too_big": "แฟ้ม {file} ใหญ่เกิน 10 MB ให้ลบรูปภาพหรือแผ่นงานที่ไม่ใช่ทะเบียนลูกหนี้ออกก่อน",
    "register_unknown_type": ("ไม่รู้จักแฟ้มชนิดนี้ ({file}) รับเฉพาะ .xlsx .xls .ods และ .csv " + SAVE_AS),
    "register_not_what_its_name_says": (
        "แฟ้ม {file} ไม่ใช่ {expected} จริง ข้างในเป็น{found} " + SAVE_AS
    ),
    "register_encrypted": (
        "แฟ้ม {file} ใส่รหัสผ่านไว้ จึงเปิดอ่านไม่ได้ ให้เปิดด้วยรหัสผ่าน เอารหัสผ่านออก แล้วบันทึกใหม่"
    ),
    "register_macros": "แฟ้ม {file} มีมาโคร (โปรแกรมแฝง) จึงไม่รับเพื่อความปลอดภัย " + SAVE_AS,
    "register_expands": (
        "แฟ้ม {file} เมื่อคลายแล้วใหญ่เกิน 50 MB ให้คัดลอกเฉพาะตารางลูกหนี้ไปวางในแฟ้มใหม่แล้วบันทึก"
    ),
    "register_too_many_rows": (
        "แฟ้ม {file} มีข้อมูลถึงแถว {rows} เกิน 100,000 แถว ให้ลบข้อมูลที่อยู่ไกลใต้ตาราง หรือแบ่งเป็นหลายแฟ้ม"
    ),
    "register_far_cell": (
        "แฟ้ม {file} มีข้อมูลอยู่ไกลจากตาราง (คอลัมน์ {column}) ให้คัดลอกเฉพาะตารางลูกหนี้ไปวางในแฟ้มใหม่แล้วบันทึก"
    ),
    "register_outside_text": (
        "แฟ้ม {file} มีส่วนที่สั่งให้ดึงข้อมูลจากที่อื่น (DTD) จึงไม่รับเพื่อความปลอดภัย " + SAVE_AS
    ),
    "register_broken": "แฟ้ม {file} ชำรุด เปิดอ่านไม่ได้ " + SAVE_AS,
    "register_encoding": (
        "อ่านตัวอักษรในแฟ้ม {file} ไม่ออก รับเฉพาะ UTF-8 และ cp874 (ไทย Windows) "
        "ให้บันทึกเป็น CSV UTF-8 หรือ .xlsx แล้วลองใหม่"
    ),
    "register_quotes": (
        'แฟ้ม {file} มีเครื่องหมายคำพูด (") ที่เปิดแล้วไม่ปิด ราวบรรทัดที่ {line} ให้ลบออกหรือใส่ให้ครบคู่'
    ),
    "register_no_header": (
        "ไม่พบหัวตารางทะเบียนลูกหนี้ในแฟ้ม {file} ต้องมีคอลัมน์ชื่อ (เช่น ชื่อ-สกุล) "
        "และคอลัมน์ยอดหนี้ (เช่น เงินต้นคงเหลือ) ในแถวหัวตารางเดียวกัน {found}"
    ),
    "register_of_another_fund": (
        "แฟ้ม {file} เป็นแบบกรอกที่มีแต่แผ่นงานของกองทุนอื่น ({found}) ให้เลือกกองทุนให้ตรงกับแผ่นงาน หรือเลือกแฟ้มอื่น"
    ),
    "register_no_balance": (
        "{where}ไม่มีคอลัมน์ยอดคงเหลือ มีแต่ {columns} ซึ่งไม่ใช่ยอดที่ยังเป็นหนี้อยู่แน่นอน "
        "ให้เพิ่มคอลัมน์ “เงินต้นคงเหลือ” หรือแก้หัวคอลัมน์ให้ชัด"
    ),
    "register_two_columns": (
        "{where}คอลัมน์ {first} กับคอลัมน์ {second} อ่านได้ว่าเป็น “{meaning}” ทั้งคู่ "
        "ให้เหลือคอลัมน์เดียว หรือแก้หัวคอลัมน์ให้ต่างกัน"
    ),
    "register_two_headings": (
        "{where}มีหัวตารางสองชุดที่ไม่เหมือนกัน ({found}) ให้แยกเป็นคนละแฟ้ม หรือใช้หัวตารางเดียวกันทุกหน้า"
    ),
    "register_sum_too_big": (
        "ยอดหนี้ทั้งแฟ้ม {file} รวมกันเกิน 999,999,999,999.99 บาท ให้ตรวจว่าพิมพ์จำนวนเงินเกินหรือไม่"
    ),
    "register_mixed_column": (
        "{where}คอลัมน์ {column} รวมเงินหลายอย่างหรือแยกบาทกับสตางค์ไว้คนละช่อง "
        "ให้แยกเงินต้น ดอกเบี้ย ค่าปรับเป็นอย่างละคอลัมน์ และใส่บาทกับสตางค์ในช่องเดียวกัน"
    ),
}


def refusal(code: str, **words: object) -> Refusal:
    """One reason of the table above, with its blanks filled."""
    return Refusal(code, "", SENTENCES[code].format(**words))


def refused(code: str, **words: object) -> Refused:
    """The exception for a file with a single reason against it."""
    return Refused([refusal(code, **words)])
