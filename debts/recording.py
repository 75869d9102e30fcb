"""Acts that take a debtor register in: upload, answer its doubts, record it, or throw it away."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction

from debts.comparing import PreviewRow
from debts.models import Guarantor, JournalEntry, Loan, MatchDecision, Register
from debts.previewing import Preview, choice_key, preview_register
from debts.registers import UnreadableCell, read_register
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from fundinst.names import name_key
from members.audit import record
from members.models import FundAccount, Household, Institution, Person, User
from members.registering import new_household, new_person

REASONS_SHOWN = 20


@transaction.atomic
def upload_register(
    account: FundAccount, *, file_name: str, content: bytes, as_of: date, actor: User
) -> Register:
    """Keep a register as a draft to be looked at; the books don't change.

    Raises Refused when the file can't be taken at all; then nothing of it is kept.
    """
    read = read_register(content, file_name, today=as_of)
    return Register.objects.create(
        account=account,
        as_of=as_of,
        file_name=file_name[-200:],
        content=content,
        digest=_digest(content),
        uploaded_by=actor,
        rows=len(read.rows),
        total=read.total,
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def preview_of(register: Register) -> Preview:
    """The draft beside the books as they are now. Reads only."""
    read = read_register(bytes(register.content), register.file_name, today=register.as_of)
    return preview_register(
        read, account=register.account, as_of=register.as_of, choices=register.choices
    )


@transaction.atomic
def choose(register: Register, key: str, *, answer: dict[str, int], actor: User) -> Register:
    """Answer a doubt of the draft: a person, another member of a household, or one of its own.

    ``key`` names the doubt, ``answer`` is {"person": pk}, {"household": pk} or {}. Raises Refused
    for somebody of another institution, or when the register is no longer a draft.
    """
    register = Register.objects.select_for_update(no_key=True, of=("self",)).get(pk=register.pk)
    if refusals := [*_refusals_to_choose(register, answer)]:
        raise Refused(refusals)

    register.choices[key] = answer
    register.save(update_fields=["choices"])
    return register


def _refusals_to_choose(register: Register, answer: dict[str, int]) -> Iterator[Refusal]:
    institution = register.account.fund.institution
    if register.status != Register.Status.DRAFT:
        yield Refusal("register_not_draft", "", "ทะเบียนนี้บันทึกหรือทิ้งไปแล้ว")
    known = Person.objects.filter(household__institution=institution, pk=answer.get("person"))
    homes = institution.households.filter(pk=answer.get("household"))
    if ("person" in answer and not known.exists()) or (
        "household" in answer and not homes.exists()
    ):
        yield Refusal("candidate_unknown", "", "ไม่พบคนหรือครัวเรือนที่เลือก กรุณาเลือกใหม่")


@transaction.atomic
def discard_register(register: Register, *, actor: User) -> Register:
    """Throw a draft away; nothing of its file is kept."""
    register = Register.objects.select_for_update(no_key=True, of=("self",)).get(pk=register.pk)
    if register.status == Register.Status.RECORDED:
        raise Refused([Refusal("register_recorded", "", "ทะเบียนนี้บันทึกเข้าระบบแล้ว ทิ้งไม่ได้")])

    register.status = Register.Status.DISCARDED
    register.content = b""
    register.choices = {}
    register.save(update_fields=["status", "content", "choices"])
    return register


@transaction.atomic(durable=True)
def record_register(register: Register, *, actor: User) -> Register:
    """Take the draft into the books: all of it or nothing.

    New debtors, households and loans are made; a balance that differs moves by a journal entry
    dated ``as_of``; what is the same is left alone. Pressed twice, it is recorded once. Raises
    Refused while a row is doubtful or unreadable.
    """
    return _record(register, actor)


@transaction.atomic(durable=True)
def import_register(
    account: FundAccount, *, file_name: str, content: bytes, as_of: date, actor: User
) -> Register:
    """Upload and record in one step, for a register without doubts; refused, nothing is kept.

    A file that was recorded before and changes nothing is that register, not another one.
    """
    twin = Register.objects.filter(
        account=account, as_of=as_of, digest=_digest(content), status=Register.Status.RECORDED
    ).first()
    if twin and not preview_of(twin).changes_anything:
        return twin
    register = upload_register(
        account, file_name=file_name, content=content, as_of=as_of, actor=actor
    )
    return _record(register, actor)


def _record(register: Register, actor: User) -> Register:
    # The institution first, so that two registers can't both bring in the same household; then
    # every household whose debts change.
    institution = Institution.objects.select_for_update(no_key=True).get(
        pk=register.account.fund.institution_id
    )
    register = Register.objects.select_for_update(of=("self",)).get(pk=register.pk)
    if register.status == Register.Status.RECORDED:
        return register
    preview = _preview_with_households_held(register)
    if refusals := [*refusals_to_record(register, preview)]:
        raise Refused(refusals)

    _record_people(preview.rows, institution)
    _record_loans(preview.rows, register, actor)
    _keep_decisions(preview, register, actor)
    register.status = Register.Status.RECORDED
    register.rows, register.total = len(preview.rows), preview.total
    register.save(update_fields=["status", "rows", "total"])
    record(
        "register_recorded",
        register,
        f"บันทึกทะเบียนลูกหนี้{register.account.fund} {len(preview.rows)} แถว "
        f"{format_baht(preview.total)} บาท",
        actor=actor,
        institution=institution,
    )
    return register


def refusals_to_record(register: Register, preview: Preview) -> Iterator[Refusal]:
    """Why the draft can't be recorded yet; the page shows the same sentences."""
    if register.status == Register.Status.DISCARDED:
        yield Refusal("register_discarded", "", "ทะเบียนนี้ทิ้งไปแล้ว กรุณานำเข้าใหม่")
    doubtful = [row for row in preview.rows if row.outcome == "doubtful"]
    for row in doubtful[:REASONS_SHOWN]:
        yield Refusal("row_doubtful", "", f"{_place(row.row)} {row.row.name}: {row.doubt}")
    for cell in preview.unreadable[:REASONS_SHOWN]:
        yield Refusal("row_unreadable", "", f"{_place(cell)} {cell.column}: {cell.reason}")
    more = max(len(doubtful) - REASONS_SHOWN, 0) + max(len(preview.unreadable) - REASONS_SHOWN, 0)
    if more:
        yield Refusal("and_more", "", f"และอีก {more} แถว")
    if not preview.rows and not preview.unreadable:
        yield Refusal("register_empty", "", "ไม่พบแถวลูกหนี้ในแฟ้มนี้")


