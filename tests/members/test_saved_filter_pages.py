from urllib.parse import urlencode

import pytest

from members.models import AuditEntry, SavedFilter
from members.saving_filters import keep_filter, remove_filter
from tests.builders import make_user
from tests.pages import facts, main_texts, rows, texts

pytestmark = pytest.mark.django_db

QUERY = urlencode({"q": "ทองม้วน", "state": "several"})


def keep(user, name="บ้านที่รอ", query=QUERY):
    return keep_filter(user, page="households", query=query, name=name)


@pytest.fixture
def colleague(institution):
    return make_user("committee", institution=institution)


def chips(client, address="/households/"):
    return main_texts(client.get(address), "kept-filters")


def test_a_search_is_kept_from_the_list_and_stands_above_it(client, treasurer, household):
    client.force_login(treasurer)
    assert chips(client) == []
    found = client.get(f"/households/?{QUERY}&fund=&sort=-owed&page=1")
    assert main_texts(found, "kept-filters") == ["ดูทั้งหมด เก็บการค้นหานี้ไว้ใช้อีก"]
    keep_url = found.context["keep_url"]
    page = client.get(keep_url)

    assert facts(page) == {
        "รายการ": "ครัวเรือน",
        "เงื่อนไข": "ค้นหา “ทองม้วน” · สถานะ: มีหนี้หลายกองทุน",
    }
    assert page.context["form"].initial["name"] == "ค้นหา “ทองม้วน” · สถานะ: มีหนี้หลายกองทุน"
    answer = client.post(keep_url, {"name": "บ้านที่รอ", "shared_in": ""})
    kept = SavedFilter.objects.get()

    assert (kept.query, kept.institution) == (f"{QUERY}&sort=-owed", None)
    assert answer.url == f"/households/?{kept.query}"
    again = client.get(answer.url)
    assert texts(again, "notice-body") == ["เก็บตัวกรอง “บ้านที่รอ” แล้ว ครั้งหน้ากดชื่อนี้เหนือรายการได้เลย"]
    assert (
        f'<a href="{answer.url.replace("&", "&amp;")}" aria-current="true">'
        in again.content.decode()
    )
    assert chips(client) == ["ดูทั้งหมด บ้านที่รอ เปลี่ยนชื่อหรือลบตัวกรอง"]
    assert chips(client, "/contracts/") == []


def test_a_committee_member_shares_a_search_with_the_others(
    client, treasurer, colleague, institution, household
):
    client.force_login(treasurer)
    keep_url = f"/filters/keep/households/?{QUERY}"
    choices = client.get(keep_url).context["form"]["shared_in"]
    assert [box.choice_label for box in choices] == ["เฉพาะฉัน", "กรรมการทุกคนของบ้านทดลอง"]
    client.post(keep_url, {"name": "บ้านที่รอ", "shared_in": institution.pk})

    client.force_login(colleague)
    assert chips(client) == ["ดูทั้งหมด บ้านที่รอ (ใช้ร่วมกันทั้งคณะกรรมการ) เปลี่ยนชื่อหรือลบตัวกรอง"]
    assert rows(client.get("/filters/"))[1][:2] == [
        "บ้านที่รอ",
        f"กรรมการทุกคนของบ้านทดลอง เก็บโดย {treasurer}",
    ]


def test_an_officer_keeps_searches_for_themselves_alone(client, district_officer):
    client.force_login(district_officer)
    form = client.get(f"/filters/keep/contracts/?{urlencode({'q': '1/2560'})}").context["form"]

    assert [*form.fields] == ["name"]


def test_the_form_says_what_is_wrong_beside_the_field(client, treasurer, other_institution):
    keep(treasurer)
    client.force_login(treasurer)
    address = f"/filters/keep/households/?{QUERY}"

    nameless = client.post(address, {"name": "", "shared_in": other_institution.pk})
    taken = client.post("/filters/keep/households/?q=32", {"name": "บ้านที่รอ"})

    assert nameless.context["form"].errors == {
        "name": ["กรุณาตั้งชื่อตัวกรอง"],
        "shared_in": ["ไม่มีตัวเลือกนี้แล้ว กรุณาเลือกใหม่"],
    }
    assert taken.context["form"].non_field_errors() == ["มีตัวกรองชื่อ “บ้านที่รอ” แล้ว กรุณาตั้งชื่ออื่น"]
    nothing = client.get("/filters/keep/households/?state=bogus&q=")
    assert main_texts(nothing, "h2") == ["ยังไม่ได้เลือกเงื่อนไข"]
    assert client.get("/filters/keep/elsewhere/").status_code == 404


def test_removing_asks_nothing_and_is_undone_in_one_press(client, treasurer, district_officer):
    for user in (treasurer, district_officer):
        kept = keep(user, query="state=none")
        client.force_login(user)

        said = client.post(f"/filters/{kept.pk}/remove/", follow=True)
        entry = AuditEntry.objects.get(act="filter_removed", actor=user)
        assert texts(said, "notice-body") == ["ลบตัวกรอง “บ้านที่รอ” แล้ว เลิกทำ"]
        assert main_texts(said, "h2") == ["ยังไม่มีตัวกรองที่เก็บไว้"]
        back = client.post(f"/undo/{entry.pk}/", {"next": "/filters/"}, follow=True)

        assert texts(back, "notice-body") == ["เลิกทำแล้ว: ลบตัวกรองของตนเอง"]
        assert SavedFilter.objects.get(user=user).name == "บ้านที่รอ"


def test_nobody_takes_back_what_concerned_another_user_alone(
    client, treasurer, colleague, department
):
    entry = remove_filter(keep(treasurer), actor=treasurer)

    for user in (colleague, department):
        client.force_login(user)
        assert client.post(f"/undo/{entry.pk}/").status_code == 404
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "outsider", "district_officer", "department"])
def test_another_users_own_search_is_not_there(who, client, treasurer, request):
    kept = keep(treasurer)
    client.force_login(request.getfixturevalue(who))

    answers = [
        client.post(f"/filters/{kept.pk}/{what}/", {"name": "x"}).status_code
        for what in ("rename", "remove")
    ]

    assert answers == [404, 404]
    assert main_texts(client.get("/filters/"), "h2") == ["ยังไม่มีตัวกรองที่เก็บไว้"]


def test_more_searches_need_no_more_queries(client, treasurer, django_assert_max_num_queries):
    client.force_login(treasurer)
    keep(treasurer)
    counts = []
    for number in range(3):
        with django_assert_max_num_queries(30) as made:
            client.get("/filters/")
            client.get("/households/")
        counts.append(len(made.captured_queries))
        keep(treasurer, name=f"อีก {number}")

    assert counts[1:] == [counts[1]] * 2
