"""All that the district looks at of a household, as plain values; and what changed between two.

The content is kept as it was sent (``Submission.content``): JSON's own types, amounts as text with
two decimals, days in ISO 8601, records of a list with their ``id``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from consolidation.models import Transition
from consolidation.snapshot_facts import Facts, facts_of
from consolidation.snapshot_fields import NOTHING, SECTIONS, Column, Section
from debts.balances import Balance
from debts.confirmations import is_answered, is_disputed
from debts.models import COMPONENTS, Classification
from members.models import Expense, Household, Income

Content = Mapping[str, Any]


def content_of(households: Sequence[Household], *, cut_off: date) -> dict[int, dict[str, Any]]:
    """What each household's registration says as of a cut-off date, by household.

    A disputed loan is named, and left out of the sums. As many queries for a hundred as for one.
    """
    facts = facts_of(households, cut_off=cut_off)
    return {pk: content_from(one, cut_off=cut_off) for pk, one in facts.items()}


def content_from(facts: Facts, *, cut_off: date) -> dict[str, Any]:
    """The same of one household whose facts of that day are read already."""
    return {
        "cut_off": cut_off.isoformat(),
        "sums": _sums(facts),
        "loans": [_loan(balance, facts) for balance in facts.balances],
        "household": {
            "house_number": facts.household.house_number,
            "village": str(facts.village or ""),
        },
        "persons": [
            {
                "id": person.pk,
                "name": person.full_name,
                "is_head": person.is_head,
                "phone": person.phone,
                "occupation": person.occupation,
            }
            for person in facts.persons
        ],
        "incomes": [_line(line, "source") for line in facts.incomes],
        "expenses": [_line(line, "purpose") for line in facts.expenses],
        "class": _class(facts.given),
        "criteria": [
            {
                "id": finding.criterion.code,
                "sentence": finding.criterion.sentence,
                "found": finding.word,
                "reason": finding.reason,
            }
            for finding in facts.findings
        ],
        "minutes": _minutes(facts.selected),
        "consent": {"signed_on": facts.consent.signed_on.isoformat()} if facts.consent else {},
    }


def _sums(facts: Facts) -> dict[str, str]:
    registered = [one for one in facts.balances if not is_disputed(facts.words.get(one.loan.pk))]
    against = [one for one in facts.balances if one not in registered]
    parts = {
        name: _money(sum((one.components[name] for one in registered), Decimal(0)))
        for name in COMPONENTS
    }
    return {
        "total": _money(sum((one.total for one in registered), Decimal(0))),
        **parts,
        "disputed": _money(sum((one.total for one in against), Decimal(0))),
    }


def _loan(balance: Balance, facts: Facts) -> dict[str, Any]:
    loan, word = balance.loan, facts.words.get(balance.loan.pk)
    against = is_disputed(word)
    confirmed = word if word and not against and is_answered(word, balance) else None
    return {
        "id": loan.pk,
        "fund": str(loan.account.fund),
        "account": str(loan.account),
        "number": loan.number,
        "borrower": str(loan.borrower),
        "opened_on": _iso(loan.lent_on),
        "due_on": _iso(loan.due_on),
        "rate_percent": f"{loan.rate_percent:f}" if loan.rate_percent is not None else None,
        **{name: _money(amount) for name, amount in balance.components.items()},
        "total": _money(balance.total),
        "guarantors": [*facts.guarantors.get(loan.pk, ())],
        "disputed": word.reason if word and against else "",
        "confirmed": confirmed.get_sign_display() if confirmed else "",
        "confirmed_on": _iso(confirmed.signed_on) if confirmed else None,
        "witnesses": [name for name in (confirmed.witness_1, confirmed.witness_2) if name]
        if confirmed
        else [],
    }


def _line(line: Income | Expense, called: str) -> dict[str, Any]:
    return {
        "id": line.pk,
        called: getattr(line, called),
        "amount": _money(line.amount),
        "months": sorted(line.months),
    }


def _class(given: Classification | None) -> dict[str, Any]:
    if given is None:
        return {}
    return {
        "judged": given.judged_name,
        "overdue": given.overdue_name,
        "ability": given.get_ability_display(),
        "willingness": given.get_willingness_display(),
        "reason": given.reason,
        "on": given.on.isoformat(),
    }


def _minutes(selected: Transition | None) -> dict[str, Any]:
    if selected is None:
        return {}
    return {
        "document": selected.document,
        "on": selected.on.isoformat(),
        "reason": selected.reason,
    }


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a content: its path ("loans.17.principal"), its label, its value as shown.

    ``group`` names what it belongs to: the section, or the record of a list.
    """

    path: str
    group: str
    name: str
    shown: str
    section: str
    is_money: bool = False

    @property
    def label(self) -> str:
        return f"{self.group} · {self.name}"[:200]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that isn't what it was; ``old`` and ``new`` as shown, "ไม่มี" where there is none.

    ``by`` is the signed change in baht, where the field is money.
    """

    path: str
    label: str
    old: str
    new: str
    is_money: bool = False
    by: Decimal | None = None


def flat(content: Content) -> list[Field]:
    """Every field of a content in the order in which it is read; a content may lack sections."""
    return [field for section in SECTIONS for field in _fields(section, content)]


def differences(old: Content, new: Content) -> list[Difference]:
    """What changed from one content to the other: sums first, then the loans, then the rest.

    A record of a list that came or went is one difference, with its sum where it has one.
    """
    return [found for section in SECTIONS for found in _differences(section, old, new)]


def _fields(section: Section, content: Content) -> Iterator[Field]:
    for path, group, record in _records(section, content):
        for column in section.columns:
            if column.name in record:
                yield Field(
                    path=f"{path}.{column.name}",
                    group=group,
                    name=column.label,
                    shown=column.shown(record[column.name]),
                    section=section.title,
                    is_money=column.is_money,
                )


def _records(section: Section, content: Content) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The section's records, each with its path and what it is called."""
    said = content.get(section.name)
    if section.named is None:
        if said:
            yield section.name, section.title, said
        return
    for record in said or ():
        yield f"{section.name}.{record['id']}", section.named(record), record


