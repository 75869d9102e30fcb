"""Trying the work out, as a committee member sees it: what is invented and what is real apart."""

import re

import pytest
from django.utils.timezone import localdate

from consolidation.practising import begin_practice
from members.models import Institution
from members.practice_mode import practice_of
from tests.builders import make_user
from tests.pages import main, main_texts, texts

pytestmark = pytest.mark.django_db

BAND = "ข้อมูลตัวอย่าง ไม่ใช่ของจริง กลับไปข้อมูลจริง ลบข้อมูลตัวอย่างทั้งหมด"
PAGES = [
    "/",
    "/households/",
    "/grid/",
    "/registers/",
    "/registers/new/",
    "/contracts/",
    "/reports/",
    "/funds/",
    "/practice/",
    "/practice/remove/",
]


@pytest.fixture
def signed_in(client, treasurer, household):
    client.force_login(treasurer)
    return client


@pytest.fixture
def practising(signed_in):
    signed_in.post("/practice/")
    return signed_in


def house_numbers(client):
    return {row.record.house_number for row in client.get("/households/").context["table"].rows}


def test_the_foot_of_every_page_leads_there_for_the_committee_alone(
    client, signed_in, district_officer
):
    assert 'href="/practice/"' in signed_in.get("/households/").content.decode()
    client.force_login(district_officer)

    assert 'href="/practice/"' not in client.get("/households/").content.decode()


def test_pressed_the_invented_village_is_worked_on_with_a_band_on_every_page(signed_in):
    answer = signed_in.post("/practice/", follow=True)

    assert answer.redirect_chain == [("/", 302)]
    assert main_texts(answer, "lead") == ["ทำสัญญาแล้ว 0 จาก 15 ครัวเรือน"]
    bands = {page: texts(signed_in.get(page, follow=True), "practice-band") for page in PAGES}
    assert bands == {page: [BAND] for page in PAGES}


def test_what_is_real_is_not_there_while_practising_and_the_other_way_round(
    practising, household, treasurer
):
    assert len(house_numbers(practising)) == 15
    assert practising.get(f"/households/{household.pk}/").status_code == 404
    assert main_texts(practising.get("/funds/"), "lead") == [
        "สถาบันการจัดการเงินทุนชุมชนบ้านตัวอย่าง หมู่ที่ 99 ตำบลปราสาท อำเภอห้วยทับทัน จังหวัดศรีสะเกษ"
    ]

    practising.post("/practice/leave/")

    practice = practice_of(treasurer, localdate())
    assert house_numbers(practising) == {"32/1"}
    invented = practice.households.first()
    assert practising.get(f"/households/{invented.pk}/").status_code == 404
    assert texts(practising.get("/"), "practice-band") == []
    assert "บ้านตัวอย่าง" not in practising.get("/registers/new/").content.decode()


def test_what_was_begun_is_gone_on_with(practising, treasurer):
    practising.post("/practice/leave/")
    assert main_texts(practising.get("/practice/"), "button") == ["เปิดข้อมูลตัวอย่าง"]

    practising.post("/practice/")

    assert len(house_numbers(practising)) == 15
    assert Institution.objects.filter(is_practice=True).count() == 1


def test_the_contract_that_was_tried_stands_in_no_real_list(practising, treasurer):
    household = practice_of(treasurer, localdate()).households.first()
    page = practising.get(f"/households/{household.pk}/merge/")
    assert page.status_code == 200
    practising.post("/practice/leave/")

    assert main_texts(practising.get("/contracts/"), "tbody") == []


def test_removing_asks_once_more_and_leaves_what_is_real(practising, household):
    asked = practising.get("/practice/remove/")
    assert main_texts(asked, "button") == ["ลบข้อมูลตัวอย่างทั้งหมด"]

    answer = practising.post("/practice/remove/", follow=True)

    assert main_texts(answer, "notice-success") == ["ลบข้อมูลตัวอย่างทั้งหมดแล้ว ข้อมูลจริงไม่เปลี่ยน"]
    assert house_numbers(practising) == {"32/1"}
    assert Institution.objects.filter(is_practice=True).count() == 0
    again = practising.post("/practice/remove/", follow=True)
    assert main_texts(again, "notice-info") == ["ไม่มีข้อมูลตัวอย่างให้ลบแล้ว"]


def test_nobody_removes_what_somebody_else_practises_on(client, institution, treasurer):
    theirs = begin_practice(institution, on=localdate(), actor=treasurer)
    client.force_login(make_user("committee", institution=institution))

    client.post("/practice/remove/")

    assert theirs.households.count() == 15


def test_a_link_to_the_way_back_leads_to_the_page_about_it(practising):
    assert practising.get("/practice/leave/").url == "/practice/"
    assert len(house_numbers(practising)) == 15


def test_who_practises_on_nothing_else_needs_no_choice(client, institution, treasurer):
    begin_practice(institution, on=localdate(), actor=treasurer)
    treasurer.offices.filter(institution=institution).update(ended_on="2016-01-01")
    client.force_login(treasurer)

    assert texts(client.get("/"), "practice-band") == [BAND]


def test_an_officers_founding_never_goes_on_with_a_practice(
    client, institution, treasurer, district_officer
):
    begin_practice(institution, on=localdate(), actor=treasurer)
    client.force_login(district_officer)
    told = {"subdistrict": "331206", "scope": "village", "moo": "99", "name": "บ้านตัวอย่าง"}

    page = client.post("/found/", told)

    assert main_texts(page, "invalid-feedback") == [
        "หมู่นี้มีคนใช้ลองกับข้อมูลตัวอย่างอยู่ ถ้าเป็นหมู่บ้านจริงให้คนนั้นลบข้อมูลตัวอย่างก่อน"
    ]
    assert re.findall("บ้านตัวอย่าง", main(client.get("/"))) == []
