"""What keeps a large village quick: nothing is done for each row before somebody touches it.

How quick it is on a machine: benchmarks/grid.py.
"""

import pytest

from tests.builders import make_household, make_loan, make_person
from tests.debts.browser.desk import VILLAGE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT = """
window.listeners = 0;
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (...all) {
  window.listeners += 1;
  return listen.apply(this, all);
};
window.walked = 0;
const all = Element.prototype.querySelectorAll;
Element.prototype.querySelectorAll = function (what) {
  const found = all.call(this, what);
  window.walked += found.length;
  return found;
};
"""


def work(desk) -> tuple[int, int, int]:
    """Listeners and elements walked over to open the grid; elements for a step down."""
    desk.open()
    opened = desk.page.evaluate("[listeners, walked]")
    desk.cell(1, VILLAGE).focus()
    desk.page.evaluate("walked = 0")
    desk.press("Enter", "ArrowUp", "Tab")
    return *opened, desk.page.evaluate("walked")


def test_forty_rows_ask_for_no_more_listeners_and_no_more_looking_than_three(
    desk, three_households, institution, village_fund
):
    desk.page.add_init_script(COUNT)
    few = work(desk)
    for number in range(4, 41):
        household = make_household(institution, str(number))
        make_person(household, f"นางคนที่{number} ทดลอง")
        make_loan(household, village_fund, number)

    assert work(desk) == few
    assert desk.focused() == (1, VILLAGE + 1)
    assert few[0] < 80  # the frame of every page has about twenty of its own
