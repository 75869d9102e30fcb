"""A row saves itself when it is left; what is shown is what the server has."""

import pytest
from playwright.sync_api import expect

from debts.models import LedgerTotal
from tests.debts.browser.desk import HOUSE, KKJ, NAME, SAVINGS, VILLAGE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_work(desk, three_households):
    return desk.open()


def foot(desk, name: str) -> list[str]:
    return [text.strip() for text in desk.page.locator(f"tfoot [{name}]").all_inner_texts()]


def test_the_total_follows_each_key_to_the_satang_and_the_sums_the_answer(at_work, books):
    at_work.fill(0, KKJ, "๑,๐๐๐.๐๕ บาท")
    while_typing = (at_work.totals()[0], at_work.state(0).inner_text(), foot(at_work, "data-ours"))
    at_work.press("Enter")
    at_work.is_saved(0)

    assert while_typing == ("2,100.05", "ยังไม่ได้ส่ง", ["6,000", "600", "0"])
    assert at_work.cell(0, KKJ).input_value() == "1,000.05"
    assert foot(at_work, "data-ours") == ["6,000", "600", "1,000.05"]
    assert foot(at_work, "data-rows-total") == ["7,600.05"]
    assert books()[0][KKJ] == "1,000.05"


def test_moving_within_a_row_sends_nothing_and_moving_out_sends_it_once(at_work):
    sent = []
    at_work.page.on("request", lambda request: sent.append(request.url.rsplit("/", 2)[1]))
    at_work.fill(0, KKJ, "5")
    at_work.press("Shift+Tab", "Shift+Tab")
    within = list(sent)
    at_work.press("Enter")
    at_work.is_saved(0)
    at_work.press("Enter", "ArrowUp", "ArrowUp")  # nothing was changed in these

    assert (within, sent) == ([], ["rows"])


def test_a_row_that_cannot_be_saved_says_why_beside_the_cell_and_is_kept(at_work, books):
    at_work.cell(3, HOUSE).focus()
    at_work.put_row("9", "", "5.000", "20", key="Tab")
    at_work.press("ArrowUp")
    expect(at_work.state(3)).to_have_text("มีข้อผิด")
    errors = at_work.page.locator(".grid-error").all_inner_texts()
    described = at_work.cell(3, NAME).get_attribute("aria-describedby")
    total = at_work.totals()[3]
    at_work.open()
    kept = at_work.texts()[3]
    at_work.fill(3, NAME, "นางเก้า ลองทำ")
    at_work.fill(3, VILLAGE, "5000")
    at_work.press("ArrowUp")
    at_work.is_saved(3)

    assert errors == [
        "กรุณาพิมพ์ชื่อผู้กู้",
        "“5.000” ไม่แน่ว่าจุดคือหลักพันหรือทศนิยม ให้พิมพ์เช่น 13,200 หรือ 13,200.50",
    ]
    assert described.endswith("-name-error")
    assert (total, kept) == ("–", ["9", "", "5.000", "20", ""])
    assert at_work.page.locator(".grid-error").count() == 0
    assert books()[3] == ["9", "นางเก้า ลองทำ", "5,000", "20", ""]


def test_the_foot_says_what_it_leaves_out_and_compares_nothing_silently(at_work):
    at_work.page.locator(".grid-ledger").nth(0).fill("7999")
    at_work.page.click("[name=totals]")
    expect(at_work.page.locator("[data-difference]").first).to_contain_text("1,999 บาท")
    at_work.cell(3, HOUSE).focus()
    at_work.put_row("9", "", "1999", "ยี่สิบ")
    at_work.press("Shift+Tab", "ArrowUp")
    expect(at_work.page.locator("[data-uncounted]").first).to_have_text("1 แถว 1,999 บาท")
    live = [foot(at_work, name) for name in ("data-uncounted", "data-difference", "data-ours")]
    at_work.open()
    anew = [foot(at_work, name) for name in ("data-uncounted", "data-difference", "data-ours")]
    at_work.fill(3, NAME, "นางเก้า ลองทำ")
    at_work.fill(3, SAVINGS, "")
    at_work.press("ArrowUp")
    at_work.is_saved(3)

    none = "ยังไม่ได้ใส่ยอดตามบัญชีของกองทุน"
    assert live == anew
    assert live == [
        ["1 แถว 1,999 บาท", "1 แถว (อ่านจำนวนเงินไม่ออก 1 แถว)", ""],
        ["ยังเทียบไม่ได้ เพราะมีแถวที่ยังไม่ได้บันทึก", none, none],
        ["6,000", "600", "0"],
    ]
    assert at_work.page.locator("[data-uncounted-rows]").is_hidden()
    assert foot(at_work, "data-difference")[0] == "ตรงกัน"


def test_a_row_that_cannot_be_saved_is_thrown_away_by_its_button_or_by_emptying_it(at_work, books):
    for _time in range(2):
        at_work.cell(3, HOUSE).focus()
        at_work.put_row("9", "")
        at_work.press("Shift+Tab", "ArrowUp")
        expect(at_work.state(3)).to_have_text("มีข้อผิด")
        if _time:
            at_work.fill(3, HOUSE, "")
            at_work.press("ArrowUp")
        else:
            at_work.page.click(".grid-drop")
        expect(at_work.page.locator(".grid-said")).to_have_text("ทิ้งแถวที่พิมพ์ค้างไว้แล้ว เลิกทำ")
        at_work.open()
    assert len(at_work.texts()) == len(books()) == 3


