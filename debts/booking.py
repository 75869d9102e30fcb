"""The rows of a register that is recorded, as households, people, loans and journal entries.

Inside the caller's transaction, which holds the institution and the households.
"""

from collections.abc import Iterable

from debts.comparing import PreviewRow
from debts.matching import Home
from debts.models import Guarantor, JournalEntry, Loan, Register
from members.models import FundRule, Household, Institution, Person, User
from members.registering import new_household, new_person

BATCH = 1000  # rows a statement: memory stays bounded


def record_people(rows: Iterable[PreviewRow], institution: Institution) -> None:
    """Make the households and people the rows bring in; each row's debtor gets its ``pk``."""
    debtors = list(dict.fromkeys(row.debtor for row in rows if row.row.total or row.loan))
    homes = list(dict.fromkeys(debtor.home for debtor in debtors))
    made = [home for home in homes if home.pk is None]
    households = Household.objects.bulk_create(
        (new_household(institution, home.house_number) for home in made), batch_size=BATCH
    )
    for home, household in zip(made, households, strict=True):
        home.pk = household.pk
    _fill_house_numbers(homes, institution)
    headless = {home for home in made}
    newcomers = [debtor for debtor in debtors if debtor.pk is None]
    persons = []
    for debtor in newcomers:
        household = Household(pk=debtor.home.pk)
        persons.append(new_person(household, debtor.name, is_head=debtor.home in headless))
        headless.discard(debtor.home)
    made_persons = Person.objects.bulk_create(persons, batch_size=BATCH)
    for debtor, person in zip(newcomers, made_persons, strict=True):
        debtor.pk = person.pk


def _fill_house_numbers(homes: Iterable[Home], institution: Institution) -> None:
    """A household that had no number and was named with one gets it."""
    numbers = {home.pk: home.house_number for home in homes if home.house_number}
    unnumbered = Household.objects.filter(institution=institution, house_number="", pk__in=numbers)
    for household in unnumbered:
        numbered = new_household(institution, numbers[household.pk])
        household.house_number, household.house_key = numbered.house_number, numbered.house_key
        household.save(update_fields=["house_number", "house_key"])


def record_loans(rows: list[PreviewRow], register: Register, actor: User) -> None:
    """Make the new loans and move what differs, by journal entries of the register's date."""
    new = [row for row in rows if row.outcome == "new"]
    accounts = {row.account for row in new}
    rules = {account: account.fund.rule_on(register.as_of) for account in accounts}
    loans = Loan.objects.bulk_create(
        (_new_loan(row, rules[row.account]) for row in new), batch_size=BATCH
    )
    for row, loan in zip(new, loans, strict=True):
        row.loan = loan
    for row in rows:
        if row.outcome == "changed" and row.stated:
            for name, value in row.stated.items():
                setattr(row.loan, name, value)
            row.loan.save(update_fields=list(row.stated))
    again = _loans_with_an_entry_that_day(rows, register)
    moving = [row for row in rows if row.outcome in {"new", "changed"} and any(row.moved.values())]
    JournalEntry.objects.bulk_create(
        (
            JournalEntry(
                loan=row.loan,
                kind=_kind(row, again),
                on=register.as_of,
                register=register,
                actor=actor,
                **row.moved,
            )
            for row in moving
        ),
        batch_size=BATCH,
    )
    Guarantor.objects.bulk_create(
        (
            Guarantor(loan=row.loan, name=name)
            for row in rows
            if row.outcome in {"new", "changed"}
            for name in row.guarantors
        ),
        ignore_conflicts=True,
    )


def _new_loan(row: PreviewRow, rule: FundRule | None) -> Loan:
    return Loan(
        account=row.account,
        household_id=row.debtor.home.pk,
        borrower_id=row.debtor.pk,
        number=row.row.loan_number,
        rule=rule,
        lent_on=row.row.lent_on,
        due_on=row.row.due_on,
        original_principal=row.row.original_principal,
        rate_percent=row.row.rate_percent,
    )


def _loans_with_an_entry_that_day(rows: list[PreviewRow], register: Register) -> set[int]:
    changed = [row.loan.pk for row in rows if row.outcome == "changed"]
    entries = JournalEntry.objects.filter(loan__in=changed, on=register.as_of)
    return set(entries.values_list("loan_id", flat=True))


def _kind(row: PreviewRow, again: set[int]) -> str:
    if row.outcome == "new":
        return JournalEntry.Kind.OPENING
    # A second figure for the same day corrects the first; for a later day it is news.
    return JournalEntry.Kind.CORRECTION if row.loan.pk in again else JournalEntry.Kind.REGISTER
