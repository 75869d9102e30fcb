"""A hasty second press in a real browser: nothing, while the answer is on the way."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium, live_server, client, treasurer) -> Iterator[Page]:
    client.force_login(treasurer)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value}
    context = chromium.new_context(base_url=live_server.url)
    context.set_default_timeout(10_000)
    context.add_cookies([cookie | {"domain": "localhost", "path": "/"}])
    yield context.new_page()
    context.close()


def fill_in(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#id_what", "ขายข้าว")
    page.fill("#id_amount", "3500")


# What would go to the server goes nowhere, as over a line that takes its time.
ON_THE_WAY = """() => {
    window.sent = 0;
    addEventListener("submit", (event) => {
        if (!event.defaultPrevented) window.sent += 1;
        event.preventDefault();
    });
}"""


def test_a_second_press_is_nothing_and_the_button_says_that_it_is_being_saved(page, household):
    fill_in(page, f"/households/{household.pk}/info/income/new/")
    page.evaluate(ON_THE_WAY)
    button = page.locator("main button.btn-primary")
    before = button.bounding_box()
    button.click()
    expect(button).to_have_text("กำลังบันทึก…")
    button.click(force=True)
    page.press("#id_amount", "Enter")

    assert (button.get_attribute("aria-disabled"), page.evaluate("window.sent")) == ("true", 1)
    assert button.bounding_box()["width"] >= before["width"]


def test_a_double_click_is_one_line(page, household):
    fill_in(page, f"/households/{household.pk}/info/income/new/")
    page.dblclick("main button.btn-primary")
    page.wait_for_url(f"**/households/{household.pk}/info/")

    assert household.incomes.count() == 1


def test_a_form_that_comes_back_with_its_faults_can_be_sent_again(page, household):
    address = f"/households/{household.pk}/info/income/new/"
    fill_in(page, address)
    page.fill("#id_amount", "")
    page.click("main button.btn-primary")
    page.wait_for_selector(".notice-error, .is-invalid")
    page.fill("#id_amount", "3500")
    page.click("main button.btn-primary")
    page.wait_for_url(f"**/households/{household.pk}/info/")

    assert household.incomes.count() == 1


def test_a_page_that_is_shown_again_has_its_button_back(page, household):
    fill_in(page, f"/households/{household.pk}/info/income/new/")
    page.evaluate(ON_THE_WAY)
    button = page.locator("main button.btn-primary")
    words = button.inner_text()
    button.click()
    expect(button).to_have_text("กำลังบันทึก…")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    expect(button).to_have_text(words)
    assert button.get_attribute("aria-disabled") is None
