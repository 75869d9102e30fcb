"""Repayment: one receipt, taking it back, ending the contract."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.closing import close, refusals_to_close, warnings_to_close
from consolidation.models import Contract, Receipt
from consolidation.receipt_forms import CloseForm, ReopenForm, ReverseForm
from consolidation.receipt_lines import as_issued, moved_since, placed
from consolidation.receiving import reverse
from consolidation.receiving_rules import refusals_to_reverse
from consolidation.reopening import refusals_to_reopen, reopen
from consolidation.repayment import repayment_of
from consolidation.views.contract_list import contracts_seen
from consolidation.views.contracts import ACT
from fundinst.errors import Refusal, Refused
from members.access import require
from members.looking import looked_at
from members.page_names import page_called


def find_contract(request: HttpRequest, contract_id: int) -> Contract:
    return get_object_or_404(contracts_seen(request.user), pk=contract_id)


def receipts_seen(request: HttpRequest) -> QuerySet[Receipt]:
    """The receipts within the user's scope, with all that their papers say."""
    seen = Receipt.objects.visible_to(request.user).select_related(
        "contract__fund", "contract__borrower", "contract__household__institution", "fund", "actor"
    )
    return seen.select_related("reversal__actor").prefetch_related("charges")


def find_receipt(request: HttpRequest, receipt_id: int) -> Receipt:
    return get_object_or_404(receipts_seen(request), pk=receipt_id)


def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One receipt, and where its baht went."""
    receipt = find_receipt(request, receipt_id)
    contract = receipt.contract
    looked_at(contract.household, actor=request.user, what=page_called(request))
    then = as_issued(receipt)
    may_act = request.user.has_perm(ACT, contract.household.institution)
    context = {
        "nav": "contracts",
        "receipt": receipt,
        "contract": contract,
        "placed": placed(then, receipt.pk),
        "left": then.left,
        "moved": moved_since(receipt, then),
        "reversal": getattr(receipt, "reversal", None),
        "may_act": may_act,
        "may_reverse": may_act and not [*refusals_to_reverse(receipt, on=localdate(), reason="-")],
        "may_reopen": may_act and not _why_not_reopen(receipt),
    }
    return render(request, "consolidation/receipt.html", context)


@permission_required(ACT, raise_exception=True)
def receipt_reverse(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Take a receipt back, with a reason; or say why it can't be."""
    receipt = find_receipt(request, receipt_id)
    household = receipt.contract.household
    require(request.user, ACT, household.institution)
    looked_at(household, actor=request.user, what=page_called(request))
    form = ReverseForm(request.POST or None)
    if form.is_valid():
        try:
            reverse(receipt, reason=form.cleaned_data["reason"], on=localdate(), actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"ยกเลิกใบเสร็จเลขที่ {receipt} แล้ว เลขที่นี้ไม่นำมาใช้อีก")
            return redirect(receipt.contract)
    refusals = [*refusals_to_reverse(receipt, on=localdate(), reason="-")]
    context = {
        "nav": "contracts",
        "receipt": receipt,
        "contract": receipt.contract,
        "form": form,
        "refusals": refusals,
    }
    return render(request, "consolidation/receipt_reverse.html", context)


def _why_not_reopen(receipt: Receipt) -> list[Refusal]:
    return [*refusals_to_reopen(receipt, on=localdate(), reason="-", paper="-")]


@permission_required(ACT, raise_exception=True)
def contract_reopen(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Open a closed contract again, because this receipt's money didn't come in."""
    receipt = find_receipt(request, receipt_id)
    contract = receipt.contract
    require(request.user, ACT, contract.household.institution)
    looked_at(contract.household, actor=request.user, what=page_called(request))
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        try:
            reopen(receipt, **form.cleaned_data, on=localdate(), actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"เปิดสัญญาเลขที่ {contract} อีกครั้งแล้ว ใบเสร็จ {receipt} ไม่นับแล้ว")
            return redirect(contract)
    context = {
        "nav": "contracts",
        "receipt": receipt,
        "contract": contract,
        "form": form,
        "refusals": _why_not_reopen(receipt),
    }
    return render(request, "consolidation/contract_reopen.html", context)


@permission_required(ACT, raise_exception=True)
def contract_close(request: HttpRequest, contract_id: int) -> HttpResponse:
    """End a contract that is paid in full; or say what is still in the way."""
    contract = find_contract(request, contract_id)
    require(request.user, ACT, contract.household.institution)
    looked_at(contract.household, actor=request.user, what=page_called(request))
    form = CloseForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        try:
            close(contract, on=form.cleaned_data["on"], actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"ปิดสัญญาเลขที่ {contract} แล้ว ครัวเรือนนี้ปลดหนี้แล้ว")
            return redirect(contract)
    today = localdate()
    repayment = repayment_of(contract, on=today)
    refusals = [*refusals_to_close(contract, repayment, on=today)]
    warnings = [*warnings_to_close(contract, repayment)]
    context = {"nav": "contracts", "contract": contract, "form": form, "refusals": refusals}
    return render(request, "consolidation/contract_close.html", context | {"warnings": warnings})
