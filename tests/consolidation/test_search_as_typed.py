"""The list follows what is typed, in a real browser, and is a plain form without JavaScript."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.builders import make_household, make_loan, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def village(institution, household, village_fund):
    for house, name in (("9", "นายกล้า ตัวแบบ"), ("10", "นางทองใบ ตัวแบบ")):
        home = make_household(institution, house)
        make_person(home, name)
        make_loan(home, village_fund, 700)
    return household


@pytest.fixture
def opened(chromium, live_server, client, treasurer):
    """The list of households as the signed-in treasurer opens it."""
    client.force_login(treasurer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    contexts = []

    def open_page(address="/households/", **options):
        context = chromium.new_context(base_url=live_server.url, **options)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def names(page):
    return page.locator("#found tbody th").all_inner_texts()


def asked(page):
    return {name: value[0] for name, value in parse_qs(urlsplit(page.url).query).items()}


def test_the_list_follows_the_keys_without_losing_the_focus(opened, village):
    page = opened()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.focus("#id_q")
    page.keyboard.type("ทองมวน", delay=20)
    expect(page.locator("#found-count")).to_have_text("พบ 1 ครัวเรือน")

    assert names(page) == ["นางทองม้วน แบบอย่าง"]
    assert (
        sum("/households/" in url for url in requests) == 1
    )  # 0.3 s after the last key, not one a key
    assert asked(page) == {"q": "ทองมวน"}
    assert page.evaluate("document.activeElement.id") == "id_q"
    assert page.input_value("#id_q") == "ทองมวน"
    for _key in range(3):
        page.keyboard.press("Backspace")
    expect(page.locator("#found-count")).to_have_text("พบ 2 ครัวเรือน")
    assert asked(page) == {"q": "ทอง"}


def test_a_choice_narrows_at_once_and_going_back_shows_what_was_there(opened, village, kkj):
    page = opened()
    page.select_option("#id_fund", str(kkj.pk))
    expect(page.locator("#found-count")).to_have_text("พบ 1 ครัวเรือน")
    assert asked(page) == {"fund": str(kkj.pk)}

    page.go_back()
    expect(page.locator("#found-count")).to_have_text("ทั้งหมด 3 ครัวเรือน")
    assert (asked(page), len(names(page))) == ({}, 3)


def test_the_region_that_is_read_out_stays_in_the_page(opened, village):
    page = opened()
    page.evaluate("window.region = document.getElementById('found-count')")
    page.fill("#id_q", "กล้า")
    expect(page.locator("#found-count")).to_have_text("พบ 1 ครัวเรือน")

    assert page.evaluate("window.region.isConnected") is True
    assert page.get_attribute("#found-count", "role") == "status"


def test_a_lost_network_is_said_in_words(opened, village):
    page = opened()
    page.context.set_offline(True)
    page.fill("#id_q", "กล้า")

    expect(page.locator("#found-count")).to_have_text(
        "ค้นหาไม่สำเร็จ อินเทอร์เน็ตอาจขาด ตรวจสัญญาณ แล้วกดปุ่มค้นหาอีกครั้ง"
    )
    page.context.set_offline(False)
    page.click("form[role=search] button")
    expect(page.locator("#found-count")).to_have_text("พบ 1 ครัวเรือน")


def test_without_javascript_it_is_a_form_with_a_button(opened, village):
    page = opened(java_script_enabled=False)
    page.fill("#id_q", "ทองใบ")
    page.select_option("#id_state", "one")
    page.click("form[role=search] button")

    assert names(page) == ["นางทองใบ ตัวแบบ"]
    assert page.inner_text("#found-count") == "พบ 1 ครัวเรือน"


def test_choosing_an_institution_brings_its_funds_and_keeps_the_focus(
    opened, client, department, village, institution, other_institution
):
    client.force_login(department)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page = opened("/sign-in/")
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": page.url}]
    )
    page.goto("/households/")
    page.focus("#id_institution")
    page.select_option("#id_institution", str(institution.pk))
    expect(page.locator("#found-count")).to_have_text("พบ 3 ครัวเรือน")

    assert page.locator("#id_fund option").all_inner_texts() == [
        "ทุกกองทุน",
        *institution.funds.order_by("position").values_list("name", flat=True),
    ]
    assert page.evaluate("document.activeElement.id") == "id_institution"
    page.select_option("#id_fund", label="กข.คจ.")
    expect(page.locator("#found-count")).to_have_text("พบ 1 ครัวเรือน")