def _differences(section: Section, old: Content, new: Content) -> Iterator[Difference]:
    was = {path: (group, record) for path, group, record in _records(section, old)}
    now = {path: (group, record) for path, group, record in _records(section, new)}
    for path in [*now, *(path for path in was if path not in now)]:
        if section.named and (path in was) != (path in now):
            yield _came_or_went(section, path, was.get(path), now.get(path))
            continue
        nothing: tuple[str, Mapping[str, Any]] = ("", {})
        _name, before = was.get(path, nothing)
        group, after = now.get(path, (section.title, {}))
        for column in section.columns:
            if before.get(column.name) != after.get(column.name):
                yield _of_field(column, f"{path}.{column.name}", group, before, after)


def _of_field(
    column: Column, path: str, group: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Difference:
    was, now = before.get(column.name), after.get(column.name)
    return Difference(
        path=path,
        label=f"{group} · {column.label}"[:200],
        old=column.shown(was) if was is not None else NOTHING,
        new=column.shown(now) if now is not None else NOTHING,
        is_money=column.is_money,
        by=Decimal(now or 0) - Decimal(was or 0) if column.is_money else None,
    )


def _came_or_went(
    section: Section,
    path: str,
    was: tuple[str, Mapping[str, Any]] | None,
    now: tuple[str, Mapping[str, Any]] | None,
) -> Difference:
    nothing: tuple[str, Mapping[str, Any]] = ("", {})
    group, record = now or was or nothing
    money = next((column for column in section.columns if column.name == section.total), None)
    shown = money.shown(record.get(money.name)) if money else "มี"
    amount = Decimal(record.get(money.name) or 0) if money else None
    return Difference(
        path=path,
        label=f"{'เพิ่ม' if now else 'เอาออก'}: {group}"[:200],
        old=shown if was else NOTHING,
        new=shown if now else NOTHING,
        is_money=money is not None,
        by=amount if now or amount is None else -amount,
    )
