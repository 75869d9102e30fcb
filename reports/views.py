from datetime import date
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from fundinst.errors import Refused
from fundinst.paging import paged
from fundinst.thai import buddhist_year
from members.filters import InstitutionFilter
from members.looking import looked_over, took_out
from members.models import Institution
from members.page_names import page_called
from reports.district_form import DistrictForm, district_form
from reports.files import FORMATS
from reports.printing import printed
from reports.tables import DistrictFormTable, with_contracts

MAY_READ = "reports.view_report"
KINDS = {"pdf": "PDF", "xlsx": "Excel", "csv": "CSV"}


@permission_required(MAY_READ, raise_exception=True)
def index(request: HttpRequest) -> HttpResponse:
    """The reports of each institution within the user's scope."""
    within = _within(request)
    if len(within[:2]) == 1:
        institution = within.get()
        form = district_form(institution, on=timezone.localdate())
        context = _shown(institution, form) | {"nav": "reports"}
        return render(request, "reports/index.html", context)
    found = InstitutionFilter(request.GET, within)
    table = paged(DistrictFormTable(with_contracts(found.qs)), request)
    context = {"table": table, "q": request.GET.get("q", ""), "nav": "reports"}
    return render(request, "reports/institution_list.html", context)


@permission_required(MAY_READ, raise_exception=True)
def district_form_preview(request: HttpRequest, code: str) -> HttpResponse:
    """The form as it will be printed, with its files; ?on= is its day."""
    institution = get_object_or_404(_within(request), code=code)
    form = district_form(institution, on=_day(request))
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    context = _shown(institution, form) | {"printed": printed(form), "nav": "reports"}
    return render(request, "reports/district_form.html", context)


@permission_required(MAY_READ, raise_exception=True)
def district_form_file(request: HttpRequest, code: str, file_format: str) -> HttpResponse:
    institution = get_object_or_404(_within(request), code=code)
    if file_format not in FORMATS:
        raise Http404
    on = _day(request)
    form = district_form(institution, on=on, printed_at=timezone.localtime())
    try:
        content = FORMATS[file_format].make(form)
    except Refused as refused:
        messages.error(request, f"ทำแฟ้มไม่ได้ {refused}")
        return redirect(reverse("reports:district_form", args=[code], query=_on(on)))
    took_out(institution, actor=request.user, what="แบบรายงานอำเภอ", rows=len(form.rows))
    return HttpResponse(
        content,
        content_type=FORMATS[file_format].content_type,
        headers={"Content-Disposition": _attachment(institution, on, file_format)},
    )


def _within(request: HttpRequest) -> QuerySet[Institution]:
    return Institution.objects.visible_to(request.user).select_related(
        "village", "subdistrict__parent__parent"
    )


def _day(request: HttpRequest) -> date:
    """The day in the address; today without one. A day that is none, or not yet, is not found."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(request.GET.get("on") or today.isoformat())
    except ValueError as unreadable:
        raise Http404 from unreadable
    if day > today:
        raise Http404
    return day


def _on(on: date) -> dict[str, str]:
    return {} if on == timezone.localdate() else {"on": on.isoformat()}


def _shown(institution: Institution, form: DistrictForm) -> dict[str, Any]:
    """The form, how far its totals are apart, and its files."""
    files = [
        {"url": _file(institution, file_format, form.as_of), "kind": kind}
        for file_format, kind in KINDS.items()
    ]
    return {
        "institution": institution,
        "form": form,
        "apart": abs(form.difference),
        "files": files,
    }


def _file(institution: Institution, file_format: str, on: date) -> str:
    named = [institution.code, file_format]
    return reverse("reports:district_form_file", args=named, query=_on(on))


def _attachment(institution: Institution, on: date, file_format: str) -> str:
    """A name for the file that says whose form it is, and of no person (RFC 6266)."""
    day = f"{buddhist_year(on)}-{on:%m-%d}"
    plain = f"district-form-{institution.code}-{day}.{file_format}"
    thai = f"แบบรายงาน 1 ครัวเรือน 1 สัญญา {institution.name} {day}.{file_format}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(thai, safe='')}"
