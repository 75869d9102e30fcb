"""What closes a household's old loans on a day, line by line; read only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from debts.payoff_forms import PayOffForm
from debts.payoffs import pay_offs_of
from debts.views.grid import MAY_TYPE
from fundinst.days import day_in_words
from members.looking import looked_at
from members.models import Household
from members.page_names import page_called


def payoff(request: HttpRequest, household_id: int) -> HttpResponse:
    """What closes each old loan on a day (``?on=``, else today), fund by fund and in all."""
    seen = Household.objects.visible_to(request.user).with_head().select_related("institution")
    household = get_object_or_404(seen, pk=household_id)
    looked_at(household, actor=request.user, what=page_called(request))
    asked = request.GET.get("on", "").replace("\0", "")
    form = PayOffForm({"on": asked or day_in_words(localdate())})
    on = form.cleaned_data["on"] if form.is_valid() else None
    context = {
        "nav": "households",
        "household": household,
        "form": form,
        "on": on,
        "found": pay_offs_of(household, on=on) if on else None,
        "has_loans": household.loans.exists(),
        "may_mend": request.user.has_perm(MAY_TYPE, household.institution),
    }
    return render(request, "debts/payoff.html", context)
