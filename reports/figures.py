"""What reports and dashboards count of an institution, as sums that add up the line.

All are of the day that is asked: what is dated until then counts, an undone selection or contract
never was, and a contract's repayment is what its papers up to that day say. Figures named
``…_this_year`` are of the fiscal year (1 October to 30 September) that the day lies in, the others
of all years. Amounts are baht; before = waived + void + after, always.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

from django.db import connection
from django.db.models import Count

from consolidation.open_instalments import NOTHING
from consolidation.portfolio import BUCKETS
from debts.models import COMPONENTS
from members.models import Fund, Household, Institution
from reports.asking import Asked
from reports.contract_figures import contract_figures
from reports.road_figures import road_figures

OLD_LOANS = f"""
    SELECT institution_id, count(*), sum(owed)
      FROM (SELECT h.institution_id, sum({" + ".join(f"e.{one}" for one in COMPONENTS)}) AS owed
              FROM debts_journalentry e JOIN debts_loan l ON l.id = e.loan_id
              JOIN members_household h ON h.id = l.household_id
             WHERE h.institution_id = ANY(%(institutions)s) AND e."on" <= %(on)s
             GROUP BY h.institution_id, e.loan_id) AS owing
     WHERE owed > 0 GROUP BY institution_id
"""

FUND_KINDS = tuple(Fund.Kind.values)
AGES = tuple(bucket.least for bucket in BUCKETS if bucket.least)
"""Of how many days on each age of arrears is: what isn't overdue at all has none."""


