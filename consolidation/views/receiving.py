"""Taking a payment in: it is typed, then looked at, then written.

Nothing is written before the last press.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from consolidation.books import books_of
from consolidation.charge_forms import SHOWN, ChargeForm
from consolidation.charging import Charge, claims_of
from consolidation.charging_rules import refusals_to_charge
from consolidation.models import Contract, Receipt
from consolidation.plan_lines import closing_sum, due_sum
from consolidation.receipt_check import Payment, ReceiptCheck, check
from consolidation.receipt_forms import ReceiveForm
from consolidation.receiving import receive as receive_payment
from consolidation.receiving import repayment_version
from consolidation.receiving_rules import refusals_to_receive
from consolidation.repayment import Repayment, repayment_of
from consolidation.views.contracts import ACT
from consolidation.views.repayment import find_contract
from debts.interest import Method
from fundinst.errors import Refusal, Refused
from members.access import require
from members.looking import looked_at
from members.page_names import page_called
from members.versions import CHANGED

STEPS = ["กรอกเงินที่รับ", "ตรวจว่าเงินไปที่ไหน", "ออกใบเสร็จแล้ว"]
OVERPAID = "overpaid"
CHOOSE = "เลือกว่าจะทำอย่างไรกับส่วนที่เกิน"
LOOK_AGAIN = "มีผู้บันทึกใบเสร็จหรือเปลี่ยนแผนของสัญญานี้ระหว่างที่ท่านทำ ตรวจตัวเลขข้างล่างอีกครั้งแล้วค่อยบันทึก"
MOVED_BY_CHOICE = "ข้อที่เลือกทำให้ใบเสร็จที่ออกไว้หลังวันนี้เปลี่ยนไป ดูข้างล่างว่าเปลี่ยนอย่างไร ถ้าถูกต้องแล้วกดบันทึกอีกครั้ง"
CHARGED_ANEW = "ยอดที่เรียกเก็บเปลี่ยน เงินจึงตัดชำระต่างไป ตรวจตัวเลขข้างล่างอีกครั้งแล้วค่อยบันทึก"


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
    repayment = repayment_of(contract, on=form.cleaned_data["on"])
    charging = ChargeForm(request.POST, claims=claims_of(repayment))
    charges = _charges(charging, form.cleaned_data["amount"])
    if step == "save" and not charging.errors:
        receipt = _save(request, contract, form, charging)
        if receipt:
            messages.success(request, f"บันทึกแล้ว ใบเสร็จเลขที่ {receipt}")
            return redirect("consolidation:receipt", receipt.pk)
    return _show_check(request, contract, form, charging, charges)


def _as_due(contract: Contract) -> dict[str, Any]:
    """What is typed most often: all that is due today and what is taken first, by the borrower."""
    repayment = repayment_of(contract, on=localdate())
    due = due_sum(repayment).total if repayment else None
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


def _charges(charging: ChargeForm, amount: Decimal) -> Sequence[Charge]:
    """What can be charged as typed; where it can't, the form says why and nothing is."""
    if charging.is_bound and not charging.is_valid():
        return ()
    charges = charging.charges
    refusals = [*refusals_to_charge(charges, charging.claims, amount=amount)]
    if refusals and charging.is_bound:
        charging.show(Refused(refusals))
    return () if refusals else charges


def _save(
    request: HttpRequest, contract: Contract, form: ReceiveForm, charging: ChargeForm
) -> Receipt | None:
    if not charging.is_as_shown:
        form.add_error(None, CHARGED_ANEW)
        return None
    charges = charging.charges if charging.is_bound else ()
    if _moves_more_than_shown(contract, form, charges):
        form.add_error(None, MOVED_BY_CHOICE)
        return None
    try:
        return receive_payment(contract, **form.payment, charges=charges, actor=request.user)
    except Refused as refused:
        codes = {refusal.code for refusal in refused.refusals}
        if OVERPAID in codes:
            form.add_error("rest", CHOOSE)
        elif CHANGED in codes:
            form.add_error(None, LOOK_AGAIN)
        else:
            form.show(refused)
        return None


def _moves_more_than_shown(
    contract: Contract, form: ReceiveForm, charges: Sequence[Charge]
) -> bool:
    """Whether the choice changes other receipts than the check said, which is to be seen first."""
    rest, shown = form.cleaned_data["rest"], form.cleaned_data["shown_rest"]
    if rest == shown:
        return False
    now, before = (_check(contract, form, charges, one) for one in (rest, shown))
    return now.differences != before.differences


def _check(
    contract: Contract, form: ReceiveForm, charges: Sequence[Charge], rest: str
) -> ReceiptCheck:
    typed = form.cleaned_data
    paid = Payment(typed["on"], typed["amount"], typed["payer"], tuple(charges))
    return check(repayment_of(contract, on=paid.on), paid, today=localdate(), rest=rest)


def _show_form(request: HttpRequest, contract: Contract, form: ReceiveForm) -> HttpResponse:
    repayment = repayment_of(contract, on=localdate())
    context = {
        "nav": "contracts",
        "contract": contract,
        "form": form,
        "steps": STEPS,
        "repayment": repayment,
        "due_sum": due_sum(repayment) if repayment else None,
        "closing_sum": closing_sum(repayment) if repayment else None,
        "flat": bool(repayment and repayment.terms.interest.method == Method.FLAT),
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


def _show_check(
    request: HttpRequest,
    contract: Contract,
    form: ReceiveForm,
    charging: ChargeForm,
    charges: Sequence[Charge],
) -> HttpResponse:
    typed = form.cleaned_data
    paid = Payment(typed["on"], typed["amount"], typed["payer"], tuple(charges))
    checked = _check(contract, form, charges, typed.get("rest", ""))
    form.data = form.data.copy()
    form.data["seen"] = repayment_version(contract)  # what people see here is what they save
    form.data["shown_rest"] = checked.rest
    boxes = {str(box.data["value"]): box for box in form["rest"]}
    context = {
        "nav": "contracts",
        "contract": contract,
        "form": form,
        "steps": STEPS,
        "paid": paid,
        "booked_on": books_of(contract.fund).booked_on(paid.on),
        "check": checked,
        "charging": charging,
        "shown": (SHOWN, paid.charged),
        "overcharged": checked.overcharged,
        "choices": [(boxes[one.rest], one) for one in checked.choices if not one.refusals],
        "closed_choices": [one for one in checked.choices if one.refusals],
    }
    return render(request, "consolidation/receive_check.html", context)
