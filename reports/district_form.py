"""The form the district asks for: who entered "1 ครัวเรือน 1 สัญญา", and what it came to.

Its seven columns, their order and their headings are those of the Community Development
Department's printed table (แบบรายงานผลการปรับโครงสร้างหนี้); the form has no line per old loan.
Amounts are baht. Nothing here knows a file format: ``printing`` puts the form on paper and page,
``spreadsheet`` into a workbook, ``plain_table`` into a csv file.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter

from consolidation.models import Contract
from consolidation.restructured import WaivedPart
from fundinst.thai import fiscal_year, format_date, to_thai_digits
from members.models import CommitteeMember, Institution
from reports.fingerprints import fingerprint

# The headings as printed, figures included; the plain table has shorter ones of its own.
COLUMNS = (
    "ลำดับที่",
    "รายชื่อผู้เป็นหนี้ที่เข้าปรับโครงสร้างหนี้เป็น 1 คร. 1 สัญญา (ชื่อ-สกุล)",
    "บ้านเลขที่",
    "ชื่อกลุ่ม/องค์กร/กองทุนการเงินที่เป็นหนี้ทุกกลุ่ม (ระบุรายชื่อกลุ่ม)",
    "จำนวนหนี้คงเหลือรวมทั้งหมดทุกกลุ่ม (บาท)",
    "แหล่งกู้ยืมใหม่ที่ปรับเป็น 1 คร. 1 สัญญา (ระบุชื่อกลุ่ม)",
    "จำนวนเงินที่กู้จากแหล่งเงินกู้ใหม่ (บาท)",
)
CSV_COLUMNS = (
    "ลำดับที่",
    "ชื่อ-สกุล",
    "บ้านเลขที่",
    "กองทุนที่เป็นหนี้",
    "จำนวนหนี้คงเหลือ (บาท)",
    "แหล่งกู้ยืมใหม่",
    "จำนวนเงินที่กู้ใหม่ (บาท)",
)
TITLE = "แบบรายงานผลการปรับโครงสร้างหนี้ ๑ ครัวเรือน ๑ สัญญา"
CHECK_BEGINS, CHECK_ENDS = "หนี้เดิมรวม", "วงเงินสัญญาใหม่"
WAIVED, VOID = "ยอดที่กองทุนลดให้", "ดอกเบี้ยที่กฎหมายไม่ให้คิด"
BETWEEN_FUNDS = "/"
PREPARED, CHECKED, CERTIFIED = "ผู้จัดทำ", "ผู้ตรวจสอบ", "ผู้รับรอง"


@dataclass(frozen=True, slots=True)
class DistrictFormRow:
    """One household (ครัวเรือน) with its one contract.

    ``order`` counts from 1 within the institution; ``name`` is the debtor who signed, with title;
    ``house_number`` is text and may be empty; ``funds`` are the names of every fund the household
    owed, in the institution's order; ``debt`` is what it owed them all and ``new_amount`` the new
    contract's sum, in baht; ``receiving_fund`` is the fund that now holds the contract. ``waived``
    (baht) is what the funds let go of in between, ``void`` interest that the law makes nothing of;
    the printed table has no column for either. ``household`` and ``fund`` (that holds the contract)
    are primary keys.
    """

    order: int
    name: str
    house_number: str
    funds: tuple[str, ...]
    debt: Decimal
    receiving_fund: str
    new_amount: Decimal
    waived: Decimal = Decimal(0)
    void: Decimal = Decimal(0)
    household: int = 0
    fund: int = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: ``role`` (ผู้จัดทำ); an empty name or position prints as a dotted line."""

    role: str
    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class DistrictForm:
    """The whole form of one institution at a day.

    ``place`` is หมู่ที่, ตำบล, อำเภอ, จังหวัด in one line, ``fiscal_year`` a year พ.ศ., ``rows`` stand
    in the order they are printed (houses in natural order, no number first), ``printed_at`` is the
    local time shown on the paper, or None for a form that says none.
    """

    institution: str
    place: str
    fiscal_year: int
    as_of: date
    rows: tuple[DistrictFormRow, ...]
    signatures: tuple[Signature, ...] = ()
    printed_at: datetime | None = None

    @property
    def households(self) -> int:
        return len(self.rows)

    @property
    def total_debt(self) -> Decimal:
        return sum((row.debt for row in self.rows), Decimal(0))

    @property
    def total_new(self) -> Decimal:
        return sum((row.new_amount for row in self.rows), Decimal(0))

    @property
    def total_waived(self) -> Decimal:
        return sum((row.waived for row in self.rows), Decimal(0))

    @property
    def total_void(self) -> Decimal:
        return sum((row.void for row in self.rows), Decimal(0))

    @property
    def fingerprint(self) -> int:
        """The same for the same contracts with the same sums."""
        return sum(
            fingerprint(row.household, row.fund, row.debt, row.waived, row.void, row.new_amount)
            for row in self.rows
        )

    @property
    def taken_off(self) -> tuple[tuple[str, Decimal], ...]:
        """What came off the old debts before the contracts: words and baht, of what there is."""
        both = ((WAIVED, self.total_waived), (VOID, self.total_void))
        return tuple((words, baht) for words, baht in both if baht)

    @property
    def difference(self) -> Decimal:
        """Old debts less waived, void and new contracts; anything but 0 has to be explained."""
        return self.total_debt - self.total_waived - self.total_void - self.total_new

    @property
    def check(self) -> str:
        """What the totals are checked for, in words."""
        left = " − ".join((CHECK_BEGINS, *(words for words, _baht in self.taken_off)))
        return f"{left} = {CHECK_ENDS}"

    @property
    def has_satang(self) -> bool:
        """Whether any amount is not whole: then every amount on the form shows two decimals."""
        amounts = ((row.debt, row.new_amount, row.waived, row.void) for row in self.rows)
        return any(amount != amount.to_integral_value() for row in amounts for amount in row)

    @property
    def heading(self) -> tuple[str, str, str]:
        """The title lines, in Thai digits: the report, whose it is, of which year and day."""
        return (
            TITLE,
            to_thai_digits(f"{self.institution} {self.place}".strip()),
            f"ปีงบประมาณ {to_thai_digits(str(self.fiscal_year))}"
            f" ข้อมูล ณ วันที่ {format_date(self.as_of)}",
        )


