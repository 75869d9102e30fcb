"""How many households, and how many baht, are of which class: figures only, nothing decided."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from debts.classifying import owing, unclassified, with_class
from debts.overdue import Overdue, overdue_by_household
from debts.schemes import Scheme, scheme_on, schemes_on
from members.models import Household, Institution
from members.models.households import HouseholdQuerySet

READ_AT_ONCE = 50
"""Institutions whose households are in memory together."""
UNSAID = "-"
"""In place of a code: no class was given, or none can be said. No scheme has such a code."""


@dataclass(frozen=True, slots=True)
class Classed:
    """A household that owed on the day: how late it was, and the class the committee had given."""

    household: Household
    overdue: Overdue

    @property
    def band(self) -> str:
        return self.overdue.band.code if self.overdue.band else UNSAID

    @property
    def result(self) -> str:
        return self.household.class_code or UNSAID


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class: its households, what they owe (baht), and its share of all households in %."""

    code: str
    name: str
    meaning: str
    households: int
    owed: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """The households of an institution that owed on a day, by band and by the committee's class.

    Both have the scheme's classes in its order, then those without one; the sums of both are
    ``households`` and ``owed``. ``without_due_date`` counts loans.
    """

    bands: tuple[ClassRow, ...]
    results: tuple[ClassRow, ...]
    households: int
    owed: Decimal
    classified: int
    without_due_date: int

    @property
    def unclassified(self) -> int:
        return self.households - self.classified


def classed_households(institution: Institution, on: date) -> list[Classed]:
    """Its households that owed on that day, in the register's order; as many queries for any."""
    return _classed([institution.pk], on)


def _classed(institutions: Sequence[int], on: date) -> list[Classed]:
    households = Household.objects.filter(institution__in=institutions)
    homes = [*with_class(owing(households, on), on).with_head().order_by("house_key", "pk")]
    overdue = overdue_by_household(homes, on)
    return [Classed(home, overdue[home.pk]) for home in homes]


def class_figures(institution: Institution, on: date, classed: Sequence[Classed]) -> ClassFigures:
    """The figures of these households, of ``classed_households``."""
    scheme, _version = scheme_on(institution, on)
    return _figures(scheme, classed)


def figures_of_classes(institutions: Iterable[Institution], on: date) -> dict[int, ClassFigures]:
    """The same of many institutions, by primary key; so many are read together, then let go."""
    pks = [one.pk for one in institutions]
    schemes, found = schemes_on(pks, on), {}
    for start in range(0, len(pks), READ_AT_ONCE):
        some = pks[start : start + READ_AT_ONCE]
        classed: defaultdict[int, list[Classed]] = defaultdict(list)
        for one in _classed(some, on):
            classed[one.household.institution_id].append(one)
        found |= {pk: _figures(schemes[pk][0], classed[pk]) for pk in some}
    return found


def _figures(scheme: Scheme, classed: Sequence[Classed]) -> ClassFigures:
    names = {one.result: (one.household.class_name or "", "") for one in classed}
    bands = {band.code: (band.name, "") for band in scheme.bands}
    results = {result.code: (result.name, result.meaning) for result in scheme.results}
    # What was given under a scheme that holds no more keeps the name it was given.
    results |= {code: name for code, name in names.items() if code not in {*results, UNSAID}}
    return ClassFigures(
        bands=_rows(bands | {UNSAID: ("ยังบอกไม่ได้", "ไม่รู้วันครบกำหนด")}, classed, _band),
        results=_rows(results | {UNSAID: ("ยังไม่ได้จัดประเภท", "")}, classed, _result),
        households=len(classed),
        owed=_owed(classed),
        classified=sum(one.result != UNSAID for one in classed),
        without_due_date=sum(one.overdue.without_due_date for one in classed),
    )


def _band(one: Classed) -> str:
    return one.band


def _result(one: Classed) -> str:
    return one.result


def _rows(
    words: dict[str, tuple[str, str]], classed: Sequence[Classed], code_of: Callable[[Classed], str]
) -> tuple[ClassRow, ...]:
    rows = []
    for code, (name, meaning) in words.items():
        found = [one for one in classed if code_of(one) == code]
        share = Decimal(100 * len(found)) / len(classed) if classed else Decimal(0)
        rows.append(
            ClassRow(code, name, meaning, len(found), _owed(found), share.quantize(Decimal("0.1")))
        )
    return tuple(rows)


def _owed(classed: Iterable[Classed]) -> Decimal:
    return sum((one.overdue.owed for one in classed), Decimal(0))


def with_class_counts(institutions: QuerySet[Institution], on: date) -> QuerySet[Institution]:
    """Annotate ``owing_count`` and ``unclassified_count``: households, on that day."""
    households = Household.objects.filter(institution=OuterRef("pk"))
    return institutions.annotate(
        owing_count=_count(owing(households, on)),
        unclassified_count=_count(unclassified(households, on)),
    )


def _count(households: HouseholdQuerySet) -> Any:
    counted = households.order_by().values("institution").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)
