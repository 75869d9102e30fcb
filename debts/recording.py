"""Acts that take a debtor register in: upload, answer its doubts, record it, or throw it away."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from debts.booking import record_loans, record_people
from debts.models import MatchDecision, Register
from debts.previewing import Preview, choice_key, preview_register
from debts.registers import ReadRegister, UnreadableCell, read_register
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from fundinst.names import name_key
from members.audit import record
from members.models import FundAccount, Household, Institution, Person, User

REASONS_SHOWN = 20


def upload_register(
    account: FundAccount, *, file_name: str, content: bytes, as_of: date, actor: User
) -> Register:
    """Keep a register as a draft to be looked at; the books don't change.

    Raises Refused when the file can't be taken at all; then nothing of it is kept.
    """
    read = read_register(content, file_name, today=as_of)
    return _keep_draft(
        account, read, file_name=file_name, content=content, as_of=as_of, actor=actor
    )


@transaction.atomic
def _keep_draft(
    account: FundAccount,
    read: ReadRegister,
    *,
    file_name: str,
    content: bytes,
    as_of: date,
    actor: User,
) -> Register:
    register = Register.objects.create(
        account=account,
        as_of=as_of,
        file_name=file_name[-200:],
        content=content,
        digest=read.digest,
        uploaded_by=actor,
        rows=len(read.rows),
        total=read.total,
    )
    _write_down("register_uploaded", register, "นำเข้าแฟ้มทะเบียนลูกหนี้", actor)
    return register


def _write_down(act: str, register: Register, what: str, actor: User, more: str = "") -> None:
    fund = register.account.fund
    sentence = f"{what}{fund} {more}".rstrip()
    record(act, register, sentence, actor=actor, institution=fund.institution)


def read_again(register: Register) -> ReadRegister:
    """What the register's file says. Reads no database; raises Refused as upload does."""
    return read_register(bytes(register.content), register.file_name, today=register.as_of)


def preview_of(register: Register) -> Preview:
    """The draft beside the books as they are now. Reads only."""
    return _beside_the_books(register, read_again(register))


def _beside_the_books(register: Register, read: ReadRegister) -> Preview:
    return preview_register(
        read, account=register.account, as_of=register.as_of, choices=register.choices
    )


@transaction.atomic
def choose(register: Register, key: str, *, answer: dict[str, object], actor: User) -> Register:
    """Answer a doubt of the draft: a person, another member of a household, or one of its own.

    ``key`` names the doubt, ``answer`` is {"person": pk}, {"household": pk} or {}. Raises Refused
    for somebody of another institution, or when the register is no longer a draft.
    """
    register = Register.objects.select_for_update(no_key=True, of=("self",)).get(pk=register.pk)
    if refusals := [*_refusals_to_choose(register, answer)]:
        raise Refused(refusals)

    register.choices[key] = answer
    register.save(update_fields=["choices"])
    house_number, _bar, name = key.partition("|")
    who = f"{name} {house_number}".strip()[:300]
    _write_down("doubt_answered", register, "ตัดสินรายการที่ไม่แน่ใจในทะเบียน", actor, who)
    return register


def _refusals_to_choose(register: Register, answer: dict[str, object]) -> Iterator[Refusal]:
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

    if register.status == Register.Status.DISCARDED:
        return register
    register.status = Register.Status.DISCARDED
    register.content = b""
    register.choices = {}
    register.save(update_fields=["status", "content", "choices"])
    _write_down("register_discarded", register, "ทิ้งแฟ้มทะเบียนลูกหนี้", actor)
    return register


def record_register(register: Register, *, actor: User) -> Register:
    """Take the draft into the books: all of it or nothing.

    New debtors, households and loans are made; a balance that differs moves by a journal entry
    dated ``as_of``; what is the same is left alone. Pressed twice, it is recorded once. Raises
    Refused while a row is doubtful or unreadable.
    """
    # Read before anything is held: a large file takes seconds.
    draft = Register.objects.get(pk=register.pk)
    read = read_again(draft) if draft.status == Register.Status.DRAFT else None
    return _record_held(register, read, actor)