def _place(row: UnreadableCell | object) -> str:
    return f"แผ่นงาน {row.sheet} แถว {row.row}" if row.sheet else f"แถว {row.row}"


def _preview_with_households_held(register: Register) -> Preview:
    """Look, hold every household the register touches, and look again if one moved meanwhile."""
    preview = preview_of(register)
    homes = {row.debtor.home.pk for row in preview.rows if row.debtor and row.debtor.home.pk}
    held = Household.objects.filter(pk__in=homes).order_by("pk").locked()
    return preview_of(register) if list(held.values_list("pk", flat=True)) else preview


def _record_people(rows: Iterable[PreviewRow], institution: Institution) -> None:
    debtors = list(dict.fromkeys(row.debtor for row in rows if row.row.total or row.loan))
    homes = list(dict.fromkeys(debtor.home for debtor in debtors))
    made = [home for home in homes if home.pk is None]
    households = Household.objects.bulk_create(
        new_household(institution, home.house_number) for home in made
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
    for debtor, person in zip(newcomers, Person.objects.bulk_create(persons), strict=True):
        debtor.pk = person.pk


def _fill_house_numbers(homes: Iterable, institution: Institution) -> None:
    """A household that had no number and was named with one gets it."""
    numbers = {home.pk: home.house_number for home in homes if home.house_number}
    unnumbered = Household.objects.filter(institution=institution, house_number="", pk__in=numbers)
    for household in unnumbered:
        numbered = new_household(institution, numbers[household.pk])
        household.house_number, household.house_key = numbered.house_number, numbered.house_key
        household.save(update_fields=["house_number", "house_key"])


def _record_loans(rows: list[PreviewRow], register: Register, actor: User) -> None:
    new = [row for row in rows if row.outcome == "new"]
    loans = Loan.objects.bulk_create(_new_loan(row, register) for row in new)
    for row, loan in zip(new, loans, strict=True):
        row.loan = loan
    for row in rows:
        if row.outcome == "changed" and row.stated:
            for name, value in row.stated.items():
                setattr(row.loan, name, value)
            row.loan.save(update_fields=list(row.stated))
    again = _loans_with_an_entry_that_day(rows, register)
    JournalEntry.objects.bulk_create(
        JournalEntry(
            loan=row.loan,
            kind=_kind(row, again),
            on=register.as_of,
            register=register,
            actor=actor,
            **row.moved,
        )
        for row in rows
        if row.outcome in {"new", "changed"} and any(row.moved.values())
    )
    Guarantor.objects.bulk_create(
        (
            Guarantor(loan=row.loan, name=name)
            for row in rows
            if row.loan
            for name in row.row.guarantors
        ),
        ignore_conflicts=True,
    )


def _new_loan(row: PreviewRow, register: Register) -> Loan:
    rules = [r for r in row.account.fund.rules.all() if r.effective_on <= register.as_of]
    return Loan(
        account=row.account,
        household_id=row.debtor.home.pk,
        borrower_id=row.debtor.pk,
        number=row.row.loan_number,
        rule=max(rules, key=lambda rule: rule.effective_on, default=None),
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


def _keep_decisions(preview: Preview, register: Register, actor: User) -> None:
    """What people decided about this draft's doubts answers the next import's."""
    institution = register.account.fund.institution
    for row in preview.rows:
        house_number, key = row.row.house_number, name_key(row.row.name)
        if choice_key(house_number, key) in register.choices and row.debtor.pk:
            MatchDecision.objects.update_or_create(
                institution=institution,
                house_number=house_number,
                name_key=key,
                defaults={
                    "person_id": row.debtor.pk,
                    "household": None,
                    "decided_by": actor,
                },
            )
