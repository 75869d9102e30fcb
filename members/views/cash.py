"""What a fund has in cash and bank: noting it, and what was noted before."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from fundinst.errors import Refused
from members.access import require
from members.cash_forms import CashForm
from members.counting_cash import cash_version, count_cash
from members.models import Fund
from members.versions import CHANGED
from members.views.funds import CHANGE_FUNDS

SHOWN = 12
LOOK_AGAIN = "มีผู้บันทึกเงินของกองทุนนี้ระหว่างที่ท่านพิมพ์ ดูรายการล่าสุดข้างล่างก่อน แล้วค่อยบันทึก"


@permission_required(CHANGE_FUNDS, raise_exception=True)
def fund_cash(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Note a fund's cash; the earlier counts stand below, and none of them is changed."""
    seen_funds = Fund.objects.visible_to(request.user).select_related("institution")
    fund = get_object_or_404(seen_funds, pk=fund_id)
    require(request.user, CHANGE_FUNDS, fund.institution)
    version = cash_version(fund)
    form = CashForm(request.POST or None, initial={"on": localdate(), "seen": version})
    if form.is_valid():
        try:
            count_cash(fund, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            if any(refusal.code == CHANGED for refusal in refused.refusals):
                form.add_error(None, LOOK_AGAIN)
                form.data = form.data.copy()
                form.data["seen"] = version
            else:
                form.show(refused)
        else:
            messages.success(request, f"บันทึกเงินของ{fund}แล้ว")
            return redirect("members:fund_cash", fund.pk)
    counts = fund.cash_counts.select_related("actor").order_by("-on", "-pk")
    context = {"nav": "funds", "fund": fund, "form": form, "counts": counts[:SHOWN]}
    return render(request, "members/fund_cash.html", context)
