"""What a register would change in the books, row by row, before anything is written."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain

from debts.comparing import BookedLoan, PreviewRow, booked_loans, compare
from debts.loan_numbers import numbers_taken
from debts.matching import Choice, Debtor, Directory, Home, Match, RowKey, match_rows, row_key
from debts.models import Loan, MatchDecision, Register
from debts.registers import ReadRegister, RegisterRow, UnreadableCell
from fundinst.names import Name, name_key, split_name
from fundinst.thai import Unreadable
from members.models import Fund, FundAccount, Institution, Person


@dataclass(slots=True)
class Preview:
    """A register beside the books: what each row comes to, and what can't be taken in.

    ``missing`` are loans in the books of people whom no row names; ``unsettled`` counts those of
    whom that can't be said yet, because a row that can't be read, or is in doubt, may be theirs.
    """

    register: ReadRegister
    rows: list[PreviewRow]
    unreadable: list[UnreadableCell]
    missing: list[Loan]
    unsettled: int = 0

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
    def changes_anything(self) -> bool:
        return any(row.outcome != "same" for row in self.rows) or bool(self.unreadable)


def preview_register(
    register: ReadRegister, *, account: FundAccount, as_of: date, choices: dict[str, dict]
) -> Preview:
    """Set the register beside the books of the account's fund, at ``as_of``.

    ``choices`` are the answers to doubts given so far on this draft; decisions of earlier imports
    count as well. Reads only.
    """
    institution = account.fund.institution
    directory, homes, debtors = _directory(institution, {row_key(row) for row in register.rows})
    decided = _decisions(institution, homes, debtors)
    decided |= _choices(choices, homes, debtors)
    matches = match_rows(register.rows, directory, decided)
    preview = Preview(register, [], list(register.unreadable), [])
    by_borrower = booked_loans(account.fund, as_of)
    _place_rows(preview, matches, account)
    _compare_rows(preview, by_borrower, account, as_of)
    preview.unreadable += numbers_taken(preview.rows, chain(*by_borrower.values()))
    _say_nothing_twice(preview, account, as_of)
    for row in preview.rows:
        if row.outcome == "changed" and row.guarantors:
            row.notes = (*row.notes, f"เพิ่มผู้ค้ำประกัน {', '.join(row.guarantors)}")
    named = {row.account.pk for row in preview.rows if row.debtor}
    refused = {(cell.sheet, cell.row) for cell in preview.unreadable}
    preview.rows = [row for row in preview.rows if (row.row.sheet, row.row.row) not in refused]
    _set_apart(preview, _missing(preview, by_borrower, {account.pk, *named}))
    return preview


def _set_apart(preview: Preview, unnamed: list[Loan]) -> None:
    """Of the loans that no row is, those whose borrower stands in the file all the same."""
    doubtful = [row for row in preview.rows if row.outcome == "doubtful"]
    maybe = {one.pk for row in doubtful for one in row.candidates}
    written = {_key_of(cell.name) for cell in preview.unreadable}
    written |= {name_key(row.row.name) for row in doubtful}
    borrowers = Person.objects.filter(pk__in={loan.borrower_id for loan in unnamed})
    maybe |= {*borrowers.filter(name_key__in=written - {""}).values_list("pk", flat=True)}
    preview.missing = [loan for loan in unnamed if loan.borrower_id not in maybe]
    preview.unsettled = len(unnamed) - len(preview.missing)


def _key_of(written: str) -> str:
    """The key of a name as a row has it, as far as it is one."""
    try:
        return name_key(split_name(written))
    except Unreadable:
        return ""


def _place_rows(preview: Preview, matches: list[Match], account: FundAccount) -> None:
    """Every match as a row of its account; what has no place is unreadable."""
    accounts = {a.number: a for a in account.fund.accounts.all()}
    if account.fund.institution.village_id is None:
        preview.unreadable += [_moo_stated(row) for row in preview.register.rows if row.moo]
    for match in matches:
        if row := _placed(match, account, accounts, preview.unreadable):
            preview.rows.append(row)


def _compare_rows(
    preview: Preview,
    booked: dict[tuple[int, int], list[BookedLoan]],
    account: FundAccount,
    as_of: date,
) -> None:
    """Set each borrower's rows of an account beside their loans in it."""
    together: dict[tuple[Debtor, int], list[PreviewRow]] = defaultdict(list)
    for row in preview.rows:
        if row.debtor:
            together[row.debtor, row.account.pk].append(row)
    newer = _accounts_with_newer(account.fund, as_of)
    for (debtor, account_id), rows in together.items():
        compare(
            rows,
            booked.get((debtor.pk, account_id), []),
            as_of,
            preview.unreadable,
            outdated=bool(newer & {account.pk, account_id}),
        )


