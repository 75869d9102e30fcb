"""Drafts of registers, as a treasurer uploads them."""

from datetime import date

from debts.drafting import upload_register
from debts.models import Register
from debts.recording import record_register
from members.models import Fund, User
from tests.builders import AS_OF

HEADER = "บ้านเลขที่,ชื่อ-สกุล,เลขที่สัญญา,เงินต้นคงเหลือ,ดอกเบี้ยค้าง,วันครบกำหนด\n"
WIFE = "24,นางกองแก้ว ทดสอบไทย,กทบ. 1/2559,9000,800,31/3/2560\n"
MAN = "31,นายชาลี จำลองสุข,กทบ. 2/2559,12600,1100,31/3/2561\n"
LODGER = "24,นายสมคิด อื่นสกุล,กทบ. 3/2559,3000,,31/3/2561\n"


def make_draft(fund: Fund, text: str, actor: User, *, as_of: date = AS_OF) -> Register:
    return upload_register(
        fund.accounts.get(number=1),
        file_name="ทะเบียน.csv",
        content=(HEADER + text).encode(),
        as_of=as_of,
        actor=actor,
    )


def make_recorded(fund: Fund, text: str, actor: User, *, as_of: date = AS_OF) -> Register:
    return record_register(make_draft(fund, text, actor, as_of=as_of), actor=actor)
