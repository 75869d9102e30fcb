"""Contracts in default: what is overdue, which guarantors are to be told by when, what is next."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.defaulting import ANEW, mark_default, negotiate_anew, resume
from consolidation.defaults import default_of, defaults_within
from consolidation.guarantor_forms import DefaultForm, TellForm
from consolidation.guarantor_notices import tell_guarantor
from consolidation.models import Case, Contract, ContractGuarantor
from consolidation.views.contract_list import contracts_seen
from consolidation.views.contracts import ACT
from fundinst.errors import Refused
from members.access import require
from members.looking import looked_at, looked_over
from members.models import Institution
from members.page_names import page_called

STEPS = {"mark": mark_default, "negotiate": negotiate_anew, "resume": resume}
DONE = {
    "mark": "บันทึกแล้วว่าครัวเรือนผิดนัด",
    "negotiate": "บันทึกแล้วว่าเจรจาใหม่ สัญญาเดิมยังมีผลอยู่",
    "resume": "บันทึกแล้วว่าครัวเรือนกลับมาตามแผน",
}


def default_list(request: HttpRequest, code: str) -> HttpResponse:
    """The institution's contracts with something overdue today, the most urgent notice first."""
    institution = get_object_or_404(Institution.objects.visible_to(request.user), code=code)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    defaults = defaults_within(institution, on=localdate())
    context = {
        "nav": "contracts",
        "institution": institution,
        "defaults": defaults,
        "to_tell": sum(len(one.to_tell) for one in defaults),
    }
    return render(request, "consolidation/default_list.html", context)


def contract_default(request: HttpRequest, contract_id: int) -> HttpResponse:
    """What is overdue on one contract today, and each guarantor's notices."""
    contract = get_object_or_404(contracts_seen(request.user), pk=contract_id)
    looked_at(contract.household, actor=request.user, what=page_called(request))
    context = {
        "nav": "contracts",
        "contract": contract,
        "default": default_of(contract, on=localdate()),
        "case": contract.case,
        "is_marked": contract.case.status == Case.Status.DEFAULTED,
        "in_talks": contract.case.status in ANEW,
        "is_open": contract.status == Contract.Status.OPEN,
        "may_act": request.user.has_perm(ACT, contract.household.institution),
    }
    return render(request, "consolidation/contract_default.html", context)


@permission_required(ACT, raise_exception=True)
def default_step(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Call the household in default, talk with it anew, or say that it is back on its plan."""
    contract = get_object_or_404(contracts_seen(request.user), pk=contract_id)
    require(request.user, ACT, contract.household.institution)
    looked_at(contract.household, actor=request.user, what=page_called(request))
    steps = _steps_of(contract)
    form = DefaultForm(request.POST or None, initial={"on": localdate()})
    step = request.POST.get("step", "")
    if step in STEPS and form.is_valid():
        try:
            STEPS[step](contract, **form.cleaned_data, actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, DONE[step])
            return redirect("consolidation:contract_default", contract.pk)
    context = {
        "nav": "contracts",
        "contract": contract,
        "form": form,
        "steps": steps,
        "default": default_of(contract, on=localdate()),
    }
    return render(request, "consolidation/default_step.html", context)


def _steps_of(contract: Contract) -> list[tuple[str, str]]:
    """The buttons, by where the household stands; the last is the main one."""
    if contract.case.status == Case.Status.DEFAULTED:
        return [("negotiate", "เจรจาใหม่"), ("resume", "กลับมาตามแผนแล้ว")]
    if contract.case.status in ANEW:
        return [("resume", "กลับมาตามแผนแล้ว")]
    return [("mark", "บันทึกว่าผิดนัด")]


@permission_required(ACT, raise_exception=True)
def guarantor_tell(request: HttpRequest, guarantor_id: int) -> HttpResponse:
    """Write down a letter that told a guarantor of missed instalments."""
    seen = ContractGuarantor.objects.visible_to(request.user).select_related(
        "contract__fund", "contract__borrower", "contract__household__institution"
    )
    guarantor = get_object_or_404(seen, pk=guarantor_id)
    contract = guarantor.contract
    require(request.user, ACT, contract.household.institution)
    looked_at(contract.household, actor=request.user, what=page_called(request))
    default = default_of(contract, on=localdate())
    theirs = default.to_tell if default else []
    tasks = [one for one in theirs if one.guarantor == guarantor]
    days = [one.due.default_on.isoformat() for one in tasks]
    form = TellForm(
        request.POST or None, tasks=tasks, initial={"defaults": days, "sent_on": localdate()}
    )
    if form.is_valid() and _told(request, guarantor, form):
        return redirect("consolidation:contract_default", contract.pk)
    context: dict[str, Any] = {"guarantor": guarantor, "contract": contract, "form": form}
    return render(
        request,
        "consolidation/guarantor_tell.html",
        {**context, "nav": "contracts", "tasks": tasks},
    )


def _told(request: HttpRequest, guarantor: ContractGuarantor, form: TellForm) -> bool:
    said = form.cleaned_data
    days = [date.fromisoformat(day) for day in said["defaults"]]
    try:
        tell_guarantor(
            guarantor, days, sent_on=said["sent_on"], proof=said["proof"], actor=request.user
        )
    except Refused as refused:
        form.show(refused)
        return False
    messages.success(request, f"บันทึกแล้วว่าบอกกล่าว {guarantor}")
    return True
