"""Repayment: taking a payment in, one receipt, taking it back, ending the contract.

A payment is typed, then looked at, then written: nothing is written before the last press.
"""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.closing import close, refusals_to_close
from consolidation.models import Contract, Receipt
from consolidation.plan_lines import closing_sum
from consolidation.receipt_check import Payment, check
from consolidation.receipt_forms import CloseForm, ReceiveForm, ReverseForm
from consolidation.receipt_lines import as_issued, placed
from consolidation.receiving import receive as receive_payment
from consolidation.receiving import repayment_version, reverse
from consolidation.receiving_rules import refusals_to_receive, refusals_to_reverse
from consolidation.repayment import Repayment, repayment_of
from consolidation.views.contract_list import contracts_seen
from consolidation.views.contracts import ACT
from fundinst.errors import Refusal, Refused
from members.access import require
from members.looking import looked_at
from members.page_names import page_called
from members.versions import CHANGED

STEPS = ["กรอกเงินที่รับ", "ตรวจว่าเงินไปที่ไหน", "ออกใบเสร็จแล้ว"]
OVERPAID = "overpaid"
CHOOSE = "เลือกว่าจะทำอย่างไรกับส่วนที่เกิน"
LOOK_AGAIN = "มีผู้บันทึกใบเสร็จหรือเปลี่ยนแผนของสัญญานี้ระหว่างที่ท่านทำ ตรวจตัวเลขข้างล่างอีกครั้งแล้วค่อยบันทึก"


@permission_required(ACT, raise_exception=True)
def receive(request: HttpRequest, contract_id: int) -> HttpResponse:
    """``step`` says which button was pressed: check, back (to type again), save."""
    contract = find_contract(request, contract_id)
    require(request.user, ACT, contract.household.institution)
    looked_at(contract.household, actor=request.user, what=page_called(request))
    form = ReceiveForm(request.POST or None, initial=_as_due(contract))
    step = request.POST.get("step", "")
    if step not in ("check", "save") or not form.is_valid():
        return _show_form(request, contract, form)
    if refusals := _walls(contract, form):
        form.show(Refused(refusals))
        return _show_form(request, contract, form)
    if step == "save":
        receipt = _save(request, contract, form)
        if receipt:
            messages.success(request, f"บันทึกแล้ว ใบเสร็จเลขที่ {receipt}")
            return redirect("consolidation:receipt", receipt.pk)
    return _show_check(request, contract, form)


def find_contract(request: HttpRequest, contract_id: int) -> Contract:
    return get_object_or_404(contracts_seen(request.user), pk=contract_id)


def _as_due(contract: Contract) -> dict[str, Any]:
    """What is typed most often: all that is due today, by the borrower."""
    repayment = repayment_of(contract, on=localdate())
    due = repayment.due if repayment else None
    return {"on": localdate(), "amount": due or None, "payer": str(contract.borrower)}


def _walls(contract: Contract, form: ReceiveForm) -> list[Refusal]:
    """What no choice opens; that a choice is missing is asked on the next page."""
    typed = form.cleaned_data
    return [
        refusal
        for refusal in refusals_to_receive(
            contract,
            repayment_of(contract, on=typed["on"]),
            on=typed["on"],
            amount=typed["amount"],
            payer=typed["payer"],
            rest="",
        )
        if refusal.code != OVERPAID
    ]


def _save(request: HttpRequest, contract: Contract, form: ReceiveForm) -> Receipt | None:
    typed = form.cleaned_data
    try:
        return receive_payment(contract, **typed, actor=request.user)
    except Refused as refused:
        codes = {refusal.code for refusal in refused.refusals}
        if OVERPAID in codes:
            form.add_error("rest", CHOOSE)
        elif CHANGED in codes:
            form.add_error(None, LOOK_AGAIN)
        else:
            form.show(refused)
        return None


def _show_form(request: HttpRequest, contract: Contract, form: ReceiveForm) -> HttpResponse:
    repayment = repayment_of(contract, on=localdate())
    context = {
        "nav": "contracts",
        "contract": contract,
        "form": form,
        "steps": STEPS,
        "repayment": repayment,
        "closing_sum": closing_sum(repayment) if repayment else None,
        "refusals": [] if form.errors else _closed(contract, repayment),
    }
    return render(request, "consolidation/receive.html", context)


def _closed(contract: Contract, repayment: Repayment | None) -> list[Refusal]:
    """Why nothing can be taken in at all, whatever is typed."""
    one_baht = {
        "on": localdate(),
        "amount": Decimal(1),
        "payer": "-",
        "rest": Receipt.Rest.GIVE_BACK,
    }
    codes = ("contract_not_open", "no_plan")
    refusals = refusals_to_receive(contract, repayment, **one_baht)
    return [refusal for refusal in refusals if refusal.code in codes]


def _show_check(request: HttpRequest, contract: Contract, form: ReceiveForm) -> HttpResponse:
    typed = form.cleaned_data
    paid = Payment(typed["on"], typed["amount"], typed["payer"])
    repayment = repayment_of(contract, on=paid.on)
    checked = check(repayment, paid, today=localdate())
    form.data = form.data.copy()
    form.data["seen"] = repayment_version(contract)  # what people see here is what they save
    boxes = {str(box.data["value"]): box for box in form["rest"]}
    context = {
        "nav": "contracts",
        "contract": contract,
        "form": form,
        "steps": STEPS,
        "paid": paid,
        "check": checked,
        "choices": [(boxes[one.rest], one) for one in checked.choices if not one.refusals],
        "closed_choices": [one for one in checked.choices if one.refusals],
    }
    return render(request, "consolidation/receive_check.html", context)


def receipts_seen(request: HttpRequest) -> QuerySet[Receipt]:
    """The receipts within the user's scope, with all that their papers say."""
    seen = Receipt.objects.visible_to(request.user).select_related(
        "contract__fund", "contract__borrower", "contract__household__institution", "fund", "actor"
    )
    return seen.select_related("reversal__actor")


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
        "left": then.owed_in_all,
        "reversal": getattr(receipt, "reversal", None),
        "may_act": may_act,
        "may_reverse": may_act and not [*refusals_to_reverse(receipt, on=localdate(), reason="-")],
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
    refusals = [*refusals_to_close(contract, repayment_of(contract, on=today), on=today)]
    context = {"nav": "contracts", "contract": contract, "form": form, "refusals": refusals}
    return render(request, "consolidation/contract_close.html", context)
