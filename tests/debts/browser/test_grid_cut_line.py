"""The line is cut, the browser is closed, an answer gets lost: every row is there, once."""

import pytest
from playwright.sync_api import expect

from debts.models import JournalEntry
from tests.debts.browser.desk import HOUSE, KKJ, NAME, SAVINGS, VILLAGE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TWO = [["1", "นางหนึ่ง ลองทำ", "100", "", "1"], ["2", "นายสอง ลองทำ", "200", "", "2"]]


def test_ten_minutes_without_a_line_and_a_closed_page_lose_and_double_nothing(
    browser_of, treasurer, books
):
    browser = browser_of(treasurer)
    desk = Desk(browser.new_page())
    desk.page.clock.install()
    desk.open()
    desk.cell(0, HOUSE).focus()
    desk.put_row(*TWO[0][:2])
    browser.set_offline(True)
    desk.put_row(*TWO[0][2:])
    desk.put_row(*TWO[1][:4])
    desk.page.keyboard.insert_text("2")
    desk.page.clock.fast_forward("10:00")
    expect(desk.page.locator("#grid-unsent")).to_contain_text("ยังไม่ได้ส่ง 2 แถว เก็บไว้ในเครื่องนี้แล้ว")
    in_words = [desk.state(row).inner_text() for row in (0, 1)]
    desk.page.close()
    assert (in_words, books()) == (["ยังไม่ได้ส่ง", "ยังไม่ได้ส่ง"], [])

    browser.set_offline(False)
    back = Desk(browser.new_page()).open()
    back.is_saved(0, 1)

    assert (books(), back.texts(), back.kept()) == (TWO, TWO, {})
    assert JournalEntry.objects.count() == 4


def test_the_line_comes_back_and_the_rows_go_by_themselves(desk, books):
    desk.open()
    desk.page.context.set_offline(True)
    desk.cell(0, HOUSE).focus()
    desk.put_row(*TWO[0])
    desk.put_row(*TWO[1])
    expect(desk.page.locator("#grid-unsent")).to_be_visible()
    desk.page.context.set_offline(False)
    desk.is_saved(0, 1)

    expect(desk.page.locator("#grid-unsent")).to_be_hidden()
    assert books() == TWO


def test_an_answer_that_is_lost_after_the_server_took_the_row_in_doubles_nothing(desk, books):
    lost = []

    def lose(route):
        route.fetch()  # the server has it
        lost.append(route.request.post_data)
        route.abort()

    desk.open()
    desk.page.route("**/rows/", lose, times=1)
    desk.cell(0, HOUSE).focus()
    desk.put_row(*TWO[0])
    desk.is_saved(0)

    assert len(lost) == 1
    assert books() == [TWO[0]]
    assert JournalEntry.objects.count() == 2


def test_a_row_changed_again_after_a_lost_answer_has_the_last_word_and_no_conflict(desk, books):
    desk.open()
    desk.page.route("**/rows/", lambda route: (route.fetch(), route.abort()), times=1)
    desk.cell(0, HOUSE).focus()
    desk.put_row(*TWO[0])
    desk.fill(0, VILLAGE, "150")
    desk.press("ArrowDown")
    desk.is_saved(0)

    assert books() == [["1", "นางหนึ่ง ลองทำ", "150", "", "1"]]


def test_a_row_changed_while_it_is_sent_is_sent_again_after(desk, books):
    under_way, most = [], []

    def slowly(route):
        under_way.append(route)
        most.append(len(under_way))
        desk.fill(0, KKJ, "77")  # while the first request is under way
        desk.press("ArrowDown")
        under_way.remove(route)
        route.continue_()

    desk.open()
    desk.cell(0, HOUSE).focus()
    desk.page.route("**/rows/", slowly, times=1)
    desk.put_row(*TWO[0])
    expect(desk.cell(0, KKJ)).to_have_value("77")
    desk.is_saved(0)

    assert most == [1]
    assert books() == [["1", "นางหนึ่ง ลองทำ", "100", "", "77"]]


def test_leaving_the_page_in_the_middle_of_a_row_still_sends_it(desk, books, three_households):
    desk.open()
    desk.fill(1, SAVINGS, "250")
    desk.page.goto("/")
    desk.open()

    assert desk.cell(1, SAVINGS).input_value() == "250"
    desk.is_saved(1)
    assert [row[SAVINGS] for row in books()] == ["100", "250", "300"]


def test_two_windows_of_one_person_neither_double_nor_lose_rows(browser_of, treasurer, books):
    browser = browser_of(treasurer)
    one, two = Desk(browser.new_page()).open(), Desk(browser.new_page()).open()
    browser.set_offline(True)
    for desk, row in ((one, TWO[0]), (two, TWO[1])):
        desk.page.bring_to_front()
        desk.cell(0, HOUSE).focus()
        desk.put_row(*row)
    one.keeps(2)
    one.page.close()
    expect(two.cell(1, NAME)).to_have_value("นางหนึ่ง ลองทำ")  # taken over by the one that is left
    browser.set_offline(False)
    two.is_saved(0, 1)

    assert sorted(books()) == TWO
    assert two.kept() == {}


@pytest.mark.parametrize("nothing", ["", "  "])
def test_a_row_that_was_emptied_again_is_no_row(desk, books, nothing):
    desk.open()
    desk.cell(0, HOUSE).focus()
    desk.put_row("5", nothing)
    desk.fill(0, HOUSE, nothing)
    desk.press("Enter")

    assert (desk.kept(), books()) == ({}, [])


def test_rows_pasted_at_once_without_a_line_come_back_in_their_order(browser_of, treasurer, books):
    browser = browser_of(treasurer)
    desk = Desk(browser.new_page()).open()
    browser.set_offline(True)
    desk.cell(0, HOUSE).focus()
    desk.paste("\n".join(f"{number}\tนายคนที่{number} ทดลอง\t{number}00" for number in range(1, 9)))
    desk.keeps(8)
    desk.page.close()

    browser.set_offline(False)
    back = Desk(browser.new_page()).open()
    back.is_saved(*range(8))

    assert [row[HOUSE] for row in back.texts()[:8]] == [str(number) for number in range(1, 9)]
    assert len(books()) == 8