def district_form(
    institution: Institution, *, on: date, printed_at: datetime | None = None
) -> DistrictForm:
    """The institution's form as of that day: the contracts that had been made.

    An undone contract never was: its entries are mirrored on its own day, so it stands in no form.
    """
    (form,) = district_forms([institution], on=on)
    return replace(form, printed_at=printed_at)


def district_forms(institutions: Sequence[Institution], *, on: date) -> list[DistrictForm]:
    """The same of many, in their order, in as many questions as of one."""
    made = Contract.objects.filter(household__institution__in=institutions, opened_on__lte=on)
    contracts = (
        made.exclude(status=Contract.Status.CANCELLED)
        .select_related("household", "borrower", "fund")
        .prefetch_related("parts__loan__account__fund", "parts__waiver_entry")
        .order_by("household__house_key", "borrower__sort_key", "pk")
    )
    of_each: defaultdict[int, list[Contract]] = defaultdict(list)
    for contract in contracts:
        of_each[contract.household.institution_id].append(contract)
    seated: defaultdict[int, dict[str, CommitteeMember]] = defaultdict(dict)
    for member in CommitteeMember.objects.in_force(on).filter(institution__in=institutions):
        seated[member.institution_id][member.position] = member
    return [
        DistrictForm(
            institution=str(institution),
            place=institution.place,
            fiscal_year=fiscal_year(on),
            as_of=on,
            rows=tuple(_row(order, one) for order, one in enumerate(of_each[institution.pk], 1)),
            signatures=_signatures(institution, seated[institution.pk]),
        )
        for institution in institutions
    ]


def _row(order: int, contract: Contract) -> DistrictFormRow:
    parts = [WaivedPart(part, None) for part in contract.parts.all()]
    funds = {one.part.loan.account.fund for one in parts}
    waived = sum((one.waived for one in parts), Decimal(0))
    void = sum((one.void for one in parts), Decimal(0))
    return DistrictFormRow(
        order=order,
        name=str(contract.borrower),
        house_number=contract.household.house_number,
        funds=tuple(fund.name for fund in sorted(funds, key=attrgetter("position"))),
        debt=sum((one.part.total for one in parts), Decimal(0)) + waived + void,
        receiving_fund=contract.fund.name,
        new_amount=contract.amount,
        waived=waived,
        void=void,
        household=contract.household_id,
        fund=contract.fund_id,
    )


def _signatures(
    institution: Institution, committee: Mapping[str, CommitteeMember]
) -> tuple[Signature, ...]:
    """Who signs: the institution's secretary and chair in office that day, and the district."""
    district = f"พัฒนาการอำเภอ{institution.subdistrict.parent}"
    return (*of_committee(committee), Signature(CERTIFIED, "", district))


def of_committee(seated: Mapping[str, CommitteeMember]) -> tuple[Signature, Signature]:
    """The secretary and the chair of those in office, by position; a dotted line for nobody."""
    position = CommitteeMember.Position
    secretary, chair = seated.get(position.SECRETARY), seated.get(position.CHAIR)
    return (
        Signature(PREPARED, secretary.name if secretary else "", "เลขานุการสถาบัน"),
        Signature(CHECKED, chair.name if chair else "", "ประธานกรรมการสถาบัน"),
    )
