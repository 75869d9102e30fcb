import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import make_contract, make_institution
from tests.pages import cells, main_texts, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(household, village_fund, treasurer):
    return make_contract(household, village_fund, treasurer)


def links(answer, text):
    return [file["url"] for file in answer.context["files"] if file["kind"] == text]


def test_a_committee_sees_its_own_form_with_its_totals_and_files(client, treasurer, contract):
    client.force_login(treasurer)
    answer = client.get("/reports/")

    assert texts(answer, "totals-check") == ["หนี้เดิมรวม 13,200 = วงเงินสัญญาใหม่รวม 13,200 ตรงกัน"]
    assert texts(answer, "downloads") == ["ดาวน์โหลด (PDF) ดาวน์โหลด (Excel) ดาวน์โหลด (CSV)"]
    assert links(answer, "PDF") == ["/reports/district-form/33120691.pdf"]
    assert main_texts(answer, "btn-primary") == ["ดูแบบรายงาน"]


def test_before_the_first_contract_the_page_says_why_the_form_is_empty(client, treasurer):
    client.force_login(treasurer)
    answer = client.get("/reports/")

    assert texts(answer, "panel") == [
        "แบบรายงานผลการปรับโครงสร้างหนี้ 1 ครัวเรือน 1 สัญญา"
        " ยังไม่มีครัวเรือนที่ทำสัญญาเดียว แบบรายงานจึงยังว่าง เมื่อรวมหนี้ครัวเรือนแรกแล้ว รายชื่อจะขึ้นเอง"
    ]


def test_a_district_sees_each_of_its_institutions_and_no_other(
    client, district_officer, contract, institution, other_institution
):
    empty = make_institution(moo=12, name="บ้านที่สอง")
    client.force_login(district_officer)

    assert cells(client.get("/reports/").context["table"]) == [
        ["บ้านที่สอง", empty.place, "0", "0"],
        ["บ้านทดลอง", institution.place, "1", "13,200"],
    ]
    assert cells(client.get("/reports/", {"q": "ไม่มีที่ไหน"}).context["table"]) == []


def test_three_institutions_are_listed_with_as_many_queries_as_two(client, department, contract):
    make_institution(moo=21)
    client.force_login(department)
    with CaptureQueriesContext(connection) as two:
        client.get("/reports/")
    make_institution(moo=22)
    with CaptureQueriesContext(connection) as three:
        client.get("/reports/")

    assert len(three) == len(two)
