"""The debtor grid: a village's households as rows, its funds' accounts as columns. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from django.db.models import Max, QuerySet, Sum

from debts.models import LedgerTotal, Loan, SurveyRow
from fundinst.money import format_baht
from members.holding import held_among
from members.models import FundAccount, Household, Institution, User

HOUSE_NUMBER, NAME = "house_number", "name"

_SEVERAL = "{} สัญญา"
_IN_PARTS = "มีดอกเบี้ยหรือค่าปรับ"
_MERGED = "รวมเป็นสัญญาเดียวแล้ว"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is shown. ``seen`` says which state of the books that is.

    ``theirs`` is what somebody else wrote meanwhile, None when nobody did.
    """

    field: str
    value: str = ""
    seen: str = ""
    readonly: bool = False
    note: str = ""
    error: str = ""
    theirs: str | None = None
    theirs_by: str = ""
    loans: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A household, or what somebody typed and could not be taken in yet."""

    key: str
    household_id: int | None
    state: str
    house_number: Cell
    name: Cell
    cells: Sequence[Cell]
    total: Decimal = Decimal(0)
    reasons: Sequence[str] = ()
    taken: bool = False

    @property
    def word(self) -> str:
        return WORDS[self.state]


WORDS = {
    "new": "แถวใหม่",
    "recorded": "บันทึกแล้ว",
    "wrong": "มีข้อผิด",
    "conflict": "มีคนแก้ไปก่อน",
    "locked": "ทำสัญญาแล้ว",
    "held": "ส่งอำเภอแล้ว",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A fund's account. ``ours`` is what its open loans come to, ``ledger`` what its book says."""

    account: FundAccount
    label: str
    ours: Decimal
    ledger: Decimal | None = None
    ledger_on: date | None = None

    @property
    def difference(self) -> Decimal | None:
        """The ledger's total less ours, in baht."""
        return None if self.ledger is None else self.ledger - self.ours

    @property
    def words(self) -> str:
        if self.difference is None:
            return "ยังไม่ได้ใส่ยอดตามบัญชีของกองทุน"
        if not self.difference:
            return "ตรงกัน"
        more = "มากกว่า" if self.difference > 0 else "น้อยกว่า"
        return f"บัญชีกองทุน{more}ที่กรอก {format_baht(abs(self.difference))} บาท"


@dataclass(frozen=True, slots=True)
class Grid:
    institution: Institution
    on: date
    columns: Sequence[Column]
    rows: Sequence[Row]

    @property
    def total(self) -> Decimal:
        return sum((row.total for row in self.rows), Decimal(0))

    @property
    def households(self) -> int:
        return sum(row.household_id is not None for row in self.rows)


@dataclass(slots=True)
class Booked:
    """A household's loans in one account, and the last journal entry among them."""

    loans: list[Loan] = field(default_factory=list)

    @property
    def seen(self) -> str:
        """The last entry and what it left: "17:4200.00"; empty when nothing was ever written."""
        entries = [loan.last_entry for loan in self.loans if loan.last_entry]
        return f"{max(entries)}:{self.value}" if entries else ""

    @property
    def owing(self) -> list[Loan]:
        return [loan for loan in self.loans if loan.status == Loan.Status.OPEN and loan.outstanding]

    @property
    def merged(self) -> bool:
        return any(loan.status == Loan.Status.MERGED for loan in self.loans)

    @property
    def value(self) -> Decimal:
        return sum((loan.outstanding for loan in self.owing), Decimal(0))

    @property
    def target(self) -> Loan | None:
        """The loan that a number typed into the cell is about; None makes a new one."""
        still = [loan for loan in self.loans if loan.status == Loan.Status.OPEN]
        return (self.owing or still[-1:] or [None])[0]

    @property
    def why_readonly(self) -> str:
        if len(self.owing) > 1:
            return _SEVERAL.format(len(self.owing))
        if self.owing:
            loan = self.owing[0]
            return _IN_PARTS if loan.principal != loan.outstanding else ""
        return _MERGED if self.merged else ""


def accounts_of(institution: Institution) -> list[FundAccount]:
    """The columns: every account of every member fund, in the institution's order."""
    accounts = FundAccount.objects.filter(fund__institution=institution)
    return [*accounts.select_related("fund").order_by("fund__position", "number")]


def loans_by_cell(loans: QuerySet[Loan]) -> dict[int, dict[int, Booked]]:
    """Loans by household and account, each with its ``last_entry``."""
    booked: dict[int, dict[int, Booked]] = defaultdict(lambda: defaultdict(Booked))
    for loan in loans.annotate(last_entry=Max("entries")).order_by("pk"):
        booked[loan.household_id][loan.account_id].loans.append(loan)
    return booked


