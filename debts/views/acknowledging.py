"""How the time runs for a loan, and what interrupted it; and the village's loans nearly barred."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from debts.acknowledging import acknowledge, refusals_of_loan, take_back_acknowledgment
from debts.acknowledgment_forms import AcknowledgmentForm, TakeBackForm
from debts.confirmations import is_disputed
from debts.models import Acknowledgment, Confirmation, Loan
from debts.prescriptions import PAGE, prescriptions_of, pressing_in
from debts.views.grid import MAY_TYPE, find_institution
from fundinst.errors import Refused
from fundinst.forms import ActForm
from members.access import require
from members.looking import looked_at, looked_over
from members.page_names import page_called
from members.undoing import say_done


def acknowledgments(request: HttpRequest, loan_id: int) -> HttpResponse:
    """One loan: its prescription, what interrupted it; ``step`` of a POST: say, or take_back."""
    loan = _find_loan(request, loan_id)
    institution = loan.household.institution
    step = ""
    if request.method == "POST":
        require(request.user, MAY_TYPE, institution)
        step = request.POST.get("step", "")
    form = AcknowledgmentForm(request.POST if step == "say" else None)
    said = [*loan.acknowledgments.filter(takes_back=None).select_related("taken_back_by", "actor")]
    rows = [(one, _back_form(request, one, step)) for one in said]
    bound = [one for one in [form, *(back for _said, back in rows)] if one and one.is_bound]
    if bound and bound[0].is_valid() and _done(request, loan, bound[0]):
        return redirect("debts:acknowledgments", loan.pk)
    context = {
        "nav": "households",
        "household": loan.household,
        "loan": loan,
        "parts": prescriptions_of([loan], on=localdate())[loan.pk],
        "rows": rows,
        "confirmed": _confirmed(loan),
        "form": form,
        "wrong": bound[0] if bound else None,
        "refusals": [*refusals_of_loan(loan)],
        "may_act": request.user.has_perm(MAY_TYPE, institution),
    }
    return render(request, "debts/acknowledgments.html", context)


def _find_loan(request: HttpRequest, loan_id: int) -> Loan:
    """The loan, if the user may see it; else 404. Who looked is kept."""
    seen = Loan.objects.visible_to(request.user).select_related(
        "account__fund", "borrower", "rule", "household__institution"
    )
    loan: Loan = get_object_or_404(seen, pk=loan_id)
    looked_at(loan.household, actor=request.user, what=page_called(request))
    return loan


def _confirmed(loan: Loan) -> list[Confirmation]:
    """The household's signatures under the loan's balance that stand."""
    words = loan.confirmations.order_by("pk")
    last = {word.cut_off: word for word in words}
    return [word for word in last.values() if not is_disputed(word)]


def _back_form(request: HttpRequest, said: Acknowledgment, step: str) -> TakeBackForm | None:
    if hasattr(said, "taken_back_by"):
        return None
    is_sent = step == "take_back" and request.POST.get("said") == str(said.pk)
    return TakeBackForm(request.POST if is_sent else None, auto_id=f"back{said.pk}_%s")


def _done(request: HttpRequest, loan: Loan, form: ActForm) -> bool:
    try:
        if isinstance(form, AcknowledgmentForm):
            acknowledge(loan, **form.cleaned_data, today=localdate(), actor=request.user)
            say_done(request, "บันทึกการรับสภาพหนี้แล้ว ดูอายุความที่นับใหม่ข้างล่างนี้")
        else:
            said = get_object_or_404(loan.acknowledgments, pk=request.POST["said"])
            take_back_acknowledgment(said, **form.cleaned_data, actor=request.user)
            say_done(request, "ถอนรายการแล้ว รายการเดิมยังอยู่ในประวัติ แต่ไม่นับ")
    except Refused as refused:
        form.show(refused)
        return False
    return True


def nearly_barred(request: HttpRequest, code: str) -> HttpResponse:
    """ใกล้ขาดอายุความ: the village's loans that are nearly barred, or already; soonest first."""
    institution = find_institution(request, code)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    context: dict[str, Any] = {
        "nav": "households",
        "institution": institution,
        "pressing": pressing_in(institution, on=localdate()),
        "page": PAGE,
    }
    return render(request, "debts/nearly_barred.html", context)
