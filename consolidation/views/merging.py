"""Merging a household's loans: choose, check, confirm. Nothing is written before the last press.

One address and one form for all three. What was chosen stands in the address of the check, so that
the browser's own Back works, and is read again at every step; only the confirmation is a POST.
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
from consolidation.proposal import (
    holders,
    propose,
    propose_each,
    refusals_before_choosing,
    why_not,
    without_disputed,
)
from consolidation.views.household import ACT, find_household
from debts.models import Loan
from fundinst.errors import Refused
from members.access import require
from members.models import Household

STEPS = ["เลือกหนี้และกองทุน", "ตรวจสัญญา", "ทำสัญญาแล้ว"]


@permission_required(ACT, raise_exception=True)
def merge(request: HttpRequest, household_id: int) -> HttpResponse:
    """``step`` says which button was pressed: check, back (to choose again), confirm (a POST)."""
    household = find_household(request, household_id)
    require(request.user, ACT, household.institution)
    owing = [*household.loans.owing().select_related("account__fund", "borrower")]
    sent = request.POST or (request.GET if "step" in request.GET else None)
    form = MergeForm(sent, household=household, owing=without_disputed(owing), today=localdate())
    if request.method == "POST" and form.is_valid():
        contract = _confirm(request, household, form)
        if contract:
            messages.success(request, f"ทำสัญญาเลขที่ {contract} แล้ว หนี้เดิมทุกรายการที่เลือกปิดแล้ว")
            return redirect(contract)
    elif request.GET.get("step") == "check" and form.is_valid():
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
            expected=chosen["expected"],
            actor=request.user,
        )
    except Refused as refused:
        form.show(refused)
        return None


def _show_choice(
    request: HttpRequest, household: Household, form: MergeForm, owing: Sequence[Loan]
) -> HttpResponse:
    today = localdate()
    undisputed = without_disputed(owing)
    proposals, shared = propose_each(
        household, undisputed, holders(household, undisputed), on=today
    )
    context = {
        "nav": "households",
        "household": household,
        "steps": STEPS,
        "form": form,
        "loans": form.boxes_of(undisputed),
        "disputed": [loan for loan in owing if loan not in undisputed],
        "holders": [*zip(form["into"], proposals, strict=True)],
        "shared_warnings": shared,
        "contract": household.contracts.open().select_related("fund").first(),
        "refusals": [] if form.errors else refusals_before_choosing(household, owing, on=today),
    }
    return render(request, "consolidation/merge.html", context)


def _show_check(request: HttpRequest, household: Household, form: MergeForm) -> HttpResponse:
    chosen = form.cleaned_data
    proposal = propose(household, [*chosen["loans"]], into=chosen["into"], on=chosen["on"])
    again = request.GET.copy()
    again["step"] = "back"
    form.data = form.data.copy()
    form.data["expected"] = str(proposal.amount)  # what people see here is what they confirm
    context = {
        "nav": "households",
        "household": household,
        "steps": STEPS,
        "form": form,
        "chosen": chosen,
        "proposal": proposal,
        "back": f"?{again.urlencode()}",
        "needs_resolution": not chosen["resolution"],
        "difference": abs(proposal.owed - proposal.amount),
    }
    return render(request, "consolidation/merge_check.html", context)
