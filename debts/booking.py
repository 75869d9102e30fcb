"""The rows of a register that is recorded, as households, people, loans and journal entries.

Inside the caller's transaction, which holds the institution and the households. Each function
notes in ``Found`` what it overwrites, for the way back (``debts/withdrawing.py``).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from debts.comparing import PreviewRow
from debts.matching import Debtor, Home
from debts.models import COMPONENTS, Guarantor, JournalEntry, Loan, Register
from fundinst.rows_in import write_columns, write_in
from members.holding import held_among
from members.models import FundRule, Household, Institution, Person, User
from members.registering import list_again, new_household, new_person

STEP = 1000  # rows a statement: memory stays bounded, and how far it is is told after each

Progress = Callable[[int, int], None]
"""Told, now and then, how many rows of how many are done; what it raises stops the act."""


@dataclass
class Found:
    """What recording found and changed, in JSON's own types: enough to put it back.

    ``households`` were made, ``relisted`` were out of the register before and ``numbered`` had no
    house number and got this one; ``stated`` has, by loan, each term as it was and as it was left;
    ``guarantors`` are pairs of loan and name.
    """

    households: list[int] = field(default_factory=list)
    relisted: list[int] = field(default_factory=list)
    numbered: list[tuple[int, str]] = field(default_factory=list)
    stated: dict[str, dict[str, list[str | None]]] = field(default_factory=dict)
    guarantors: list[tuple[int, str]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class _Count:
    """How far the recording is, told in rows although the people they bring in are made first.

    ``work`` is what there is to make: households, people and rows.
    """

    rows: int
    work: int
    progress: Progress
    made: int = 0

    def after(self, made: int) -> None:
        self.made += made
        self.progress(self.rows * self.made // self.work, self.rows)


def record_rows(
    rows: Sequence[PreviewRow], register: Register, actor: User, found: Found, progress: Progress
) -> None:
    """Write all the rows: the people first, then their loans, some hundred at a time.

    In this order also because the guards of loans plan their look at the people once a connection:
    among few people they would go through them all, for each of the many loans to come.
    """
    progress(0, len(rows))
    institution = register.account.fund.institution
    owing = [row for row in rows if row.row.total or row.loan]
    debtors = list(dict.fromkeys(row.debtor for row in owing))
    homes = list(dict.fromkeys(debtor.home for debtor in debtors))
    made = [home for home in homes if home.pk is None]
    newcomers = [debtor for debtor in debtors if debtor.pk is None]
    count = _Count(len(rows), len(made) + len(newcomers) + len(rows), progress)
    _make_households(made, institution, found, count)
    found.relisted = list_again(row.debtor.home.pk for row in owing if row.row.total)
    found.numbered = _fill_house_numbers(homes, institution)
    _make_people(newcomers, set(made), count)
    for step in _steps(len(rows)):
        _record_loans(rows[step], register, actor, found)
        count.after(len(rows[step]))


def _steps(length: int) -> Iterator[slice]:
    return (slice(first, first + STEP) for first in range(0, length, STEP))


def _make_households(
    homes: Sequence[Home], institution: Institution, found: Found, count: _Count
) -> None:
    """Make the households the rows bring in; each home gets its ``pk``."""
    for step in _steps(len(homes)):
        some = homes[step]
        households = write_in(
            Household, [new_household(institution, home.house_number) for home in some]
        )
        for home, household in zip(some, households, strict=True):
            home.pk = household.pk
        found.households += [household.pk for household in households]
        count.after(len(some))


def _make_people(debtors: Sequence[Debtor], headless: set[Home], count: _Count) -> None:
    """Make the debtors the rows bring in, the first of a new household as its head."""
    for step in _steps(len(debtors)):
        some, persons = debtors[step], []
        for debtor in some:
            household = Household(pk=debtor.home.pk)
            persons.append(new_person(household, debtor.name, is_head=debtor.home in headless))
            headless.discard(debtor.home)
        for debtor, person in zip(some, write_in(Person, persons), strict=True):
            debtor.pk = person.pk
        count.after(len(some))


def _fill_house_numbers(homes: Iterable[Home], institution: Institution) -> list[tuple[int, str]]:
    """A household that had no number and was named with one gets it; which and what it was.

    One that is held stays as it was sent (``members/holding.py``).
    """
    numbers = {home.pk: home.house_number for home in homes if home.house_number}
    unnumbered = Household.objects.filter(institution=institution, house_number="", pk__in=numbers)
    held = held_among(pk for pk in numbers if pk)
    filled = list(unnumbered.exclude(pk__in=held))
    for household in filled:
        numbered = new_household(institution, numbers[household.pk])
        household.house_number, household.house_key = numbered.house_number, numbered.house_key
        household.save(update_fields=["house_number", "house_key"])
    return [(household.pk, household.house_number) for household in filled]


def _record_loans(
    rows: Sequence[PreviewRow], register: Register, actor: User, found: Found
) -> None:
    """Make the new loans and move what differs, by journal entries of the register's date."""
    _make_loans([row for row in rows if row.outcome == "new"], register)
    changed = [row for row in rows if row.outcome == "changed"]
    _state_terms([row for row in changed if row.stated], found)
    again = _loans_with_an_entry_that_day(changed, register)
    writing = [row for row in rows if row.outcome in {"new", "changed"}]
    moving = [row for row in writing if any(row.moved.values())]
    write_columns(
        JournalEntry,
        len(moving),
        {
            "loan_id": [row.loan.pk for row in moving],
            "kind": [_kind(row, again) for row in moving],
            "on": [register.as_of] * len(moving),
            "register_id": [register.pk] * len(moving),
            "actor_id": [actor.pk] * len(moving),
            **{one: [row.moved[one] for row in moving] for one in COMPONENTS},
        },
    )
    _name_guarantors(writing, found)


