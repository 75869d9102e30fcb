"""Merging a household's loans: choose, check, confirm. Nothing is written before the last press.

One address and one form for all three. What was chosen stands in the address of the check, so that
the browser's own Back works, and is read again at every step; only the check page itself is sent:
to see another plan, or to confirm.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from consolidation.forms import BESIDE, PLAN_FIELDS, MergeForm
from consolidation.holder_choosing import chosen_holder
from consolidation.loan_terms import sums_of
from consolidation.merging import merge_debts
from consolidation.models import Contract, HolderChoice
from consolidation.negotiated import agreed_terms
from consolidation.planning import due_choices
from consolidation.proposal import (
    Proposal,
    holders,
    propose,
    propose_each,
    refusals_before_choosing,
    status_of,
    why_not,
    without_disputed,
)
from consolidation.proposed_plan import PLAN_CHANGED, ProposedPlan, propose_plan
from consolidation.rules import Terms
from consolidation.unreviewed import LIFTED_BY_REASON, refusals_of_review
from consolidation.views.household import ACT, find_household
from debts.models import Loan
from debts.prescriptions import warnings_of_prescription
from debts.rate_deciding import with_void_interest
from fundinst.errors import Refusal, Refused
from members.access import require
from members.models import Household

STEPS = ["เลือกหนี้และกองทุน", "ตรวจสัญญา", "ทำสัญญาแล้ว"]


@permission_required(ACT, raise_exception=True)
def merge(request: HttpRequest, household_id: int) -> HttpResponse:
    """``step`` says which button was pressed: check, back, plan (a POST) or confirm (a POST)."""
    household = find_household(request, household_id)
    require(request.user, ACT, household.institution)
    owing = [*household.loans.owing().select_related("account__fund", "borrower")]
    unseen = [*refusals_of_review(household, status_of(household))]
    choice = chosen_holder(household)
    form = _form(request, household, owing, unseen, choice)
    step = (request.POST or request.GET).get("step", "")
    confirming = request.method == "POST" and step != "plan"
    asked = confirming or step in ("check", "plan")
    if confirming and form.is_valid() and plan_of(form):
        contract = _confirm(request, household, form)
        if contract:
            messages.success(request, f"ทำสัญญาเลขที่ {contract} แล้ว หนี้เดิมปิดในบัญชีแล้ว มีผลเมื่อทุกฝ่ายลงชื่อ")
            return redirect(contract)
    elif asked and _is_chosen(form):
        _ask_the_rules(household, form)
    if asked and _is_chosen(form):
        return _show_check(request, household, form)
    return _show_choice(request, household, form, owing, unseen, choice)


def _is_chosen(form: MergeForm) -> bool:
    """Whether only the plan, which the check page asks for, may still be wrong."""
    return form.is_bound and not {*form.errors} - {*PLAN_FIELDS}


def _ask_the_rules(household: Household, form: MergeForm) -> None:
    refusals = why_not(household, form.cleaned_data["loans"], Terms(**terms_of(form)))
    if refusals:
        form.show(Refused(refusals))


def plan_of(form: MergeForm) -> ProposedPlan | None:
    """The plan of what was chosen; where there is none, the form says why beside its fields."""
    if form.errors:
        return None
    chosen = form.cleaned_data
    sums = sums_of(agreed_terms(chosen["loans"]).values())
    try:
        return propose_plan(
            chosen["into"],
            principal=sums.bearing,
            carried=sums.carried,
            on=chosen["on"],
            wishes=form.wishes,
        )
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(BESIDE.get(refusal.code, PLAN_FIELDS[0]), str(refusal))
        return None


def _form(
    request: HttpRequest,
    household: Household,
    owing: Sequence[Loan],
    unseen: Sequence[Refusal],
    choice: HolderChoice | None,
) -> MergeForm:
    return MergeForm(
        request.POST or (request.GET if "step" in request.GET else None),
        household=household,
        owing=without_disputed(owing),
        today=localdate(),
        into=choice.fund if choice else None,
        unseen=bool(unseen),
    )


def terms_of(form: MergeForm) -> dict[str, Any]:
    """What the contract would be made on, by the names of ``consolidation.rules.Terms``."""
    chosen = form.cleaned_data
    said = {name: chosen[name] for name in ("into", "borrower", "on", "resolution")}
    return said | {"unreviewed": chosen.get("unreviewed", "")}


def _confirm(request: HttpRequest, household: Household, form: MergeForm) -> Contract | None:
    chosen = form.cleaned_data
    try:
        return merge_debts(
            household,
            [loan.pk for loan in chosen["loans"]],
            **terms_of(form),
            expected=chosen["expected"],
            agreed_seen=chosen["agreed"],
            plan=form.wishes,
            actor=request.user,
        )
    except Refused as refused:
        if [refusal.code for refusal in refused.refusals] == [PLAN_CHANGED]:
            messages.warning(request, str(refused))  # and the check is shown anew
        else:
            form.show(refused)
        return None


def _show_choice(
    request: HttpRequest,
    household: Household,
    form: MergeForm,
    owing: Sequence[Loan],
    unseen: Sequence[Refusal],
    choice: HolderChoice | None,
) -> HttpResponse:
    today = localdate()
    undisputed = without_disputed(owing)
    agreed = agreed_terms(undisputed)
    proposals, shared = propose_each(
        household, undisputed, holders(household, undisputed), on=today
    )
    context = {
        "nav": "households",
        "household": household,
        "steps": STEPS,
        "form": form,
        "loans": [(box, loan, agreed[loan.pk]) for box, loan in form.boxes_of(undisputed)],
        "disputed": [loan for loan in owing if loan not in undisputed],
        "holders": [*zip(form["into"], proposals, strict=True)],
        "shared_warnings": shared,
        "choice": choice,
        "contract": household.contracts.open().select_related("fund").first(),
        "refusals": [] if form.errors else _walls(household, owing, today),
        "unseen": unseen,
    }
    return render(request, "consolidation/merge.html", context)


def _walls(household: Household, owing: Sequence[Loan], today: date) -> list[Refusal]:
    """What no reason opens; that the district hasn't reviewed has its own place on the page."""
    refusals = refusals_before_choosing(household, owing, on=today)
    return [refusal for refusal in refusals if refusal.code not in LIFTED_BY_REASON]


