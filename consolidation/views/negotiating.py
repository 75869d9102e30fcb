"""Negotiating with a household's creditors: what stands, earlier rounds, and the next one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from consolidation.loan_terms import sums_of
from consolidation.models import Case
from consolidation.negotiated import agreed_terms, last_offers, rounds_of
from consolidation.negotiating import (
    agree_terms,
    fail_negotiation,
    hold_round,
    negotiation_stands,
)
from consolidation.negotiating_rules import refusals_to_agree, refusals_to_negotiate
from consolidation.negotiation_forms import FailForm, RoundForm
from consolidation.negotiation_lines import terms_by_fund
from consolidation.views.household import ACT, find_household
from debts.models import Loan
from debts.rate_deciding import with_void_interest
from fundinst.errors import Refused
from fundinst.forms import ActForm
from members.access import require
from members.models import Household
from members.versions import CHANGED, version_of


@permission_required(ACT, raise_exception=True)
def negotiate(request: HttpRequest, household_id: int) -> HttpResponse:
    """``step`` says which button was pressed: round (a new one), agree, or fail."""
    household = find_household(request, household_id)
    require(request.user, ACT, household.institution)
    loans = [*household.loans.owing().select_related("account__fund", "borrower")]
    step = request.POST.get("step", "") if request.method == "POST" else ""
    form = _round_form(request, household, loans, is_sent=step == "round")
    fail = FailForm(request.POST if step == "fail" else None)
    if step and _done(request, household, step, form, fail):
        return redirect("consolidation:negotiate", household.pk)
    return _show(request, household, loans, form, fail)


def _round_form(
    request: HttpRequest, household: Household, loans: list[Loan], *, is_sent: bool
) -> RoundForm:
    return RoundForm(
        request.POST if is_sent else None,
        loans=loans,
        last=last_offers(loans),
        void=with_void_interest(loans),
        initial={"on": localdate(), "seen": version_of(negotiation_stands(household))},
    )


def _done(
    request: HttpRequest, household: Household, step: str, form: RoundForm, fail: FailForm
) -> bool:
    """Whether the act that was asked for was done; if not, the step's form says why."""
    shown: ActForm = fail if step == "fail" else form
    if step != "agree" and not shown.is_valid():
        return False
    try:
        messages.success(request, _act(request, household, step, form, fail))
    except Refused as refused:
        if step == "agree":
            messages.warning(request, str(refused))
        else:
            shown.show(refused)
        return False
    return True


def _act(
    request: HttpRequest, household: Household, step: str, form: RoundForm, fail: FailForm
) -> str:
    """Do it, and say what was done."""
    if step == "agree":
        agree_terms(household, on=localdate(), actor=request.user)
        return "บันทึกแล้วว่าเจ้าหนี้ตกลงครบ ทำสัญญาเดียวได้"
    if step == "fail":
        reason = fail.cleaned_data["reason"]
        fail_negotiation(household, reason=reason, on=localdate(), actor=request.user)
        return "บันทึกแล้วว่าตกลงไม่ได้ เจรจารอบใหม่ได้เมื่อพร้อม"
    said = form.cleaned_data
    held = hold_round(
        household,
        **{name: said[name] for name in ("on", "place", "present", "minutes", "seen")},
        offers=form.offers(),
        actor=request.user,
    )
    return f"บันทึกการเจรจา{held} แล้ว"


def _know_what_stands_now(form: RoundForm, household: Household) -> None:
    """Where something changed meanwhile, what stands now is shown, and may be sent by who read it.

    Any other mistake leaves the form with what its people looked at when they began.
    """
    if form.is_bound and any(error.code == CHANGED for error in form.non_field_errors().as_data()):
        form.data = form.data.copy()
        form.data["seen"] = version_of(negotiation_stands(household))


def _show(
    request: HttpRequest, household: Household, loans: list[Loan], form: RoundForm, fail: FailForm
) -> HttpResponse:
    case = Case.objects.open().filter(household=household).first()
    walls = [*refusals_to_negotiate(household, case)]
    _know_what_stands_now(form, household)
    agreed = agreed_terms(loans)
    to_agree = [*refusals_to_agree(case, loans)] if case and not walls else []
    context: dict[str, Any] = {
        "nav": "households",
        "household": household,
        "case": case,
        "refusals": walls,
        "funds": terms_by_fund(loans, agreed, form.last),
        "sums": sums_of(agreed.values()),
        "rounds": rounds_of(case.pk) if case else [],
        "form": form,
        "fail": fail,
        "to_agree": to_agree,
        "only_unspoken": {refusal.code for refusal in to_agree} == {"not_negotiated"},
        "is_agreed": bool(case) and case.status == Case.Status.AGREED,
        "is_negotiating": bool(case) and case.status == Case.Status.NEGOTIATING,
    }
    return render(request, "consolidation/negotiate.html", context)
