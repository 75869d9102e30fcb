"""Selecting a household as a target."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from consolidation.criteria import NOT_MET, assess, criteria_on
from consolidation.forms import SelectForm
from consolidation.rules import refusals_to_select
from consolidation.selecting import select_household
from consolidation.views.household import ACT, find_household
from consolidation.views.targets import say_selected
from fundinst.errors import Refused
from members.access import require
from members.models import AuditEntry


@permission_required(ACT, raise_exception=True)
def select(request: HttpRequest, household_id: int) -> HttpResponse:
    """The meeting selects the household as a target."""
    household = find_household(request, household_id)
    require(request.user, ACT, household.institution)
    form = SelectForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        try:
            select_household(household, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            form.show(refused)
        else:
            entry = AuditEntry.objects.filter(act="household_selected", household=household).first()
            say_selected(request, household.institution, "คัดเลือกครัวเรือนนี้แล้ว", entry)
            return redirect("consolidation:household", household.pk)
    today = localdate()
    findings = assess([household], criteria_on(household.institution, today))[household.pk]
    context = {
        "nav": "households",
        "household": household,
        "form": form,
        "findings": findings,
        "unmet": any(f.state == NOT_MET and f.criterion.required for f in findings),
        "refusals": [] if form.is_bound else [*refusals_to_select(household)],
    }
    return render(request, "consolidation/select.html", context)
