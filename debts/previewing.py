"""What a register would change in the books, row by row, before anything is written."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from debts.matching import Choice, Debtor, Directory, Home, Match, RowKey, match_rows
from debts.models import COMPONENTS, Loan, MatchDecision
from debts.registers import ReadRegister, RegisterRow, UnreadableCell
from fundinst.names import Name
from fundinst.thai import format_date
from members.models import Fund, FundAccount, Institution, Person

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


@dataclass(slots=True)
class Preview:
    """A register beside the books: what each row comes to, and what can't be taken in."""

    register: ReadRegister
    rows: list[PreviewRow]
    unreadable: list[UnreadableCell]
    missing: list[Loan]

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        counted = {name: self.count(name) for name in ("new", "changed", "same", "doubtful")}
        unreadable = len({(cell.sheet, cell.row) for cell in self.unreadable})
        return {**counted, "unreadable": unreadable}

    @property
    def total(self) -> Decimal:
        """Our own sum over the rows that could be read, in baht."""
        return sum((row.row.total for row in self.rows), Decimal(0))

    @property
    def difference(self) -> Decimal | None:
        """The file's own total less ours; None when the file states none."""
        own = self.register.own_total
        return None if own is None else own - self.total

    @property
    def is_clean(self) -> bool:
        return not self.unreadable and not self.count("doubtful")


def preview_register(
    register: ReadRegister, *, account: FundAccount, as_of: date, choices: dict[str, dict]
) -> Preview:
    """Set the register beside the books of the account's fund, at ``as_of``.

    ``choices`` are the answers to doubts given so far on this draft; decisions of earlier imports
    count as well. Reads only.
    """
    institution = account.fund.institution
    directory, homes, debtors = _directory(institution)
    decided = _decisions(institution, homes, debtors)
    decided |= _choices(choices, homes, debtors)
    matches = match_rows(register.rows, directory, decided)
    preview = Preview(register, [], list(register.unreadable), [])
    accounts = {a.number: a for a in account.fund.accounts.all()}
    by_borrower = _booked_loans(account.fund, as_of)
    together: dict[tuple[Debtor, int], list[PreviewRow]] = defaultdict(list)
    for match in matches:
        row = _placed(match, account, accounts, preview.unreadable)
        if row is None:
            continue
        preview.rows.append(row)
        if row.debtor:
            together[row.debtor, row.account.pk].append(row)
    for (debtor, account_id), rows in together.items():
        _compare(rows, by_borrower.get((debtor.pk, account_id), []), as_of, preview.unreadable)
    refused = {(cell.sheet, cell.row) for cell in preview.unreadable}
    preview.rows = [row for row in preview.rows if (row.row.sheet, row.row.row) not in refused]
    preview.missing = _missing(preview, by_borrower, {account.pk, *(k[1] for k in together)})
    return preview


def _directory(
    institution: Institution,
) -> tuple[Directory, dict[int, Home], dict[int, Debtor]]:
    homes: dict[int, Home] = {}
    debtors: dict[int, Debtor] = {}
    for household_id, house_number in institution.households.values_list("pk", "house_number"):
        homes[household_id] = Home(house_number, household_id)
    people = Person.objects.filter(household__institution=institution).order_by("pk")
    for pk, household_id, *name in people.values_list(
        "pk", "household_id", "title", "given", "surname"
    ):
        debtor = Debtor(Name(*name), homes[household_id], pk)
        homes[household_id].people.append(debtor)
        debtors[pk] = debtor
    return Directory(homes.values()), homes, debtors


def _decisions(
    institution: Institution, homes: dict[int, Home], debtors: dict[int, Debtor]
) -> dict[RowKey, Choice]:
    decisions = MatchDecision.objects.filter(institution=institution)
    return {
        (decision.house_number, decision.name_key): Choice(
            debtors.get(decision.person_id), homes.get(decision.household_id)
        )
        for decision in decisions
    }


def choice_key(house_number: str, name_key: str) -> str:
    """The name a doubt has in a draft's ``choices``."""
    return f"{house_number}|{name_key}"


def _choices(
    choices: dict[str, dict], homes: dict[int, Home], debtors: dict[int, Debtor]
) -> dict[RowKey, Choice]:
    """Read the draft's answers: {"person": pk}, {"household": pk} or {} for a household of its own."""
    read = {}
    for key, answer in choices.items():
        house_number, _bar, name = key.partition("|")
        read[house_number, name] = Choice(
            debtors.get(answer.get("person")), homes.get(answer.get("household"))
        )
    return read


def _placed(
    match: Match,
    account: FundAccount,
    accounts: dict[int, FundAccount],
    unreadable: list[UnreadableCell],
) -> PreviewRow | None:
    """The row with the account it belongs to: its own when the register has a column for it."""
    row = match.row
    number = re.search(r"\d+", row.account)
    if number and int(number[0]) not in accounts:
        reason = f"กองทุนนี้ไม่มี{row.account} เพิ่มบัญชีในหน้ากองทุนก่อน หรือแก้ในแฟ้ม"
        unreadable.append(UnreadableCell(row.sheet, row.row, "บัญชี", row.account, reason))
        return None
    return PreviewRow(
        row=row,
        outcome="doubtful" if match.debtor is None else "new",
        debtor=match.debtor,
        account=accounts[int(number[0])] if number else account,
        doubt=match.doubt,
        candidates=match.candidates,
        notes=(*row.notes, *match.notes),
    )


def _booked_loans(fund: Fund, as_of: date) -> dict[tuple[int, int], list[BookedLoan]]:
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


def _compare(
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
    "หนี้เดิมของคนนี้ในกองทุนนี้รวมเป็นสัญญาเดียวแล้ว ถ้าแถวนี้คือหนี้เดิมให้ตัดออกจากทะเบียน "
    "ถ้าเป็นหนี้ที่กู้ใหม่ให้ใส่เลขที่สัญญา"
)


def _is_merged(booked: BookedLoan) -> bool:
    return booked.loan.status == Loan.Status.MERGED


def _cell(row: PreviewRow, reason: str) -> UnreadableCell:
    return UnreadableCell(row.row.sheet, row.row.row, "ยอดหนี้", str(row.row.total), reason)


def _why_not_changed(loan: Loan) -> str:
    if loan.status == Loan.Status.MERGED:
        return (
            f"หนี้นี้รวมเป็นสัญญาเดียวแล้วเมื่อ {format_date(loan.closed_on)} ยอดในทะเบียนจึงแก้ไม่ได้ "
            "ถ้ายอดเดิมผิดให้เลิกทำการรวมหนี้ก่อน"
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


def _missing(
    preview: Preview, booked: dict[tuple[int, int], list[BookedLoan]], accounts: set[int]
) -> list[Loan]:
    """Loans still owed in the books that the register doesn't name: told, never changed."""
    named = {row.loan.pk for row in preview.rows if row.loan}
    return [
        one.loan
        for (_borrower, account_id), loans in booked.items()
        for one in loans
        if account_id in accounts
        and one.loan.pk not in named
        and one.loan.status == Loan.Status.OPEN
        and one.loan.outstanding
    ]
