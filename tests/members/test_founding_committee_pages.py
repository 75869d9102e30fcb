"""The committee, its first user and the last step, as an officer and the committee see them."""

import re

import pytest
from django.utils.timezone import localdate

from members.founding import set_up_funds
from members.models import AuditEntry, CommitteeMember, Office
from members.seating import set_up_committee
from members.seats import Seat
from members.terms import StatedFund
from tests.builders import make_institution, make_user
from tests.pages import facts, main, main_texts, texts

pytestmark = pytest.mark.django_db

CODE = "33120603"
COMMITTEE = {
    "chair-name": "นายนำ สมมุติ",
    "chair-phone": "๐๘๑ ๒๓๔ ๕๖๗๘",
    "chair-signs": "on",
    "secretary-name": "นางจด สมมุติ",
    "others": "นายหนึ่ง สมมุติ\n\nนางสอง สมมุติ",
    "on": "1/10/2560",
}


@pytest.fixture
def officer(client, founder):
    client.force_login(founder)
    return founder


@pytest.fixture
def ready(new, officer):
    """Founded, with a fund and a chair: the first user is missing."""
    set_up_funds(new, [StatedFund("village_fund")], actor=officer)
    set_up_committee(new, [Seat("chair", "นายนำ สมมุติ", signs=True)], on=localdate(), actor=officer)
    return new


def errors(response):
    return main_texts(response, "invalid-feedback")


def test_the_committee_is_seated_from_its_day_on(client, officer, new):
    answer = client.post(f"/found/{CODE}/committee/", COMMITTEE)

    assert answer.url == f"/found/{CODE}/check/"
    columns = ("position", "name", "phone", "signs")
    assert [*new.committee.order_by("pk").values_list(*columns)] == [
        ("chair", "นายนำ สมมุติ", "081-234-5678", True),
        ("secretary", "นางจด สมมุติ", "", False),
        ("member", "นายหนึ่ง สมมุติ", "", False),
        ("member", "นางสอง สมมุติ", "", False),
    ]
    assert {str(member.started_on) for member in CommitteeMember.objects.all()} == {"2017-10-01"}


def test_everything_wrong_with_the_committee_is_said_beside_its_field(client, officer, new):
    unread = {"chair-phone": "12", "others": "นาย", "on": f"1/1/{localdate().year + 543 + 5}"}
    page = client.post(f"/found/{CODE}/committee/", unread)
    unsigned = client.post(
        f"/found/{CODE}/committee/", {"chair-name": "นายนำ สมมุติ", "on": "1/10/2560"}
    )

    assert errors(page) == [
        "กรุณากรอกชื่อประธานกรรมการ",
        "อ่านเบอร์โทรศัพท์ “12” ไม่ออก ให้พิมพ์เบอร์เดียว เช่น 081-234-5678 หรือ 045-123-456",
        "มีแต่คำนำหน้า “นาย” ให้พิมพ์ชื่อและนามสกุลต่อท้าย",
        "วันที่นี้ยังมาไม่ถึง ให้พิมพ์วันที่ที่ผ่านมาแล้ว",
    ]
    assert errors(unsigned) == ["กรุณาเลือกผู้ลงนามในเอกสารอย่างน้อย 1 คน"]
    assert new.committee.count() == 0


def test_the_answers_stand_with_a_way_back_to_each(client, ready):
    page = client.get(f"/found/{CODE}/check/")

    assert [*facts_of(page).items()] == [
        ("สถานที่", "บ้านหนองใหม่ หมู่ที่ 3 ตำบลปราสาท อำเภอห้วยทับทัน จังหวัดศรีสะเกษ"),
        ("กองทุนสมาชิก", "กองทุนหมู่บ้าน"),
        ("กรรมการ", "นายนำ สมมุติ ประธานกรรมการ ผู้ลงนาม"),
        ("ผู้ใช้ระบบ", "ยังไม่มี"),
    ]
    ways = re.findall(rf'href="/found/{CODE}/(\w+)/"', main(page))
    assert ways == ["name", "funds", "committee"]


def facts_of(page):
    """Term and first value of each row: the second is the way back."""
    values = [value for value in main_texts(page, "dd") if not value.startswith("แก้ไข")]
    return dict(zip(main_texts(page, "dt"), values, strict=True))


def test_the_first_users_code_stands_on_the_paper_and_the_way_leads_on(client, ready):
    told = {"member": ready.committee.get().pk, "username": CODE}
    paper = client.post(f"/found/{CODE}/user/", told, follow=True)

    user = Office.objects.get(institution=ready).user
    code = facts(paper)["รหัสใช้ครั้งเดียว"]
    assert facts(paper)["ชื่อผู้ใช้"] == CODE
    assert user.check_password(code.replace("-", "")) is True
    assert f'href="/start/{CODE}/"' in main(paper)
    assert code not in str([*AuditEntry.objects.values()])


def test_while_the_code_is_not_used_a_new_one_takes_its_place(client, ready):
    told = {"member": ready.committee.get().pk, "username": CODE}
    first, again = (client.post(f"/found/{CODE}/user/", told, follow=True) for _time in range(2))

    codes = [facts(page)["รหัสใช้ครั้งเดียว"].replace("-", "") for page in (first, again)]
    user = Office.objects.get(institution=ready).user
    assert [user.check_password(code) for code in codes] == [False, True]


def test_once_handed_over_the_officer_is_told_why_nothing_can_be_changed(client, ready):
    make_user("committee", institution=ready)
    page = client.get(f"/found/{CODE}/funds/")

    assert page.status_code == 403
    assert texts(page, "strong") == [
        "สถาบันนี้มีกรรมการที่เข้าใช้ระบบได้แล้ว กรรมการเป็นผู้แก้ไขกองทุนและรายชื่อกรรมการเอง ท่านดูข้อมูลได้ แต่แก้ไขไม่ได้"
    ]
    assert re.findall(r"/found/\d+/\w+/", main(client.get(f"/found/{CODE}/check/"))) == [
        f"/found/{CODE}/user/"
    ]


def test_the_fourth_step_offers_the_committee_its_ways_and_tells_the_officer_whose_it_is(
    client, ready
):
    officers = client.get(f"/start/{CODE}/")
    client.force_login(make_user("committee", institution=ready))
    committees = client.get(f"/start/{CODE}/")

    assert main_texts(officers, "h1") == ["ตั้งสถาบันแล้ว"]
    assert main_texts(committees, "card-heading") == ["กรอกลูกหนี้", "นำเข้าแฟ้ม"]
    assert re.findall('href="(/(?:grid|registers|practice)[^"]*)"', main(committees)) == [
        f"/grid/{CODE}/",
        "/registers/new/",
        "/practice/",
    ]


def test_the_committee_goes_on_with_what_the_officer_left(client):
    institution = make_institution(moo=3, name="บ้านหนองใหม่")
    client.force_login(make_user("committee", institution=institution))

    page = client.get("/")

    assert main_texts(page, "card-plain")[0] == (
        "บ้านหนองใหม่ ถึงขั้นที่ 3 จาก 4: กรรมการและผู้ลงนาม ตั้งค่าต่อ"
    )
    assert client.post(f"/found/{CODE}/committee/", COMMITTEE).url == f"/found/{CODE}/check/"
    assert main_texts(client.get(f"/found/{CODE}/check/"), "action-bar") == ["ไปขั้นที่ 4"]
