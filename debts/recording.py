"""Act: take a debtor register into the books, all of it, or its good rows alone."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from debts.booking import Found, Progress, record_rows
from debts.comparing import PreviewRow
from debts.drafting import beside_the_books, keep_draft, read_again, read_for, write_down
from debts.leaving_out import Parting, places
from debts.models import MatchDecision, Register
from debts.previewing import Preview, choice_key
from debts.registers import ReadRegister
from debts.rules import Consent, refusals_of_status, refusals_to_record
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from fundinst.names import name_key
from members.models import AuditEntry, FundAccount, Household, Institution, User

ACT = "register_recorded"


def record_register(
    register: Register,
    *,
    actor: User,
    only_good: bool = False,
    left_out_seen: int | None = None,
    difference_seen: Decimal | str | None = None,
    progress: Progress | None = None,
) -> Register:
    """Take the draft into the books: all of it or nothing; with ``only_good`` all of its good rows.

    New debtors, households and loans are made; a balance that differs moves by a journal entry
    dated ``as_of``; what is the same is left alone. Pressed twice, it is recorded once. Raises
    Refused while a row is doubtful or unreadable (unless it may be left out), and while nobody has
    seen that the file's own total is another. ``progress`` is told of the rows; what it raises
    stops the act, and nothing is written.
    """
    consent = Consent(
        only_good,
        left_out_seen,
        None if difference_seen is None else Decimal(difference_seen),
    )
    # Read before anything is held: a large file takes seconds.
    draft = Register.objects.select_related("account__fund").get(pk=register.pk)
    read = read_again(draft) if draft.status == Register.Status.DRAFT else None
    return _record_held(register, read, actor, consent, progress or _tell_nobody)


def _tell_nobody(done: int, total: int) -> None:
    pass


def import_register(
    account: FundAccount,
    *,
    file_name: str,
    content: bytes,
    as_of: date,
    actor: User,
    difference_seen: Decimal | None = None,
) -> Register:
    """Upload and record in one step, for a register without doubts; refused, nothing is kept.

    A file that was recorded before and changes nothing is that register, not another one.
    """
    read = read_for(account, file_name=file_name, content=content, as_of=as_of)
    return _import_held(
        account,
        read,
        file_name=file_name,
        content=content,
        as_of=as_of,
        actor=actor,
        consent=Consent(difference=difference_seen),
    )


def recorded_entry(register: Register) -> AuditEntry | None:
    """The audit entry of the recording: what the undo button takes back."""
    entries = AuditEntry.objects.filter(act=ACT, subject=f"debts.Register:{register.pk}")
    return entries.select_related("undone_by").first()


@transaction.atomic(durable=True)
def _record_held(
    register: Register,
    read: ReadRegister | None,
    actor: User,
    consent: Consent,
    progress: Progress,
) -> Register:
    hold_institution(register.account)
    register = Register.objects.select_for_update(of=("self",)).get(pk=register.pk)
    if register.status == Register.Status.RECORDED:
        return register
    if register.status != Register.Status.DRAFT or read is None:
        raise Refused(refusals_of_status(register))
    if read.digest != register.digest:
        raise Refused([Refusal("register_changed", "", "แฟ้มของทะเบียนนี้เปลี่ยนไป กรุณานำเข้าใหม่")])
    return _record(register, read, actor, consent, progress)


@transaction.atomic(durable=True)
def _import_held(
    account: FundAccount,
    read: ReadRegister,
    *,
    file_name: str,
    content: bytes,
    as_of: date,
    actor: User,
    consent: Consent,
) -> Register:
    hold_institution(account)
    twin = Register.objects.filter(
        account=account, as_of=as_of, digest=read.digest, status=Register.Status.RECORDED
    ).first()
    if twin and not beside_the_books(twin, read).changes_anything:
        return twin
    draft = keep_draft(
        account, read, file_name=file_name, content=content, as_of=as_of, actor=actor
    )
    return _record(draft, read, actor, consent, _tell_nobody)


def hold_institution(account: FundAccount) -> None:
    """First of all, so that two registers can't both bring in the same household."""
    held = Institution.objects.select_for_update(no_key=True)
    held.get(pk=account.fund.institution_id)


def _record(
    register: Register,
    read: ReadRegister,
    actor: User,
    consent: Consent,
    progress: Progress,
) -> Register:
    preview = _preview_with_households_held(register, read)
    if refusals := [*refusals_to_record(register, preview, consent)]:
        raise Refused(refusals)

    parting, found = Parting(preview), Found()
    record_rows(parting.good, register, actor, found, progress)
    _keep_decisions(parting.good, register, actor)
    register.status = Register.Status.RECORDED
    register.rows = len(parting.good)
    register.total = sum((row.row.total for row in parting.good), Decimal(0))
    register.left_out = [row.as_data() for row in parting.left_out]
    register.reading = None
    register.save(update_fields=["status", "rows", "total", "left_out", "reading"])
    _tell(register, parting, found, actor)
    return register


def _tell(register: Register, parting: Parting, found: Found, actor: User) -> None:
    more = f"{register.rows} แถว {format_baht(register.total)} บาท"
    if parting.left_out:
        more += f" เว้น {len(parting.left_out)} แถว: {places(parting.left_out)}"
    write_down(ACT, register, "บันทึกทะเบียนลูกหนี้", actor, more, before=found.as_data())


def _preview_with_households_held(register: Register, read: ReadRegister) -> Preview:
    """Look, hold every household the register touches, and look again if one moved meanwhile."""
    preview = beside_the_books(register, read)
    homes = {row.debtor.home.pk for row in preview.rows if row.debtor and row.debtor.home.pk}
    held = Household.objects.filter(pk__in=homes).order_by("pk").locked()
    moved = list(held.values_list("pk", flat=True))
    return beside_the_books(register, read) if moved else preview


def _keep_decisions(rows: list[PreviewRow], register: Register, actor: User) -> None:
    """What people decided about this draft's doubts answers the next import's."""
    institution = register.account.fund.institution
    for row in rows:
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
