"""Act: the level above sends a report back with remarks (ส่งรายงานกลับ); it counts no more."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.urls import reverse

from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.access import OFFICE_ENDED, over_area, still_over_area
from members.audit import record
from members.models import User
from members.notices import committee_users, officers_of, tell
from reports.certifying import hold_place
from reports.certifying_rules import refusals_of_closed_period
from reports.chain import above, counted_in, is_replaced, number_of, place_of
from reports.models import CertifiedReport, ReportReturn

ACT = "reports.add_reportreturn"


@transaction.atomic(durable=True)
def return_report(report: CertifiedReport, *, remarks: str, on: date, actor: User) -> ReportReturn:
    """Send the report back to who certified it, who is told why and certifies another.

    Told twice for the same reason, it is returned once. Raises Refused without remarks, once a
    report of the level above that counts was made of it, and in a period that is closed.
    """
    report = CertifiedReport.objects.select_related("institution", "area").get(pk=report.pk)
    upper = above(report)
    hold_place(place_of(report), and_above=upper)
    remarks = mask_ids(remarks.strip())[:1000]
    same = ReportReturn.objects.filter(report=report, remarks=remarks, actor=actor)
    before: ReportReturn | None = same.first()
    if before:
        return before
    refusals = [*refusals_to_return(report, remarks=remarks)]
    if not still_over_area(actor, ACT, upper, on=on):
        refusals.append(OFFICE_ENDED)
    if refusals:
        raise Refused(refusals)

    returned = ReportReturn.objects.create(report=report, remarks=remarks, actor=actor)
    sentence = f"ส่งรายงานเลขที่ {number_of(report)} กลับไปแก้ไข: {remarks}"
    record("report_returned", report, sentence, actor=actor, institution=report.institution)
    _tell(report, sentence, on)
    return returned


def refusals_to_return(report: CertifiedReport, *, remarks: str) -> Iterator[Refusal]:
    """Every reason why the report can't be sent back."""
    if not remarks.strip():
        yield Refusal("remarks_missing", "", "ให้เขียนว่าต้องแก้อะไร ก่อนส่งกลับ")
    if ReportReturn.objects.filter(report=report).exists():
        yield Refusal("returned_before", "", "รายงานนี้ส่งกลับไปแล้ว")
    elif is_replaced(report):
        yield Refusal("report_replaced", "", "มีรายงานฉบับใหม่กว่าแล้ว ให้เปิดฉบับล่าสุด")
    if whole := counted_in(report):
        yield Refusal(
            "part_of_a_report",
            "",
            f"รายงานนี้รวมอยู่ในรายงานของ{place_of(whole)} เลขที่ {number_of(whole)} ที่ส่งขึ้นไปแล้ว "
            "ให้ขอส่งฉบับนั้นกลับก่อน",
        )
    yield from refusals_of_closed_period(place_of(report), report.as_of)


def may_return(user: User, report: CertifiedReport) -> bool:
    """Whether the report is the user's to send back: by the officers of the level right above."""
    practice = report.institution is not None and report.institution.is_practice
    return not practice and over_area(user, ACT, above(report))


def _tell(report: CertifiedReport, sentence: str, on: date) -> None:
    """Those who may certify it anew hear what was said."""
    institution, area = report.institution, report.area
    people = (
        committee_users(institution, on=on)
        if institution
        else officers_of(area.pk if area else "", on=on)
    )
    tell(
        people,
        institution=institution,
        area=area,
        key=f"report_returned:{report.pk}",
        sentence=sentence,
        url=reverse("reports:certified", args=[report.pk]),
    )
