"""The first page: what waits for the committee, how far an officer's institutions have come."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from consolidation.stages import STALE_AFTER
from consolidation.tables import OverviewTable, totals_of
from consolidation.worklist import between_levels, with_figures, worklist
from fundinst.paging import paged
from members.founding import FOUND, begun
from members.models import Institution, User

REVIEW = "consolidation.add_review"
FIGURES = ("household_count", "loan_count", "contract_count", "owed")


def home(request: HttpRequest) -> HttpResponse:
    """งานของฉัน: a committee's work, an officer's institutions, or both for who is both."""
    context: dict[str, Any] = {"nav": "home"}
    committees = [*Institution.objects.run_by(request.user)]
    if committees:
        context["work"] = worklist(request.user, today=localdate())
        context["institution"] = committees[0] if len(committees) == 1 else None
    context["begun"] = begun(request.user, localdate())
    context["may_found"] = request.user.has_perm(FOUND)
    if _oversees(request.user):
        context["table"] = _overview(request)
        context["between"] = between_levels(request.user, today=localdate())
        context["may_review"] = request.user.has_perm(REVIEW)
        context["stale_after"] = STALE_AFTER.days
    return render(request, "consolidation/home.html", context)


def _oversees(user: User) -> bool:
    return any(office.institution_id is None for office in user.offices_in_force)


def _overview(request: HttpRequest) -> OverviewTable:
    institutions = with_figures(Institution.objects.visible_to(request.user)).select_related(
        "village", "subdistrict__parent__parent"
    )
    table = OverviewTable(institutions, totals=totals_of(institutions, *FIGURES))
    return paged(table, request)
