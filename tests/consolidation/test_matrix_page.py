"""The matrix as a page and a file: every number opens to exactly so many names."""

import csv
import io
import re
from html import unescape

import openpyxl
import pytest
from django.utils.timezone import localdate

from consolidation.stages import Stage
from members.models import AuditEntry
from tests.builders import make_household, make_institution
from tests.consolidation.staged import make_at
from tests.pages import main, main_texts, rows

pytestmark = pytest.mark.django_db
URL = "/matrix/"
LINK = re.compile(
    r'<td[^>]*><span>?\s*<a href="([^"]+)">([\d,]+)<|<td[^>]*><a href="([^"]+)">([\d,]+)<'
)


@pytest.fixture
def country(institution, other_institution, treasurer):
    """Households at every stage in four institutions of three districts."""
    sister = make_institution(moo=93, name="บ้านพี่น้อง")
    far = make_institution("341401", moo=94, name="บ้านไกล")
    for number, place in enumerate((institution, sister, other_institution, far), 1):
        for step, stage in enumerate(Stage):
            for _household in range((number + step) % 3):
                make_at(stage, place, treasurer)
    return far


def opened(client, page) -> list[tuple[str, int, int]]:
    """Each number of the page that leads somewhere, and how many names stand there."""
    links = [
        (url or alone, number or single) for url, number, alone, single in LINK.findall(main(page))
    ]
    return [
        (unescape(url), int(number.replace(",", "")), names_at(client, unescape(url)))
        for url, number in links
    ]


def names_at(client, url: str) -> int:
    """How many households the list says it found."""
    said = main_texts(client.get(url), "found-count")[0]
    return int(re.search(r"[\d,]+", said).group().replace(",", ""))


@pytest.mark.parametrize(
    ("who", "area"),
    [
        ("treasurer", ""),
        ("district_officer", ""),
        ("district_officer", "3312"),
        ("other_district_officer", ""),
        ("province_officer", ""),
        ("province_officer", "3312"),
        ("department", ""),
        ("department", "33"),
        ("department", "3305"),
    ],
)
def test_every_number_opens_to_as_many_names(who, area, client, country, request):
    client.force_login(request.getfixturevalue(who))
    page = client.get(URL, {"area": area} if area else {})
    found = opened(client, page)

    assert len(found) >= 8
    assert [(url, number) for url, number, _names in found] == [
        (url, names) for url, _number, names in found
    ]