def money_cell(account: FundAccount, booked: Booked | None) -> Cell:
    if booked is None:
        return Cell(str(account.pk))
    return Cell(
        field=str(account.pk),
        value=shown(booked.value),
        seen=booked.seen,
        readonly=bool(booked.why_readonly),
        note=booked.why_readonly,
        loans=len(booked.owing),
    )


def shown(amount: Decimal) -> str:
    return format_baht(amount) if amount else ""


def row_of(
    household: Household,
    head_name: str,
    booked: dict[int, Booked],
    accounts: Iterable[FundAccount],
    survey: SurveyRow | None,
    *,
    held: bool = False,
) -> Row:
    """A household's row as the books have it, with what is still waiting to be mended in it.

    ``held``: the district looks at it, or has approved it (``members/holding.py``).
    """
    cells = [money_cell(account, booked.get(account.pk)) for account in accounts]
    merged = any(b.merged for b in booked.values()) and not any(b.owing for b in booked.values())
    locked = merged or held
    row = Row(
        key=str(survey.key if survey else uuid5(NAMESPACE_OID, f"household-{household.pk}")),
        household_id=household.pk,
        state="locked" if merged else "held" if held else "recorded",
        house_number=Cell(HOUSE_NUMBER, household.house_number, household.house_number, locked),
        name=Cell(NAME, head_name, head_name, locked),
        cells=[replace(cell, readonly=True) for cell in cells] if locked else cells,
        total=sum((b.value for b in booked.values()), Decimal(0)),
    )
    return _with_typed(row, survey) if survey and survey.typed else row


def _with_typed(row: Row, survey: SurveyRow) -> Row:
    """The row with what somebody typed and could not be taken in, and why."""
    typed, wrong = survey.typed["cells"], survey.typed["wrong"]

    def again(cell: Cell) -> Cell:
        said = wrong.get(cell.field, {})
        return replace(
            cell,
            value=typed.get(cell.field, cell.value),
            error=said.get("error", ""),
            theirs=said.get("theirs"),
            theirs_by=said.get("theirs_by", ""),
        )

    return replace(
        row,
        state=survey.state,
        house_number=again(row.house_number),
        name=again(row.name),
        cells=[again(cell) for cell in row.cells],
        reasons=survey.typed["reasons"],
        taken=survey.typed["taken"],
    )


def _typed_alone(survey: SurveyRow, accounts: Iterable[FundAccount]) -> Row:
    empty = Row(
        key=str(survey.key),
        household_id=None,
        state="wrong",
        house_number=Cell(HOUSE_NUMBER),
        name=Cell(NAME),
        cells=[Cell(str(account.pk)) for account in accounts],
    )
    return _with_typed(empty, survey)


def grid_of(institution: Institution, *, on: date, user: User) -> Grid:
    """The institution's grid. ``on`` is the day that figures typed into it are of.

    The same number of queries however many households there are.
    """
    accounts = accounts_of(institution)
    # What is still being typed is the committee's own; upper levels read what is in the books.
    surveys = SurveyRow.objects.run_by(user).filter(institution=institution)
    by_household = {survey.household_id: survey for survey in surveys if survey.household_id}
    households = Household.objects.visible_to(user).filter(institution=institution).listed()
    loans = Loan.objects.visible_to(user).filter(household__institution=institution)
    booked = loans_by_cell(loans)
    homes = [*households.with_head().order_by("house_key", "pk")]
    held = held_among(home.pk for home in homes)
    rows = [
        row_of(one, one.head_name or "", booked[one.pk], accounts, survey, held=one.pk in held)
        for one in homes
        for survey in [by_household.get(one.pk)]
    ]
    alone = [survey for survey in surveys if not survey.household_id and survey.typed]
    rows += [_typed_alone(survey, accounts) for survey in alone]
    return Grid(institution, on, columns_of(accounts, owed_by_account(institution), on=on), rows)


def owed_by_account(institution: Institution) -> dict[int, Decimal]:
    """What the institution's open loans come to in each account, in baht."""
    loans = Loan.objects.owing().filter(household__institution=institution).order_by()
    return dict(loans.values_list("account").annotate(Sum("outstanding")))


def columns_of(
    accounts: Sequence[FundAccount], owed: Mapping[int, Decimal], *, on: date
) -> list[Column]:
    """Each account with what its loans come to and the last total its fund gave until that day."""
    ledger = {}
    totals = LedgerTotal.objects.filter(account__in=accounts, on__lte=on)
    for total in totals.order_by("on"):
        ledger[total.account_id] = total
    several = {
        account.fund_id for account in accounts if account.number > 1
    }  # a fund with one account goes by its own name
    return [
        Column(
            account=account,
            label=f"{account.fund} {account}" if account.fund_id in several else str(account.fund),
            ours=owed.get(account.pk, Decimal(0)),
            ledger=ledger[account.pk].total if account.pk in ledger else None,
            ledger_on=ledger[account.pk].on if account.pk in ledger else None,
        )
        for account in accounts
    ]
