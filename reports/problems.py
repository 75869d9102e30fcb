"""What stands in an institution's way (ปัญหาและข้อสังเกต), in words, for the levels above.

Reckoned from the books of the day; what the institution itself wrote is the explanation on its
last certified report.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consolidation.models import Contract
from consolidation.past_repayment import made_by
from fundinst.money import format_baht
from members.models import Institution
from reports.agreeing import changed_since
from reports.asking import Asked
from reports.chain import sent
from reports.figures import Figures
from reports.models import CertifiedReport
from reports.road_figures import roads

LATE_AFTER = 30
"""Days after the approval without a contract from which on it is a problem."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Households approved but without a contract for longer than ``LATE_AFTER`` days."""

    households: int
    days: int


def waiting_for_contract(pks: Sequence[int], on: date) -> dict[int, Waiting]:
    """By institution; two queries."""
    made = made_by(Contract.objects.filter(household__institution__in=pks), on).order_by()
    contracted = {*made.values_list("household", flat=True)}
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for road in roads(pks, on):
        if road.is_approved and road.approved_on and road.household not in contracted:
            found[road.institution][road.household] = (on - road.approved_on).days
    late = {
        pk: [days for days in households.values() if days > LATE_AFTER]
        for pk, households in found.items()
    }
    return {pk: Waiting(len(days), max(days)) for pk, days in late.items() if days}


def problems_of(
    institutions: Sequence[Institution],
    figures: Mapping[int, Figures],
    reports: Mapping[int | str, CertifiedReport],
    asked: Asked,
) -> dict[int, tuple[str, ...]]:
    """The problems of each institution, by primary key."""
    waiting = waiting_for_contract([one.pk for one in institutions], asked.on)
    return {
        one.pk: (
            *_of_report(figures[one.pk], reports.get(one.pk)),
            *_of_road(waiting.get(one.pk)),
            *_of_money(figures[one.pk]),
            *_of_words(reports.get(one.pk)),
        )
        for one in institutions
    }


def _of_report(figures: Figures, report: CertifiedReport | None) -> Iterator[str]:
    if report is None:
        if figures.contracts:
            yield "ยังไม่ส่งรายงานที่รับรอง"
    elif not sent(report):
        yield "รายงานถูกส่งกลับ ยังไม่ส่งใหม่"
    elif apart := abs(report.total - figures.after):
        yield f"ยอดเปลี่ยนหลังรับรอง {format_baht(apart)} บาท"
    elif changes := changed_since(report, figures):
        yield f"เปลี่ยนหลังรับรอง {' '.join(changes)}"


def _of_road(waiting: Waiting | None) -> Iterator[str]:
    if waiting:
        yield (
            f"ผ่านการตรวจเกิน {LATE_AFTER} วันแต่ยังไม่ทำสัญญา {waiting.households:,} ครัวเรือน "
            f"(นานสุด {waiting.days:,} วัน)"
        )


def _of_money(figures: Figures) -> Iterator[str]:
    if figures.overdue_contracts:
        yield (f"ค้างชำระ {figures.overdue_contracts:,} สัญญา {format_baht(figures.overdue)} บาท")
    if figures.difference:
        yield f"หนี้เดิมกับสัญญาใหม่ต่างกัน {format_baht(abs(figures.difference))} บาท"


def _of_words(report: CertifiedReport | None) -> Iterator[str]:
    if report and report.explanation:
        yield f"สถาบันชี้แจง: {report.explanation}"
