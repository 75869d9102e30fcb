"""What is in the books about households that are registered, read for many of them at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from consolidation.consenting import consents_of
from consolidation.criteria import SHIPPED, Criterion, Finding, assess, read_criteria
from consolidation.models import Case, Consent, CriteriaSet, Transition
from debts.balances import Balance, balances_on
from debts.classifying import standing
from debts.confirmations import last_words
from debts.models import Classification, Confirmation, Guarantor
from members.models import Expense, Household, Income, Person, Village


@dataclass(frozen=True, slots=True)
class Facts:
    """One household's facts; balances and words are those of the cut-off date.

    ``guarantors`` by loan; ``words`` is what the household said last of each loan; ``selected`` is
    the step that opened its case; ``given`` its class.
    """

    household: Household
    village: Village | None
    persons: Sequence[Person]
    incomes: Sequence[Income]
    expenses: Sequence[Expense]
    balances: Sequence[Balance]
    guarantors: Mapping[int, Sequence[str]]
    words: Mapping[int, Confirmation]
    case: Case | None
    selected: Transition | None
    findings: Sequence[Finding]
    given: Classification | None
    consent: Consent | None


def facts_of(
    households: Sequence[Household], *, cut_off: date, whole: bool = True
) -> dict[int, Facts]:
    """The facts by household; as many queries for a hundred as for one.

    Not ``whole``: without what no warning is about, living, guarantors, class and village.
    """
    homes = [household.pk for household in households]
    told = homes if whole else []
    persons = _by_household(Person.objects.filter(household__in=homes))
    incomes = _by_household(Income.objects.filter(household__in=told))
    expenses = _by_household(Expense.objects.filter(household__in=told))
    balances = balances_on(households, cut_off)
    loans = [balance.loan.pk for owed in balances.values() for balance in owed]
    guarantors = _guarantors(loans if whole else [])
    words = last_words(loans, cut_off=cut_off)
    cases = {case.household_id: case for case in Case.objects.open().filter(household__in=homes)}
    selected = _selections(cases.values() if whole else [])
    findings = _findings(households, cases)
    given = _classes(told)
    consents = consents_of(told)
    villages = _villages(households if whole else [])
    return {
        household.pk: Facts(
            household=household,
            village=villages.get(household.village_id or 0),
            persons=persons[household.pk],
            incomes=incomes[household.pk],
            expenses=expenses[household.pk],
            balances=balances.get(household.pk, []),
            guarantors=guarantors,
            words=words,
            case=cases.get(household.pk),
            selected=selected.get(household.pk),
            findings=findings[household.pk],
            given=given.get(household.pk),
            consent=consents.get(household.pk),
        )
        for household in households
    }


def _by_household(rows: models.QuerySet[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.household_id].append(row)
    return found


def _guarantors(loans: Sequence[int]) -> defaultdict[int, list[str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    stand = Guarantor.objects.filter(loan__in=loans).order_by("pk")
    for loan, name in stand.values_list("loan_id", "name"):
        names[loan].append(name)
    return names


def _selections(cases: Iterable[Case]) -> dict[int, Transition]:
    """The step that opened each case, by household."""
    homes = {case.pk: case.household_id for case in cases}
    first = Transition.objects.filter(case__in=homes, from_status="")
    return {homes[step.case_id]: step for step in first}


def _findings(
    households: Sequence[Household], cases: Mapping[int, Case]
) -> dict[int, Sequence[Finding]]:
    """What was found of each by the criteria in force when the meeting selected it."""
    criteria = _criteria(households, cases)
    every = [*{one: None for asked in criteria.values() for one in asked}]
    found = assess(households, every)
    return {
        home: [finding for finding in found[home] if finding.criterion in asked]
        for home, asked in criteria.items()
    }


def _criteria(
    households: Sequence[Household], cases: Mapping[int, Case]
) -> dict[int, tuple[Criterion, ...]]:
    versions: defaultdict[int, list[CriteriaSet]] = defaultdict(list)
    institutions = {household.institution_id for household in households}
    for version in CriteriaSet.objects.filter(institution__in=institutions):
        versions[version.institution_id].append(version)
    read = {
        version.pk: read_criteria(version.definition)
        for written in versions.values()
        for version in written
    }
    asked = {}
    for household in households:
        case = cases.get(household.pk)
        in_force = (  # the latest first, as the model orders them
            read[version.pk]
            for version in versions[household.institution_id]
            if case is None or version.effective_on <= case.opened_on
        )
        asked[household.pk] = next(in_force, SHIPPED)
    return asked


def _classes(homes: Sequence[int]) -> dict[int, Classification]:
    given = standing(Classification.objects.filter(household__in=homes))
    return {one.household_id: one for one in given.order_by("on", "id")}


def _villages(households: Sequence[Household]) -> dict[int, Village]:
    return Village.objects.in_bulk({home.village_id for home in households if home.village_id})
