"""A borrower's register rows beside their loans in the books: which is which, and what differs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from debts.matching import Debtor
from debts.models import COMPONENTS, Loan
from debts.registers import RegisterRow, UnreadableCell
from fundinst.thai import format_date
from members.models import Fund, FundAccount

STATED = ("number", "lent_on", "due_on", "original_principal", "rate_percent")
"""What a register may say of a loan beside its balance; a blank says nothing."""


@dataclass(slots=True)
class BookedLoan:
    """A loan in the books and its balance at the register's date."""

    loan: Loan
    at_date: dict[str, Decimal]

    @property
    def untouched_since(self) -> bool:
        return self.loan.status == Loan.Status.OPEN and self.at_date == self.loan.components


@dataclass(slots=True)
class PreviewRow:
    """One row as it will be stored. ``outcome`` is one of new, changed, same, doubtful."""

    row: RegisterRow
    outcome: str
    debtor: Debtor | None = None
    account: FundAccount | None = None
    loan: Loan | None = None
    moved: dict[str, Decimal] = field(default_factory=dict)
    stated: dict[str, object] = field(default_factory=dict)
    doubt: str = ""
    candidates: tuple[Debtor, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def before(self) -> Decimal:
        return self.row.total - sum(self.moved.values(), Decimal(0))


def booked_loans(fund: Fund, as_of: date) -> dict[tuple[int, int], list[BookedLoan]]:
    """The fund's loans by borrower and account, each with its balance at the date."""
    until = Q(entries__on__lte=as_of)
    loans = Loan.objects.filter(account__fund=fund).annotate(
        **{f"at_{c}": Coalesce(Sum(f"entries__{c}", filter=until), Decimal(0)) for c in COMPONENTS}
    )
    booked = defaultdict(list)
    for loan in loans.order_by("pk"):
        at_date = {component: getattr(loan, f"at_{component}") for component in COMPONENTS}
        booked[loan.borrower_id, loan.account_id].append(BookedLoan(loan, at_date))
    return booked


def compare(
    rows: Sequence[PreviewRow],
    known: Iterable[BookedLoan],
    as_of: date,
    unreadable: list[UnreadableCell],
) -> None:
    """Set a borrower's rows beside their loans in the account, and say what each row changes."""
    left = list(known)
    for belongs in (_same_number, _same_balance, _same_due_date, _either_unnumbered):
        for row in [row for row in rows if row.loan is None]:
            booked = next((b for b in left if belongs(row.row, b, as_of)), None)
            if booked:
                left.remove(booked)
                _set_beside(row, booked, unreadable)
    for row in rows:
        if row.loan is None:
            row.moved = _components(row.row)
            row.outcome = "new" if row.row.total else "same"
            if row.row.total and not row.row.loan_number and any(map(_is_merged, left)):
                unreadable.append(_cell(row, _MERGED_BEFORE))


def _same_number(row: RegisterRow, booked: BookedLoan, as_of: date) -> bool:
    return bool(row.loan_number) and row.loan_number == booked.loan.number


def _either_unnumbered(row: RegisterRow, booked: BookedLoan, as_of: date) -> bool:
    closed_before = booked.loan.closed_on is not None and booked.loan.closed_on <= as_of
    return not (row.loan_number and booked.loan.number) and not closed_before


def _same_balance(row: RegisterRow, booked: BookedLoan, as_of: date) -> bool:
    return _either_unnumbered(row, booked, as_of) and booked.at_date == _components(row)


def _same_due_date(row: RegisterRow, booked: BookedLoan, as_of: date) -> bool:
    return _either_unnumbered(row, booked, as_of) and (
        row.due_on is not None and row.due_on == booked.loan.due_on
    )


def _components(row: RegisterRow) -> dict[str, Decimal]:
    return {component: getattr(row, component) for component in COMPONENTS}


def _set_beside(row: PreviewRow, booked: BookedLoan, unreadable: list[UnreadableCell]) -> None:
    stated = _components(row.row)
    row.loan = booked.loan
    row.moved = {c: stated[c] - booked.at_date[c] for c in COMPONENTS}
    row.stated = _newly_stated(row.row, booked.loan)
    if any(row.moved.values()) and not booked.untouched_since:
        unreadable.append(_cell(row, _why_not_changed(booked.loan)))
    row.outcome = "changed" if any(row.moved.values()) or row.stated else "same"


_MERGED_BEFORE = (
    "หนี้เดิมของคนนี้ในกองทุนนี้รวมเป็นสัญญาเดียวแล้ว ถ้าแถวนี้คือหนี้เดิมให้ตัดออกจากทะเบียน ถ้าเป็นหนี้ที่กู้ใหม่ให้ใส่เลขที่สัญญา"
)


def _is_merged(booked: BookedLoan) -> bool:
    return booked.loan.status == Loan.Status.MERGED


def _cell(row: PreviewRow, reason: str) -> UnreadableCell:
    return UnreadableCell(row.row.sheet, row.row.row, "ยอดหนี้", str(row.row.total), reason)


def _why_not_changed(loan: Loan) -> str:
    if loan.status == Loan.Status.MERGED and loan.closed_on:
        closed_on = format_date(loan.closed_on, digits="arabic")
        return (
            f"หนี้นี้รวมเป็นสัญญาเดียวแล้วเมื่อ {closed_on} ยอดในทะเบียนจึงแก้ไม่ได้ ถ้ายอดเดิมผิดให้เลิกทำการรวมหนี้ก่อน"
        )
    return "ยอดหนี้นี้เปลี่ยนหลังวันที่ของทะเบียนแล้ว ให้แก้ด้วยทะเบียนฉบับล่าสุด"


def _newly_stated(row: RegisterRow, loan: Loan) -> dict[str, object]:
    said = {
        "number": row.loan_number or None,
        "lent_on": row.lent_on,
        "due_on": row.due_on,
        "original_principal": row.original_principal,
        "rate_percent": row.rate_percent,
    }
    return {
        name: said[name]
        for name in STATED
        if said[name] is not None and said[name] != getattr(loan, name)
    }
