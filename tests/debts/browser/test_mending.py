"""A register that isn't whole, in a real browser: by keyboard, on a phone and on a laptop."""

import re

import pytest
from playwright.sync_api import Page

from debts.models import Loan
from debts.registers.headers import REASONS
from tests.debts.drafts import HEADER, LODGER, MAN, WIFE, make_draft
from tests.debts.test_import_path_page import press_until, sound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BAD = MAN.replace("12600", "หมื่นสอง")
TOTAL = "รวม,,,21600,2900,\n"


@pytest.fixture
def page(browser_of, treasurer):
    """Signed in, with the browser's own faults collected."""
    page = browser_of(treasurer, viewport={"width": 360, "height": 740}).new_page()
    faults = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    assert faults == []


def received(page: Page, name: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return waiting.value.suggested_filename + "\n" + waiting.value.path().read_text("utf-8")


def test_good_rows_first_then_the_file_back_and_the_undo(page, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + BAD + LODGER, treasurer)
    page.goto(f"/registers/{draft.pk}/")
    sound(page)
    given = received(page, "ดาวน์โหลดแฟ้มที่บอกจุดต้องแก้").splitlines()
    assert given[:2] == ["ทะเบียน (ที่ต้องแก้).csv", f"{HEADER.strip()},{REASONS}"]

    button = page.get_by_role("button", name="บันทึกเฉพาะแถวที่ถูกต้อง 1 แถว (เว้น 2 แถว)")
    press_until(page, button)
    page.keyboard.press("Enter")
    page.get_by_text("กรุณาทำเครื่องหมายหน้า “เข้าใจแล้ว”").wait_for()
    sound(page)
    press_until(page, page.get_by_label("เข้าใจแล้วว่า 2 แถวนี้ยังไม่บันทึก"))
    page.keyboard.press("Space")
    press_until(page, button)
    page.keyboard.press("Enter")
    page.get_by_text("แถวที่ยังไม่ได้บันทึก").first.wait_for()
    sound(page)
    assert Loan.objects.count() == 1

    press_until(page, page.get_by_role("button", name="เลิกทำการบันทึกทะเบียนนี้"))
    page.keyboard.press("Enter")
    page.get_by_text("ยอดหนี้กลับไปเป็นอย่างเดิม").first.wait_for()
    sound(page)
    assert Loan.objects.get().outstanding == 0


def test_a_total_that_differs_asks_for_its_tick(page, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + MAN + TOTAL, treasurer)
    page.goto(f"/registers/{draft.pk}/")
    sound(page)
    save = page.get_by_role("button", name="บันทึกเข้าระบบ")
    save.click()
    page.get_by_text("ก่อนบันทึก").first.wait_for()
    sound(page)

    page.get_by_label("ยอดในแฟ้มไม่ตรง รับทราบ").check()
    save.click()
    page.get_by_text("บันทึกทะเบียนเข้าระบบแล้ว").first.wait_for()
    assert Loan.objects.count() == 2


def test_the_template_is_one_click_from_the_upload_page(page, village_fund):
    page.goto("/registers/new/")
    sound(page)

    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("ดาวน์โหลดแบบกรอก")).click()

    assert waiting.value.suggested_filename == "แบบกรอกทะเบียนลูกหนี้ บ้านทดลอง.xlsx"


@pytest.mark.parametrize("javascript", [True, False])
def test_the_box_for_a_file_speaks_thai_with_and_without_javascript(
    javascript, browser_of, treasurer, village_fund
):
    page = browser_of(treasurer, java_script_enabled=javascript).new_page()
    page.goto("/registers/new/")
    box = page.locator(".file-box")
    before = box.inner_text().split("\n")
    file = {"name": "ทะเบียน กทบ.csv", "mimeType": "text/csv", "buffer": HEADER.encode()}
    with page.expect_file_chooser() as waiting:
        box.click()
    waiting.value.set_files([file])
    said = "ทะเบียน กทบ.csv" if javascript else "เลือกแฟ้มแล้ว"

    assert before == ["เลือกแฟ้ม", "ยังไม่ได้เลือกแฟ้ม"]
    assert box.inner_text().split("\n") == ["เลือกแฟ้ม", said]
    assert page.locator(".form-file").evaluate("input => getComputedStyle(input).opacity") == "0"
