"""A borrower's register rows beside their loans in the books: which is which, and what differs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from debts.matching import Debtor
from debts.models import COMPONENTS, Guarantor, JournalEntry, Loan
from debts.registers import RegisterRow, UnreadableCell
from fundinst.thai import format_date, to_arabic_digits
from members.holding import held_among
from members.models import Fund, FundAccount

STATED = ("number", "lent_on", "due_on", "original_principal", "rate_percent")
"""What a register may say of a loan beside its balance; a blank says nothing."""


BALANCE = "ยอดหนี้"
"""What a row as a whole is refused for: not one cell of the file, but the balance it states."""
NOBODY: frozenset[str] = frozenset()


@dataclass(slots=True)
class BookedLoan:
    """A loan in the books, its balance at the register's date and what a merge closed it with.

    Of a household that is held (``members/holding.py``) a register moves the balance alone.
    """

    loan: Loan
    at_date: dict[str, Decimal]
    merged_with: dict[str, Decimal]
    is_held: bool = False
    guarantors: frozenset[str] = frozenset()

    @property
    def untouched_since(self) -> bool:
        return self.loan.status == Loan.Status.OPEN and self.at_date == self.loan.components

    def is_closed_by(self, as_of: date) -> bool:
        return self.loan.closed_on is not None and self.loan.closed_on <= as_of


@dataclass(slots=True)
class PreviewRow:
    """One row as it will be stored. ``outcome`` is one of new, changed, same, doubtful.

    ``moved``, ``stated`` and ``guarantors`` are what it adds to the books. ``by_elimination`` says
    that its loan was known by nothing of its own, but by being the one left over.
    """

    row: RegisterRow
    outcome: str
    debtor: Debtor | None = None
    account: FundAccount | None = None
    loan: Loan | None = None
    moved: dict[str, Decimal] = field(default_factory=dict)
    stated: dict[str, object] = field(default_factory=dict)
    guarantors: tuple[str, ...] = ()
    doubt: str = ""
    candidates: tuple[Debtor, ...] = ()
    notes: tuple[str, ...] = ()
    by_elimination: bool = False

    @property
    def before(self) -> Decimal:
        return self.row.total - sum(self.moved.values(), Decimal(0))


def booked_loans(fund: Fund, as_of: date) -> dict[tuple[int, int], list[BookedLoan]]:
    """The fund's loans by borrower and account, each with its balance at the date."""
    until = Q(entries__on__lte=as_of)
    merge = JournalEntry.Kind.MERGE
    closing = Q(entries__kind=merge) | Q(entries__reverses__kind=merge)
    loans = Loan.objects.filter(account__fund=fund).annotate(
        **{f"at_{c}": Coalesce(Sum(f"entries__{c}", filter=until), Decimal(0)) for c in COMPONENTS},
        **{
            f"closed_{c}": -Coalesce(Sum(f"entries__{c}", filter=closing), Decimal(0))
            for c in COMPONENTS
        },
    )
    booked = defaultdict(list)
    known = [*loans.order_by("pk")]
    guarantors = _guarantors(fund)
    held = held_among({loan.household_id for loan in known})
    for loan in known:
        at_date, merged_with = (
            {component: getattr(loan, f"{when}_{component}") for component in COMPONENTS}
            for when in ("at", "closed")
        )
        booked[loan.borrower_id, loan.account_id].append(
            BookedLoan(
                loan,
                at_date,
                merged_with,
                loan.household_id in held,
                guarantors.get(loan.pk, NOBODY),
            )
        )
    return booked


def _guarantors(fund: Fund) -> dict[int, frozenset[str]]:
    """Who stands for each loan of the fund that anybody stands for, as names without spaces."""
    named: dict[int, set[str]] = defaultdict(set)
    pairs = Guarantor.objects.filter(loan__account__fund=fund).values_list("loan", "name")
    for loan, name in pairs:
        named[loan].add(name.replace(" ", ""))
    return {loan: frozenset(names) for loan, names in named.items()}


@lru_cache(maxsize=2**15)  # a loan's number is set beside each row of its borrower
def number_key(number: str) -> str:
    """What the spellings of one loan number share: กทบ. 1/2559, กทบ.๐๑/๒๕๕๙ and กทบ 1 / 2559."""
    plain = to_arabic_digits(number).casefold()
    apart = re.sub(r"(?<=[0-9])[\s.]+(?=[0-9])", "-", plain)  # 1 2559 is not 12559
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", re.sub(r"[\s.]", "", apart))


def compare(
    rows: Sequence[PreviewRow],
    known: Iterable[BookedLoan],
    as_of: date,
    unreadable: list[UnreadableCell],
    *,
    outdated: bool = False,
) -> None:
    """Set a borrower's rows beside their loans in the account, and say what each row changes.

    An ``outdated`` register, older than one already recorded, says nothing new but balances.
    """
    left = list(known)
    for belongs in (_same_number, _same_balance, _same_due_date, _either_unnumbered):
        for row in [row for row in rows if row.loan is None]:
            booked = next((b for b in left if belongs(row.row, b, as_of)), None)
            if booked:
                left.remove(booked)
                row.by_elimination = belongs is _either_unnumbered
                _set_beside(row, booked, unreadable, outdated=outdated)
    for row in rows:
        if row.loan is None:
            row.moved, row.guarantors = _components(row.row), row.row.guarantors
            row.outcome = "new" if row.row.total else "same"
            if row.row.total and (reason := _why_not_new(row.row, left, as_of)):
                unreadable.append(_cell(row, reason))


