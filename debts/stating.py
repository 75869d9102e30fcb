"""Act: state one loan in full, as its paper says it: number, days, components, guarantors."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from debts.comparing import number_key
from debts.models import COMPONENTS, Guarantor, JournalEntry, Loan
from debts.settling import mirror
from debts.surveying import kind_of_further
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from fundinst.names import name_key, split_name
from fundinst.thai import Unreadable, format_date
from members.audit import record
from members.models import AuditEntry, FundAccount, Household, Person, User
from members.registering import new_person
from members.undoing import undoes

TERMS = (
    "number",
    "lent_on",
    "due_on",
    "original_principal",
    "rate_percent",
    "missed_instalments",
)
"""What a loan's paper says beside what is owed."""


@dataclass(frozen=True, slots=True)
class StatedLoan:
    """A loan as a person states it. Amounts in baht, the rate in percent a year.

    The borrower is a person of the household, or, with ``borrower_name``, one more of them.
    """

    principal: Decimal
    borrower_id: int | None = None
    borrower_name: str = ""
    number: str = ""
    lent_on: date | None = None
    due_on: date | None = None
    original_principal: Decimal | None = None
    rate_percent: Decimal | None = None
    missed_instalments: int | None = None
    interest_over_year: Decimal = Decimal(0)
    interest_under_year: Decimal = Decimal(0)
    penalty: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    guarantors: tuple[str, ...] = ()

    @property
    def components(self) -> dict[str, Decimal]:
        return {component: getattr(self, component) for component in COMPONENTS}

    @property
    def terms(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in TERMS}


def seen_of(loan: Loan | None) -> str:
    """A word for the loan's present state: a form carries it, so that nobody's change is lost."""
    if loan is None:
        return ""
    guarantors = sorted(loan.guarantors.values_list("name", flat=True))
    state = [*_terms_of(loan).values(), *map(str, loan.components.values()), loan.borrower_id]
    written = json.dumps([state, guarantors, loan.status], default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _terms_of(loan: Loan) -> dict[str, str | None]:
    values = {name: getattr(loan, name) for name in TERMS}
    return {name: None if value is None else str(value) for name, value in values.items()}


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

    Balances move by a journal entry as of ``on``. ``seen`` is what the form was opened on. Raises
    Refused with every reason; then nothing is written.
    """
    household = Household.objects.locked().get(pk=household.pk)
    if loan:
        loan = Loan.objects.select_related("account__fund").get(pk=loan.pk, household=household)
    if refusals := [*refusals_to_state(household, account, loan, stated, on=on, seen=seen)]:
        raise Refused(refusals)

    borrower = _borrower(household, stated)
    before = {
        "made": loan is None,
        "terms": _terms_of(loan) if loan else {},
        "borrower": loan.borrower_id if loan else None,
        "guarantors": [*loan.guarantors.values_list("name", flat=True)] if loan else [],
    }
    moved = {c: stated.components[c] - (loan.components[c] if loan else 0) for c in COMPONENTS}
    kind = kind_of_further(loan, on) if loan else JournalEntry.Kind.OPENING
    loan = loan or Loan(account=account, household=household, rule=account.fund.rule_on(on))
    loan.borrower = borrower
    _set_terms(loan, stated.terms)
    _set_guarantors(loan, stated.guarantors)
    entries = [JournalEntry(loan=loan, kind=kind, on=on, actor=actor, **moved)]
    made = JournalEntry.objects.bulk_create(entries) if any(moved.values()) else []
    loan.refresh_from_db()
    household_listed(household)
    record(
        "loan_stated",
        loan,
        f"บันทึกรายละเอียดหนี้ {account.fund} ชื่อ {borrower} {format_baht(loan.outstanding)} บาท",
        actor=actor,
        institution=household.institution,
        household=household,
        before={**before, "entries": [entry.pk for entry in made], "left": seen_of(loan)},
    )
    return loan


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
    else:
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


def household_listed(household: Household) -> None:
    """A household that was taken out as a mistake, and owes after all, is in the register again."""
    if household.is_removed:
        household.is_removed = False
        household.save(update_fields=["is_removed"])


@undoes("loan_stated")
def take_back_loan(entry: AuditEntry, actor: User) -> None:
    """Mirror the loan's entry and put its terms, borrower and guarantors back."""
    loan, before = Loan.objects.get(pk=entry.subject.partition(":")[2]), entry.before
    if seen_of(loan) != before["left"]:
        raise Refused([Refusal("loan_changed", "", "สัญญานี้ถูกแก้อีกแล้ว จึงเลิกทำไม่ได้")])
    entries = JournalEntry.objects.filter(pk__in=before["entries"]).select_related("loan")
    mirror(entries, reference="เลิกทำ", actor=actor)
    if before["made"]:
        return  # it stays, with nothing owed on it
    columns = {name: Loan._meta.get_field(name) for name in TERMS}
    loan.refresh_from_db()
    loan.borrower_id = before["borrower"]
    terms = before["terms"]
    _set_terms(loan, {name: columns[name].to_python(terms[name]) for name in TERMS})
    _set_guarantors(loan, before["guarantors"])
