"""The province's report (รายงานจังหวัด): a page of key figures, its districts, and what they enclose.

Certified by the head of the province office and reported to the department. Behind the summary
stand the districts' own forms, institution by institution, in the order of ``annex``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.urls import reverse

from members.models import Area
from reports.asking import Asked, Level, Place
from reports.chain import last_reports, sent
from reports.district_form import Signature
from reports.district_report import NOTES
from reports.figures import Figures, in_all
from reports.institution_rows import (
    FromHouseholds,
    InstitutionRow,
    TotalsOfRows,
    checks_of,
    checks_of_sent,
    from_households,
    rows_of,
    sent_of,
)
from reports.key_figures import (
    KEY_COLUMNS,
    MOST_BARS,
    before_and_after,
    fitting,
    key_facts,
    key_figures,
)
from reports.models import CertifiedReport
from reports.sheet import Check, Column, Kind, Line, LineKind, Report, Sheet
from reports.title_lines import heading_of

TITLE = "รายงานสรุปผล ๑ ครัวเรือน ๑ สัญญา ระดับจังหวัด"
NAME = "รายงานสรุปจังหวัด 1 ครัวเรือน 1 สัญญา"
DISTRICT_COLUMNS = (
    Column("ลำดับ", Kind.COUNT, 5),
    Column("อำเภอ", Kind.TEXT, 15),
    Column("สถาบัน", Kind.COUNT, 7),
    Column("ส่งรายงานแล้ว", Kind.COUNT, 7),
    Column("เป้าหมาย (คร.)", Kind.COUNT, 8, "เป้าหมาย (ครัวเรือน)"),
    Column("ผ่านการตรวจ (คร.)", Kind.COUNT, 8, "ผ่านการตรวจ (ครัวเรือน)"),
    Column("ทำสัญญา (คร.)", Kind.COUNT, 8, "ทำสัญญา (ครัวเรือน)"),
    Column("หนี้เดิม (สัญญา)", Kind.COUNT, 8),
    Column("หนี้เดิม (บาท)", Kind.BAHT, 12),
    Column("ลดให้ (บาท)", Kind.BAHT, 10),
    Column("ดอกเบี้ยที่กฎหมายไม่ให้คิด (บาท)", Kind.BAHT, 10),
    Column("วงเงินสัญญาใหม่ (บาท)", Kind.BAHT, 12),
    Column("ลดหนี้ปีนี้ (บาท)", Kind.BAHT, 10),
    Column("ปลดหนี้ปีนี้ (บาท)", Kind.BAHT, 10),
    Column("รายงานอำเภอ", Kind.TEXT, 14),
)


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A district: its institutions in order, and the last report that it certified."""

    name: str
    code: str
    rows: tuple[InstitutionRow, ...]
    report: CertifiedReport | None

    @property
    def figures(self) -> Figures:
        return in_all(row.figures for row in self.rows)

    @property
    def status(self) -> str:
        """Whether its report is there, in words."""
        if self.report is None:
            return "ยังไม่ส่ง"
        number = f"{self.report.number}/{self.report.fiscal_year}"
        return f"ส่งแล้ว {number}" if sent(self.report) else f"ส่งกลับ {number}"


@dataclass(frozen=True, slots=True)
class ProvincePack(TotalsOfRows):
    """A province on a day, its districts by code; amounts are baht, as of ``DistrictReport``."""

    name: str
    fiscal_year: int
    as_of: date
    districts: tuple[DistrictRow, ...]
    counted: FromHouseholds
    query: dict[str, str]

    @property
    def rows(self) -> tuple[InstitutionRow, ...]:
        return tuple(row for district in self.districts for row in district.rows)

    @property
    def annex(self) -> tuple[str, ...]:
        """The codes of the institutions whose forms are enclosed, in order: by district, tambon and
        institution; in each form the houses stand in their natural order."""
        return tuple(row.code for row in self.rows)

    @property
    def checks(self) -> tuple[Check, ...]:
        """The totals of three levels, each counted its own way; differences with their place."""
        villages = [(row.place, row.report, row.figures) for row in self.rows]
        districts = [(one.name, one.report, one.figures) for one in self.districts]
        return (
            *checks_of("ผลรวมรายอำเภอ", self.total, self.counted),
            *checks_of_sent("รายงานหมู่บ้าน", villages),
            *checks_of_sent("รายงานอำเภอ", districts),
        )


