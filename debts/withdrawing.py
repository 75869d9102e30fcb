"""Act: take the recording of a register back, while it is fresh and nothing stands on it."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet

from debts.booking import Found
from debts.drafting import write_down
from debts.guarantors import refusals_to_strike_out
from debts.models import Guarantor, JournalEntry, Loan, Register
from debts.recording import ACT, hold_institution
from debts.settling import mirror
from fundinst.errors import Refusal, Refused
from members.holding import held_among
from members.models import AuditEntry, Household, User
from members.registering import take_out
from members.undoing import built_on, undoes

REASONS_SHOWN = 5


@undoes(ACT)
def withdraw_register(
    entry: AuditEntry, actor: User, progress: Callable[[int, int], None] | None = None
) -> None:
    """Mirror the register's entries and put everything else back as it was found.

    Loans it brought in stay with nothing owed on them; households it brought in, and that owe
    nothing else, are taken out of the register. Inside the transaction of ``undo_entry``.
    ``progress`` is told how many entries are mirrored. Raises Refused when a later register, a
    merge, or any further change stands on it.
    """
    register = Register.objects.select_related("account__fund").get(
        pk=entry.subject.partition(":")[2]
    )
    hold_institution(register.account)
    found, entries = Found(**entry.before), list(register.entries.select_related("loan"))
    _hold_households(found, entries)
    register = Register.objects.select_for_update(no_key=True, of=("self",)).get(pk=register.pk)
    if refusals := [*_refusals_to_withdraw(entry, register, found)]:
        raise Refused(refusals)

    _take_back(entries, register, actor, progress)
    _put_back(found)
    _take_out_who_owe_nothing(found)
    register.status = Register.Status.WITHDRAWN
    register.save(update_fields=["status"])
    write_down("register_withdrawn", register, "เลิกทำการบันทึกทะเบียนลูกหนี้", actor)


def _hold_households(found: Found, entries: list[JournalEntry]) -> None:
    loans = {entry.loan_id for entry in entries} | set(map(int, found.stated))
    touched = set(Loan.objects.filter(pk__in=loans).values_list("household", flat=True))
    numbered = {pk for pk, _number in found.numbered}
    homes = touched | {*found.households, *found.relisted} | numbered
    list(Household.objects.filter(pk__in=homes).order_by("pk").locked().values_list("pk"))


def _refusals_to_withdraw(entry: AuditEntry, register: Register, found: Found) -> Iterator[Refusal]:
    later = AuditEntry.objects.filter(act=ACT, institution=entry.institution, pk__gt=entry.pk)
    numbers = [subject.partition(":")[2] for subject in later.values_list("subject", flat=True)]
    standing = Register.objects.filter(pk__in=numbers, status=Register.Status.RECORDED)
    if newer := standing.filter(account__fund=register.account.fund_id).first():
        yield Refusal(
            "register_since",
            "",
            f"มีทะเบียน {newer.file_name} ของกองทุนเดียวกันบันทึกหลังจากนี้แล้ว ให้เลิกทำทะเบียนนั้นก่อน",
        )
    changed = [loan for loan in Loan.objects.filter(pk__in=found.stated) if _is_other(loan, found)]
    for loan in changed[:REASONS_SHOWN]:
        yield Refusal("loan_changed", "", f"รายละเอียดของ {loan} แก้อีกหลังจากนั้น จึงเลิกทำไม่ได้")
    yield from [*refusals_to_strike_out(_named(found))][:REASONS_SHOWN]
    yield from _refusals_of_holding(found)
    going = _owing_nothing_else([*found.households, *found.relisted], register)
    for household in built_on(going, entry)[:REASONS_SHOWN]:
        yield Refusal(
            "household_built_on",
            "",
            f"ครัวเรือน{household}ที่ทะเบียนนี้นำเข้า มีการทำรายการต่อแล้ว ให้เลิกทำรายการนั้นก่อน",
        )


def _refusals_of_holding(found: Found) -> Iterator[Refusal]:
    """What the register said beside balances can't be taken out of what the district looks at."""
    loans = {*map(int, found.stated), *(loan for loan, _name in found.guarantors)}
    homes = {*Loan.objects.filter(pk__in=loans).values_list("household", flat=True)}
    homes |= {household for household, _number in found.numbered}
    held = held_among(homes)
    for household in Household.objects.filter(pk__in=held).order_by("pk")[:REASONS_SHOWN]:
        why = held[household.pk]
        yield Refusal(why.code, why.clause, f"{household}: {why.sentence}")


def _is_other(loan: Loan, found: Found) -> bool:
    """Whether a term of the loan is no longer as the register left it."""
    return any(
        getattr(loan, name) != Loan._meta.get_field(name).to_python(left)
        for name, (_was, left) in found.stated[str(loan.pk)].items()
    )


def _owing_nothing_else(households: list[int], register: Register) -> list[int]:
    """Of these households, those without a loan but the register's own."""
    others = Loan.objects.filter(household__in=households).exclude(entries__register=register)
    owing = set(
        others.exclude(status=Loan.Status.OPEN, outstanding=0).values_list("household", flat=True)
    )
    return [household for household in households if household not in owing]


def _take_back(
    entries: list[JournalEntry],
    register: Register,
    actor: User,
    progress: Callable[[int, int], None] | None,
) -> None:
    try:
        mirror(entries, reference=f"เลิกทำทะเบียน {register.pk}", actor=actor, progress=progress)
    except Refused as refused:  # a line for each of a thousand loans helps nobody
        first, more = refused.refusals[:REASONS_SHOWN], len(refused.refusals) - REASONS_SHOWN
        rest = [Refusal("and_more", "", f"และอีก {more} สัญญา")] if more > 0 else []
        raise Refused([*first, *rest]) from None


def _put_back(found: Found) -> None:
    for loan in Loan.objects.filter(pk__in=found.stated):
        terms = found.stated[str(loan.pk)]
        for name, (was, _left) in terms.items():
            setattr(loan, name, Loan._meta.get_field(name).to_python(was))
        loan.save(update_fields=list(terms))
    _named(found).delete()
    given = dict(found.numbered)
    numbered = Household.objects.filter(pk__in=given).values_list("pk", "house_number")
    # A number that somebody mended since is left alone.
    still = [pk for pk, number in numbered if number == given[pk]]
    Household.objects.filter(pk__in=still).update(house_number="", house_key="")


def _named(found: Found) -> QuerySet[Guarantor]:
    """The guarantors that the register named, and that weren't known before."""
    named = set(map(tuple, found.guarantors))
    guarantors = Guarantor.objects.filter(loan__in={loan for loan, _name in named})
    added = [one.pk for one in guarantors if (one.loan_id, one.name) in named]
    return Guarantor.objects.filter(pk__in=added)


def _take_out_who_owe_nothing(found: Found) -> None:
    """Of the households that were not in the register before, those that owe nothing now."""
    homes = {*found.households, *found.relisted}
    loans = Loan.objects.filter(household__in=homes).exclude(status=Loan.Status.OPEN, outstanding=0)
    take_out(homes - set(loans.values_list("household", flat=True)))
