"""Which register row is which person of which household. No database: people in, matches out.

The order of belief: house number, then name, then surname at the same house (a spouse's loan
belongs to the household). A row without a house number is matched by its exact name alone. Where a
row could be somebody we know but isn't plainly so, it is a doubt with its candidates, and a person
decides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from debts.registers import RegisterRow
from fundinst.names import Name, name_key, title_gender

OF_TWO_GENDERS = "ชื่อตรงกันแต่คำนำหน้าเป็นชายกับหญิง และไม่มีบ้านเลขที่ให้เทียบ เป็นคนเดียวกันหรือไม่"

RowKey = tuple[str, str]
"""What a decision about a row is kept under: house number and name as the register has them."""


@dataclass(eq=False, slots=True)
class Home:
    """A household as matching sees it; without ``pk`` it is new in this register."""

    house_number: str
    pk: int | None = None
    people: list["Debtor"] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Debtor:
    """A person as matching sees them; without ``pk`` they are new, brought in by ``row``."""

    name: Name
    home: Home
    pk: int | None = None
    row: RowKey | None = None

    @property
    def key(self) -> str:
        return name_key(self.name)


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's answer to a doubt: it is ``debtor``; or another member of ``home``; or neither.

    Somebody new in the same register is known by the row that brings them in: ``like`` is the same
    person as that row's, ``beside`` another member of that row's household.
    """

    debtor: Debtor | None = None
    home: Home | None = None
    like: RowKey | None = None
    beside: RowKey | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What a row came to. ``debtor`` is None while it is a doubt."""

    row: RegisterRow
    debtor: Debtor | None
    doubt: str = ""
    candidates: tuple[Debtor, ...] = ()
    notes: tuple[str, ...] = ()


def row_key(row: RegisterRow) -> RowKey:
    return (row.house_number, name_key(row.name))


class Directory:
    """Everybody known at the institution, by house and by name."""

    def __init__(self, homes: Iterable[Home] = ()) -> None:
        self._by_house: dict[str, list[Home]] = defaultdict(list)
        self._by_name: dict[str, list[Debtor]] = defaultdict(list)
        self._by_beginning: dict[str, list[Debtor]] = defaultdict(list)
        for home in homes:
            self._by_house[home.house_number].append(home)
            for debtor in home.people:
                self._remember(debtor)

    def homes_at(self, house_number: str) -> list[Home]:
        return self._by_house[house_number] if house_number else []

    def named(self, key: str) -> list[Debtor]:
        return self._by_name[key]

    def resembling(self, name: Name) -> list[Debtor]:
        """People whose name may be another spelling of this one (the first two letters agree)."""
        return [
            debtor for debtor in self._by_beginning[name.given[:2]] if _resemble(debtor.name, name)
        ]

    def add_home(self, row: RegisterRow) -> Debtor:
        home = Home(row.house_number)
        self._by_house[row.house_number].append(home)
        return self.add_member(row, home)

    def add_member(self, row: RegisterRow, home: Home) -> Debtor:
        debtor = Debtor(row.name, home, row=row_key(row))
        home.people.append(debtor)
        self._remember(debtor)
        return debtor

    def give_number(self, home: Home, house_number: str) -> None:
        """A household without a number was found in a register that has it."""
        self._by_house[home.house_number].remove(home)
        home.house_number = house_number
        self._by_house[house_number].append(home)

    def _remember(self, debtor: Debtor) -> None:
        self._by_name[debtor.key].append(debtor)
        self._by_beginning[debtor.name.given[:2]].append(debtor)


def match_rows(
    rows: Sequence[RegisterRow], directory: Directory, choices: Mapping[RowKey, Choice]
) -> list[Match]:
    """Match every row, in the register's order; the directory learns the people who are new.

    Rows with a house number go first, so that a row without one can be known by its name.
    """
    matching = _Matching(rows, directory, choices)
    for place in sorted(range(len(rows)), key=lambda place: (not rows[place].house_number, place)):
        matching.settle(place)
    return [matching.found[place] for place in range(len(rows))]


class _Matching:
    def __init__(
        self, rows: Sequence[RegisterRow], directory: Directory, choices: Mapping[RowKey, Choice]
    ) -> None:
        self.rows, self.directory, self.choices = rows, directory, choices
        self.found: dict[int, Match] = {}
        self.first_with: dict[RowKey, int] = {}
        for place, row in enumerate(rows):
            self.first_with.setdefault(row_key(row), place)

    def settle(self, place: int) -> Debtor | None:
        """Match the row at this place, unless it was needed earlier."""
        if place not in self.found:
            row = self.rows[place]
            self.found[place] = Match(row, None)  # to a row that points back here, nobody
            self.found[place] = self._match(row)
        return self.found[place].debtor

    def _match(self, row: RegisterRow) -> Match:
        choice = self._without_pointing(self.choices.get(row_key(row)))
        if choice is not None:
            return _as_chosen(row, choice, self.directory)
        if not row.house_number:
            return _match_by_name(row, self.directory)
        return _match_by_house(row, self.directory, self.first_with.keys())

    def _without_pointing(self, choice: Choice | None) -> Choice | None:
        """The answer, with the row it points to matched first; none if that row is nobody yet."""
        if choice is None or not (pointed := choice.like or choice.beside):
            return choice
        debtor = self.settle(self.first_with[pointed]) if pointed in self.first_with else None
        if debtor is None:
            return None
        return Choice(debtor=debtor) if choice.like else Choice(home=debtor.home)


def _as_chosen(row: RegisterRow, choice: Choice, directory: Directory) -> Match:
    if choice.debtor:
        return Match(row, choice.debtor)
    # The first row of a pair with this answer made the person; the next is the same person.
    for debtor in directory.named(name_key(row.name)):
        same = debtor.home is choice.home if choice.home else debtor.row == row_key(row)
        if debtor.pk is None and same and not _of_two_genders(debtor.name, row.name):
            return Match(row, debtor)
    if choice.home:
        return Match(row, directory.add_member(row, choice.home))
    return Match(row, directory.add_home(row))


def _match_by_house(
    row: RegisterRow, directory: Directory, in_register: Collection[RowKey]
) -> Match:
    key = name_key(row.name)
    homes = directory.homes_at(row.house_number)
    people = [debtor for home in homes for debtor in home.people]
    if same := [debtor for debtor in people if debtor.key == key]:
        return _at_the_same_house(row, same)
    unnumbered = [debtor for debtor in directory.named(key) if not debtor.home.house_number]
    if unnumbered and people:
        candidates = (*unnumbered, *people)
        return Match(row, None, "มีคนชื่อนี้ที่ยังไม่มีบ้านเลขที่ และบ้านเลขที่นี้มีคนอื่นอยู่แล้ว เป็นใคร", candidates)
    near = [
        debtor
        for debtor in people
        if _resemble(debtor.name, row.name)
        and (debtor.home.house_number, debtor.key) not in in_register
    ]
    if near:
        return Match(row, None, "บ้านเลขที่เดียวกัน ชื่อคล้ายกัน เป็นคนเดียวกันหรือไม่", tuple(near))
    kin = [home for home in homes if any(_same_surname(d.name, row.name) for d in home.people)]
    if len(kin) == 1:
        return Match(
            row,
            directory.add_member(row, kin[0]),
            notes=("นามสกุลและบ้านเลขที่ตรงกับครัวเรือนที่มีอยู่",),
        )
    if people:
        return Match(row, None, "บ้านเลขที่นี้มีคนอื่นอยู่แล้ว เป็นครัวเรือนเดียวกันหรือไม่", tuple(people))
    return _match_in_an_unknown_house(row, directory)


def _match_in_an_unknown_house(row: RegisterRow, directory: Directory) -> Match:
    namesakes = directory.named(name_key(row.name))
    if len(namesakes) == 1 and not namesakes[0].home.house_number:
        if _of_two_genders(namesakes[0].name, row.name):
            return Match(row, None, OF_TWO_GENDERS, tuple(namesakes))
        directory.give_number(namesakes[0].home, row.house_number)
        return Match(
            row, namesakes[0], notes=(f"เติมบ้านเลขที่ {row.house_number} ให้ครัวเรือนที่ยังไม่มีเลขที่",)
        )
    if namesakes:
        return Match(row, None, "มีคนชื่อนี้อยู่บ้านเลขที่อื่น เป็นคนเดียวกันหรือไม่", tuple(namesakes))
    return Match(row, directory.add_home(row))


def _match_by_name(row: RegisterRow, directory: Directory) -> Match:
    if same := directory.named(name_key(row.name)):
        if len(same) > 1:
            return Match(row, None, "ไม่มีบ้านเลขที่ และมีคนชื่อนี้มากกว่าหนึ่งคน", tuple(same))
        if _of_two_genders(same[0].name, row.name):
            return Match(row, None, OF_TWO_GENDERS, tuple(same))
        return Match(row, same[0])
    if near := directory.resembling(row.name):
        return Match(row, None, "ไม่มีบ้านเลขที่ และชื่อคล้ายกับคนที่มีอยู่ เป็นคนเดียวกันหรือไม่", tuple(near))
    return Match(
        row,
        directory.add_home(row),
        notes=("ไม่มีบ้านเลขที่ ตั้งเป็นครัวเรือนใหม่ที่ยังไม่มีเลขที่",),
    )


def _at_the_same_house(row: RegisterRow, same: list[Debtor]) -> Match:
    """House and name say who it is; a title of the other gender is taken for a slip of the pen."""
    if len(same) > 1:
        return Match(row, None, "มีคนชื่อนี้มากกว่าหนึ่งคนในบ้านเลขที่นี้", tuple(same))
    known = same[0]
    if not _of_two_genders(known.name, row.name):
        return Match(row, known)
    note = f"คำนำหน้าไม่ตรงกัน: {known.name} กับ {row.name} ถือว่าเป็นคนเดียวกันเพราะชื่อและบ้านเลขที่ตรงกัน"
    return Match(row, known, notes=(note,))


def _same_surname(one: Name, other: Name) -> bool:
    return bool(one.surname) and one.surname == other.surname


def _resemble(one: Name, other: Name) -> bool:
    return (
        not _of_two_genders(one, other)
        and _close(one.given, other.given)
        and (_close(one.surname, other.surname) or not (one.surname and other.surname))
    )


def _of_two_genders(one: Name, other: Name) -> bool:
    return len({title_gender(one.title), title_gender(other.title)} - {""}) == 2


def _close(one: str, other: str) -> bool:
    """At most one letter or mark apart; two in words of six and more."""
    allowed = 2 if min(len(one), len(other)) >= 6 else 1
    if abs(len(one) - len(other)) > allowed:
        return False
    return _distance(one, other) <= allowed


def _distance(one: str, other: str) -> int:
    """Levenshtein's edit distance, in letters and marks."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        previous, row[0] = row[0], i
        for j, against in enumerate(other, start=1):
            previous, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, previous + (letter != against)),
            )
    return row[-1]
