"""What a person is told: who sees it, how it is read, the counter on every page."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Notice
from members.notices import notices_of, read_notices, tell, unread_in_words
from tests.builders import AS_OF, make_user
from tests.pages import main_texts, rows, texts

pytestmark = pytest.mark.django_db
URL = "/notices/"


@pytest.fixture
def told(institution, treasurer):
    """Tell the treasurer so many things, and answer with the last."""

    def tell_them(number=1, *, url="/households/", to=treasurer):
        before = Notice.objects.count()
        for place in range(before + 1, before + number + 1):
            words = {"key": f"test:{place}", "sentence": f"เรื่องที่ {place}", "url": url}
            tell([to], institution=institution, **words)
        return Notice.objects.latest("pk")

    return tell_them


def read_words() -> list[bool]:
    """Oldest first, whether each was read."""
    read = Notice.objects.order_by("pk").values_list("read_at", flat=True)
    return [at is not None for at in read]


def test_the_page_says_newest_first_and_what_is_unread(client, treasurer, told):
    told(2)
    read_notices(Notice.objects.filter(sentence="เรื่องที่ 1"), at=timezone.now())
    client.force_login(treasurer)

    page = client.get(URL)

    assert [row[:2] for row in rows(page)] == [
        ["ข้อความ", "สถานะ"],
        ["เรื่องที่ 2", "ยังไม่อ่าน"],
        ["เรื่องที่ 1", "อ่านแล้ว"],
    ]
    assert main_texts(page, "unread") == ["เรื่องที่ 2"]


def test_nothing_told_yet_says_why_and_offers_no_button(client, treasurer):
    client.force_login(treasurer)

    page = client.get(URL)

    assert main_texts(page, "h2") == ["ยังไม่มีการแจ้งเตือน"]
    assert main_texts(page, "button") == []


def test_pressing_a_notice_reads_it_and_goes_where_it_leads(client, treasurer, told):
    told()
    notice = told(url="/contracts/?unpaid=true")
    client.force_login(treasurer)

    answer = client.post(f"{URL}{notice.pk}/open/")

    assert (answer.status_code, answer.url) == (302, "/contracts/?unpaid=true")
    assert read_words() == [False, True]


def test_pressed_again_it_stays_read_since_the_first_time(client, treasurer, told):
    notice = told()
    client.force_login(treasurer)
    client.post(f"{URL}{notice.pk}/open/")
    first = Notice.objects.get().read_at

    answer = client.post(f"{URL}{notice.pk}/open/")

    assert (answer.url, Notice.objects.get().read_at) == ("/households/", first)


@pytest.mark.parametrize(
    "url",
    ["https://bad.example/", "//bad.example/", "javascript:alert(1)", "/\\bad.example", "bad", ""],
)
def test_whatever_stands_in_a_notice_it_leads_to_no_other_site(url, client, treasurer, told):
    notice = told(url=url)
    client.force_login(treasurer)

    assert client.post(f"{URL}{notice.pk}/open/").url == URL


def test_looking_at_the_buttons_address_reads_nothing(client, treasurer, told):
    notice = told()
    client.force_login(treasurer)
    answers = [client.get(f"{URL}{way}/") for way in (f"{notice.pk}/open", "read")]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, URL), (302, URL)]
    assert read_words() == [False]


def test_all_that_the_page_showed_is_read_and_what_came_meanwhile_is_not(client, treasurer, told):
    shown = told(2)
    told()
    client.force_login(treasurer)

    page = client.post(f"{URL}read/", {"newest": shown.pk}, follow=True)

    assert read_words() == [True, True, False]
    assert main_texts(page, "notice-body") == ["ทำเครื่องหมายว่าอ่านแล้ว 2 เรื่อง"]


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 30, "²", "\x00"])
def test_an_odd_wish_to_read_all_changes_nothing(newest, client, treasurer, told):
    told()
    client.force_login(treasurer)

    assert client.post(f"{URL}read/", {"newest": newest}).url == URL
    assert read_words() == [False]


@pytest.mark.parametrize("who", ["outsider", "colleague", "district_officer", "department"])
def test_nobody_elses_notice_is_seen_or_read(who, client, told, institution, request):
    notice = told()
    colleague = make_user("committee", institution=institution)
    other = colleague if who == "colleague" else request.getfixturevalue(who)
    client.force_login(other)

    assert "เรื่องที่ 1" not in client.get(URL).content.decode()
    assert client.get(f"{URL}{notice.pk}/open/").status_code == 404
    assert client.post(f"{URL}{notice.pk}/open/").status_code == 404
    client.post(f"{URL}read/", {"newest": notice.pk})
    assert read_words() == [False]


def test_of_a_place_where_ones_office_has_ended_nothing_is_seen(
    institution, other_institution, treasurer, told
):
    told()
    treasurer.offices.create(role="committee", institution=other_institution, started_on=AS_OF)
    treasurer.offices.filter(institution=institution).update(ended_on=AS_OF)

    assert [*notices_of(treasurer)] == []
    assert unread_in_words(treasurer) == ""


@pytest.mark.parametrize(
    ("number", "words"), [(0, ""), (1, "1"), (99, "99"), (100, "99+"), (130, "99+")]
)
def test_the_counter_counts_to_ninety_nine(number, words, treasurer, told):
    told(number) if number else None

    assert unread_in_words(treasurer) == words


def test_the_counter_is_on_every_page_and_gone_when_all_is_read(client, treasurer, told):
    told(3)
    client.force_login(treasurer)
    assert texts(client.get("/households/"), "told") == ["การแจ้งเตือน 3 เรื่องยังไม่อ่าน"]

    read_notices(notices_of(treasurer), at=timezone.now())

    assert texts(client.get("/households/"), "told") == ["การแจ้งเตือน"]


@pytest.mark.parametrize("role", ["treasurer", "district_officer", "department"])
def test_the_counter_is_one_query_however_many_there_are(role, told, request):
    user = request.getfixturevalue(role)
    told(120, to=user)
    list(user.offices_in_force)

    with CaptureQueriesContext(connection) as asked:
        assert unread_in_words(user) == "99+"

    assert len(asked) == 1


def test_the_list_asks_as_much_for_thirty_as_for_one(client, treasurer, told):
    client.force_login(treasurer)
    told()
    with CaptureQueriesContext(connection) as of_one:
        client.get(URL)
    told(29)
    with CaptureQueriesContext(connection) as of_thirty:
        page = client.get(URL)

    assert (len(rows(page)), len(of_thirty)) == (31, len(of_one))


def test_what_was_told_is_neither_changed_nor_removed(told):
    notice = told()

    for change in (
        lambda: Notice.objects.filter(pk=notice.pk).update(sentence="อื่น"),
        lambda: Notice.objects.filter(pk=notice.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Notice.objects.get().sentence == "เรื่องที่ 1"