def test_what_was_thrown_away_comes_back_by_one_press(at_work, books):
    at_work.cell(3, HOUSE).focus()
    at_work.put_row("9", "", "1999")
    at_work.press("Shift+Tab", "ArrowUp")
    expect(at_work.state(3)).to_have_text("มีข้อผิด")
    at_work.page.click(".grid-drop")
    at_work.cell(0, VILLAGE).focus()  # going on doesn't take the way back along
    at_work.page.click(".grid-said button")
    expect(at_work.page.locator(".grid-said")).to_contain_text("เลิกทำแล้ว: ทิ้งแถวที่พิมพ์ค้างไว้ 9")

    assert at_work.texts()[3] == ["9", "", "1999", "", ""]
    expect(at_work.state(3)).to_have_text("มีข้อผิด")
    assert len(books()) == 3


def test_undo_takes_a_change_back_and_a_new_household_out_again(at_work, books):
    before = books()
    at_work.fill(0, VILLAGE, "5")
    at_work.press("Enter")
    at_work.is_saved(0)
    at_work.page.click(".grid-undo")
    expect(at_work.cell(0, VILLAGE)).to_have_value("1,000")
    at_work.cell(3, HOUSE).focus()
    at_work.put_row("9", "นางเก้า ลองทำ", "50", "", "")
    at_work.is_saved(3)
    assert (len(books()), foot(at_work, "data-ours")[0]) == (4, "6,050")
    at_work.page.click(".grid-undo")
    expect(at_work.page.locator(".grid-said")).to_contain_text("เลิกทำแล้ว: กรอกหนี้ของ นางเก้า")

    assert (books(), foot(at_work, "data-ours")[0]) == (before, "6,000")
    at_work.cell(3, HOUSE).focus()
    at_work.put_row("9", "นางเก้า ลองทำ", "60", "", "")
    at_work.is_saved(3)
    assert books()[3] == ["9", "นางเก้า ลองทำ", "60", "", ""]


def test_the_undo_button_goes_after_ten_minutes(desk, three_households):
    desk.page.clock.install()
    desk.open()
    desk.fill(0, VILLAGE, "5")
    desk.press("Enter")
    desk.is_saved(0)
    undo = desk.page.locator(".grid-undo")
    desk.page.clock.fast_forward("09:30")
    before = undo.count()
    desk.page.clock.fast_forward("00:31")

    assert (before, undo.count()) == (1, 0)


def test_a_cell_opens_its_details_and_takes_in_what_was_saved_there(at_work, books):
    at_work.cell(1, SAVINGS).focus()
    at_work.press("F2")
    drawer = at_work.page.locator("#grid-drawer")
    expect(drawer.locator("input[name$=interest_under_year]")).to_be_visible()
    at_work.press("Escape")
    expect(drawer).to_be_hidden()
    closed_by_esc = at_work.focused()

    at_work.press("F2")
    drawer.locator("input[name$=interest_under_year]").fill("๓๐")
    drawer.get_by_role("button", name="บันทึก").first.click()
    expect(drawer).to_be_hidden()
    expect(at_work.cell(1, SAVINGS)).to_have_value("230")

    assert (closed_by_esc, at_work.focused()) == ((1, SAVINGS), (1, SAVINGS))
    assert at_work.cell(1, SAVINGS).get_attribute("readonly") is not None
    assert (at_work.totals()[1], foot(at_work, "data-ours")[1]) == ("2,230", "630")
    assert books()[1][SAVINGS] == "230"


def test_a_household_that_was_just_typed_has_its_details_too(desk, books):
    desk.open()
    desk.cell(0, HOUSE).focus()
    desk.put_row("9", "นางเก้า ลองทำ", "50", "", "")
    desk.is_saved(0)
    desk.cell(0, VILLAGE).focus()
    desk.press("F2")

    drawer = desk.page.locator("#grid-drawer")
    expect(drawer.locator("input:not([type=hidden])").first).to_be_focused()
    expect(drawer.locator("input[name$='-principal']")).to_have_value("50")


def test_the_funds_own_totals_are_saved_beside_the_grid(at_work, village_fund):
    totals = at_work.page.locator(".grid-ledger")
    totals.nth(0).fill("๖,๕๐๐ บาท")
    totals.nth(1).fill("หกร้อย")
    at_work.press("Enter")
    expect(at_work.page.locator("tfoot .grid-error")).to_contain_text("อ่านจำนวนเงิน “หกร้อย” ไม่ออก")
    totals.nth(1).fill("600")
    at_work.page.click("[name=totals]")
    expect(at_work.page.locator(".grid-said")).to_have_text("บันทึกยอดตามบัญชีของกองทุนแล้ว")

    assert foot(at_work, "data-difference")[:2] == ["บัญชีกองทุนมากกว่าที่กรอก 500 บาท", "ตรงกัน"]
    assert LedgerTotal.objects.get(account__fund=village_fund).total == 6500
