"""Somebody with several offices acts in one at a time, and switches in the header."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from fundinst.templatetags.thai import thai_date
from members.models import Household, Institution
from members.office_terms import end_office
from tests.builders import make_household, make_institution, make_person
from tests.pages import facts, main, main_texts, rows, texts

pytestmark = pytest.mark.django_db

LONG_AGO = date(2016, 1, 1)


@pytest.fixture
def neighbour(institution) -> Institution:
    return make_institution(moo=12, name="บ้านใกล้เคียง")


@pytest.fixture
def both(institution, neighbour, treasurer):
    """The treasurer, on two committees, with a household in each."""
    treasurer.offices.create(role="committee", institution=neighbour, started_on=LONG_AGO)
    for place, name in ((institution, "นางหนึ่ง ที่ทดลอง"), (neighbour, "นางสอง ใกล้เคียง")):
        make_person(make_household(place), name)
    return treasurer


def acted_in(page) -> list[str]:
    return texts(page, "office-name")


def switch(client, user, institution):
    office = user.offices.get(institution=institution)
    return client.post("/switch-office/", {"office": office.pk}, follow=True)


def test_at_first_it_is_the_first_office_and_only_its_households_are_there(client, both):
    client.force_login(both)
    page = client.get("/households/")

    assert acted_in(page) == ["กรรมการสถาบัน บ้านทดลอง"]
    assert texts(page, "office-switch") == ["เปลี่ยนหน้าที่ ทำในหน้าที่ กรรมการสถาบัน บ้านใกล้เคียง"]
    assert ("ที่ทดลอง" in page.content.decode(), "สอง ใกล้เคียง" in page.content.decode()) == (
        True,
        False,
    )


def test_after_switching_the_other_one_is_all_there_is(client, both, neighbour):
    client.force_login(both)
    page = switch(client, both, neighbour)

    assert main_texts(page, "notice-success") == ["ตอนนี้ท่านทำในหน้าที่กรรมการสถาบัน บ้านใกล้เคียง"]
    assert acted_in(page) == ["กรรมการสถาบัน บ้านใกล้เคียง"]
    listed = client.get("/households/").content.decode()
    assert ("นางหนึ่ง" in listed, "นางสอง" in listed) == (False, True)


def test_who_has_one_office_is_offered_no_switch(client, treasurer):
    client.force_login(treasurer)
    assert texts(client.get("/"), "office-switch") == []


def test_a_strangers_office_is_not_there_and_an_ended_one_cannot_be_chosen(
    client, both, outsider, neighbour
):
    client.force_login(both)
    for asked in (str(outsider.offices.get().pk), "", "x", "9" * 40):
        assert client.post("/switch-office/", {"office": asked}).status_code == 404
    both.offices.filter(institution=neighbour).update(ended_on=LONG_AGO)
    page = switch(client, both, neighbour)

    assert main_texts(page, "notice-warning") == ["หน้าที่นี้สิ้นสุดแล้ว หรือยังไม่เริ่ม จึงเลือกไม่ได้"]
    assert acted_in(page) == ["กรรมการสถาบัน บ้านทดลอง"]


def test_when_the_office_acted_in_ends_the_next_page_says_so_and_goes_on_in_the_other(
    client, both, neighbour, district_officer
):
    client.force_login(both)
    switch(client, both, neighbour)
    today = timezone.localdate()
    end_office(both.offices.get(institution=neighbour), on=today, actor=district_officer)
    page = client.get("/households/")

    assert main_texts(page, "notice-warning") == [
        "หน้าที่ที่ท่านทำอยู่สิ้นสุดแล้ว ตอนนี้ท่านทำในหน้าที่กรรมการสถาบัน บ้านทดลอง"
    ]
    assert main_texts(client.get("/households/"), "notice-warning") == []
    assert acted_in(page) == ["กรรมการสถาบัน บ้านทดลอง"]


def test_a_committee_member_who_is_district_officer_too_does_each_in_its_own_office(
    client, treasurer, institution, household
):
    treasurer.offices.create(role="district", area_id="3312", started_on=date(2020, 1, 1))
    client.force_login(treasurer)
    address = f"/households/{household.pk}/select/"
    as_committee = client.get(address).status_code, client.get("/users/").status_code
    district = treasurer.offices.get(role="district")
    client.post("/switch-office/", {"office": district.pk})
    as_officer = client.get(address).status_code, client.get("/users/").status_code

    assert (as_committee, as_officer) == ((200, 403), (403, 200))


def test_a_link_to_the_switch_leads_home(client, both):
    client.force_login(both)
    assert client.get("/switch-office/").url == "/"


def test_whose_office_has_ended_is_told_since_when_and_whom_to_call(client, treasurer):
    treasurer.offices.update(ended_on=date(2026, 9, 30))
    client.force_login(treasurer)
    page = client.get("/")

    assert page.status_code == 403
    said = main_texts(page, "measure")[0]
    assert "พ้นหน้าที่ กรรมการสถาบัน บ้านทดลอง ตั้งแต่ 1 ตุลาคม 2569" in said
    assert "โทรหาสำนักงานพัฒนาชุมชนอำเภอห้วยทับทัน ให้ต่อหรือเพิ่มหน้าที่" in said


@pytest.mark.parametrize(
    ("who", "whom"),
    [
        ("district_officer", "สำนักงานพัฒนาชุมชนจังหวัดศรีสะเกษ"),
        ("province_officer", "ผู้ดูแลระบบของกรมการพัฒนาชุมชน"),
    ],
)
def test_officers_are_told_to_call_the_level_above(who, whom, client, request):
    user = request.getfixturevalue(who)
    tomorrow = timezone.localdate() + timedelta(days=1)
    user.offices.update(started_on=tomorrow)
    client.force_login(user)
    said = main_texts(client.get("/"), "measure")[0]

    assert whom in said
    assert "ถึงวันนั้นแล้วเข้าใช้ได้ทันที" in said


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def hidden_in(page) -> dict[str, str]:
    """The hidden fields of the page's own forms."""
    return dict(HIDDEN.findall(main(page)))


