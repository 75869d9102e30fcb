from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import CommitteeMember, FundAccount
from tests.builders import make_institution, make_rule
from tests.pages import cells, texts

pytestmark = pytest.mark.django_db


def test_the_funds_stand_in_order_with_what_people_call_them(client, treasurer, village_fund, kkj):
    FundAccount.objects.create(fund=village_fund, number=4)
    make_rule(village_fund, rate_percent=12, ceiling=20000, term_months=12, resolution="มติ 1/2558")
    make_rule(village_fund, rate_percent="7.5", effective_on=date(2999, 1, 1))
    client.force_login(treasurer)

    answer = client.get("/funds/")

    assert texts(answer, "h1") == ["กองทุนสมาชิกและกรรมการ"]
    assert texts(answer, "h3") == ["1. กองทุนหมู่บ้าน", "2. กลุ่มออมทรัพย์เพื่อการผลิต", "3. กข.คจ."]
    assert texts(answer, "summary-list")[0] == (
        "ประเภท กองทุนหมู่บ้าน ชื่อย่อในเลขที่สัญญา กทบ."
        " ชื่อที่คนเรียก กทบ., กองทุนหมู่บ้านและชุมชนเมือง, กองทุนเงินล้าน, เงินล้าน"
        " บัญชี บัญชี 1, บัญชี 4 ระเบียบที่ใช้อยู่ ตั้งแต่ 1 มกราคม 2558 (มติ 1/2558)"
        " อัตราดอกเบี้ย ร้อยละ 12 ต่อปี วงเงินต่อราย 20,000 บาท ระยะเวลา 12 เดือน"
        " ระเบียบที่จะใช้ ตั้งแต่ 1 มกราคม 3542"
    )
    assert texts(answer, "summary-list")[-1].endswith("ระเบียบที่ใช้อยู่ ไม่คิดดอกเบี้ย ยังไม่ได้บันทึกระเบียบ")


def test_the_committee_in_office_stands_chair_first(client, treasurer, institution):
    for name, position, ended_on in [
        ("นางสมใจ ลองดู", "treasurer", None),
        ("นายสมนึก ลองดู", "chair", date(2990, 1, 1)),
        ("นายเก่า ลองดู", "secretary", date(2016, 1, 1)),
    ]:
        CommitteeMember.objects.create(
            institution=institution,
            name=name,
            position=position,
            started_on=date(2015, 1, 1),
            ended_on=ended_on,
        )
    client.force_login(treasurer)

    assert texts(client.get("/funds/"), "tbody") == [
        "นายสมนึก ลองดู ประธานกรรมการ - - 1 ม.ค. 2558 ถึง 1 ม.ค. 3533"
        " แก้ไข นายสมนึก ลองดู สิ้นวาระ นายสมนึก ลองดู"
        " นางสมใจ ลองดู เหรัญญิก - - 1 ม.ค. 2558 ถึง ปัจจุบัน"
        " แก้ไข นางสมใจ ลองดู สิ้นวาระ นางสมใจ ลองดู"
    ]


def test_without_a_committee_the_page_says_what_that_means(client, treasurer):
    client.force_login(treasurer)

    assert texts(client.get("/funds/"), "empty") == [
        "ยังไม่มีรายชื่อกรรมการ เอกสารจะเว้นช่องลงชื่อไว้ให้เขียนเอง ใส่รายชื่อกรรมการ"
    ]


def test_an_officer_chooses_among_the_institutions_of_the_district(
    client, district_officer, institution, other_institution
):
    second = make_institution(moo=12, name="บ้านที่สอง")
    client.force_login(district_officer)

    assert cells(client.get("/funds/").context["table"]) == [
        ["บ้านที่สอง", second.place],
        ["บ้านทดลอง", institution.place],
    ]
    assert cells(client.get("/funds/", {"q": "ที่สอง"}).context["table"]) == [
        ["บ้านที่สอง", second.place]
    ]
    chosen = client.get("/funds/", {"institution": institution.code})
    assert texts(chosen, "lead") == [f"{institution} {institution.place}"]


def test_another_districts_institution_is_not_there(client, treasurer, outsider, institution):
    client.force_login(outsider)

    assert client.get("/funds/", {"institution": institution.code}).status_code == 404
    assert client.get("/funds/", {"institution": "nothing"}).status_code == 404


def test_the_list_of_institutions_asks_as_often_for_three_as_for_two(client, department):
    make_institution(moo=21)
    make_institution(moo=22)
    client.force_login(department)
    with CaptureQueriesContext(connection) as two:
        client.get("/funds/")
    make_institution(moo=23)
    with CaptureQueriesContext(connection) as three:
        client.get("/funds/")

    assert len(three) == len(two)


def test_a_wrong_page_number_is_the_nearest_page_there_is(client, department, institution):
    make_institution(moo=21)
    client.force_login(department)

    for address in ("?page=99", "?page=nonsense", "?page=0", "?per_page=0"):
        assert len(cells(client.get(f"/funds/{address}").context["table"])) == 2
