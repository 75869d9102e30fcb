"""A register that is no draft any more, can't be read any more, or may only be looked at."""

import pytest

from debts.drafting import discard_register
from debts.models import Register
from tests.debts.drafts import LODGER, MAN, WIFE, make_draft, make_recorded
from tests.pages import cells, main_texts, texts

pytestmark = pytest.mark.django_db


def test_a_recorded_and_a_discarded_register_say_what_became_of_them(
    client, treasurer, village_fund
):
    recorded = make_recorded(village_fund, WIFE, treasurer)
    discarded = discard_register(make_draft(village_fund, MAN, treasurer), actor=treasurer)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{recorded.pk}/")
    assert texts(answer, "status") == ["บันทึกเข้าระบบแล้ว"]
    assert texts(answer, "summary-list")[0].startswith(
        "สถาบัน สถาบันการจัดการเงินทุนชุมชนบ้านทดลอง ข้อมูล ณ วันที่ 30 มิถุนายน 2560"
        " แฟ้ม ทะเบียน.csv จำนวนแถวที่บันทึก 1 ยอดรวม 9,800 บาท (เก้าพันแปดร้อยบาทถ้วน) ผู้นำเข้า ผู้ใช้ ทดสอบ"
    )
    assert main_texts(answer, "btn-primary") == ["นำเข้าทะเบียนต่อไป"]

    answer = client.get(f"/registers/{discarded.pk}/")
    assert texts(answer, "status") == ["ทิ้งแล้ว"]
    assert texts(answer, "measure") == ["แฟ้มนี้ทิ้งไปแล้ว ระบบไม่ได้เก็บข้อมูลในแฟ้มไว้ และไม่มียอดหนี้ใดเปลี่ยน"]


def test_an_officer_may_look_at_a_draft_and_has_nothing_to_press(
    client, treasurer, district_officer, village_fund
):
    draft = make_draft(village_fund, WIFE + LODGER, treasurer)
    client.force_login(district_officer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert texts(answer, "action-bar") == []
    assert cells(answer.context["rows"])[1][-1] == ("บ้านเลขที่นี้มีคนอื่นอยู่แล้ว เป็นครัวเรือนเดียวกันหรือไม่")


def test_a_draft_that_can_no_longer_be_read_says_so_and_can_be_thrown_away(
    client, treasurer, village_fund
):
    draft = make_draft(village_fund, WIFE, treasurer)
    Register.objects.filter(pk=draft.pk).update(content=b"")
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/")

    assert (answer.status_code, texts(answer, "h1")) == (200, ["อ่านแฟ้มนี้ไม่ได้"])
    assert client.get(f"/registers/{draft.pk}/doubts/").status_code == 302
    assert client.post(f"/registers/{draft.pk}/discard/").status_code == 302