def _same_number(row: RegisterRow, booked: BookedLoan, as_of: date) -> bool:
    key = number_key(row.loan_number)
    return bool(key) and key == number_key(booked.loan.number)


def _either_unnumbered(row: RegisterRow, booked: BookedLoan, as_of: date) -> bool:
    numbered = number_key(row.loan_number) and number_key(booked.loan.number)
    return not numbered and not booked.is_closed_by(as_of)


def _same_balance(row: RegisterRow, booked: BookedLoan, as_of: date) -> bool:
    return _either_unnumbered(row, booked, as_of) and booked.at_date == _components(row)


def _same_due_date(row: RegisterRow, booked: BookedLoan, as_of: date) -> bool:
    return _either_unnumbered(row, booked, as_of) and _is_one_day(row.due_on, booked.loan.due_on)


def _is_one_day(one: date | None, other: date | None) -> bool:
    return one is not None and one == other


def _components(row: RegisterRow) -> dict[str, Decimal]:
    return {component: getattr(row, component) for component in COMPONENTS}


def _set_beside(
    row: PreviewRow, booked: BookedLoan, unreadable: list[UnreadableCell], *, outdated: bool
) -> None:
    stated, loan = _components(row.row), booked.loan
    row.loan = loan
    row.moved = {c: stated[c] - booked.at_date[c] for c in COMPONENTS}
    if loan.status == Loan.Status.OPEN and not outdated and not booked.is_held:
        row.stated = _newly_stated(row.row, loan)
        row.guarantors = _newly_named(row.row, booked)
    if any(row.moved.values()) and not booked.untouched_since:
        unreadable.append(_cell(row, _why_not_changed(loan)))
    adds = any(row.moved.values()) or row.stated or row.guarantors
    row.outcome = "changed" if adds else "same"


_MERGED_BEFORE = (
    "หนี้เดิมของคนนี้ในกองทุนนี้รวมเป็นสัญญาเดียวแล้ว ถ้าแถวนี้คือหนี้เดิมให้ตัดออกจากทะเบียน "
    "ถ้าเป็นหนี้ที่กู้ใหม่หลังรวมหนี้ให้ใส่เลขที่สัญญาและวันที่กู้"
)


def _why_not_new(row: RegisterRow, left: Sequence[BookedLoan], as_of: date) -> str:
    """Why a row that is no loan in the books may not be a new one either; empty when it may.

    ``left`` are the borrower's loans that no row of the file names.
    """
    if any(_may_be_merged(row, booked, as_of) for booked in left):
        return _MERGED_BEFORE
    alike = next((b for b in left if _may_be_renumbered(row, b, as_of)), None)
    return (
        f"เลขที่สัญญาไม่ตรงกับ {alike.loan.number} ที่มียอดหรือวันครบกำหนดเท่ากัน "
        "ถ้าเป็นสัญญาเดียวกันให้แก้เลขที่ในทะเบียนให้ตรงกัน "
        f"ถ้าเป็นหนี้ใหม่ให้เพิ่มแถวของสัญญา {alike.loan.number} ไว้ในทะเบียนด้วย (ชำระหมดแล้วให้ใส่ยอด 0)"
        if alike
        else ""
    )


def _may_be_merged(row: RegisterRow, booked: BookedLoan, as_of: date) -> bool:
    loan = booked.loan
    if loan.status != Loan.Status.MERGED or loan.closed_on is None:
        return False
    if not number_key(row.loan_number):
        return True
    if not booked.is_closed_by(as_of) or (row.lent_on and row.lent_on >= loan.closed_on):
        return False
    return (
        not number_key(loan.number)
        or booked.merged_with == _components(row)
        or _is_one_day(row.due_on, loan.due_on)
        or _is_one_day(row.lent_on, loan.lent_on)
    )


def _may_be_renumbered(row: RegisterRow, booked: BookedLoan, as_of: date) -> bool:
    owes = any(booked.at_date.values()) or booked.loan.outstanding > 0
    return (
        owes
        and not booked.is_closed_by(as_of)
        and (booked.at_date == _components(row) or _is_one_day(row.due_on, booked.loan.due_on))
    )


def _cell(row: PreviewRow, reason: str) -> UnreadableCell:
    said = row.row
    return UnreadableCell(
        said.sheet, said.row, BALANCE, str(said.total), reason, name=str(said.name)
    )


def _why_not_changed(loan: Loan) -> str:
    if loan.status == Loan.Status.MERGED and loan.closed_on:
        closed_on = format_date(loan.closed_on, digits="arabic")
        return (
            f"หนี้นี้รวมเป็นสัญญาเดียวแล้วเมื่อ {closed_on} ยอดในทะเบียนจึงแก้ไม่ได้ ถ้ายอดเดิมผิดให้เลิกทำการรวมหนี้ก่อน"
        )
    return "ยอดหนี้นี้เปลี่ยนหลังวันที่ของทะเบียนแล้ว ให้แก้ด้วยทะเบียนฉบับล่าสุด"


def _newly_stated(row: RegisterRow, loan: Loan) -> dict[str, object]:
    """What the row says otherwise than the books; a number keeps the spelling it came with."""
    said = {
        "number": None if loan.number else row.loan_number or None,
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


def _newly_named(row: RegisterRow, booked: BookedLoan) -> tuple[str, ...]:
    return tuple(one for one in row.guarantors if one.replace(" ", "") not in booked.guarantors)
