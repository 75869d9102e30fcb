"""A draft so large that a worker reads it first: asking for it, and what stands there till then."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from debts.drafting import is_unread
from debts.models import Register
from debts.tasks import READ, read_later
from members.access import require
from members.jobs import jobs_shown_to, under_way

MAY_IMPORT = "debts.add_register"


def unread(request: HttpRequest, register: Register, context: dict[str, Any]) -> HttpResponse:
    """Of a draft that nobody has read yet: how far that is, or the button that asks for it."""
    job = under_way(READ, register, among=jobs_shown_to(request.user))
    return render(request, "debts/register_unread.html", {**context, "job": job})


@permission_required(MAY_IMPORT, raise_exception=True)
def read(request: HttpRequest, register_id: int) -> HttpResponse:
    registers = Register.objects.visible_to(request.user).select_related("account__fund")
    register = get_object_or_404(registers, pk=register_id)
    require(request.user, MAY_IMPORT, register.account.fund.institution)
    if request.method == "POST" and is_unread(register):
        return redirect("members:job", read_later(register, user=request.user).pk)
    return redirect(register)
