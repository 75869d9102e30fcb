"""What the page of a certified report says of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.timezone import localtime

from consolidation.models import Contract
from consolidation.past_repayment import made_by
from fundinst.days import day_in_words
from fundinst.money import format_baht
from reports.chain import is_replaced, name_of, number_of, place_of
from reports.models import CertifiedReport, ReportPart


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a report counts, in a word with its tone, and what of it follows."""

    tone: str
    label: str
    counts: bool = False


def standing_of(report: CertifiedReport) -> Standing:
    if hasattr(report, "returned"):
        return Standing("back", "ส่งกลับแก้ไข")
    if is_replaced(report):
        return Standing("open", "มีฉบับใหม่แทนแล้ว")
    return Standing("done", "รับรองแล้ว ใช้ได้", counts=True)


def facts_of(report: CertifiedReport) -> list[dict[str, Any]]:
    """Rows of ``components/summary_list.html``."""
    recorded = localtime(report.recorded_at)
    rows = [
        ("เลขที่", number_of(report)),
        ("ข้อมูล ณ วันที่", day_in_words(report.as_of)),
        ("ตามที่บันทึกถึง", _moment(localtime(report.known_at))),
        ("ครัวเรือน", f"{report.households:,}"),
        ("วงเงินสัญญาใหม่รวม", f"{format_baht(report.total)} บาท"),
        ("รับรองโดย", f"{report.certifier} {report.position}"),
        ("ผู้กดรับรอง", f"{report.actor} {_moment(recorded)}"),
        ("รหัสตรวจ", report.code_in_groups),
    ]
    if report.explanation:
        rows.append(("คำชี้แจง", report.explanation))
    return [{"label": label, "value": value} for label, value in rows]


def _moment(at: Any) -> str:
    return f"{day_in_words(at.date())} เวลา {at:%H.%M} น."


def parts_of(report: CertifiedReport) -> list[dict[str, Any]]:
    """The lower reports it was made of, each with the name of its place."""
    parts = report.parts.select_related("part__institution", "part__area")
    return [{"part": one.part, "name": name_of(place_of(one.part))} for one in parts]


def rows_of(report: CertifiedReport) -> dict[int, int]:
    """Of which institutions (by pk) how many households' names the files may have."""
    if report.institution_id:
        return {report.institution_id: report.households}
    # Its volume holds the forms of all institutions in the area, of those that sent nothing too.
    inside = {
        "household__institution__subdistrict__code__startswith": report.area_id,
        "household__institution__is_practice": False,
    }
    made = made_by(Contract.objects.filter(**inside), report.as_of).order_by()
    found = dict(made.values_list("household__institution").annotate(Count("household")))
    for part in ReportPart.objects.filter(whole=report).select_related("part"):
        found |= rows_of(part.part)
    return found
