"""Whether a certified report still says what the books say, sum by sum, contract by contract."""

from collections.abc import Iterator
from decimal import Decimal

from fundinst.money import format_baht
from reports.district_form import DistrictForm
from reports.figures import Figures
from reports.models import CertifiedReport

BAHT = {
    "total_debt": ("หนี้เดิม", "before"),
    "total_waived": ("ยอดที่กองทุนลดให้", "waived"),
    "total_void": ("ดอกเบี้ยที่กฎหมายไม่ให้คิด", "void"),
    "total_new": ("วงเงินสัญญาใหม่", "after"),
}
"""The sums that a certified report keeps: in words, and which of ``Figures`` they are."""
OTHERS = "รายชื่อหรือกองทุนที่ถือสัญญา ทั้งที่ยอดรวมเท่าเดิม"


def changed_since(report: CertifiedReport, now: Figures) -> tuple[str, ...]:
    """What the figures of the same place say otherwise than the report, in words; none if nothing.

    Contracts of other households count, though they come to the same sums. Of a report that kept
    less than that, what it kept is compared.
    """
    sums = tuple(_sums(report, now))
    if not sums and report.figures.get("fingerprint", now.fingerprint) != now.fingerprint:
        return (OTHERS,)
    return sums


def still_says(report: CertifiedReport, form: DistrictForm) -> bool:
    """Whether an institution's report is of the contracts that the form lists."""
    kept = report.figures.get("fingerprint", form.fingerprint)
    return report.total == form.total_new and bool(kept == form.fingerprint)


def _sums(report: CertifiedReport, now: Figures) -> Iterator[str]:
    # A village's form has a row a contract; areas count households.
    is_village = report.level == CertifiedReport.Level.VILLAGE
    households = now.contracts if is_village else now.contracted
    if report.households != households:
        yield f"ครัวเรือนที่ทำสัญญาจาก {report.households:,} เป็น {households:,}"
    for name, (words, figure) in BAHT.items():
        before = Decimal(report.figures.get(name, getattr(now, figure)))
        if (after := getattr(now, figure)) != before:
            yield f"{words}จาก {format_baht(before)} เป็น {format_baht(after)} บาท"