def _moo_stated(row: RegisterRow) -> UnreadableCell:
    """Houses of one number in several villages of a tambon can't be told apart yet."""
    return UnreadableCell(
        row.sheet,
        row.row,
        "บ้านเลขที่",
        f"{row.house_number} ม.{row.moo}",
        "สถาบันระดับตำบลยังแยกบ้านเลขที่เดียวกันของคนละหมู่ไม่ได้ ให้ตั้งสถาบันของแต่ละหมู่บ้าน แล้วนำเข้าทะเบียนแยกตามหมู่",
        name=str(row.name),
    )


def _accounts_with_newer(fund: Fund, as_of: date) -> set[int]:
    """Accounts of which a register of a later day is in the books."""
    newer = Register.objects.filter(
        account__fund=fund, status=Register.Status.RECORDED, as_of__gt=as_of
    )
    pairs = newer.order_by().values_list("account_id", "entries__loan__account_id").distinct()
    return {account_id for pair in pairs for account_id in pair if account_id}


def _say_nothing_twice(preview: Preview, account: FundAccount, as_of: date) -> None:
    """A file that is in the books and moves no balance changes nothing, whatever came since."""
    recorded = account.registers.filter(
        status=Register.Status.RECORDED, as_of=as_of, digest=preview.register.digest
    )
    moves = any(
        row.outcome in {"new", "doubtful"} or any(row.moved.values()) for row in preview.rows
    )
    if not preview.unreadable and not moves and recorded.exists():
        for row in preview.rows:
            row.outcome, row.stated, row.guarantors = "same", {}, ()


def _directory(
    institution: Institution, rows: set[RowKey]
) -> tuple[Directory, dict[int, Home], dict[int, Debtor]]:
    homes: dict[int, Home] = {}
    debtors: dict[int, Debtor] = {}
    known = institution.households.exclude(pk__in=_forgotten(institution, rows))
    for household_id, house_number in known.values_list("pk", "house_number"):
        homes[household_id] = Home(house_number, household_id)
    people = Person.objects.filter(household__institution=institution).order_by("pk")
    for pk, household_id, *name in people.values_list(
        "pk", "household_id", "title", "given", "surname"
    ):
        if household_id not in homes:
            continue
        debtor = Debtor(Name(*name), homes[household_id], pk)
        homes[household_id].people.append(debtor)
        debtors[pk] = debtor
    return Directory(homes.values()), homes, debtors


def _forgotten(institution: Institution, rows: set[RowKey]) -> list[int]:
    """Households that were taken out as mistakes and that no row of the register names.

    One that is named, house and person, comes back with its debts; otherwise it is nobody's double.
    """
    removed = institution.households.filter(is_removed=True)
    people = removed.values_list("pk", "house_number", "persons__name_key")
    named = {pk for pk, *key in people if tuple(key) in rows}
    return [pk for pk, *_key in people if pk not in named]


def _decisions(
    institution: Institution, homes: dict[int, Home], debtors: dict[int, Debtor]
) -> dict[RowKey, Choice]:
    decisions = MatchDecision.objects.filter(institution=institution)
    return {
        (decision.house_number, decision.name_key): Choice(
            debtors.get(decision.person_id), homes.get(decision.household_id)
        )
        for decision in decisions
        if _stands(decision.person_id, debtors) and _stands(decision.household_id, homes)
    }


def _stands(answer: int | None, known: Collection[int]) -> bool:
    """Whether whom an answer names is still there; else the doubt is asked again."""
    return answer is None or answer in known


def choice_key(house_number: str, name_key: str) -> str:
    """The name a doubt has in a draft's ``choices``."""
    return f"{house_number}|{name_key}"


def _choices(
    choices: dict[str, dict], homes: dict[int, Home], debtors: dict[int, Debtor]
) -> dict[RowKey, Choice]:
    """Read the draft's answers: {"person": pk}, {"household": pk} or {} for a household of its own.

    Of somebody new in the same file, {"like": [house number, name key]} is the same person as that
    row's and {"with": [house number, name key]} another member of that row's household.
    """
    read = {}
    for key, answer in choices.items():
        if not (_stands(answer.get("person"), debtors) and _stands(answer.get("household"), homes)):
            continue
        house_number, _bar, name = key.partition("|")
        read[house_number, name] = Choice(
            debtors.get(answer.get("person")),
            homes.get(answer.get("household")),
            like=tuple(answer.get("like", ())) or None,
            beside=tuple(answer.get("with", ())) or None,
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
        unreadable.append(
            UnreadableCell(row.sheet, row.row, "บัญชี", row.account, reason, name=str(row.name))
        )
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
