"""Who has signed a contract, and who is still to sign it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.models import Contract, Signature
from consolidation.signature_forms import COMMITTEE, SignatureBackForm, SignForm
from consolidation.signature_state import signature_state, taken_back
from consolidation.signing_contract import refusals_to_take_back, sign, take_back_signature
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
        "taken_back": taken_back(contract),
        "form": form,
        "committee": institution.committee.in_force(contract.opened_on),
        "committee_id": COMMITTEE,
        "may_write": request.user.has_perm(ACT, institution)
        and contract.status == Contract.Status.OPEN,
    }
    return render(request, "consolidation/signatures.html", context)


@permission_required(ACT, raise_exception=True)
def signature_back(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Take a signature back that was written down by mistake."""
    seen = Signature.objects.visible_to(request.user).filter(takes_back=None)
    signature = get_object_or_404(seen.select_related("fund", "actor"), pk=signature_id)
    contract = get_object_or_404(contracts_seen(request.user), pk=signature.contract_id)
    require(request.user, ACT, contract.household.institution)
    looked_at(contract.household, actor=request.user, what=page_called(request))
    form = SignatureBackForm(request.POST or None)
    if form.is_valid():
        try:
            take_back_signature(signature, **form.cleaned_data, actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"ถอนแล้ว: {signature} รายการเดิมยังอยู่ในประวัติ แต่ไม่นับ")
            return redirect("consolidation:signatures", contract.pk)
    context = {
        "nav": "contracts",
        "contract": contract,
        "signature": signature,
        "is_back": not Signature.objects.standing().filter(pk=signature.pk).exists(),
        "refusals": [*refusals_to_take_back(contract, signature, reason="-")],
        "form": form,
    }
    return render(request, "consolidation/signature_back.html", context)
