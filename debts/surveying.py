"""Act: take in one row of the debtor grid, as often as it is sent and whoever else is typing.

A row is taken in whole or not at all. What can't be taken in is kept as it was typed, so that
nobody types it twice; what somebody else changed meanwhile is never overwritten unseen.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from debts.grid import HOUSE_NUMBER, NAME, Cell, Row, accounts_of, row_of
from debts.models import JournalEntry, Loan, SurveyRow
from debts.settling import mirror
from debts.typed_rows import (
    OnBooks,
    Reading,
    TypedRow,
    find_conflicts,
    find_later_figures,
    find_neighbours,
    find_twins,
    is_late,
    read_row,
)
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from fundinst.names import split_name
from members.audit import record
from members.holding import held_among, refusals_of_holding
from members.models import AuditEntry, FundAccount, Household, Institution, Person, User
from members.registering import new_household, new_person, rename, renumber, take_out
from members.undoing import built_on, undoes

__all__ = ["SavedRow", "TypedRow", "save_row"]


@dataclass(frozen=True, slots=True)
class SavedRow:
    """What became of a row; ``entry`` can be taken back, None when nothing was changed."""

    row: Row
    entry: AuditEntry | None = None

    @property
    def cells(self) -> dict[str, Cell]:
        cells = (self.row.house_number, self.row.name, *self.row.cells)
        return {cell.field: cell for cell in cells}


@transaction.atomic(durable=True)
def save_row(institution: Institution, row: TypedRow, *, on: date, actor: User) -> SavedRow:
    """Write the row's figures into the books as of ``on``, by journal entries, or keep it as typed.

    Never raises for what a person typed: the answer's state is recorded, wrong or conflict. Sent
    again with the same key, it is the same row; one that comes in late changes nothing. Raises
    Refused for a household that isn't there.
    """
    survey, household = _hold(institution, row)
    survey = survey or SurveyRow(institution=institution, key=row.key, window=row.window)
    accounts = accounts_of(institution)
    books = OnBooks.of(household)
    if is_late(row, survey):
        return SavedRow(_shown(survey, books, accounts))
    reading = read_row(row, accounts, books)
    if household:
        find_conflicts(reading, row, books, survey)
        find_neighbours(reading, row, books, institution)
    elif reading.fits and (known := find_twins(reading, row, institution)):
        books = OnBooks.of(Household.objects.locked().get(pk=known.pk))
        SurveyRow.objects.filter(household=known).delete()  # this row is its row from now on
    find_later_figures(reading, books, on)
    if household and _changes(reading, books):
        reading.reasons += [why.sentence for why in refusals_of_holding(household.pk)]
    survey.typed_by = actor
    if not reading.fits:
        return SavedRow(_keep_typed(survey, row, reading, books, accounts))

    was = books.words
    made = books.household is None or books.household.is_removed
    after, entries = _write(reading, institution, books, accounts, on, actor)
    before = {"made": made, "paste": row.paste}
    entry = _write_down(institution, was, after, entries, actor, before)
    return SavedRow(_keep_written(survey, row, after, accounts), entry)


def _hold(institution: Institution, row: TypedRow) -> tuple[SurveyRow | None, Household | None]:
    """The row's household, held; a row that is new holds the institution first.

    So two people who type the same household at once, or one who sends it twice, make one.
    """
    surveys = SurveyRow.objects.filter(institution=institution)
    pk = row.household_id
    if pk is None:
        Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
        survey = surveys.filter(key=row.key).first()
        pk = survey.household_id if survey else None
        if pk is None:
            return survey, None
    held = Household.objects.filter(institution=institution, pk=pk).locked().first()
    if held is None:
        raise Refused([Refusal("household_unknown", "", "ไม่พบครัวเรือนนี้แล้ว กรุณาเปิดหน้าใหม่")])
    return surveys.filter(household=held).first(), held


def _changes(reading: Reading, books: OnBooks) -> bool:
    """Whether the row wants anything otherwise than the books have it."""
    words = {HOUSE_NUMBER: reading.house_number, NAME: str(reading.name or "")}
    return bool(reading.money) or words != books.words


def _keep_typed(
    survey: SurveyRow,
    row: TypedRow,
    reading: Reading,
    books: OnBooks,
    accounts: list[FundAccount],
) -> Row:
    """The row as it was typed, on the server, with what is wrong in it; the books don't change.

    But for a national ID, which is kept nowhere as it is typed.
    """
    survey.household = books.household
    survey.state = SurveyRow.State.CONFLICT if reading.conflict else SurveyRow.State.WRONG
    survey.typed = {
        "cells": {name: mask_ids(text) for name, text in row.texts.items()},
        "wrong": reading.wrong,
        "reasons": reading.reasons,
        "taken": reading.taken,
        "window": str(row.window),
        "turn": row.turn,
        "paste": row.paste,
    }
    survey.save()
    return _shown(survey, books, accounts)


def _keep_written(
    survey: SurveyRow, row: TypedRow, books: OnBooks, accounts: list[FundAccount]
) -> Row:
    survey.household, survey.window = books.household, row.window
    survey.state, survey.typed = SurveyRow.State.RECORDED, {}
    survey.written = books.seen | {"turn": row.turn}
    survey.save()
    return _shown(survey, books, accounts)


def _shown(survey: SurveyRow, books: OnBooks, accounts: list[FundAccount]) -> Row:
    household = books.household or Household()
    held = household.pk in held_among([household.pk] if household.pk else [])
    return row_of(household, books.words[NAME], books.booked, accounts, survey, held=held)


def _write(
    reading: Reading,
    institution: Institution,
    books: OnBooks,
    accounts: list[FundAccount],
    on: date,
    actor: User,
) -> tuple[OnBooks, list[JournalEntry]]:
    """Household, head, loans and entries as the row has them; how the books stand afterwards."""
    assert reading.name is not None
    household, head = books.household, books.head
    if household is None:
        household = new_household(institution, reading.house_number)
        household.save()
    elif household.house_number != reading.house_number or household.is_removed:
        renumber(household, reading.house_number)
    if head is None:
        head = new_person(household, reading.name, is_head=True)
        head.save()
    elif str(head) != str(reading.name):
        rename(head, reading.name)
    entries = [
        _entry(reading, books, account, head, on, actor)
        for account in accounts
        if account.pk in reading.money
    ]
    entries = JournalEntry.objects.bulk_create(entries)
    return OnBooks.of(Household.objects.get(pk=household.pk)), entries


def _entry(
    reading: Reading, books: OnBooks, account: FundAccount, head: Person, on: date, actor: User
) -> JournalEntry:
    cell = books.cell(account.pk)
    moved = reading.money[account.pk] - cell.value
    loan, kind = cell.target, JournalEntry.Kind.OPENING
    if loan is None:
        loan = Loan.objects.create(
            account=account,
            household=head.household,
            borrower=head,
            rule=account.fund.rule_on(on),
        )
    else:
        kind = kind_of_further(loan, on)
    return JournalEntry(loan=loan, kind=kind, on=on, principal=moved, actor=actor)


def kind_of_further(loan: Loan, on: date) -> str:
    """A second figure for the same day corrects the first; for a later day it is news."""
    again = loan.entries.filter(on=on, reverses__isnull=True, reversed_by__isnull=True)
    return JournalEntry.Kind.CORRECTION if again.exists() else JournalEntry.Kind.SURVEY


def _write_down(
    institution: Institution,
    was: dict[str, str],
    after: OnBooks,
    entries: list[JournalEntry],
    actor: User,
    before: dict[str, Any],
) -> AuditEntry | None:
    """``before``: whether the row made the household, and which pasted block it came with."""
    now = after.words
    changed = [name for name in now if was[name] != now[name]]
    if not (before["made"] or changed or entries):
        return None
    household, money = after.household, sum((e.principal for e in entries), Decimal(0))
    assert household is not None
    more = f" {'เพิ่ม' if money >= 0 else 'ลด'} {format_baht(abs(money))} บาท" if entries else ""
    return record(
        "row_saved",
        household,
        f"{_did(entries, made=before['made'])} {now[NAME]} {household}{more}",
        actor=actor,
        institution=institution,
        household=household,
        before=before
        | {
            "was": {name: was[name] for name in changed},
            "is": {name: now[name] for name in changed},
            "entries": [entry.pk for entry in entries],
        },
    )


def _did(entries: list[JournalEntry], *, made: bool) -> str:
    if entries:
        return "กรอกหนี้ของ"
    return "เพิ่มครัวเรือน" if made else "แก้ข้อมูลของ"


@undoes("row_saved")
def take_back_row(entry: AuditEntry, actor: User) -> None:
    """Mirror the row's entries and put house number and name back as they were.

    A household the row brought in is taken out of the register again; of another, what waits in the
    row to be mended goes on waiting. Raises Refused when somebody went on with such a household, or
    changed name or number again.
    """
    before, books = entry.before, OnBooks.of(entry.household)
    household = books.household
    assert household is not None
    if any(books.words[name] != value for name, value in before["is"].items()):
        raise Refused([Refusal("row_changed", "", "ชื่อหรือบ้านเลขที่ถูกแก้อีกแล้ว จึงเลิกทำไม่ได้")])
    entries = JournalEntry.objects.filter(pk__in=before["entries"]).select_related("loan")
    mirror(entries, reference="เลิกทำ", actor=actor)
    survey = SurveyRow.objects.filter(household=household)
    if before["made"]:
        _take_out(household, entry)
        survey.update(state=SurveyRow.State.RECORDED, typed={}, written={})
        return
    if HOUSE_NUMBER in before["was"]:
        renumber(household, before["was"][HOUSE_NUMBER])
    if NAME in before["was"] and books.head:
        rename(books.head, split_name(before["was"][NAME]))
    survey.update(written={})


def _take_out(household: Household, entry: AuditEntry) -> None:
    if built_on([household.pk], entry):
        sentence = f"{household} มีการทำรายการต่อแล้ว ให้เลิกทำรายการนั้นก่อน"
        raise Refused([Refusal("household_built_on", "", sentence)])
    take_out([household.pk])
