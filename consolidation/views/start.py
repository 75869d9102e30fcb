"""The last step of starting an institution: how its debts come in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from members.founding import STEPS, next_step, with_steps
from members.models import Institution

LAST = "consolidation:start"


def start(request: HttpRequest, code: str) -> HttpResponse:
    """Type the debts, bring a file in, or try it out first; for the committee to choose."""
    within = Institution.objects.visible_to(request.user)
    institutions = within.select_related("village", "subdistrict__parent__parent")
    institution = get_object_or_404(with_steps(institutions, localdate()), code=code)
    step = next_step(institution)
    context = {
        "institution": institution,
        "steps": STEPS,
        "may_import": request.user.has_perm("debts.add_register", institution),
        "may_type": request.user.has_perm("debts.change_loan", institution),
        "may_practise": request.user.has_perm("members.change_household"),
        "missing": "" if step == LAST else step,
        "nav": "home",
    }
    return render(request, "consolidation/start.html", context)
