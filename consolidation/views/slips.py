"""Payment slips between funds: writing one, one as it was written, taking one back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.models import NetPayment, PaymentSlip
from consolidation.netting_forms import ReverseSlipForm, SlipForm
from consolidation.netting_rules import refusals_to_reverse_slip
from consolidation.netting_statement import slip_of
from consolidation.slip_sums import left_of
from consolidation.slips import pay_slip, reverse_slip, slips_version
from consolidation.views.contracts import ACT
from fundinst.errors import Refused
from members.access import require
from members.looking import looked_over
from members.models import Institution
from members.page_names import page_called
from members.versions import CHANGED

LOOK_AGAIN = "มีผู้บันทึกใบโอนเงินของยอดนี้ระหว่างที่ท่านพิมพ์ ตรวจยอดที่เหลือข้างล่างอีกครั้งแล้วค่อยบันทึก"


@permission_required(ACT, raise_exception=True)
def slip_new(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Write down what one fund paid another on a net payment."""
    payment = get_object_or_404(
        NetPayment.objects.visible_to(request.user).select_related(
            "batch__institution", "from_fund", "to_fund"
        ),
        pk=payment_id,
    )
    require(request.user, ACT, payment.batch.institution)
    _looked(request, payment.batch.institution)
    form = SlipForm(request.POST or None, initial=_usual(payment))
    if form.is_valid():
        try:
            slip = pay_slip(payment, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            _show_refused(form, refused, payment)
        else:
            messages.success(request, f"ออกใบโอนเงินเลขที่ {slip} แล้ว")
            return redirect(slip)
    left = left_of(payment)
    context = {"nav": "contracts", "payment": payment, "form": form, "left": left}
    return render(request, "consolidation/slip_new.html", context)


def _looked(request: HttpRequest, institution: Institution) -> None:
    looked_over([institution.pk], actor=request.user, what=page_called(request))


def _show_refused(form: SlipForm, refused: Refused, payment: NetPayment) -> None:
    if any(refusal.code == CHANGED for refusal in refused.refusals):
        form.add_error(None, LOOK_AGAIN)
        form.data = form.data.copy()
        form.data["seen"] = slips_version(payment)
    else:
        form.show(refused)


def _usual(payment: NetPayment) -> dict[str, Any]:
    """What is typed most often: all that is left, by those who signed for the funds last."""
    slips = PaymentSlip.objects.order_by("-pk")
    payer = slips.filter(payment__from_fund=payment.from_fund).first()
    receiver = slips.filter(payment__to_fund=payment.to_fund).first()
    return {
        "on": localdate(),
        "amount": left_of(payment) or None,
        "paid_by": payer.paid_by if payer else "",
        "received_by": receiver.received_by if receiver else "",
        "seen": slips_version(payment),
    }


def _slips(request: HttpRequest) -> QuerySet[PaymentSlip]:
    return PaymentSlip.objects.visible_to(request.user).select_related(
        "payment__batch__institution",
        "payment__from_fund",
        "payment__to_fund",
        "actor",
        "reversal__actor",
    )


def slip(request: HttpRequest, slip_id: int) -> HttpResponse:
    """One slip: who paid whom, on which batch, and what was left then."""
    slip = get_object_or_404(_slips(request), pk=slip_id)
    _looked(request, slip.payment.batch.institution)
    reversal = getattr(slip, "reversal", None)
    may_act = request.user.has_perm(ACT, slip.payment.batch.institution)
    context = {
        "nav": "contracts",
        "slip": slip,
        "paper": slip_of(slip),
        "reversal": reversal,
        "may_reverse": may_act and reversal is None,
    }
    return render(request, "consolidation/slip.html", context)


@permission_required(ACT, raise_exception=True)
def slip_reverse(request: HttpRequest, slip_id: int) -> HttpResponse:
    """Take a slip back, with a reason; or say why it can't be."""
    slip = get_object_or_404(_slips(request), pk=slip_id)
    require(request.user, ACT, slip.payment.batch.institution)
    _looked(request, slip.payment.batch.institution)
    form = ReverseSlipForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            reverse_slip(slip, on=localdate(), reason=reason, actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"ยกเลิกใบโอนเงินเลขที่ {slip} แล้ว เลขที่นี้ไม่นำมาใช้อีก")
            return redirect(slip.payment.batch)
    refusals = [*refusals_to_reverse_slip(slip, on=localdate(), reason="-")]
    context = {"nav": "contracts", "slip": slip, "form": form}
    context["refusals"] = [] if form.errors else refusals
    return render(request, "consolidation/slip_reverse.html", context)
