"""Act: state one loan in full, as its paper says it: number, days, components, guarantors."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from debts.comparing import number_key
from debts.guarantors import refusals_to_strike_out
from debts.loan_numbers import refusals_of_numbers
from debts.models import COMPONENTS, Guarantor, JournalEntry, Loan
from debts.settling import mirror
from debts.stated_loans import TERMS, StatedLoan, added_since, says, seen_of, terms_of
from debts.surveying import kind_of_further
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from fundinst.names import name_key, split_name
from fundinst.thai import Unreadable, format_date
from members.audit import record
from members.holding import refusals_of_holding
from members.models import AuditEntry, FundAccount, Household, Person, User
from members.registering import list_again, new_person
from members.undoing import undoes


@transaction.atomic(durable=True)
def state_loan(
    household: Household,
    account: FundAccount,
    loan: Loan | None,
    stated: StatedLoan,
    *,
    on: date,
    actor: User,
    seen: str = "",
) -> Loan:
    """Write a loan as stated: a new one (``loan`` None), or what is otherwise in a known one.

    Balances move by a journal entry as of ``on``. ``seen`` is what the form was opened on
    (``seen_of``, ``seen_in``); a new loan that is stated again from the same form is the same loan.
    Raises Refused with every reason; then nothing is written.
    """
    household = Household.objects.locked().get(pk=household.pk)
    if loan:
        loan = Loan.objects.select_related("account__fund").get(pk=loan.pk, household=household)
    elif same := _stated_before(household, account, stated, seen):
        return same
    if refusals := [*refusals_to_state(household, account, loan, stated, on=on, seen=seen)]:
        raise Refused(refusals)

    before = _as_it_was(loan)
    loan = loan or Loan(account=account, household=household, rule=account.fund.rule_on(on))
    loan.borrower = _borrower(household, stated)
    _set_terms(loan, stated.terms)
    _set_guarantors(loan, stated.guarantors)
    entries = _move(loan, stated, on, actor, is_new=before["made"] is True)
    list_again([household.pk])
    _write_down(loan, before | {"entries": entries}, actor)
    return loan


def _move(loan: Loan, stated: StatedLoan, on: date, actor: User, *, is_new: bool) -> list[int]:
    """Move the loan's balance to what is stated, by one entry, if it differs; the entry's key."""
    moved = {c: stated.components[c] - loan.components[c] for c in COMPONENTS}
    entries = []
    if any(moved.values()):
        kind = JournalEntry.Kind.OPENING if is_new else kind_of_further(loan, on)
        entry = JournalEntry.objects.create(loan=loan, kind=kind, on=on, actor=actor, **moved)
        entries.append(entry.pk)
    loan.refresh_from_db()
    return entries


def _stated_before(
    household: Household, account: FundAccount, stated: StatedLoan, seen: str
) -> Loan | None:
    """The loan that this very form made already: its answer was lost, and it was sent again."""
    since = added_since(household, account, seen).select_related("borrower").order_by("pk")
    return next((loan for loan in since if says(loan, stated)), None)


def _as_it_was(loan: Loan | None) -> dict[str, object]:
    """What the way back needs of a loan that is about to be stated."""
    return {
        "made": loan is None,
        "terms": terms_of(loan) if loan else {},
        "borrower": loan.borrower_id if loan else None,
        "guarantors": [*loan.guarantors.values_list("name", flat=True)] if loan else [],
    }


def _write_down(loan: Loan, before: dict[str, object], actor: User) -> AuditEntry:
    fund, amount = loan.account.fund, format_baht(loan.outstanding)
    return record(
        "loan_stated",
        loan,
        f"บันทึกรายละเอียดหนี้ {fund} ชื่อ {loan.borrower} {amount} บาท",
        actor=actor,
        institution=loan.household.institution,
        household=loan.household,
        before={**before, "left": seen_of(loan)},
    )


def refusals_to_state(
    household: Household,
    account: FundAccount,
    loan: Loan | None,
    stated: StatedLoan,
    *,
    on: date,
    seen: str,
) -> Iterator[Refusal]:
    """Every reason why the loan can't be written so."""
    yield from refusals_of_holding(household.pk)
    yield from _refusals_of_borrower(household, stated)
    if account.fund.institution_id != household.institution_id:
        yield Refusal("other_institution", "", "กองทุนนี้ไม่ใช่สมาชิกของสถาบันของครัวเรือน")
    if stated.lent_on and stated.due_on and stated.due_on < stated.lent_on:
        yield Refusal("due_before_lent", "", "วันครบกำหนดต้องไม่ก่อนวันที่กู้")
    if loan is None and not any(stated.components.values()):
        yield Refusal("nothing_owed", "", "กรุณาใส่เงินต้นคงเหลือ")
    if stated.number and (other := _same_number(account, loan, stated.number)):
        yield Refusal(
            "number_taken",
            "",
            f"เลขที่สัญญา {other.number} เป็นของ {other.borrower} อยู่แล้ว กรุณาตรวจเลขที่",
        )
    if loan:
        yield from _refusals_of_known(loan, stated, on, seen)
        yield from refusals_to_strike_out(loan.guarantors.exclude(name__in=stated.guarantors))
    else:
        yield from _refusals_of_more(household, account, seen)
        yield from _refusals_after_merge(household, account, stated)


def _refusals_of_borrower(household: Household, stated: StatedLoan) -> Iterator[Refusal]:
    if stated.borrower_name:
        try:
            split_name(stated.borrower_name)
        except Unreadable as unreadable:
            yield Refusal("borrower_unreadable", "", f"ชื่อผู้กู้: {unreadable}")
    elif not household.persons.filter(pk=stated.borrower_id).exists():
        yield Refusal("borrower_elsewhere", "", "กรุณาเลือกผู้กู้ซึ่งเป็นคนในครัวเรือนนี้")


