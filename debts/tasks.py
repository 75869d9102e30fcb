"""The work on debts that takes longer than a person waits for a page."""

from typing import Any

from debts.drafting import read_draft
from debts.models import Register
from debts.recording import ACT, record_register
from members.jobs import start_job
from members.models import AuditEntry, Job, User
from members.undoing import long_way_back, undo_entry
from members.working import Progress, long_work, subject_pk

LONG_FROM = 1000
"""Rows of a register from which recording it, or taking that back, takes a second, or nearly.

Measured: 0.7 s, and 0.5 s.
"""

READ = "read_register"
RECORD = "record_register"
WITHDRAW = "withdraw_register"


def read_later(register: Register, *, user: User) -> Job:
    """Ask for a large draft to be read by a worker; asked twice meanwhile, it is the same job."""
    return start_job(
        READ,
        register,
        title=f"อ่านทะเบียน {register.account.fund}",
        institution=register.account.fund.institution,
        user=user,
        unit="แถว",
        result_url=register.get_absolute_url(),
    )


@long_work(READ)
def read(job: Job, progress: Progress) -> str:
    register = Register.objects.select_related("account__fund").get(pk=subject_pk(job))
    read_draft(register, actor=job.requested_by, told=progress.to)
    return register.get_absolute_url()


def takes_long(register: Register) -> bool:
    """Whether recording the draft takes so long that a worker should do it."""
    return register.status == Register.Status.DRAFT and register.rows >= LONG_FROM


def record_later(register: Register, *, user: User, options: dict[str, Any]) -> Job:
    """Ask for the register to be recorded by a worker: ``record_register(**options)``."""
    return start_job(
        RECORD,
        register,
        title=f"บันทึกทะเบียน {register.account.fund} เข้าระบบ",
        institution=register.account.fund.institution,
        user=user,
        total=register.rows,
        unit="แถว",
        result_url=register.get_absolute_url(),
        arguments=options,
    )


@long_work(RECORD)
def record(job: Job, progress: Progress, **options: Any) -> str:
    register = Register.objects.select_related("account__fund").get(pk=subject_pk(job))
    record_register(register, actor=job.requested_by, progress=progress.to, **options)
    return register.get_absolute_url()


@long_way_back(ACT)
def withdraw_later(entry: AuditEntry, user: User) -> Job | None:
    """Ask for the recording of a register to be taken back by a worker; None for a short one."""
    register = Register.objects.select_related("account__fund__institution").get(
        pk=entry.subject.partition(":")[2]
    )
    if register.rows < LONG_FROM:
        return None
    return start_job(
        WITHDRAW,
        entry,
        title=f"เลิกทำการบันทึกทะเบียน {register.account.fund}",
        institution=register.account.fund.institution,
        user=user,
        total=register.entries.count(),
        unit="รายการ",
        result_url=register.get_absolute_url(),
    )


@long_work(WITHDRAW)
def withdraw(job: Job, progress: Progress) -> str:
    entry = AuditEntry.objects.get(pk=subject_pk(job))
    if not hasattr(entry, "undone_by"):  # a worker may be killed between the act and its saying so
        asked_at = job.requested_at
        undo_entry(entry, actor=job.requested_by, asked_at=asked_at, progress=progress.to)
    return job.result_url
