"""Act: begin to practise (ลองกับข้อมูลตัวอย่าง): an invented village, filled by the real acts.

Its people and figures are those of the demonstration. ``members/removing.py`` removes it whole.
"""

from datetime import date
from pathlib import Path

from django.db import transaction

import fundinst
from debts.models import Register
from debts.recording import import_register
from fundinst.errors import Refusal, Refused
from members.appointing import give_office_at
from members.models import Area, Fund, FundAccount, Institution, User, Village
from members.practice_mode import practice_of
from members.registering import create_institution
from members.seating import seat_on_committee
from members.seats import Position

FILES = Path(fundinst.__file__).parent / "fixtures" / "demo_village"
REGISTERS = {
    Fund.Kind.VILLAGE_FUND: "village_fund.xlsx",
    Fund.Kind.SAVINGS_GROUP: "savings_group.xlsx",
    Fund.Kind.KKJ: "kor_khor_khor_jor.csv",
}
AS_OF = date(2017, 6, 30)
"""The day the invented registers are of."""
BEGAN = date(2017, 1, 1)
NAME = "บ้านตัวอย่าง"
COMMITTEE = {
    Position.CHAIR: "นายประสิทธิ์ ทดลองงาน",
    Position.SECRETARY: "นางสาวมาลี สมมุติดี",
    Position.TREASURER: "นางสมจิต ลองดู",
}
HIGHEST_MOO = 99


def begin_practice(beside: Institution, *, on: date, actor: User) -> Institution:
    """An invented village in the tambon of ``beside``, with the actor on its committee.

    Asked again, it is the same one. Its registers are taken in one by one, each whole, so that what
    was cut off in the middle is gone on with. Raises Refused when the tambon has no number left.
    """
    institution = _found(beside, on, actor)
    for kind, name in REGISTERS.items():
        account = FundAccount.objects.filter(
            fund__institution=institution, fund__kind=kind, number=1
        ).first()
        if account and not account.registers.filter(status=Register.Status.RECORDED).exists():
            content = (FILES / name).read_bytes()
            import_register(account, file_name=name, content=content, as_of=AS_OF, actor=actor)
    return institution


@transaction.atomic(durable=True)
def _found(beside: Institution, on: date, actor: User) -> Institution:
    # The tambon is held first, so that pressing twice makes one and two people make two.
    place = Area.objects.select_for_update(no_key=True).get(pk=beside.subdistrict_id)
    if known := practice_of(actor, on):
        return known
    institution = create_institution(
        subdistrict=place.pk,
        moo=_free_moo(place),
        name=NAME,
        funds=[(kind, "") for kind in REGISTERS],
        actor=actor,
        is_practice=True,
    )
    for position, name in COMMITTEE.items():
        seat_on_committee(
            institution, position=position, name=name, on=BEGAN, signs=True, actor=actor
        )
    give_office_at(institution, user=actor, on=on, actor=actor)
    return institution


def _free_moo(place: Area) -> int:
    """From 99 downwards: no real village has a number that high."""
    taken = {*Village.objects.filter(subdistrict=place).values_list("moo", flat=True)}
    free = [moo for moo in range(HIGHEST_MOO, 0, -1) if moo not in taken]
    if not free:
        raise Refused([Refusal("no_moo_left", "", "ตำบลนี้ไม่มีหมู่ว่างสำหรับข้อมูลตัวอย่าง")])
    return free[0]
