"""Contracts: one of them, undoing it, and noting that a transfer was paid."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.breakdown import break_down
from consolidation.forms import PayForm, UndoForm
from consolidation.merging import undo_merge
from consolidation.models import Contract, Transfer
from consolidation.rules import refusals_to_undo
from consolidation.tables import contract_status
from consolidation.transferring import pay_transfer
from consolidation.views.contract_list import contracts_seen
from fundinst.errors import Refused
from members.access import require
from members.looking import looked_at
from members.national_ids import id_on_contract

ACT = "consolidation.change_contract"


def contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """One contract: its terms, what it was made of, what the holding fund pays the others."""
    contract = get_object_or_404(contracts_seen(request.user), pk=contract_id)
    national_id = id_on_contract(contract.borrower)
    seen = f"สัญญาเลขที่ {contract}" + (" และเลขประจำตัวประชาชน" if national_id else "")
    looked_at(contract.household, actor=request.user, what=seen)
    parts = contract.parts.select_related("loan__account__fund", "loan__borrower", "closing_entry")
    may_act = request.user.has_perm(ACT, contract.household.institution)
    tone, status = contract_status(contract)
    context = {
        "nav": "contracts",
        "contract": contract,
        "tone": tone,
        "status": status,
        "national_id": national_id,
        "cancelled": contract.status == Contract.Status.CANCELLED,
        "parts": break_down((part, part.components) for part in parts),
        "transfers": contract.transfers.select_related("to_fund", "paid_by"),
        "may_act": may_act,
        "refusals_to_undo": [*refusals_to_undo(contract, on=localdate())] if may_act else [],
    }
    return render(request, "consolidation/contract.html", context)


@permission_required(ACT, raise_exception=True)
def undo(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Undo the whole merge, with a reason; or say why it can't be undone any more."""
    contract = get_object_or_404(contracts_seen(request.user), pk=contract_id)
    require(request.user, ACT, contract.household.institution)
    form = UndoForm(request.POST or None)
    if form.is_valid():
        try:
            undo_merge(
                contract, reason=form.cleaned_data["reason"], on=localdate(), actor=request.user
            )
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"เลิกทำสัญญาเลขที่ {contract} แล้ว หนี้เดิมทุกรายการกลับมาเหมือนเดิม")
            return redirect("consolidation:household", contract.household_id)
    refusals = [*refusals_to_undo(contract, on=localdate())]
    context = {"nav": "contracts", "contract": contract, "form": form, "refusals": refusals}
    return render(request, "consolidation/undo.html", context)


@permission_required(ACT, raise_exception=True)
def pay(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Note that the holding fund has paid another fund."""
    transfer = get_object_or_404(
        Transfer.objects.visible_to(request.user).select_related(
            "contract__fund", "contract__household__institution", "from_fund", "to_fund"
        ),
        pk=transfer_id,
    )
    require(request.user, ACT, transfer.contract.household.institution)
    form = PayForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        try:
            pay_transfer(transfer, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"บันทึกแล้วว่าโอนเงินให้{transfer.to_fund}")
            return redirect(transfer.contract)
    context = {"nav": "contracts", "transfer": transfer, "form": form}
    return render(request, "consolidation/pay.html", context)
