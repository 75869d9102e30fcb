"""The list of reports: of one's own institution or area, and of the places below it."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consolidation.matrix import areas_to_choose
from fundinst.paging import paged
from members.filters import InstitutionFilter
from members.models import Institution
from reports.asking import DIGITS, Asked, Level, Place, place_seen
from reports.kinds import ReportKind, certified_kind, kinds_at
from reports.report_pages import MAY_READ, shown_in_page
from reports.tables import DistrictFormTable, with_contracts


@permission_required(MAY_READ, raise_exception=True)
def index(request: HttpRequest) -> HttpResponse:
    """The reports of the user's own place, and the places below."""
    within = _within(request)
    reach = {office.area_id for office in request.user.offices_in_force}
    own = place_seen(request.user, reach.pop()) if len(reach - {None}) == len(reach) == 1 else None
    if own is None and len(within[:2]) == 1:
        return _of_institution(request, Place(Level.VILLAGE, institution=within.get()))
    return _of_area(request, own, within)


@permission_required(MAY_READ, raise_exception=True)
def reports_of(request: HttpRequest, code: str) -> HttpResponse:
    """The reports of one institution or area within the user's scope."""
    place = place_seen(request.user, code)
    if place.level == Level.VILLAGE:
        return _of_institution(request, place)
    within = _within(request).filter(subdistrict__code__startswith=place.code)
    return _of_area(request, place, within)


def _of_institution(request: HttpRequest, place: Place) -> HttpResponse:
    today = timezone.localdate()
    asked = Asked(today, today, today)
    kind = certified_kind(Level.VILLAGE)
    context: dict[str, Any] = {"nav": "reports", "place": place, "groups": in_groups(place)}
    context |= {"institution": place.institution, "kind": kind}
    context |= shown_in_page(kind, place, asked, kind.report(place, asked))
    return render(request, "reports/index.html", context)


def _of_area(
    request: HttpRequest, place: Place | None, within: QuerySet[Institution]
) -> HttpResponse:
    found = InstitutionFilter(request.GET, within)
    table = paged(DistrictFormTable(with_contracts(found.qs)), request)
    context = {
        "nav": "reports",
        "table": table,
        "q": request.GET.get("q", ""),
        "place": place,
        "groups": in_groups(place) if place else {},
        "areas": _areas_below(request, place),
    }
    return render(request, "reports/institution_list.html", context)


def in_groups(place: Place) -> dict[str, list[ReportKind]]:
    """The reports of the place's level, by the heading they stand under."""
    groups: dict[str, list[ReportKind]] = {}
    for kind in kinds_at(place.level):
        groups.setdefault(kind.group, []).append(kind)
    return groups


def _areas_below(request: HttpRequest, place: Place | None) -> list[tuple[str, str]]:
    """Codes and names of the areas one level below that have institutions."""
    digits = DIGITS[Level.PROVINCE] if place is None else DIGITS[Level.DISTRICT]
    if place and place.level != Level.PROVINCE:
        return []
    code = place.code if place else ""
    below = areas_to_choose(request.user)
    return [one for one in below if len(one[0]) == digits and one[0].startswith(code)]


def _within(request: HttpRequest) -> QuerySet[Institution]:
    return Institution.objects.visible_to(request.user).select_related(
        "village", "subdistrict__parent__parent"
    )
