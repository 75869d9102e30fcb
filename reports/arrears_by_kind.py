"""Arrears of an area by kind of fund and age (หนี้ค้างตามกองทุนและอายุหนี้), above a single institution.

A district's funds are many of few kinds; a province is told district by district besides. Of a
province nothing is replayed contract by contract but what the database can't reckon
(``repaid_figures.py``), so that it takes as many questions as a district.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consolidation.ageing import bucket_of
from consolidation.portfolio import BUCKETS, HeldContract
from members.models import Area, Fund
from reports.asking import Asked, Place
from reports.contract_figures import contracts_made
from reports.district_form import Signature
from reports.figures import NOTHING
from reports.repaid_figures import standings
from reports.sheet import Cell, Column, Kind, Line, LineKind, Report, Sheet
from reports.title_lines import signatures_of, title_lines

KIND_COLUMN = Column("กองทุนที่ถือสัญญา", Kind.TEXT, 20, only_in_files=True)


@dataclass(frozen=True, slots=True)
class Owing:
    """Running contracts: how many, what is overdue of them in principal and in the rest, and their
    whole principal that is left; baht."""

    contracts: int = 0
    principal_late: Decimal = NOTHING
    rest_late: Decimal = NOTHING
    principal: Decimal = NOTHING

    def __add__(self, other: "Owing") -> "Owing":
        return Owing(
            self.contracts + other.contracts,
            self.principal_late + other.principal_late,
            self.rest_late + other.rest_late,
            self.principal + other.principal,
        )

    @property
    def cells(self) -> tuple[Cell, ...]:
        """In the order of ``arrears_report.SUMS``."""
        late = self.principal_late + self.rest_late
        return (self.contracts, self.principal_late, self.rest_late, late, self.principal)


ByAge = Mapping[tuple[str, int], Owing]
"""By kind of the holding fund, and the least days of the age."""


@dataclass(frozen=True, slots=True)
class ProvinceArrears:
    """A province on a day: its districts by code, each with its name."""

    heading: tuple[str, ...]
    place: str
    as_of: date
    districts: tuple[tuple[str, ByAge], ...]
    signatures: tuple[Signature, ...] = ()


def of_held(held: Iterable[HeldContract]) -> ByAge:
    """What contracts that were read one by one come to."""
    found: defaultdict[tuple[str, int], Owing] = defaultdict(Owing)
    for one in held:
        late = one.late
        rest = late.interest + late.costs
        owing = Owing(1, late.principal, rest, one.principal)
        found[one.contract.fund.kind, one.bucket.least] += owing
    return found


def province_arrears(place: Place, asked: Asked, title: str) -> ProvinceArrears:
    """Within ``asked.reading()``."""
    inside = dict(place.institutions().values_list("pk", "subdistrict"))
    now = standings([*inside], asked.on)
    found: defaultdict[str, defaultdict[tuple[str, int], Owing]] = defaultdict(
        lambda: defaultdict(Owing)
    )
    for made in contracts_made([*inside], asked.on):
        if (stands := now.get(made.pk)) is None:
            continue
        rest = stands.overdue - stands.overdue_principal
        owing = Owing(1, stands.overdue_principal, rest, stands.principal)
        least = bucket_of(stands.days, BUCKETS).least
        found[inside[made.institution][:4]][made.holder, least] += owing
    names = dict(Area.objects.filter(parent=place.code).values_list("code", "name"))
    return ProvinceArrears(
        heading=title_lines(title, place, asked.on),
        place=str(place),
        as_of=asked.on,
        districts=tuple((f"อำเภอ{names[code]}", found[code]) for code in sorted(found)),
        signatures=signatures_of(place, asked.on),
    )


def province_arrears_said(found: ProvinceArrears, title: str, sums: tuple[Column, ...]) -> Report:
    every: defaultdict[tuple[str, int], Owing] = defaultdict(Owing)
    for _name, by_age in found.districts:
        for key, owing in by_age.items():
            every[key] += owing
    lines = [Line((name, *_all(by_age).cells)) for name, by_age in found.districts]
    lines.append(Line(("รวมทั้งจังหวัด", *_all(every).cells), LineKind.TOTAL))
    by_district = Sheet(
        "รายอำเภอ",
        (f"{title} (รายอำเภอ)", *found.heading[1:]),
        (Column("อำเภอ", Kind.TEXT, 20), *sums),
        tuple(lines),
        landscape=False,
    )
    return Report(
        title=title,
        file_name=f"{title} {found.place}",
        as_of=found.as_of,
        sheets=(kind_sheet(every, found.heading, sums), by_district),
        signatures=found.signatures,
    )


def kind_sheet(by_age: ByAge, heading: tuple[str, ...], sums: tuple[Column, ...]) -> Sheet:
    """A group a kind of fund, a line an age; kinds that hold nothing are left out."""
    lines: list[Line] = []
    for kind, name in Fund.Kind.choices:
        of_kind = {key: owing for key, owing in by_age.items() if key[0] == kind}
        if not of_kind:
            continue
        lines.append(Line((str(name),), LineKind.HEADING))
        lines += [
            Line((one.words, *of_kind.get((kind, one.least), Owing()).cells, str(name)))
            for one in BUCKETS
        ]
        lines.append(Line((f"รวม{name}", *_all(of_kind).cells, None), LineKind.SUBTOTAL))
    lines.append(Line(("รวมทั้งหมด", *_all(by_age).cells, None), LineKind.TOTAL))
    columns = (Column("ค้างมาแล้ว", Kind.TEXT, 20), *sums, KIND_COLUMN)
    return Sheet("ค้างตามกองทุน", heading, columns, tuple(lines), landscape=False)


def _all(by_age: ByAge) -> Owing:
    return sum(by_age.values(), Owing())
