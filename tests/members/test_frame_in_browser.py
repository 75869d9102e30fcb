"""The frame of every page in a real browser: small on a phone, and Back leads back."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from members.models import Notice, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 640}
HEADER = 64
"""Pixels that the band may take on a phone at the usual size of letters, over one row of places."""


@pytest.fixture
def busy(treasurer, institution) -> User:
    """With another office to switch to, and a two-digit number of notices."""
    treasurer.offices.create(role="district", area_id="3312", started_on="2016-01-01")
    for number in range(12):
        Notice.objects.create(
            user=treasurer, institution=institution, key=str(number), sentence="ส่งกลับ", url="/"
        )
    return treasurer


def signed_in(chromium: Browser, live_server, client, user, **options) -> BrowserContext:
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    context = chromium.new_context(base_url=live_server.url, **options)
    context.set_default_timeout(10_000)
    context.add_cookies([cookie])
    return context


@pytest.fixture
def phone(chromium, live_server, client, busy) -> Iterator[Page]:
    """A phone without JavaScript."""
    context = signed_in(
        chromium, live_server, client, busy, viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def height(page: Page, selector: str) -> float:
    return page.locator(selector).bounding_box()["height"]


def middle(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    return box["y"] + box["height"] / 2


def rows_of_links(page: Page) -> int:
    return len({link.bounding_box()["y"] for link in page.locator(".site-nav a").all()})


@pytest.mark.parametrize(("size", "most"), [(100, HEADER), (150, HEADER * 1.5)])
def test_on_a_phone_the_frame_leaves_the_screen_to_the_page(phone, busy, size, most):
    User.objects.filter(pk=busy.pk).update(text_size=size)
    phone.goto("/")

    assert height(phone, ".site-header") <= most
    assert rows_of_links(phone) == 1
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_what_is_folded_opens_with_one_press_without_javascript(phone):
    phone.goto("/")
    out = phone.get_by_role("button", name="ออกจากระบบ")
    folded = out.is_visible()
    phone.get_by_text("เมนู", exact=False).first.click()
    opened = [out.is_visible(), phone.get_by_text("เปลี่ยนหน้าที่", exact=True).is_visible()]
    out.click()

    assert (folded, opened) == (False, [True, True])
    assert phone.url.endswith("/sign-in/")


def test_on_a_laptop_everything_stands_there_without_a_press(chromium, live_server, client, busy):
    context = signed_in(
        chromium, live_server, client, busy, viewport={"width": 1280, "height": 800}
    )
    page = context.new_page()
    page.goto("/")

    assert page.get_by_role("button", name="ออกจากระบบ").is_visible()
    assert page.locator(".menu-switch").is_visible() is False
    assert height(page, ".told") <= 48
    page.goto("/notices/")
    told, unread = (middle(page, place) for place in (".notice-said .btn", "td .status"))
    assert abs(told - unread) <= 3
    context.close()


def test_back_to_a_form_that_was_shown_with_what_is_wrong_opens_it_anew(
    chromium, live_server, client, treasurer, institution
):
    context = signed_in(chromium, live_server, client, treasurer)
    page = context.new_page()
    page.goto(f"/committee/{institution.code}/seat/")
    page.get_by_role("button", name="เพิ่มกรรมการ").click()
    page.locator(".error-summary, .notice-error").first.wait_for()
    page.goto("/households/")
    page.evaluate("setTimeout(() => history.back())")  # as the browser's own button does it
    page.wait_for_url("**/seat/")

    assert page.locator("[name=position]").is_visible()
    assert page.locator(".error-summary, .notice-error").count() == 0
    context.close()
