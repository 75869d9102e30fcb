"""Who looked at the institution's households, who took data out; who changed what."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from fundinst.paging import paged
from members.access import require
from members.access_log import AccessFilter, AccessTable, ChangeTable, entries_of
from members.history_reading import changes_of
from members.looking import looked_at
from members.models import Household, Institution
from members.page_names import page_called

MAY_READ = "members.view_accessentry"


@permission_required(MAY_READ, raise_exception=True)
def access_log(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that was looked at, or of one household (?household=), narrowed as asked."""
    institution = get_object_or_404(Institution.objects.visible_to(request.user), code=code)
    require(request.user, MAY_READ, institution)
    found = AccessFilter(request.GET, entries_of(institution))
    asked = found.form.cleaned_data if found.form.is_valid() else {}
    households = Household.objects.filter(institution=institution).with_head()
    context = {
        "nav": "households",
        "institution": institution,
        "filter": found,
        "household": households.filter(pk=asked.get("household")).first(),
        "narrowed": any(asked.values()),
        "table": paged(AccessTable(found.qs), request),
    }
    return render(request, "members/access_log.html", context)


@permission_required(MAY_READ, raise_exception=True)
def changes(request: HttpRequest, household_id: int) -> HttpResponse:
    """Every change of the household's rows, as the database wrote it down."""
    seen = Household.objects.visible_to(request.user).with_head().select_related("institution")
    household = get_object_or_404(seen, pk=household_id)
    require(request.user, MAY_READ, household.institution)
    looked_at(household, actor=request.user, what=page_called(request))
    context = {
        "nav": "households",
        "household": household,
        "table": paged(ChangeTable(changes_of(household)), request),
    }
    return render(request, "members/changes.html", context)
