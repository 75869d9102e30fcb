"""Netting between funds: what they owe each other, a batch, each fund's answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.fund_accounts import account_between, balances_between, owed_between
from consolidation.fund_cash import cash_of, warnings_to_net
from consolidation.models import NettingBatch
from consolidation.netting import answer_lines, cancel_batch, net_batch, open_batch
from consolidation.netting_forms import AnswerForm, CancelBatchForm, OpenBatchForm
from consolidation.netting_lines import batch_version, lines_of, why_out
from consolidation.netting_rules import refusals_of_status, refusals_to_net
from consolidation.netting_statement import netting_statement
from consolidation.views.contracts import ACT
from consolidation.views.targets import find_institution
from fundinst.errors import Refused
from members.access import require
from members.looking import looked_over
from members.models import Institution
from members.page_names import page_called


def netting_of(request: HttpRequest, code: str) -> HttpResponse:
    """What the funds of an institution owe each other, its batches; a new one is opened here."""
    institution = find_institution(request, code)
    may_act = request.user.has_perm(ACT, institution)
    if request.method == "POST":
        require(request.user, ACT, institution)
    form = OpenBatchForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        try:
            batch = open_batch(institution, on=form.cleaned_data["on"], actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"เปิดใบหักล้าง {batch} แล้ว ให้แต่ละกองทุนตอบรายการของตน")
            return redirect(batch)
    context = {"form": form, "may_act": may_act, **_between_now(institution)}
    return render(request, "consolidation/netting_of.html", context)


def _between_now(institution: Institution) -> dict[str, Any]:
    owed = owed_between(institution)
    batches = institution.netting_batches.all()
    cash = cash_of(institution.funds.order_by("position"), on=localdate())
    return {
        "nav": "contracts",
        "institution": institution,
        "owed": owed,
        "total": sum(one.total for one in owed),
        "waiting": sum(one.lines for one in owed),
        "accounts": balances_between(institution, owed),
        "open_batch": batches.filter(status=NettingBatch.Status.OPEN).first(),
        "batches": batches.exclude(status=NettingBatch.Status.OPEN),
        "cash": [*cash.values()],
    }


def _batches(request: HttpRequest) -> QuerySet[NettingBatch]:
    return NettingBatch.objects.visible_to(request.user).select_related("institution", "actor")


def netting(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One batch: who answered what, what comes of it, and what is paid of that."""
    batch = get_object_or_404(_batches(request), pk=batch_id)
    institution = batch.institution
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    statement = netting_statement(batch)
    is_open = batch.status == NettingBatch.Status.OPEN
    may_act = request.user.has_perm(ACT, institution)
    context = {
        "nav": "contracts",
        "institution": institution,
        "batch": batch,
        "is_open": is_open,
        "found": statement,
        "may_act": may_act,
        "may_answer": may_act and is_open,
        "refusals": [*refusals_to_net(batch, lines_of(batch))] if is_open else [],
        "warnings": warnings_to_net(statement, on=localdate()) if is_open else [],
        "seen": batch_version(batch),
    }
    return render(request, "consolidation/netting.html", context)


@permission_required(ACT, raise_exception=True)
def netting_answer(request: HttpRequest, batch_id: int, fund_id: int) -> HttpResponse:
    """What one fund answers to the lines that it is to be paid, all at once."""
    batch = _to_act(request, batch_id)
    fund = get_object_or_404(batch.institution.funds, pk=fund_id)
    looked_over([batch.institution_id], actor=request.user, what=page_called(request))
    lines = [one for one in lines_of(batch) if one.transfer.to_fund == fund and not why_out(one)]
    seen, today = batch_version(batch), localdate()
    form = AnswerForm(request.POST or None, lines=lines, seen=seen, today=today)
    if form.is_valid():
        said = {key: form.cleaned_data[key] for key in ("by", "on", "seen")}
        try:
            answer_lines(batch, fund, form.answers, actor=request.user, **said)
        except Refused as refused:
            form.show(refused)
            form.data = {**form.data.dict(), "seen": seen}  # sent again, it holds
        else:
            messages.success(request, f"บันทึกคำตอบของ{fund}แล้ว")
            return redirect(batch)
    context = {"nav": "contracts", "batch": batch, "fund": fund, "form": form}
    context["refusals"] = [] if form.errors else [*refusals_of_status(batch)]
    return render(request, "consolidation/netting_answer.html", context)


@permission_required(ACT, raise_exception=True)
def netting_net(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The button that nets a batch as it was looked at."""
    batch = _to_act(request, batch_id)
    if request.method == "POST":
        try:
            net_batch(batch, seen=request.POST.get("seen", ""), actor=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"หักล้างตามใบ {batch} แล้ว เหลือโอนเงินตามยอดสุทธิข้างล่าง")
    return redirect(batch)


@permission_required(ACT, raise_exception=True)
def netting_cancel(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Give an open batch up, with a reason; or say why it can't be."""
    batch = _to_act(request, batch_id)
    form = CancelBatchForm(request.POST or None)
    if form.is_valid():
        try:
            cancel_batch(batch, reason=form.cleaned_data["reason"], actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"ยกเลิกใบหักล้าง {batch} แล้ว ทุกรายการยังต้องโอนเหมือนเดิม")
            return redirect("consolidation:netting_of", batch.institution.code)
    context = {"nav": "contracts", "batch": batch, "form": form}
    context["refusals"] = [] if form.errors else [*refusals_of_status(batch)]
    return render(request, "consolidation/netting_cancel.html", context)


def _to_act(request: HttpRequest, batch_id: int) -> NettingBatch:
    batch = get_object_or_404(_batches(request), pk=batch_id)
    require(request.user, ACT, batch.institution)
    return batch


def fund_account(request: HttpRequest, code: str, fund_id: int, other_id: int) -> HttpResponse:
    """The running account between two funds, day by day."""
    institution = find_institution(request, code)
    first = get_object_or_404(institution.funds, pk=fund_id)
    second = get_object_or_404(institution.funds.exclude(pk=first.pk), pk=other_id)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    account = account_between(first, second)
    context = {"nav": "contracts", "institution": institution, "account": account}
    return render(request, "consolidation/fund_account.html", context)
