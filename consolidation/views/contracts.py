"""Contracts: one of them, undoing it, and noting that a transfer was paid."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.breakdown import break_down
from consolidation.contract_signing import signing_of
from consolidation.defaults import default_of
from consolidation.forms import PayForm, UndoForm
from consolidation.merging import undo_merge
from consolidation.models import Contract, Transfer
from consolidation.old_guarantors import outcomes_of
from consolidation.overcharging import overcharged_on
from consolidation.plan_lines import (
    arrears_in_words,
    closing_sum,
    due_sum,
    lines_near,
    older_plans,
    plan_lines,
    sums_of,
)
from consolidation.receipt_lines import receipts_of
from consolidation.repayment import repayment_of
from consolidation.restructured import restructured
from consolidation.rules import refusals_to_undo
from consolidation.signature_state import signature_state
from consolidation.tables import contract_status
from consolidation.transferring import pay_transfer
from consolidation.unreviewed import reason_of, what_was_done
from consolidation.views.contract_list import contracts_seen
from debts.interest_ages import aged_interest, by_age
from debts.models import Loan
from fundinst.errors import Refused
from members.access import require
from members.looking import looked_at
from members.national_ids import id_on_contract
from members.page_names import page_called

ACT = "consolidation.change_contract"


def contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """One contract: its terms, what it was made of, what the holding fund pays the others."""
    contract = get_object_or_404(contracts_seen(request.user), pk=contract_id)
    national_id = id_on_contract(contract.borrower)
    seen = f"สัญญาเลขที่ {contract}" + (" และเลขประจำตัวประชาชน" if national_id else "")
    looked_at(contract.household, actor=request.user, what=seen)
    may_act = request.user.has_perm(ACT, contract.household.institution)
    tone, status = contract_status(contract)
    reason = reason_of(contract)
    cancelled = contract.status == Contract.Status.CANCELLED
    context = {
        "nav": "contracts",
        "contract": contract,
        "tone": tone,
        "status": status,
        "unreviewed": f"{what_was_done(contract)} เพราะ {reason}" if reason else "",
        "national_id": national_id,
        "cancelled": cancelled,
        **({} if cancelled else repayment_shown(contract)),
        **_signing_shown(contract),
        **_old_guarantors_shown(contract),
        **_old_debts_shown(contract),
        "restructured": restructured(contract),
        "transfers": contract.transfers.select_related("to_fund", "paid_by"),
        "may_act": may_act,
        "refusals_to_undo": [*refusals_to_undo(contract, on=localdate())] if may_act else [],
    }
    return render(request, "consolidation/contract.html", context)


def _signing_shown(contract: Contract) -> dict[str, Any]:
    """Who signed, who stands for it and what is overdue, while the contract stands."""
    if contract.status != Contract.Status.OPEN:
        return {}
    return {"signing": signing_of(contract), "default": default_of(contract, on=localdate())}


def _old_debts_shown(contract: Contract) -> dict[str, Any]:
    """What the contract was made of, interest by its age on the contract's day."""
    parts = contract.parts.select_related("loan__account__fund", "loan__borrower", "closing_entry")
    young = {part.loan_id: part.interest_under_year for part in parts if part.interest_under_year}
    loans = [part.loan for part in parts if part.loan_id in young]
    aged = aged_interest(loans, contract.opened_on)
    shown = (
        (part, by_age(part.components) if part.loan_id in aged else part.components)
        for part in parts
    )
    said = [one.sentence(young[one.loan.pk]) for one in aged.values()]
    return {"parts": break_down(shown), "aged": said}


def _old_guarantors_shown(contract: Contract) -> dict[str, Any]:
    """What became of those who stood for the old loans."""
    old = Loan.objects.filter(merged_as__contract=contract, merged_as__cancelled_on=None)
    return {"old_guarantors": outcomes_of(old), "today": localdate()}


def repayment_shown(contract: Contract) -> dict[str, Any]:
    """How it is being repaid, today, or on the day it ended; for ``_repayment.html``."""
    repayment = repayment_of(contract, on=contract.closed_on or localdate())
    if repayment is None:
        return {"repayment": None}
    left = repayment.owed_in_all
    is_open = contract.status == Contract.Status.OPEN
    lines = plan_lines(repayment)
    return {
        "repayment": repayment,
        "arrears": arrears_in_words(repayment),
        "lines": lines,
        "near": lines_near(lines),
        "sums": sums_of(repayment.instalments, repayment.paid),
        "due_sum": due_sum(repayment),
        "closing_sum": closing_sum(repayment),
        "older_plans": older_plans(repayment.plan),
        "receipts": receipts_of(repayment),
        "overcharged": overcharged_on(repayment) if is_open else None,
        "may_receive": bool(left) and is_open,
        "may_close": not left and is_open,
    }


@permission_required(ACT, raise_exception=True)
def undo(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Undo the whole merge, with a reason; or say why it can't be undone any more."""
    contract = get_object_or_404(contracts_seen(request.user), pk=contract_id)
    require(request.user, ACT, contract.household.institution)
    looked_at(contract.household, actor=request.user, what=page_called(request))
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
    looked_at(transfer.contract.household, actor=request.user, what=page_called(request))
    form = PayForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        try:
            pay_transfer(transfer, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"บันทึกแล้วว่าโอนเงินให้{transfer.to_fund}")
            return redirect(transfer.contract)
    state = signature_state(transfer.contract)
    context = {"nav": "contracts", "transfer": transfer, "form": form, "signing": state}
    return render(request, "consolidation/pay.html", context)