@pytest.fixture
def typed_before(client, both, neighbour, institution):
    """The form of a new house number, opened in the first office, sent after switching away."""
    client.force_login(both)
    home = institution.households.get()
    address = f"/households/{home.pk}/info/house/"
    opened = hidden_in(client.get(address))
    switch(client, both, neighbour)
    return home, address, {**opened, "house_number": "77"}


def test_a_form_of_another_office_is_not_lost_and_is_sent_after_switching_back(
    client, typed_before, both
):
    home, address, typed = typed_before

    stale = client.post(address, typed)
    by_then = Household.objects.get(pk=home.pk).house_number
    sent = client.post("/kept/send/", hidden_in(stale))
    done = client.post(sent["Location"], hidden_in(stale))

    assert (stale.status_code, acted_in(stale)) == (409, ["กรรมการสถาบัน บ้านใกล้เคียง"])
    assert main_texts(stale, "lead") == [
        "หน้านี้เปิดในหน้าที่กรรมการสถาบัน บ้านทดลอง แต่ตอนนี้ท่านทำในหน้าที่กรรมการสถาบัน บ้านใกล้เคียง "
        "สิ่งที่พิมพ์ไว้ยังอยู่ครบ"
    ]
    assert (main_texts(stale, "button"), facts(stale)) == (["สลับกลับแล้วบันทึก"], {"บ้านเลขที่": "77"})
    assert (by_then, sent.status_code, done.status_code) == ("", 307, 302)
    assert Household.objects.get(pk=home.pk).house_number == "77"
    assert acted_in(client.get("/")) == ["กรรมการสถาบัน บ้านทดลอง"]


def test_without_the_press_the_user_stays_in_the_office_that_they_chose(client, typed_before):
    _home, address, typed = typed_before
    client.post(address, typed)

    assert acted_in(client.get("/")) == ["กรรมการสถาบัน บ้านใกล้เคียง"]
    assert Household.objects.filter(house_number="77").count() == 0


def test_what_both_offices_see_is_not_done_in_the_wrong_one(client, treasurer, institution):
    district = treasurer.offices.create(role="district", area_id="3312", started_on=LONG_AGO)
    client.force_login(treasurer)
    opened = hidden_in(client.get(f"/found/{institution.code}/name/"))
    client.post("/switch-office/", {"office": district.pk})

    answer = client.post(f"/found/{institution.code}/name/", {**opened, "name": "บ้านอื่น"})

    assert (answer.status_code, main_texts(answer, "button")) == (409, ["สลับกลับแล้วบันทึก"])
    institution.refresh_from_db()
    assert institution.name == "บ้านทดลอง"


def test_a_strangers_office_in_a_form_means_nothing(client, both, outsider, institution):
    client.force_login(both)
    home = institution.households.get()
    address = f"/households/{home.pk}/info/house/"
    opened = hidden_in(client.get(address))
    stranger = outsider.offices.get()

    answer = client.post(address, {**opened, "house_number": "7", "opened_in": stranger.pk})

    assert (answer.status_code, opened["opened_in"]) == (
        302,
        str(both.offices.get(institution=institution).pk),
    )


def test_who_has_one_office_is_asked_nothing(client, treasurer, household):
    client.force_login(treasurer)
    page = client.get(f"/households/{household.pk}/info/house/")

    assert "opened_in" not in page.content.decode()


@pytest.mark.parametrize("days", [0, -30])
def test_an_office_ended_on_the_day_it_began_reads_from_that_day_on_everywhere(
    client, neighbour, treasurer, district_officer, days
):
    began = timezone.localdate() + timedelta(days=days)
    treasurer.offices.all().delete()
    office = treasurer.offices.create(role="committee", institution=neighbour, started_on=began)
    end_office(office, on=began, actor=district_officer)
    client.force_login(district_officer)
    page = client.get(f"/users/{treasurer.pk}/")
    listed = client.get("/users/")
    client.force_login(treasurer)
    told = main_texts(client.get("/"), "measure")[0]

    short, long = thai_date(began, "medium"), thai_date(began)
    assert f"ตั้งแต่ {short} พ้นหน้าที่ตั้งแต่ {short}" in " ".join(main_texts(page, "panel"))
    assert f"ตั้งแต่ {short} พ้นหน้าที่ตั้งแต่ {short}" in str(rows(listed))
    assert f"ตั้งแต่ {long} จึงยังดูข้อมูลไม่ได้" in told
