"""Households: the list, one of them with all its debts, and selecting it as a target."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from consolidation.breakdown import bar_parts, break_down
from consolidation.filters import HouseholdFilter
from consolidation.forms import SelectForm
from consolidation.models import Case, Contract
from consolidation.proposal import refusals_before_choosing
from consolidation.rules import refusals_to_select
from consolidation.selecting import select_household
from consolidation.standing import with_fund_names, with_standing
from consolidation.tables import HouseholdTable, totals_of
from consolidation.timeline import timeline
from debts.models import Loan
from fundinst.errors import Refusal, Refused
from fundinst.paging import paged
from members.access import require
from members.models import Household

ACT = "consolidation.add_contract"


def household_list(request: HttpRequest) -> HttpResponse:
    """Households in sight, looked for by name, number, fund or standing; totals of all found."""
    seen = Household.objects.visible_to(request.user)
    households = with_fund_names(with_standing(seen.with_head())).select_related("institution")
    narrowed = HouseholdFilter(request.GET, households, user=request.user)
    several = "institution" in narrowed.filters
    table = HouseholdTable(
        narrowed.qs,
        totals=totals_of(narrowed.qs, "owed"),
        exclude=() if several else ("institution",),
    )
    context = {"nav": "households", "filter": narrowed, "table": paged(table, request)}
    return render(request, "consolidation/household_list.html", context)


def household(request: HttpRequest, household_id: int) -> HttpResponse:
    """One household: what it owes and to whom, its contract, its history, and the next step."""
    household = find_household(request, household_id)
    loans = [*household.loans.select_related("account__fund", "borrower")]
    owing = [loan for loan in loans if loan.status == Loan.Status.OPEN and loan.outstanding]
    by_fund = break_down((loan.account.fund, loan.components) for loan in owing)
    case = Case.objects.open().filter(household=household).first()
    contract = household.contracts.open().select_related("fund", "borrower").first()
    context = {
        "nav": "households",
        "household": household,
        "persons": household.persons.all(),
        "by_fund": by_fund,
        "bar": bar_parts(by_fund),
        "by_loan": break_down((loan, loan.components) for loan in owing),
        "closed": [loan for loan in loans if loan not in owing],
        "case": case,
        "contract": contract,
        "events": timeline(household),
        "may_act": request.user.has_perm(ACT, household.institution),
        "next_step": _next_step(household, owing, case, contract),
    }
    return render(request, "consolidation/household.html", context)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do for the household now, or why it can't be done."""

    verb: str
    url: str
    refusals: Sequence[Refusal] = ()


def _next_step(
    household: Household, owing: Sequence[Loan], case: Case | None, contract: Contract | None
) -> NextStep:
    if contract:
        return NextStep("ดูสัญญา", contract.get_absolute_url())
    if case:
        refusals = refusals_before_choosing(household, owing, on=localdate())
        return NextStep(
            "รวมหนี้เป็นสัญญาเดียว", reverse("consolidation:merge", args=[household.pk]), refusals
        )
    return NextStep(
        "คัดเลือกเป็นเป้าหมาย",
        reverse("consolidation:select", args=[household.pk]),
        [*refusals_to_select(household)],
    )


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
            messages.success(request, "คัดเลือกครัวเรือนนี้แล้ว ขั้นต่อไปคือรวมหนี้เป็นสัญญาเดียว")
            return redirect("consolidation:household", household.pk)
    context = {
        "nav": "households",
        "household": household,
        "form": form,
        "refusals": [] if form.is_bound else [*refusals_to_select(household)],
    }
    return render(request, "consolidation/select.html", context)


def find_household(request: HttpRequest, household_id: int) -> Household:
    """The household, with its head's name, if the user may see it; else 404."""
    seen = Household.objects.visible_to(request.user).with_head().select_related("institution")
    return get_object_or_404(seen, pk=household_id)