@pytest.mark.parametrize(
    ("who", "area", "status"),
    [
        ("treasurer", "3312", 404),
        ("district_officer", "3312", 200),
        ("district_officer", "33", 404),
        ("district_officer", "3305", 404),
        ("province_officer", "33", 200),
        ("province_officer", "3305", 200),
        ("province_officer", "34", 404),
        ("department", "34", 200),
        ("department", "99", 404),
        ("department", "๓๓", 404),
        ("department", "3" * 400, 404),
        ("department", "3\x00", 404),
    ],
)
def test_an_area_one_does_not_oversee_is_not_there(who, area, status, client, country, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(URL, {"area": area}).status_code == status
    assert client.get("/matrix.csv", {"area": area}).status_code == status


def test_the_page_says_the_places_the_stages_and_their_sums(
    client, institution, treasurer, district_officer
):
    make_household(institution)
    make_at(Stage.APPROVED, institution, treasurer)
    make_at(Stage.APPROVED, make_institution(moo=93, name="บ้านพี่น้อง"), treasurer)
    client.force_login(district_officer)

    found = rows(client.get(URL))

    nought = ["0"] * 5
    assert found[0] == ["สถาบัน", *Stage.labels, "รวม"]
    assert [[re.sub(" .*", "", cell) for cell in row] for row in found[1:]] == [
        ["บ้านทดลอง", "1", "0", "0", "0", "1", *nought, "2"],
        ["บ้านพี่น้อง", "0", "0", "0", "0", "1", *nought, "1"],
        ["รวม", "1", "0", "0", "0", "2", *nought, "3"],
    ]


def test_what_waits_longer_than_a_week_says_so_in_words(
    client, institution, treasurer, district_officer
):
    make_at(Stage.SUBMITTED, institution, treasurer)
    make_at(Stage.RETURNED, institution, treasurer, on=localdate())
    client.force_login(district_officer)

    cells = rows(client.get(URL))[1]

    days = (localdate() - institution.households.first().cases.get().opened_on).days
    assert cells[3] == f"1 ครัวเรือน รออำเภอตรวจ บ้านทดลอง นานสุด {days} วัน เกิน 7 วัน"
    assert cells[4] == "1 ครัวเรือน กำลังแก้ไข บ้านทดลอง นานสุด 0 วัน"


def test_a_district_opens_its_institutions_and_leads_back(client, country, department):
    client.force_login(department)

    country_page, province, district = (
        client.get(URL, {"area": area} if area else {}) for area in ("", "33", "3312")
    )

    assert '<a href="/matrix/?area=33">ศรีสะเกษ</a>' in main(country_page)
    assert '<a href="/matrix/?area=3312">ห้วยทับทัน</a>' in main(province)
    assert main_texts(district, "h1") == ["สถานะครัวเรือน อำเภอห้วยทับทัน"]
    assert main_texts(district, "breadcrumb-item") == [
        "งานของฉัน",
        "สถานะครัวเรือน",
        "จังหวัดศรีสะเกษ",
        "อำเภอห้วยทับทัน",
    ]


def test_the_district_of_an_officer_leads_back_no_further_than_they_see(
    client, country, district_officer
):
    client.force_login(district_officer)

    page = client.get(URL, {"area": "3312"})

    assert main_texts(page, "breadcrumb-item") == ["งานของฉัน", "สถานะครัวเรือน", "อำเภอห้วยทับทัน"]


def test_without_households_or_institutions_it_says_when_there_will_be_some(
    client, institution, district_officer, other_province_officer
):
    client.force_login(district_officer)
    assert main_texts(client.get(URL), "h2") == ["ยังไม่มีครัวเรือนให้นับ"]

    client.force_login(other_province_officer)
    assert main_texts(client.get(URL), "h2") == ["ยังไม่มีสถาบันให้นับ"]


def test_the_file_says_the_same_as_the_page_in_numbers(client, country, district_officer):
    client.force_login(district_officer)
    page = rows(client.get(URL))

    answer = client.get("/matrix.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    found = [[cell.value for cell in row] for row in book["สถานะครัวเรือน"].iter_rows()]
    assert found[0] == [*page[0], "รออำเภอตรวจ นานสุด (วัน)", "กำลังแก้ไข นานสุด (วัน)"]
    assert [row[0] for row in found[1:]] == [row[0].partition(" ")[0] for row in page[1:]]
    assert [row[1:12] for row in found[1:]] == [
        [int(re.match(r"\d+", cell).group()) for cell in row[1:]] for row in page[1:]
    ]


def test_taking_the_file_out_stands_in_the_record(client, country, province_officer):
    client.force_login(province_officer)

    answer = client.get("/matrix.csv", {"area": "3312"})

    written = [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))]
    entry = AuditEntry.objects.get(act="exported")
    assert ([row[0] for row in written[:4]]) == ["สถาบัน", "บ้านทดลอง", "บ้านพี่น้อง", "รวม"]
    assert (entry.actor, entry.sentence) == (
        province_officer,
        "ส่งออกตารางสถานะครัวเรือน อำเภอห้วยทับทัน 2 สถาบัน",
    )


def test_a_file_of_another_kind_is_not_there(client, district_officer):
    client.force_login(district_officer)

    assert client.get("/matrix.pdf").status_code == 404


@pytest.mark.parametrize("query", ["stage=x", "stage=", "area=99", "area=3312%00", "area=34"])
def test_a_stage_or_area_that_is_none_is_ignored(query, client, institution, province_officer):
    make_household(institution)
    client.force_login(province_officer)

    assert names_at(client, f"/households/?{query}") == 1


def test_from_each_institution_a_way_leads_to_what_is_overdue_there(
    client, institution, district_officer, province_officer
):
    make_household(institution)
    client.force_login(district_officer)
    page = client.get(URL)
    way = f"/arrears/of/{institution.code}/"

    assert re.findall(r'href="(/arrears/[^"]+)"', main(page)) == [way]
    assert client.get(way).status_code == 200
    client.force_login(province_officer)
    assert "/arrears/" not in main(client.get(URL))
