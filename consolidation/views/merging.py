"""Merging a household's loans: choose, check, confirm. Nothing is written before the last press.

One address and one form for all three: what was chosen travels as hidden fields of the form and is
read again at every step, so there is no half-made contract to clear away.
"""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from consolidation.forms import MergeForm
from consolidation.merging import merge_debts
from consolidation.models import Contract
from consolidation.proposal import holders, propose, propose_each, refusals_before_choosing, why_not
from consolidation.views.households import ACT, find_household
from debts.models import Loan
from fundinst.errors import Refused
from members.access import require
from members.models import Household

STEPS = ["เลือกหนี้และกองทุน", "ตรวจสัญญา", "ทำสัญญาแล้ว"]


@permission_required(ACT, raise_exception=True)
def merge(request: HttpRequest, household_id: int) -> HttpResponse:
    """``step`` says which button was pressed: check, back (to choose again) or confirm."""
    household = find_household(request, household_id)
    require(request.user, ACT, household.institution)
    owing = [*household.loans.owing().select_related("account__fund", "borrower")]
    form = MergeForm(request.POST or None, household=household, owing=owing, today=localdate())
    step = request.POST.get("step")
    if step == "confirm" and form.is_valid():
        contract = _confirm(request, household, form)
        if contract:
            messages.success(request, f"ทำสัญญาเลขที่ {contract} แล้ว หนี้เดิมทุกรายการที่เลือกปิดแล้ว")
            return redirect(contract)
    if step == "check" and form.is_valid():
        chosen = form.cleaned_data
        terms = {key: chosen[key] for key in ("into", "borrower", "on")}
        refusals = why_not(household, chosen["loans"], **terms)
        if not refusals:
            return _show_check(request, household, form)
        form.show(Refused(refusals))
    return _show_choice(request, household, form, owing)


def _confirm(request: HttpRequest, household: Household, form: MergeForm) -> Contract | None:
    chosen = form.cleaned_data
    try:
        return merge_debts(
            household,
            [loan.pk for loan in chosen["loans"]],
            into=chosen["into"],
            borrower=chosen["borrower"],
            on=chosen["on"],
            resolution=chosen["resolution"],
            actor=request.user,
        )
    except Refused as refused:
        form.show(refused)
        return None


def _show_choice(
    request: HttpRequest, household: Household, form: MergeForm, owing: Sequence[Loan]
) -> HttpResponse:
    today = localdate()
    proposals, shared = propose_each(household, owing, holders(household, owing), on=today)
    context = {
        "nav": "households",
        "household": household,
        "steps": STEPS,
        "form": form,
        "loans": form.boxes_of(owing),
        "holders": [*zip(form["into"], proposals, strict=True)],
        "shared_warnings": shared,
        "contract": household.contracts.open().select_related("fund").first(),
        "refusals": [] if form.errors else refusals_before_choosing(household, owing, on=today),
    }
    return render(request, "consolidation/merge.html", context)


def _show_check(request: HttpRequest, household: Household, form: MergeForm) -> HttpResponse:
    chosen = form.cleaned_data
    proposal = propose(household, [*chosen["loans"]], into=chosen["into"], on=chosen["on"])
    context = {
        "nav": "households",
        "household": household,
        "steps": STEPS,
        "form": form,
        "chosen": chosen,
        "proposal": proposal,
        "needs_resolution": not chosen["resolution"],
        "difference": abs(proposal.owed - proposal.amount),
    }
    return render(request, "consolidation/merge_check.html", context)
