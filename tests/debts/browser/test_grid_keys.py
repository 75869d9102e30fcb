"""The keyboard contract of the grid, key by key, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.builders import make_loan
from tests.debts.browser.desk import HOUSE, KKJ, NAME, SAVINGS, VILLAGE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_work(desk, three_households):
    desk.open()
    desk.cell(0, HOUSE).focus()
    return desk


def test_tab_and_shift_tab_go_from_cell_to_cell_and_from_row_to_row(at_work):
    seen = []
    for _press in range(6):
        at_work.press("Tab")
        seen.append(at_work.focused())
    at_work.press("Shift+Tab", "Shift+Tab")

    assert seen == [(0, NAME), (0, VILLAGE), (0, SAVINGS), (0, KKJ), (1, HOUSE), (1, NAME)]
    assert at_work.focused() == (0, KKJ)


def test_enter_goes_down_the_column_and_makes_a_row_at_the_end(at_work):
    at_work.cell(2, SAVINGS).focus()
    at_work.press("Enter")
    into_the_empty_row = at_work.focused()
    at_work.type("50")
    at_work.press("Enter")
    into_a_new_row = at_work.focused()
    at_work.press("Shift+Enter")

    assert (into_the_empty_row, into_a_new_row) == ((3, SAVINGS), (4, SAVINGS))
    assert at_work.focused() == (3, SAVINGS)


def test_arrows_go_up_and_down_and_sideways_only_from_the_end_of_the_text(at_work):
    at_work.cell(1, VILLAGE).focus()
    at_work.press("End", "ArrowRight")
    right = at_work.focused()
    at_work.press("Home", "ArrowRight")
    inside = at_work.focused()
    at_work.press("Home", "ArrowLeft", "ArrowUp")
    up = at_work.focused()
    at_work.press("ArrowUp", "ArrowDown", "ArrowDown")

    assert (right, inside, up) == ((1, SAVINGS), (1, SAVINGS), (0, VILLAGE))
    assert at_work.focused() == (2, VILLAGE)


def test_esc_puts_the_cell_back_and_ctrl_z_stays_the_browsers_own(at_work):
    at_work.cell(0, VILLAGE).select_text()
    at_work.type("777")
    at_work.press("Escape")
    put_back = at_work.cell(0, VILLAGE).input_value()
    at_work.press("Control+z")
    undone = at_work.cell(0, VILLAGE).input_value()
    at_work.press("Escape")

    assert (put_back, undone) == ("1,000", "777")
    assert at_work.cell(0, VILLAGE).input_value() == "1,000"
    expect(at_work.state(0)).to_have_text("บันทึกแล้ว")
    assert at_work.kept() == {}


def test_ctrl_d_copies_from_above_on_a_thai_keyboard_too(at_work):
    at_work.cell(2, SAVINGS).focus()
    at_work.press("Control+d")
    copied = at_work.cell(2, SAVINGS).input_value()
    thai = {"key": "ก", "code": "KeyD", "modifiers": 2, "type": "rawKeyDown"}
    at_work.cell(1, VILLAGE).focus()
    at_work.keys.send("Input.dispatchKeyEvent", thai)

    assert (copied, at_work.cell(1, VILLAGE).input_value()) == ("200", "1,000")
    at_work.press("Control+z")
    assert at_work.cell(1, VILLAGE).input_value() == "2,000"


def test_tab_in_the_last_cell_makes_a_row_but_an_empty_last_row_is_the_way_out(at_work):
    at_work.cell(3, KKJ).focus()
    at_work.type("5")
    at_work.press("Tab")
    new_row = at_work.focused()
    at_work.press("Tab", "Tab", "Tab", "Tab")
    in_the_new_row = at_work.focused()
    at_work.press("Tab")

    assert (new_row, in_the_new_row) == ((4, HOUSE), (4, KKJ))
    assert at_work.focused() == "grid-ledger number"
    at_work.press("Shift+Tab")
    assert at_work.focused() == (4, KKJ)


def test_a_letter_that_is_being_composed_keeps_its_keys(at_work):
    at_work.cell(0, NAME).focus()
    composed = """key => document.activeElement.dispatchEvent(new KeyboardEvent(
        "keydown", {key, isComposing: true, bubbles: true, cancelable: true}))"""

    free = [at_work.page.evaluate(composed, key) for key in ("Enter", "Tab", "ArrowDown", "Escape")]

    assert free == [True, True, True, True]
    assert at_work.focused() == (0, NAME)


def test_cells_that_are_not_typed_in_are_stepped_over(desk, three_households, savings_group):
    make_loan(three_households[1], savings_group, 5)
    desk.open()
    desk.cell(0, SAVINGS).focus()
    desk.press("Enter")
    down = desk.focused()
    desk.cell(1, VILLAGE).focus()
    desk.press("Tab")

    assert (down, desk.focused()) == ((2, SAVINGS), (1, KKJ))


def test_the_buttons_of_a_row_are_right_of_its_last_cell(at_work):
    at_work.fill(0, KKJ, "900")
    at_work.press("ArrowDown")
    at_work.is_saved(0)
    at_work.cell(0, KKJ).focus()
    at_work.press("End", "ArrowRight")
    on_the_button = at_work.focused()
    at_work.press("ArrowLeft")

    assert on_the_button == "btn btn-link grid-undo"
    assert at_work.focused() == (0, KKJ)
