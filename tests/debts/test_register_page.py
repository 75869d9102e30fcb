from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from debts.models import Loan, Register
from debts.recording import record_register
from fundinst.errors import Refused
from members.models import Person
from tests.builders import AS_OF, make_contract
from tests.debts.drafts import LODGER, MAN, WIFE, make_draft, make_recorded
from tests.pages import cells, main_texts, texts

pytestmark = pytest.mark.django_db

LATER = date(2017, 9, 30)


def figures(answer):
    return dict(text.split(maxsplit=1)[::-1] for text in texts(answer, "figure-box"))


def test_a_clean_draft_is_shown_as_it_will_be_stored(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + MAN + "รวม,,,21600,1900,\n", treasurer)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert texts(answer, "h1") == ["ตรวจทะเบียน กองทุนหมู่บ้าน บัญชี 1"]
    assert texts(answer, "lead") == ["ข้อมูล ณ วันที่ 30 มิถุนายน 2560 จากแฟ้ม ทะเบียน.csv ยังไม่บันทึกเข้าระบบ"]
    assert figures(answer) == {
        "รายใหม่": "2",
        "เปลี่ยน": "0",
        "เหมือนเดิม": "0",
        "ต้องตัดสิน": "0",
        "อ่านไม่ได้": "0",
    }
    assert texts(answer, "totals-check") == ["ยอดรวมในแฟ้ม 23,500 = ระบบอ่านได้ 23,500 ตรงกัน"]
    assert cells(answer.context["rows"]) == [
        ["2", "24", "นางกองแก้ว ทดสอบไทย", "รายใหม่", "9,800", "ครัวเรือนใหม่"],
        ["3", "31", "นายชาลี จำลองสุข", "รายใหม่", "13,700", "ครัวเรือนใหม่"],
    ]
    assert main_texts(answer, "btn-primary") == ["บันทึกเข้าระบบ"]
    assert main_texts(answer, "btn-link") == ["ทิ้งแฟ้มนี้"]
    assert not Loan.objects.exists()


def test_a_changed_balance_shows_what_it_was_and_a_loan_not_named_stays(
    client, treasurer, village_fund
):
    make_recorded(village_fund, WIFE + MAN, treasurer)
    draft = make_draft(
        village_fund,
        WIFE.replace("9000,800", "8000,500").replace("31/3/2560", "31/3/2562"),
        treasurer,
        as_of=LATER,
    )
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert cells(answer.context["rows"]) == [
        [
            "2",
            "24",
            "นางกองแก้ว ทดสอบไทย",
            "เปลี่ยน",
            "เดิม 9,800 → ใหม่ 8,500",
            "วันครบกำหนด 31 มี.ค. 2562",
        ]
    ]
    assert cells(answer.context["missing"]) == [["31", "นายชาลี จำลองสุข", "กทบ. 2/2559", "13,700"]]
    assert texts(answer, "notice-body") == [
        "ระบบอ่านได้รวม 8,500 บาท แต่แฟ้มไม่มีแถวรวมให้เทียบ กรุณาเทียบกับสมุดของกองทุน"
    ]


def test_the_same_file_again_says_that_nothing_will_change(client, treasurer, village_fund):
    make_recorded(village_fund, WIFE, treasurer)
    draft = make_draft(village_fund, WIFE, treasurer)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert texts(answer, "notice-body")[0] == ("แฟ้มนี้ตรงกับข้อมูลในระบบทุกแถว บันทึกแล้วยอดหนี้จะไม่เปลี่ยน")
    assert cells(answer.context["rows"]) == [
        ["2", "24", "นางกองแก้ว ทดสอบไทย", "เหมือนเดิม", "9,800", ""]
    ]


def test_totals_that_differ_are_a_warning_that_says_what_to_check(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + MAN + "รวม,,,21600,2900,\n", treasurer)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert texts(answer, "notice-warning") == [
        "ยอดรวมไม่ตรงกัน ยอดรวมในแฟ้ม 24,500 บาท ระบบอ่านได้ 23,500 บาท ต่างกัน 1,000 บาท"
        " (หนึ่งพันบาทถ้วน) ตรวจในแฟ้มว่ามีแถวที่ตกหล่น ซ้ำ หรือซ่อนอยู่ หรือแถวรวมไม่ได้คิดใหม่"
        " ถ้ายอดของระบบถูกต้องแล้ว ทำเครื่องหมายรับทราบ แล้วบันทึกต่อได้ ยอดในแฟ้มไม่ตรง รับทราบ"
    ]
    assert main_texts(answer, "btn-primary") == ["บันทึกเข้าระบบ"]


def test_a_total_row_of_principal_alone_is_compared_and_says_so(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + MAN + "รวม,,,99999,,\n", treasurer)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert texts(answer, "notice-warning")[0].startswith(
        "ยอดรวมไม่ตรงกัน ยอดรวมในแฟ้ม (ช่อง ดอกเบี้ยค้าง ไม่มียอดรวม จึงใช้ผลบวกของแถว) 101,899 บาท"
        " ระบบอ่านได้ 23,500 บาท ต่างกัน 78,399 บาท"
    )
    assert (
        "แถว 4 เขียนยอดรวมของ เงินต้นคงเหลือ 99,999 บาท แต่บวกทุกแถวได้ 21,600 บาท"
        in texts(answer, "notice-body")[-1]
    )
    with pytest.raises(Refused) as stopped:
        record_register(draft, actor=treasurer)
    assert [refusal.code for refusal in stopped.value.refusals] == ["total_differs"]


def test_a_total_row_without_sums_is_not_called_none(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + MAN + "รวม,,,,,\n", treasurer)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert texts(answer, "notice-body")[0] == (
        "ระบบอ่านได้รวม 23,500 บาท แต่แถวรวมในแฟ้มมียอดไม่ครบ จึงเทียบทั้งแฟ้มไม่ได้ กรุณาเทียบกับสมุดของกองทุน"
    )


