"""Whether a page's work grows with the country; `make bench`.

The same village, district and province in countries of several sizes: the same number of queries,
nearly the same time, and never more than 15 times an empty page on the same server: one that the
same person asks for, signed in, behind the same middleware (``empty_page.py``), by turns.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from benchmarks.country import countries, sizes_to_compare, villages_of, working_in
from benchmarks.measuring import Figure, best_of, ms, tell
from benchmarks.serving import SignedIn
from members.models import Household, Institution
from reports.country.places import places

ROUNDS, REQUESTS = 5, 6
EMPTY = "/empty-page/"
VILLAGE = places(5)[4]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an office; ``whole_from`` villages on, all that it shows is there."""

    name: str
    username: str
    address: Callable[[], str]
    whole_from: int = 1
    is_flat: bool = True


def _institution() -> Institution:
    return Institution.objects.get(code=VILLAGE.code)


def _household() -> int:
    homes = Household.objects.filter(institution=_institution())
    return homes.get(house_number="125").pk


def pages() -> list[Page]:
    staff, district = f"committee-{VILLAGE.code}", f"district-{VILLAGE.district}"
    province = f"province-{VILLAGE.province}"
    of_district, of_province = villages_of(4), villages_of(2)
    return [
        Page("village: my work", staff, lambda: "/"),
        Page("village: households", staff, lambda: "/households/"),
        Page("village: last page", staff, lambda: "/households/?page=3"),
        Page("village: search", staff, lambda: "/households/?q=ทดลอง"),
        Page("village: debtor grid", staff, lambda: f"/grid/{VILLAGE.code}/"),
        Page("village: household", staff, lambda: f"/households/{_household()}/"),
        Page("village: contracts", staff, lambda: "/contracts/"),
        Page("district: my work", district, lambda: "/", of_district),
        Page("district: review queue", district, lambda: "/reviews/", of_district),
        Page("district: matrix", district, lambda: "/matrix/", of_district),
        Page("district: households", district, lambda: "/households/", of_district),
        Page("province: my work", province, lambda: "/", of_province),
        Page("province: matrix", province, lambda: "/matrix/", of_province),
        Page("province: households", province, lambda: "/households/", of_province),
        Page("country: my work", "department-all", lambda: "/", is_flat=False),
        Page("country: matrix", "department-all", lambda: "/matrix/", is_flat=False),
        Page("country: households", "department-all", lambda: "/households/", is_flat=False),
    ]


@pytest.mark.usefixtures("_unblocked")
@override_settings(ROOT_URLCONF="benchmarks.empty_page")
def test_pages():
    with countries(sizes_to_compare()) as made:
        for page in pages():
            sizes = [size for size in made if size >= page.whole_from] or [max(made)]
            _tell_of(page, {size: made[size] for size in sizes})


def _tell_of(page: Page, made: dict[int, str]) -> None:
    """Each size in turn, some requests a turn: what else the machine does meets all of them."""
    least: dict[int, float] = {size: float("inf") for size in made}
    empty, queries = float("inf"), {}
    for _round in range(ROUNDS):
        for size, name in made.items():
            with working_in(name):
                queries[size], took, nothing = _measured(SignedIn(page.username), page.address())
            least[size], empty = min(least[size], took), min(empty, nothing)
    small, large = min(made), max(made)
    where = f"{page.name}, {large * 147:,} households"
    same = "the same" if queries[small] == queries[large] else f"{queries[small]} there"
    tell(
        Figure(
            "pages",
            f"{where} ({queries[large]} queries)",
            ms(least[large]),
            ms(empty),
            least[large] / empty,
            15,
        ),
    )
    if small != large:
        goal = 1.2 if page.is_flat else None
        tell(
            Figure(
                "pages",
                f"{where} to {small * 147:,} ({same} queries)",
                ms(least[large]),
                ms(least[small]),
                least[large] / least[small],
                goal,
            ),
        )


def _measured(who: SignedIn, address: str) -> tuple[int, float, float]:
    """Queries and seconds of the page, and seconds of an empty one."""
    with CaptureQueriesContext(connection) as asked:
        assert who.get(address) == 200, address
        number = len(connection.queries_log) - asked.initial_queries  # a next request forgets them
    assert who.get(EMPTY) == 200
    took, nothing = best_of(REQUESTS, lambda: who.get(address), lambda: who.get(EMPTY))
    return number, took, nothing
