"""The institutions of a district or province, each with its figures, as the levels above list them.

The totals are counted three ways that don't know of each other: from each institution's figures,
from the households' contracts and the journal of their old loans, and from the reports that were
certified below.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import groupby
from operator import add, attrgetter

from django.db.models import Count, F, Q, Sum

from consolidation.models import Contract
from consolidation.past_repayment import made_by
from debts.models import COMPONENTS, JournalEntry
from fundinst.money import format_baht
from members.models import Institution
from reports.agreeing import changed_since
from reports.asking import Asked, Level
from reports.chain import last_reports, sent
from reports.figures import NOTHING, Figures, figures_of, in_all
from reports.models import CertifiedReport
from reports.problems import problems_of
from reports.sheet import Check


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """One institution: its figures, its last certified report, what stands in its way."""

    name: str
    code: str
    subdistrict: str
    tambon: str
    figures: Figures
    report: CertifiedReport | None
    problems: tuple[str, ...]

    @property
    def place(self) -> str:
        """Its name with its tambon's: names repeat."""
        return f"{self.name} {self.tambon}"

    @property
    def is_sent(self) -> bool:
        return sent(self.report) is not None

    @property
    def holders(self) -> str:
        """Which funds hold its contracts, in words."""
        return holders_in_words(self.figures)


@dataclass(frozen=True, slots=True)
class Tambon:
    """The institutions of a subdistrict."""

    code: str
    name: str
    rows: tuple[InstitutionRow, ...]

    @property
    def figures(self) -> Figures:
        return in_all(row.figures for row in self.rows)


class TotalsOfRows:
    """The sums of an area's report over its institutions; amounts are baht."""

    __slots__ = ()

    @property
    def rows(self) -> tuple[InstitutionRow, ...]:
        raise NotImplementedError

    @property
    def total(self) -> Figures:
        return in_all(row.figures for row in self.rows)

    @property
    def households(self) -> int:
        return self.total.contracted

    @property
    def total_debt(self) -> Decimal:
        return self.total.before

    @property
    def total_waived(self) -> Decimal:
        return self.total.waived

    @property
    def total_void(self) -> Decimal:
        return self.total.void

    @property
    def total_new(self) -> Decimal:
        return self.total.after


@dataclass(frozen=True, slots=True)
class FromHouseholds:
    """What an area's contracts come to, counted without its institutions: households, baht."""

    households: int
    before: Decimal
    after: Decimal


def rows_of(institutions: Iterable[Institution], code: str, asked: Asked) -> list[InstitutionRow]:
    """By subdistrict and code; ``code`` is the area they lie in. Within ``asked.reading()``."""
    known = sorted(institutions, key=attrgetter("subdistrict_id", "code"))
    figures = figures_of(known, asked)
    reports = last_reports(Level.VILLAGE, code, asked)
    problems = problems_of(known, figures, reports, asked)
    return [
        InstitutionRow(
            name=short_name(one),
            code=one.code,
            subdistrict=one.subdistrict_id,
            tambon=f"ตำบล{one.subdistrict}",
            figures=figures[one.pk],
            report=reports.get(one.pk),
            problems=problems[one.pk],
        )
        for one in known
    ]


def tambons(rows: Sequence[InstitutionRow]) -> tuple[Tambon, ...]:
    """The rows by subdistrict, as they stand in order."""
    groups = groupby(rows, key=attrgetter("subdistrict", "tambon"))
    return tuple(Tambon(code, name, tuple(found)) for (code, name), found in groups)


def short_name(institution: Institution) -> str:
    """As a list of a district's institutions says it: บ้านหนองฮะ หมู่ 3."""
    moo = f" หมู่ {institution.village.moo}" if institution.village else ""
    return f"{institution.name}{moo}"


def holders_in_words(figures: Figures) -> str:
    return " ".join(f"{one.words} {one.contracts:,}" for one in figures.held)


def from_households(code: str, asked: Asked) -> FromHouseholds:
    """The area's contracts from the households, and the old debts from their journal."""
    real = {"household__institution__is_practice": False}
    inside = {"household__institution__subdistrict__code__startswith": code}
    contracts = made_by(Contract.objects.filter(**real, **inside), asked.on).order_by()
    after = contracts.aggregate(households=Count("household", distinct=True), baht=Sum("amount"))
    of_loan = {f"loan__{name}": value for name, value in (real | inside).items()}
    closing = JournalEntry.objects.filter(
        Q(closes_for__cancelled_on__isnull=True, closes_for__isnull=False)
        | Q(waives_for__cancelled_on__isnull=True, waives_for__isnull=False),
        on__lte=asked.on,
        **of_loan,
    )
    taken = closing.aggregate(baht=Sum(reduce(add, (F(one) for one in COMPONENTS))))["baht"]
    return FromHouseholds(after["households"], -(taken or NOTHING), after["baht"] or NOTHING)


def checks_of(whole: str, total: Figures, households: FromHouseholds) -> tuple[Check, ...]:
    """What the sums of a place have to agree with; ``whole`` says what the sum is of."""
    return (
        Check(f"ครัวเรือนที่ทำสัญญา: {whole} = นับจากครัวเรือน", total.contracted - households.households),
        Check(f"หนี้เดิม: {whole} = ยอดที่ปิดในบัญชีหนี้รายครัวเรือน", total.before - households.before),
        Check(f"วงเงินสัญญาใหม่: {whole} = ผลรวมสัญญารายครัวเรือน", total.after - households.after),
        Check("หนี้เดิม − ลดให้ − ดอกเบี้ยที่กฎหมายไม่ให้คิด = วงเงินสัญญาใหม่", total.difference),
    )


def checks_of_sent(
    what: str, places: Sequence[tuple[str, CertifiedReport | None, Figures]]
) -> Iterator[Check]:
    """The reports that were certified below against the figures of the same places: name, report,
    figures. Each that differs by itself, with its place; those that agree together."""
    counted = [(name, report, figures) for name, report, figures in places if sent(report)]
    apart = [
        _check_apart(name, report, figures, changes)
        for name, report, figures in counted
        if report and (changes := changed_since(report, figures))
    ]
    if agreeing := len(counted) - len(apart):
        yield Check(f"{what}ที่รับรองแล้ว {agreeing:,} ฉบับ = ยอดของที่เดียวกัน", NOTHING)
    yield from apart


def _check_apart(
    name: str, report: CertifiedReport, figures: Figures, changes: Sequence[str]
) -> Check:
    """By its contracts' sum where that differs, else by whatever does."""
    certified = f"ในรายงานที่รับรองเลขที่ {report.number}/{report.fiscal_year}"
    if apart := report.total - figures.after:
        return Check(
            f"{name}: วงเงิน{certified} {format_baht(report.total)} บาท"
            f" = ในรายงานนี้ {format_baht(figures.after)} บาท",
            apart,
        )
    return Check(f"{name}: ข้อมูล{certified} = ในรายงานนี้", 1, said=" ".join(changes))


def sent_of(rows: Iterable[InstitutionRow]) -> Mapping[str, int]:
    """How many sent their certified report, and how many have something to send."""
    rows = [*rows]
    return {
        "sent": sum(row.is_sent for row in rows),
        "to_send": sum(bool(row.figures.contracts) for row in rows),
    }
