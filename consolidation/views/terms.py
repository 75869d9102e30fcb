"""Other terms for what is left of a contract: typed, looked at beside the old ones, written."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from consolidation.changing_terms import Change, Proposed, change_terms, propose_change
from consolidation.models import Contract
from consolidation.taking_back_terms import (
    last_change,
    plans_version,
    refusals_to_take_back,
    take_back_terms,
)
from consolidation.terms_forms import TakeTermsBackForm, TermsForm
from consolidation.views.contracts import ACT
from consolidation.views.repayment import find_contract
from fundinst.errors import Refused
from members.access import require
from members.looking import looked_at
from members.page_names import page_called
from members.versions import CHANGED

LOOK_AGAIN = "ยอดหรือเงื่อนไขไม่เหมือนที่ท่านตรวจไว้ ดูแผนใหม่ข้างล่างอีกครั้งแล้วค่อยบันทึก"


@permission_required(ACT, raise_exception=True)
def terms(request: HttpRequest, contract_id: int) -> HttpResponse:
    """``step`` says which button was pressed: check, save."""
    contract = find_contract(request, contract_id)
    require(request.user, ACT, contract.household.institution)
    looked_at(contract.household, actor=request.user, what=page_called(request))
    form = TermsForm(request.POST or None, rule=contract.rule)
    if not form.is_valid():
        return _show(request, contract, form, None)
    if request.POST.get("step") == "save" and _save(request, contract, form):
        messages.success(request, "เปลี่ยนเงื่อนไขแล้ว แผนฉบับก่อนยังดูได้ข้างล่าง")
        return redirect(contract)
    return _show(request, contract, form, _proposed(contract, form, form.change))


def _save(request: HttpRequest, contract: Contract, form: TermsForm) -> bool:
    """Whether it was written; if not, the form says why."""
    try:
        change_terms(
            contract,
            form.change,
            on=localdate(),
            actor=request.user,
            seen=form.cleaned_data["seen"],
        )
    except Refused as refused:
        if CHANGED in {refusal.code for refusal in refused.refusals}:
            form.add_error(None, LOOK_AGAIN)
        return False
    return True


def _proposed(contract: Contract, form: TermsForm, change: Change) -> Proposed | None:
    try:
        proposed = propose_change(contract, change, on=localdate())
    except Refused as refused:
        form.show(refused)
        return None
    form.data = form.data.copy()
    form.data["seen"] = proposed.version  # what people see here is what they save
    return proposed


def _show(
    request: HttpRequest, contract: Contract, form: TermsForm, proposed: Proposed | None
) -> HttpResponse:
    context: dict[str, Any] = {
        "nav": "contracts",
        "contract": contract,
        "form": form,
        "proposed": proposed,
        "changed": last_change(contract),
        "guarantors": contract.guarantors.filter(released_on__isnull=True)
        if proposed and proposed.is_longer
        else [],
    }
    return render(request, "consolidation/terms.html", context)


@permission_required(ACT, raise_exception=True)
def terms_back(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Take the last change of terms back, with a reason; or say why it can't be."""
    contract = find_contract(request, contract_id)
    require(request.user, ACT, contract.household.institution)
    looked_at(contract.household, actor=request.user, what=page_called(request))
    form = TakeTermsBackForm(request.POST or None, initial={"seen": plans_version(contract)})
    if form.is_valid():
        try:
            take_back_terms(contract, on=localdate(), actor=request.user, **form.cleaned_data)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, "ยกเลิกการเปลี่ยนเงื่อนไขแล้ว แผนกลับเป็นอย่างก่อนเปลี่ยน")
            return redirect(contract)
    context = {
        "nav": "contracts",
        "contract": contract,
        "form": form,
        "change": last_change(contract),
        "refusals": [*refusals_to_take_back(contract, on=localdate(), reason="-")],
    }
    return render(request, "consolidation/terms_back.html", context)
