import json

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from members.text_size import LARGEST, SMALLEST, change_text_size
from tests.pages import texts

pytestmark = pytest.mark.django_db

PAGE = "/funds/"


def press(client, step, **extra):
    return client.post("/text-size/", {"step": step, "next": PAGE}, **extra)


def html_class(client, page=PAGE):
    return client.get(page).content.decode().split("<html", 1)[1].split(">", 1)[0].strip()


def test_letters_grow_and_shrink_by_a_tenth_between_90_and_150(treasurer):
    larger = [change_text_size(treasurer, "larger").text_size for _press in range(6)]
    smaller = [change_text_size(treasurer, "smaller").text_size for _press in range(7)]

    assert larger == [110, 120, 130, 140, 150, 150]
    assert smaller == [140, 130, 120, 110, 100, 90, 90]


@pytest.mark.parametrize("size", [SMALLEST - 1, LARGEST + 1])
def test_the_database_keeps_a_size_that_can_be_read(treasurer, size):
    with pytest.raises(IntegrityError, match="user_text_size_can_be_read"), transaction.atomic():
        type(treasurer).objects.filter(pk=treasurer.pk).update(text_size=size)


def test_the_size_stays_with_the_user_on_every_page(client, treasurer, district_officer):
    client.force_login(treasurer)
    answer = press(client, "larger")

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert html_class(client) == html_class(client, "/") == 'lang="th" class="text-110"'
    client.force_login(district_officer)
    assert html_class(client) == 'lang="th" class="text-100"'


def test_a_page_nobody_has_signed_in_to_has_the_plain_size(client, treasurer):
    client.force_login(treasurer)
    press(client, "larger")
    client.logout()

    assert html_class(client, "/sign-in/") == 'lang="th"'


def test_a_page_with_javascript_keeps_what_was_typed_and_takes_the_size_on(client, treasurer):
    client.force_login(treasurer)

    answer = press(client, "smaller", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert json.loads(answer["HX-Trigger"]) == {
        "text-size": {"size": 90, "said": "ขนาดตัวอักษรร้อยละ 90 ของขนาดปกติ"}
    }


def test_at_the_end_of_the_range_it_is_said(client, treasurer):
    client.force_login(treasurer)
    press(client, "smaller")
    press(client, "smaller")

    assert texts(client.get(PAGE), "notice-body") == ["ตัวอักษรเล็กที่สุดแล้ว"]


@pytest.mark.parametrize("step", ["", "150", "huge"])
def test_an_unknown_wish_changes_nothing(client, treasurer, step):
    client.force_login(treasurer)

    assert press(client, step).url == client.get("/text-size/").url == "/"
    treasurer.refresh_from_db()
    assert treasurer.text_size == 100


def test_the_way_back_never_leads_to_another_site(client, treasurer):
    client.force_login(treasurer)

    answer = client.post("/text-size/", {"step": "larger", "next": "//evil.example/"})

    assert answer.url == "/"


def test_signed_out_meanwhile_the_whole_page_opens_anew(client, db):
    part = client.get("/households/", headers={"HX-Request": "true"}, follow=True)
    whole = client.get("/households/", follow=True)

    assert part["HX-Refresh"] == "true"
    assert "HX-Refresh" not in whole
    assert part.redirect_chain == [("/sign-in/?next=/households/", 302)]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pressing_the_button_keeps_the_page_and_what_was_typed_in_it(
    chromium, live_server, client, treasurer
):
    client.force_login(treasurer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = chromium.new_context(base_url=live_server.url)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto("/filters/keep/households/?q=ทดลอง")
    page.fill("input[name=name]", "พิมพ์ค้างไว้")
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")

    page.click("button[value=larger]")
    page.wait_for_selector("html.text-110")

    assert page.input_value("input[name=name]") == "พิมพ์ค้างไว้"
    after = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert after == pytest.approx(before * 1.1, abs=0.01)
    assert page.inner_text("#text-size-said") == "ขนาดตัวอักษรร้อยละ 110 ของขนาดปกติ"
    page.reload()
    assert page.get_attribute("html", "class") == "text-110"
    context.close()
