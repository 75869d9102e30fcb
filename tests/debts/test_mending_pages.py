"""The pages around a register that isn't whole: tick, record in part, take the file back, undo."""

import re
from io import BytesIO

import openpyxl
import pytest

from debts.models import Loan
from debts.recording import record_register, recorded_entry
from tests.debts.drafts import HEADER, LODGER, MAN, WIFE, make_draft, make_recorded
from tests.debts.register_files_made import ods
from tests.pages import cells, main, main_texts, texts

pytestmark = pytest.mark.django_db

BAD = MAN.replace("12600", "หมื่นสอง")
PART = "บันทึกเฉพาะแถวที่ถูกต้อง 1 แถว (เว้น 2 แถว)"
ODS = ods([["ชื่อ-สกุล", "บ้านเลขที่", "ยอดคงเหลือ"], ["นายชาลี จำลองสุข", "31", "หมื่นสอง"]])
FILE = "ดาวน์โหลดแฟ้มที่บอกจุดต้องแก้"


@pytest.fixture
def draft(village_fund, treasurer):
    return make_draft(village_fund, WIFE + BAD + LODGER, treasurer)


def received(answer):
    return b"".join(answer.streaming_content)


def test_a_draft_with_bad_rows_offers_the_good_ones_and_the_file_back(client, treasurer, draft):
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert texts(answer, "panel") == [
        "แก้ในแฟ้มของท่าน แฟ้มเดิมของท่าน เพิ่มคอลัมน์สุดท้ายที่เขียนเหตุผลของแถวที่ต้องแก้ "
        f"แก้แล้วบันทึก แล้วนำเข้าใหม่ทั้งแฟ้ม แถวที่บันทึกไปแล้วจะไม่ซ้ำ {FILE}",
        f"บันทึกแถวที่ถูกต้องก่อน เข้าใจแล้วว่า 2 แถวนี้ยังไม่บันทึก จะแก้แล้วนำเข้าอีกครั้ง {PART}",
    ]


def test_the_button_asks_for_its_tick_first(client, treasurer, draft):
    client.force_login(treasurer)

    answer = client.post(f"/registers/{draft.pk}/record/", {"only_good": "1"}, follow=True)

    assert texts(answer, "notice-error") == ["กรุณาทำเครื่องหมายหน้า “เข้าใจแล้ว” ก่อนบันทึกเฉพาะแถวที่ถูกต้อง"]
    assert not Loan.objects.exists()


@pytest.mark.parametrize("count", ["9", "-1", "สอง", "9" * 400])
def test_a_tick_beside_another_count_records_nothing(client, treasurer, draft, count):
    client.force_login(treasurer)

    answer = client.post(
        f"/registers/{draft.pk}/record/", {"only_good": "1", "left_out": count}, follow=True
    )

    assert len(texts(answer, "notice-error")) == 1
    assert not Loan.objects.exists()


def test_recorded_in_part_the_page_lists_what_was_left_out(client, treasurer, draft):
    client.force_login(treasurer)

    answer = client.post(
        f"/registers/{draft.pk}/record/", {"only_good": "1", "left_out": "2"}, follow=True
    )

    assert texts(answer, "notice-success") == ["บันทึกทะเบียนเข้าระบบแล้ว เลิกทำ"]
    assert cells(answer.context["left_out"]) == [
        [
            "แถว 3",
            "นายชาลี จำลองสุข",
            "อ่านจำนวนเงิน “หมื่นสอง” ไม่ออก ให้พิมพ์เช่น 13,200 หรือ 13,200.50",
        ],
        [
            "แถว 4",
            "นายสมคิด อื่นสกุล",
            "บ้านเลขที่นี้มีคนอื่นอยู่แล้ว เป็นครัวเรือนเดียวกันหรือไม่ (อาจเป็น นางกองแก้ว ทดสอบไทย บ้านเลขที่ 24)",
        ],
    ]
    assert main_texts(answer, "btn-primary") == ["นำเข้าแฟ้มที่แก้แล้ว"]