@dataclass(frozen=True, slots=True)
class Held:
    """Contracts that funds of one ``kind`` hold, and what they were made for."""

    kind: str
    contracts: int = 0
    baht: Decimal = NOTHING

    def __add__(self, other: "Held") -> "Held":
        return Held(self.kind, self.contracts + other.contracts, self.baht + other.baht)

    @property
    def words(self) -> str:
        return str(Fund.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Aged:
    """Running contracts with something overdue for so many days or more, up to the next age.

    ``overdue`` is what should have been paid, ``principal`` their whole principal (PAR).
    """

    least: int
    contracts: int = 0
    overdue: Decimal = NOTHING
    principal: Decimal = NOTHING

    def __add__(self, other: "Aged") -> "Aged":
        return Aged(
            self.least,
            self.contracts + other.contracts,
            self.overdue + other.overdue,
            self.principal + other.principal,
        )

    @property
    def words(self) -> str:
        return next(bucket.words for bucket in BUCKETS if bucket.least == self.least)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one institution, or the sum of several.

    ``loans`` are old loans on which something is still owed, ``owed`` how much.
    Households: ``households`` in the register, ``targets`` (เป้าหมาย) selected and not left since,
    ``registered`` of these sent to the district at least once, ``approved`` whose approval stands,
    ``contracted`` with a contract. Contracts that were made: ``old_loans`` in them, ``before``,
    ``waived`` by creditors, ``void`` interest above the law, ``after``. Of the running ones:
    ``running``, ``outstanding`` principal and what was carried, ``principal`` alone, what is
    ``overdue`` and of it ``overdue_principal``, by age in ``ages``. ``holders`` says who holds what
    was made. ลดหนี้ (``reduced``) are households whose debt fell in the fiscal year and wasn't
    cleared, and by how much; ปลดหนี้ (``cleared``) those that ended theirs, with the debt they
    began with. ``fingerprint`` is the same for the same contracts (``reports/fingerprints.py``).
    """

    loans: int = 0
    owed: Decimal = NOTHING
    households: int = 0
    targets: int = 0
    registered: int = 0
    approved: int = 0
    contracted: int = 0
    contracts: int = 0
    old_loans: int = 0
    before: Decimal = NOTHING
    waived: Decimal = NOTHING
    void: Decimal = NOTHING
    after: Decimal = NOTHING
    targets_this_year: int = 0
    approved_this_year: int = 0
    contracted_this_year: int = 0
    contracts_this_year: int = 0
    old_loans_this_year: int = 0
    before_this_year: Decimal = NOTHING
    waived_this_year: Decimal = NOTHING
    void_this_year: Decimal = NOTHING
    after_this_year: Decimal = NOTHING
    reduced_this_year: int = 0
    reduced_baht_this_year: Decimal = NOTHING
    cleared_this_year: int = 0
    cleared_baht_this_year: Decimal = NOTHING
    cleared: int = 0
    cleared_baht: Decimal = NOTHING
    running: int = 0
    outstanding: Decimal = NOTHING
    principal: Decimal = NOTHING
    overdue_contracts: int = 0
    overdue: Decimal = NOTHING
    overdue_principal: Decimal = NOTHING
    fingerprint: int = 0
    holders: tuple[Held, ...] = tuple(Held(kind) for kind in FUND_KINDS)
    ages: tuple[Aged, ...] = tuple(Aged(least) for least in AGES)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(**{name: _added(name, self, other) for name in NAMES})

    @property
    def difference(self) -> Decimal:
        """Old debts less waived, void and new contracts; anything but 0 has to be explained."""
        return self.before - self.waived - self.void - self.after

    @property
    def held(self) -> tuple[Held, ...]:
        """The holders that hold something."""
        return tuple(one for one in self.holders if one.contracts)


NAMES = tuple(field.name for field in fields(Figures))
NO_FIGURES = Figures()


def _added(name: str, one: Figures, other: Figures) -> Any:
    first, second = getattr(one, name), getattr(other, name)
    if isinstance(first, tuple):
        return tuple(left + right for left, right in zip(first, second, strict=True))
    return first + second


def in_all(figures: Iterable[Figures]) -> Figures:
    """The sum of several; of none it is ``NO_FIGURES``."""
    found = [NO_FIGURES, *figures]
    return Figures(**{name: _summed([getattr(one, name) for one in found]) for name in NAMES})


def _summed(values: list[Any]) -> Any:
    if isinstance(values[0], tuple):
        return tuple(reduce(add, column) for column in zip(*values, strict=True))
    return sum(values[1:], values[0])


def figures_of(institutions: Iterable[Institution], asked: Asked) -> dict[int, Figures]:
    """The figures of each institution by its primary key; as many queries for any number.

    Within ``asked.reading()``, where the day is past.
    """
    pks = [one.pk for one in institutions]
    counted: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for pk, households in _households(pks).items():
        counted[pk]["households"] = households
    for pk, (loans, owed) in _old_loans(pks, asked.on).items():
        counted[pk] |= {"loans": loans, "owed": owed}
    for pk, road in road_figures(pks, asked.on).items():
        counted[pk] |= road
    for pk, made in contract_figures(pks, asked.on).items():
        counted[pk] |= _with_tuples(made)
    return {pk: Figures(**counted[pk]) for pk in pks}


def _households(pks: list[int]) -> dict[int, int]:
    listed = Household.objects.listed().filter(institution__in=pks).order_by()
    return dict(listed.values_list("institution").annotate(Count("pk")))


def _old_loans(pks: list[int], on: date) -> dict[int, tuple[int, Decimal]]:
    """By institution, how many old loans something was owed on that day, and how much."""
    with connection.cursor() as cursor:
        cursor.execute(OLD_LOANS, {"institutions": pks, "on": on})
        return {pk: (loans, owed) for pk, loans, owed in cursor.fetchall()}


def _with_tuples(made: dict[str, Any]) -> dict[str, Any]:
    """The same, with every holder and age there is, in their order."""
    holders = {kind: Held(kind, *sums) for kind, sums in made["holders"].items()}
    ages = {least: Aged(least, *sums) for least, sums in made["ages"].items()}
    return made | {
        "holders": tuple(holders.get(kind, Held(kind)) for kind in FUND_KINDS),
        "ages": tuple(ages.get(least, Aged(least)) for least in AGES),
    }
