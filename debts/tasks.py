"""The work on debts that takes longer than a person waits for a page."""

from typing import Any

from debts.models import Register
from debts.recording import record_register
from members.jobs import start_job
from members.models import Job, User
from members.working import Progress, long_work, subject_pk

LONG_FROM = 1000
"""Rows of a register from which recording it takes a second, or nearly (measured: 0.7 s)."""

RECORD = "record_register"


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
