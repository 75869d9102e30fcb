"""A row of the debtor grid as somebody typed it: what it would change, and what stands in the way.

Reads texts and the books; writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from debts.grid import HOUSE_NUMBER, NAME, Booked, loans_by_cell, shown
from debts.models import JournalEntry, Loan, SurveyRow
from fundinst.money import read_baht
from fundinst.names import Name, name_key, read_house_number, split_name
from fundinst.thai import Unreadable, clean, format_date
from members.models import AuditEntry, FundAccount, Household, Institution, Person

_NAME_MISSING = "กรุณาพิมพ์ชื่อผู้กู้"
_NAME_EMPTIED = (
    "กรุณาพิมพ์ชื่อผู้กู้ ถ้าครัวเรือนนี้พิมพ์ผิดและไม่มีหนี้ ให้กด “ทิ้งที่พิมพ์ไว้” แล้วเอาออกจากทะเบียนที่หน้าข้อมูลครัวเรือน"
)
ACTS_ON_PEOPLE = ("row_saved", "house_number_stated", "person_corrected", "head_changed")
"""What changes a household's number or the name of its head."""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row as the browser sends it: texts by account, and which state each cell was typed over.

    ``key`` names the row for good, ``window`` the open page and ``turn`` the change of that page it
    was sent after, where the browser counts them; ``apart`` answers that it is another household
    though the house or the name is known; ``paste`` names the pasted block it came with. An account
    that is not in ``cells`` is left as it is.
    """

    key: UUID
    window: UUID
    household_id: int | None
    house_number: str
    name: str
    cells: dict[int, str]
    seen: dict[str, str] = field(default_factory=dict)
    apart: bool = False
    turn: int | None = None
    paste: str | None = None

    @property
    def texts(self) -> dict[str, str]:
        money = {str(pk): text for pk, text in self.cells.items()}
        return {HOUSE_NUMBER: self.house_number, NAME: self.name, **money}


@dataclass(slots=True)
class OnBooks:
    """A household as the books have it: its head and its loans by account; or nothing yet."""

    household: Household | None = None
    head: Person | None = None
    booked: dict[int, Booked] = field(default_factory=dict)

    @classmethod
    def of(cls, household: Household | None) -> "OnBooks":
        if household is None:
            return cls()
        loans = loans_by_cell(Loan.objects.filter(household=household))
        return cls(household, household.persons.filter(is_head=True).first(), loans[household.pk])

    def cell(self, account_pk: int) -> Booked:
        return self.booked.get(account_pk) or Booked()

    @property
    def words(self) -> dict[str, str]:
        """House number and name as they stand; empty when there is no household."""
        if self.household is None:
            return {HOUSE_NUMBER: "", NAME: ""}
        return {HOUSE_NUMBER: self.household.house_number, NAME: str(self.head or "")}

    @property
    def seen(self) -> dict[str, str]:
        """Which state of the books each cell shows."""
        return self.words | {str(pk): cell.seen for pk, cell in self.booked.items()}


@dataclass(slots=True)
class Reading:
    """What a typed row would change (``money``: amounts by account) and what is wrong, by field.

    ``conflict``: somebody else changed a cell meanwhile. ``taken``: it may be another household of
    a known house or name, which a person has to say.
    """

    house_number: str = ""
    name: Name | None = None
    money: dict[int, Decimal] = field(default_factory=dict)
    wrong: dict[str, dict[str, str]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    conflict: bool = False
    taken: bool = False

    @property
    def fits(self) -> bool:
        return not (self.wrong or self.reasons)


def read_row(row: TypedRow, accounts: Sequence[FundAccount], books: OnBooks) -> Reading:
    """The row's texts as values; every cell that can't be read says why."""
    reading, was = Reading(), books.words
    # What this window didn't touch stays as it is, whoever changed it meanwhile.
    same = {name for name in was if row.texts[name] == row.seen.get(name)}
    house_number = was[HOUSE_NUMBER] if HOUSE_NUMBER in same else row.house_number
    written = was[NAME] if NAME in same else row.name
    try:
        reading.house_number = read_house_number(house_number) if house_number else ""
    except Unreadable as unreadable:
        reading.wrong[HOUSE_NUMBER] = {"error": str(unreadable)}
    try:
        if not clean(written):
            raise Unreadable(_NAME_MISSING if books.household is None else _NAME_EMPTIED)
        reading.name = split_name(written)
    except Unreadable as unreadable:
        reading.wrong[NAME] = {"error": str(unreadable)}
    for account in accounts:
        text = row.cells.get(account.pk)
        if text is not None:
            name = str(account.pk)
            _read_money(reading, name, text, row.seen.get(name, ""), books.cell(account.pk))
    return reading


def _read_money(reading: Reading, name: str, text: str, seen: str, booked: Booked) -> None:
    """What the cell would change.

    A cell that says what the books say, or what they said when it was opened, changes nothing.
    """
    try:
        amount = read_baht(text) if text.strip() else Decimal(0)
    except Unreadable as unreadable:
        reading.wrong[name] = {"error": str(unreadable)}
        return
    if amount == booked.value or str(amount) == seen.partition(":")[2]:
        return
    if booked.why_readonly:
        error = f"{booked.why_readonly} ให้กด “รายละเอียด” แล้วแก้ที่นั่น"
        reading.wrong[name] = {"error": error}
        return
    reading.money[int(name)] = amount


def is_late(row: TypedRow, survey: SurveyRow | None) -> bool:
    """Whether something the same window typed after this was taken in before it.

    A request may be held up on the way, and given up and sent anew by its browser meanwhile.
    """
    if survey is None or row.turn is None:
        return False
    kept = [survey.written] if survey.window == row.window else []
    if survey.typed.get("window") == str(row.window):
        kept.append(survey.typed)
    return any(row.turn < (known.get("turn") or 0) for known in kept)


def find_conflicts(
    reading: Reading, row: TypedRow, books: OnBooks, survey: SurveyRow | None
) -> None:
    """Mark what somebody else changed since this window saw it, and the row wants otherwise."""
    # An answer that got lost on the way: the state is the one this window itself wrote.
    ours = survey.written if survey and survey.window == row.window else {}
    now = books.seen
    wanted = {HOUSE_NUMBER: reading.house_number, NAME: str(reading.name)}
    changes = [name for name, value in wanted.items() if value != now[name]]
    changes += map(str, reading.money)
    values = books.words | {str(pk): shown(books.cell(pk).value) for pk in reading.money}
    for name in changes:
        if name in reading.wrong or now.get(name, "") in (row.seen.get(name, ""), ours.get(name)):
            continue
        reading.conflict = True
        reading.wrong[name] = {"theirs": values[name], "theirs_by": _writer_of(name, books)}


def _writer_of(name: str, books: OnBooks) -> str:
    """Who wrote what stands in the cell: a balance by the journal, else by the acts on people."""
    if name in books.words:
        written = AuditEntry.objects.filter(household=books.household, act__in=ACTS_ON_PEOPLE)
    else:
        written = JournalEntry.objects.filter(loan__in=books.cell(int(name)).loans)
    last = written.select_related("actor").order_by("-pk").first()
    return str(last.actor) if last else "คนอื่น"


def find_twins(reading: Reading, row: TypedRow, institution: Institution) -> Household | None:
    """Ask before a second household of one house or one name.

    Gives back the household that was taken out as a mistake and is typed again.
    """
    assert reading.name is not None
    persons = Person.objects.filter(household__institution=institution).select_related("household")
    same = [*persons.filter(name_key=name_key(reading.name)).order_by("pk")]
    here = [p for p in same if p.household.house_number == reading.house_number]
    out = next((p for p in here if p.household.is_removed and p.is_head), None)
    here = [p for p in here if not p.household.is_removed]
    if here and reading.house_number:
        error = f"มี {here[0]} {here[0].household} อยู่ในตารางแล้ว ให้กรอกต่อในแถวเดิม"
        reading.wrong[NAME] = {"error": error}
    elif not row.apart:
        elsewhere = [p for p in same if not p.household.is_removed]
        reading.reasons += _questions(reading, institution, elsewhere)
        reading.taken = bool(reading.reasons)
    return out.household if out and reading.fits else None


def find_neighbours(
    reading: Reading, row: TypedRow, books: OnBooks, institution: Institution
) -> None:
    """Ask before a household gets the number of a house where another one lives."""
    number = reading.house_number
    if row.apart or not number or number == books.words[HOUSE_NUMBER] or books.household is None:
        return
    others = institution.households.listed().exclude(pk=books.household.pk)
    if neighbour := others.filter(house_number=number).with_head().first():
        reading.taken = True
        reading.reasons.append(
            f"{neighbour} มีครัวเรือนของ {neighbour.head_name} อยู่แล้ว ถ้าพิมพ์ผิดให้แก้บ้านเลขที่ "
            "ถ้าอยู่บ้านเดียวกันแต่แยกครัวเรือน ให้กด “เป็นคนละครัวเรือน”"
        )


def _questions(
    reading: Reading, institution: Institution, elsewhere: Sequence[Person]
) -> list[str]:
    in_house = institution.households.listed().filter(house_number=reading.house_number)
    neighbour = in_house.with_head().first() if reading.house_number else None
    if neighbour:
        return [
            f"{neighbour} มีครัวเรือนของ {neighbour.head_name} อยู่แล้ว ถ้าเป็นครัวเรือนเดียวกัน"
            "ให้เพิ่มผู้กู้ใน “รายละเอียด” ของแถวนั้น ถ้าไม่ใช่ให้กด “เป็นคนละครัวเรือน”"
        ]
    if elsewhere:
        known = elsewhere[0]
        return [
            f"มีชื่อ {known} ที่{known.household} อยู่แล้ว ถ้าเป็นคนเดียวกันให้กรอกในแถวนั้น"
            "แล้วทิ้งแถวนี้ ถ้าไม่ใช่ให้กด “เป็นคนละครัวเรือน”"
        ]
    return []


def find_later_figures(reading: Reading, books: OnBooks, on: date) -> None:
    """A balance of a later day can't be changed by a figure of an earlier one."""
    targets = {pk: books.cell(pk).target for pk in reading.money}
    later = JournalEntry.objects.filter(
        loan__in=[loan for loan in targets.values() if loan],
        on__gt=on,
        reverses__isnull=True,
        reversed_by__isnull=True,
    )
    last = {entry.loan_id: entry.on for entry in later.order_by("on")}
    for pk, loan in targets.items():
        if loan and loan.pk in last:
            day = format_date(last[loan.pk], style="medium", digits="arabic")
            error = f"มียอดของวันที่ {day} ซึ่งใหม่กว่า ให้เปลี่ยน “ข้อมูล ณ วันที่” ของตารางก่อนแก้"
            reading.wrong[str(pk)] = {"error": error}
