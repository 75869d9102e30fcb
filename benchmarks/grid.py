"""How long the debtor grid takes to open, and a key to move on in it; `make bench`.

In a real browser on a real database. Each figure is a ratio to a floor of the same run: a grid of
150 households to one of 15, and a cell move in it to the 50 ms that a hand doesn't notice.
"""

from statistics import median

import pytest

from benchmarks.measuring import Figure, tell
from tests.builders import make_household, make_institution, make_loan, make_person, make_user

pytestmark = pytest.mark.django_db(transaction=True)

WATCH = """() => {
    window.moves = [];
    let pressed = 0;
    addEventListener("keydown", () => { pressed = performance.now(); }, true);
    addEventListener("focusin", () => { window.moves.push(performance.now() - pressed); }, true);
}"""
OPENED = """() => {
    const [page] = performance.getEntriesByType("navigation");
    return page.loadEventEnd && page.loadEventEnd - page.startTime;
}"""
TIMES, MOVES = 7, 30


def village(households: int):
    institution = make_institution(moo=90 if households > 15 else 89)
    for number in range(1, households + 1):
        household = make_household(institution, str(number))
        make_person(household, f"นายคน{number} ทดลอง")
        for fund in institution.funds.all():
            make_loan(household, fund, 1000 + number)
    return institution


def open_grid(page, institution) -> float:
    page.goto(f"/grid/{institution.code}/")
    while (opened := page.evaluate(OPENED)) <= 0:
        page.wait_for_timeout(5)
    return opened


def test_grid(browser_of, db):
    sizes = {households: village(households) for households in (15, 150)}
    opened, moved = {}, {}
    for households, institution in sizes.items():
        user = make_user("committee", institution=institution)
        page = browser_of(user).new_page()
        open_grid(page, institution)  # the first one fills caches
        opened[households] = median(open_grid(page, institution) for _ in range(TIMES))
        page.evaluate(WATCH)
        page.locator("tbody input.grid-cell").first.focus()
        for _ in range(MOVES):
            page.keyboard.press("Tab")
        moved[households] = max(page.evaluate("moves.slice(1)"))
    tell(
        Figure(
            "grid",
            "debtor grid of 150 households opens, beside 15",
            f"{opened[150]:.0f} ms",
            f"{opened[15]:.0f} ms",
            opened[150] / opened[15],
            2,
        ),
        Figure(
            "grid",
            f"slowest of {MOVES} cell moves among 150 households",
            f"{moved[150]:.1f} ms",
            "50 ms",
            moved[150] / 50,
            1,
        ),
    )
