"""A day on which many pay: the list of what is due, amounts, one check, all receipts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from consolidation.due_list import due_list, receive_many, why_not
from consolidation.models import Receipt
from consolidation.receipt_check import Payment, check
from consolidation.receipt_forms import DueDayForm, DueListForm
from consolidation.views.contracts import ACT
from consolidation.views.targets import find_institution
from fundinst.errors import Refusal
from fundinst.thai import buddhist_year
from members.access import require
from members.looking import looked_over
from members.models import Institution
from members.page_names import page_called
from members.sent_forms import goes_on_where_it_stopped

NOTHING_TYPED = "กรอกจำนวนเงินอย่างน้อยหนึ่งสัญญา"
ALL_RECEIVED = "ที่กรอกไว้บันทึกครบแล้วก่อนหน้านี้ ดูใบเสร็จที่ออกแล้วในหน้านี้"


@goes_on_where_it_stopped
@permission_required(ACT, raise_exception=True)
def due_day(request: HttpRequest, code: str) -> HttpResponse:
    """``step`` says which button was pressed: check, back (to type again), save."""
    institution = find_institution(request, code)
    require(request.user, ACT, institution)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    asked = request.POST if request.method == "POST" else request.GET
    day = DueDayForm(asked if "on" in asked else None, initial={"on": localdate()})
    on = day.cleaned_data["on"] if day.is_valid() else localdate()
    form = DueListForm(request.POST or None, repayments=due_list(institution, on))
    step = request.POST.get("step", "")
    if step not in ("check", "save") or not (day.is_valid() and form.is_valid()):
        return _show(request, institution, day, form, on)
    if not form.typed and step == "save":  # sent again, and the first try had done it all
        messages.info(request, ALL_RECEIVED)
        return redirect(_address(institution, on))
    if not form.typed:
        form.add_error(None, NOTHING_TYPED)
        return _show(request, institution, day, form, on)
    if step == "save":
        return _save(request, institution, day, form, on)
    refused = {one.contract.pk: why_not(one, amount) for one, _due, amount in form.typed}
    if any(refused.values()):
        return _show(request, institution, day, form, on, refused=refused)
    return _show_check(request, institution, day, form, on)


def _save(
    request: HttpRequest, institution: Institution, day: DueDayForm, form: DueListForm, on: date
) -> HttpResponse:
    """All that can be; what was refused stays on the page with its reason."""
    shown = [(one.contract, due, amount) for one, due, amount in form.typed]
    given = receive_many(shown, on=on, actor=request.user)
    if given.receipts:
        messages.success(request, f"บันทึกแล้ว ออกใบเสร็จ {len(given.receipts)} ใบ")
    if not given.refused:
        return redirect(_address(institution, on))
    again = DueListForm(repayments=due_list(institution, on))
    return _show(request, institution, day, again, on, refused=given.refused)


def _address(institution: Institution, on: date) -> str:
    return reverse("consolidation:due_day", args=[institution.code], query={"on": _typed(on)})


def _typed(on: date) -> str:
    return f"{on.day}/{on.month}/{buddhist_year(on)}"


def _show(
    request: HttpRequest,
    institution: Institution,
    day: DueDayForm,
    form: DueListForm,
    on: date,
    *,
    refused: Mapping[int, Any] | None = None,
) -> HttpResponse:
    found: list[tuple[str, list[Refusal]]] = [
        (f"{one.contract.borrower} สัญญา {one.contract}", list((refused or {})[one.contract.pk]))
        for one in form.repayments
        if (refused or {}).get(one.contract.pk)
    ]
    given = Receipt.objects.filter(
        contract__household__institution=institution, on=on, reversal__isnull=True
    )
    context = {
        "nav": "contracts",
        "institution": institution,
        "day": day,
        "form": form,
        "on": on,
        "typed_on": _typed(on),
        "refused": found,
        "holders": institution.funds.filter(contracts__isnull=False).distinct(),
        "given": given.select_related("contract").order_by("fund", "year", "number"),
    }
    return render(request, "consolidation/due_day.html", context)


def _show_check(
    request: HttpRequest, institution: Institution, day: DueDayForm, form: DueListForm, on: date
) -> HttpResponse:
    today = localdate()
    checked = [
        (one, amount, check(one, Payment(on, amount, str(one.contract.borrower)), today=today))
        for one, _due, amount in form.typed
    ]
    context = {
        "nav": "contracts",
        "institution": institution,
        "day": day,
        "form": form,
        "on": on,
        "checked": checked,
        "total": sum(amount for _one, amount, _found in checked),
    }
    return render(request, "consolidation/due_day_check.html", context)
