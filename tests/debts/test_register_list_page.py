import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from debts.drafting import discard_register
from debts.models import Register
from debts.recording import recorded_entry
from fundinst.thai import format_date
from members.undoing import undo_entry
from tests.builders import make_institution
from tests.debts.drafts import MAN, WIFE, make_draft, make_recorded
from tests.pages import cells, main_texts, texts

pytestmark = pytest.mark.django_db


def test_an_empty_list_says_how_to_begin(client, treasurer):
    client.force_login(treasurer)
    answer = client.get("/registers/")

    assert texts(answer, "empty") == [
        "ยังไม่มีทะเบียนที่บันทึกแล้ว เริ่มจากแฟ้มทะเบียนลูกหนี้ของกองทุนแรก ระบบจะอ่านให้ดูก่อน ยังไม่บันทึกจนกว่าท่านจะยืนยัน"
    ]
    assert main_texts(answer, "btn-primary") == ["นำเข้าทะเบียน"]


def test_drafts_stand_first_with_what_to_do_and_discarded_ones_nowhere(
    client, treasurer, village_fund, kkj
):
    make_recorded(village_fund, WIFE + MAN, treasurer)
    make_draft(kkj, WIFE, treasurer)
    discard_register(make_draft(kkj, MAN, treasurer), actor=treasurer)
    client.force_login(treasurer)

    answer = client.get("/registers/")

    today = format_date(timezone.localdate(), style="medium", digits="arabic")
    assert texts(answer, "caption") == ["ยังไม่บันทึก", "ทะเบียนที่บันทึกแล้ว"]
    assert cells(answer.context["drafts"]) == [
        ["กข.คจ. บัญชี 1", "30 มิ.ย. 2560", "1", "9,800", "ผู้ใช้ ทดสอบ", today, "ทำต่อ ทะเบียน.csv"]
    ]
    assert cells(answer.context["recorded"]) == [
        ["กองทุนหมู่บ้าน บัญชี 1", "30 มิ.ย. 2560", "2", "23,500", "ผู้ใช้ ทดสอบ", today]
    ]


def test_a_register_taken_back_stands_apart(client, treasurer, village_fund, kkj):
    make_recorded(village_fund, WIFE + MAN, treasurer)
    undo_entry(recorded_entry(make_recorded(kkj, WIFE, treasurer)), actor=treasurer)
    client.force_login(treasurer)

    answer = client.get("/registers/")

    assert texts(answer, "caption") == ["ทะเบียนที่บันทึกแล้ว", "เลิกทำการบันทึกแล้ว"]
    assert [row[0] for row in cells(answer.context["recorded"])] == ["กองทุนหมู่บ้าน บัญชี 1"]
    assert [row[0] for row in cells(answer.context["withdrawn"])] == ["กข.คจ. บัญชี 1"]


def test_an_officer_sees_whose_register_it_is_and_no_button(
    client, treasurer, district_officer, village_fund
):
    make_institution(moo=12)
    make_recorded(village_fund, WIFE, treasurer)
    client.force_login(district_officer)

    answer = client.get("/registers/")

    assert [cells[:3] for cells in cells(answer.context["recorded"])] == [
        ["กองทุนหมู่บ้าน บัญชี 1", "บ้านทดลอง", "30 มิ.ย. 2560"]
    ]
    assert main_texts(answer, "btn-primary") == []
    assert texts(answer, "lead") == ["ทะเบียนลูกหนี้ที่กรรมการสถาบันนำเข้าระบบ"]


def test_another_institutions_registers_are_not_in_the_list(
    client, treasurer, outsider, village_fund
):
    make_draft(village_fund, WIFE, treasurer)
    make_recorded(village_fund, MAN, treasurer)
    client.force_login(outsider)
    answer = client.get("/registers/")

    assert (cells(answer.context["drafts"]), cells(answer.context["recorded"])) == ([], [])


def test_three_registers_are_listed_with_as_many_queries_as_one(client, treasurer, village_fund):
    make_draft(village_fund, WIFE, treasurer)
    make_recorded(village_fund, WIFE, treasurer)
    client.force_login(treasurer)
    with CaptureQueriesContext(connection) as one:
        client.get("/registers/")
    for _ in range(2):
        make_draft(village_fund, WIFE, treasurer)
        make_recorded(village_fund, WIFE, treasurer)
    with CaptureQueriesContext(connection) as three:
        client.get("/registers/")

    assert Register.objects.count() == 6
    assert len(three) == len(one)
    asked = [query["sql"].replace('LENGTH("debts_register"."content")', "") for query in three]
    assert [sql for sql in asked if '"content"' in sql or '"reading",' in sql] == []
