"""Act: take a household typed by mistake out of the register, while nothing depends on it."""

from collections.abc import Iterator

from django.db import transaction

from consolidation.models import Case
from debts.dropping import forget_typed
from debts.models import Loan
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from members.audit import record
from members.holding import refusals_of_holding
from members.models import AuditEntry, Household, User
from members.registering import take_out
from members.undoing import undoes

ACT = "household_taken_out"


def refusals_to_take_out(household: Household) -> Iterator[Refusal]:
    """Why the household can't simply be taken out: it owes something, or its road has begun."""
    yield from refusals_of_holding(household.pk)
    owed = sum(loan.outstanding for loan in Loan.objects.owing().filter(household=household))
    if owed:
        yield Refusal(
            "household_owes",
            "",
            f"ยังมีหนี้ในระบบ {format_baht(owed)} บาท ถ้าหนี้นี้พิมพ์ผิดด้วย ให้แก้ยอดเป็น 0 ในตารางกรอกลูกหนี้ก่อน",
        )
    if Case.objects.filter(household=household).exists():
        yield Refusal(
            "household_has_a_case",
            "",
            "ครัวเรือนนี้เคยคัดเลือกเป็นเป้าหมายแล้ว ถ้าไม่ทำต่อให้บันทึกว่าถอนตัวหรือย้ายออกแทน",
        )


@transaction.atomic(durable=True)
def take_household_out(household: Household, *, actor: User) -> AuditEntry | None:
    """Take the household out of every list; its people and papers stay. None: it was out already.

    Raises Refused with everything that depends on it.
    """
    household = Household.objects.locked().with_head().get(pk=household.pk)
    if household.is_removed:
        return None
    if refusals := [*refusals_to_take_out(household)]:
        raise Refused(refusals)

    take_out([household.pk])
    forget_typed(household)
    return record(
        ACT,
        household,
        f"เอาออกจากทะเบียนเพราะพิมพ์ผิด: {household.head_name or ''} {household}",
        actor=actor,
        institution=household.institution,
        household=household,
    )


@undoes(ACT)
def list_household_again(entry: AuditEntry, actor: User) -> None:
    """The household stands in the lists again, inside the transaction of ``undo_entry``."""
    Household.objects.filter(pk=entry.household_id).update(is_removed=False)