def test_the_file_given_back_is_the_users_own_before_and_after_recording(client, treasurer, draft):
    client.force_login(treasurer)
    address = f"/registers/{draft.pk}/file-to-mend/"

    before = client.get(address)
    lines = received(before).decode().splitlines()
    record_register(draft, actor=treasurer, only_good=True)
    after = client.get(address)

    assert lines[:2] == [f"{HEADER.strip()},เหตุที่ยังบันทึกไม่ได้", WIFE.strip()]
    assert lines[3].startswith(f"{LODGER.strip()},บ้านเลขที่นี้มีคนอื่นอยู่แล้ว")
    assert received(after).decode().splitlines() == lines
    assert before["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_an_open_document_says_that_it_comes_back_as_a_workbook(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + BAD, treasurer)
    type(draft).objects.filter(pk=draft.pk).update(file_name="ทะเบียน.ods", content=ODS)
    client.force_login(treasurer)

    page = texts(client.get(f"/registers/{draft.pk}/"), "panel")[0]
    book = openpyxl.load_workbook(
        BytesIO(received(client.get(f"/registers/{draft.pk}/file-to-mend/")))
    )

    assert "แฟ้มชนิดนี้แก้ในที่เดิมไม่ได้ จะได้ค่าทุกช่องกลับไปเป็นแฟ้ม .xlsx" in page
    assert "ระบายสีช่องที่ต้องแก้ และเขียนเหตุผลไว้ในคอลัมน์สุดท้าย" in page
    assert book.active["D2"].value.startswith("อ่านจำนวนเงิน “หมื่นสอง” ไม่ออก")


def test_a_discarded_register_has_no_file_to_give_back(client, treasurer, draft):
    client.force_login(treasurer)
    client.post(f"/registers/{draft.pk}/discard/")

    answer = client.get(f"/registers/{draft.pk}/file-to-mend/", follow=True)

    assert texts(answer, "notice-error") == ["แฟ้มนี้ทิ้งไปแล้ว ระบบไม่ได้เก็บไว้"]


def test_only_the_committee_takes_the_file_away(client, outsider, district_officer, draft):
    for user, status in ((outsider, 404), (district_officer, 403)):
        client.force_login(user)
        assert client.get(f"/registers/{draft.pk}/file-to-mend/").status_code == status


def test_an_officer_sees_neither_button(client, district_officer, draft):
    client.force_login(district_officer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert (texts(answer, "panel"), main_texts(answer, "btn-secondary")) == ([], [])


def test_a_total_that_differs_is_ticked_before_it_is_recorded(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + MAN + "รวม,,,21600,2900,\n", treasurer)
    client.force_login(treasurer)
    page = main(client.get(f"/registers/{draft.pk}/"))
    assert re.findall('name="difference" value="([^"]*)"', page) == ["1000.00"]

    address = f"/registers/{draft.pk}/record/"
    answer = client.post(address, follow=True)
    assert texts(answer, "notice-error") == [
        "ยอดรวมที่เขียนไว้ในแฟ้มต่างจากที่ระบบอ่านได้ 1,000 บาท ถ้าตรวจแล้วว่ายอดของระบบถูกต้อง "
        "ให้ทำเครื่องหมาย “ยอดในแฟ้มไม่ตรง รับทราบ” ก่อนบันทึก"
    ]
    assert not Loan.objects.exists()

    client.post(address, {"difference": "1000"})
    assert Loan.objects.count() == 2


def test_the_undo_button_takes_the_register_back_and_the_page_says_so(
    client, treasurer, village_fund
):
    register = make_recorded(village_fund, WIFE, treasurer)
    client.force_login(treasurer)
    assert "เลิกทำการบันทึกทะเบียนนี้" in main(client.get(register.get_absolute_url()))

    answer = client.post(
        f"/undo/{recorded_entry(register).pk}/", {"next": register.get_absolute_url()}, follow=True
    )

    assert texts(answer, "status") == ["เลิกทำแล้ว"]
    assert texts(answer, "measure")[-1].startswith("เลิกทำการบันทึกทะเบียนนี้แล้ว ยอดหนี้กลับไปเป็น")
    assert main_texts(answer, "btn-secondary") == []
    assert Loan.objects.get().outstanding == 0
