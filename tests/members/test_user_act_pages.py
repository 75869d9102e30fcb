"""The pages on which accounts are opened and closed, and codes printed on paper."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate
from django_otp.plugins.otp_totp.models import TOTPDevice

from fundinst.thai import format_date
from members.models import AuditEntry, User
from tests.builders import make_institution, make_user
from tests.pages import facts, main, main_texts, rows

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


def code_on(page) -> str:
    return facts(page)["รหัสใช้ครั้งเดียว"]


def test_the_paper_names_an_office_with_an_end_and_whom_to_call(client, officer, institution):
    made = client.post("/users/new/", new_user(institution, until="30 ก.ย. 2571"), follow=True)

    said = main_texts(made, "code-paper")[0]
    assert f"กรรมการสถาบัน {institution.name}" in said
    assert "เข้าใช้ไม่ได้ โทรหาสำนักงานพัฒนาชุมชนอำเภอห้วยทับทัน" in said


def test_printing_is_the_main_thing_to_do_with_the_paper(client, officer, institution):
    made = client.post("/users/new/", new_user(institution), follow=True)

    assert main_texts(made, "btn-primary") == ["พิมพ์กระดาษแผ่นนี้"]
    assert main_texts(made, "btn-secondary") == ["จดแล้ว กลับไปหน้าผู้ใช้"]


def test_a_user_is_made_and_the_code_stands_on_the_paper_once_and_opens(
    client, officer, institution
):
    made = client.post("/users/new/", new_user(institution), follow=True)
    user = User.objects.get(username=institution.code)
    paper = facts(made)

    assert [url for url, _status in made.redirect_chain] == [f"/users/{user.pk}/paper/"]
    assert made["Cache-Control"] == "no-store, private"
    assert paper["เปิดเว็บ"] == "http://testserver/sign-in/"
    assert (paper["ชื่อผู้ใช้"], main_texts(made, "code-paper-name")) == (
        institution.code,
        ["นางสาวมาลี สมมุติดี"],
    )
    code = code_on(made)
    assert re.fullmatch("[a-z2-9]{3}-[a-z2-9]{3}-[a-z2-9]{4}", code)
    assert user.check_password(code.replace("-", "")) is True

    again = client.get(f"/users/{user.pk}/paper/")
    assert main_texts(again, "h2") == ["รหัสแสดงไปแล้ว"]
    assert code not in again.content.decode()
    assert code not in str([*AuditEntry.objects.values()])


def test_another_officer_opens_no_paper_of_mine(client, officer, institution):
    answer = client.post("/users/new/", new_user(institution))
    client.force_login(make_user("district", area="3312"))

    assert main_texts(client.get(answer.url), "h2") == ["รหัสแสดงไปแล้ว"]


def test_a_code_that_was_overtaken_is_not_shown(client, officer, institution):
    answer = client.post("/users/new/", new_user(institution))
    user = User.objects.get(username=institution.code)
    user.set_password("ตั้งเองแล้ว-ตั้งแต่เมื่อกี้")
    user.save()

    assert main_texts(client.get(answer.url), "h2") == ["รหัสแสดงไปแล้ว"]


def test_what_is_wrong_is_said_beside_its_field(client, officer, institution, other_institution):
    page = client.post("/users/new/", {"username": "มาลี"})
    outside = client.post("/users/new/", new_user(other_institution))
    backwards = client.post("/users/new/", new_user(institution, until="1 ก.ย. 2569"))

    assert main_texts(page, "invalid-feedback") == [
        "กรุณาเลือกสถาบัน",
        "กรุณากรอกชื่อและนามสกุล",
        "กรุณากรอกเริ่มทำหน้าที่ตั้งแต่วันที่",
    ]
    assert main_texts(outside, "invalid-feedback") == ["ที่นี้อยู่นอกเขตที่ท่านดูแล กรุณาเลือกใหม่"]
    assert main_texts(backwards, "invalid-feedback") == ["วันสิ้นสุดอยู่ก่อนวันเริ่ม ให้แก้วันใดวันหนึ่ง"]
    assert not User.objects.filter(display_name="นางสาวมาลี สมมุติดี").exists()


def test_with_one_place_to_choose_the_user_name_is_suggested(client, officer, institution):
    assert f'value="{institution.code}"' in main(client.get("/users/new/"))
    make(client, institution)
    assert f'value="{institution.code}-2"' in main(client.get("/users/new/"))


def test_a_new_code_is_printed_and_a_page_opened_before_is_told_so(
    client, officer, institution, treasurer
):
    address = f"/users/{treasurer.pk}/code/"
    seen = re.search(r'name="seen" value="([^"]+)"', main(client.get(address)))[1]
    first = client.post(address, {"seen": seen}, follow=True)
    second = client.post(address, {"seen": seen})

    treasurer.refresh_from_db()
    assert treasurer.check_password(code_on(first).replace("-", "")) is True
    assert main_texts(second, "notice-error") == [
        "ยังบันทึกไม่ได้ กรุณาแก้ตามนี้ รหัสของผู้ใช้นี้เพิ่งเปลี่ยนไปหลังจากท่านเปิดหน้านี้"
        " ดูสถานะล่าสุดในหน้านี้ ถ้ายังต้องการออกรหัสใหม่ ให้กดอีกครั้ง"
    ]
    anew = re.search(r'name="seen" value="([^"]+)"', main(second))[1]
    third = client.post(address, {"seen": anew}, follow=True)
    assert code_on(third) != code_on(first)


def test_an_office_ends_and_an_account_closes_with_a_word_and_a_history(
    client, officer, institution, treasurer
):
    today = timezone.localdate()
    later = today + timedelta(days=3)
    client.post(
        f"/offices/{treasurer.offices.get().pk}/end/",
        {"on": f"{later.day}/{later.month}/{later.year + 543}"},
    )
    ended = client.get(f"/users/{treasurer.pk}/")
    closed = client.post(f"/users/{treasurer.pk}/close/", follow=True)

    assert main_texts(ended, "notice-success") == ["บันทึกวันพ้นหน้าที่แล้ว"]
    assert main_texts(closed, "notice-success") == ["ปิดบัญชีของผู้ใช้ ทดสอบแล้ว"]
    assert facts(closed)["สถานะ"] == "ปิดแล้ว"
    assert main_texts(closed, "timeline-what")[0] == (f"ปิดบัญชีผู้ใช้ ผู้ใช้ ทดสอบ ({treasurer.username})")
    history = rows(client.get("/users/history/"))
    assert [row[1] for row in history] == ["ประเภท", "ปิดบัญชี", "พ้นหน้าที่"]
    assert history[1][3] == "นางสุดา พัฒนาดี"


def test_a_further_office_is_given_and_a_closed_account_opens_again_on_paper(
    client, officer, institution, treasurer
):
    neighbour = make_institution(moo=12, name="บ้านใกล้เคียง")
    told = {"place": neighbour.pk, "on": "1 ต.ค. 2569"}
    given = client.post(f"/users/{treasurer.pk}/office/", told, follow=True)
    client.post(f"/users/{treasurer.pk}/close/")
    today = format_date(localdate(), digits="arabic")
    opened = client.post(f"/users/{treasurer.pk}/office/", {**told, "on": today}, follow=True)

    assert main_texts(given, "notice-success") == ["ผู้ใช้ ทดสอบ เป็นกรรมการสถาบัน บ้านใกล้เคียงแล้ว"]
    assert main_texts(opened, "code-paper-name") == ["ผู้ใช้ ทดสอบ"]


def test_who_lost_telephone_and_paper_signs_in_by_password_again(
    client, district_officer, province_officer
):
    TOTPDevice.objects.create(user=district_officer, name="โทรศัพท์", confirmed=True)
    client.force_login(province_officer)
    address = f"/users/{district_officer.pk}/step/"
    assert f'href="{address}"' in main(client.get(f"/users/{district_officer.pk}/"))
    page = client.post(address, follow=True)

    assert main_texts(page, "notice-success") == ["ปิดการยืนยันสองขั้นของผู้ใช้ ทดสอบแล้ว"]
    assert not TOTPDevice.objects.exists()
    assert f'href="{address}"' not in main(page)
    assert [row[1] for row in rows(client.get("/users/history/"))[1:]] == ["ปิดการยืนยันสองขั้น"]
