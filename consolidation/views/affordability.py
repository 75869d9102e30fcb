"""Can the household carry it? The old loans beside the one contract, month by month."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from consolidation.afford_forms import TryForm
from consolidation.affordability import Affordability
from consolidation.affording import afford_contract, afford_plan, conventions_of, verdict_of
from consolidation.forms import BESIDE
from consolidation.holder_choosing import chosen_holder
from consolidation.models import Contract
from consolidation.month_bars import month_bars
from consolidation.planning import NO_RULE
from consolidation.proposal import holders, without_disputed
from consolidation.views.household import ACT, find_household
from fundinst.errors import Refused
from members.models import Fund, Household


def afford(request: HttpRequest, household_id: int) -> HttpResponse:
    """Its contract, where it has one; before that, the plan that is tried in the address."""
    household = find_household(request, household_id)
    contract = household.contracts.open().select_related("fund").first()
    form = None if contract else _form(request, household)
    found = afford_contract(contract) if contract else _tried(household, form)
    context = {
        "nav": "households",
        "household": household,
        "contract": contract,
        "form": form,
        "into": (into := _holder(contract, form)),
        "without_rule": "" if contract or into is None or into.rule_on(localdate()) else NO_RULE,
        "may_act": request.user.has_perm(ACT, household.institution) and not contract,
        **(_figures(found) if found else {}),
    }
    return render(request, "consolidation/afford.html", context)


def _form(request: HttpRequest, household: Household) -> TryForm:
    loans = [*household.loans.owing().select_related("account__fund")]
    funds = holders(household, loans)
    if chosen := chosen_holder(household):
        funds.sort(key=lambda fund: fund != chosen.fund)
    return TryForm(request.GET, household=household, funds=funds)


def _tried(household: Household, form: TryForm) -> Affordability | None:
    """What was asked for; where it makes no plan, the form says why beside its fields."""
    if not form.is_valid():
        return None
    loans = household.loans.owing().select_related("account__fund", "borrower")
    into = form.cleaned_data["into"]
    try:
        found, planned = afford_plan(
            household,
            without_disputed(loans),
            into=into,
            on=localdate(),
            wishes=form.wishes,
        )
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(BESIDE.get(refusal.code), str(refusal))
        return None
    form.data |= {"instalments": str(planned.count), "due": planned.due}
    return found


def _holder(contract: Contract | None, form: TryForm | None) -> Fund | None:
    if contract:
        return contract.fund
    return form.cleaned_data.get("into") if form and form.is_bound else None


def _figures(found: Affordability) -> dict[str, object]:
    return {
        "found": found,
        "bars": month_bars(found.months, found.lowest_after),
        "verdict": verdict_of(found),
        "conventions": [*conventions_of(found)],
    }
