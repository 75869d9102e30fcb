from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from consolidation.figure_tables import as_text, read_file, read_pasted
from fundinst.errors import Refused
from members.village_figures import StatedFigure

HOUSES = StatedFigure("ครัวเรือนทั้งหมด", Decimal("120.00"), "ครัวเรือน")
INCOME = StatedFigure("รายได้เฉลี่ยต่อคนต่อปี", Decimal("45300.50"), "บาท")


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "ครัวเรือนทั้งหมด\t120\tครัวเรือน\nรายได้เฉลี่ยต่อคนต่อปี\t45,300.50\tบาท",
        "เรื่อง\tตัวเลข\tหน่วย\r\nครัวเรือนทั้งหมด\t๑๒๐\tครัวเรือน\r\n\r\nรายได้เฉลี่ยต่อคนต่อปี\t45300.5\tบาท\r\n",
        "หน่วย\tรายการ\tจำนวน\nครัวเรือน\tครัวเรือนทั้งหมด\t120\nบาท\tรายได้เฉลี่ยต่อคนต่อปี\t45300.50",
        "ครัวเรือนทั้งหมด, 120, ครัวเรือน\nรายได้เฉลี่ยต่อคนต่อปี, 45,300.50, บาท",
        "ครัวเรือนทั้งหมด  120  ครัวเรือน\nรายได้เฉลี่ยต่อคนต่อปี  45,300.50  บาท",
        'ครัวเรือนทั้งหมด,120,ครัวเรือน\nรายได้เฉลี่ยต่อคนต่อปี,"45,300.50",บาท',
    ],
)
def test_rows_are_read_however_they_were_copied_or_typed(text):
    read = read_pasted(text)

    assert (read.figures, read.errors) == ((HOUSES, INCOME), ())


def test_every_row_that_cannot_be_read_is_named_with_what_to_do():
    read = read_pasted("ดี\t1\n\t2\tคน\nไม่มีเลข\t\nเป็นคำ\tมาก\nละเอียด\t1.234\nลบ\t-5")

    assert [figure.name for figure in read.figures] == ["ดี"]
    assert read.errors == (
        (2, "ไม่มีชื่อเรื่อง ให้ใส่ว่าเป็นตัวเลขเรื่องอะไร"),
        (3, "เรื่อง “ไม่มีเลข” ไม่มีตัวเลข ให้ใส่ตัวเลขในช่องถัดไป"),
        (
            4,
            "อ่านตัวเลข “มาก” ไม่ออก ให้พิมพ์ตัวเลขอย่างเดียว เช่น 1,250 หรือ 12.5 แล้วใส่หน่วยในช่องหน่วย",
        ),
        (
            5,
            "อ่านตัวเลข “1.234” ไม่ออก ให้พิมพ์ตัวเลขอย่างเดียว เช่น 1,250 หรือ 12.5 แล้วใส่หน่วยในช่องหน่วย",
        ),
        (
            6,
            "อ่านตัวเลข “-5” ไม่ออก ให้พิมพ์ตัวเลขอย่างเดียว เช่น 1,250 หรือ 12.5 แล้วใส่หน่วยในช่องหน่วย",
        ),
    )


def test_a_per_cent_sign_becomes_the_unit():
    assert read_pasted("เด็กได้เรียน\t98.5%").figures == (
        StatedFigure("เด็กได้เรียน", Decimal("98.50"), "ร้อยละ"),
    )


def test_a_workbook_is_read_by_its_headings_and_a_binary_fraction_is_no_extra_decimal():
    content = workbook(
        ["ลำดับ", "ตัวชี้วัด", "จำนวน", "หน่วยนับ"],
        [1, "ครัวเรือนทั้งหมด", 120, "ครัวเรือน"],
        [2, "รายได้เฉลี่ยต่อคนต่อปี", 45300.1 + 0.4, "บาท"],
        [3, "ร้าว", "#", ""],
    )

    read = read_file(content, "จปฐ.xlsx")

    assert read.figures == (HOUSES, INCOME)
    assert [number for number, _reason in read.errors] == [4]


def test_a_file_that_cannot_be_opened_is_refused_in_words_that_fit():
    with pytest.raises(Refused) as stopped:
        read_file(b"", "จปฐ.xlsx")

    assert [str(one) for one in stopped.value.refusals] == [
        "แฟ้ม “จปฐ.xlsx” ว่างเปล่า ไม่มีข้อมูล ให้เลือกแฟ้มข้อมูลหมู่บ้านใหม่"
    ]


def test_what_the_preview_carries_is_read_back_the_same():
    odd = StatedFigure('"บ้าน, ที่มี" น้ำ; ดื่ม', Decimal("1250.00"), "")

    assert read_pasted(as_text([HOUSES, INCOME, odd])).figures == (HOUSES, INCOME, odd)
