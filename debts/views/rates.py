"""A loan lent above the lawful rate: what was decided on its interest."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from debts.models import Loan
from debts.rate_deciding import Decided, decide_rate, has_lapsed, interest_of, last_decisions
from debts.rate_forms import RateForm
from fundinst.errors import Refused
from members.access import require
from members.looking import looked_at
from members.page_names import page_called

ACT = "debts.change_loan"


@permission_required(ACT, raise_exception=True)
def rate(request: HttpRequest, loan_id: int) -> HttpResponse:
    """Write down who decided what on the loan's interest, and why; the last decision counts."""
    seen = Loan.objects.visible_to(request.user).select_related(
        "account__fund", "borrower", "household__institution"
    )
    loan = get_object_or_404(seen, pk=loan_id)
    require(request.user, ACT, loan.household.institution)
    looked_at(loan.household, actor=request.user, what=page_called(request))
    form = RateForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        try:
            decision = decide_rate(loan, Decided(**form.cleaned_data), actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"บันทึกแล้ว: {decision.get_outcome_display()}")
            return redirect("debts:rate", loan.pk)
    last = last_decisions([loan]).get(loan.pk)
    context = {
        "nav": "households",
        "loan": loan,
        "household": loan.household,
        "form": form,
        "interest": interest_of(loan),
        "decisions": loan.rate_decisions.select_related("actor").order_by("-pk"),
        "last": last,
        "lapsed": has_lapsed(loan, last),
    }
    return render(request, "debts/rate.html", context)