def _same_number(account: FundAccount, loan: Loan | None, number: str) -> Loan | None:
    """Another loan of the fund with this number, however it is written."""
    numbered = Loan.objects.filter(account__fund=account.fund_id).exclude(number="")
    others = numbered.exclude(pk=loan.pk if loan else None).select_related("borrower")
    key = number_key(number)
    return next((other for other in others if number_key(other.number) == key), None)


def _refusals_of_known(loan: Loan, stated: StatedLoan, on: date, seen: str) -> Iterator[Refusal]:
    if loan.status != Loan.Status.OPEN:
        yield Refusal("loan_closed", "", f"{loan} {loan.get_status_display()} จึงแก้ไขไม่ได้")
    elif seen and seen != seen_of(loan):
        yield Refusal(
            "changed_meanwhile",
            "",
            f"มีคนแก้สัญญานี้ไปก่อน ยอดตอนนี้ {format_baht(loan.outstanding)} บาท "
            "ให้ดูค่าที่แก้แล้วข้างช่อง แล้วกดบันทึกอีกครั้งถ้ายังต้องการใช้ของท่าน",
        )
    later = loan.entries.filter(on__gt=on, reverses__isnull=True, reversed_by__isnull=True)
    last = later.order_by("-on").first()
    if last and stated.components != loan.components:
        day = format_date(last.on, style="medium", digits="arabic")
        yield Refusal("later_figures", "", f"มียอดของวันที่ {day} ซึ่งใหม่กว่า ให้เปลี่ยน “ข้อมูล ณ วันที่” ก่อน")


def _refusals_of_more(household: Household, account: FundAccount, seen: str) -> Iterator[Refusal]:
    """A loan that somebody else stated meanwhile may be this very one."""
    added = added_since(household, account, seen).order_by("-pk").first()
    if added:
        yield Refusal(
            "changed_meanwhile",
            "",
            f"มีคนเพิ่มหนี้ {format_baht(added.outstanding)} บาทในช่องนี้ไปก่อน "
            "ถ้าเป็นหนี้เดียวกันไม่ต้องบันทึกอีก ถ้าเป็นอีกสัญญาให้กดบันทึกอีกครั้ง",
        )


def _refusals_after_merge(
    household: Household, account: FundAccount, stated: StatedLoan
) -> Iterator[Refusal]:
    """Where an old loan was merged, a further one has to say that it is another."""
    merged = Loan.objects.filter(
        household=household, account=account, status=Loan.Status.MERGED
    ).order_by("-closed_on")
    last = merged.first()
    if last and not (stated.number and stated.lent_on and stated.lent_on >= last.closed_on):
        yield Refusal(
            "merged_before",
            "",
            "หนี้เดิมของกองทุนนี้รวมเป็นสัญญาเดียวแล้ว ถ้าเป็นหนี้ที่กู้ใหม่หลังรวมหนี้ ให้ใส่เลขที่สัญญาและวันที่กู้",
        )


def _borrower(household: Household, stated: StatedLoan) -> Person:
    if not stated.borrower_name:
        return household.persons.get(pk=stated.borrower_id)
    name = split_name(stated.borrower_name)
    known = household.persons.filter(name_key=name_key(name)).first()
    if known:
        return known
    person = new_person(household, name, is_head=not household.persons.exists())
    person.save()
    return person


def _set_terms(loan: Loan, terms: dict[str, object]) -> None:
    for name, value in terms.items():
        setattr(loan, name, value)
    if loan.pk is None:
        loan.save()
    else:
        loan.save(update_fields=["borrower", *TERMS])


def _set_guarantors(loan: Loan, names: tuple[str, ...] | list[str]) -> None:
    loan.guarantors.exclude(name__in=names).delete()
    known = set(loan.guarantors.values_list("name", flat=True))
    Guarantor.objects.bulk_create(
        Guarantor(loan=loan, name=name) for name in dict.fromkeys(names) if name not in known
    )


@undoes("loan_stated")
def take_back_loan(entry: AuditEntry, actor: User) -> None:
    """Mirror the loan's entry and put its terms, borrower and guarantors back."""
    loan, before = Loan.objects.get(pk=entry.subject.partition(":")[2]), entry.before
    if seen_of(loan) != before["left"]:
        raise Refused([Refusal("loan_changed", "", "สัญญานี้ถูกแก้อีกแล้ว จึงเลิกทำไม่ได้")])
    added = loan.guarantors.exclude(name__in=before["guarantors"])
    if not before["made"] and (refusals := [*refusals_to_strike_out(added)]):
        raise Refused(refusals)
    entries = JournalEntry.objects.filter(pk__in=before["entries"]).select_related("loan")
    mirror(entries, reference="เลิกทำ", actor=actor)
    if before["made"]:
        return  # it stays, with nothing owed on it
    columns = {name: Loan._meta.get_field(name) for name in TERMS}
    loan.refresh_from_db()
    again = Loan(pk=loan.pk, account=loan.account, number=before["terms"]["number"] or "")
    if loan.outstanding and (taken := [*refusals_of_numbers([again])]):
        raise Refused(taken)
    loan.borrower_id = before["borrower"]
    terms = before["terms"]
    _set_terms(loan, {name: columns[name].to_python(terms[name]) for name in TERMS})
    _set_guarantors(loan, before["guarantors"])
