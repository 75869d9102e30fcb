"""A draft's doubtful rows, one at a time, each beside the people it could be."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from debts.comparing import PreviewRow
from debts.drafting import read_again
from debts.matching import Debtor, Home, RowKey, row_key
from debts.models import Loan, Register
from debts.previewing import Preview, choice_key, preview_register
from debts.registers import ReadRegister, RegisterRow


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to settle a doubt; ``meaning`` is what ``debts.drafting.choose`` takes."""

    label: str
    meaning: dict[str, object]

    @property
    def value(self) -> str:
        """As a form sends it back: it names the people, and not their place in a list."""
        return json.dumps(self.meaning, ensure_ascii=False)


NEITHER = Answer("ไม่ใช่ทั้งหมด เป็นครัวเรือนใหม่", {})


@dataclass(frozen=True, slots=True)
class Owed:
    """What a member of a candidate's household owes: in the books, or new in this same file."""

    debtor: str
    where: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CandidateHome:
    """A household the row may belong to, and the answers that say so."""

    house_number: str
    is_new: bool
    people: tuple[str, ...]
    owed: tuple[Owed, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful name of the register: its rows, what is in doubt, and whom it could mean.

    ``row`` is where the name first stands among the register's rows, from 1; it names the doubt in
    addresses. ``number`` of ``total`` counts the draft's doubts, settled ones included; ``before``
    and ``after`` are the rows of its neighbours. ``given`` is the answer it has so far.
    """

    key: RowKey
    row: int
    number: int
    total: int
    before: int | None
    after: int | None
    rows: tuple[RegisterRow, ...]
    sentence: str
    homes: tuple[CandidateHome, ...]
    given: Answer | None

    @property
    def answers(self) -> list[Answer]:
        return [*(answer for home in self.homes for answer in home.answers), NEITHER]


def doubt_of(register: Register, row: int | None) -> Doubt | None:
    """The doubt about that row, settled or not; without ``row``, the first that isn't settled.

    None when there is no such doubt, or no longer. Reads only.
    """
    read = read_again(register)
    if row is not None and not 1 <= row <= len(read.rows):
        return None
    asked = choice_key(*row_key(read.rows[row - 1])) if row else ""
    # A settled row is matched as if it had not been, to see whom it could have meant.
    choices = {key: answer for key, answer in register.choices.items() if key != asked}
    preview = preview_register(
        read, account=register.account, as_of=register.as_of, choices=choices
    )
    doubtful = [found for found in preview.rows if found.outcome == "doubtful"]
    if row is not None:
        doubtful = [found for found in doubtful if found.row is read.rows[row - 1]]
    return _doubt(doubtful[0], preview, register) if doubtful else None


def places(preview: Preview, choices: dict[str, dict]) -> dict[RowKey, int]:
    """Where each doubt of the draft stands among its rows, from 1; settled ones included."""
    numbers = _row_numbers(preview.register)
    found: dict[RowKey, int] = {}
    for row in preview.rows:
        key = row_key(row.row)
        if row.outcome == "doubtful" or choice_key(*key) in choices:
            found.setdefault(key, numbers[id(row.row)])
    return found


def _row_numbers(register: ReadRegister) -> dict[int, int]:
    return {id(row): number for number, row in enumerate(register.rows, start=1)}


def _doubt(first: PreviewRow, preview: Preview, register: Register) -> Doubt:
    key, all_of_them = row_key(first.row), places(preview, register.choices)
    rows = list(all_of_them.values())
    at = rows.index(all_of_them[key])
    homes = tuple(_candidate_homes(first.candidates, preview))
    given = register.choices.get(choice_key(*key))
    return Doubt(
        key=key,
        row=rows[at],
        number=at + 1,
        total=len(rows),
        before=rows[at - 1] if at else None,
        after=rows[at + 1] if at + 1 < len(rows) else None,
        rows=tuple(found.row for found in preview.rows if row_key(found.row) == key),
        sentence=first.doubt,
        homes=homes,
        given=None if given is None else Answer("", given),
    )


def _candidate_homes(candidates: Sequence[Debtor], preview: Preview) -> Iterator[CandidateHome]:
    homes = list(dict.fromkeys(candidate.home for candidate in candidates))
    owed = _owed_in_books([home.pk for home in homes if home.pk])
    for row in preview.rows:
        if row.debtor and row.debtor.home in homes and row.outcome == "new":
            owed[row.debtor.home].append(Owed(str(row.debtor.name), "ในแฟ้มนี้", row.row.total))
    for home in homes:
        yield CandidateHome(
            house_number=home.house_number,
            is_new=home.pk is None,
            people=tuple(str(debtor.name) for debtor in home.people),
            owed=tuple(owed[home.pk] + owed[home]),
            answers=tuple(_answers(home, [one for one in candidates if one.home is home])),
        )


def _owed_in_books(households: Sequence[int]) -> dict[object, list[Owed]]:
    owed = defaultdict(list)
    loans = Loan.objects.owing().filter(household__in=households)
    for loan in loans.select_related("borrower", "account__fund"):
        owed[loan.household_id].append(
            Owed(str(loan.borrower), str(loan.account.fund), loan.outstanding)
        )
    return owed


def _answers(home: Home, candidates: Sequence[Debtor]) -> Iterator[Answer]:
    for debtor in candidates:
        known = {"person": debtor.pk} if debtor.pk else {"like": [*debtor.row]}
        yield Answer(f"คนเดียวกับ {debtor.name}", known)
    yield Answer(
        "อีกคนหนึ่งของครัวเรือนนี้",
        {"household": home.pk} if home.pk else {"with": [*home.people[0].row]},
    )
