"""Who stands for a contract; who is free again; who stands for whom in a whole village."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.guarantee_rules import (
    Guarantee,
    refusals_to_guarantee,
    refusals_to_release,
    to_guarantee,
    warnings_of_name,
    warnings_of_number,
    warnings_to_guarantee,
)
from consolidation.guaranteeing import add_guarantor, release_guarantor
from consolidation.guarantor_drawing import drawing_of
from consolidation.guarantor_forms import GuaranteeForm, ReleaseForm
from consolidation.guarantor_graph import guarantor_graph
from consolidation.models import Contract, ContractGuarantor
from consolidation.old_guarantors import due_letters
from consolidation.views.contract_list import contracts_seen
from consolidation.views.contracts import ACT
from fundinst.errors import Refusal, Refused
from members.access import require
from members.looking import looked_at, looked_over
from members.models import Institution
from members.page_names import page_called


def guarantors(request: HttpRequest, contract_id: int) -> HttpResponse:
    """The guarantors of one contract; one more, once what is to be known of it was read."""
    contract = get_object_or_404(contracts_seen(request.user), pk=contract_id)
    institution = contract.household.institution
    looked_at(contract.household, actor=request.user, what=page_called(request))
    asked = to_guarantee(contract)
    begun = {"most": asked.amount, "until": asked.last_due}
    form = GuaranteeForm(request.POST or None, initial=begun)
    warnings: list[Refusal] = []
    if request.method == "POST":
        require(request.user, ACT, institution)
    if form.is_valid():
        guarantee = form.guarantee(contract)
        warnings = _unread(contract, guarantee, form)
        if not warnings and _added(request, contract, guarantee, form):
            return redirect("consolidation:guarantors", contract.pk)
    context = {
        "nav": "contracts",
        "contract": contract,
        "form": form,
        "warnings": warnings,
        "missing": [*warnings_of_number(contract)] if _is_open(contract) else [],
        "standing": contract.guarantors.order_by("released_on", "pk"),
        "may_act": request.user.has_perm(ACT, institution),
        "is_open": _is_open(contract),
    }
    return render(request, "consolidation/guarantors.html", context)


def _is_open(contract: Contract) -> bool:
    return contract.status == Contract.Status.OPEN


def _unread(contract: Contract, guarantee: Guarantee, form: GuaranteeForm) -> list[Refusal]:
    """Warnings that the page hasn't shown yet; it shows all of them now."""
    if [*refusals_to_guarantee(contract, guarantee)]:
        return []  # the act says why not
    warnings = [*warnings_of_name(guarantee), *warnings_to_guarantee(contract, guarantee)]
    codes = [one.code for one in warnings]
    if {*codes} <= {*form.cleaned_data["known"].split(",")}:
        return []
    form.data = form.data.copy()
    form.data["known"] = ",".join(codes)
    return warnings


def _added(
    request: HttpRequest, contract: Contract, guarantee: Guarantee, form: GuaranteeForm
) -> bool:
    try:
        added = add_guarantor(
            contract,
            name=guarantee.name,
            most=guarantee.most,
            until=guarantee.until,
            person=guarantee.person,
            actor=request.user,
        )
    except Refused as refused:
        form.show(refused)
        return False
    home = f" ({guarantee.person.household})" if guarantee.person else ""
    messages.success(request, f"บันทึกแล้ว {added}{home} ค้ำประกันสัญญานี้")
    return True


@permission_required(ACT, raise_exception=True)
def guarantor_release(request: HttpRequest, guarantor_id: int) -> HttpResponse:
    """Let a guarantor go, with a reason; or say why it can't be."""
    seen = ContractGuarantor.objects.visible_to(request.user).select_related(
        "contract__fund", "contract__borrower", "contract__household__institution"
    )
    guarantor = get_object_or_404(seen, pk=guarantor_id)
    contract = guarantor.contract
    require(request.user, ACT, contract.household.institution)
    looked_at(contract.household, actor=request.user, what=page_called(request))
    form = ReleaseForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        try:
            release_guarantor(guarantor, **form.cleaned_data, actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"บันทึกแล้ว {guarantor} พ้นความรับผิด")
            return redirect("consolidation:guarantors", contract.pk)
    refusals = [*refusals_to_release(guarantor, on=localdate(), reason="-")]
    context = {"nav": "contracts", "guarantor": guarantor, "contract": contract, "form": form}
    return render(
        request, "consolidation/guarantor_release.html", {**context, "refusals": refusals}
    )


def guarantor_list(request: HttpRequest, code: str) -> HttpResponse:
    """Every guarantor of the institution's households, over all funds: for whom and how much."""
    seen = Institution.objects.visible_to(request.user)
    institution = get_object_or_404(seen, code=code)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    graph = guarantor_graph(institution)
    only = request.GET.get("only", "")
    chosen = {"crossed": lambda one: one.crossed, "owing": lambda one: one.owes}
    nodes = [one for one in graph.nodes if only not in chosen or chosen[only](one)]
    context = {"nav": "contracts", "institution": institution, "graph": graph, "nodes": nodes}
    context |= {"only": only, "drawing": drawing_of(nodes, among=graph.nodes)}
    return render(request, "consolidation/guarantor_list.html", context)


def letter_list(request: HttpRequest, code: str) -> HttpResponse:
    """Guarantors of old loans who should still get a letter, those with a day in the law first."""
    institution = get_object_or_404(Institution.objects.visible_to(request.user), code=code)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    outcomes = due_letters(institution)
    context = {
        "nav": "contracts",
        "institution": institution,
        "outcomes": outcomes,
        "today": localdate(),
        "may_act": request.user.has_perm(ACT, institution),
    }
    return render(request, "consolidation/letter_list.html", context)
