"""The import path in a real browser, by keyboard alone, on a phone and a laptop."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from debts.models import Loan
from tests.debts.drafts import HEADER, LODGER, WIFE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VILLAGE = settings.BASE_DIR / "fundinst/fixtures/demo_village"
PASSWORD = "correct-horse-battery"


@pytest.fixture
def page(chromium, live_server, treasurer):
    treasurer.set_password(PASSWORD)
    treasurer.save()
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(15_000)
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{live_server.url}/registers/")
    yield page
    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert faults == []  # what the content security policy stops is told here too
    context.close()


def press_until(page, locator, key="Tab"):
    """Go on with the keyboard until the control has the focus; it must be reachable."""
    wanted = locator.element_handle()
    for _ in range(60):
        if page.evaluate("wanted => document.activeElement === wanted", wanted):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{locator} can't be reached by keyboard")


def sound(page):
    """No fault that axe knows, and nothing to be moved sideways, on a phone and on a laptop."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        faults = Axe().run(page).response["violations"]
        assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in faults] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 360, "height": 740})


def test_a_register_comes_in_by_keyboard_alone(page, treasurer, village_fund, tmp_path):
    file = tmp_path / "ทะเบียน.csv"
    file.write_text(HEADER + WIFE + LODGER, encoding="utf-8")
    sound(page)
    page.locator("#id_username").focus()
    page.keyboard.type(treasurer.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\d/registers/$"))
    sound(page)

    press_until(page, page.get_by_role("link", name="นำเข้าทะเบียน").last)
    page.keyboard.press("Enter")
    page.wait_for_url("**/registers/new/")
    sound(page)
    press_until(page, page.locator("input[name=account]").first)
    page.keyboard.press("Space")
    press_until(page, page.locator("#id_as_of"))
    page.keyboard.type("๓๐ มิ.ย. ๒๕๖๐")
    press_until(page, page.locator("#id_file"))
    page.set_input_files("#id_file", file)  # the system's own window can't be driven
    press_until(page, page.get_by_role("button", name="อ่านแฟ้มให้ดูก่อน"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/registers/\d+/$"))
    sound(page)

    press_until(page, page.get_by_role("link", name="ตัดสินรายการที่สงสัย (1)"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/doubts/")
    sound(page)
    press_until(page, page.locator("input[name=answer]").first)
    page.keyboard.press("ArrowDown")
    press_until(page, page.get_by_role("button", name="ตัดสินตามนี้ แล้วไปรายการถัดไป"))
    page.keyboard.press("Enter")
    page.get_by_text("ตัดสินครบทุกรายการแล้ว").wait_for()

    press_until(page, page.get_by_role("button", name="บันทึกเข้าระบบ"))
    page.keyboard.press("Enter")
    page.get_by_text("บันทึกทะเบียนเข้าระบบแล้ว").first.wait_for()
    sound(page)
    assert Loan.objects.values_list("borrower__household").distinct().count() == 1
    assert Loan.objects.count() == 2


def test_funds_reports_and_refusals_are_sound_too(page, live_server, treasurer, tmp_path):
    page.locator("#id_username").fill(treasurer.username)
    page.locator("#id_password").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_text("ยังเข้าสู่ระบบไม่ได้").wait_for()
    sound(page)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\d/registers/$"))
    for address in ("/funds/", "/reports/", "/reports/district-form/33120691/"):
        page.goto(live_server.url + address)
        sound(page)

    page.goto(f"{live_server.url}/registers/new/")
    page.get_by_role("button", name="อ่านแฟ้มให้ดูก่อน").click()
    page.get_by_text("ยังนำเข้าไม่ได้ กรุณาแก้ตามนี้").wait_for()
    sound(page)
    assert page.evaluate("document.activeElement.className") == "notice notice-error"
