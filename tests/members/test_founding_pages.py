"""Where an institution is founded and which funds join it, as an officer sees the pages."""

import pytest

from members.models import Institution
from tests.builders import make_areas, make_user
from tests.pages import main, main_texts

pytestmark = pytest.mark.django_db

PLACE = {"subdistrict": "331206", "scope": "village", "moo": "๓", "name": "หนองใหม่"}
CODE = "33120603"


@pytest.fixture
def officer(client, founder):
    client.force_login(founder)
    return founder


def errors(response):
    return main_texts(response, "invalid-feedback")


def test_home_leads_to_founding_and_to_what_was_begun(client, officer, new):
    page = client.get("/")

    assert main_texts(page, "card-plain") == ["บ้านหนองใหม่ ถึงขั้นที่ 2 จาก 4: กองทุนสมาชิก ตั้งค่าต่อ"]
    assert f'href="/found/{CODE}/funds/"' in main(page)
    assert main_texts(page, "action-bar") == ["ตั้งสถาบันใหม่"]


def test_an_officer_is_offered_the_tambons_of_the_district_alone(client, officer):
    page = client.get("/found/")

    assert main_texts(page, "steps-now") == ["ขั้นที่ 1 จาก 4: สถานที่"]
    assert main_texts(page, "option") == ["เลือกตำบล", "ตำบลปราสาท อำเภอห้วยทับทัน จังหวัดศรีสะเกษ"]


def test_an_administrator_looks_for_the_tambon_by_name_district_or_code(client):
    make_areas()
    client.force_login(make_user("administrator"))

    for words in ("ตำบลตาอุด", "ขุขันธ์", "330502"):
        assert main_texts(client.get("/found/", {"q": words}), "option") == [
            "เลือกตำบล",
            "ตำบลตาอุด อำเภอขุขันธ์ จังหวัดศรีสะเกษ",
        ]
    assert main_texts(client.get("/found/", {"q": "ไม่มี"}), "h2") == ["ไม่พบตำบลในเขตของท่าน"]


def test_the_place_is_said_in_words_before_anything_is_written(client, officer):
    page = client.get("/found/", {**PLACE, "step": "check"})

    assert main_texts(page, "place-in-words") == [
        "บ้านหนองใหม่ หมู่ที่ 3 ตำบลปราสาท อำเภอห้วยทับทัน จังหวัดศรีสะเกษ"
    ]
    assert Institution.objects.count() == 0


def test_confirmed_the_place_is_founded_and_the_funds_are_next(client, officer):
    for _press in range(2):
        answer = client.post("/found/", PLACE)
        assert (answer.status_code, answer.url) == (302, f"/found/{CODE}/funds/")

    assert [*Institution.objects.values_list("code", "name")] == [(CODE, "บ้านหนองใหม่")]


def test_everything_wrong_with_a_place_is_said_beside_its_field(client, officer):
    nothing = client.get("/found/", {"step": "check", "scope": "village"})
    wrong = client.get("/found/", {**PLACE, "step": "check", "moo": "100", "subdistrict": "330502"})

    assert errors(nothing) == [
        "กรุณาเลือกตำบล",
        "กรุณากรอกหมู่ที่ หรือเลือกว่าเป็นสถาบันของทั้งตำบล",
        "กรุณากรอกชื่อหมู่บ้าน หรือชื่อตำบล",
    ]
    assert errors(wrong) == ["ตำบลนี้อยู่นอกเขตของท่าน กรุณาเลือกใหม่", "หมู่ที่ต้องเป็นเลข 1 ถึง 99"]
    assert 'value="100"' in main(wrong)


def test_a_tambons_institution_has_no_moo(client, officer):
    answer = client.post("/found/", {**PLACE, "scope": "tambon", "name": "ปราสาท"})

    assert answer.url == "/found/331206/funds/"
    assert Institution.objects.get().village is None


def test_a_place_of_another_name_is_refused_beside_its_name(client, officer, new):
    page = client.post("/found/", {**PLACE, "name": "บ้านอื่น"})

    assert errors(page) == [f"ที่นี่มี{new}อยู่แล้ว (รหัส {CODE}) ถ้าเป็นแห่งเดียวกันให้ใช้ชื่อเดิม"]


def test_funds_that_are_ticked_join_and_what_is_not_ticked_is_not_asked(client, officer, new):
    answer = client.post(
        f"/found/{CODE}/funds/",
        {
            "village_fund-in": "on",
            "village_fund-name": "กองทุนเงินล้าน",
            "village_fund-accounts": "บัญชี ๑ และ ๔",
            "village_fund-rate_percent": "ร้อยละ ๖",
            "village_fund-ceiling": "๓๐,๐๐๐ บาท",
            "village_fund-effective_on": "1/1/2560",
            "kkj-rate_percent": "อ่านไม่ออก",
        },
    )

    assert answer.url == f"/found/{CODE}/committee/"
    fund = new.funds.get()
    rule = fund.rules.get()
    assert (fund.name, [account.number for account in fund.accounts.all()]) == (
        "กองทุนเงินล้าน",
        [1, 4],
    )
    assert (rule.rate_percent, rule.ceiling, str(rule.effective_on)) == (6, 30000, "2017-01-01")


def test_everything_wrong_with_the_funds_is_said_beside_its_field(client, officer, new):
    page = client.post(
        f"/found/{CODE}/funds/",
        {
            "village_fund-in": "on",
            "village_fund-name": "",
            "village_fund-accounts": "หนึ่ง",
            "village_fund-rate_percent": "18",
            "kkj-in": "on",
            "kkj-name": "กข.คจ.",
            "kkj-rate_percent": "1",
        },
    )
    none = client.post(f"/found/{CODE}/funds/", {"kkj-name": "กข.คจ."})

    assert errors(page) == [
        "กรุณากรอกชื่อกองทุน",
        "พิมพ์เลขบัญชี ถ้ามีหลายบัญชีให้คั่นด้วยจุลภาค เช่น 1, 4",
        "กข.คจ. ให้กู้โดยไม่คิดดอกเบี้ย ให้เว้นช่องนี้ว่างหรือใส่ 0",
    ]
    assert main_texts(none, "notice-error") == [
        "ยังบันทึกไม่ได้ กรุณาแก้ตามนี้ กรุณาเลือกกองทุนสมาชิกอย่างน้อย 1 กองทุน"
    ]
    assert new.funds.count() == 0