def _make_loans(rows: list[PreviewRow], register: Register) -> None:
    accounts = {row.account for row in rows}
    rules = {account: account.fund.rule_on(register.as_of) for account in accounts}
    loans = write_in(Loan, [_new_loan(row, rules[row.account]) for row in rows])
    for row, loan in zip(rows, loans, strict=True):
        row.loan = loan


def _new_loan(row: PreviewRow, rule: FundRule | None) -> Loan:
    return Loan(
        account_id=row.account.pk,
        household_id=row.debtor.home.pk,
        borrower_id=row.debtor.pk,
        number=row.row.loan_number,
        rule_id=rule.pk if rule else None,
        lent_on=row.row.lent_on,
        due_on=row.row.due_on,
        original_principal=row.row.original_principal,
        rate_percent=row.row.rate_percent,
    )


def _state_terms(rows: list[PreviewRow], found: Found) -> None:
    for row in rows:
        terms = found.stated.setdefault(str(row.loan.pk), {})
        for name, value in row.stated.items():
            terms[name] = [as_word(getattr(row.loan, name)), as_word(value)]
            setattr(row.loan, name, value)
        row.loan.save(update_fields=list(row.stated))


def as_word(value: object) -> str | None:
    """A term of a loan as the way back keeps it: the database's own spelling of it."""
    return None if value is None else str(value)


def _name_guarantors(rows: list[PreviewRow], found: Found) -> None:
    named = [(row.loan, name) for row in rows for name in row.guarantors]
    Guarantor.objects.bulk_create(
        (Guarantor(loan=loan, name=name) for loan, name in named), ignore_conflicts=True
    )
    found.guarantors += [(loan.pk, name) for loan, name in named]


def _loans_with_an_entry_that_day(changed: list[PreviewRow], register: Register) -> set[int]:
    loans = [row.loan.pk for row in changed]
    entries = JournalEntry.objects.filter(loan__in=loans, on=register.as_of)
    return set(entries.values_list("loan_id", flat=True))


def _kind(row: PreviewRow, again: set[int]) -> str:
    if row.outcome == "new":
        return JournalEntry.Kind.OPENING
    # A second figure for the same day corrects the first; for a later day it is news.
    return JournalEntry.Kind.CORRECTION if row.loan.pk in again else JournalEntry.Kind.REGISTER