def recorded_elsewhere(account: FundAccount, digest: str) -> Register | None:
    """The very same file, recorded for another account of the institution: likely a slip."""
    return (
        Register.objects.filter(
            account__fund__institution=account.fund.institution_id,
            digest=digest,
            status=Register.Status.RECORDED,
        )
        .exclude(account=account)
        .select_related("account__fund")
        .first()
    )


def import_register(
    account: FundAccount, *, file_name: str, content: bytes, as_of: date, actor: User
) -> Register:
    """Upload and record in one step, for a register without doubts; refused, nothing is kept.

    A file that was recorded before and changes nothing is that register, not another one.
    """
    read = read_register(content, file_name, today=as_of)
    return _import_held(
        account, read, file_name=file_name, content=content, as_of=as_of, actor=actor
    )


@transaction.atomic(durable=True)
def _record_held(register: Register, read: ReadRegister | None, actor: User) -> Register:
    institution = _hold_institution(register.account)
    register = Register.objects.select_for_update(of=("self",)).get(pk=register.pk)
    if register.status == Register.Status.RECORDED:
        return register
    if register.status == Register.Status.DISCARDED or read is None:
        raise Refused([_DISCARDED])
    if read.digest != register.digest:
        raise Refused([Refusal("register_changed", "", "แฟ้มของทะเบียนนี้เปลี่ยนไป กรุณานำเข้าใหม่")])
    return _record(register, read, institution, actor)


@transaction.atomic(durable=True)
def _import_held(
    account: FundAccount,
    read: ReadRegister,
    *,
    file_name: str,
    content: bytes,
    as_of: date,
    actor: User,
) -> Register:
    institution = _hold_institution(account)
    twin = Register.objects.filter(
        account=account, as_of=as_of, digest=read.digest, status=Register.Status.RECORDED
    ).first()
    if twin and not _beside_the_books(twin, read).changes_anything:
        return twin
    draft = _keep_draft(
        account, read, file_name=file_name, content=content, as_of=as_of, actor=actor
    )
    return _record(draft, read, institution, actor)


def _hold_institution(account: FundAccount) -> Institution:
    """First of all, so that two registers can't both bring in the same household."""
    held = Institution.objects.select_for_update(no_key=True)
    return held.get(pk=account.fund.institution_id)


def _record(
    register: Register, read: ReadRegister, institution: Institution, actor: User
) -> Register:
    preview = _preview_with_households_held(register, read)
    if refusals := [*refusals_to_record(register, preview)]:
        raise Refused(refusals)

    record_people(preview.rows, institution)
    record_loans(preview.rows, register, actor)
    _keep_decisions(preview, register, actor)
    register.status = Register.Status.RECORDED
    register.rows, register.total = len(preview.rows), preview.total
    register.save(update_fields=["status", "rows", "total"])
    more = f"{len(preview.rows)} แถว {format_baht(preview.total)} บาท"
    _write_down("register_recorded", register, "บันทึกทะเบียนลูกหนี้", actor, more)
    return register


_DISCARDED = Refusal("register_discarded", "", "ทะเบียนนี้ทิ้งไปแล้ว กรุณานำเข้าใหม่")


def refusals_to_record(register: Register, preview: Preview) -> Iterator[Refusal]:
    """Why the draft can't be recorded yet; the page shows the same sentences."""
    if register.status == Register.Status.DISCARDED:
        yield _DISCARDED
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


def _preview_with_households_held(register: Register, read: ReadRegister) -> Preview:
    """Look, hold every household the register touches, and look again if one moved meanwhile."""
    preview = _beside_the_books(register, read)
    homes = {row.debtor.home.pk for row in preview.rows if row.debtor and row.debtor.home.pk}
    held = Household.objects.filter(pk__in=homes).order_by("pk").locked()
    moved = list(held.values_list("pk", flat=True))
    return _beside_the_books(register, read) if moved else preview


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
