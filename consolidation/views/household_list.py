"""The list of households, searched as one types."""

from django.http import HttpRequest, HttpResponse

from consolidation.filters import HouseholdFilter
from consolidation.stages import with_stage
from consolidation.standing import with_fund_names, with_standing
from consolidation.tables import HouseholdsOfSeveral, HouseholdTable, totals_of
from consolidation.views.found import Found, searchable, show_found
from fundinst.paging import PageFirst
from members.models import Household, Institution

PAGE = searchable(
    "households", "ครัวเรือน", "consolidation:household_list", HouseholdFilter, HouseholdTable
)


def households_found(request: HttpRequest) -> Found:
    """Households in sight, looked for as the address says; in an institution with their total."""
    seen = Household.objects.visible_to(request.user).listed()
    households = with_stage(with_fund_names(with_standing(seen.with_head()))).select_related(
        "institution"
    )
    narrowed = HouseholdFilter(request.GET, households, user=request.user)
    if not narrowed.institution:
        return Found(PAGE, narrowed, HouseholdsOfSeveral(PageFirst(narrowed.qs), totals={}))
    table = HouseholdTable(
        narrowed.qs,
        totals=totals_of(narrowed.qs, "owed"),
        exclude=() if narrowed.has_several else ("institution",),
    )
    return Found(PAGE, narrowed, table)


def household_list(request: HttpRequest) -> HttpResponse:
    """Households by name, number, fund or standing."""
    found = households_found(request)
    within = [*Institution.objects.visible_to(request.user)[:2]]
    only = within[0] if len(within) == 1 else None
    template = "consolidation/household_list.html"
    return show_found(request, found, template, nav="households", institution=only)
