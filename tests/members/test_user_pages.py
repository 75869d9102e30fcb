"""The list of users: who sees whom, how everybody stands, and what was done."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import Office, User
from tests.builders import make_institution, make_user
from tests.pages import facts, main, main_texts, rows
from tests.test_odd_addresses import ODD

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, district_officer):
    User.objects.filter(pk=district_officer.pk).update(display_name="นางสุดา พัฒนาดี")
    client.force_login(district_officer)
    return district_officer


def new_user(institution, **told) -> dict[str, object]:
    return {
        "place": institution.pk,
        "name": "นางสาวมาลี สมมุติดี",
        "username": "",
        "on": "1 ต.ค. 2569",
        "until": "",
        **told,
    }


def make(client, institution, **told) -> User:
    answer = client.post("/users/new/", new_user(institution, **told))
    return User.objects.get(pk=int(answer.url.split("/")[2]))


def test_the_list_says_how_everybody_stands(client, officer, institution, treasurer):
    User.objects.filter(pk=treasurer.pk).update(last_login="2026-11-20T03:15:00Z")
    make(client, institution, name="นางรอ รหัส")
    expired = make(client, institution, name="นายเลย กำหนด")
    ended = make(client, institution, name="นายพ้น หน้าที่", on="1 ม.ค. 2560")
    closed = make(client, institution, name="นางปิด บัญชี")
    make(client, institution, name="นางยัง ไม่เริ่ม", username="tocome", on="1 ม.ค. 2571")
    User.objects.filter(username="tocome").update(password_is_temporary=False)
    User.objects.filter(pk=expired.pk).update(temporary_until="2026-01-01T00:00:00Z")
    ended.offices.update(ended_on=date(2018, 1, 1))
    User.objects.filter(pk=closed.pk).update(is_active=False)
    listed = rows(client.get("/users/"))[1:]

    assert {row[0]: row[3] for row in listed} == {
        "ผู้ใช้ ทดสอบ": "ใช้งานอยู่",
        "นางรอ รหัส": "รหัสใช้ครั้งเดียวยังไม่ใช้",
        "นายเลย กำหนด": "รหัสใช้ครั้งเดียวหมดอายุ",
        "นายพ้น หน้าที่": "พ้นหน้าที่แล้ว",
        "นางปิด บัญชี": "ปิดแล้ว",
        "นางยัง ไม่เริ่ม": "ยังไม่ถึงวันเริ่ม",
    }
    first = next(row for row in listed if row[0] == "ผู้ใช้ ทดสอบ")
    assert first[2:] == [
        "กรรมการสถาบัน บ้านทดลอง ตั้งแต่ 1 ม.ค. 2558",
        "ใช้งานอยู่",
        "20 พ.ย. 2569 10:15 น.",
    ]
    waiting = rows(client.get("/users/?standing=waiting"))[1:]
    assert [row[0] for row in waiting] == ["นางรอ รหัส"]


def test_the_list_is_searched_by_name_user_name_and_place(client, officer, institution, treasurer):
    neighbour = make_institution(moo=12, name="บ้านใกล้เคียง")
    make(client, neighbour, name="นางใกล้ เคียง")
    for words, found in {
        "ใกล้": ["นางใกล้ เคียง"],
        "บ้านทดลอง": ["ผู้ใช้ ทดสอบ"],
        neighbour.code: ["นางใกล้ เคียง"],
        treasurer.username: ["ผู้ใช้ ทดสอบ"],
        "ปราสาท": ["นางใกล้ เคียง", "ผู้ใช้ ทดสอบ"],
        "ไม่มีใคร": ["ไม่พบผู้ใช้ตามคำค้น ลองค้นด้วยชื่อ ชื่อผู้ใช้ หรือชื่อสถาบัน"],
    }.items():
        listed = rows(client.get("/users/", {"q": words}))
        assert [row[0] for row in listed if row[0] != "ชื่อ"] == found


def test_nobody_sees_users_beside_above_or_elsewhere(
    client, officer, treasurer, outsider, province_officer, other_district_officer
):
    listed = main(client.get("/users/"))
    assert (treasurer.username in listed, officer.username in listed) == (True, False)
    for stranger in (outsider, province_officer, other_district_officer):
        assert stranger.username not in listed
        for page in ("", "code/", "close/", "office/", "paper/"):
            for method in (client.get, client.post):
                assert method(f"/users/{stranger.pk}/{page}").status_code == 404
        ending = client.post(f"/offices/{stranger.offices.get().pk}/end/", {"on": "1 ม.ค. 2570"})
        assert ending.status_code == 404
    assert not Office.objects.filter(ended_on__isnull=False).exists()


def test_ones_own_account_is_looked_after_by_the_level_above(client, officer):
    pages = [f"/users/{officer.pk}/{page}" for page in ("", "code/", "close/", "office/")]
    for address in [*pages, f"/offices/{officer.offices.get().pk}/end/"]:
        for method in (client.get, client.post):
            page = method(address)
            assert (page.status_code, "บัญชีของท่านเอง" in page.content.decode()) == (403, True)


@pytest.mark.parametrize("who", ["treasurer", "department"])
def test_who_looks_after_nobody_has_no_such_pages(who, client, treasurer, request):
    client.force_login(request.getfixturevalue(who))
    office = treasurer.offices.get().pk
    addresses = ["", "new/", "history/", *(f"{treasurer.pk}/{way}" for way in ("", "code/"))]
    answers = [client.get(f"/users/{one}").status_code for one in addresses]

    assert answers == [403] * 5
    assert client.post(f"/offices/{office}/end/").status_code == 403


def test_the_province_sees_its_districts_officers_alone(
    client, institution, treasurer, district_officer, province_officer, other_district_officer
):
    client.force_login(province_officer)
    listed = [row[1] for row in rows(client.get("/users/"))[1:]]

    assert listed == sorted([district_officer.username, other_district_officer.username])
    assert client.get(f"/users/{treasurer.pk}/").status_code == 404
    made = client.post(
        "/users/new/", new_user(institution, place="3312", name="นายใหม่ อำเภอ"), follow=True
    )
    assert facts(made)["ชื่อผู้ใช้"] == "district3312"


def test_the_administrator_chooses_the_role_first(client, institution):
    client.force_login(make_user("administrator"))
    page = client.get("/users/new/?role=department")

    assert main_texts(page, "filters") == [
        "กรรมการสถาบัน พัฒนาการอำเภอ พัฒนาการจังหวัด กรมการพัฒนาชุมชน ผู้ดูแลระบบ"
    ]
    told = {"name": "นายกรม พัฒนา", "username": "", "on": "1 ต.ค. 2569"}
    made = client.post("/users/new/?role=department", told, follow=True)
    assert facts(made)["ชื่อผู้ใช้"] == "department"
    assert Office.objects.get(user__username="department").role == "department"


def test_the_history_tells_nothing_of_users_elsewhere(client, officer, other_institution):
    client.force_login(make_user("district", area="3305"))
    make(client, other_institution, name="นางลับ เฉพาะ")
    client.force_login(officer)

    assert "ลับ" not in main(client.get("/users/history/"))


def test_the_list_asks_the_same_questions_for_one_user_and_for_many(client, officer, institution):
    make(client, institution)
    client.get("/users/")
    with CaptureQueriesContext(connection) as one:
        client.get("/users/")
    for _user in range(3):
        make(client, institution)
    with CaptureQueriesContext(connection) as four:
        client.get("/users/")

    assert len(one) == len(four)


def test_the_footer_leads_there_for_who_may(client, officer, treasurer):
    assert 'href="/users/"' in client.get("/").content.decode()
    client.force_login(treasurer)
    page = client.get("/").content.decode()
    assert ('href="/users/"' in page, 'href="/password/"' in page) == (False, True)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_whatever_stands_in_an_address_the_answer_is_a_page(odd, client, officer, treasurer):
    asked = dict.fromkeys(["q", "standing", "page", "sort", "role", "place"], odd)
    pages = ("/users/", "/users/new/", "/users/history/", f"/users/{treasurer.pk}/office/")
    for address in pages:
        assert (address, client.get(address, asked).status_code) == (address, 200)
    for told in ({"username": odd}, {"name": odd}, {"place": odd}, {"on": odd}, {"seen": odd}):
        for address in ("/users/new/", f"/users/{treasurer.pk}/code/"):
            assert client.post(address, told).status_code == 200
    assert client.post("/switch-office/", {"office": odd}).status_code == 404
