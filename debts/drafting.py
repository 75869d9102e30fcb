"""Acts on a debtor register that is not in the books yet: upload, answer its doubts, throw away."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from debts.kept_readings import is_kept, packed, unpacked
from debts.models import Register
from debts.previewing import Preview, preview_register
from debts.registers import ReadRegister, read_register
from debts.registers.counting import Told, tell_nobody
from debts.registers.files import kind_as_named
from fundinst.errors import Refusal, Refused
from members.audit import record
from members.models import AuditEntry, Fund, FundAccount, Person, User
from members.versions import refusals_of_version

SHORTEST_INSIDE = 4
"""Characters of a fund's name from which it isn't found by chance inside another word."""


LONG_TO_READ = 256 * 1024
"""Bytes of a file from which reading it takes a second, or nearly.

Measured: an .xlsx of 600 kB, 20,000 rows, takes 3 s on a busy machine.
"""


def read_for(
    account: FundAccount,
    *,
    file_name: str,
    content: bytes,
    as_of: date,
    told: Told = tell_nobody,
) -> ReadRegister:
    """What a file says of the account's fund. Reads no database; raises Refused for the whole."""
    return read_register(content, file_name, today=as_of, fund=account.fund.code, told=told)


def upload_register(
    account: FundAccount, *, file_name: str, content: bytes, as_of: date, actor: User
) -> Register:
    """Keep a register as a draft to be looked at; the books don't change.

    Raises Refused when the file can't be taken at all; then nothing of it is kept.
    """
    read = read_for(account, file_name=file_name, content=content, as_of=as_of)
    return keep_draft(account, read, file_name=file_name, content=content, as_of=as_of, actor=actor)


def upload_unread(
    account: FundAccount, *, file_name: str, content: bytes, as_of: date, actor: User
) -> Register:
    """Keep a large register as a draft that a worker is still to read (``read_draft``).

    Raises Refused for what is seen at once: a file of another kind than its name says, or too big.
    """
    kind_as_named(content, file_name)
    return keep_draft(account, None, file_name=file_name, content=content, as_of=as_of, actor=actor)


def is_unread(register: Register) -> bool:
    """Whether the draft is so large that a worker reads it first, and none has yet."""
    is_draft = register.status == Register.Status.DRAFT
    return is_draft and len(register.content) >= LONG_TO_READ and not is_kept(register.reading)


def with_unread(drafts: QuerySet[Register]) -> QuerySet[Register]:
    """The drafts with ``is_unread``: the same of each, without loading their files."""
    sized = drafts.annotate(size=Length("content"))
    return sized.annotate(is_unread=Q(reading__isnull=True, size__gte=LONG_TO_READ))


def read_draft(register: Register, *, actor: User, told: Told = tell_nobody) -> Register:
    """Read a large draft's file and keep what it says beside it; read already, it is left alone.

    Raises Refused as upload does when the file can't be taken at all; then it is thrown away, and
    nothing of it is kept.
    """
    if not is_unread(register):
        return register
    try:
        read = _read_file(register, told)
    except Refused:
        discard_register(register, actor=actor)
        raise
    still_a_draft = Register.objects.filter(pk=register.pk, status=Register.Status.DRAFT)
    still_a_draft.update(reading=packed(read), rows=len(read.rows), total=read.total)
    register.refresh_from_db()
    return register


@transaction.atomic
def keep_draft(
    account: FundAccount,
    read: ReadRegister | None,
    *,
    file_name: str,
    content: bytes,
    as_of: date,
    actor: User,
) -> Register:
    """The same for a file that is read already, or (None) is still to be read."""
    register = Register.objects.create(
        account=account,
        as_of=as_of,
        file_name=file_name[-200:],
        content=content,
        digest=read.digest if read else hashlib.sha256(content).hexdigest(),
        uploaded_by=actor,
        rows=len(read.rows) if read else 0,
        total=read.total if read else 0,
    )
    write_down("register_uploaded", register, "นำเข้าแฟ้มทะเบียนลูกหนี้", actor)
    return register


def write_down(
    act: str,
    register: Register,
    what: str,
    actor: User,
    more: str = "",
    before: dict[str, object] | None = None,
) -> AuditEntry:
    """The audit entry of an act on a register, inside the caller's transaction."""
    fund = register.account.fund
    sentence = f"{what}{fund} {more}".rstrip()[:500]
    return record(act, register, sentence, actor=actor, institution=fund.institution, before=before)


