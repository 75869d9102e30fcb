import csv
import io
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from fundinst.thai import buddhist_year
from reports.printing import printed
from tests.builders import SIGNED, make_contract
from tests.pages import texts

pytestmark = pytest.mark.django_db

PAGE = "/reports/district-form/33120691/"
FILE = "/reports/district-form/33120691.{}"


@pytest.fixture
def contract(household, village_fund, treasurer):
    return make_contract(household, village_fund, treasurer)


def test_the_page_shows_the_form_as_it_will_be_printed(client, treasurer, contract):
    client.force_login(treasurer)
    answer = client.get(PAGE)

    assert texts(answer, "h1") == ["แบบรายงานส่งอำเภอ บ้านทดลอง"]
    assert texts(answer, "totals-check") == ["หนี้เดิมรวม 13,200 = วงเงินสัญญาใหม่รวม 13,200 ตรงกัน"]
    _heading, row, total = texts(answer, "tr")
    assert row.split()[:4] == ["๑", "นางทองม้วน", "แบบอย่าง", "๓๒/๑"]
    assert row.split()[-3:] == ["๑๓,๒๐๐", "กองทุนหมู่บ้าน", "๑๓,๒๐๐"]
    assert total == "รวม ๑ ครัวเรือน (หนึ่งครัวเรือน) ๑๓,๒๐๐ ๑๓,๒๐๐"
    assert answer.context["printed"] == printed(answer.context["form"])
    assert [file["url"] for file in answer.context["files"]] == [
        FILE.format(kind) for kind in ("pdf", "xlsx", "csv")
    ]
    assert answer["Cache-Control"] == "no-store, private"


def test_an_earlier_day_is_asked_for_in_the_address_and_kept_in_its_files(
    client, treasurer, contract
):
    client.force_login(treasurer)
    before = (SIGNED - timedelta(days=1)).isoformat()
    answer = client.get(PAGE, {"on": before})

    assert texts(answer, "lead") == ["0 ครัวเรือน ข้อมูล ณ วันที่ 30 กรกฎาคม 2560 หน้านี้เหมือนที่จะพิมพ์"]
    assert answer.context["files"][0]["url"] == f"{FILE.format('pdf')}?on={before}"


@pytest.mark.parametrize("day", ["yesterday", "2017-02-30", "31/7/2560", "9999-12-31"])
def test_a_day_that_is_none_or_has_not_come_is_not_found(client, treasurer, day):
    client.force_login(treasurer)

    assert client.get(PAGE, {"on": day}).status_code == 404
    assert client.get(FILE.format("csv"), {"on": day}).status_code == 404


@pytest.mark.parametrize(
    ("file_format", "content_type", "begins"),
    [
        ("pdf", "application/pdf", b"%PDF-1.7"),
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK\x03\x04",
        ),
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbf"),
    ],
)
def test_a_file_has_its_kind_and_a_name_in_two_alphabets_that_names_nobody(
    client, treasurer, contract, file_format, content_type, begins
):
    client.force_login(treasurer)
    answer = client.get(FILE.format(file_format))

    today = timezone.localdate()
    day = f"{buddhist_year(today)}-{today:%m-%d}"
    assert answer["Content-Type"] == content_type
    assert answer.content.startswith(begins)
    assert answer["Cache-Control"] == "no-store, private"
    assert unquote(answer["Content-Disposition"]) == (
        f'attachment; filename="district-form-33120691-{day}.{file_format}"; '
        f"filename*=UTF-8''แบบรายงาน 1 ครัวเรือน 1 สัญญา บ้านทดลอง {day}.{file_format}"
    )


def test_the_csv_says_what_the_page_says(client, treasurer, contract):
    client.force_login(treasurer)
    text = client.get(FILE.format("csv")).content.decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text)))[1:] == [
        [
            "1",
            "นางทองม้วน แบบอย่าง",
            "32/1",
            "กองทุนหมู่บ้าน/กลุ่มออมทรัพย์เพื่อการผลิต/กข.คจ.",
            "13200",
            "กองทุนหมู่บ้าน",
            "13200",
        ]
    ]


def test_a_name_that_can_not_be_printed_leads_back_to_the_page_with_the_reason(
    client, treasurer, contract, household
):
    household.persons.filter(is_head=True).update(full_name="นางทองม้วน 漢字")
    client.force_login(treasurer)
    answer = client.get(FILE.format("pdf"), follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert texts(answer, "notice-error") == [
        "ทำแฟ้มไม่ได้ เอกสารมีตัวอักษรที่พิมพ์ไม่ได้: “字” “漢” ให้แก้ชื่อหรือข้อความที่มีตัวอักษรนี้แล้วพิมพ์ใหม่"
    ]


@pytest.mark.parametrize("address", [PAGE, FILE.format("pdf"), FILE.format("csv")])
def test_outside_ones_scope_there_is_no_such_form(
    client, contract, outsider, other_district_officer, other_province_officer, address
):
    for user in (outsider, other_district_officer, other_province_officer):
        client.force_login(user)
        assert client.get(address).status_code == 404


def test_district_province_and_department_have_it_too(
    client, contract, district_officer, province_officer, department
):
    for user in (district_officer, province_officer, department):
        client.force_login(user)
        assert client.get(PAGE).context["form"].households == 1


@pytest.mark.parametrize("file_format", ["doc", "exe", "PDF", "html"])
def test_another_format_is_not_found(client, treasurer, file_format):
    client.force_login(treasurer)

    assert client.get(FILE.format(file_format)).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, institution):
    answer = client.get(FILE.format("csv"))

    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/sign-in/?next={FILE.format('csv')}",
    )
