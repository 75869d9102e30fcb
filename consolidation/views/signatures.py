"""Who has signed a contract, and who is still to sign it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.models import Contract
from consolidation.signature_forms import COMMITTEE, SignForm
from consolidation.signature_state import signature_state
from consolidation.signing_contract import sign
from consolidation.views.contract_list import contracts_seen
from consolidation.views.contracts import ACT
from fundinst.errors import Refused
from members.access import require
from members.looking import looked_at
from members.page_names import page_called


def signatures(request: HttpRequest, contract_id: int) -> HttpResponse:
    """What is signed and what is missing; several signatures are written down at once."""
    contract = get_object_or_404(contracts_seen(request.user), pk=contract_id)
    institution = contract.household.institution
    looked_at(contract.household, actor=request.user, what=page_called(request))
    state = signature_state(contract)
    form = SignForm(
        request.POST or None, state=state, initial={"on": max(contract.opened_on, localdate())}
    )
    if request.method == "POST":
        require(request.user, ACT, institution)
    if form.is_valid():
        try:
            signed = sign(contract, form.signers, on=form.cleaned_data["on"], actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"บันทึกแล้ว {len(signed)} ลายมือชื่อ")
            return redirect("consolidation:signatures", contract.pk)
    context = {
        "nav": "contracts",
        "contract": contract,
        "state": state,
        "form": form,
        "committee": institution.committee.in_force(contract.opened_on),
        "committee_id": COMMITTEE,
        "may_act": request.user.has_perm(ACT, institution),
        "is_open": contract.status == Contract.Status.OPEN,
    }
    return render(request, "consolidation/signatures.html", context)
