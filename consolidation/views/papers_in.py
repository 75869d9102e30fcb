"""The legal route of a household and its papers: chosen, recorded and cancelled on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.choosing_route import (
    cancel_paper,
    choose_route,
    paper_in,
    refusals_of_choosing,
    refusals_to_cancel,
    route_version,
)
from consolidation.models import Case, DecidingPaper
from consolidation.old_guarantors import outcomes_of
from consolidation.route_forms import PaperCancelForm, PaperForm, RouteForm
from consolidation.route_papers import (
    PaperState,
    chosen_route,
    contract_of,
    holder_of,
    loans_of,
    papers_of,
    route_of,
)
from consolidation.routes import ROUTES, TRANSFER, route_named
from consolidation.views.household import ACT, find_household
from fundinst.errors import Refused
from fundinst.forms import ActForm
from members.access import require
from members.models import Household
from members.undoing import say_done


@dataclass(frozen=True, slots=True)
class Row:
    """A paper as the page shows it: ``form`` records it, or cancels the one that is in.

    Without a form there is nothing to press: it is held elsewhere, or the contract rests on it.
    """

    key: str
    state: PaperState
    form: ActForm | None


@permission_required(ACT, raise_exception=True)
def papers_in(request: HttpRequest, household_id: int) -> HttpResponse:
    """เอกสารและวิธีทางกฎหมาย; ``step`` of a POST is route, paper or cancel."""
    household = find_household(request, household_id)
    require(request.user, ACT, household.institution)
    case = Case.objects.open().filter(household=household).first()
    step = request.POST.get("step", "") if request.method == "POST" else ""
    route_form = RouteForm(
        request.POST if step == "route" else None,
        initial={"route": route_of(case), "seen": route_version(case)},
    )
    rows = _rows(request, case, step)
    sent = [row.form for row in rows if row.form and row.form.is_bound]
    for form in [route_form, *sent]:
        if form.is_bound and form.is_valid() and _done(request, household, form):
            return redirect("consolidation:papers_in", household.pk)
    if not (step and case):
        return _show(request, household, case, rows, route_form)
    return _show(request, household, case, rows, route_form, wrong=(sent or [route_form])[0])


def _rows(request: HttpRequest, case: Case | None, step: str) -> list[Row]:
    """Every paper that is needed; the form that was sent is bound."""
    if case is None:
        return []
    rows = []
    for number, state in enumerate(papers_of(case, loans_of(case), into=holder_of(case))):
        key = f"{state.need.kind}-{state.need.loan or 0}-{state.need.guarantor or 0}"
        is_sent = step in ("paper", "cancel") and request.POST.get("need") == key
        rows.append(Row(key, state, _form(request, state, step if is_sent else "", number)))
    return rows


def _form(request: HttpRequest, state: PaperState, step: str, number: int) -> ActForm | None:
    ids = f"paper{number}_%s"
    if state.paper:
        if [*refusals_to_cancel(state.paper)]:
            return None
        return PaperCancelForm(request.POST if step == "cancel" else None, auto_id=ids)
    if state.need.given:
        return None
    usual = {
        "kind": state.need.kind,
        "signed_on": localdate(),
        "signed_by": state.need.signer[:200],
    }
    sent = request.POST if step == "paper" else None
    return PaperForm(sent, state=state, initial=usual, auto_id=ids)


def _done(request: HttpRequest, household: Household, form: ActForm) -> bool:
    """Do what the form asks for, and say so; or show why not."""
    said, on, actor = form.cleaned_data, localdate(), request.user
    try:
        if isinstance(form, RouteForm):
            choose_route(
                household, said["route"], reason=said["reason"], actor=actor, seen=form.opened_with
            )
            done = f"เลือกวิธี{route_named(said['route']).name}แล้ว"
        elif isinstance(form, PaperForm):
            done = f"บันทึก{paper_in(household, form.paper, on=on, actor=actor)}แล้ว"
        else:
            valid = DecidingPaper.objects.filter(case__household=household)
            paper = get_object_or_404(valid, pk=_number(request.POST.get("paper", "")))
            cancel_paper(paper, reason=said["reason"], on=on, actor=actor)
            done = f"ยกเลิก{paper}แล้ว"
    except Refused as refused:
        form.show(refused)
        if isinstance(form, RouteForm):
            form.put_beside_initial(refused)
        return False
    say_done(request, done)
    return True


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _show(
    request: HttpRequest,
    household: Household,
    case: Case | None,
    rows: Sequence[Row],
    route_form: RouteForm,
    wrong: ActForm | None = None,
) -> HttpResponse:
    before = [row for row in rows if not row.state.need.is_due_after]
    contract = contract_of(case) if case else None
    cancelled = DecidingPaper.objects.filter(case=case, cancelled_on__isnull=False)
    context: dict[str, Any] = {
        "nav": "households",
        "household": household,
        "case": case,
        "contract": contract,
        "chosen": chosen_route(case),
        "route": route_named(route_of(case)),
        "routes": [*zip(route_form["route"], ROUTES, strict=True)],
        "route_form": route_form,
        "wrong": wrong,
        "may_choose": not [*refusals_of_choosing(case)],
        "before": before,
        "after": [row for row in rows if row.state.need.is_due_after],
        "missing": sum(not row.state.is_in for row in before),
        "in": sum(row.state.is_in for row in before),
        "holder_unknown": bool(case and route_of(case) == TRANSFER and not holder_of(case)),
        "cancelled": [*cancelled.select_related("actor", "guarantor", "loan")] if case else [],
        "guarantors": outcomes_of(household.loans.all()) if contract else [],
        "today": localdate(),
    }
    return render(request, "consolidation/papers_in.html", context)