def read_again(register: Register) -> ReadRegister:
    """What the register's file says. Reads no database; raises Refused as upload does."""
    return unpacked(register.reading) or _read_file(register)


def _read_file(register: Register, told: Told = tell_nobody) -> ReadRegister:
    return read_for(
        register.account,
        file_name=register.file_name,
        content=bytes(register.content),
        as_of=register.as_of,
        told=told,
    )


def preview_of(register: Register) -> Preview:
    """The draft beside the books as they are now. Reads only."""
    return beside_the_books(register, read_again(register))


def beside_the_books(register: Register, read: ReadRegister) -> Preview:
    """The same for a file that is read already."""
    return preview_register(
        read, account=register.account, as_of=register.as_of, choices=register.choices
    )


def recorded_elsewhere(account: FundAccount, read: ReadRegister) -> Register | None:
    """The very same file, recorded for another account of the institution: likely a slip.

    None for a workbook whose sheets say themselves whose they are.
    """
    if read.names_its_fund:
        return None
    return (
        Register.objects.filter(
            account__fund__institution=account.fund.institution_id,
            digest=read.digest,
            status=Register.Status.RECORDED,
        )
        .exclude(account=account)
        .select_related("account__fund")
        .first()
    )


def titled_for(account: FundAccount, read: ReadRegister) -> Fund | None:
    """Another member fund that the file's title names, where it doesn't name the account's own.

    Likely the wrong fund was chosen. None for a workbook whose sheets name their account.
    """
    title = " ".join(read.titles)
    if read.names_its_fund or _is_named(account.fund, title):
        return None
    others = Fund.objects.filter(institution=account.fund.institution_id)
    named = (fund for fund in others.order_by("position") if _is_named(fund, title))
    return next(named, None)


def _is_named(fund: Fund, title: str) -> bool:
    """Whether the title holds one of the fund's names; a short one only as a word of its own."""
    whole, words = _run_together(title), {*map(_run_together, re.split(r"[\s()]", title))}
    names = filter(None, map(_run_together, [fund.name, fund.abbreviation, *fund.aliases]))
    return any(name in words or (len(name) >= SHORTEST_INSIDE and name in whole) for name in names)


def _run_together(text: str) -> str:
    """A title without what is written in one file and left out in another."""
    return re.sub(r"[\s./()-]", "", text).casefold()


@transaction.atomic
def choose(
    register: Register,
    key: str,
    *,
    answer: dict[str, object],
    actor: User,
    seen: str | None = None,
) -> Register:
    """Answer a doubt of the draft: a person, another member of a household, or one of its own.

    ``key`` names the doubt, ``answer`` is {"person": pk}, {"household": pk} or {}; ``seen`` is the
    version of the answer it had when the page was opened. Raises Refused for somebody of another
    institution, when others answered it otherwise since, or when the register is no longer a draft.
    """
    register = Register.objects.select_for_update(no_key=True, of=("self",)).get(pk=register.pk)
    given = register.choices.get(key)
    changed = refusals_of_version(seen, given) if given != answer else ()
    if refusals := [*_refusals_to_choose(register, answer), *changed]:
        raise Refused(refusals)

    register.choices[key] = answer
    register.save(update_fields=["choices"])
    house_number, _bar, name = key.partition("|")
    who = f"{name} {house_number}".strip()[:300]
    write_down("doubt_answered", register, "ตัดสินรายการที่ไม่แน่ใจในทะเบียน", actor, who)
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
    if register.status in {Register.Status.RECORDED, Register.Status.WITHDRAWN}:
        raise Refused([Refusal("register_recorded", "", "ทะเบียนนี้บันทึกเข้าระบบแล้ว ทิ้งไม่ได้")])

    if register.status == Register.Status.DISCARDED:
        return register
    register.status = Register.Status.DISCARDED
    register.content, register.reading = b"", None
    register.choices = {}
    register.save(update_fields=["status", "content", "reading", "choices"])
    write_down("register_discarded", register, "ทิ้งแฟ้มทะเบียนลูกหนี้", actor)
    return register
