"""The first page: what waits for the committee, how far an officer's institutions have come."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from consolidation.home_parts import parts_of_home
from consolidation.stages import STALE_AFTER
from consolidation.worklist import between_levels, worklist
from members.founding import FOUND, begun
from members.models import Household, Institution

REVIEW = "consolidation.add_review"


def home(request: HttpRequest) -> HttpResponse:
    """งานของฉัน: a committee's work, an officer's institutions, or both for who is both."""
    context: dict[str, Any] = {"nav": "home"}
    committees = [*Institution.objects.run_by(request.user)]
    if committees:
        context["work"] = worklist(request.user, today=localdate())
        context["institution"] = committees[0] if len(committees) == 1 else None
        context["waits"] = parts_of_home(request, waits=True)
    context["begun"] = begun(request.user, localdate())
    context["may_found"] = request.user.has_perm(FOUND)
    context["oversees"] = any(one.institution_id is None for one in request.user.offices_in_force)
    if context["oversees"]:
        context |= _of_officers(request)
    return render(request, "consolidation/home.html", context)


def _of_officers(request: HttpRequest) -> dict[str, Any]:
    return {
        "parts": parts_of_home(request),
        "has_institutions": Institution.objects.visible_to(request.user).exists(),
        "has_households": Household.objects.visible_to(request.user).listed().exists(),
        "between": between_levels(request.user, today=localdate()),
        "may_review": request.user.has_perm(REVIEW),
        "stale_after": STALE_AFTER.days,
    }