def province_pack(place: Place, asked: Asked) -> ProvincePack:
    """The province's report as of the day. Within ``asked.reading()``."""
    institutions = place.institutions().select_related("subdistrict", "village")
    rows = rows_of(institutions, place.code, asked)
    reports = last_reports(Level.DISTRICT, place.code, asked)
    names = dict(Area.objects.filter(parent=place.code).values_list("code", "name"))
    return ProvincePack(
        name=str(place),
        fiscal_year=asked.fiscal_year,
        as_of=asked.on,
        districts=tuple(
            DistrictRow(f"อำเภอ{names[code]}", code, tuple(within), reports.get(code))
            for code, within in groupby(rows, key=lambda row: row.subdistrict[:4])
        ),
        counted=from_households(place.code, asked),
        query=asked.query,
    )


def province_pack_said(pack: ProvincePack) -> Report:
    heading = heading_of(TITLE, pack.name, pack.as_of)
    return Report(
        title=TITLE,
        file_name=f"{NAME} {pack.name}",
        as_of=pack.as_of,
        sheets=(_summary(pack, heading), *_all_bars(pack, heading), _districts(pack, heading)),
        signatures=(
            Signature("ผู้จัดทำ", "", "นักวิชาการพัฒนาชุมชน"),
            Signature("ผู้รับรอง", "", f"พัฒนาการ{pack.name}"),
        ),
    )


def _summary(pack: ProvincePack, heading: tuple[str, ...]) -> Sheet:
    """The one page: what it comes to, and the districts' debts before and after as bars."""
    villages = sent_of(pack.rows)
    districts = sum(sent(one.report) is not None for one in pack.districts)
    return Sheet(
        name="สรุป",
        heading=heading,
        columns=KEY_COLUMNS,
        lines=tuple(Line(cells) for cells in key_figures(pack.total)),
        facts=key_facts(pack.total),
        chart=before_and_after(fitting(_places(pack))),
        notes=(
            f"ปีนี้ = ปีงบประมาณ {pack.fiscal_year} รายงานที่รับรองและส่งแล้ว: "
            f"หมู่บ้าน {villages['sent']:,} จาก {villages['to_send']:,} แห่งที่มีสัญญา "
            f"อำเภอ {districts:,} จาก {len(pack.districts):,} แห่ง",
        ),
        landscape=False,
    )


def _places(pack: ProvincePack) -> list[tuple[str, Figures]]:
    return [(one.name, one.figures) for one in pack.districts]


def _all_bars(pack: ProvincePack, heading: tuple[str, ...]) -> tuple[Sheet, ...]:
    """The bars of every district, where the one page had no room for them."""
    if len(pack.districts) <= MOST_BARS:
        return ()
    named = (f"{heading[0]} (แผนภูมิรายอำเภอ)", *heading[1:])
    chart = before_and_after(_places(pack))
    return (Sheet("แผนภูมิ", named, (), (), chart=chart, landscape=False),)


def _districts(pack: ProvincePack, heading: tuple[str, ...]) -> Sheet:
    lines = [
        Line(
            (order, *_cells(one.name, one.rows, one.figures), one.status),
            link=reverse("reports:report", args=["district-report", one.code], query=pack.query),
        )
        for order, one in enumerate(pack.districts, start=1)
    ]
    summed = _cells(f"รวม {len(lines):,} อำเภอ", pack.rows, pack.total)
    return Sheet(
        name="รายอำเภอ",
        heading=(f"{heading[0]} (รายอำเภอ)", *heading[1:]),
        columns=DISTRICT_COLUMNS,
        lines=(*lines, Line((None, *summed, None), LineKind.TOTAL)),
        checks=pack.checks,
        notes=NOTES,
    )


def _cells(
    name: str, rows: Sequence[InstitutionRow], figures: Figures
) -> tuple[str | int | Decimal, ...]:
    return (
        name,
        len(rows),
        sent_of(rows)["sent"],
        figures.targets,
        figures.approved,
        figures.contracted,
        figures.old_loans,
        figures.before,
        figures.waived,
        figures.void,
        figures.after,
        figures.reduced_baht_this_year,
        figures.cleared_baht_this_year,
    )
