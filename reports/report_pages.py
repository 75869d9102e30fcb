"""The pages of reports: looked at first, then taken as a file (``reports/kinds.py``)."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from fundinst.errors import Refused
from members.looking import looked_over, took_out_of_each
from reports.asking import Asked, Place, asked_of, place_seen
from reports.certifying_rules import may_certify
from reports.kinds import BY_SLUG, ReportKind
from reports.printing import printed
from reports.report_days import contracts_written_later, days_to_choose
from reports.report_files import REPORT_FORMATS, attachment
from reports.report_forms import ReportDayForm
from reports.sheet import LineKind, Report
from reports.sheet_pdf import notes_of_form
from reports.sheet_words import shown

MAY_READ = "reports.view_report"
MOST_ON_PAGE = 300
"""Rows of a sheet; the files have all."""


@permission_required(MAY_READ, raise_exception=True)
def report(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The report as it will be printed, with its files; ?on= is its day (``reports/asking.py``)."""
    kind, place, asked = _asked(request, slug, code)
    days = ReportDayForm(request.GET, now=asked)
    if days.is_valid():
        return redirect(address(kind, place, days.asked))
    made = kind.report(place, asked)
    if kind.names_people:
        looked_over(_named(made, place), actor=request.user, what=kind.name)
    context = {
        "nav": "reports",
        "kind": kind,
        "place": place,
        "name": place.institution.name if place.institution else str(place),
        "asked": asked,
        "days": days,
        "choices": days_to_choose(asked),
        "written_later": contracts_written_later(place, asked),
        "differences": made.differences,
        "is_wide": any(sheet.landscape for sheet in made.sheets),
        "is_certified_here": kind.certified_at == place.level,
        "may_certify": kind.certified_at == place.level and may_certify(request.user, place),
        "asked_again": f"?{urlencode(asked.query)}" if asked.query else "",
    }
    return render(request, "reports/report.html", context | shown_in_page(kind, place, asked, made))


@permission_required(MAY_READ, raise_exception=True)
def report_file(request: HttpRequest, slug: str, code: str, file_format: str) -> HttpResponse:
    kind, place, asked = _asked(request, slug, code)
    if file_format not in REPORT_FORMATS:
        raise Http404
    made = replace(kind.report(place, asked), printed_at=timezone.localtime())
    try:
        content = REPORT_FORMATS[file_format].make(made)
    except Refused as refused:
        messages.error(request, f"ทำแฟ้มไม่ได้ {refused}")
        return redirect(_instead(refused, kind, place, asked))
    if kind.names_people:
        took_out_of_each(_named(made, place), actor=request.user, what=kind.name)
    return HttpResponse(
        content,
        content_type=REPORT_FORMATS[file_format].content_type,
        headers={"Content-Disposition": attachment(f"{kind.slug}-{place.code}", made, file_format)},
    )


def _asked(request: HttpRequest, slug: str, code: str) -> tuple[ReportKind, Place, Asked]:
    """Which report of which place and day. Raises Http404 outside the user's scope and levels."""
    kind, place = BY_SLUG.get(slug), place_seen(request.user, code)
    if kind is None or place.level not in kind.levels:
        raise Http404
    return kind, place, asked_of(request.GET)


def _named(made: Report, place: Place) -> dict[int, int]:
    """Of how many rows of which institution (by pk) somebody sees names."""
    if place.institution:
        lines = (line for sheet in made.sheets for line in sheet.lines)
        return {place.institution.pk: sum(line.kind == LineKind.ROW for line in lines)}
    return dict(made.named) or dict.fromkeys(place.institutions().values_list("pk", flat=True), 0)


def _instead(refused: Refused, kind: ReportKind, place: Place, asked: Asked) -> str:
    """Where to go on: what is too long for one document is made as a volume."""
    too_long = any(refusal.code == "too_many_rows" for refusal in refused.refusals)
    name = "volume" if too_long and place.area else "report"
    return reverse(f"reports:{name}", args=[kind.slug, place.code], query=asked.query)


def address(kind: ReportKind, place: Place, asked: Asked) -> str:
    return reverse("reports:report", args=[kind.slug, place.code], query=asked.query)


def files_of(kind: ReportKind, place: Place, asked: Asked) -> list[dict[str, str]]:
    """A button a format."""
    return [
        {
            "url": reverse(
                "reports:report_file", args=[kind.slug, place.code, name], query=asked.query
            ),
            "kind": one.name,
        }
        for name, one in REPORT_FORMATS.items()
    ]


def shown_in_page(kind: ReportKind, place: Place, asked: Asked, made: Report) -> dict[str, Any]:
    """The report in words, and its files; the department's own form in its own look."""
    files = files_of(kind, place, asked)
    if made.form is not None:
        whole = {"form": made.form, "apart": abs(made.form.difference), "files": files}
        return whole | {"printed": printed(made.form, notes=notes_of_form(made))}
    return {"report": shown(made, linked=True, most=MOST_ON_PAGE), "files": files}
