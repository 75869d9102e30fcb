from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import make_user
from tests.pages import texts

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-battery"


@pytest.fixture
def somebody(treasurer):
    treasurer.set_password(PASSWORD)
    treasurer.save()
    return treasurer


def test_a_person_comes_in_and_goes_on_to_where_they_were_going(client, somebody):
    asked = client.get("/funds/")
    assert (asked.status_code, asked["Location"]) == (302, "/sign-in/?next=/funds/")

    signed_in = client.post(
        asked["Location"],
        {"username": somebody.username, "password": PASSWORD, "next": "/funds/"},
    )

    assert (signed_in.status_code, signed_in["Location"]) == (302, "/funds/")
    assert client.session["_auth_user_id"] == str(somebody.pk)


def test_without_a_place_to_go_to_a_person_comes_to_their_work(client, somebody):
    answer = client.post("/sign-in/", {"username": somebody.username, "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_nobody_is_sent_on_to_another_site(client, somebody):
    answer = client.post(
        "/sign-in/?next=https://elsewhere.invalid/",
        {
            "username": somebody.username,
            "password": PASSWORD,
            "next": "https://elsewhere.invalid/",
        },
    )

    assert (answer.status_code, answer["Location"]) == (302, "/")


WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ตรวจตัวพิมพ์เล็กพิมพ์ใหญ่และภาษาของแป้นพิมพ์ แล้วลองอีกครั้ง"


@pytest.mark.parametrize("name", ["", "nobody"])
def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(client, somebody, name):
    answer = client.post(
        "/sign-in/", {"username": name or somebody.username, "password": "not this one"}
    )

    assert texts(answer, "notice-error") == [f"ยังเข้าสู่ระบบไม่ได้ {WRONG}"]
    assert "_auth_user_id" not in client.session


def test_an_empty_form_asks_for_each_field(client, db):
    answer = client.post("/sign-in/", {})

    assert answer.context["form"].errors == {
        "username": ["กรุณากรอกชื่อผู้ใช้"],
        "password": ["กรุณากรอกรหัสผ่าน"],
    }


def test_a_person_who_is_in_already_goes_to_their_work(client, treasurer):
    client.force_login(treasurer)

    assert client.get("/sign-in/")["Location"] == "/"


def test_going_out_is_a_press_of_a_button_and_not_a_link(client, treasurer):
    client.force_login(treasurer)
    assert client.get("/sign-out/").status_code == 405

    answer = client.post("/sign-out/")

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("address", ["/funds/", "/registers/", "/reports/"])
def test_a_person_without_an_office_in_force_is_told_whom_to_call(client, institution, address):
    user = make_user("committee", institution=institution)
    user.offices.update(ended_on=date(2016, 12, 31))
    client.force_login(user)

    answer = client.get(address)

    assert (answer.status_code, texts(answer, "h1")) == (403, ["หน้าที่ของท่านสิ้นสุดแล้ว"])
    assert texts(answer, "measure") == [
        "ท่านพ้นหน้าที่ กรรมการสถาบัน บ้านทดลอง ตั้งแต่ 1 มกราคม 2560 จึงยังดูข้อมูลไม่ได้ งานที่ท่านทำไว้ยังอยู่ครบ"
        " ถ้าท่านยังทำหน้าที่อยู่ โทรหาสำนักงานพัฒนาชุมชนอำเภอห้วยทับทัน ให้ต่อหรือเพิ่มหน้าที่"
        " เมื่อเพิ่มหน้าที่แล้ว เปิดหน้านี้ใหม่ก็ใช้งานได้ทันที"
    ]
    assert texts(answer, "site-nav") == []
    assert client.post("/sign-out/").status_code == 302


def test_the_band_on_top_names_the_person_and_the_office(client, treasurer):
    client.force_login(treasurer)
    answer = client.get("/funds/")

    assert texts(answer, "office-name") == ["กรรมการสถาบัน บ้านทดลอง"]
    assert texts(answer, "who-name") == ["ผู้ใช้: ผู้ใช้ ทดสอบ"]


def test_a_page_that_is_not_there_asks_nothing_about_offices(client, treasurer):
    client.force_login(treasurer)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/nowhere/")

    assert (answer.status_code, texts(answer, "h1")) == (404, ["ไม่พบหน้านี้"])
    assert [query["sql"] for query in asked if "members_office" in query["sql"]] == []