def chosen_in(form: MergeForm) -> dict[str, Any]:
    """What was chosen on the first page, as it was typed, for its address."""
    unchosen = {*PLAN_FIELDS, "expected", "agreed", "planned"}
    names = [name for name in form.fields if name not in unchosen]
    return {name: form[name].data or "" for name in names}


def _carry_along(form: MergeForm, proposal: Proposal, planned: ProposedPlan | None) -> None:
    """What people see here is what they confirm: the sum, and the plan."""
    chosen = form.cleaned_data
    form.fields["due"].choices = due_choices(proposal.into.rule_on(chosen["on"]))
    form.data = form.data.copy()
    form.data["expected"], form.data["agreed"] = str(proposal.amount), proposal.version
    if planned:
        form.data["planned"] = planned.version
        form.data["instalments"], form.data["due"] = str(planned.count), str(planned.due)


def _show_check(request: HttpRequest, household: Household, form: MergeForm) -> HttpResponse:
    chosen = form.cleaned_data
    proposal = propose(household, [*chosen["loans"]], into=chosen["into"], on=chosen["on"])
    again = urlencode({**chosen_in(form), "step": "back"}, doseq=True)
    planned = plan_of(form)
    _carry_along(form, proposal, planned)
    context = {
        "nav": "households",
        "household": household,
        "steps": STEPS,
        "form": form,
        "chosen": chosen,
        "proposal": proposal,
        "planned": planned,
        "back": f"?{again}",
        "needs_resolution": not chosen["resolution"],
        "barred": [*warnings_of_prescription(chosen["loans"], on=chosen["on"])],
        "void_loans": [loan for loan in chosen["loans"] if loan.pk in with_void_interest([loan])],
        "difference": abs(proposal.owed - proposal.off - proposal.amount),
    }
    return render(request, "consolidation/merge_check.html", context)
