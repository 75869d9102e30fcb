"""The first page of district, province and department: what waits, for how long, and one button."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from consolidation.stages import Stage
from consolidation.worklist import BetweenLevels, Waits, between_levels
from tests.builders import make_areas, make_household
from tests.consolidation.staged import make_at
from tests.pages import main, main_texts

pytestmark = pytest.mark.django_db


def home(client, user):
    client.force_login(user)
    return client.get("/")


def days_ago(days: int):
    return localdate() - timedelta(days=days)


@pytest.fixture
def waiting(institution, treasurer):
    """Three wait for the district, one of them too long; one was sent back nine days ago."""
    for days in (0, 7, 8):
        make_at(Stage.SUBMITTED, institution, treasurer, on=days_ago(days))
    make_at(Stage.RETURNED, institution, treasurer, on=days_ago(9))
    make_at(Stage.APPROVED, institution, treasurer, on=days_ago(30))


@pytest.mark.parametrize("who", ["district_officer", "province_officer", "department", "treasurer"])
def test_what_waits_is_counted_by_who_is_to_act_and_how_long(who, waiting, request):
    found = between_levels(request.getfixturevalue(who), today=localdate())

    assert found == BetweenLevels(
        submitted=Waits(count=3, days=8, stale=1), returned=Waits(count=1, days=9, stale=1)
    )


@pytest.mark.parametrize("who", ["outsider", "other_district_officer", "other_province_officer"])
def test_nothing_of_elsewhere_is_counted(who, waiting, request):
    found = between_levels(request.getfixturevalue(who), today=localdate())

    assert found == BetweenLevels(submitted=Waits(), returned=Waits())


def test_the_district_is_led_to_its_reviews(client, waiting, district_officer):
    page = home(client, district_officer)

    assert main_texts(page, "h2")[:2] == ["สิ่งที่รออยู่", "ความก้าวหน้า"]
    assert main_texts(page, "card-plain") == [
        "รออำเภอตรวจ 3 ครัวเรือน เกิน 7 วัน 1 ครัวเรือน รายที่รอนานสุด 8 วัน เปิดรายการรอตรวจ",
        "รอกรรมการแก้ไข 1 ครัวเรือน เกิน 7 วัน 1 ครัวเรือน รายที่รอนานสุด 9 วัน ดูรายชื่อ",
    ]
    assert main_texts(page, "btn-primary") == ["ตรวจครัวเรือน"]
    assert main_texts(page, "btn-secondary") == ["ตั้งสถาบันใหม่", "สถานะทุกครัวเรือน"]
    assert main(page).count('href="/reviews/"') == 2


@pytest.mark.parametrize("who", ["province_officer", "department"])
def test_who_only_reads_is_led_to_the_figures(who, client, waiting, request):
    page = home(client, request.getfixturevalue(who))

    assert main_texts(page, "h2")[:2] == ["สิ่งที่รออยู่", "ความก้าวหน้า"]
    assert main_texts(page, "btn-primary") == ["สถานะทุกครัวเรือน"]
    assert main_texts(page, "card-action") == ["ดูรายชื่อ", "ดูรายชื่อ"]
    assert "/reviews/" not in main(page)


def test_the_cards_open_as_many_names_as_they_count(client, waiting, province_officer):
    client.force_login(province_officer)

    said = [
        main_texts(client.get(f"/households/?stage={stage}"), "found-count")
        for stage in ("submitted", "returned")
    ]

    assert said == [["พบ 3 ครัวเรือน"], ["พบ 1 ครัวเรือน"]]


def test_when_nothing_waits_the_figures_are_next(client, institution, district_officer):
    make_household(institution)

    page = home(client, district_officer)

    assert main_texts(page, "card-plain") == []
    assert main_texts(page, "p")[0] == (
        "ไม่มีครัวเรือนรอตรวจ เมื่อกรรมการส่งรายชื่อมา จะขึ้นที่นี่และในการแจ้งเตือน"
    )
    assert main_texts(page, "btn-primary") == ["สถานะทุกครัวเรือน"]


def test_a_district_without_institutions_founds_its_first(client, district_officer, institution):
    district_officer.offices.update(area="3414")
    make_areas()

    page = home(client, district_officer)

    assert main_texts(page, "h2") == ["ยังไม่มีสถาบันในเขตของท่าน"]
    assert main_texts(page, "btn") == ["ตั้งสถาบันใหม่"]


def test_the_committee_has_its_own_page_without_the_officers_cards(client, waiting, treasurer):
    page = home(client, treasurer)

    assert "รอกรรมการแก้ไข" not in main(page)
    assert 'href="/matrix/"' not in main(page)


def test_the_first_page_asks_as_much_for_many_as_for_one(
    client, institution, treasurer, district_officer
):
    make_at(Stage.SUBMITTED, institution, treasurer)
    home(client, district_officer)  # what was written is counted once, then kept
    with CaptureQueriesContext(connection) as of_one:
        client.get("/")
    for _household in range(5):
        make_at(Stage.SUBMITTED, institution, treasurer)
    client.get("/")
    with CaptureQueriesContext(connection) as of_six:
        client.get("/")

    assert len(of_six) == len(of_one)
