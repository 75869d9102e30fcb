"""Pages of certified reports: those of a place, one of them with its files, sending one back."""

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from fundinst.errors import Refused
from fundinst.public_address import public_address
from members.looking import looked_over, took_out_of_each
from members.page_names import page_called
from reports.asking import asked_of, place_seen
from reports.certified_facts import facts_of, parts_of, rows_of, standing_of
from reports.certifying_forms import ReturnForm
from reports.certifying_rules import may_certify
from reports.chain import (
    State,
    below,
    figures_below,
    kept_below,
    name_of,
    of_place,
    place_of,
    whole_number_of,
)
from reports.differences import differences_since
from reports.kept_files import pieces_of, size_of
from reports.models import CertifiedReport, ReportFile
from reports.report_files import REPORT_FORMATS
from reports.report_pages import MAY_READ
from reports.returning import ACT as RETURN
from reports.returning import may_return, refusals_to_return, return_report
from reports.rewording import with_rewording

MOST_SHOWN = 200
"""Differences on the page; of more it says how many."""


@permission_required(MAY_READ, raise_exception=True)
def certified_reports(request: HttpRequest, code: str) -> HttpResponse:
    """What a place has certified, and what the places below it have sent by a day.

    ?state= shows those alone that stand so (``chain.State``).
    """
    place, asked = place_seen(request.user, code), asked_of(request.GET)
    if asked.on == asked.today:
        figures = kept_below(place, on=asked.on)
    else:
        with asked.reading():
            figures = figures_below(place, asked)
    lower = below(place, asked, figures)
    if asked.on == asked.today:
        lower = with_rewording(lower)
    state = next((one for one in State if one == request.GET.get("state")), None)
    reports = [(one, standing_of(one)) for one in of_place(place)]
    context = {
        "nav": "reports",
        "place": place,
        "name": name_of(place),
        "asked": asked,
        "reports": reports,
        "below": [one for one in lower if one.state == state] if state else lower,
        "state": state,
        "sent": sum(one.counts for one in lower),
        "expected": sum(one.is_expected for one in lower),
        "may_certify": may_certify(request.user, place),
    }
    return render(request, "reports/certified_reports.html", context)


def _seen(request: HttpRequest) -> QuerySet[CertifiedReport]:
    return CertifiedReport.objects.visible_to(request.user).select_related(
        "institution__village",
        "institution__subdistrict__parent__parent",
        "area__parent",
        "actor",
        "returned__actor",
    )


@permission_required(MAY_READ, raise_exception=True)
def certified(request: HttpRequest, report_id: int) -> HttpResponse:
    """One certified report: what it says, its files and parts, and what has changed since."""
    report = get_object_or_404(_seen(request), pk=report_id)
    place, standing = place_of(report), standing_of(report)
    if place.institution:
        looked_over([place.institution.pk], actor=request.user, what=page_called(request))
    found = differences_since(report, today=localdate()) if standing.counts else []
    context = {
        "nav": "reports",
        "report": report,
        "place": place,
        "name": name_of(place),
        "standing": standing,
        "facts": facts_of(report),
        "number": whole_number_of(report),
        "check_address": public_address(request, reverse("check")),
        "files": report.files.defer("content"),
        "parts": parts_of(report),
        "differences": found[:MOST_SHOWN],
        "count": len(found),
        "may_certify": may_certify(request.user, place),
        "may_return": standing.counts and may_return(request.user, report),
    }
    return render(request, "reports/certified.html", context)


@permission_required(MAY_READ, raise_exception=True)
def certified_file(request: HttpRequest, report_id: int, file_format: str) -> StreamingHttpResponse:
    """The file as it was certified, byte by byte; who took it out is written down."""
    report = get_object_or_404(_seen(request), pk=report_id)
    files = ReportFile.objects.defer("content").filter(report=report)
    file = get_object_or_404(files, file_format=file_format)
    if file_format not in REPORT_FORMATS:
        raise Http404
    took_out_of_each(rows_of(report), actor=request.user, what=page_called(request))
    plain = f"report-{place_of(report).code}-{report.number}-{report.fiscal_year}.{file_format}"
    thai = quote(file.file_name, safe="")
    return StreamingHttpResponse(
        pieces_of(file),
        content_type=REPORT_FORMATS[file_format].content_type,
        headers={
            "Content-Length": str(size_of(file)),
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{thai}",
        },
    )


@permission_required(RETURN, raise_exception=True)
def report_return(request: HttpRequest, report_id: int) -> HttpResponse:
    """Send a report of the level below back with remarks."""
    report = get_object_or_404(_seen(request), pk=report_id)
    if not may_return(request.user, report):
        raise PermissionDenied("รายงานนี้ส่งกลับได้โดยเจ้าหน้าที่ของระดับที่อยู่เหนือขึ้นไปหนึ่งชั้นเท่านั้น")
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        remarks = form.cleaned_data["remarks"]
        try:
            return_report(report, remarks=remarks, on=localdate(), actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, "ส่งรายงานกลับแล้ว ผู้รับรองได้รับแจ้งแล้ว")
            return redirect("reports:certified", report.pk)
    context = {
        "nav": "reports",
        "report": report,
        "place": place_of(report),
        "name": name_of(place_of(report)),
        "form": form,
        "refusals": [] if form.is_bound else [*refusals_to_return(report, remarks="-")],
    }
    return render(request, "reports/report_return.html", context)