def test_whoever_stands_in_a_row_that_cant_be_read_is_not_called_missing(
    client, treasurer, village_fund
):
    make_recorded(village_fund, WIFE + MAN, treasurer)
    draft = make_draft(village_fund, MAN.replace("12600", "สองหมื่น"), treasurer, as_of=LATER)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert [row[1] for row in cells(answer.context["missing"])] == ["นางกองแก้ว ทดสอบไทย"]
    assert texts(answer, "measure")[-1] == (
        "หนี้ในระบบอีก 1 รายการเป็นของคนที่มีชื่อในแถวที่อ่านไม่ได้หรือยังต้องตัดสิน"
        " แก้หรือตัดสินแถวเหล่านั้นแล้วจึงบอกได้ว่าอยู่ในแฟ้มหรือไม่"
    )


def test_unreadable_rows_say_where_and_how_and_ask_for_a_mended_file(
    client, treasurer, village_fund
):
    draft = make_draft(village_fund, WIFE + MAN.replace("12600", "1.000"), treasurer)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert cells(answer.context["unreadable"]) == [
        [
            "แถว 3",
            "D เงินต้นคงเหลือ",
            "1.000",
            "“1.000” ไม่แน่ว่าจุดคือหลักพันหรือทศนิยม ให้พิมพ์เช่น 13,200 หรือ 13,200.50",
        ]
    ]
    assert texts(answer, "notice-warning")[0].startswith(
        "ยังบันทึกไม่ได้ มี 1 แถวที่อ่านไม่ได้ ให้แก้ในแฟ้มก่อน แล้วนำเข้าแฟ้มที่แก้แล้ว"
    )
    assert main_texts(answer, "btn-primary") == ["นำเข้าแฟ้มที่แก้แล้ว"]


def test_doubtful_rows_are_the_first_thing_to_do(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + LODGER, treasurer)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/", {"outcome": "doubtful"})

    assert texts(answer, "filters") == ["ทั้งหมด (2) รายใหม่ (1) ต้องตัดสิน (1)"]
    assert cells(answer.context["rows"]) == [
        [
            "3",
            "24",
            "นายสมคิด อื่นสกุล",
            "ต้องตัดสิน",
            "3,000",
            "บ้านเลขที่นี้มีคนอื่นอยู่แล้ว เป็นครัวเรือนเดียวกันหรือไม่ ตัดสิน นายสมคิด อื่นสกุล",
        ]
    ]
    assert texts(answer, "notice-warning") == [
        "ยังบันทึกไม่ได้ มี 1 แถวที่ต้องตัดสินว่าเป็นใคร ดูเหตุผลทุกข้อ"
        " แถว 3 นายสมคิด อื่นสกุล: บ้านเลขที่นี้มีคนอื่นอยู่แล้ว เป็นครัวเรือนเดียวกันหรือไม่"
    ]
    assert main_texts(answer, "btn-primary") == ["ตัดสินรายการที่สงสัย (1)"]


def test_another_day_in_the_files_title_is_pointed_out(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE, treasurer)
    content = "ข้อมูล ณ วันที่ 31 ธันวาคม 2559\n".encode() + bytes(draft.content)
    Register.objects.filter(pk=draft.pk).update(content=content)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert texts(answer, "notice-body")[-1] == (
        "ควรดู หัวแฟ้มเขียนว่าข้อมูล ณ วันที่ 31 ธันวาคม 2559 แต่ท่านพิมพ์ 30 มิถุนายน 2560"
        " ถ้าพิมพ์ผิด ให้ทิ้งแฟ้มนี้แล้วนำเข้าใหม่"
    )


def test_a_loan_that_was_merged_since_stops_the_row_and_says_why(
    client, treasurer, village_fund, kkj
):
    make_recorded(village_fund, WIFE, treasurer)
    make_recorded(kkj, WIFE.replace("กทบ.", "กข."), treasurer)
    wife = Person.objects.get()
    make_contract(wife.household, village_fund, treasurer, borrower=wife)
    draft = make_draft(village_fund, WIFE.replace("9000", "8000"), treasurer, as_of=AS_OF)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert [cells[0:2] for cells in cells(answer.context["unreadable"])] == [["แถว 2", "ยอดหนี้"]]
    assert main_texts(answer, "btn-primary") == ["นำเข้าแฟ้มที่แก้แล้ว"]


def test_fifty_rows_a_page_and_the_total_is_of_all(client, treasurer, village_fund):
    many = "".join(f"{n},นายคนที่{chr(0xE01 + n % 40)} สกุล{n},,100,,\n" for n in range(1, 61))
    draft = make_draft(village_fund, many, treasurer)
    client.force_login(treasurer)

    first = client.get(f"/registers/{draft.pk}/")
    second = client.get(f"/registers/{draft.pk}/", {"page": 2})

    assert (len(cells(first.context["rows"])), len(cells(second.context["rows"]))) == (50, 10)
    assert texts(second, "tfoot") == ["รวม 6,000"]


def test_a_draft_of_three_rows_asks_the_database_as_often_as_one_of_one(
    client, treasurer, village_fund
):
    one, three = (
        make_draft(village_fund, text, treasurer)
        for text in (WIFE, WIFE + MAN + MAN.replace("31,", "32,"))
    )
    client.force_login(treasurer)
    client.get(f"/registers/{one.pk}/")  # the first look is written down
    with CaptureQueriesContext(connection) as for_one:
        client.get(f"/registers/{one.pk}/")
    with CaptureQueriesContext(connection) as for_three:
        client.get(f"/registers/{three.pk}/")

    assert len(for_three) == len(for_one)
