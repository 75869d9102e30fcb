import re
from datetime import date

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from fundinst.paging import paged
from members.addresses import INSTITUTION_CODE
from members.filters import InstitutionFilter
from members.founding import may_set_up
from members.models import CashCount, CommitteeMember, FundRule, Institution
from members.tables import InstitutionTable

CHANGE_FUNDS, CHANGE_COMMITTEE = "members.change_fund", "members.change_committeemember"


def fund_list(request: HttpRequest) -> HttpResponse:
    """The member funds of the user's institution, or of one they choose (?institution=CODE)."""
    within = Institution.objects.visible_to(request.user)
    within = within.select_related("village", "subdistrict__parent__parent")
    several = len(within[:2]) != 1  # or none yet: the list says so
    code = request.GET.get("institution", "")
    if code and not re.fullmatch(INSTITUTION_CODE, code):
        raise Http404
    if several and not code:
        found = InstitutionFilter(request.GET, within)
        table = paged(InstitutionTable(found.qs), request)
        context = {"table": table, "q": request.GET.get("q", "")}
        return render(request, "members/institution_list.html", context)

    institution = get_object_or_404(within, **({"code": code} if code else {}))
    today = timezone.localdate()
    rules = (
        FundRule.objects.order_by("-effective_on").select_related("fund").prefetch_related("tiers")
    )
    context = {
        "institution": institution,
        "funds": institution.funds.order_by("position").prefetch_related(
            "accounts",
            Prefetch("rules", rules.filter(effective_on__lte=today), to_attr="rules_until_today"),
            Prefetch("rules", rules.filter(effective_on__gt=today), to_attr="rules_to_come"),
            Prefetch("cash_counts", CashCount.objects.order_by("-on", "-pk"), to_attr="counts"),
        ),
        "committee": in_order(institution, today),
        "may_change_funds": may_set_up(request.user, CHANGE_FUNDS, institution, on=today),
        "may_change_committee": may_set_up(request.user, CHANGE_COMMITTEE, institution, on=today),
        "may_count_cash": request.user.has_perm(CHANGE_FUNDS, institution),
        "may_read_looks": request.user.has_perm("members.view_accessentry", institution),
        "several": several,
    }
    return render(request, "members/fund_list.html", context)


def in_order(institution: Institution, on: date) -> list[CommitteeMember]:
    """In office that day: chair, secretary, treasurer, then the members."""
    positions = CommitteeMember.Position.values
    in_office = institution.committee.in_force(on)
    return sorted(in_office, key=lambda member: (positions.index(member.position), member.pk))
