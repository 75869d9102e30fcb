"""Founding an institution in a real browser: its clicks and keys, and with keys alone."""

import sys

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import Page

from members.models import Area, Institution, Office
from tests.test_accessible import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Real presses alone: Enter on a link makes a click of its own, without a pointer (detail 0).
COUNTING = """
    const add = (name) => sessionStorage[name] = Number(sessionStorage[name] ?? 0) + 1;
    addEventListener("click", (event) => event.isTrusted && event.detail && add("clicks"), true);
    addEventListener("keydown", (event) => event.isTrusted && add("keys"), true);
"""
A_LIST_TO_CHOOSE_FROM = 2  # clicks: open it, take one; the driver does it without a pointer
MOST_CLICKS, MOST_KEYS = 17, 154
NAMES = ["นายนำ สมมุติ", "นางจด สมมุติ", "นางเก็บ สมมุติ"]
TAMBONS = {"331201": "ห้วยทับทัน", "331202": "เมืองหลวง", "331203": "กล้วยกว้าง", "331204": "ผักไหม"}


@pytest.fixture
def page(chromium, live_server, client, founder) -> Page:
    """The officer's home; every click and key is counted from here on."""
    for code, name in TAMBONS.items():
        Area.objects.create(code=code, name=name, parent_id="3312")
    client.force_login(founder)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = chromium.new_context(base_url=live_server.url)
    context.set_default_timeout(20_000)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    context.add_init_script(AXE_SCRIPT)
    context.add_init_script(COUNTING)
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()


def counted(page: Page, name: str) -> int:
    return int(page.evaluate("name => sessionStorage[name] ?? 0", name))


def pressed(page: Page) -> int:
    """Keys, and the Thai letters: those the driver puts in without pressing any."""
    return counted(page, "keys") + sum(not sign.isascii() for sign in "".join(["ใหม่", *NAMES]))


def type_into(page: Page, selector: str, text: str) -> None:
    page.click(selector)
    page.keyboard.type(text)


def tab_to(page: Page, selector: str) -> None:
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def as_founded() -> dict[str, object]:
    institution = Institution.objects.get()
    return {
        "place": f"{institution.name} {institution.place}",
        "funds": [fund.kind for fund in institution.funds.order_by("position")],
        "committee": [*institution.committee.order_by("pk").values_list("name", flat=True)],
        "user": Office.objects.get(institution=institution).user.username,
    }


FOUNDED = {
    "place": "บ้านใหม่ หมู่ที่ 3 ตำบลปราสาท อำเภอห้วยทับทัน จังหวัดศรีสะเกษ",
    "funds": ["village_fund", "savings_group", "kkj"],
    "committee": NAMES,
    "user": "33120603",
}


def test_an_institution_is_founded_in_few_clicks_and_no_page_shuts_anybody_out(page):
    shut_out = {}
    look = page.evaluate

    def go_on(selector: str, address: str) -> None:
        shut_out[look("location.pathname + location.search.slice(0, 5)")] = faults(page)
        page.click(selector)
        page.wait_for_url(address)

    go_on(".action-bar a", "**/found/")
    page.select_option("#id_subdistrict", "331206")
    type_into(page, "#id_moo", "3")
    type_into(page, "#id_name", "ใหม่")
    go_on("button[value=check]", "**step=check*")
    go_on(".action-bar button", "**/funds/")
    for kind in FOUNDED["funds"]:
        page.click(f"#id_{kind}-in")
    go_on(".action-bar button", "**/committee/")
    for position, name in zip(("chair", "secretary", "treasurer"), NAMES, strict=True):
        type_into(page, f"#id_{position}-name", name)
    go_on(".action-bar button", "**/check/")
    go_on(".action-bar button", "**/paper/")
    go_on(".action-bar a", "**/start/*/")
    clicks = counted(page, "clicks") + A_LIST_TO_CHOOSE_FROM
    sys.stdout.write(f"ตั้งสถาบันด้วยเมาส์: {clicks} คลิก {pressed(page)} แป้น\n")

    assert as_founded() == FOUNDED
    assert shut_out == {address: [] for address in shut_out}
    assert (len(shut_out), clicks <= MOST_CLICKS) == (7, True), clicks


def test_an_institution_is_founded_with_the_keyboard_alone(page):
    press, write = page.keyboard.press, page.keyboard.type

    def go_on(selector: str, address: str) -> None:
        tab_to(page, selector)
        press("Enter")
        page.wait_for_url(address)

    go_on(".action-bar a", "**/found/")
    tab_to(page, "#id_subdistrict")
    for _down in range(5):
        press("ArrowDown")
    tab_to(page, "#id_moo")
    write("3")
    tab_to(page, "#id_name")
    write("ใหม่")
    press("Enter")
    page.wait_for_url("**step=check*")
    press("Enter")  # the button that says yes has the focus
    page.wait_for_url("**/funds/")
    for kind in FOUNDED["funds"]:
        tab_to(page, f"#id_{kind}-in")
        press("Space")
    tab_to(page, ".action-bar button")
    press("Enter")
    page.wait_for_url("**/committee/")
    for position, name in zip(("chair", "secretary", "treasurer"), NAMES, strict=True):
        tab_to(page, f"#id_{position}-name")
        write(name)
    press("Enter")
    page.wait_for_url("**/check/")
    tab_to(page, "#id_username")
    press("Enter")
    page.wait_for_url("**/paper/")
    page.wait_for_selector(".code-paper:focus")
    go_on(".action-bar a", "**/start/*/")
    keys = pressed(page)
    sys.stdout.write(f"ตั้งสถาบันด้วยแป้นพิมพ์: {keys} แป้น\n")

    assert as_founded() == FOUNDED
    assert (counted(page, "clicks"), keys <= MOST_KEYS) == (0, True), keys


def test_what_was_left_is_gone_on_with_and_back_keeps_what_was_told(page):
    page.goto("/found/?step=check&subdistrict=331206&scope=village&moo=3&name=ใหม่")
    page.go_back()
    page.go_forward()
    page.click("text=กลับไปแก้")
    assert page.input_value("#id_name") == "ใหม่"
    page.click("button[value=check]")
    page.click(".action-bar button")
    page.wait_for_url("**/funds/")
    page.goto("/")

    page.click("text=ตั้งค่าต่อ")
    page.wait_for_url("**/found/33120603/funds/")
    page.check("#id_kkj-in")
    page.click(".action-bar button")
    page.wait_for_url("**/committee/")
    page.go_back()

    assert page.is_checked("#id_kkj-in")
    assert Institution.objects.count() == 1
